"""The server's own process: how soon it sends, where it is, and its quick end."""

import os
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import closing, suppress
from types import FrameType
from typing import Any

import psutil
import streamlit as st

ENDING = 3.5  # s from a signal to end until nothing of ours is left
SIGNALS = (signal.SIGTERM, signal.SIGINT)


def send_at_once() -> None:
    """Send what we write to a browser at once, not when it has acknowledged what went before.

    asyncio asks for that (TCP_NODELAY) on sockets that were made with the protocol named; Streamlit's has none
    named. Each small file, and many a message, then waits 40 ms for the browser's delayed acknowledgement. Accepted
    connections inherit the option of the socket that listens.
    """
    with suppress(OSError, psutil.Error):  # then it is slower, and that is all
        for listening in _listening():
            listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _listening() -> Iterator[socket.socket]:
    for connection in psutil.Process().net_connections("tcp"):
        if connection.status == psutil.CONN_LISTEN:
            with closing(socket.fromfd(connection.fd, connection.family, connection.type)) as listening:
                yield listening


def end_in_time() -> None:
    """From now on SIGTERM and Ctrl-C end this process, and all that it started, within ENDING seconds.

    The server's own handler is called too, and ends it in order if it can: it waits for what is being imported, for
    answers that are under way, and for workers that are still starting.
    """
    if threading.current_thread() is threading.main_thread():
        for number in SIGNALS:
            signal.signal(number, _Ending(signal.getsignal(number)))


def told_to_end() -> bool:
    """Whether such a signal has come."""
    found = [signal.getsignal(number) for number in SIGNALS]
    return any(isinstance(one, _Ending) and one.told for one in found)


class _Ending:
    """The handler of a signal to end: what there was before, and a time by which all is over."""

    def __init__(self, before: Any) -> None:
        self._before, self.told = before, False

    def __call__(self, number: int, frame: FrameType | None) -> None:
        if not self.told:
            self.told = True
            last = threading.Timer(ENDING, end_now, args=(128 + number,))
            last.daemon = True
            last.start()
        if callable(self._before):
            self._before(number, frame)


def end_now(code: int) -> None:
    """End this process and all that it started, without waiting for anybody."""
    for child in psutil.Process().children(recursive=True):
        with suppress(psutil.Error):
            child.kill()
    os._exit(code)


def where() -> str:
    """The one line that a start prints."""
    address, base = st.get_option("server.address"), st.get_option("server.baseUrlPath").strip("/")
    port = f":{st.get_option('server.port')}/{base}".rstrip("/")
    if address in ("127.0.0.1", "::1", "localhost"):
        return f"MLP Scope: http://localhost{port} (stop with Ctrl-C)"
    if address in (None, "0.0.0.0", "::"):
        own = f"http://localhost{port}, for the whole network under this machine's name or address"
        return f"MLP Scope: {own} (stop with Ctrl-C)"
    return f"MLP Scope: http://{address}{port} (stop with Ctrl-C)"
