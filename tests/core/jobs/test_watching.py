"""Who watches a job, and what becomes of it when nobody does."""

import time
from collections.abc import Iterator

import numpy as np
import pytest

from core.jobs import Jobs, State
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
    assert impatient.known(TOY, short) is None and not impatient._store.entries  # asking begins nothing
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


def test_unwatched_it_gives_way_at_once(impatient):
    impatient._store.grace = LONG
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
    impatient._store.grace = 1.0
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
    impatient._store.grace = LONG
    keys = [impatient.submit(TOY, Config(seed=next(fresh), steps=1)) for _ in range(3)]
    for key in keys:
        until(impatient, key, State.DONE)
    impatient.watch("a", [keys[1]])
    impatient.view(keys[0])
    for _ in range(3):
        until(impatient, pinned(impatient, steps=1), State.DONE)
    for _ in range(2):
        until(impatient, impatient.submit(TOY, Config(seed=next(fresh), steps=1)), State.DONE)
    wait(lambda: len(impatient._store.entries) == 3 + 4)  # kept, watched, pinned
    impatient.view(keys[0])
    impatient.view(keys[1])
    with pytest.raises(KeyError, match="forgotten"):
        impatient.view(keys[2])


def test_the_jobs_last_seen_are_kept_up_to_so_many_bytes(impatient):
    impatient._store.grace = LONG
    keys = [impatient.submit(TOY, Config(seed=next(fresh), steps=3), requested=True) for _ in range(3)]
    for key in keys:
        job = until(impatient, key, State.DONE)
    arrays = [v for s in job.snapshots for v in vars(s).values() if isinstance(v, np.ndarray)]
    assert impatient._store.entry(keys[2]).size == sum(a.nbytes for a in arrays) > 0
    impatient._store.most = 2 * impatient._store.entry(keys[2]).size
    impatient._wake.set()  # if the keeper sleeps already
    wait(lambda: len(impatient._store.entries) == 2)
    impatient.view(keys[1])
    with pytest.raises(KeyError, match="forgotten"):
        impatient.view(keys[0])
