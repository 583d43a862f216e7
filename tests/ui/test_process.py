"""The server's own process."""

from __future__ import annotations

import socket

from ui import process


def test_an_accepted_connection_sends_at_once():
    with socket.socket() as listening:  # made as Streamlit makes its own: its protocol is not named
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        process.send_at_once()
        with socket.create_connection(listening.getsockname()), listening.accept()[0] as accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
