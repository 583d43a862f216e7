"""Recordings are served: each snapshot is encoded once for whoever watches, and streamed as it comes.

    GET recordings?of=<key>/<view>/<take>/<from>&of=...

answers what there is of these jobs: the state of each, and its frames as the view shows them, from the number
`from` on (all, if the browser has another `take`); then what comes. An answer ends after some seconds, so that a
proxy that holds it back does no harm, and when all the jobs have ended; the browser asks again from the frame it
has. Where all have ended it has an ETag. An empty view is the state alone.

A record is four numbers (u32, little-endian), a name and a body: kind (0 a state, 1 a frame, 2 frames), number of
the frame, bytes of the name, bytes of the body. The name is "<key>/<view>", the body of a state JSON. The body of a
frame is deflated: its differences, byte by byte, to the frame before, or all of it where there is none of the same
length. Many frames at once come as one record (kind 2), whose number is that of the first: deflated are how many
there are (u32), the bytes of each (u32), and then what would have been deflated of each.

    POST recordings/closed?of=<key>&of=...

says that a tab which followed these was closed. After a lost connection nothing says so: that tab may come back. A
browser says the same when it reloads a page; but then it has just asked for that page.
"""

import asyncio
import hashlib
import json
import logging
import struct
import threading
import time
import zlib
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from starlette.datastructures import URL
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from core.jobs import Jobs, jobs
from ui import following
from ui.components import assets

BEAT = 0.1  # s between two looks at a job, however many follow it
ANSWER = 6.0  # s that an answer lasts at most
MOST = 24  # jobs in one request
LEVEL = 1  # of deflating: the fastest
KEPT = 32  # streams that are kept though nobody follows them
STATE, FRAME, FRAMES, HEAD = 0, 1, 2, struct.Struct("<4I")
MANY = 8  # frames: more come together
RELOAD = 5.0  # s in which a page that was asked for takes the place of the one before
PLAIN = {"Content-Encoding": "identity", "X-Accel-Buffering": "no"}  # neither gzip nor nginx may hold frames back
Encode = Callable[[Any], bytes]
logger = logging.getLogger("mlpscope")


@cache
def views() -> Mapping[str, Encode]:
    """What can be seen of a snapshot, by name; imported when it is first asked for, as the pages are."""
    from ui.components import fitted, pooling, relief
    from ui.lessons import digit_lab, templates

    return {
        "templates": templates.frame,
        "first_layer": digit_lab.frame,
        "pooling": pooling.frame,
        "fitted": fitted.frame,
        "relief": relief.frame,
    }


class Now(NamedTuple):
    """What there is of a stream at an instant; more frames are only ever appended."""

    frames: list[bytes]
    take: str = ""
    live: bool = True
    state: bytes = b""


class Stream:
    """One view of one job as records, made once for all who follow it."""

    def __init__(self, jobs: Jobs, key: str, view: str, encode: Encode | None) -> None:
        self._jobs, self._key, self._encode = jobs, key, encode
        self._name, self._lock = f"{key}/{view}", threading.Lock()
        self._last = b""
        self._together: tuple[Any, list[bytes]] = (None, [])
        self.now = Now([])

    def frames(self, now: Now, first: int, end: int) -> list[bytes]:
        """The records of the frames from the first one to before the end: each by itself, or all in one."""
        found = now.frames[first:end]
        if len(found) < MANY:
            return found
        wanted = (now.take, first, len(found))
        if self._together[0] != wanted:
            self._together = (wanted, [together(first, self._name, found)])
        return self._together[1]

    def refresh(self) -> bool:
        """Take in what is new of the job; whether there was anything."""
        with self._lock:
            before = self.now
            try:
                self.now = self._look(before)
            except KeyError:  # the server was started anew, or has forgotten it: until somebody asks for it again
                self.now = Now([], state=self._state("", True, 0, ""))
            except Exception:
                logger.exception("The recording %s cannot be shown", self._name)
                self.now = before._replace(live=False)
            return self.now.state != before.state

    def _look(self, before: Now) -> Now:
        job = self._jobs.view(self._key)
        frames = before.frames
        if job.take != before.take:
            frames, self._last = [], b""
        if self._encode:
            for snapshot in job.snapshots[len(frames) :]:
                body = self._encode(snapshot)
                frames.append(record(FRAME, len(frames), self._name, deflate(body, self._last)))
                self._last = body
        state = self._state(job.take, job.live, len(job.snapshots), following.words(job))
        return Now(frames, job.take, job.live, state)

    def _state(self, take: str, live: bool, many: int, words: str) -> bytes:
        said = {"take": take, "live": live, "many": many, "words": words}
        return record(STATE, 0, self._name, json.dumps(said).encode())


def record(kind: int, index: int, name: str, body: bytes) -> bytes:
    """One record of an answer."""
    named = name.encode()
    return b"".join([HEAD.pack(kind, index, len(named), len(body)), named, body])


def together(first: int, name: str, records: Sequence[bytes]) -> bytes:
    """Records of frames as one record: a browser takes it in at once."""
    bodies = [zlib.decompress(one[HEAD.size + len(name.encode()) :]) for one in records]
    head = struct.pack(f"<{1 + len(bodies)}I", len(bodies), *map(len, bodies))
    return record(FRAMES, first, name, zlib.compress(head + b"".join(bodies), LEVEL))


def deflate(body: bytes, before: bytes) -> bytes:
    """`body` as the body of a frame that follows `before`."""
    if len(body) == len(before):
        body = (np.frombuffer(body, np.uint8) - np.frombuffer(before, np.uint8)).tobytes()
    return zlib.compress(body, LEVEL)


