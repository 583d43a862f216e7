"""The app behind nginx, as it comes and with answers held back until they are whole; skipped without it."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.helpers.browser import GENEROUS, go, recorded, until
from tests.helpers.server import Server, free_port

NGINX = shutil.which("nginx")
CONFIGURATION = """
daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/errors;
events {{}}
http {{
  access_log off;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  server {{
    listen 127.0.0.1:{port};
    location / {{
      proxy_pass {app}; proxy_http_version 1.1; {more}
      proxy_set_header Host $host:$server_port;
      proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection "upgrade";
    }}
  }}
}}
"""


@contextmanager
def proxy(app: Server, folder: Path, more: str) -> Iterator[str]:
    """The address of an nginx in front of the app, with `more` lines in its location."""
    assert NGINX
    port = free_port()
    file = folder / "nginx.conf"
    file.write_text(CONFIGURATION.format(folder=folder, port=port, app=app, more=more))
    process = subprocess.Popen([NGINX, "-p", folder, "-c", file, "-e", folder / "errors"])
    try:
        until(lambda: _listens(port), 15, "nginx listens")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(15)


def _listens(port: int) -> bool:
    with socket.socket() as there:
        return there.connect_ex(("127.0.0.1", port)) == 0


@pytest.mark.skipif(not NGINX, reason="needs nginx")
@pytest.mark.parametrize(
    "more", ["", "proxy_ignore_headers X-Accel-Buffering;"], ids=["as it comes", "holding back"]
)
def test_a_run_is_followed_to_its_end(new_page, app, tmp_path, more):
    page = new_page()
    with proxy(app, tmp_path, more) as address:
        go(page, Server(address), query=f"dataset=digits&batch_size=1&epochs=20&seed={len(more)}")
        expect(page.get_by_text(re.compile(r"^Training: [1-9]"))).to_be_visible(timeout=GENEROUS)
        recorded(page)
        seen = page.locator(".player:not(.still)").evaluate("root => root.app.frames()")
        assert seen["steps"] == sorted(set(seen["steps"])) and seen["steps"][0] == 0 and seen["n"] > 10
        page.close()
