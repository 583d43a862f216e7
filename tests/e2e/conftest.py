"""A real browser and a real server. Without a browser these tests skip; with REQUIRE_BROWSER=1 they fail."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
OUTPUT = ROOT / "test-output"
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()

Serve = Callable[..., "Server"]
FAILED = pytest.StashKey[bool]()


class Server(str):
    """The address of a running server, with its process and what it wrote."""

    process: subprocess.Popen[bytes]
    log: Path


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    report = yield
    if call.when == "call":
        item.stash[FAILED] = report.failed
    return report


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium from PATH, or the one that CHROMIUM_PATH names."""
    path = os.environ.get("CHROMIUM_PATH") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not path or not Path(path).exists():
        reason = "needs Chromium: install the package `chromium` or set CHROMIUM_PATH"
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    expect.set_options(timeout=15_000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    """Start a Streamlit script once for each environment and return its address: serve("app.py", {"X": "1"})."""
    running: dict[tuple[str, ...], Server] = {}

    def start(script: str | Path, env: dict[str, str] | None = None) -> Server:
        name = (str(script), *(f"{k}={v}" for k, v in sorted((env or {}).items())))
        if name not in running or running[name].process.poll() is not None:
            log = tmp_path_factory.mktemp("server") / "log.txt"
            running[name] = _start(ROOT / script, env or {}, log)
        return running[name]

    yield start
    for server in running.values():
        server.process.terminate()
    for server in running.values():
        try:
            server.process.wait(15)
        except subprocess.TimeoutExpired:
            server.process.kill()
            server.process.wait()


def _start(script: Path, env: dict[str, str], log: Path) -> Server:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(script)]
    options = [f"--server.port={port}", "--server.headless=true", "--server.address=127.0.0.1"]
    options.append("--server.fileWatcherType=none")
    paths = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    with log.open("wb") as out:
        process = subprocess.Popen(
            [*command, *options],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": paths, **env},
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    address, give_up = f"http://127.0.0.1:{port}", time.monotonic() + 60
    while time.monotonic() < give_up and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2):
                server = Server(address)
                server.process, server.log = process, log
                return server
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    process.kill()
    process.wait()
    pytest.fail(f"the server did not start:\n{log.read_text()}")


@pytest.fixture
def new_page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Callable[..., Page]]:
    """Make pages in contexts of their own: new_page(viewport=..., color_scheme="dark").

    An uncaught error in a page fails the test, and so does a request to another machine; a failure leaves a
    screenshot in test-output/.
    """
    contexts: list[BrowserContext] = []
    pages: list[Page] = []
    errors: list[str] = []
    asked: set[str] = set()

    def make(**options: Any) -> Page:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 720}, **options})
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: errors.append(str(error)))
        context.on("request", lambda request: asked.add(request.url))
        contexts.append(context)
        pages.append(page)
        return page

    yield make
    if errors or request.node.stash.get(FAILED, False):
        OUTPUT.mkdir(exist_ok=True)
        name = re.sub(r"[^\w.-]+", "-", request.node.name)
        for number, page in enumerate(page for page in pages if not page.is_closed()):
            page.screenshot(path=OUTPUT / f"{name}-{number}.png", full_page=True)
    for context in contexts:
        context.close()
    assert not errors, f"uncaught in the page: {errors}"
    assert not [url for url in asked if not re.match(r"(https?://127\.0\.0\.1:|data:|blob:)", url)]


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """A fresh page of 1280 x 720."""
    return new_page()
