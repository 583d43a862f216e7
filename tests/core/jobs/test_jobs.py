"""Real Dask, real processes: nothing here is mocked."""

import logging
import os
import pickle
import signal
import threading
import time
from collections.abc import Iterator

import pytest

from core.jobs import Jobs, State
from tests.helpers.jobs import LONG, TOY, assert_same, fresh, long, pinned, until, wait
from tests.helpers.toy_experiment import Config


def started(jobs: Jobs) -> Jobs:
    jobs.start()
    wait(lambda: len(jobs.worker_pids()) == 2)
    return jobs


@pytest.fixture(scope="module")
def shared() -> Iterator[Jobs]:
    jobs = started(Jobs(slots=2))
    yield jobs
    jobs.stop()


@pytest.fixture
def jobs(shared: Jobs) -> Iterator[Jobs]:
    yield shared
    for key in list(shared._ledger.entries):
        shared.cancel(key)
    wait(lambda: not shared._ledger.runs)


def test_a_recording_is_what_train_yields(jobs):
    config = Config(steps=300, seed=next(fresh))
    job = until(jobs, jobs.submit(TOY, config), State.DONE)
    assert_same(job.snapshots, config)
    assert (job.reason, job.place, job.config, job.experiment) == ("", 0, config, TOY.__module__)
    assert jobs.view(job.key).seconds == job.seconds > 0


