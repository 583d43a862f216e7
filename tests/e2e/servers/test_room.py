"""A server that may have few files open, and may not have more: many visits, and more tabs than it has room for."""

from __future__ import annotations

import asyncio
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, ExitStack
from typing import Any, TypeVar

import psutil
import pytest
import websockets

from benchmarks.crowd import run, socket_of
from tests.helpers.browser import until
from tests.helpers.server import ROOT, Server, environment, start

pytest.importorskip("resource", reason="only POSIX has limits of files")
T = TypeVar("T")
FILES = 256  # as many as macOS allows at first
VISITS = 75
PAGE = "three_views"  # one that trains nothing
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that may have FILES files open."""
    folder = tmp_path_factory.mktemp("small")
    server = start(ROOT / "app.py", environment(folder), folder / "log.txt", files=FILES)
    yield server
    server.process.terminate()
    server.process.wait(30)


def page(server: Server) -> tuple[int, str]:
    """What a browser that opens a page is answered; 0 if it is turned away without an answer."""
    try:
        with urllib.request.urlopen(urllib.request.Request(f"{server}/{PAGE}", headers=BROWSER)) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
    except (urllib.error.URLError, ConnectionError):
        return 0, ""


def finished(work: Coroutine[Any, Any, T]) -> T:
    """What the work comes to, in a thread of its own: Playwright has an event loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


async def visit(server: Server, held: AsyncExitStack | None = None) -> websockets.ClientConnection:
    """Open the page, have it drawn, follow what does not exist for a moment, and close the tab, if not `held`."""
    tab = await websockets.connect(socket_of(server), max_size=None)
    if held:
        held.push_async_callback(tab.close)
    await run(tab, PAGE)
    await asyncio.to_thread(follow, server)
    if not held:
        await tab.close()
    return tab


async def enters(server: Server, held: AsyncExitStack) -> bool:
    """Whether one more tab gets in; it stays open."""
    try:
        tab = await websockets.connect(socket_of(server), max_size=None)
    except websockets.InvalidStatus:
        return False
    held.push_async_callback(tab.close)
    return True


def follow(server: Server) -> None:
    """Read what comes first of a stream, and hang up."""
    with urllib.request.urlopen(f"{server}/recordings?of=nobody///0") as stream:
        assert stream.read(16)


def test_visits_leave_no_files_open(small):
    process = psutil.Process(small.process.pid)

    async def visits() -> list[int]:
        found = []
        for _ in range(VISITS):
            assert page(small)[0] == 200
            await visit(small)
            found.append(process.num_fds())
        return found

    found = finished(visits())
    assert max(found[20:]) < max(found[:20]) + 20 < FILES  # what it keeps does not grow with the visits
    assert len(small.log.read_text().splitlines()) == 1  # that it has started, and no more


def test_when_too_many_tabs_are_open_it_says_so_goes_on_and_recovers(small):
    async def crowd() -> int:
        async with AsyncExitStack() as held:
            first = await visit(small, held)
            tabs = 1
            while page(small)[0] == 200:
                await visit(small, held)
                tabs += 1
                assert tabs < FILES, "there is always room for one more"
            while await enters(small, held):  # in the place that the page's own connection has left
                tabs += 1
                assert tabs < FILES, "there is always room for one more"
            for _ in range(10):
                status, said = page(small)
                assert status == 503 and "MLP Scope is full" in said and "tries again every ten seconds" in said
                with pytest.raises(websockets.InvalidStatus, match="403"):
                    await websockets.connect(socket_of(small))
            await run(first, "folding")  # who is in can go on
            assert psutil.Process(small.process.pid).cpu_percent(1.0) < 90
        return tabs

    before = len(small.log.read_text().splitlines())
    assert finished(crowd()) > 10
    until(lambda: page(small)[0] == 200, 30, "there is room again")
    finished(visit(small))
    lines = small.log.read_text().splitlines()[before:]
    assert len(lines) == 1 and lines[0].startswith("No more visitors for now: ")
    assert lines[0].endswith(f" of {FILES} files are open. Let this process open more (ulimit -n).")


def test_when_no_connection_can_be_accepted_the_log_does_not_fill_and_it_recovers(small):
    address, before = (small.split("/")[2].split(":")[0], int(small.rsplit(":", 1)[1])), small.log.read_text()
    with ExitStack() as idle:
        for _ in range(FILES):
            idle.enter_context(socket.create_connection(address))
        until(lambda: psutil.Process(small.process.pid).num_fds() > FILES - 5, 30, "it has accepted what it can")
        time.sleep(3)  # every second, asyncio would try 2,048 times, each time with a traceback and another timer
    until(lambda: page(small)[0] == 200, 30, "it answers again")
    finished(visit(small))
    more = small.log.read_text()[len(before) :]
    assert "socket.accept() out of system resource" not in more and more.count("No more ") <= 1  # one in a minute
