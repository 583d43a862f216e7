"""The drawing pad by keys alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.helpers.browser import Traffic
from tests.helpers.pad import FOCUSED, around, close, has, one_run, press, stroke
from ui.components.pad import SIDE


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
