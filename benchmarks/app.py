"""How fast the app is for the person in front of it, in a real browser on the same machine as server and workers.

    python -m benchmarks.app [--only watch first choose learn drag kill stop] [--pairs 5]

Needs Chromium (on PATH, or CHROMIUM_PATH) and MNIST. Every time is taken in the browser, by its own clock.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
from playwright.sync_api import Browser, Locator, Page, sync_playwright

from core import device
from core.data import images

ROOT = Path(__file__).resolve().parent.parent
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
LONG = "templates?batch_size=1&epochs=100"  # runs for minutes
WINDOW, SETTLE = 6.0, 1.0  # s watched, or not, and s left out after each change
DEAD = "worker process .* ended unexpectedly"
LINE = "{:58} {:>12} {:>10}  {}"

# In every page: what its websocket carries, and when what we wait for has happened.
PROBE = r"""
(() => {
  const bench = window.bench = { sent: [], received: [], bytes: 0 };
  const Plain = window.WebSocket;
  window.WebSocket = class extends Plain {
    constructor(...args) {
      super(...args);
      this.addEventListener('message', e => {
        bench.received.push(performance.now());
        bench.bytes += e.data.byteLength ?? e.data.size ?? e.data.length;
      });
    }
    send(data) { bench.sent.push(performance.now()); super.send(data); }
  };
  // Elements, also those inside the components' shadow roots.
  bench.all = selector => {
    const found = [];
    const look = root => {
      found.push(...root.querySelectorAll(selector));
      for (const host of root.querySelectorAll('*')) if (host.shadowRoot) look(host.shadowRoot);
    };
    look(document);
    return found;
  };
  const inked = canvas => {
    if (!canvas.width || !canvas.height) return false;
    const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
    const pixels = new Uint32Array(data.buffer);
    return pixels.some(p => p !== pixels[0]);
  };
  bench.player = () => bench.all('.player:not([hidden]):not(.still)')[0];
  bench.pictures = () => {
    const tiles = [...(bench.player()?.querySelectorAll('.tile canvas') ?? [])];
    return tiles.length > 0 && tiles.every(inked);
  };
  bench.text = () => document.querySelector('[data-testid=stMain]')?.innerText ?? '';
  // The time at which `test` first holds, asked at every frame of the screen.
  bench.when = test => new Promise((done, fail) => {
    const began = performance.now();
    const look = () => {
      if (test()) done(performance.now());
      else if (performance.now() > began + 60000) fail(Error(`${test} did not hold within 60 s: ${bench.text()}`));
      else requestAnimationFrame(look);
    };
    look();
  });
  bench.clicked = () => new Promise(done => {
    window.addEventListener('pointerdown', () => done(performance.now()), { capture: true, once: true });
  });
  // From the next click until the first such cell of the table with this caption is drawn otherwise.
  bench.changed = (caption, cell) => new Promise((done, fail) => {
    const table = bench.all('.rows').find(rows => rows.querySelector('caption').textContent.startsWith(caption));
    const picture = () => table.querySelector(cell + ' canvas').toDataURL();
    const before = picture();
    let began = Infinity;
    window.addEventListener('click', () => { began = performance.now(); }, { capture: true, once: true });
    const rows = new MutationObserver(() => {
      if (performance.now() < began || picture() === before) return;
      rows.disconnect();
      done(performance.now() - began);
    });
    rows.observe(table, { subtree: true, childList: true, characterData: true });
    setTimeout(() => fail(Error('No other picture came within 20 s.')), 20000);
  });
})();
"""


@contextmanager
def served(script: str, **env: str) -> Iterator[tuple[str, psutil.Process]]:
    """The address of a server of our own, and its process; it is ended in order."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = [f"--server.port={port}", "--server.address=127.0.0.1", "--server.fileWatcherType=none"]
    paths = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", script, "--server.headless=true", *options],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": paths, **env},
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


def _answering(address: str, process: subprocess.Popen[bytes]) -> str:
    give_up = time.monotonic() + 60
    while time.monotonic() < give_up and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2):
                return address
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise SystemExit("The server did not start.")


