"""What a browser is told with every answer: run our own scripts only, and show no page of ours in another site's.

Streamlit allows no stricter policy: Vega, which draws the charts, compiles expressions; components come as blobs;
styles stand in the text.
"""

import base64
import hashlib
import re
from functools import cache
from pathlib import Path

import streamlit
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = {
    "default-src": "'self'",
    "script-src": "'self' blob: 'unsafe-eval' 'wasm-unsafe-eval'",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "media-src": "'self' data: blob:",
    "connect-src": "'self'",
    "worker-src": "'self' blob:",
    "object-src": "'none'",
    "frame-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'self'",
}
FRAMED = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>MLP Scope</title>
<body style="font: 16px/1.5 sans-serif; margin: 2em">
<p>MLP Scope does not run inside the page of another site: drawings and files could not be sent from there.</p>
<p><a href="" target="_blank" rel="noopener">Open MLP Scope in a tab of its own</a></p>
</body></html>
"""


class Guard:
    """Middleware around all that is served over HTTP."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        asked = Headers(scope=scope)
        answer: ASGIApp = self._app
        extra = _said(asked.get("host", ""))
        if scope["path"].rstrip("/").endswith("/_stcore/metrics"):
            answer = Response("There is nothing here.", 404, media_type="text/plain")
        elif asked.get("sec-fetch-dest") in ("iframe", "frame") and asked.get("sec-fetch-site") == "cross-site":
            answer = HTMLResponse(FRAMED)
            extra = {**extra, "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"}

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in extra.items():
                    headers[name] = value
            await send(message)

        await answer(scope, receive, with_headers)


def _said(host: str) -> dict[str, str]:
    """The headers; `host` is where the page comes from: some browsers do not count its websocket as 'self'."""
    sockets = f" ws://{host} wss://{host}" if re.fullmatch(r"[\w.\-]+(:\d+)?|\[[\da-fA-F:]+\](:\d+)?", host) else ""
    more = {"script-src": _written_in_the_page(), "connect-src": sockets}
    policy = "; ".join(f"{name} {sources}{more.get(name, '')}" for name, sources in POLICY.items())
    return {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
    }


@cache
def _written_in_the_page() -> str:
    """The scripts that stand in Streamlit's own page, by their hashes."""
    page = (Path(streamlit.__file__).parent / "static/index.html").read_text(encoding="utf-8")
    hashes = [
        hashlib.sha256(script.encode()).digest() for script in re.findall(r"<script>(.*?)</script>", page, re.S)
    ]
    return "".join(f" 'sha256-{base64.b64encode(digest).decode()}'" for digest in hashes)
