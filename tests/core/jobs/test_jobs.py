"""Real Dask, real processes: nothing here is mocked."""

import json
import logging
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import fields
from itertools import count
from pathlib import Path

import numpy as np
import pytest

from core import jobs as module
from core.jobs import Job, Jobs, State, wire
from tests.helpers import toy_experiment
from tests.helpers.toy_experiment import Config

TOY = toy_experiment.__name__
LONG = 60.0  # s
ROOT = Path(__file__).parents[3]
fresh = count(1000)  # seeds: each test has jobs of its own


def wait(condition: Callable[[], bool], seconds: float = 30.0) -> float:
    start = time.monotonic()
    while not condition():
        assert time.monotonic() - start < seconds, "waited too long"
        time.sleep(0.002)
    return time.monotonic() - start


def until(jobs: Jobs, key: str, state: State) -> Job:
    wait(lambda: jobs.view(key).state is state or jobs.view(key).state in (State.DONE, State.FAILED))
    job = jobs.view(key)
    assert job.state is state, job.reason
    return job


def long(jobs: Jobs) -> str:
    """A running job that would take for ever, and that asks stop()."""
    key = pinned(jobs, pause=LONG)
    until(jobs, key, State.RUNNING)
    return key


def pinned(jobs: Jobs, **settings: object) -> str:
    """A job that stays, and that somebody waits for."""
    key = jobs.submit(TOY, Config(seed=next(fresh), **settings), pinned=True)  # type: ignore[arg-type]
    jobs.watch(f"waits for {key}", [key])
    return key


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
    for key in list(shared._store.entries):
        shared.cancel(key)
    wait(lambda: not shared._store.runs)


@pytest.fixture
def impatient() -> Iterator[Jobs]:
    jobs = Jobs(slots=1, grace=0.5, keep=3)
    jobs.start()
    yield jobs
    jobs.stop()


def assert_same(snapshots, config):
    expected = list(toy_experiment.train(config))
    assert len(snapshots) == len(expected)
    for ours, theirs in zip(snapshots, expected, strict=True):
        for f in fields(toy_experiment.Snapshot):
            a, b = getattr(ours, f.name), getattr(theirs, f.name)
            assert type(a) is type(b)
            if isinstance(a, np.ndarray):
                assert a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()
            else:
                assert a == b


def test_a_recording_is_what_train_yields(jobs):
    config = Config(steps=300, seed=next(fresh))
    job = until(jobs, jobs.submit(TOY, config), State.DONE)
    assert_same(job.snapshots, config)
    assert (job.reason, job.place, job.config, job.experiment) == ("", 0, config, TOY)
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
    assert wait(lambda: not jobs._store.runs) < 0.5
    assert len(jobs.view(key).snapshots) == 1


def test_a_cancelled_job_that_does_not_listen_keeps_its_slot(jobs):
    wait(lambda: len(jobs._link.workers(0)) == 2)
    deaf = pinned(jobs, pause=1.5, deaf=True)
    until(jobs, deaf, State.RUNNING)
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
        future = link.submit(f"avoid-{number}", TOY, pickle.dumps(Config()), avoid={busy})
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
    wait(lambda: not jobs._store.runs, 1.0)


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
    wait(lambda: len(jobs._store.runs) == 2)
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


# Who watches


def test_a_job_is_known_from_its_submission_until_nobody_wants_it(impatient):
    short, endless = Config(seed=next(fresh)), Config(seed=next(fresh), pause=LONG)
    assert impatient.known(TOY, short) is None and not impatient._store.entries  # asking begins nothing
    key = impatient.submit(TOY, short)
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


# The life of the whole


def test_stop_leaves_no_thread_and_submit_starts_anew():
    before = set(threading.enumerate())
    jobs = Jobs(slots=1)
    config = Config(seed=next(fresh), pause=LONG)
    key = jobs.submit(TOY, config)
    until(jobs, key, State.RUNNING)
    (pid,) = jobs.worker_pids()
    jobs.stop()
    jobs.stop()
    assert jobs.view(key).state is State.CANCELLED
    left = [t for t in set(threading.enumerate()) - before if "Offload" not in t.name]
    assert not left
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    jobs.submit(TOY, config)
    until(jobs, key, State.RUNNING)
    jobs.stop()


