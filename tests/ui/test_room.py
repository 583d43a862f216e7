"""How many visitors there is room for, and what is done when there is none."""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from types import SimpleNamespace

import pytest
from streamlit.runtime import memory_session_storage as storage

from ui import room

resource = pytest.importorskip("resource", reason="only POSIX has limits of files")
KEPT = [(256, 8), (1024, 32), (4095, 127), (4096, 128), (65_536, 128), (None, 128)]


@pytest.mark.parametrize(("files", "kept"), KEPT)
def test_how_many_sessions_of_closed_tabs_are_kept(monkeypatch, files, kept):
    monkeypatch.setattr(storage, "MemorySessionStorage", storage.MemorySessionStorage)  # put back afterwards
    monkeypatch.setattr(room, "limit", lambda: files)
    room.keep_fewer_sessions()
    assert storage.MemorySessionStorage(ttl_seconds=120)._cache.maxsize == kept


@contextmanager
def no_file_left() -> Iterator[None]:
    """This process may open no more files meanwhile, but as many as it closes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    os.close(lowest := os.dup(0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (lowest, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_when_no_file_is_left_who_waits_is_turned_away_and_then_asyncio_would_block(caplog):
    reserve, later = room.Reserve(), []
    loop = SimpleNamespace(call_later=lambda *what: later.append(what))
    with socket.create_server(("127.0.0.1", 0)) as listening, ExitStack() as stack:
        listening.setblocking(False)
        waiting = [stack.enter_context(socket.create_connection(listening.getsockname())) for _ in range(5)]
        with no_file_left():
            with pytest.raises(OSError, match="Too many open files") as error:
                listening.accept()
            reserve(loop, {"exception": error.value, "socket": listening})
            with pytest.raises(BlockingIOError):
                listening.accept()
            assert [one.recv(1) for one in waiting] == [b""] * 5
            ((after, hold_again),) = later
            hold_again()
            with pytest.raises(OSError, match="Too many open files"):
                os.dup(0)
        assert after < 1  # when asyncio accepts again
    assert caplog.messages == [
        "No more connections for now: Too many open files. Let this process open more (ulimit -n)."
    ]


def test_another_error_is_said_as_asyncio_says_it():
    said = []
    loop = SimpleNamespace(default_exception_handler=said.append)
    for context in ({"message": "x"}, {"exception": OSError(errno.EIO, "I/O"), "socket": object()}):
        room.Reserve()(loop, context)
        assert said.pop() is context
