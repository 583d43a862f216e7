"""The player and the rows in a real browser."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page, expect
from streamlit.testing.v1 import AppTest

from tests.helpers.axe import COMPONENT, serious
from ui.components.player import Curve, Recording, encode

SCRIPT = Path(__file__).with_name("component_page.py")
VIEWS = ("player", "match", "many", "colour", "still")
COLOURS = """canvas => new Set(new Uint32Array(
  canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.buffer)).size"""


class Traffic:
    """What goes over the page's websocket, in bytes a message."""

    def __init__(self, page: Page) -> None:
        self.sent: list[int] = []
        self.received: list[int] = []
        page.on("websocket", self._watch)

    def _watch(self, socket) -> None:
        socket.on("framesent", lambda payload: self.sent.append(len(payload)))
        socket.on("framereceived", lambda payload: self.received.append(len(payload)))


@pytest.fixture
def open_view(serve):
    address = serve(SCRIPT)

    def go(page: Page, view: str, query: str = "") -> None:
        page.goto(f"{address}/?view={view}{query}")
        expect(page.locator("canvas").first).to_be_visible()
        idle(page)

    return go


def idle(page: Page) -> None:
    """Until the script has run and two frames have been painted."""
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def shown_step(page: Page) -> int:
    return int(page.locator(".status b").inner_text().replace(",", ""))


def pick(page: Page, view: str) -> None:
    page.locator("label").filter(has_text=re.compile(f"^{view}$")).click()


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


def test_only_new_frames_are_sent_and_a_quiet_rerun_draws_nothing(page, open_view):
    traffic = Traffic(page)
    open_view(page, "player", "&frames=20")
    first = max(traffic.received)
    assert first > 20 * 7840
    assert page.get_by_role("button", name="Live").get_attribute("aria-pressed") == "true"
    traffic.received.clear()
    page.get_by_role("button", name="more").click()
    expect(page.get_by_text("of 40")).to_be_visible()
    idle(page)
    assert 20 * 7840 < max(traffic.received) < 30 * 7840 + 60_000
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
    idle(page)
    assert shown_step(page) == 3600


@pytest.mark.parametrize("forget", [False, True])
def test_another_view_and_back(page, open_view, forget):
    traffic = Traffic(page)
    open_view(page, "player")
    pick(page, "match")
    expect(page.locator(".rows")).to_be_visible()
    idle(page)
    if forget:
        page.evaluate("window.mlpScopeRecordings.clear()")
    traffic.received.clear()
    pick(page, "player")
    expect(page.locator(".player")).to_be_visible()
    page.wait_for_function("""() => [...document.querySelectorAll('*')].some(
      e => e.shadowRoot?.querySelector('.player .status')?.textContent.includes('3,600 of'))""")
    idle(page)
    assert page.locator(".tile canvas").nth(7).evaluate(COLOURS) > 20
    if not forget:  # nothing comes twice; what was forgotten comes from the server, or from Streamlit's own cache
        assert max(traffic.received) < 60 * 7840
    if forget:
        page.reload()
        idle(page)
        assert page.locator(".tile canvas").nth(7).evaluate(COLOURS) > 20


def test_the_sums_of_a_row_are_its_score(page, open_view):
    open_view(page, "match")
    table = page.locator(".rows tbody tr")
    assert table.count() == 10
    words = page.locator(".badge").all_inner_texts()
    assert "predicted" in ", ".join(words) and "true" in ", ".join(words)
    for i in range(10):
        numbers = table.nth(i).locator("td.number .cell > span:last-child").all_inner_texts()
        up, down, score = (float(n.replace("−", "-")) for n in numbers)
        assert up + down == pytest.approx(score, abs=0.016)
    box = page.locator(".rows td.signed canvas").first.bounding_box()
    page.mouse.move(box["x"] + box["width"] * 13.5 / 28, box["y"] + box["height"] * 6.5 / 28)
    readout = page.locator(".rows .readout")
    expect(readout).to_contain_text("0 · row 7, column 14")
    picture, template, product = (float(b.replace("−", "-")) for b in readout.locator("b").all_inner_texts())
    assert picture > 0
    assert picture * template == pytest.approx(product, abs=0.01)


@pytest.mark.parametrize("view", VIEWS)
def test_a_phone_never_scrolls_sideways(new_page, open_view, view):
    page = new_page(viewport={"width": 375, "height": 800})
    open_view(page, view)
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    inside = "els => els.every(e => e.getBoundingClientRect().right <= innerWidth)"
    assert page.locator(".player canvas, .rows canvas, .rows td, .transport *").evaluate_all(inside)


def test_zero_is_the_background_of_the_theme(new_page, open_view):
    for scheme in ("light", "dark"):
        page = new_page(color_scheme=scheme)
        open_view(page, "still")
        corner = "c => [...c.getContext('2d').getImageData(1, 1, 1, 1).data].slice(0, 3).join()"
        drawn = page.locator(".tile canvas").first.evaluate(corner)
        behind = page.get_by_test_id("stApp").evaluate("e => getComputedStyle(e).backgroundColor")
        assert drawn == ",".join(re.findall(r"\d+", behind)[:3])


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("view", ["player", "match"])
def test_axe_finds_nothing_serious(new_page, open_view, view, scheme):
    page = new_page(color_scheme=scheme)
    open_view(page, view)
    assert serious(page, COMPONENT) == []


@pytest.mark.parametrize("view", VIEWS)
def test_the_page_runs_without_a_browser(view):
    app = AppTest.from_file(str(SCRIPT), default_timeout=30)
    app.query_params["view"] = view
    app.run().run()
    assert not app.exception


def test_codes_are_within_half_a_step():
    frames = np.random.default_rng(0).normal(size=(5, 3, 4, 4)).astype(np.float32)
    frames[2] = 0
    frames[3, 0, 0, 0], frames[3, 0, 0, 1] = np.nan, np.inf
    scales, codes = encode(list(frames))
    assert codes.dtype == np.int8 and scales[2] == 0 and not codes[2].any()
    assert codes[3, 0, 0, 0] == codes[3, 0, 0, 1] == -128
    finite = np.isfinite(frames)
    off = np.abs(scales[:, None, None, None] * codes - np.where(finite, frames, 0))
    assert (off <= scales[:, None, None, None] * 0.5001)[finite].all()
    assert np.abs(codes[finite]).max() == 127


def test_a_recording_that_does_not_fit_says_what_it_wants():
    frame = np.zeros((2, 4, 4), np.float32)
    with pytest.raises(ValueError, match="'steps' must have one value"):
        Recording("x", ("a", "b"), (), (0,), (0,), (frame,), (), 1, False)
    with pytest.raises(ValueError, match="'test' must have one value"):
        Recording("x", ("a", "b"), (0,), (0,), (0,), (frame,), (Curve("e", "", True, {"test": ()}),), 1, False)
    with pytest.raises(ValueError, match=r"\(3, H, W\)"):
        Recording("x", ("a", "b", "c"), (0,), (0,), (0,), (frame,), (), 1, False)
