"""What a lecture hall costs: hundreds of browsers that follow a recording, fifty that use the pages.

    python -m benchmarks.crowd [--clients 300] [--sessions 50] [--only stream|pages] [--smoke]

The clients follow one job of 784-50-10 at five frames a second, as browsers do (ui/recordings.py): the processor
time of the server, and frames missed. The sessions speak Streamlit's websocket protocol: they arrive within five
seconds on five pages, and each asks for a full run of its page every three to seven seconds.
"""

from __future__ import annotations

import asyncio
import random
import re
import statistics
import time
import zlib
from dataclasses import dataclass, field

import psutil
import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from benchmarks import long_run, options
from benchmarks.browser import served, until_recorded
from benchmarks.options import rest
from benchmarks.tables import heading, table
from core.jobs import key_of
from ui.recordings import FRAME, FRAMES, HEAD

PAGES = ("templates", "batches", "gradients", "regions", "small_large")
ARRIVE, EVERY, SETTLE = 5.0, (3.0, 7.0), 8.0  # s
KEY = re.compile(rb'"key": ?"([0-9a-f]{16})", ?"take"')  # of a job that a component follows
FORGOTTEN = 5.0  # s after which the server has let go of who left


@dataclass
class Client:
    """A browser that follows a recording: which frames came."""

    frames: list[int] = field(default_factory=list)
    take: str = ""
    received: int = 0  # bytes
    errors: int = 0


async def follow(address: str, key: str, client: Client) -> None:
    """Ask, read the answer to its end, and ask again from the frame that it has, until it is cancelled."""
    host, port = address.removeprefix("http://").split(":")
    while True:
        try:
            reader, writer = await asyncio.open_connection(host, int(port))
            have = client.frames[-1] + 1 if client.frames else 0
            path = f"/recordings?of={key}/templates/{client.take}/{have}"
            writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
            await reader.readuntil(b"\r\n\r\n")
            rest = b""
            while (line := await reader.readline()).strip() and (size := int(line, 16)):
                rest = _take(client, rest + await reader.readexactly(size))
                client.received += size
                await reader.readexactly(2)
            writer.close()
        except (OSError, asyncio.IncompleteReadError):
            client.errors += 1
            await asyncio.sleep(0.2)


def _take(client: Client, data: bytes) -> bytes:
    """Note the frames in whole records; what is left of the last one."""
    while len(data) >= HEAD.size:
        kind, index, named, size = HEAD.unpack_from(data)
        if len(data) < (end := HEAD.size + named + size):
            break
        if kind == FRAME:
            client.frames.append(index)
        elif kind == FRAMES:
            body = zlib.decompress(data[HEAD.size + named : end])
            client.frames += range(index, index + int.from_bytes(body[:4], "little"))
        elif b'"take": "' in data[:end]:
            client.take = data[:end].split(b'"take": "')[1].split(b'"')[0].decode()
        data = data[end:]
    return data


def stream(clients: int, seconds: float, settle: float) -> None:
    """Many who follow one recording."""
    with served("benchmarks/watch_page.py") as (address, server):
        alone = asyncio.run(_stream(address, server, 1, seconds, settle))[1]
        found, cost = asyncio.run(_stream(address, server, clients, seconds, settle))
    missed = sum(len(set(range(c.frames[0], c.frames[-1] + 1))) - len(set(c.frames)) for c in found)
    rates = [len(c.frames) / seconds for c in found]
    table(f"{clients} clients: cores of the server, over those for one", f"{cost - alone:.2f}", "<= 0.25")
    table("  frames a second of a client, missed of all", f"{statistics.median(rates):.1f}, {missed}", "5, 0")
    kb = sum(c.received for c in found) / sum(len(c.frames) for c in found) / 1000
    table("  bytes of a frame", f"{kb:.1f} kB", "<= 12 kB")
    table("  connections that failed", f"{sum(c.errors for c in found)}", "0")


async def _stream(
    address: str, server: psutil.Process, clients: int, seconds: float, settle: float
) -> tuple[list[Client], float]:
    """Those who follow, and the cores that the server needed, while one session has the page open."""
    key, found = key_of(long_run.train, long_run.Config()), [Client() for _ in range(clients)]
    async with websockets.connect(socket_of(address), max_size=None) as socket:
        await run(socket, "")
        tasks = [asyncio.ensure_future(follow(address, key, client)) for client in found]
        await asyncio.sleep(settle)
        async with asyncio.timeout(120):
            while not all(client.frames for client in found):  # the job runs, and all have what there was
                await asyncio.sleep(0.1)
        cost = await _measured(server, found, seconds)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return found, cost


