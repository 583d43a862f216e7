"""Finished jobs outlive the server, their memory and their neighbours: real Dask, real files."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from core import jobs as module
from core.jobs import Jobs, State, keys, shelf, store
from core.jobs.store import Store
from tests.helpers.jobs import LONG, TOY, assert_same, fresh, until, wait
from tests.helpers.toy_experiment import Config
from ui import following


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("recordings")


@pytest.fixture(scope="module")
def trained(folder) -> Iterator[Jobs]:
    """A server with workers."""
    jobs = Jobs(slots=1, store=Store(str(folder), 1e9))
    jobs.start()
    yield jobs
    jobs.stop()


@pytest.fixture
def jobs(trained) -> Iterator[Jobs]:
    yield trained
    for key in list(trained._ledger.entries):
        trained.cancel(key)


@pytest.fixture
def log(jobs, caplog) -> pytest.LogCaptureFixture:
    """What is said from now on: Dask, told to be silent, silences what listens when it starts."""
    wait(lambda: bool(jobs.worker_pids()))
    caplog.set_level(logging.WARNING)
    return caplog


@pytest.fixture
def restarted(folder) -> Iterator[Jobs]:
    """Another server on the same store, whose workers have not started: what it knows it has read."""
    jobs = Jobs(slots=1, store=Store(str(folder), 1e9))
    yield jobs
    jobs.stop()


class Slow(Store):
    """A store that reads when it is let."""

    def __init__(self, url: str, most: float = 1e9) -> None:
        super().__init__(url, most)
        self.let = threading.Event()

    def read(self, key, cls):
        self.let.wait(30)
        return super().read(key, cls)


@pytest.fixture
def slow(folder, monkeypatch) -> Iterator[Jobs]:
    monkeypatch.setattr(shelf, "PATIENCE", 0.05)
    jobs = Jobs(slots=1, store=Slow(str(folder)))
    jobs._shelf._there = {*Store(str(folder), 1e9).keys()}
    yield jobs
    jobs._shelf.store.let.set()
    jobs.stop()


def recorded(jobs: Jobs, **settings: object) -> Config:
    """A run that has been recorded and is in the store."""
    config = Config(seed=next(fresh), **settings)  # type: ignore[arg-type]
    key = jobs.submit(TOY, config, pinned=True)
    until(jobs, key, State.DONE)
    wait(lambda: jobs.stored(TOY, config))
    return config


def said(log: pytest.LogCaptureFixture) -> list[str]:
    """By the store, not by Dask."""
    return [record.getMessage() for record in log.records if record.name == store.__name__]


def begun(jobs: Jobs) -> bool:
    return jobs._thread is not None


def test_a_restarted_server_shows_a_finished_run_at_once(jobs, restarted):
    config = recorded(jobs, steps=20, pause=0.01)
    before = jobs.view(jobs.known(TOY, config))
    assert restarted.stored(TOY, config) and not restarted._ledger.entries, "nothing is read before somebody asks"
    began = time.monotonic()
    after = restarted.view(restarted.submit(TOY, config))
    assert time.monotonic() - began < 1.0
    assert_same(after.snapshots, config)
    assert (after.state, after.place, after.reason, after.take) == (State.DONE, 0, "", before.take)
    for name in ("seconds", "recorded_seconds", "seconds_since_snapshot"):
        assert getattr(after, name) == pytest.approx(getattr(before, name), abs=1e-6)
    assert not begun(restarted)


def test_it_is_known_without_being_asked_for(jobs, restarted):
    config, other = recorded(jobs), Config(seed=next(fresh))
    key = restarted.known(TOY, config)
    assert key is not None and restarted.view(key).state is State.DONE
    assert restarted.known(TOY, other) is None and not restarted.stored(TOY, other)
    assert len(restarted._ledger.entries) == 1 and not begun(restarted)


def test_what_another_server_has_recorded_meanwhile_is_seen_after_a_while(jobs, restarted, monkeypatch):
    assert not restarted.stored(TOY, Config(seed=next(fresh)))
    config = recorded(jobs)
    monkeypatch.setattr(shelf, "LOOK", 0.0)
    wait(lambda: restarted.stored(TOY, config), 5.0)
    assert restarted.view(restarted.submit(TOY, config)).state is State.DONE and not begun(restarted)


def test_all_who_ask_a_new_server_at_once_wait_for_its_first_look(jobs, restarted, monkeypatch):
    """Whoever came between the beginning of the look and its thread was told that nothing is there."""
    config = recorded(jobs)
    submit = restarted._shelf._readers.submit
    monkeypatch.setattr(restarted._shelf._readers, "submit", lambda *work: (time.sleep(0.2), submit(*work))[1])
    with ThreadPoolExecutor(4) as pages:
        assert all(pages.map(lambda _: restarted.stored(TOY, config), range(4)))


def test_another_version_of_the_code_does_not_read_it(jobs, restarted, monkeypatch):
    config = recorded(jobs)
    monkeypatch.setattr(keys, "version_of", lambda module: "another")
    assert not restarted.stored(TOY, config) and restarted.known(TOY, config) is None


@pytest.mark.parametrize("asked", ["first", "when it is known that it cannot be read"])
@pytest.mark.parametrize("damage", ["cut off", "gone"])
def test_what_cannot_be_read_is_trained_again(folder, jobs, log, monkeypatch, damage, asked):
    monkeypatch.setattr(shelf, "LOOK", 0.0)  # the damaged file is seen again and again
    config = recorded(jobs)
    key = keys.key_of(TOY, config)
    file = folder / f"{key}.safetensors"
    del jobs._ledger.entries[key]
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2]) if damage == "cut off" else file.unlink()
    jobs._shelf._there = {key}
    if asked != "first":
        assert jobs.known(TOY, config) is None, "to know of it trains nothing"
    assert jobs.submit(TOY, config, requested=True) == key
    assert_same(until(jobs, key, State.DONE).snapshots, config)
    wait(lambda: file.exists() and file.stat().st_size > 0.8 * len(whole), 20)  # its times may have fewer digits
    wait(lambda: jobs.stored(TOY, config), 20)
    assert len(said(log)) == (damage == "cut off")


def test_what_has_failed_or_was_stopped_is_not_kept(jobs):
    failed, stopped = Config(seed=next(fresh), fail="value"), Config(seed=next(fresh), pause=LONG)
    until(jobs, jobs.submit(TOY, failed, pinned=True), State.FAILED)
    key = jobs.submit(TOY, stopped, pinned=True)
    until(jobs, key, State.RUNNING)
    jobs.cancel(key)
    recorded(jobs)  # whatever was to be written before it has been written
    assert not jobs.stored(TOY, failed) and not jobs.stored(TOY, stopped)


def test_what_is_in_the_store_need_not_stay_in_memory(jobs):
    config = recorded(jobs)
    key = keys.key_of(TOY, config)
    wait(lambda: not jobs._ledger.entry(key).pinned)
    with jobs._lock:
        jobs._ledger.keep, before = 0, jobs._ledger.keep
        jobs._ledger.forget()
        jobs._ledger.keep = before
    with pytest.raises(KeyError):
        jobs.view(key)
    assert_same(jobs.view(jobs.submit(TOY, config)).snapshots, config)


def test_a_store_that_takes_nothing_changes_nothing_else(jobs, log, monkeypatch):
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("core.jobs.store._put", full)
    config = Config(seed=next(fresh))
    key = jobs.submit(TOY, config, pinned=True)
    assert_same(until(jobs, key, State.DONE).snapshots, config)
    wait(lambda: len(said(log)) == 1)
    assert "No space left" in log.text and not jobs.stored(TOY, config)
    assert jobs._ledger.entry(key).pinned, "it is nowhere else"


def test_what_there_is_no_room_for_in_memory_is_said(jobs, restarted):
    config = recorded(jobs)
    restarted._ledger.most = 10
    job = restarted.view(restarted.submit(TOY, config))
    assert job.state is State.FAILED and "no memory left" in job.reason
    restarted._ledger.most = 10**9
    restarted.retry(job.key)
    assert restarted.view(job.key).state is State.DONE and not begun(restarted)


def test_a_slow_store_is_waited_for_for_a_moment_only_and_said(jobs, slow):
    config = recorded(jobs)
    slow._shelf._there.add(keys.key_of(TOY, config))
    began = time.monotonic()
    key = slow.submit(TOY, config)
    assert slow.known(TOY, config) == key
    job = slow.view(key)
    assert time.monotonic() - began < 1.0
    assert (job.state, job.place, following.words(job)) == (State.WAITING, 0, "Reading what was recorded …")
    slow._shelf.store.let.set()
    assert_same(until(slow, key, State.DONE).snapshots, config)


def test_what_is_being_read_may_be_stopped_and_asked_for_again(jobs, slow):
    config = recorded(jobs)
    slow._shelf._there.add(keys.key_of(TOY, config))
    key = slow.submit(TOY, config)
    slow.cancel(key)
    slow._shelf.store.let.set()
    time.sleep(0.1)
    assert slow.view(key).state is State.CANCELLED
    slow.retry(key)
    assert until(slow, key, State.DONE).snapshots and not begun(slow)


def test_what_was_stopped_before_it_ended_takes_a_later_take_from_the_store(jobs, restarted):
    """A browser keeps the frames of a take that it has: they must not be continued by those of another."""
    config = recorded(jobs)
    key = restarted.submit(TOY, config)
    entry = restarted._ledger.entry(key)
    stored, later = entry.take, "f" * 16
    entry.state, entry.take = State.CANCELLED, later[:-1]
    restarted.retry(key)
    assert restarted.view(key).take not in (stored, later[:-1])


def test_stopping_waits_for_what_is_written_and_leaves_no_thread(tmp_path):
    before = set(threading.enumerate())
    jobs = Jobs(slots=1, store=Store(str(tmp_path), 1e9))
    config = Config(seed=next(fresh))
    until(jobs, jobs.submit(TOY, config, pinned=True), State.DONE)
    jobs.stop()
    assert len(list(tmp_path.glob("*.safetensors"))) == 1
    assert not [one for one in set(threading.enumerate()) - before if "mlpscope" in one.name]


# What the environment says


@pytest.fixture
def environment(monkeypatch, tmp_path) -> Iterator[pytest.MonkeyPatch]:
    monkeypatch.setenv("MLPSCOPE_DATA", str(tmp_path))
    for name in ("MLPSCOPE_STORE", "MLPSCOPE_STORE_BYTES"):
        monkeypatch.delenv(name, raising=False)
    yield monkeypatch
    module.close()


def test_the_store_lies_in_the_data_folder(environment, tmp_path):
    found = module.jobs()._shelf.store
    assert (found.url, found.most) == (str(tmp_path / "recordings"), 1e9)
    assert not list(tmp_path.iterdir()), "nothing is made before something is recorded"


def test_the_store_may_lie_elsewhere_and_have_another_size(environment):
    environment.setenv("MLPSCOPE_STORE", "memory://bucket/recordings")
    environment.setenv("MLPSCOPE_STORE_BYTES", "5e6")
    found = module.jobs()._shelf.store
    assert (found.url, found.most) == ("memory://bucket/recordings", 5e6)


def test_there_need_be_no_store(environment):
    environment.setenv("MLPSCOPE_STORE_BYTES", "0")
    assert module.jobs()._shelf.store is None
    assert not module.jobs().stored(TOY, Config()) and module.jobs().known(TOY, Config()) is None


def test_a_size_that_is_no_number_is_said(environment):
    environment.setenv("MLPSCOPE_STORE_BYTES", "1 GB")
    with pytest.raises(ValueError, match=r"'MLPSCOPE_STORE_BYTES' must be a number of bytes.*Got '1 GB' instead"):
        module.jobs()