class _Page(NamedTuple):
    """One page in one kind of browser. The client's address tells nothing: behind a proxy all have the same one."""

    browser: str
    name: str
    query: str

    @classmethod
    def at(cls, url: URL, request: Request) -> "_Page":
        return cls(request.headers.get("user-agent", ""), url.path.rpartition("/")[2], url.query)


class Follower:
    """One stream as one browser has it."""

    def __init__(self, stream: Stream, take: str, have: int) -> None:
        self.stream, self._take, self._have, self._said = stream, take, have, b""

    def news(self) -> list[bytes]:
        """The records that it has not heard."""
        now = self.stream.now
        have, end = self._have if self._take == now.take else 0, len(now.frames)
        parts = [*([now.state] if now.state != self._said else []), *self.stream.frames(now, have, end)]
        self._have, self._take, self._said = max(have, end), now.take, now.state
        return parts


class Recordings:
    """The streams of this server, and the route that answers with them."""

    def __init__(self, jobs: Callable[[], Jobs] = jobs, views: Callable[[], Mapping[str, Encode]] = views) -> None:
        self._jobs, self._views = jobs, views
        self._streams: dict[tuple[str, str], Stream] = {}
        self._followed: Counter[Stream] = Counter()
        self._turn, self._beating = asyncio.Event(), False
        self._asked: dict[_Page, float] = {}  # when

    def routes(self, base: str = "") -> list[Route]:
        """What serves the streams, also below the path `base` that the server may have (server.baseUrlPath)."""
        ways = (("", self.answer, "GET"), ("/closed", self.closed, "POST"))
        return [
            Route(f"{prefix}/recordings{path}", answer, methods=[method])
            for prefix in assets.prefixes(base)
            for path, answer, method in ways
        ]

    async def answer(self, request: Request) -> Response:
        """What is asked, from a Request of the route."""
        try:
            followers = [self._follower(of) for of in request.query_params.getlist("of")[:MOST]]
        except ValueError as error:
            return Response(str(error), 400, media_type="text/plain")
        await asyncio.to_thread(_refresh, [follower.stream for follower in followers])
        if any(follower.stream.now.live for follower in followers):
            headers = {**PLAIN, "Cache-Control": "no-store"}
            return StreamingResponse(
                self._follow(followers), headers=headers, media_type="application/octet-stream"
            )
        body = b"".join(part for follower in followers for part in follower.news())
        tag = f'"{hashlib.sha256(body).hexdigest()[:24]}"'
        headers = {**PLAIN, "Cache-Control": "no-cache", "ETag": tag}
        if tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        return Response(body, headers=headers, media_type="application/octet-stream")

    async def closed(self, request: Request) -> Response:
        """Take in that a tab was closed, from a Request of the route."""
        page = _Page.at(URL(request.headers.get("referer", "")), request)
        if time.monotonic() - self._asked.get(page, float("-inf")) >= RELOAD:
            await asyncio.to_thread(self._jobs().closed, request.query_params.getlist("of")[:MOST])
        return Response(status_code=204)

    def page_asked(self, request: Request) -> None:
        """Note that a browser asks for a page: what is closed in a moment is the same page before its reload."""
        now, page = time.monotonic(), _Page.at(request.url, request)
        self._asked = {one: at for one, at in self._asked.items() if now - at < RELOAD} | {page: now}

    def _follower(self, of: str) -> Follower:
        parts = of.split("/")
        if len(parts) != 4 or not parts[3].isdigit() or parts[1] not in ("", *self._views()):
            known = ", ".join(self._views())
            raise ValueError(
                f"'of' must be key/view/take/from, with a view of {known} or none. Got {of!r} instead."
            )
        key, view, take, have = parts
        stream = self._streams.pop((key, view), None) or Stream(self._jobs(), key, view, self._views().get(view))
        self._streams[key, view] = stream  # the most recent last
        idle = [at for at, old in self._streams.items() if old is not stream and not self._followed[old]]
        for at in idle[: max(0, len(idle) - KEPT)]:
            del self._streams[at]
        return Follower(stream, take, int(have))

    async def _follow(self, followers: Sequence[Follower]) -> AsyncIterator[bytes]:
        clock = asyncio.get_running_loop().time
        until = clock() + ANSWER
        with self._looked_at([follower.stream for follower in followers]):
            while True:
                turn, parts = self._turn, [part for follower in followers for part in follower.news()]
                if parts:
                    yield b"".join(parts)
                if not any(follower.stream.now.live for follower in followers):
                    return
                try:
                    await asyncio.wait_for(turn.wait(), max(0.0, until - clock()))
                except TimeoutError:
                    return

    @contextmanager
    def _looked_at(self, streams: Sequence[Stream]) -> Iterator[None]:
        """Look at the jobs of these streams again and again meanwhile."""
        self._followed.update(streams)
        if not self._beating:
            self._beating = True
            self._task = asyncio.ensure_future(self._beat())  # kept: a task that nobody holds may vanish
        try:
            yield
        finally:
            self._followed.subtract(streams)
            self._followed += Counter()  # only those that somebody follows

    async def _beat(self) -> None:
        """Look at all jobs that are followed, and wake who follows them; end when nobody does."""
        try:
            while self._followed:
                await asyncio.sleep(BEAT)
                if await asyncio.to_thread(_refresh, list(self._followed)):
                    turned, self._turn = self._turn, asyncio.Event()
                    turned.set()
        finally:
            self._beating = False


def _refresh(streams: Sequence[Stream]) -> bool:
    """Whether there is anything new of any of them."""
    return any([stream.refresh() for stream in streams])
