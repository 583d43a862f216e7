"""Learning a template in the whole app and a real browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.helpers.browser import COLOURS, GENEROUS, example, idle, tab_to
from tests.helpers.learning_page import STEPS, learning, said


def added(page: Page) -> str:
    """The tiles of what is added, as they are drawn."""
    tiles = page.get_by_role("table", name="template + lr").locator("td.signed:nth-of-type(5) canvas")
    return "".join(tiles.evaluate_all("all => all.map(canvas => canvas.toDataURL())"))


def test_the_lesson_picture_by_picture_by_button_and_by_key(page, new_page, app):
    learning(page, app)
    table = page.get_by_role("table", name="template + lr")
    expect(table.locator("tbody tr")).to_have_count(4)
    assert all(table.locator("td.signed canvas").nth(i).evaluate(COLOURS) > 3 for i in range(12))
    before = added(page)
    for press, update, query in (
        (lambda: page.get_by_role("button", name="Next picture").click(), "Update 2", "seen=2"),
        (lambda: page.keyboard.press("n"), "Update 3", "seen=3"),
        (lambda: page.keyboard.press("a"), "Update 4", "seen=3&again=1"),
        (lambda: page.keyboard.press("p"), "Update 3", "seen=3"),
        (lambda: page.get_by_role("button", name="1,000 more").click(), "Update 1,003", "seen=1003"),
    ):
        press()
        expect(page.get_by_text(f"{update}: picture")).to_be_visible()
        page.wait_for_url(re.compile(f"[?&]{query}$"))
        idle(page)
        assert added(page) != before
        before = added(page)
    signs = table.locator("td.number .cell > span:last-child").all_inner_texts()
    assert sorted(sign[0] for sign in signs) == ["+", "−", "−", "−"]

    copy = new_page()
    copy.goto(page.url)
    assert said(copy) == said(page)


def test_what_is_added_is_vermilion_for_its_class_and_blue_for_the_others(page, app):
    learning(page, app)
    colour = """canvas => {
      const d = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
      let red = 0, blue = 0;
      for (let i = 0; i < d.length; i += 4) {
        red += Math.max(0, d[i] - d[i + 2]);
        blue += Math.max(0, d[i + 2] - d[i]);
      }
      return red > blue ? 'vermilion' : 'blue';
    }"""
    rows = page.get_by_role("table", name="template + lr").locator("tbody tr")
    for i in range(4):
        own = "its class" in rows.nth(i).locator("th").inner_text()
        assert rows.nth(i).locator("td.signed canvas").nth(1).evaluate(colour) == ("vermilion" if own else "blue")


@pytest.mark.parametrize(("chip", "failure"), [("Too small", "is too small"), ("Too large", "is too large")])
def test_a_learning_rate_that_fails_is_named(page, app, chip, failure):
    learning(page, app)
    page.get_by_role("spinbutton", name="Seed")
    example(page, chip).click()
    expect(page.get_by_text(re.compile(f"The learning rate .* {failure}"))).to_be_visible(timeout=GENEROUS)


def test_an_update_that_adds_nothing_says_so_and_a_phone_has_the_table_without_the_picture(page, app):
    table, legends = page.get_by_role("table", name="template + lr"), page.locator(".rows").first.locator(".legend")
    learning(page, app, f"{STEPS}&lr=10&seen=1001")
    expect(legends.nth(1)).to_have_text(re.compile("lr × error × picture\\s*every value is 0"))
    assert "0.000" not in table.inner_text()
    learning(page, app)
    picture = table.get_by_role("columnheader", name="picture", exact=True)
    expect(picture).to_be_visible()
    expect(table.locator("td.picture canvas")).to_have_count(1)  # all rows are about the same one
    expect(legends).to_have_count(3)
    page.set_viewport_size({"width": 375, "height": 812})
    expect(picture).to_be_hidden()
    expect(table.get_by_text("after 1,000 pictures")).to_be_visible()
    expect(legends).to_have_count(3)
    assert table.bounding_box()["width"] <= 343


# For everyone


def test_keys_alone_learn_draw_and_teach(page, app):
    learning(page, app)
    tab_to(page, r"\| Next picture")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Update 2: picture 2")).to_be_visible()
    idle(page)
    tab_to(page, r"Your own picture \|.*checkbox")
    page.keyboard.press("Space")
    expect(page.locator(".pad canvas")).to_be_visible()
    idle(page)
    tab_to(page, r"Drawing pad")
    page.keyboard.press("Space")
    for key in ["ArrowDown"] * 12 + ["ArrowRight"] * 4:
        page.keyboard.press(key)
    page.keyboard.press("Space")
    expect(page.get_by_text("your picture, class")).to_be_visible()
    idle(page)
    chosen = page.get_by_role("radiogroup", name="Teach it as").get_by_role("radio", checked=True).inner_text()
    focused = tab_to(page, r"^Teach it as")[-1].split("|")[1].strip()
    other = next(k for k in (int(focused) + 1, int(focused) + 2) if str(k) != chosen)
    for _ in range(other - int(focused)):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    expect(page.get_by_text(f"your picture, class {other}.")).to_be_visible()
