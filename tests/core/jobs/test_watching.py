"""Who watches a job, and what becomes of it when nobody does."""

import time
from collections.abc import Iterator

import numpy as np
import pytest

from core.jobs import Jobs, State, ledger
from tests.helpers.jobs import LONG, TOY, fresh, pinned, until, wait
from tests.helpers.toy_experiment import Config


@pytest.fixture
def impatient() -> Iterator[Jobs]:
    jobs = Jobs(slots=1, grace=0.5, keep=3)
    jobs.start()
    yield jobs
    jobs.stop()


def test_a_job_is_known_from_its_submission_until_nobody_wants_it(impatient):
    short, endless = Config(seed=next(fresh)), Config(seed=next(fresh), pause=LONG)
    assert impatient.known(TOY, short) is None and not impatient._ledger.entries  # asking begins nothing
    key = impatient.submit(TOY, short)
    impatient.watch("a", [key])  # or it is given up while the workers start
    assert impatient.known(TOY, short) == key
    until(impatient, key, State.DONE)
    assert impatient.known(TOY, short) == key and impatient.known(TOY, endless) is None
    left = impatient.submit(TOY, endless)
    assert impatient.known(TOY, endless) == left
    wait(lambda: impatient.view(left).state is State.CANCELLED)  # by neglect: the next submit() begins it anew
    assert impatient.known(TOY, endless) is None
    stopped = impatient.submit(TOY, endless)
    impatient.cancel(stopped)  # by a person: it stays as it is
    assert impatient.known(TOY, endless) == stopped


def test_unwatched_it_stops_after_the_grace(impatient):
    config = Config(seed=next(fresh), pause=LONG)
    key = impatient.submit(TOY, config)
    impatient.watch("a", [key])
    until(impatient, key, State.RUNNING)
    time.sleep(0.8)
    assert impatient.view(key).state is State.RUNNING
    impatient.watch("a", ())
    time.sleep(0.2)
    impatient.watch("b", [key])  # back within the grace
    time.sleep(0.6)
    assert impatient.view(key).state is State.RUNNING
    impatient.watch("b", ())
    assert 0.4 < wait(lambda: impatient.view(key).state is State.CANCELLED) < 1.5
    assert impatient.view(key).reason == ""
    impatient.submit(TOY, config)  # neglected, not cancelled by a person: it begins again
    assert impatient.view(key).state is State.WAITING
    wait(lambda: impatient.view(key).state is State.CANCELLED, 2.0)  # and nobody came


def test_unwatched_it_gives_way_at_once(impatient, monkeypatch):
    monkeypatch.setattr(ledger, "SETTLING", LONG)  # whoever has been watched is not safe for that long
    impatient._ledger.grace = LONG
    first, second, third = (impatient.submit(TOY, Config(seed=next(fresh), pause=LONG)) for _ in range(3))
    impatient.watch("a", [first])
    impatient.watch("b", [second, third])
    until(impatient, first, State.RUNNING)
    time.sleep(0.2)
    assert impatient.view(second).place == 1
    impatient.watch("a", ())
    assert wait(lambda: impatient.view(second).state is State.RUNNING) < 0.5
    assert impatient.view(first).state is State.CANCELLED
    impatient.watch("b", [second])
    assert impatient.view(third).state is State.CANCELLED  # it waited: dropped at once
    assert impatient.view(second).state is State.RUNNING


def test_asked_for_by_a_click_it_waits_and_runs_for_the_grace(impatient):
    impatient._ledger.grace = 1.0
    first, second = (impatient.submit(TOY, Config(seed=next(fresh), pause=LONG), requested=True) for _ in range(2))
    third = impatient.submit(TOY, Config(seed=next(fresh), pause=LONG))
    impatient.watch("a", [first, second, third])
    until(impatient, first, State.RUNNING)
    impatient.watch("a", ())  # another page: what waited is dropped, but what was asked for
    time.sleep(0.5)
    states = [impatient.view(key).state for key in (first, second, third)]
    assert states == [State.RUNNING, State.WAITING, State.CANCELLED]
    impatient.watch("b", [second])  # back again
    assert wait(lambda: impatient.view(first).state is State.CANCELLED) < 2.0
    until(impatient, second, State.RUNNING)


def test_one_watcher_left_of_two_is_enough(impatient):
    key = impatient.submit(TOY, Config(seed=next(fresh), pause=LONG))
    impatient.watch("a", [key])
    impatient.watch("b", [key])
    until(impatient, key, State.RUNNING)
    impatient.watch("a", ())
    time.sleep(0.8)
    assert impatient.view(key).state is State.RUNNING


def test_pinned_it_needs_no_watcher(impatient):
    key = pinned(impatient, steps=8, pause=0.1)
    until(impatient, key, State.DONE)


