"""The store as files: whatever is in its place, nobody who asks has an error of it, and the log says why."""

from __future__ import annotations

import errno
import os
import threading
import time
from dataclasses import dataclass
from typing import Any

import fsspec
import numpy as np
import pytest
from fsspec.implementations.local import LocalFileSystem

from core.jobs import store as module
from core.jobs.recording import Recording
from core.jobs.store import Store
from tests.helpers.disks import mounted

KEY = "0123456789abcdef"
KEYS = [f"{number:016x}" for number in range(9)]


@dataclass(frozen=True)
class Snapshot:
    value: Any


def recorded(value: Any = None, take: str = "1") -> Recording:
    return Recording((Snapshot(np.arange(300.0) if value is None else value),), take, (0.1, 0.2, 0.3))


@pytest.fixture
def store(tmp_path):
    return Store(str(tmp_path / "below" / "recordings"), 1e9)


def file(store, key=KEY):
    return os.path.join(store.url, f"{key}.safetensors")


def names(store):
    return sorted(os.listdir(store.url))


def value(store, key=KEY):
    found = store.read(key, Snapshot)
    return None if found is None else found.snapshots[0].value


def test_what_is_written_is_there_for_whoever_looks(store):
    assert store.keys() == set() and store.read(KEY, Snapshot) is None and not os.path.exists(store.url)
    assert store.write(KEY, recorded("a text", take="7"))
    other = Store(store.url, 1e9)
    assert other.keys() == {KEY} and other.read(KEY, Snapshot) == recorded("a text", take="7")
    assert names(store) == [f"{KEY}.safetensors"]


def test_what_somebody_else_has_put_there_is_not_ours(store):
    store.write(KEY, recorded())
    for name in ("notes.txt", "0123.safetensors", f"{'g' * 16}.safetensors", f".unfinished-{KEY}-1"):
        with open(os.path.join(store.url, name), "w") as other:
            other.write("mine" * 1000)
    assert store.keys() == {KEY}
    tight = Store(store.url, os.path.getsize(file(store)) + 10)
    assert tight.write(KEYS[1], recorded())
    assert len(names(store)) == 5 and tight.keys() == {KEYS[1]}


@pytest.mark.parametrize(
    "damage",
    [
        lambda raw: raw[:-1],
        lambda raw: b"",
        lambda raw: raw[:-9] + b"X" + raw[-8:],
        lambda raw: raw.replace(b'"version":"1"', b'"version":"0"'),
        lambda raw: b"PK\x03\x04" + raw,
    ],
)
def test_what_is_damaged_is_said_once_and_made_again(store, caplog, damage):
    store.write(KEY, recorded("before"))
    with open(file(store), "rb") as whole:
        raw = whole.read()
    with open(file(store), "wb") as damaged:
        damaged.write(damage(raw))
    for _ in range(3):
        assert store.read(KEY, Snapshot) is None
    assert len(caplog.records) == 1 and f"{KEY} is not used: it" in caplog.text and "made again" in caplog.text
    assert store.write(KEY, recorded("after")) and value(store) == "after"


def test_a_file_that_is_too_large_is_not_read(store, caplog, monkeypatch):
    store.write(KEY, recorded())
    monkeypatch.setattr(module, "LARGEST", 1000)
    assert store.read(KEY, Snapshot) is None and "too large" in caplog.text
    assert not store.write(KEYS[1], recorded()) and "too many" in caplog.text


def test_what_cannot_be_written_exactly_is_not_written(store, caplog):
    for wrong in (np.zeros(2, ">f4"), np.zeros(2, "c16"), {"a": 1}):
        assert not store.write(KEY, recorded(wrong))
    assert not os.path.exists(store.url) and len(caplog.records) == 3


# Room


def aged(store, key, seconds):
    before = time.time() - seconds
    os.utime(file(store, key), (before, before))


def test_what_was_used_least_recently_makes_room(store):
    for at, key in enumerate(KEYS[:4]):
        store.write(key, recorded())
        aged(store, key, 400 - 100 * at)
    store.most = 4.5 * os.path.getsize(file(store, KEYS[0]))
    assert value(store, KEYS[0]) is not None  # which was written first, and is used now
    assert store.write(KEYS[4], recorded())
    assert store.keys() == {KEYS[0], KEYS[2], KEYS[3], KEYS[4]}
    aged(store, KEYS[2], 900)
    store.use(KEYS[2])
    aged(store, KEYS[4], 50)
    assert store.write(KEYS[5], recorded())
    assert store.keys() == {KEYS[0], KEYS[2], KEYS[4], KEYS[5]}
    assert sum(os.path.getsize(file(store, key)) for key in store.keys()) <= store.most