def test_the_environment_is_read_on_first_use(monkeypatch):
    monkeypatch.setenv("DASK_SCHEDULER_ADDRESS", "tcp://127.0.0.1:1")
    monkeypatch.setenv("MLPSCOPE_GRACE", "7.5")
    try:
        assert module.jobs() is module.jobs()
        assert module.jobs()._address == "tcp://127.0.0.1:1"
        assert module.jobs()._store.grace == 7.5
    finally:
        module.close()
    assert module._instance is None


def test_an_unreachable_scheduler_fails_the_job_not_the_caller():
    jobs = Jobs(address="tcp://127.0.0.1:1")
    try:
        began = time.monotonic()
        key = pinned(jobs)
        assert time.monotonic() - began < 0.5
        assert "Cannot reach the Dask scheduler at tcp://127.0.0.1:1" in until(jobs, key, State.FAILED).reason
        jobs.retry(key)
        assert jobs.view(key).state is State.WAITING
        until(jobs, key, State.FAILED)
    finally:
        jobs.stop()


def dask(*command: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", *command, "--no-dashboard"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def test_an_existing_cluster(tmp_path):
    file = tmp_path / "scheduler.json"
    scheduler = dask("distributed.cli.dask_scheduler", "--port", "0", "--scheduler-file", str(file))
    worker = ("distributed.cli.dask_worker", "--scheduler-file", str(file), "--nthreads", "1", "--no-nanny")
    workers = [dask(*worker) for _ in range(2)]
    try:
        wait(lambda: file.exists() and file.read_text().endswith("}"))
        address = json.loads(file.read_text())["address"]
        wire.code_version.cache_clear()  # the sources may have changed since this process began
        an_existing_cluster(Jobs(address=address), address, scheduler, tmp_path)
    finally:
        for process in (scheduler, *workers):
            process.kill()
            process.wait()


def an_existing_cluster(jobs: Jobs, address: str, scheduler: subprocess.Popen[bytes], folder: Path) -> None:
    other = Jobs(address=address)  # another app on the same cluster
    try:
        config = Config(seed=next(fresh), steps=50)
        key = jobs.submit(TOY, config, pinned=True)
        assert other.submit(TOY, config, pinned=True) == key
        assert_same(until(jobs, key, State.DONE).snapshots, config)
        assert_same(until(other, key, State.DONE).snapshots, config)
        other.stop()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(wire, "code_version", lambda: "older")
            assert "runs another version" in until(jobs, pinned(jobs), State.FAILED).reason
        wait(lambda: len(jobs.worker_pids()) == 2)
        running = long(jobs)
        victim = pinned(jobs, pause=LONG, log=str(folder / "pid"))
        until(jobs, victim, State.RUNNING)
        wait(lambda: len(jobs.view(victim).snapshots) == 1)
        os.kill(int((folder / "pid").read_text()), signal.SIGKILL)
        assert "ended unexpectedly" in until(jobs, victim, State.FAILED).reason
        assert jobs.view(running).state is State.RUNNING
        scheduler.kill()
        job = until(jobs, running, State.FAILED)
        assert f"Lost the connection to the Dask scheduler at {address}" in job.reason
        jobs.retry(running)
        assert "Cannot reach" in until(jobs, running, State.FAILED).reason
    finally:
        other.stop()
        jobs.stop()


def test_workers_are_never_missed_while_the_client_refreshes_itself(jobs):
    """Dask's own periodic refresh asks for no workers at all: a job must not be taken for dead by that answer."""
    wait(lambda: len(jobs.worker_pids()) == 2)
    link, on = jobs._link, True

    def refresh():
        while on:
            link._client.loop.add_callback(link._client._update_scheduler_info)
            time.sleep(0.0005)

    thread = threading.Thread(target=refresh)
    thread.start()
    counts = {len(link.workers(age=0)) for _ in range(300)}
    on = False
    thread.join()
    assert counts == {2}