def test_only_the_jobs_last_seen_are_kept(impatient):
    impatient._ledger.grace = LONG
    keys = [impatient.submit(TOY, Config(seed=next(fresh), steps=1), requested=True) for _ in range(3)]
    for key in keys:
        until(impatient, key, State.DONE)
    impatient.watch("a", [keys[1]])
    impatient.view(keys[0])
    for _ in range(3):
        until(impatient, pinned(impatient, steps=1), State.DONE)
    for _ in range(2):
        until(impatient, impatient.submit(TOY, Config(seed=next(fresh), steps=1)), State.DONE)
    wait(lambda: len(impatient._ledger.entries) == 3 + 4)  # kept, watched, pinned
    impatient.view(keys[0])
    impatient.view(keys[1])
    with pytest.raises(KeyError, match="forgotten"):
        impatient.view(keys[2])


def test_the_jobs_last_seen_are_kept_up_to_so_many_bytes(impatient):
    impatient._ledger.grace = LONG
    keys = [impatient.submit(TOY, Config(seed=next(fresh), steps=3), requested=True) for _ in range(3)]
    for key in keys:
        job = until(impatient, key, State.DONE)
    arrays = [v for s in job.snapshots for v in vars(s).values() if isinstance(v, np.ndarray)]
    assert impatient._ledger.entry(keys[2]).size == sum(a.nbytes for a in arrays) > 0
    impatient._ledger.most = 2 * impatient._ledger.entry(keys[2]).size
    impatient._wake.set()  # if the keeper sleeps already
    wait(lambda: len(impatient._ledger.entries) == 2)
    impatient.view(keys[1])
    with pytest.raises(KeyError, match="forgotten"):
        impatient.view(keys[0])


def test_a_brief_one_ends_soon_after_its_last_watcher_has_gone(impatient):
    impatient._ledger.grace = LONG
    config = Config(seed=next(fresh), pause=LONG)
    key = impatient.submit(TOY, config, brief=True)
    impatient.watch("a", [key])
    until(impatient, key, State.RUNNING)
    time.sleep(1.5)
    assert impatient.view(key).state is State.RUNNING
    impatient.watch("a", ())
    assert wait(lambda: impatient.view(key).state is State.CANCELLED) < LONG / 4
    wait(lambda: not impatient._ledger.runs, LONG / 4)  # the worker has heard of it


def test_all_recordings_together_have_one_bound_in_bytes_also_those_that_are_watched(impatient):
    first = impatient.submit(TOY, Config(seed=next(fresh)))
    impatient.watch("a", [first])
    until(impatient, first, State.DONE)
    size = impatient._ledger.entry(first).size
    impatient._ledger.most = size + size // 2
    second = impatient.submit(TOY, Config(seed=next(fresh)))
    impatient.watch("b", [second])
    wait(lambda: not impatient.view(second).live)
    assert impatient.view(second).state is State.FAILED and "no memory left" in impatient.view(second).reason
    assert sum(entry.size for entry in impatient._ledger.entries.values()) <= impatient._ledger.most
    impatient.watch("a", ())  # what nobody looks at gives way
    impatient.retry(second)
    until(impatient, second, State.DONE)
    assert first not in impatient._ledger.entries


def test_a_recording_that_is_too_large_ends_with_the_reason(impatient):
    impatient._ledger.largest = 1
    key = pinned(impatient)
    wait(lambda: not impatient.view(key).live)
    assert impatient.view(key).state is State.FAILED
    assert impatient.view(key).reason.startswith("This recording takes more than 0 MB. Choose a smaller network")


def test_a_job_ends_soon_after_its_last_tab_was_closed_but_not_after_a_lost_connection(impatient):
    impatient._ledger.grace = LONG
    key = impatient.submit(TOY, Config(seed=next(fresh), pause=LONG))
    impatient.watch("a", [key])
    impatient.watch("b", [key])
    until(impatient, key, State.RUNNING)
    impatient.closed([key, key, "a job that is not known"])  # that tab followed it in two places
    impatient.watch("a", ())
    time.sleep(ledger.LEAVING + 0.5)
    assert impatient.view(key).state is State.RUNNING, "another tab watches it"
    impatient.watch("b", ())
    time.sleep(ledger.LEAVING + 0.5)
    assert impatient.view(key).state is State.RUNNING, "only the other was closed: it has lost its connection"
    impatient.watch("b", [key])
    impatient.closed([key])
    impatient.watch("b", [key])  # its page was running when its tab was closed
    impatient.watch("b", ())
    assert wait(lambda: not impatient.view(key).live) < LONG / 4


def test_that_a_tab_was_closed_may_be_heard_after_its_watcher_has_left(impatient):
    impatient._ledger.grace = LONG
    key = impatient.submit(TOY, Config(seed=next(fresh), pause=LONG))
    impatient.watch("a", [key])
    until(impatient, key, State.RUNNING)
    impatient.watch("a", ())
    impatient.closed([key])
    assert wait(lambda: not impatient.view(key).live) < LONG / 4
