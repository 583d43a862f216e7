"""The player in a real browser."""

from __future__ import annotations

import re

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from tests.helpers.browser import COLOURS, Traffic, idle, shown_step, until
from tests.helpers.components import pick


def frames(page: Page) -> int:
    return page.locator(".player").evaluate("root => root.app.frames().n")


def draws(page: Page) -> int:
    return page.locator(".player").evaluate("root => root.app.draws")


def centre_of_pixel(page: Page, tile: int, row: int, column: int) -> tuple[float, float]:
    box = page.locator(".tile canvas").nth(tile).bounding_box()
    return box["x"] + (column + 0.5) * box["width"] / 28, box["y"] + (row + 0.5) * box["height"] / 28


def test_ten_tiles_are_drawn_in_two_rows_of_five(page, open_view):
    open_view(page, "player")
    canvases = page.locator(".tile canvas")
    assert canvases.count() == 10
    assert all(canvases.nth(i).evaluate(COLOURS) > 20 for i in range(10))
    tops = [round(canvases.nth(i).bounding_box()["y"]) for i in range(10)]
    assert len(set(tops[:5])) == 1 and len(set(tops[5:])) == 1 and tops[0] < tops[5]
    assert shown_step(page) == 3600
    expect(page.locator(".tile.chosen .name")).to_have_text("3")


@pytest.mark.parametrize("handle", [".timeline", ".plot"])
def test_dragging_sends_nothing_and_releasing_one_message(page, open_view, handle):
    traffic = Traffic(page)
    open_view(page, "player")
    box = page.locator(handle).first.bounding_box()
    left, right, y = box["x"] + 52, box["x"] + box["width"] - 66, box["y"] + box["height"] / 2
    if handle == ".timeline":
        left, right = box["x"] + 8, box["x"] + box["width"] - 8
    before, steps = len(traffic.sent), set()
    page.mouse.move(right, y)
    page.mouse.down()
    for x in np.linspace(right, left + 200, 12):
        page.mouse.move(x, y)
        page.evaluate("() => new Promise(requestAnimationFrame)")
        steps.add(shown_step(page))
    assert len(steps) > 5
    assert len(traffic.sent) == before
    page.mouse.up()
    expect(page.get_by_text(re.compile(r"released at \d+ of"))).to_be_visible()
    idle(page)
    assert len(traffic.sent) == before + 1
    assert shown_step(page) == min(steps)


def test_handle_and_cursor_stand_above_each_other(page, open_view):
    open_view(page, "player")
    page.locator(".timeline").focus()
    for _ in range(12):
        page.keyboard.press("ArrowLeft")
    page.evaluate("() => new Promise(requestAnimationFrame)")
    apart = page.locator(".player").evaluate("""root => {
      const slider = root.querySelector('.timeline').getBoundingClientRect();
      const handle = slider.left + 8 + Number(root.querySelector('.timeline').value) * (slider.width - 16);
      const over = root.querySelector('.over'), ratio = over.width / over.getBoundingClientRect().width;
      const row = over.getContext('2d').getImageData(0, 1, over.width, 1).data;
      const lit = [...Array(over.width).keys()].filter(x => row[4 * x + 3] > 60);
      const mean = lit.reduce((a, b) => a + b) / lit.length + 0.5;
      return handle - over.getBoundingClientRect().left - mean / ratio;
    }""")
    assert abs(apart) < 1


def test_playing_advances_to_the_end_without_the_server(page, open_view):
    traffic = Traffic(page)
    open_view(page, "player")
    page.get_by_label("To the first step").click()
    expect(page.get_by_text("released at 0 of")).to_be_visible()
    idle(page)
    page.get_by_label("Playing speed").select_option("4")
    before = len(traffic.sent)
    page.get_by_label("Play", exact=True).click()
    page.wait_for_function("""() => [...document.querySelectorAll('*')].some(
      e => e.shadowRoot?.querySelector('.player')?.app.at > 20)""")
    assert len(traffic.sent) == before
    expect(page.get_by_text("released at None of")).to_be_visible()
    assert shown_step(page) == 3600
    assert len(traffic.sent) == before + 1