@contextmanager
def tab(browser: Browser, address: str) -> Iterator[Page]:
    """A fresh browser context at `address`."""
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    try:
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.add_init_script(PROBE)
        page.goto(address, wait_until="commit")
        page.wait_for_function("window.bench")
        yield page
    finally:
        context.close()


def wait(page: Page, test: str) -> float:
    """Seconds, by the browser's clock since it began to load the page, at which `test` first held."""
    return float(page.evaluate(f"bench.when(() => {test})")) / 1000


def says(words: str) -> str:
    return f"/{words}/.test(bench.text())"


def table(what: str, measured: str, goal: str, more: str = "") -> None:
    print(LINE.format(what, measured, goal, more).rstrip(), flush=True)


def median(values: list[float], digits: int = 2) -> str:
    return f"{statistics.median(values):.{digits}f}"


def spread(values: list[float], digits: int = 2) -> str:
    return f"{len(values)} times, {min(values):.{digits}f} to {max(values):.{digits}f}"


# The measurements


def watch(browser: Browser, pairs: int) -> None:
    """Steps a second of one long job, its page open and closed in turn."""
    windows: list[tuple[bool, float, float]] = []
    draws, frames, sizes = [], [], []
    with served("benchmarks/watch_page.py", MLPSCOPE_GRACE="60") as (address, _):
        for _ in range(pairs):
            with tab(browser, address) as page:
                wait(page, "bench.pictures()")
                time.sleep(SETTLE)
                before = page.evaluate("[bench.player().app.draws, bench.received.length, bench.bytes]")
                windows.append((True, began := time.time(), began + WINDOW))
                time.sleep(WINDOW)
                after = page.evaluate("[bench.player().app.draws, bench.received.length, bench.bytes]")
                now = time.time() - began
                for values, a, b in zip((draws, frames, sizes), before, after, strict=True):
                    values.append((b - a) / now)
            time.sleep(SETTLE)
            windows.append((False, began := time.time(), began + WINDOW))
            time.sleep(WINDOW)
        with tab(browser, f"{address}/?report=1") as page:
            state, reason, stamps = json.loads(page.locator("[data-testid=stCode] code").inner_text())
    if state != "running":
        raise SystemExit(f"The job did not last: it is {state}. {reason}")
    rates = []
    for _, start, end in windows:
        inside = [(step, at) for step, at in stamps if start <= at <= end]
        (step0, at0), (step1, at1) = inside[0], inside[-1]
        rates.append((step1 - step0) / (at1 - at0))
    watched, alone = rates[::2], rates[1::2]
    ratios = [w / a for w, a in zip(watched, alone, strict=True)]
    table(
        "speed of a 784-50-10 job, watched over unwatched",
        median(ratios),
        ">= 0.65",
        f"{spread(ratios)}; {statistics.median(watched):,.0f} and {statistics.median(alone):,.0f} steps/s",
    )
    table("  updates drawn a second while watched", median(draws, 1), "about 5", spread(draws, 1))
    kb = statistics.median(sizes) / statistics.median(draws) / 1000
    each = statistics.median(frames) / statistics.median(draws)
    table("  websocket messages, kB an update", f"{each:.1f}, {kb:.0f} kB", "")


def first(browser: Browser, address: str) -> None:
    """Seconds until every tile of the Templates page is drawn."""
    switched, cold = [], []
    for _ in range(5):
        with tab(browser, address) as page:
            link = page.get_by_test_id("stSidebarNavLink").filter(has_text="Templates")
            wait(page, says("This machine") + " && " + idle())
            page.evaluate("(window.began = bench.clicked()) && null")
            link.click()
            switched.append(wait(page, "bench.pictures()") - page.evaluate("began") / 1000)
    for _ in range(5):
        with tab(browser, f"{address}/templates") as page:
            cold.append(wait(page, "bench.pictures()"))
    table("s from a click on Templates to its first picture", median(switched), "<= 2", spread(switched))
    table("s from a cold link to its first picture", median(cold), "<= 3", spread(cold))