def test_what_is_larger_than_the_store_makes_no_room(store, caplog):
    store.write(KEY, recorded())
    store.most = 100
    assert not store.write(KEYS[1], recorded()) and "too many" in caplog.text
    assert store.keys() == {KEY}


def test_what_a_crash_has_left_is_swept_up_after_a_day(store):
    store.write(KEY, recorded())
    old, new = (os.path.join(store.url, f".unfinished-{KEY}-{name}") for name in "ab")
    for left in (old, new):
        with open(left, "w") as part:
            part.write("part")
    before = time.time() - 2 * module.ABANDONED
    os.utime(old, (before, before))
    store.write(KEYS[1], recorded())
    assert not os.path.exists(old) and os.path.exists(new)


# Trouble


class Full(LocalFileSystem):
    """A disk that takes a name, and not a byte more."""

    cachable = False

    def _open(self, path, mode="rb", **options):
        file = super()._open(path, mode, **options)
        if "w" in mode:
            file.write = self.refuse
        return file

    def refuse(self, data):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_full_disk_is_said_once_and_leaves_nothing_half_written(store, caplog, monkeypatch):
    store.write(KEY, recorded("here"))
    with monkeypatch.context() as full:
        full.setattr("fsspec.core.url_to_fs", lambda url: (Full(), url))
        assert not store.write(KEYS[1], recorded()) and not store.write(KEYS[2], recorded())
        assert value(store) == "here"
    assert len(caplog.records) == 1 and "No space left" in caplog.text
    assert names(store) == [f"{KEY}.safetensors"]
    assert store.write(KEYS[1], recorded()) and store.keys() == {KEY, KEYS[1]}


def test_a_disk_that_is_full_in_truth(tmp_path, caplog):
    with mounted(tmp_path / "small", "100k") as disk:
        store = Store(str(disk / "recordings"), 1e9)
        assert store.write(KEY, recorded()) and not store.write(KEYS[1], recorded(np.zeros(50_000)))
        assert "No space left" in caplog.text and store.keys() == {KEY} and value(store) is not None
        assert names(store) == [f"{KEY}.safetensors"]


def test_a_store_that_may_only_be_read(store, caplog, monkeypatch):
    store.write(KEY, recorded("here"))

    def refuse(*_: object, **__: object):
        raise PermissionError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr(LocalFileSystem, "makedirs", refuse)
    monkeypatch.setattr(os, "utime", refuse)
    assert not store.write(KEYS[1], recorded()) and not store.write(KEYS[2], recorded())
    assert value(store) == "here" and store.keys() == {KEY}
    assert len(caplog.records) == 1 and "Read-only" in caplog.text


@pytest.mark.parametrize(
    "url", ["nosuchprotocol://bucket/recordings", "/proc/nowhere/recordings", "/dev/null/recordings"]
)
def test_a_place_that_there_is_not(url, caplog):
    store = Store(url, 1e9)
    assert store.keys() == set() and store.read(KEY, Snapshot) is None and not store.write(KEY, recorded())
    assert 1 <= len(caplog.records) <= 2 and "The store of recordings" in caplog.text


def test_a_bucket_is_as_good_as_a_folder():
    store = Store("memory://bucket/recordings", 1e9)
    assert store.keys() == set() and store.read(KEY, Snapshot) is None
    for key in KEYS[:3]:
        assert store.write(key, recorded(key))
        time.sleep(0.002)
    assert value(Store("memory://bucket/recordings", 1e9), KEYS[0]) == KEYS[0]
    store.most = 2.5 * fsspec.filesystem("memory").size(f"/bucket/recordings/{KEYS[0]}.safetensors")
    assert store.write(KEYS[3], recorded("last"))
    assert store.keys() == {KEYS[2], KEYS[3]}, "the oldest go first: nothing there notes what is used"


# Several servers


def test_servers_that_write_and_read_and_make_room_at_once_do_no_harm(store, caplog):
    size = 3000
    stores = [Store(store.url, 4.5 * size) for _ in range(3)]
    torn, written = [], []

    def serve(own: Store, number: int) -> None:
        for turn in range(25):
            key = KEYS[(turn + number) % 6]
            written.append(own.write(key, recorded(np.full(300, float(number)))))
            for other in own.keys():
                found = own.read(other, Snapshot)
                if found is not None and len(np.unique(found.snapshots[0].value)) != 1:
                    torn.append(other)

    threads = [threading.Thread(target=serve, args=(one, number)) for number, one in enumerate(stores)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not torn and all(written) and not caplog.records
    assert 3 <= len(store.keys()) <= 6 and not [name for name in names(store) if name.startswith(".unfinished")]
