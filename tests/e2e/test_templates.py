"""Templates in the whole app and a real browser: the main journey, by mouse, by link and by keys alone."""

from __future__ import annotations

import re
import time

from playwright.sync_api import Page, expect

from core.words import PERCENT
from tests.helpers.browser import (
    COLOURS,
    GENEROUS,
    SHORT,
    Traffic,
    caught,
    example,
    go,
    idle,
    match_text,
    metric,
    option,
    recorded,
    shown_step,
    tab_to,
    until,
)
from tests.helpers.server import HAS_MNIST

WORD_JOINER = "\u2060"  # nobody sees it; it keeps an address in a message from being a link


def rows(page: Page) -> list[tuple[list[float], float]]:
    """(numbers of the row as they are printed, percentage) of each row of the match."""
    found = []
    table = page.get_by_role("table", name="Picture × template").locator("tbody tr")
    for i in range(table.count()):
        numbers = table.nth(i).locator("td.number .cell > span:last-child").all_inner_texts()
        percent = table.nth(i).locator("td.bar .text").inner_text()
        found.append(([float(n.replace("−", "-")) for n in numbers], float(percent.removesuffix(PERCENT))))
    return found


def test_open_train_choose_read_and_scrub(page, app):
    go(page, app, "three_views", "")  # the browser has the app's files from here on: a benchmark has their time
    expect(page.locator("svg.network").first).to_be_visible(timeout=GENEROUS)
    began = time.monotonic()
    go(page, app, query="dataset=digits&epochs=3&seed=5")
    expect(page.get_by_role("slider", name="Training step")).to_be_visible(timeout=20_000)
    until(lambda: page.locator(".player .tile canvas").first.evaluate(COLOURS) > 20, 20, "a picture")
    assert time.monotonic() - began < 20  # twice what is promised: the machine may be shared
    recorded(page)

    option(page, "Picture", "most confidently wrong").click()
    expect(match_text(page)).to_contain_text("wrong: it is ")
    idle(page)
    option(page, "Picture", "2").click()
    expect(match_text(page)).not_to_contain_text("wrong: it is ")
    idle(page)

    example(page, "Four digits").click()
    if HAS_MNIST:
        said = re.compile(r"^(Training: \d+\s?% of|Recorded:) 1,\d\d\d steps")  # it takes a second
        expect(page.get_by_text(said)).to_be_visible(timeout=GENEROUS)
    page.wait_for_url(re.compile(r"[?&]classes=0-1-2-3$"))
    expect(page.locator(".player").first.locator(".tile")).to_have_count(4, timeout=GENEROUS)
    recorded(page)

    option(page, "Picture", "3").click()
    page.wait_for_url(re.compile("by=3"))
    table = page.get_by_role("table", name="Picture × template")
    expect(table.locator("tbody tr th").nth(3)).to_contain_text("true")
    idle(page)
    lines = rows(page)
    assert len(lines) == 4
    for (plus, minus, score), _ in lines:
        assert plus >= 0 >= minus and round(plus + minus, 2) == score
    assert round(sum(percent for _, percent in lines), 1) == 100.0
    assert max(lines, key=lambda line: line[0][-1]) == max(lines, key=lambda line: line[1])
    assert table.locator("tbody tr th .label").all_inner_texts() == ["0", "1", "2", "3"]

    traffic = Traffic(page)
    page.reload()  # the websocket that is counted begins here
    recorded(page)
    steps = drag_timeline(page, traffic)
    assert len(steps) > 5
    expect(match_text(page)).to_contain_text(f"at step {steps[-1]:,}.")
    idle(page)
    assert len(traffic.sent) == drag_timeline.before + 1
    assert shown_step(page) == steps[-1]


def drag_timeline(page: Page, traffic: Traffic) -> list[int]:
    """Drag from the end to a third; the steps shown on the way. Nothing may be sent before the release."""
    timeline = page.get_by_role("slider", name="Training step")

    def quiet() -> bool:
        before = len(traffic.sent)
        page.wait_for_timeout(1000)
        return len(traffic.sent) == before

    expect(page.get_by_text("is being recorded")).to_have_count(0, timeout=GENEROUS)  # each says its end
    until(quiet, 20, "the page has nothing more to send")
    timeline.scroll_into_view_if_needed()
    box = timeline.bounding_box()
    y, left, width = box["y"] + box["height"] / 2, box["x"] + 8, box["width"] - 16
    drag_timeline.before, steps = len(traffic.sent), []
    page.mouse.move(left + width, y)
    page.mouse.down()
    for part in range(20):
        page.mouse.move(left + width * (1 - part / 30), y)
        page.evaluate("() => new Promise(requestAnimationFrame)")
        steps.append(shown_step(page))
    assert len(traffic.sent) == drag_timeline.before
    page.mouse.up()
    return list(dict.fromkeys(steps))


