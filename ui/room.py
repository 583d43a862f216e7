"""Room for visitors: each takes some of the files that the system lets this process have open.

A tab that is open takes five or so: its websocket, the stream of its recordings, and three of Streamlit's session
(an event loop). Streamlit keeps the session of a tab that was closed, for a connection that was only cut.
"""

import asyncio
import errno
import logging
import os
import time
from collections import deque
from contextlib import suppress
from functools import partial
from typing import Any

import psutil
from starlette.datastructures import Headers
from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit.runtime import memory_session_storage as storage

FILES = 65_536  # that may be open at once
APPLE = 10_240  # as many as macOS allows, whatever it calls its limit
KEPT = 128  # sessions of closed tabs that Streamlit keeps
SPARE = 256  # files that no new visitor takes, at most: for what the open tabs still need
QUIET = 60.0  # s between two lines of the log
HELD = 4  # files, for turning connections away: that takes two at once
HOLD_AGAIN = 0.5  # s, less than asyncio waits before it accepts again
EACH = 5  # files that a visitor takes
COMING = 10.0  # s in which the session of a page begins that was asked for
FULL = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="10">
<meta name="viewport" content="width=device-width"><title>MLP Scope is full</title>
<body style="font: 16px/1.5 sans-serif; margin: 2em">
<p>MLP Scope is full: as many tabs are open as this server can serve at once.</p>
<p>Please leave this page open. It tries again every ten seconds.</p>
</body></html>
"""
logger = logging.getLogger("mlpscope")


def raise_file_limit() -> None:
    """Let this process, and what it starts, open as many files as the system allows, at most FILES."""
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    now, allowed = resource.getrlimit(resource.RLIMIT_NOFILE)
    for wanted in (FILES, APPLE):
        most = wanted if allowed == resource.RLIM_INFINITY else min(wanted, allowed)
        if now == resource.RLIM_INFINITY or now >= most:
            return
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, allowed))
            return


def limit() -> int | None:
    """How many files this process may have open; None if any number."""
    try:
        import resource
    except ImportError:
        return None
    now = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return None if now == resource.RLIM_INFINITY else now


def keep_fewer_sessions() -> None:
    """Where few files may be open, let the sessions of closed tabs have a tenth of them, not all.

    Streamlit keeps KEPT of them for server.disconnectedSessionTTL seconds, lets none go before the next tab is
    closed, and has no option for how many. A server that may open 256 files would serve 70 visits, and then nobody.
    """
    if (most := limit()) is not None and most // 32 < KEPT:
        storage.MemorySessionStorage = partial(storage.MemorySessionStorage, maxsize=most // 32)  # type: ignore


class Door:
    """Middleware that lets no more visitors in when few files are left, so that those who are in can go on."""

    def __init__(self, app: ASGIApp) -> None:
        self._app, self._log, self._process = app, _Seldom(), psutil.Process()
        self._coming: deque[float] = deque()  # when pages were asked for whose sessions have not begun

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        visit = _is_visit(scope)
        if visit and not _comes_back(scope) and self._full(new=scope["type"] == "http"):
            if scope["type"] == "websocket":
                await receive()
                await send({"type": "websocket.close"})
            else:
                await HTMLResponse(FULL, 503, {"Retry-After": "10"})(scope, receive, send)
            return
        if visit and scope["type"] == "http":
            self._coming.append(time.monotonic())
        elif visit and self._coming:
            self._coming.popleft()
        await self._app(scope, receive, send)

    def _full(self, new: bool) -> bool:
        """Whether few files are left; whoever is `new` comes after those who have asked for the page before."""
        while self._coming and time.monotonic() - self._coming[0] > COMING:
            self._coming.popleft()
        if (most := limit()) is None:
            return False
        try:
            now = self._process.num_fds()
        except OSError:  # to count them takes one
            now = most
        if now + EACH * len(self._coming) * new <= most - min(SPARE, most // 4):
            return False
        self._log.warn(
            f"No more visitors for now: {now} of {most} files are open. Let this process open more (ulimit -n)."
        )
        return True


def _is_visit(scope: Scope) -> bool:
    """Whether a browser asks for a page, or for a session of it."""
    return scope["type"] == "websocket" or (
        scope["type"] == "http" and "text/html" in Headers(scope=scope).get("accept", "")
    )


def _comes_back(scope: Scope) -> bool:
    """Whether a browser names the session that it had before its connection was lost: the third subprotocol."""
    return scope["type"] == "websocket" and len([name for name in scope.get("subprotocols", ()) if name]) > 2


class Reserve:
    """What an event loop does when no file is left for a connection: turn away whoever waits, and say so in a line.

    asyncio tries 2,048 times in a row then, and each time writes a traceback and sets a timer to try again, unless
    nobody waits. To learn that, it needs a file: some are held for this.
    """

    def __init__(self) -> None:
        self._held: list[int] = []
        self._log = _Seldom()
        self._hold()

    def __call__(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error, listening = context.get("exception"), context.get("socket")
        if listening is None or not isinstance(error, OSError) or error.errno not in (errno.EMFILE, errno.ENFILE):
            loop.default_exception_handler(context)
            return
        self._log.warn(f"No more connections for now: {error.strerror}. Let this process open more (ulimit -n).")
        while self._held:
            os.close(self._held.pop())
        with suppress(OSError), listening.dup() as door:
            while True:
                door.accept()[0].close()  # until that would block
        loop.call_later(HOLD_AGAIN, self._hold)

    def _hold(self) -> None:
        with suppress(OSError):
            while len(self._held) < HELD:
                self._held.append(os.open(os.devnull, os.O_RDONLY))


class _Seldom:
    """Says something in the log at most once in QUIET seconds."""

    def __init__(self) -> None:
        self._said = float("-inf")

    def warn(self, message: str) -> None:
        if time.monotonic() - self._said > QUIET:
            self._said = time.monotonic()
            logger.warning(message)
