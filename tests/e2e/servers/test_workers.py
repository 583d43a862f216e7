"""Workers of the app, seen from a real browser: one dies, one serves two tabs, and all end with the server."""

from __future__ import annotations

import re
import signal
import time

import psutil
from playwright.sync_api import Page, expect

from core.experiments import templates
from core.jobs import key_of
from tests.helpers.browser import GENEROUS, SHORT, go, match_text, option, recorded, stop, until
from tests.helpers.components import in_module
from tests.helpers.server import GRACE, REAL, busy, environment, goes_on, needs_mnist
from ui import recordings

LONG = "dataset=digits&batch_size=1&epochs=100"  # 10 s or more
ENDLESS = "batch_size=1&epochs=100"  # six million steps on MNIST


def test_a_killed_worker_is_said_and_survived(new_page, bare):
    other = go(new_page(), bare)
    recorded(other)
    until(lambda: not busy(bare), 60, "what other tests began ends")
    page = go(new_page(), bare, query=f"{LONG}&seed=31")
    expect(page.get_by_text(re.compile(r"^Training: [1-9]"))).to_be_visible(timeout=GENEROUS)
    busy(bare)[0].kill()
    killed = time.monotonic()
    expect(page.get_by_text("The worker process that trained this ended unexpectedly")).to_be_visible(timeout=3000)
    assert time.monotonic() - killed < 3
    expect(page.get_by_text(re.compile(r"^Ended at step [\d,]+ of "))).to_be_visible()
    expect(page.locator(".player .tile canvas").first).to_be_visible()  # what it had recorded is kept

    option(other, "Picture", "7").click()
    expect(match_text(other)).to_be_visible()
    other.get_by_role("button", name="Increment").click()
    expect(match_text(other)).to_contain_text("Picture 2 of ")

    page.get_by_role("button", name="Train again").click()
    expect(page.get_by_text(re.compile(r"^Training: [1-9]"))).to_be_visible(timeout=GENEROUS)
    expect(page.get_by_text("ended unexpectedly")).to_have_count(0)
    stop(page)
    expect(page.get_by_text(re.compile(r"^Stopped at step [\d,]+ of "))).to_be_visible()
    recorded(go(page, bare, query=f"{SHORT}&seed=32"))


def endless(seed: int) -> str:
    """The key of the job of ENDLESS."""
    return key_of(templates.train, templates.Config(batch_size=1, epochs=100, seed=seed))


def seconds(page: Page) -> list[float]:
    """When each of the first frames was recorded, as this browser has it: no two runs agree on that."""

    def read() -> list[list[float]]:
        seconds = "frame => new DataView(frame.buffer, frame.byteOffset).getFloat32(24, true)"
        long = "[...hub.recordings.values()].filter(r => r.frames.length > 40)"
        read = f"hub => {long}.map(r => r.frames.slice(1, 40).map({seconds}))"
        return in_module(page, "shared/recording.js", read)

    until(lambda: len(read()) == 1, 60, "the first frames of the run")
    return read()[0]


@needs_mnist
def test_two_browsers_share_one_job_and_the_last_one_ends_it(new_page, app):
    first, second = new_page(fresh=True), new_page(fresh=True)
    link, key = f"{ENDLESS}&seed=21", endless(seed=21)
    go(first, app, query=link)
    expect(first.get_by_text(re.compile(r"^Training: "))).to_be_visible(timeout=GENEROUS)
    go(second, app, query=link)
    expect(second.get_by_text(re.compile(r"^Training: "))).to_be_visible(timeout=GENEROUS)
    assert seconds(first) == seconds(second) and len(set(seconds(first))) > 20

    first.context.close()
    time.sleep(GRACE + 1)
    assert goes_on(app, key), "the other tab still watches"
    second.context.close()
    until(lambda: not goes_on(app, key), GRACE + 2, "the job of a closed tab ends")


@needs_mnist
def test_a_job_outlives_a_reload_and_ends_with_its_tab_long_before_its_grace(new_page, serve):
    patient = serve("app.py", {**environment(REAL), "MLPSCOPE_GRACE": "600"})
    page, key = new_page(fresh=True), endless(seed=22)
    go(page, patient, query=f"{ENDLESS}&seed=22")
    before = seconds(page)
    page.reload()
    expect(page.get_by_text(re.compile(r"^Training: [1-9]"))).to_be_visible(timeout=GENEROUS)
    assert seconds(page) == before, "it is the same run"
    time.sleep(recordings.RELOAD)
    page.goto("about:blank")  # the browser says what it says when a tab is closed
    until(lambda: not goes_on(patient, key), 60, "the job of a closed tab ends")


def test_sigterm_ends_the_server_and_its_workers(page, bare):
    go(page, bare, query=f"{LONG}&seed=41")
    expect(page.get_by_text(re.compile(r"^Training: "))).to_be_visible(timeout=GENEROUS)
    every = psutil.Process(bare.process.pid).children(recursive=True)
    family = [process for process in every if process.status() != psutil.STATUS_ZOMBIE]  # those have ended before
    assert len(family) >= 2 and busy(bare)
    bare.process.send_signal(signal.SIGTERM)
    bare.process.wait(15)
    _, left = psutil.wait_procs(family, timeout=5)
    assert left == []
    assert "Traceback" not in bare.log.read_text()
