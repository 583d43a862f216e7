"""A server of one's own and a browser in front of it, with a clock in the page."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
from playwright.sync_api import Browser, Locator, Page, sync_playwright

from benchmarks.options import smoke
from core.jobs import key_of
from ui import lesson
from ui.catalogue import LESSONS

ROOT = Path(__file__).resolve().parent.parent
PROBE = Path(__file__).with_name("probe.js").read_text()
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser on PATH, or the one that CHROMIUM_PATH names; it is ended with us, and our servers too."""
    path = os.environ.get("CHROMIUM_PATH") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not path:
        raise SystemExit("Chromium is needed: install the package `chromium` or set CHROMIUM_PATH.")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended"))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def served(script: str, *, folder: Path | None = None, **env: str) -> Iterator[tuple[str, psutil.Process]]:
    """The address of a server of this checkout, or of that in `folder`, and its process.

    Where MLPSCOPE_SERVER is the address of a server of this checkout on this machine, that one is measured and goes
    on; but what needs a store of its own is started.
    """
    running = os.environ.get("MLPSCOPE_SERVER")
    if running and script == "app.py" and folder is None and "MLPSCOPE_STORE" not in env:
        yield running, _listening(running)
    else:
        with _started(script, folder or ROOT, env) as started:
            yield started


@contextmanager
def _started(script: str, folder: Path, env: dict[str, str]) -> Iterator[tuple[str, psutil.Process]]:
    """A server of the checkout in `folder`, which is ended in order."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = [f"--server.port={port}", "--server.address=127.0.0.1", "--server.fileWatcherType=none"]
    paths = os.pathsep.join(filter(None, [str(folder), os.environ.get("PYTHONPATH")]))
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", script, "--server.headless=true", *options],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": paths, "MLPSCOPE_STORE_BYTES": "0", **env},  # all is made anew
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            yield _answering(f"http://127.0.0.1:{port}", process), psutil.Process(process.pid)
        except BaseException:
            log.seek(0)
            print(log.read().decode(), file=sys.stderr)
            raise
        finally:
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _listening(address: str) -> psutil.Process:
    """The process on this machine that answers at the address."""
    port = urllib.parse.urlsplit(address).port
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            for one in process.net_connections("tcp"):
                if one.status == psutil.CONN_LISTEN and one.laddr.port == port:
                    return process
    raise SystemExit(f"MLPSCOPE_SERVER is {address}, where no server of this machine listens.")


def until_recorded(address: str) -> None:
    """Wait until what is recorded in advance is there."""
    runs = [(lesson.science(here.name).train, run) for here in LESSONS for _, run in lesson.first_runs(here.name)]
    left, until = [key_of(train, run) for train, run in runs], time.monotonic() + 1200
    while left:
        if time.monotonic() > until:
            raise SystemExit(f"These runs were not recorded within 20 minutes: {', '.join(left)}.")
        with urllib.request.urlopen(f"{address}/recordings?of={left[0]}///0", timeout=30) as answer:
            said = answer.read().decode(errors="ignore")  # comes when it has ended, or after some seconds
        if '"live": false' in said:
            left.pop(0)
        else:
            time.sleep(0.5)


def _answering(address: str, process: subprocess.Popen[bytes]) -> str:
    give_up = time.monotonic() + 120
    while time.monotonic() < give_up and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2):
                return address
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise SystemExit("The server did not start.")


@contextmanager
def tab(browser: Browser, address: str) -> Iterator[Page]:
    """A fresh browser context at `address`.

    In a smoke run, which measures nothing, it is that of the last tab, emptied: a new one fetches and compiles all
    of Streamlit anew.
    """
    page = (smoke() and _used.pop(browser, None)) or _opened(browser)
    try:
        page.goto(address, wait_until="commit")
        page.wait_for_function("window.bench")
        yield page
    finally:
        if smoke():
            page.evaluate("() => { sessionStorage.clear(); localStorage.clear(); }")
            page.goto("about:blank")
            _used[browser] = page
        else:
            page.context.close()


_used: dict[Browser, Page] = {}


def _opened(browser: Browser) -> Page:
    page = browser.new_context(viewport={"width": 1280, "height": 720}).new_page()
    page.set_default_timeout(60_000)
    page.add_init_script(PROBE)
    return page


def wait(page: Page, test: str) -> float:
    """Seconds, by the browser's clock since it began to load the page, at which `test` first held."""
    return float(page.evaluate(f"bench.when(() => {test})")) / 1000


def says(words: str) -> str:
    return f"/{words}/.test(bench.text())"


def idle() -> str:
    return "document.querySelector('[data-test-script-state=notRunning]') !== null"


def button(page: Page, name: str) -> Locator:
    """The first of the page's own buttons of this name, not that of Streamlit's toolbar."""
    return page.get_by_test_id("stButton").get_by_role("button", name=name).first


def stop(page: Page) -> None:
    if button(page, "Stop").count():
        button(page, "Stop").click()
        wait(page, says("Stopped at step"))