def test_keyboard_alone_plays_steps_and_reads(page, open_view):
    open_view(page, "player")
    active = """() => {
      let e = document.activeElement;
      while (e.shadowRoot?.activeElement) e = e.shadowRoot.activeElement;
      return e.className;
    }"""
    page.locator(".player .tiles").focus()
    reached = []
    for _ in range(9):
        page.keyboard.press("Tab")
        reached.append(page.evaluate(active))
    assert {"whole", "this", "first", "back", "play", "speed", "timeline"} <= set(reached)
    page.locator(".timeline").focus()
    page.keyboard.press("Home")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    expect(page.get_by_text("released at 3 of")).to_be_visible()
    expect(page.locator(".timeline")).to_have_attribute("aria-valuetext", re.compile("^step 3 of 3,600, epoch"))
    page.keyboard.press("Space")
    expect(page.get_by_label("Pause", exact=True)).to_be_visible()
    page.keyboard.press("Space")
    expect(page.get_by_label("Play", exact=True)).to_be_visible()
    page.locator(".player .tiles").focus()
    page.keyboard.press("PageDown")
    page.keyboard.press("ArrowUp")
    expect(page.locator(".player .where")).to_have_text("1 · row 14, column 15")
    expect(page.locator(".player .what")).to_have_text(re.compile(r"^−?\d\.\d+$"))


def test_the_value_under_the_pointer_is_the_weight(page, open_view):
    open_view(page, "player")
    true, largest = map(float, re.findall(r"-?[\d.]+", page.get_by_text("largest").inner_text()))
    page.mouse.move(*centre_of_pixel(page, tile=0, row=14, column=12))
    expect(page.locator(".player .where")).to_have_text("0 · row 15, column 13")
    text = page.locator(".player .what").inner_text()
    places = len(text.partition(".")[2])
    assert abs(float(text.replace("−", "-")) - true) <= largest / 254 + 0.5 * 10**-places
    assert page.locator(".tile .value").first.inner_text() == text
    assert page.locator(".mark").evaluate_all("marks => marks.every(m => getComputedStyle(m).display === 'block')")


def test_only_a_negative_weight_carries_a_dash(page, open_view):
    open_view(page, "player")
    row, column, seen = 14, 15, {}
    for tile in (0, 3):
        page.mouse.move(*centre_of_pixel(page, tile, row, column))
        colours = (
            page.locator(".tile canvas")
            .nth(tile)
            .evaluate(
                """(canvas, [row, column]) => {
              const k = canvas.width / 28, of = canvas.getContext('2d').getImageData(column * k, row * k, k, k);
              return new Set(new Uint32Array(of.data.buffer)).size;
            }""",
                [row, column],
            )
        )
        seen[page.locator(".player .what").inner_text()[0] == "−"] = colours
    assert seen == {True: 2, False: 1}


def test_a_message_has_no_frames_and_a_quiet_rerun_draws_nothing(page, open_view):
    traffic = Traffic(page)
    asked: list[str] = []
    page.on("request", lambda request: "recordings?" in request.url and asked.append(request.url))
    open_view(page, "player", "&frames=20")
    assert max(traffic.received) < 12_000 and asked[0].endswith("/softmax//0")
    assert page.get_by_role("button", name="Live").get_attribute("aria-pressed") == "true"
    traffic.received.clear()
    page.get_by_role("button", name="more").click()
    expect(page.get_by_text("of 40")).to_be_visible()
    idle(page)
    until(lambda: frames(page) == 40, 5, "the new frames come by the stream")
    assert max(traffic.received) < 12_000
    before = draws(page)
    page.get_by_role("button", name="again").click()
    idle(page)
    page.wait_for_timeout(300)
    assert draws(page) == before


def test_while_training_a_person_who_went_back_stays_there(page, open_view):
    open_view(page, "player", "&frames=20")
    latest = shown_step(page)
    page.get_by_label("One frame back").click()
    expect(page.get_by_text("released at 18 of")).to_be_visible()
    page.get_by_role("button", name="more").click()
    expect(page.get_by_text("released at 18 of 40")).to_be_visible()
    idle(page)
    assert shown_step(page) < latest
    page.get_by_role("button", name="Live").click()
    expect(page.get_by_text("released at None of 40")).to_be_visible()
    assert shown_step(page) > latest
    page.get_by_role("button", name="more").click()
    expect(page.get_by_text("released at None of 60")).to_be_visible()
    until(lambda: shown_step(page) == 3600, 5, "the last frame is shown")


def test_another_view_and_back(page, open_view):
    open_view(page, "player")
    pick(page, "match")
    expect(page.locator(".rows")).to_be_visible()
    idle(page)
    asked: list[str] = []
    page.on("request", lambda request: "recordings?" in request.url and asked.append(request.url))
    pick(page, "player")
    expect(page.locator(".player")).to_be_visible()
    until(lambda: frames(page) == 60, 5, "all frames are there")
    idle(page)
    assert page.locator(".tile canvas").nth(7).evaluate(COLOURS) > 20
    assert asked == [], "nothing comes twice"