async def _measured(server: psutil.Process, found: list[Client], seconds: float) -> float:
    """Cores that the server needs, from now on; what the clients get is noted from now on too."""
    for client in found:
        client.frames, client.received = client.frames[-1:], 0
    before, began = server.cpu_times(), time.monotonic()
    await asyncio.sleep(seconds)
    after, took = server.cpu_times(), time.monotonic() - began
    return (after.user + after.system - before.user - before.system) / took


async def _page(address: str, page: str) -> float:
    """Seconds of the first run of a page in a session of its own."""
    async with websockets.connect(socket_of(address), max_size=None) as socket:
        return await run(socket, page)


def socket_of(address: str) -> str:
    return address.replace("http://", "ws://") + "/_stcore/stream"


async def run(
    socket: websockets.ClientConnection, page: str, query: str = "", followed: set[str] | None = None
) -> float:
    """Ask for a full run of the page; seconds until it has ended. `followed` takes in the keys of its jobs."""
    began, message = time.monotonic(), BackMsg()
    message.rerun_script.page_name, message.rerun_script.query_string = page, query
    await socket.send(message.SerializeToString())
    while True:
        answer, data = ForwardMsg(), await socket.recv(decode=False)
        answer.ParseFromString(data)
        if followed is not None:
            followed.update(key.decode() for key in KEY.findall(data))
        if answer.WhichOneof("type") == "script_finished":
            if answer.script_finished != ForwardMsg.FINISHED_SUCCESSFULLY:
                raise RuntimeError(f"The run of {page} ended as {answer.script_finished}.")
            return time.monotonic() - began
        if answer.WhichOneof("type") == "delta" and answer.delta.new_element.WhichOneof("type") == "exception":
            raise RuntimeError(answer.delta.new_element.exception.message)


def pages(sessions: int, seconds: float, smoke: bool) -> None:
    """Many who use the pages."""
    few = {"MLPSCOPE_FIRST_RUNS": "0", "MLPSCOPE_GRACE": "1"} if smoke else {}
    with served("app.py", **few) as (address, server):
        if not smoke:
            for page in PAGES:  # as after the first visitor
                asyncio.run(_page(address, page))
            until_recorded(address)
        before = server.memory_info().rss
        first, later, errors = asyncio.run(_crowd(address, sessions, seconds, 0.1 if smoke else 1.0))
        rest(FORGOTTEN)
        grown = (server.memory_info().rss - before) / 1e6
    table(f"{sessions} sessions: seconds of a first run, median", f"{statistics.median(first):.2f}", "< 3")
    table("  seconds of a later run, 95 of 100 within", f"{statistics.quantiles(later, n=20)[-1]:.2f}", "< 1")
    table("  seconds of a later run, median", f"{statistics.median(later):.2f}", "")
    table("  runs, errors", f"{len(first) + len(later)}, {len(errors)}", "0 errors", "; ".join(sorted(set(errors))))
    table("  memory of the server after they left", f"{grown:+.0f} MB", "<= 100 MB")


async def _crowd(
    address: str, sessions: int, seconds: float, pace: float
) -> tuple[list[float], list[float], list[str]]:
    draw, arrive = random.Random(0), pace * ARRIVE
    first: list[float] = []
    later: list[float] = []
    errors: list[str] = []
    until = time.monotonic() + arrive + seconds

    async def session(page: str, at: float, draw: random.Random) -> None:
        await asyncio.sleep(at)
        try:
            async with websockets.connect(socket_of(address), max_size=None, open_timeout=60) as socket:
                first.append(await run(socket, page))
                while True:
                    await asyncio.sleep(pace * draw.uniform(*EVERY))
                    later.append(await run(socket, page))
                    if time.monotonic() >= until:
                        return
        except Exception as error:
            errors.append(f"{type(error).__name__}: {error}")

    await asyncio.gather(
        *(session(PAGES[i % len(PAGES)], draw.uniform(0, arrive), random.Random(i)) for i in range(sessions))
    )
    return first, later, errors


def main() -> None:
    asked = options.parser(__doc__)
    asked.add_argument("--clients", type=int, default=300, help="that follow one recording")
    asked.add_argument("--sessions", type=int, default=50, help="that use the pages")
    asked.add_argument("--only", choices=("stream", "pages"), help="one of the two")
    given = asked.parse_args()
    clients, sessions, seconds = (5, 2, 1.0) if given.smoke else (given.clients, given.sessions, 30.0)
    heading()
    if given.only != "pages":
        stream(clients, seconds, 0.5 if given.smoke else SETTLE)
    if given.only != "stream":
        pages(sessions, seconds, given.smoke)


if __name__ == "__main__":
    main()
