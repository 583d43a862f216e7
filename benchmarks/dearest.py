"""What the dearest link of each page costs the server, those who use it meanwhile, and after the tab has closed.

    python -m benchmarks.dearest [--runs 40] [--pages NAME ...] [--only search|server] [--smoke]

The search opens pages in this process, without workers: first as they are while jobs wait, then when they have
recorded something (benchmarks/links.py). Then a real server is asked for links that take long, one after the other,
each in a session of its own and three times at once with other seeds; other sessions use the pages meanwhile.
"""

from __future__ import annotations

import asyncio
import statistics
import time
import urllib.request
from collections.abc import Sequence
from contextlib import suppress

import psutil
import torch
import websockets

from benchmarks import options
from benchmarks.browser import served
from benchmarks.crowd import run, socket_of
from benchmarks.links import DEAR, Search, Visitor, without_workers
from benchmarks.tables import heading, table
from core.data import images
from ui.catalogue import LESSONS

OTHERS = ("three_views", "backprop", "folding", "regions")  # pages that others use meanwhile
SMALL = ("folding",)  # a page that is searched in no time
IDLE, WINDOW, PATIENCE = 0.15, 0.5, 60.0  # cores; s over which they are told; s that we wait for it


def search(pages: Sequence[str], runs: int) -> None:
    """The dearest link of each page: seconds of the processor in the server, and memory."""
    torch.set_num_threads(1)  # as the server has it
    for name in images.NAMES:
        if images.status(name).state == "ready":
            images.load(name)
    visitor = Visitor()
    for trained in (0.0, 1.0):
        with without_workers(trained):
            for page in pages:
                visitor.cost(page, {}, again=trained > 0)  # what is imported once
                found = Search(page, visitor, runs, again=trained > 0).run()
                what = f"{page}, {'with a recording' if trained else 'jobs wait'}: s, MB of a run"
                table(what, f"{found.seconds:.2f} {found.bytes / 1e6:4.0f}", "0.5 200", found.link[:160])


def server(links: Sequence[str], seconds: float) -> None:
    """Each link in a server that runs already: its memory, others' runs, and when all is quiet after the end."""
    with served("app.py", MLPSCOPE_FIRST_RUNS="0") as (address, process):
        asyncio.run(_use(address, 1.0, []))  # what is imported and loaded once
        for link in links:
            for many in (1, 3):
                asyncio.run(_measure(address, process, link, many, seconds))


async def _measure(address: str, process: psutil.Process, link: str, many: int, seconds: float) -> None:
    before, later, most = process.memory_info().rss, list[float](), [0.0]
    until = time.monotonic() + seconds
    looking = asyncio.ensure_future(_look(process, most))
    tasks = [_open(address, link, seed, until) for seed in range(many)]
    await asyncio.gather(*tasks, _use(address, seconds, later))
    quiet = await _quiet(process)
    looking.cancel()
    with suppress(asyncio.CancelledError):
        await looking
    print(f"{many} x /{link}")
    table("  memory of the server more than before, at most", f"{(most[0] - before) / 1e6:.0f} MB", "<= 300 MB")
    table("  s of others' runs, 95 of 100 within", f"{statistics.quantiles(later, n=20)[-1]:.2f}", "< 1")
    table("  s from closing the tab to an idle processor", f"{quiet:.1f}", "<= 3")


async def _open(address: str, link: str, seed: int, until: float) -> None:
    """A tab at this link, which asks for the page once a second, and says that it is closed, as browsers do."""
    page, _, query = link.partition("?")
    query += f"&seed={seed}" * bool(seed)
    keys: set[str] = set()
    async with websockets.connect(socket_of(address), max_size=None) as socket:
        while time.monotonic() < until:
            await run(socket, page, query, keys)
            await asyncio.sleep(1.0)
    closing = urllib.request.Request(f"{address}/recordings/closed?of={'&of='.join(keys)}", method="POST")
    await asyncio.to_thread(lambda: urllib.request.urlopen(closing, timeout=30).close())


async def _use(address: str, seconds: float, later: list[float]) -> None:
    """Others, each on a page of its own, who do something twice a second."""
    until = time.monotonic() + seconds

    async def session(page: str) -> None:
        async with websockets.connect(socket_of(address), max_size=None) as socket:
            await run(socket, page)
            while time.monotonic() < until or len(later) < 2:
                later.append(await run(socket, page))
                await asyncio.sleep(0.5)

    await asyncio.gather(*map(session, OTHERS))


async def _look(process: psutil.Process, most: list[float]) -> None:
    while True:
        most[0] = max(most[0], process.memory_info().rss)
        await asyncio.sleep(0.02)


async def _quiet(process: psutil.Process) -> float:
    """Seconds until the server and its workers compute no more."""
    began, before = time.monotonic(), _spent(process)
    while time.monotonic() - began < PATIENCE:
        await asyncio.sleep(WINDOW)
        now = _spent(process)
        if now - before < IDLE * WINDOW:
            return time.monotonic() - began - WINDOW
        before = now
    return PATIENCE


def _spent(process: psutil.Process) -> float:
    """Seconds of the processor that the server and its workers have had."""
    total = 0.0
    for one in [process, *process.children(recursive=True)]:
        with suppress(psutil.NoSuchProcess):
            times = one.cpu_times()
            total += times.user + times.system
    return total


def main() -> None:
    asked = options.parser(__doc__)
    asked.add_argument("--runs", type=int, default=40, help="links that are tried of each page")
    asked.add_argument("--pages", nargs="+", default=[here.name for here in LESSONS], metavar="NAME")
    asked.add_argument("--only", choices=("search", "server"), help="one of the two")
    given = asked.parse_args()
    heading()
    if given.only != "server":
        search(SMALL if given.smoke else given.pages, 2 if given.smoke else given.runs)
    if given.only != "search":
        server(DEAR[1:2] if given.smoke else DEAR, 1.0 if given.smoke else 12.0)


if __name__ == "__main__":
    main()
