"""A recording on its way to the browser: what watching costs, and what happens where the way is bad."""

from __future__ import annotations

import re
import time
import urllib.request
from contextlib import suppress

import pytest
from playwright.sync_api import Page, Route, expect

from core.experiments import templates
from core.jobs import key_of
from tests.helpers.browser import (
    COLOURS,
    GENEROUS,
    SHORT,
    Traffic,
    caught,
    go,
    idle,
    match_text,
    recorded,
    stop,
    until,
)
from tests.helpers.server import GRACE, ROOT, environment
from tests.helpers.server import start as start_server
from ui.components import assets

LONG = "dataset=digits&batch_size=1&epochs=100"  # 10 s or more
HALF = LONG.replace("100", "30")
TRAINING = re.compile(r"^Training: [1-9]")
LOST = "The connection to the server is lost"
STREAM = re.compile(r"/recordings\?")


def training(page: Page) -> None:
    expect(page.get_by_text(TRAINING)).to_be_visible(timeout=GENEROUS)


def words(page: Page) -> str:
    return page.locator(".following", has_text=TRAINING).inner_text()


def test_watching_runs_a_script_at_most_once_a_second_and_sends_little(page, app):
    traffic = Traffic(page)
    go(page, app, query=f"{LONG}&seed=51")
    training(page)
    time.sleep(1)
    before, said = page.locator(".player:not(.still) .status b").inner_text(), words(page)
    traffic.sent.clear(), traffic.received.clear()
    time.sleep(4)
    assert page.locator(".player:not(.still) .status b").inner_text() != before, "the recording goes on"
    assert words(page) != said, "and the line above it"
    assert len(traffic.sent) <= 5, "each is a run of the figure's script"
    stop(page)


def test_the_line_goes_on_and_stop_works_while_no_script_runs(page, app):
    go(page, app, query=f"{LONG}&seed=52")
    training(page)
    page.evaluate("document.querySelectorAll('.following').forEach(line => line.classList.add('same'))")
    said = words(page)
    until(lambda: page.locator(".following.same", has_text=TRAINING).inner_text() != said, 15, "the line goes on")
    page.get_by_role("button", name="Stop").first.click()
    expect(page.get_by_text(re.compile(r"^Stopped at step [\d,]+ of "))).to_be_visible(timeout=3000)


def test_a_lost_connection_is_said_and_the_run_is_there_when_it_is_back(page, app):
    go(page, app, query=f"{HALF}&seed=53")
    training(page)
    page.context.set_offline(True)  # all tabs of the context
    try:
        expect(page.get_by_text(LOST)).to_be_visible(timeout=15_000)
        time.sleep(4 * GRACE)  # longer than a job waits for who has closed its tab
    finally:
        page.context.set_offline(False)
    expect(page.get_by_text(LOST)).to_have_count(0, timeout=15_000)
    recorded(page)


def test_a_server_that_is_started_again_goes_on_with_the_same_pages(new_page, tmp_path, nothing):
    env = {**environment(nothing), "MLPSCOPE_STORE": str(tmp_path), "MLPSCOPE_STORE_BYTES": "1e9"}

    def server(port: int = 0):
        return start_server(ROOT / "app.py", env, tmp_path / f"{port}.txt", port)

    key = key_of(templates.train, templates.Config("digits", epochs=int(SHORT.rpartition("=")[2])))

    def tag(server: str) -> str:
        """Of the recording as it is served: it has its times, on which no two trainings agree."""
        with urllib.request.urlopen(f"{server}/recordings?of={key}/templates//0") as answer:
            return str(answer.headers["ETag"])

    first, page, idle_page = server(), new_page(), new_page()
    go(idle_page, first)
    recorded(idle_page)
    until(lambda: (tmp_path / f"{key}.safetensors").exists(), 15, "what is recorded is kept")
    before = tag(first)
    go(page, first, query=f"{HALF}&seed=54")
    training(page)
    first.process.kill()
    first.process.wait()
    expect(page.get_by_text(LOST)).to_be_visible(timeout=15_000)
    second = server(int(first.rsplit(":", 1)[1]))
    try:
        recorded(page)
        assert re.match(r"step [1-9]", shown_time(page))
        idle_page.get_by_role("radiogroup", name="Picture").get_by_role("radio", name="7", exact=True).click()
        expect(idle_page).to_have_url(re.compile("by=7"))
        recorded(idle_page)
        assert tag(second) == before != "None", "it was not trained again"
    finally:
        second.process.terminate()
        second.process.wait(20)


