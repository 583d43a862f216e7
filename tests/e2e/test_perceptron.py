"""Perceptron in a real browser: the line is dragged, a point is set, the rule is stepped, a table is chosen."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.helpers.browser import GENEROUS, go, idle

COUNT = "Mistakes so far"


def test_the_line_is_dragged_a_point_is_set_and_the_rule_is_stepped(page, app):
    go(page, app, "perceptron", "")
    figure = page.locator(".neuron")
    expect(figure.locator(".count figcaption")).to_have_text(f"{COUNT}: 5 of at most (R/γ)² = 51")
    idle(page)
    assert figure.locator(".timeline").evaluate("e => e.getBoundingClientRect().bottom") <= 720
    box = figure.locator(".plane > svg").bounding_box()

    def to(*place: float) -> tuple[float, float]:
        x, y = figure.evaluate("(e, p) => e.app.on(p)", list(place))
        return box["x"] + x, box["y"] + y

    page.mouse.move(*to(0.4, 0.2))
    page.mouse.down()
    page.mouse.move(*to(0.8, 0.3), steps=4)
    expect(figure.locator(".sum .title")).to_have_text("A line by hand")
    page.mouse.up()
    expect(page).to_have_url(re.compile(r"w1=2.0&w2=1.0&b=-1\.9"))
    expect(figure.locator(".sum .title")).to_have_text("At the start")
    figure.locator(".one").click()
    page.mouse.click(*to(1.2, 1.2))
    expect(page).to_have_url(re.compile(r"data=own&points=.*1\.(19|2|21)%3A1\.(19|2|21)%3A1&shown=0"))
    figure.locator(".ahead").click()
    expect(figure.locator(".sum .verdict")).to_have_text("It is 0: a mistake.")
    assert (
        figure.evaluate("e => e.app.state().work") < 50
    )  # ms: one frame is 16, on a machine that does nothing else


def test_a_table_is_chosen_by_keys_and_its_proof_is_written(page, app):
    go(page, app, "perceptron", "looked=01101001")
    gallery = page.locator(".gallery")
    expect(gallery.locator(".counted b")).to_have_text("104 of 256")
    expect(gallery.locator(".numbers").first).to_have_text(re.compile(r"^ones: 1/2·\(.*\) = \(.*\)$"))
    gallery.locator(".tiles").focus()
    page.keyboard.press("ArrowLeft")
    expect(gallery.locator(".title")).to_have_text("Table 01101000")
    expect(page).to_have_url(re.compile("looked=01101000"))


def test_three_lines_are_moved_by_hand_and_by_keys_until_xor_fails_and_works_again(page, app):
    go(page, app, "perceptron", "")
    figure = page.locator(".pair")
    expect(figure.locator(".verdict")).to_have_text("All four are right: this is XOR.")
    svg = figure.locator(".inputs")
    svg.scroll_into_view_if_needed()
    idle(page)
    box = svg.bounding_box()

    def to(*place: float) -> tuple[float, float]:
        x, y = figure.evaluate("(e, p) => e.app.on('inputs', p)", list(place))
        return box["x"] + x, box["y"] + y

    page.mouse.move(*to(0.25, 0.25))
    page.mouse.down()
    page.mouse.move(*to(0.8, 0.8), steps=3)
    expect(figure.locator(".verdict")).to_have_text("Right at 2 of 4 corners.")
    expect(figure.locator(".why")).to_contain_text("alike, but XOR does not")
    page.mouse.up()
    expect(page).to_have_url(re.compile(r"lines=1%3A1%3A-1\.(59|6|61)%3B"))
    figure.locator(".n0").click()
    svg.focus()
    for _ in range(20):
        page.keyboard.press("ArrowDown")
        if figure.locator(".verdict").inner_text().startswith("All four"):
            break
    expect(figure.locator("tr.good")).to_have_count(4)


def test_twenty_networks_play_and_one_says_why_it_fails(page, app):
    go(page, app, "perceptron", "")
    figure = page.locator(".twenty")
    expect(figure).to_be_visible(timeout=GENEROUS)
    idle(page)  # until then the page may put another in its place
    figure.scroll_into_view_if_needed()
    assert figure.evaluate("e => e.app.state().right") == 8
    expect(figure.locator(".title.bad")).to_contain_text("has not learned XOR")
    expect(figure.locator(".why")).to_contain_text("The slope of its loss is only")
    figure.locator(".first").click()
    assert figure.evaluate("e => e.app.state().step") == 0
    figure.locator(".play").click()
    expect(figure.locator(".status")).to_have_text(re.compile(r"update \d+: \d+ of 20 right"))
    figure.locator(".last").click()
    figure.locator("canvas").focus()
    page.keyboard.press("ArrowLeft")
    expect(figure.locator(".title")).to_contain_text("Network 1 after 2,000 updates: it is right")
