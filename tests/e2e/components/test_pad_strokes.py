"""Strokes on the drawing pad, in a real browser: by mouse, pen and finger, undone and cleared."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.helpers.browser import Traffic
from tests.helpers.pad import EMPTY, FOCUSED, PEN, around, close, has, on_screen, one_run, shows, stroke
from ui.components.pad import SIDE


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