def test_identical_configs_are_one_job(jobs, tmp_path):
    config = Config(log=str(tmp_path / "begun"), pause=0.05)
    keys = set()
    threads = [threading.Thread(target=lambda: keys.add(jobs.submit(TOY, config))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (key,) = keys
    until(jobs, key, State.DONE)
    assert jobs.submit(TOY, config) == key
    assert jobs.view(key).state is State.DONE
    assert jobs.submit(TOY, Config(seed=next(fresh))) != key
    assert len((tmp_path / "begun").read_text().split()) == 1


def test_snapshots_are_shared_between_views(jobs):
    key = long(jobs)
    wait(lambda: len(jobs.view(key).snapshots) == 1)
    assert jobs.view(key).snapshots is jobs.view(key).snapshots


def test_the_queue_is_first_come_first_served(jobs):
    running = [long(jobs), long(jobs)]
    waiting = [pinned(jobs, pause=LONG) for _ in range(3)]
    assert [jobs.view(key).place for key in running + waiting] == [0, 0, 1, 2, 3]
    jobs.cancel(waiting[0])
    assert [jobs.view(key).place for key in waiting] == [0, 1, 2]
    jobs.cancel(running[0])
    assert wait(lambda: jobs.view(waiting[1]).state is State.RUNNING) < 0.5
    assert jobs.view(waiting[2]).place == 1


def test_what_is_recorded_in_advance_leaves_a_slot_to_people_and_comes_last(jobs):
    ahead = [jobs.submit(TOY, Config(seed=next(fresh), pause=LONG), pinned=True) for _ in range(3)]
    until(jobs, ahead[0], State.RUNNING)
    time.sleep(0.3)
    assert [jobs.view(key).state for key in ahead[1:]] == [State.WAITING] * 2  # though a slot is free
    asked = long(jobs)  # runs at once
    last = pinned(jobs, pause=LONG)
    assert [jobs.view(key).place for key in (last, *ahead[1:])] == [1, 2, 3]
    jobs.cancel(asked)
    until(jobs, last, State.RUNNING)
    jobs.cancel(last)
    jobs.watch("a visitor", [ahead[2]])  # who watches one makes it a person's
    until(jobs, ahead[2], State.RUNNING)
    assert jobs.view(ahead[1]).state is State.WAITING
    jobs.watch("a visitor", [])


def test_a_job_says_when_its_snapshots_came(jobs):
    key = pinned(jobs, steps=3, pause=0.2)
    job = until(jobs, key, State.DONE)
    assert (
        0.35 < job.recorded_seconds < 3
        and 0.15 < job.seconds_since_snapshot < 3
        and job.recorded_seconds + job.seconds_since_snapshot <= job.seconds
    )
    time.sleep(0.1)
    assert jobs.view(key).seconds_since_snapshot == job.seconds_since_snapshot  # it ended
    waiting = [pinned(jobs, steps=2, pause=0.5) for _ in range(4)]
    assert jobs.view(waiting[-1]).recorded_seconds == jobs.view(waiting[-1]).seconds_since_snapshot == 0.0


def test_cancel_takes_effect_between_snapshots(jobs):
    key = long(jobs)
    time.sleep(0.2)
    jobs.cancel(key)
    assert jobs.view(key).state is State.CANCELLED
    assert wait(lambda: not jobs._ledger.runs) < 0.5
    assert len(jobs.view(key).snapshots) == 1


def test_a_cancelled_job_that_does_not_listen_keeps_its_slot(jobs):
    wait(lambda: len(jobs._link.workers(0)) == 2)
    deaf = pinned(jobs, pause=1.5, deaf=True)
    wait(lambda: len(jobs.view(deaf).snapshots) > 0)  # from here on it sleeps and asks nothing
    jobs.cancel(deaf)
    assert jobs.view(deaf).state is State.CANCELLED
    first, second = pinned(jobs, pause=LONG), pinned(jobs, pause=LONG)
    assert wait(lambda: jobs.view(first).state is State.RUNNING) < 0.5
    assert jobs.view(second).place == 1
    assert wait(lambda: jobs.view(second).state is State.RUNNING) > 0.5


def test_a_busy_worker_is_avoided(jobs):
    link = jobs._link
    wait(lambda: len(link.workers(0)) == 2)
    for number, busy in enumerate(sorted([*link.workers(0)] * 3)):
        future = link.submit(f"avoid-{number}", TOY.__module__, pickle.dumps(Config()), avoid={busy})
        assert future.result() == 5
        assert busy not in link._client.who_has(future)[future.key]
        future.release()


def test_what_a_person_cancelled_only_retry_begins_again(jobs):
    config = Config(seed=next(fresh), pause=0.05)
    key = jobs.submit(TOY, config)
    until(jobs, key, State.RUNNING)
    jobs.cancel(key)
    jobs.submit(TOY, config)
    assert jobs.view(key).state is State.CANCELLED
    jobs.retry(key)
    assert_same(until(jobs, key, State.DONE).snapshots, config)
    jobs.retry(key)
    assert jobs.view(key).state is State.DONE


def test_cancel_before_it_began(jobs):
    key = pinned(jobs, pause=LONG)
    jobs.cancel(key)
    assert jobs.view(key).state is State.CANCELLED
    wait(lambda: not jobs._ledger.runs, 1.0)


def test_a_person_is_told_why_it_failed(jobs, caplog):
    caplog.set_level(logging.ERROR)  # Dask, told to be silent, silences what listens when it starts
    job = until(jobs, pinned(jobs, fail="value"), State.FAILED)
    assert job.reason == "'lr' must be in [0, 1]. Got 2 instead."
    assert len(job.snapshots) == 5
    assert not caplog.records
    job = until(jobs, pinned(jobs, fail="weird"), State.FAILED)
    assert job.reason == "Weird: odd. This is a defect of MLP Scope: please report it."
    assert "Traceback" in caplog.text


def test_a_failed_job_stays_failed_until_retry(jobs):
    config = Config(seed=next(fresh), fail="value")
    key = jobs.submit(TOY, config)
    until(jobs, key, State.FAILED)
    jobs.submit(TOY, config)
    assert jobs.view(key).state is State.FAILED
    jobs.retry(key)
    assert jobs.view(key).state is State.WAITING


def test_unknown_keys(jobs):
    for ask in (jobs.view, jobs.cancel, jobs.retry):
        with pytest.raises(KeyError, match="Submit it again"):
            ask("nonsense")


def test_a_dead_worker_costs_one_job_only(jobs, tmp_path):
    log = tmp_path / "pid"
    victim = pinned(jobs, pause=LONG, log=str(log))
    until(jobs, victim, State.RUNNING)
    wait(lambda: len(jobs.view(victim).snapshots) == 1)
    others = [pinned(jobs, pause=0.05) for _ in range(4)]
    os.kill(int(log.read_text()), signal.SIGKILL)
    assert wait(lambda: jobs.view(victim).state is State.FAILED) < 2.0
    job = jobs.view(victim)
    assert "ended unexpectedly" in job.reason and "Train again" in job.reason
    assert len(job.snapshots) == 1
    for key in others:
        assert_same(until(jobs, key, State.DONE).snapshots, jobs.view(key).config)
    wait(lambda: len(jobs.worker_pids()) == 2)
    jobs.retry(victim)
    until(jobs, victim, State.RUNNING)


def test_a_job_that_kills_its_worker_is_tried_once(jobs, tmp_path):
    for attempt in range(5):
        log = tmp_path / str(attempt)
        job = until(jobs, pinned(jobs, steps=0, fail="exit", log=str(log)), State.FAILED)
        assert "ended unexpectedly" in job.reason
        assert len(log.read_text().split()) == 1
        wait(lambda: len(jobs._link.workers(0)) == 2)
    until(jobs, pinned(jobs), State.DONE)


def test_a_job_that_had_not_begun_when_its_worker_died_is_not_lost(jobs):
    wait(lambda: len(jobs._link.workers(0)) == 2)
    for pid in jobs.worker_pids():
        os.kill(pid, signal.SIGSTOP)
    keys = [pinned(jobs) for _ in range(3)]
    wait(lambda: len(jobs._ledger.runs) == 2)
    time.sleep(0.2)
    assert [jobs.view(key).place for key in keys] == [1, 2, 3]
    for pid in jobs.worker_pids():
        os.kill(pid, signal.SIGKILL)
    for key in keys:
        assert_same(until(jobs, key, State.DONE).snapshots, jobs.view(key).config)


def test_all_workers_dead_at_once(jobs):
    running = [long(jobs), long(jobs)]
    waiting = [pinned(jobs) for _ in range(3)]
    for pid in jobs.worker_pids():
        os.kill(pid, signal.SIGKILL)
    for key in running:
        until(jobs, key, State.FAILED)
    for key in waiting:
        until(jobs, key, State.DONE)


def test_the_scheduler_remembers_few_events(jobs):
    until(jobs, pinned(jobs, steps=200), State.DONE)
    assert len(jobs._link._client.get_events(jobs._link._topic)) <= 4


def test_workers_are_never_missed_while_the_client_refreshes_itself(jobs):
    """Dask's own periodic refresh asks for no workers at all: a job must not be taken for dead by that answer."""
    wait(lambda: len(jobs.worker_pids()) == 2)
    link, on = jobs._link, True

    def refresh():
        while on:
            link._client.loop.add_callback(link._client._update_scheduler_info)
            time.sleep(0.01)  # faster than TLS answers, requests would only pile up

    thread = threading.Thread(target=refresh)
    thread.start()
    try:
        counts = {len(link.workers(age=0)) for _ in range(300)}
    finally:
        on = False
        thread.join()
    assert counts == {2}
