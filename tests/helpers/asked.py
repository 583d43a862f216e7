"""What a route of the app answers, without a server."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.applications import Starlette
from starlette.routing import Route

from tests.helpers.aside import run


def get(routes: Sequence[Route], path: str, query: str = "") -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of the answer to GET `path`, with what stands behind its question mark."""
    sent: list[dict] = []

    async def receive() -> dict:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": path, "headers": [], "root_path": ""}
    run(Starlette(routes=routes)({**scope, "query_string": query.encode()}, receive, send))
    headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], headers, b"".join(message.get("body", b"") for message in sent[1:])