def test_it_plays_once_from_noise_and_stops_where_strokes_are_seen_best(page, app):
    query = "dataset=digits&epochs=8&lr=0.02&seed=17"
    go(page, app, query=query)
    recorded(page)
    stops = page.get_by_text(re.compile(r"^The recording stops at step [\d,]+,"))
    step = int(re.sub(r"\D", "", stops.inner_text().partition(", where")[0]))
    assert shown_step(page) == step > 0, "who wants no motion sees it at once"
    go(page, app, query=query, moving=True)
    early = f"Number(root.querySelector('.status b')?.textContent.replaceAll(',', '')) < {step}"
    caught(page, ".player:not(.still)", f"root => root.querySelector('.play[aria-label=Pause]') && {early}")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_enabled(timeout=GENEROUS)
    assert shown_step(page) == step
    expect(stops).to_be_visible()

    canvas = page.locator(".rows td.signed canvas").nth(7)
    canvas.scroll_into_view_if_needed()
    canvas.hover()
    reading, pixel = page.locator(".rows .readout").first, canvas.bounding_box()
    expect(reading).to_be_visible()
    box = reading.bounding_box()
    assert abs(box["y"] + box["height"] / 2 - pixel["y"] - pixel["height"] / 2) < 60
    operators = (
        page.locator(".rows")
        .first.locator("td.number .operator")
        .evaluate_all(
            "all => all.map(e => [e.closest('td').cellIndex, Math.round(e.getBoundingClientRect().left)].join())"
        )
    )
    assert len(operators) == 20 and len(set(operators)) == 2, "those of a column stand below each other"


def settings_shown(page: Page) -> str:
    page.get_by_text("More settings").click()
    expect(page.get_by_role("spinbutton", name="Seed")).to_be_visible()
    return page.get_by_test_id("stSidebarUserContent").aria_snapshot()


def test_a_link_is_the_picture(new_page, app):
    page = go(new_page(), app, query="dataset=digits&epochs=2&lr=0.01&seed=77")
    recorded(page)
    page.get_by_text("Scramble the pixels", exact=True).click()
    page.get_by_role("toolbar", name="Classes").get_by_role("button", name="4", exact=True).click()
    page.wait_for_url(re.compile(r"classes=0-1-2-3-5-6-7-8-9&permute_pixels=1"))
    recorded(page)
    option(page, "Picture", "7").click()
    page.wait_for_url(re.compile("by=7"))
    idle(page)
    copy = new_page()
    copy.goto(page.url)
    recorded(copy)
    assert copy.url == page.url
    assert metric(copy, "Test error") == metric(page, "Test error") != "–"
    expect(match_text(copy)).to_have_text(match_text(page).inner_text())
    assert rows(copy) == rows(page)
    shown = settings_shown(copy)
    assert shown == settings_shown(page)
    assert "8x8 digits" in shown and '"77"' in shown and "0.01" in shown
    expect(copy.get_by_text("The link was changed")).to_have_count(0)


def test_a_new_link_is_what_the_widgets_say(new_page, app):
    """Whatever the order in which runs, fragments and Streamlit's lazily loaded widgets arrive."""
    for seed in (501, 511):
        page = go(
            new_page(fresh=True),
            app,
            query=f"dataset=digits&epochs=1&classes=2-5-7&permute_pixels=1&by=7&seed={seed}",
        )
        recorded(page)
        chosen = page.get_by_role("toolbar", name="Classes").locator("[aria-pressed=true]")
        expect(chosen).to_have_text(["2", "5", "7"])
        expect(page.get_by_role("switch", name="Scramble the pixels")).to_be_checked()
        expect(option(page, "Picture", "7")).to_be_checked()
        page.get_by_role("button", name="New seed").click()
        page.wait_for_url(re.compile(f"classes=2-5-7&permute_pixels=1&epochs=1&seed={seed + 1}&by=7"))
        page.context.close()


def test_a_wrong_link_is_mended_and_brings_nothing_along(page, app):
    evil = "![a](http://x.example/a.png)"
    go(page, app, query=f"{SHORT}&seed=abc&nth=0&colour=red&lr={evil}&optimizer=%3Cimg src=//x.example/b.png%3E")
    said = page.get_by_text("The link was changed to what is possible.")
    expect(said).to_be_visible()
    expect(said).to_contain_text("'seed' must be an integer in [0, 9999]. Got abc instead. Using 0.")
    expect(said).to_contain_text(f"Got {evil.replace('http', 'http' + WORD_JOINER)} instead.")
    expect(said).to_contain_text("There is no setting 'colour' here")
    recorded(page)
    assert said.locator("img").count() == 0
    assert page.url == f"{app}/templates?{SHORT}"
    page.get_by_role("button", name="Increment").click()
    expect(match_text(page)).to_contain_text("Picture 2 of ")


def test_keys_alone_choose_a_preset_play_scrub_and_match(page, app):
    go(page, app)
    recorded(page)
    expect(page.get_by_role("toolbar", name="Classes")).to_be_visible()
    tab_to(page, r"^Examples \|")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    page.wait_for_url(re.compile(r"/templates\?classes=0-1-2-3$"))
    last = int(re.sub(r"\D", "", recorded(page)))

    passed = tab_to(page, r"\| first ")
    assert any("Arrow keys read one weight" in label for label in passed)
    page.keyboard.press("Enter")
    expect(page.locator(".player .status b")).to_have_text("0")
    idle(page)  # until then old texts may stand beside the new ones
    expect(match_text(page)).to_contain_text("at step 0.")
    tab_to(page, r"\| play ", 4)
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Pause", exact=True)).to_be_visible()
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    tab_to(page, r"\| timeline ", 6)
    page.keyboard.press("Home")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    expect(match_text(page)).to_contain_text("at step 3.")
    page.keyboard.press("End")
    expect(match_text(page)).to_contain_text(f"at step {last:,}.")
    idle(page)

    tab_to(page, r"^Picture \|")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    page.wait_for_url(re.compile("by=1"))
    expect(option(page, "Picture", "1")).to_be_checked()
    tab_to(page, r"Which one \|.*number|\| number$", 6)
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(match_text(page)).to_contain_text("Picture 2 of ")
    page.wait_for_url(re.compile("nth=2"))
