"""The drawing pad in a real browser."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from streamlit.testing.v1 import AppTest

from tests.e2e.test_components import Traffic, idle, pick
from tests.helpers.axe import COMPONENT, serious
from ui.components.pad import SIDE, _drawing, pad

SCRIPT = Path(__file__).with_name("pad_page.py")
PEN = 20
BAR = (40, 130, 240, 150)
EMPTY = ((SIDE, SIDE), None, 0.0)
ALPHA = """canvas => {
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  return Array.from({ length: data.length / 4 }, (_, i) => String.fromCharCode(data[4 * i + 3])).join('');
}"""
FOCUSED = """() => {
  let e = document.activeElement;
  while (e.shadowRoot?.activeElement) e = e.shadowRoot.activeElement;
  return e.className;
}"""


@pytest.fixture
def open_pad(serve):
    address = serve(SCRIPT)

    def go(page: Page, view: str = "pad") -> Page:
        page.goto(f"{address}/?view={view}")
        expect(page.locator(".pad canvas")).to_be_visible()
        idle(page)
        return page

    return go


@contextmanager
def one_run(page: Page) -> Iterator[None]:
    """What happens here runs the script once."""
    line = page.get_by_text(re.compile(r"^run \d+$"))
    before = int(line.inner_text().split()[1])
    yield
    expect(page.get_by_text(f"run {before + 1}", exact=True)).to_be_visible()  # the old one may stand beside it
    idle(page)
    expect(line).to_have_text(f"run {before + 1}")


def has(page: Page) -> tuple:
    """What Python has of the drawing: its size, the box of its ink, and how much ink."""
    text = page.get_by_text(re.compile("^drawing: ")).inner_text()
    if text == "drawing: none":
        return EMPTY
    width, height, *box = map(int, re.findall(r"\d+", text.partition(", ink")[0]))
    return (width, height), tuple(box) or None, float(text.rpartition(" ")[2])


def shows(page: Page) -> tuple:
    """What the canvas has, in the words of has()."""
    alpha = Image.frombytes("L", (SIDE, SIDE), page.locator(".pad canvas").evaluate(ALPHA).encode("latin-1"))
    ink = round(sum(alpha.tobytes()) / 255, 1)
    return (SIDE, SIDE), alpha.point(lambda v: 255 * (v > 127)).getbbox(), ink


def on_screen(page: Page, x: float, y: float) -> tuple[float, float]:
    box = page.locator(".pad canvas").bounding_box()
    return box["x"] + x * box["width"] / SIDE, box["y"] + y * box["height"] / SIDE


def stroke(page: Page, *points: tuple[float, float], steps: int = 5) -> None:
    page.mouse.move(*on_screen(page, *points[0]))
    page.mouse.down()
    for point in points[1:]:
        page.mouse.move(*on_screen(page, *point), steps=steps)
    page.mouse.up()


def press(page: Page, *keys: str) -> None:
    """press(page, "Space", "ArrowDown*12")"""
    for key in keys:
        name, _, times = key.partition("*")
        for _ in range(int(times or 1)):
            page.keyboard.press(name)


def around(*points: tuple[float, float]) -> tuple[float, float, float, float]:
    """The box of a stroke through these points."""
    xs, ys = zip(*points, strict=True)
    return min(xs) - PEN / 2, min(ys) - PEN / 2, max(xs) + PEN / 2, max(ys) + PEN / 2


def close(box: tuple | None, to: tuple) -> bool:
    return box is not None and all(abs(a - b) <= 1 for a, b in zip(box, to, strict=True))


def test_a_stroke_becomes_a_picture_of_ink_where_it_was_drawn(page, open_pad):
    open_pad(page)
    assert has(page) == EMPTY
    expect(page.get_by_text("Draw a digit here")).to_be_visible()
    points = ((60, 50), (200, 50), (120, 240))
    with one_run(page):
        stroke(page, *points, steps=20)
    size, box, ink = has(page)
    assert size == (SIDE, SIDE) and close(box, around(*points))
    assert shows(page) == (size, box, ink)
    assert ink == pytest.approx(PEN * (140 + 206 + 0.8 * PEN), rel=0.04)
    expect(page.get_by_text("Draw a digit here")).to_be_hidden()


def test_a_stroke_sends_nothing_and_its_end_one_message(page, open_pad):
    traffic = Traffic(page)
    open_pad(page)
    before, inked = len(traffic.sent), shows(page)[2]
    page.mouse.move(*on_screen(page, 40, 40))
    page.mouse.down()
    for x in range(50, 240, 10):
        page.mouse.move(*on_screen(page, x, 40 + x / 2))
        page.evaluate("() => new Promise(requestAnimationFrame)")
        inked, earlier = shows(page)[2], inked
        assert inked > earlier
    assert len(traffic.sent) == before
    with one_run(page):
        page.mouse.up()
    assert len(traffic.sent) == before + 1
    assert traffic.sent[-1] < 20_000


def test_a_tap_is_a_dot(page, open_pad):
    open_pad(page)
    with one_run(page):
        stroke(page, (100, 70))
    _, box, ink = has(page)
    assert close(box, (90, 60, 110, 80)) and ink == pytest.approx(314, rel=0.05)


def test_many_small_steps_make_the_same_line_as_few(page, open_pad):
    open_pad(page)
    inks = []
    for steps in (1, 150):
        with one_run(page):
            stroke(page, (40, 40), (210, 243), steps=steps)
        inks.append(has(page)[2])
        assert shows(page)[2] == inks[-1]
        with one_run(page):
            page.keyboard.press("Control+z")
    assert inks[0] == pytest.approx(inks[1], rel=0.01)


def test_a_curve_is_smooth(page, open_pad):
    open_pad(page)
    with one_run(page):
        stroke(page, (40, 40), (140, 240), (240, 40), steps=1)
    _, box, _ = has(page)
    assert box[3] < 220  # a polyline would reach 250


def test_a_finger_taps_and_draws_and_the_page_stays(new_page, open_pad):
    page = new_page(viewport={"width": 375, "height": 420}, has_touch=True, is_mobile=True)
    open_pad(page)
    with one_run(page):
        page.touchscreen.tap(*on_screen(page, 60, 60))
    assert close(has(page)[1], (50, 50, 70, 70))
    heights = page.locator(".pad button").evaluate_all("all => all.map(e => e.getBoundingClientRect().height)")
    assert min(heights) >= 44
    finger = page.context.new_cdp_session(page)

    def touch(kind: str, *where: tuple[float, float]) -> None:
        points = [{"x": x, "y": y, "id": i} for i, (x, y) in enumerate(where)]
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    with one_run(page):
        touch("touchStart", on_screen(page, 60, 200))
        for y in range(200, 59, -20):
            touch("touchMove", on_screen(page, 60, y))
        touch("touchStart", on_screen(page, 60, 60), on_screen(page, 200, 200))  # a second finger draws nothing
        touch("touchMove", on_screen(page, 60, 60), on_screen(page, 240, 240))
        touch("touchEnd")
    assert close(has(page)[1], (50, 50, 70, 210))
    beside = (350, on_screen(page, 0, 140)[1])
    touch("touchStart", beside)
    touch("touchStart", beside, on_screen(page, 200, 100))  # one of two fingers, as for zooming
    touch("touchEnd")
    assert shows(page) == has(page) and close(has(page)[1], (50, 50, 70, 210))
    scrolled = "() => [...document.querySelectorAll('*')].filter(e => e.scrollTop > 0).length"
    assert page.evaluate(scrolled) == 0


def test_other_buttons_draw_nothing(page, open_pad):
    open_pad(page)
    page.mouse.move(*on_screen(page, 60, 60))
    for button in ("right", "middle"):
        page.mouse.down(button=button)
        page.mouse.move(*on_screen(page, 160, 60))
        page.mouse.up(button=button)
    assert shows(page) == EMPTY
    page.mouse.down()
    page.mouse.move(*on_screen(page, 60, 60))
    page.mouse.down(button="right")
    with one_run(page):
        page.mouse.up()  # the right button is still down: no pointerup comes
        page.mouse.move(*on_screen(page, 60, 200))
    page.mouse.up(button="right")
    assert close(shows(page)[1], around((60, 60), (160, 60)))


@pytest.mark.parametrize("event", ["pointercancel", "pointermove"], ids=["cancelled", "released elsewhere"])
def test_a_lost_pointer_ends_the_stroke(page, open_pad, event):
    open_pad(page)
    page.mouse.move(*on_screen(page, 60, 60))
    page.mouse.down()
    page.mouse.move(*on_screen(page, 120, 60))
    with one_run(page):
        page.locator(".pad canvas").evaluate(
            "(c, name) => c.dispatchEvent(new PointerEvent(name, { pointerId: 1, isPrimary: true, buttons: 0 }))",
            event,
        )
    page.mouse.move(*on_screen(page, 120, 200))
    page.mouse.up()
    assert close(shows(page)[1], around((60, 60), (120, 60)))


def test_undo_steps_back_and_clear_can_be_undone(page, open_pad):
    open_pad(page)
    undo, clear = (page.get_by_role("button", name=name) for name in ("Undo", "Clear"))
    said, seen = page.locator(".told"), []
    for button in (undo, clear):
        expect(button).to_have_attribute("aria-disabled", "true")
        button.click(force=True)
    for y in (60, 120, 180):
        seen.append(has(page))
        with one_run(page):
            stroke(page, (60, y), (220, y))
    seen.append(has(page))
    assert len(set(seen)) == 4
    with one_run(page):
        clear.click()
    assert has(page) == shows(page) == EMPTY
    expect(said).to_have_text("Cleared")
    expect(clear).to_have_attribute("aria-disabled", "true")
    assert page.evaluate(FOCUSED) == "clear"
    for number, step in enumerate(reversed(seen)):
        with one_run(page):
            page.keyboard.press("Control+z") if number == 0 else undo.click()
        assert has(page) == shows(page) == step
        expect(said).to_have_text("Undone, " + ("3 strokes", "2 strokes", "1 stroke", "empty")[number])
    expect(undo).to_have_attribute("aria-disabled", "true")
    assert page.evaluate(FOCUSED) == "undo"
    expect(page.get_by_text("Draw a digit here")).to_be_visible()


def test_undo_during_a_stroke_drops_it(page, open_pad):
    open_pad(page)
    with one_run(page):
        stroke(page, (60, 60), (220, 60))
    kept = has(page)
    page.mouse.move(*on_screen(page, 60, 200))
    page.mouse.down()
    page.mouse.move(*on_screen(page, 120, 200))
    page.keyboard.press("Control+z")
    page.mouse.move(*on_screen(page, 200, 200))
    page.mouse.up()
    assert has(page) == shows(page) == kept


@pytest.mark.parametrize(
    ("keys", "points"),
    [
        (("ArrowUp*3", "Space", "ArrowDown*20", "Space"), ((145, 35), (145, 235))),  # a 1
        (("ArrowLeft*6", "Enter", "ArrowDown*16", "ArrowRight*10", "Escape"), ((85, 65), (85, 225), (185, 225))),
        (("Space", "PageDown*5", "End*5", "Home", "PageUp", "Space"), ((145, 65), (195, 115), (135, 165))),
        (("Space", "Shift+ArrowRight*4", "Shift+PageDown", "Space"), ((145, 65), (155, 67))),
        (("ArrowLeft*40", "ArrowUp*40", "Space", "ArrowRight*40", "Space"), ((5, 5), (275, 5))),
    ],
    ids=["one", "L", "diagonals", "small steps", "edges"],
)
def test_the_keyboard_draws(page, open_pad, keys, points):
    traffic = Traffic(page)
    open_pad(page)
    page.locator(".pad .sheet").focus()
    before = len(traffic.sent)
    press(page, *keys[:-1])
    assert len(traffic.sent) == before
    with one_run(page):
        press(page, keys[-1])
    left, top, right, bottom = around(*points)
    assert close(has(page)[1], (max(left, 0), max(top, 0), min(right, SIDE), min(bottom, SIDE)))
    assert len(traffic.sent) == before + 1


def test_an_l_has_its_corner(page, open_pad):
    open_pad(page)
    page.locator(".pad .sheet").focus()
    with one_run(page):
        press(page, "Space", "ArrowDown*10", "ArrowRight*10", "Space")
    alpha = "c => c.getContext('2d').getImageData(139, 170, 1, 1).data[3]"
    assert page.locator(".pad canvas").evaluate(alpha) == 255


def test_the_keyboard_is_told_what_it_does(page, open_pad):
    open_pad(page)
    root, said, hint = page.locator(".pad"), page.locator(".told"), page.locator(".keys")
    expect(hint).to_be_hidden()
    height = root.bounding_box()["height"]
    page.locator(".sheet").focus()
    expect(hint).to_be_visible()
    expect(page.locator(".ring")).to_be_visible()
    assert root.bounding_box()["height"] == height
    press(page, "ArrowLeft*10")
    expect(said).to_have_text("column 5, row 7")
    press(page, "Space")
    expect(said).to_have_text("Pen down at column 5, row 7")
    assert "down" in root.get_attribute("class")
    with one_run(page):
        press(page, "ArrowDown", "Space")
    expect(said).to_have_text("Stroke ended, 1 stroke")
    assert "down" not in root.get_attribute("class")
    for key, words in (("Delete", "Cleared"), ("u", "Undone, 1 stroke"), ("Backspace", "Cleared")):
        with one_run(page):
            press(page, key)
        expect(said).to_have_text(words)
    with one_run(page):
        press(page, "Control+z")
    with one_run(page):
        stroke(page, (200, 60))
    expect(hint).to_be_hidden()
    expect(page.locator(".ring")).to_be_hidden()
    page.keyboard.press("ArrowDown")
    expect(hint).to_be_visible()


def test_leaving_the_pad_ends_the_stroke(page, open_pad):
    open_pad(page)
    page.locator(".sheet").focus()
    with one_run(page):
        press(page, "Space", "ArrowDown*4", "Tab")
    assert page.evaluate(FOCUSED) == "undo"
    assert close(has(page)[1], around((145, 65), (145, 105)))
    expect(page.locator(".keys")).to_be_hidden()


def test_the_browsers_own_shortcuts_stay_its_own(page, open_pad):
    open_pad(page)
    page.locator(".sheet").focus()
    page.evaluate("""() => document.addEventListener('keydown', e => {
      if (e.defaultPrevented) (window.taken ??= []).push(e.key); e.preventDefault(); })""")
    press(page, "Control+u", "Alt+ArrowLeft", "Escape", "ArrowLeft")
    assert page.evaluate("window.taken") == ["ArrowLeft"]


def test_another_page_and_back_restores_the_drawing(page, open_pad):
    open_pad(page)
    for y in (60, 120):
        with one_run(page):
            stroke(page, (60, y), (220, y))
    drawn = has(page)
    with one_run(page):
        pick(page, "other")
    expect(page.locator(".pad")).to_have_count(0)
    with one_run(page):
        pick(page, "pad")
    page.wait_for_function("""() => [...document.querySelectorAll('*')].some(
      e => e.shadowRoot?.querySelector('canvas')?.ariaLabel === 'Drawing: 1 stroke')""")
    assert has(page) == shows(page) == drawn
    with one_run(page):
        stroke(page, (60, 180), (220, 180))
    assert has(page)[2] > drawn[2]
    for before in (drawn, EMPTY):
        with one_run(page):
            page.get_by_role("button", name="Undo").click()
        assert has(page) == shows(page) == before


def test_a_rerun_during_a_stroke_leaves_it_alone(page, open_pad):
    open_pad(page)
    with one_run(page):
        stroke(page, (60, 60), (220, 60))
    page.mouse.move(*on_screen(page, 60, 200))
    page.mouse.down()
    page.mouse.move(*on_screen(page, 120, 200))
    half = shows(page)
    with one_run(page):
        page.get_by_role("button", name="again").dispatch_event("click")
    with one_run(page):
        page.get_by_role("switch", name="older").or_(page.get_by_role("checkbox", name="older")).dispatch_event(
            "click"
        )
    assert shows(page) == half
    page.mouse.move(*on_screen(page, 220, 200))
    with one_run(page):
        page.mouse.up()
    assert close(has(page)[1], around((60, 60), (220, 200)))
    assert shows(page) == has(page)


def test_the_answer_to_a_stroke_leaves_the_next_one_alone(page, open_pad):
    open_pad(page, "slow")
    with one_run(page):
        stroke(page, (60, 60), (220, 60), steps=1)
        page.mouse.move(*on_screen(page, 60, 200))
        page.mouse.down()
        page.mouse.move(*on_screen(page, 120, 200))
        two = shows(page)
    assert shows(page) == two and close(has(page)[1], around((60, 60), (220, 60)))
    with one_run(page):
        page.mouse.up()
    assert close(has(page)[1], around((60, 60), (220, 200)))


def test_a_reset_takes_the_given_drawing(page, open_pad):
    traffic = Traffic(page)
    open_pad(page)
    with one_run(page):
        stroke(page, (60, 60), (220, 60))
    sent = len(traffic.sent)
    with one_run(page):
        page.get_by_role("button", name="take bar").click()
    assert has(page)[1] == BAR
    expect(page.locator(".pad canvas")).to_have_attribute("aria-label", "Drawing: 1 stroke")
    page.wait_for_timeout(200)
    assert shows(page) == has(page)
    with one_run(page):
        stroke(page, (60, 60), (220, 60))
    assert close(has(page)[1], (40, 50, 240, 150))
    with one_run(page):
        page.get_by_role("button", name="take nothing").click()
    assert has(page) == shows(page) == EMPTY
    expect(page.get_by_role("button", name="Undo")).to_have_attribute("aria-disabled", "true")
    assert len(traffic.sent) == sent + 3


def test_any_picture_can_be_painted_and_committed(page, open_pad):
    open_pad(page)
    alpha = [min(255, x) if 20 <= y < 60 else 0 for y in range(SIDE) for x in range(SIDE)]
    paint = """(root, alpha) => {
      const ctx = root.querySelector('canvas').getContext('2d'), image = ctx.createImageData(280, 280);
      alpha.forEach((v, i) => { image.data[4 * i + 3] = v; });
      ctx.putImageData(image, 0, 0);
      root.app.commit();
    }"""
    with one_run(page):
        page.locator(".pad").evaluate(paint, alpha)
    assert has(page) == ((SIDE, SIDE), (128, 20, 280, 60), round(sum(alpha) / 255, 1))
    white = """root => {
      const canvas = document.createElement('canvas'), ctx = canvas.getContext('2d');
      canvas.width = canvas.height = 28;
      ctx.fillRect(0, 0, 28, 28);
      ctx.fillStyle = '#fff';
      ctx.fillRect(4, 6, 10, 2);
      root.app.paint(canvas);
      root.app.commit();
    }"""
    with one_run(page):
        page.locator(".pad").evaluate(white)
    assert close(has(page)[1], (40, 60, 140, 80))
    with one_run(page):
        page.get_by_role("button", name="Undo").click()
    assert has(page)[1] == (128, 20, 280, 60)


def test_the_theme_changes_the_colour_of_the_ink_only(page, open_pad):
    open_pad(page)
    with one_run(page):
        stroke(page, (60, 60), (220, 60))
    drawn, colour = has(page), "c => c.getContext('2d').getImageData(100, 60, 1, 1).data.join()"
    assert page.locator(".pad canvas").evaluate(colour) == "38,39,48,255"
    page.emulate_media(color_scheme="dark")
    expect(page.locator(".pad")).to_have_class(re.compile("dark"))
    assert page.locator(".pad canvas").evaluate(colour) == "250,250,250,255"
    with one_run(page):
        stroke(page, (140, 200))
    with one_run(page):
        page.keyboard.press("Control+z")
    assert has(page) == shows(page) == drawn
    assert page.locator(".pad canvas").evaluate(colour) == "250,250,250,255"


@pytest.mark.parametrize("view", ["pad", "narrow"])
def test_a_phone_never_scrolls_sideways(new_page, open_pad, view):
    page = open_pad(new_page(viewport={"width": 375, "height": 800}, device_scale_factor=3), view)
    page.locator(".sheet").focus()
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    inside = "els => els.every(e => e.getBoundingClientRect().right <= innerWidth)"
    assert page.locator(".pad *").evaluate_all(inside)


def test_a_small_pad_draws_the_same_picture(new_page, open_pad):
    page = open_pad(new_page(device_scale_factor=2), "narrow")
    assert page.locator(".pad canvas").bounding_box()["width"] < 150
    with one_run(page):
        stroke(page, (60, 50), (200, 230), steps=1)
    size, box, _ = has(page)
    assert size == (SIDE, SIDE)
    assert all(abs(a - b) <= 3 for a, b in zip(box, around((60, 50), (200, 230)), strict=True))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(new_page, open_pad, scheme):
    page = open_pad(new_page(color_scheme=scheme))
    for drawn in (False, True):
        page.locator(".sheet").focus()
        if drawn:
            with one_run(page):
                press(page, "Space", "ArrowRight*4", "Space")
        assert serious(page, COMPONENT) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_hints_can_be_read(new_page, open_pad, scheme):
    page = open_pad(new_page(color_scheme=scheme))

    def luminance(selector: str, name: str) -> float:
        colour = page.locator(selector).evaluate("(e, name) => getComputedStyle(e)[name]", name)
        parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
        linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    paper = luminance(".sheet", "backgroundColor")
    for selector in (".hint", ".keys", ".undo"):
        dark, light = sorted((paper, luminance(selector, "color")))
        assert (light + 0.05) / (dark + 0.05) >= 4.5


def encoded(size: tuple[int, int] = (SIDE, SIDE), kind: str = "png") -> str:
    out = io.BytesIO()
    Image.new("L", size).save(out, kind)
    return base64.b64encode(out.getvalue()).decode()


@pytest.mark.parametrize(
    "state",
    [
        7,
        "x",
        [encoded()],
        {"reset": 3},
        *({"reset": 3, "png": png} for png in (None, 5, b"x", "", "äöü", "!" * 40, "A" * 400_004, encoded()[:-1])),
        {"reset": 3, "png": encoded(kind="gif")},
        {"reset": 3, "png": encoded((28, 28))},
        {"reset": 3, "png": encoded() + "=" * 10},
        {"reset": 3, "png": base64.b64encode(base64.b64decode(encoded()) + bytes(300_000)).decode()},
    ],
    ids=lambda state: repr(state)[:40],
)
def test_garbage_is_no_drawing(state):
    assert _drawing({"drawing": state}, b"given", 3) is None


def test_before_the_browser_answers_python_has_what_it_gave():
    png = base64.b64decode(encoded())
    for states in (None, {}, {"drawing": None}, {"drawing": {"reset": 2, "png": encoded()}}, {"drawing": {}}):
        assert _drawing(states, b"given", 3) == b"given"
    assert _drawing({"drawing": {"reset": 3, "png": encoded()}}, b"given", 3) == png


def test_a_drawing_of_another_size_says_what_is_wanted():
    with pytest.raises(ValueError, match="must be a PNG of 280x280"):
        pad(key="pad", drawing=base64.b64decode(encoded((28, 28))))


@pytest.mark.parametrize("view", ["pad", "other", "narrow"])
def test_the_page_runs_without_a_browser(view):
    app = AppTest.from_file(str(SCRIPT), default_timeout=30)
    app.query_params["view"] = view
    app.run().run()
    assert not app.exception
