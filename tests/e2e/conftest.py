"""A real browser and a real server. Without a browser these tests skip; with REQUIRE_BROWSER=1 they fail."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Page,
    Request,
    expect,
    sync_playwright,
)

from tests.helpers.chromium import chromium
from tests.helpers.server import REAL, ROOT, Server, environment
from tests.helpers.server import start as start_server

OUTPUT = ROOT / "test-output"
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync "
    "--process-per-site"  # a new tab of a server has what its other tabs have compiled
).split()

Serve = Callable[..., Server]
POLICY = "Content Security Policy"  # what Chromium says of all that it forbids
FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    report = yield
    if call.when == "call":
        item.stash[FAILED] = report.failed
    return report


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests."""
    expect.set_options(timeout=15_000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
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
            running[name] = start_server(ROOT / script, env or {}, log)
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


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder in which there is nothing but what a test puts there."""
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="session")
def nothing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder in which there is nothing."""
    return tmp_path_factory.mktemp("nothing")


@pytest.fixture
def app(serve: Serve, nothing: Path) -> Server:
    """The server as people have it: with the archives, where MLPSCOPE_DATA has them."""
    return serve("app.py", environment(REAL or nothing))


@pytest.fixture
def bare(serve: Serve, folder: Path) -> Server:
    """No data, no network. Tests may do harm to it: it is started again if it has ended."""
    return serve("app.py", environment(folder))


def origin(url: str) -> str:
    """Which server a page comes from: http://127.0.0.1:8501/templates -> http://127.0.0.1:8501."""
    return "/".join(url.split("/")[:3])


class Heard:
    """Notes what listens to a page from now on, so that all of it can be removed: a tab outlives its test."""

    def __init__(self, page: Page) -> None:
        self._page, self._on = page, page.on
        self._listeners: list[tuple[Any, Any]] = []
        page.on = self._listen  # type: ignore[method-assign]

    def _listen(self, event: Any, listener: Any) -> None:
        self._listeners.append((event, listener))
        self._on(event, listener)

    def stop(self) -> None:
        self._page.on = self._on  # type: ignore[method-assign]
        if not self._page.is_closed():
            for event, listener in self._listeners:
                self._page.remove_listener(event, listener)


class Tabs:
    """The tabs of one browser by their options, each used by many tests: a new tab would compile the app anew."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._contexts: dict[str, BrowserContext] = {}
        self._free: dict[str, list[Page]] = {}

    def take(self, options: dict[str, Any]) -> Page:
        """A tab that is empty, or a new one."""
        name = repr(options)
        if name not in self._contexts:
            self._contexts[name] = self._browser.new_context(**options)
        free = self._free.setdefault(name, [])
        return free.pop() if free else self._contexts[name].new_page()

    def give_back(self, page: Page, options: dict[str, Any], visited: set[str]) -> None:
        """Empty a tab of its page, and of what a test set for it; close it where that cannot be."""
        page.context.set_offline(False)
        if visited != {origin(page.url)}:  # what it keeps of other servers is out of reach
            page.close()
            return
        page.unroute_all()
        page.evaluate("() => { sessionStorage.clear(); localStorage.clear(); }")
        page.goto("about:blank")
        page.mouse.move(0, 0)
        page.set_viewport_size(options["viewport"])
        page.emulate_media(
            color_scheme=options.get("color_scheme", "light"),
            reduced_motion=options.get("reduced_motion", "no-preference"),
        )
        self._free[repr(options)].append(page)


@pytest.fixture(scope="session")
def tabs(browser: Browser) -> Tabs:
    return Tabs(browser)


@pytest.fixture
def forbidden() -> list[str]:
    """What the browser has said of all that our policy forbade it in this test."""
    return []


@pytest.fixture
def new_page(
    browser: Browser, tabs: Tabs, forbidden: list[str], request: pytest.FixtureRequest
) -> Iterator[Callable[..., Page]]:
    """Make pages, each a tab: new_page(viewport=..., color_scheme="dark"). A `fresh` one has a browser for itself.

    An uncaught error in a page fails the test, and so does a page that ends with an error or breaks our own policy
    (ui/guard.py), and a request to another machine; a failure leaves a screenshot in test-output/.
    """
    own: list[BrowserContext] = []
    pages: list[Page] = []
    lent: list[tuple[Page, dict[str, Any], Heard, set[str]]] = []
    errors: list[str] = []
    asked: set[str] = set()

    def erred(error: Error) -> None:
        errors.append(str(error))

    def said(message: ConsoleMessage) -> None:
        if POLICY in message.text:
            forbidden.append(message.text)

    def requested(request: Request) -> None:
        asked.add(request.url)

    def make(*, fresh: bool = False, **options: Any) -> Page:
        options = {"viewport": {"width": 1280, "height": 720}, **options}
        if fresh:
            own.append(browser.new_context(**options))
            page = own[-1].new_page()
        else:
            page, visited = tabs.take(options), set[str]()
            lent.append((page, options, Heard(page), visited))
            page.on("framenavigated", lambda frame: frame.parent_frame or visited.add(origin(frame.url)))
        page.set_default_timeout(15_000)
        page.on("pageerror", erred)
        page.on("console", said)
        page.on("request", requested)
        pages.append(page)
        return page

    yield make
    failed = errors or forbidden or request.node.stash.get(FAILED, False)
    there = [page for page in pages if not page.is_closed()]
    if failed:
        OUTPUT.mkdir(exist_ok=True)
        name = re.sub(r"[^\w.-]+", "-", request.node.name)
        for number, page in enumerate(there):
            page.screenshot(path=OUTPUT / f"{name}-{number}.png", full_page=True)
    broken = [page.url for page in there if page.get_by_test_id("stException").count()]
    with ExitStack() as ending:  # all of it happens, whatever fails
        for context in own:
            ending.callback(context.close)
        for page, options, heard, visited in lent:
            if not page.is_closed():
                ending.callback(heard.stop)  # after what follows
                ending.callback(page.close) if failed else ending.callback(tabs.give_back, page, options, visited)
    assert not broken, f"these pages end with an error: {broken}"
    assert not errors, f"uncaught in the page: {errors}"
    assert not forbidden, f"against our own policy: {forbidden}"
    assert not [url for url in asked if not re.match(r"(https?://127\.0\.0\.1:|data:|blob:)", url)]


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """An empty tab of 1280 x 720, which other tests have used."""
    return new_page()