def shown_time(page: Page) -> str:
    return page.locator(".player:not(.still) .timeline").get_attribute("aria-valuetext") or ""


def cut(times: int):
    """A way that holds each answer back until it is whole, and breaks so many of them off in the middle."""
    left = [times]

    def handle(route: Route) -> None:
        try:
            answer = route.fetch(timeout=20_000)
            body = answer.body()
            broken = left[0] > 0 and len(body) > 3000
            left[0] -= broken
            route.fulfill(response=answer, body=body[: len(body) * 2 // 3 + 1] if broken else body)
        except Exception:  # the server broke it off, or the page gave it up
            with suppress(Exception):
                route.abort()

    return handle


def test_a_proxy_that_holds_answers_back_and_cuts_them_loses_no_frame(page, app):
    page.route(STREAM, cut(3))
    go(page, app, query=f"{HALF}&seed=55")
    last = int(re.sub(r"\D", "", recorded(page)))
    whole = f"root => root.app.frames().steps.at(-1) === {last}"
    caught(page, ".player:not(.still)", whole)  # what was cut off is asked for again
    page.unroute_all(behavior="ignoreErrors")
    seen = page.locator(".player:not(.still)").evaluate("root => root.app.frames()")
    assert seen["steps"] == sorted(set(seen["steps"])) and seen["steps"][0] == 0
    page.get_by_role("button", name="To the latest step").click()
    idle(page)
    assert seen["n"] == len(seen["steps"]) > 30 and f"step {seen['steps'][-1]:,} of" in shown_time(page)


def test_eight_tabs_of_one_browser_watch_at_once(new_page, app):
    pages = [new_page() for _ in range(8)]
    for page in pages:
        go(page, app, query=f"{HALF}&seed=59")
    for page in pages:
        recorded(page)
        assert page.locator(".player:not(.still) .tile canvas").count() == 10


def test_a_recording_is_seen_before_its_stream_has_come(page, app):
    go(page, app, query="dataset=digits&epochs=1&seed=59")
    recorded(page)
    page.route(STREAM, lambda route: route.abort())
    go(page, app, query="dataset=digits&epochs=1&seed=59")
    player = page.locator(".player:not(.still)")
    until(
        lambda: player.locator(".tile canvas").first.evaluate(COLOURS) > 5, 15, "the frame in the message is drawn"
    )
    assert player.evaluate("root => root.app.frames().n") == 1
    page.unroute_all(behavior="ignoreErrors")
    until(lambda: player.evaluate("root => root.app.frames().n") > 5, 15, "the others come")


def test_the_frame_that_was_left_is_shown_again_when_its_stream_comes_late(page, app):
    go(page, app, query="dataset=digits&epochs=1&seed=58")
    recorded(page)
    page.get_by_role("button", name="To the first step").click()
    expect(match_text(page)).to_contain_text("at step 0")
    page.get_by_role("button", name="New seed").click()
    page.wait_for_url(re.compile("seed=59"))
    recorded(page)
    idle(page)
    page.evaluate(f"import('./{assets.path('shared/recording.js')}').then(module => module.recordings.clear())")
    page.go_back()
    page.wait_for_url(re.compile("seed=58"))
    expect(match_text(page)).to_contain_text("at step 0")  # what the player has is of seed 58 now
    player = page.locator(".player:not(.still)")
    until(lambda: player.evaluate("root => root.app.frames().n") > 5, 15, "the others come")
    assert shown_time(page).startswith("step 0 of")
    expect(match_text(page)).to_contain_text("at step 0")


@pytest.mark.parametrize(("lesson", "query"), [("templates", SHORT), ("templates", f"{SHORT}&by=own")])
def test_the_scripts_that_a_lesson_loads_are_named_in_its_html(new_page, app, lesson, query):
    page = new_page(fresh=True)
    go(page, app, lesson, query)
    idle(page)
    loaded = page.evaluate("performance.getEntriesByType('resource').map(entry => entry.name)")
    html = page.request.get(f"{app}/{lesson}").text()
    scripts = [url.removeprefix(app + "/") for url in loaded if url.endswith(".js")]
    assert len(scripts) > 100 and [path for path in scripts if path not in html] == []