def idle() -> str:
    return "document.querySelector('[data-test-script-state=notRunning]') !== null"


def choose(browser: Browser, address: str) -> None:
    """Milliseconds from a click to the rows of another test picture."""
    for words, link, ready, goal in (
        ("while a job runs", f"{LONG}&seed=1", says("Training: .* steps"), "<= 250"),
        ("when none runs", "templates", says("Recorded: .* steps"), "<= 150"),
    ):
        with tab(browser, f"{address}/{link}") as page:
            wait(page, f"{ready} && bench.pictures() && {says('Picture .* of')}")
            time.sleep(3)
            more = page.get_by_test_id("stMain").get_by_test_id("stNumberInputStepUp")
            pills = page.get_by_role("radiogroup", name="Picture").get_by_role("radio")
            times = []
            for turn in range(24):
                button = more if turn % 3 else pills.nth((turn // 3 + 3) % 10)
                times.append(changed(page, button, "Picture", "td.picture"))
                time.sleep(0.437)  # not in step with the page's 0.2 s
            table(
                f"ms from choosing a test picture to its rows, {words}",
                median(times, 0),
                goal,
                spread(times, 0),
            )
            stop(page)


def changed(page: Page, button: Locator, caption: str, cell: str) -> float:
    """Milliseconds from a click on the button to the new picture in the table."""
    page.evaluate(f"(window.changing = bench.changed('{caption}', '{cell}')) && null")
    button.click()
    return float(page.evaluate("changing"))


def learn(browser: Browser, address: str) -> None:
    """Milliseconds from a click to the new tiles of Learning a template."""
    for words, query in (("four classes", ""), ("ten classes", "?classes=0-1-2-3-4-5-6-7-8-9")):
        with tab(browser, f"{address}/template_learning{query}") as page:
            wait(page, f"{says('What am I looking at')} && {says('After many pictures')} && {idle()}")
            time.sleep(3)
            for name, what, turns, goal in (
                ("Next picture", "ms from Next picture to its tiles", 20, "<= 150"),
                ("1,000 more", "ms from 1,000 more to the tiles", 10, "<= 1000"),
            ):
                times = []
                for _ in range(turns):
                    times.append(changed(page, page.get_by_role("button", name=name), "template", "td.picture"))
                    time.sleep(0.437)
                table(f"{what}, {words}", median(times, 0), goal, spread(times, 0))


def stop(page: Page) -> None:
    if page.get_by_role("button", name="Stop").count():
        page.get_by_role("button", name="Stop").click()
        wait(page, says("Stopped at step"))


def drag(browser: Browser, address: str) -> None:
    """Messages that the browser sends while the timeline is dragged, and when it is released."""
    during, released = [], []
    with tab(browser, f"{address}/templates") as page:
        wait(page, f"{says('Recorded: .* steps')} && bench.pictures() && {idle()}")
        time.sleep(1)
        box = page.locator(".player:not(.still) input.timeline").bounding_box()
        assert box is not None
        y = box["y"] + box["height"] / 2
        for turn in range(5):
            page.mouse.move(box["x"] + 0.9 * box["width"], y)
            drawn = page.evaluate("bench.player().app.draws")
            counts = [page.evaluate("bench.sent.length")]
            page.mouse.down()
            page.mouse.move(box["x"] + (0.2 + 0.1 * turn) * box["width"], y, steps=40)  # to another frame
            time.sleep(0.3)
            counts.append(page.evaluate("bench.sent.length"))
            assert page.evaluate("bench.player().app.draws") > drawn + 5, "the drag drew nothing"
            page.mouse.up()
            time.sleep(1.5)
            counts.append(page.evaluate("bench.sent.length"))
            during.append(counts[1] - counts[0])
            released.append(counts[2] - counts[1])
    table("messages sent during a drag of the timeline", median(during, 0), "0", spread(during, 0))
    table("  and on its release", median(released, 0), "1", spread(released, 0))


def kill(browser: Browser, address: str, server: psutil.Process) -> None:
    """Seconds from the death of the worker that trains to the page's saying so."""
    times = []
    for turn in range(3):
        with tab(browser, f"{address}/{LONG}&seed={10 + turn}") as page:
            wait(page, f"{says('Training: .* steps')} && bench.pictures()")
            time.sleep(1.5)
            children = server.children(recursive=True)
            for child in children:
                child.cpu_percent()
            time.sleep(0.5)
            busy = max(children, key=lambda child: child.cpu_percent())
            if page.evaluate(says(DEAD)) or not page.evaluate(says("Training: .* steps")):
                raise SystemExit(
                    f"The job did not last until its worker was killed: {page.evaluate('bench.text()')[:600]}"
                )
            zero = page.evaluate("performance.timeOrigin") / 1000
            began = time.time()
            busy.kill()
            times.append(zero + wait(page, says(DEAD)) - began)
    table("s from a worker's death to the page's saying so", median(times), "<= 3", spread(times))


def halt(browser: Browser, address: str) -> None:
    """Seconds from a click on Stop to the page's saying that it stopped."""
    for words, link in (
        ("Templates", f"{LONG}&seed=20"),
        ("Serial and batch", "batches?epochs=50&seed=20"),
        ("Linear regions", "regions?net=digits&width=24&lr=0.002&steps=10000&seed=20"),
        ("Composition", "composition?steps=20000&seed=20"),
        ("Universal approximation", "approximation?steps=20000&seed=20"),
    ):
        times = []
        with tab(browser, f"{address}/{link}") as page:
            for turn in range(5):
                if turn:
                    time.sleep(0.5)  # a person is not faster
                    button(page, "Train again").click()
                wait(page, says("Training: [1-9].* (steps|pictures)"))
                time.sleep(2)
                page.evaluate("(window.began = bench.clicked()) && null")
                button(page, "Stop").click()
                times.append(wait(page, says("Stopped at (step|picture)")) - page.evaluate("began") / 1000)
        table(f"s from a click on Stop to its effect, {words}", median(times), "<= 0.5", spread(times))


def button(page: Page, name: str) -> Locator:
    """The first of the page's own buttons of this name, not that of Streamlit's toolbar."""
    return page.get_by_test_id("stButton").get_by_role("button", name=name).first


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    names = ("watch", "first", "choose", "learn", "drag", "kill", "stop")
    parser.add_argument("--only", nargs="+", choices=names, default=names)
    parser.add_argument("--pairs", type=int, default=5)
    arguments = parser.parse_args()
    path = os.environ.get("CHROMIUM_PATH") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not path:
        raise SystemExit("Chromium is needed: install the package `chromium` or set CHROMIUM_PATH.")
    if images.status("mnist").state != "ready":
        raise SystemExit("MNIST is needed: open the app once, or set MLPSCOPE_DATA to a folder that has it.")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended"))  # and the server with it
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        load = os.getloadavg()[0]
        print(f"{device.name()}, Chromium {browser.version}, load before: {load:.2f}. Medians.")
        table("what", "measured", "goal", "all of them")
        if "watch" in arguments.only:
            watch(browser, arguments.pairs)
        rest = [name for name in names[1:] if name in arguments.only]
        if rest:
            with served("app.py") as (address, server):
                for _ in range(120):  # until the first runs are recorded: what stands beside them is drawn once
                    with tab(browser, f"{address}/templates") as page:
                        wait(page, f"bench.pictures() && {says('Scrambled pixels:')} && {idle()}")
                        if page.evaluate(f"{says('Recorded: ')} && !{says('is being recorded')}"):
                            break
                    time.sleep(1)
                measurements: dict[str, Callable[[], None]] = {
                    "first": lambda: first(browser, address),
                    "choose": lambda: choose(browser, address),
                    "learn": lambda: learn(browser, address),
                    "drag": lambda: drag(browser, address),
                    "kill": lambda: kill(browser, address, server),
                    "stop": lambda: halt(browser, address),
                }
                for name in rest:
                    measurements[name]()
        browser.close()


if __name__ == "__main__":
    main()
