"""Activations in a real browser: z is dragged and keyed, the link holds it, a bias kills a neuron, for everyone."""

from __future__ import annotations

import math
import re
from itertools import pairwise

from playwright.sync_api import Page, expect

from tests.helpers.browser import GENEROUS, idle

QUERY = "dataset=digits&steps=50"
COUNT = """() => {
  const send = WebSocket.prototype.send;
  window.sent = 0;
  WebSocket.prototype.send = function (x) { window.sent++; return send.call(this, x); };
}"""


def opened(page: Page, app, query: str = "") -> Page:
    page.goto(f"{app}/activations?{QUERY}&{query}")
    expect(page.get_by_text("What am I looking at?")).to_have_count(2, timeout=GENEROUS)
    expect(page.locator(".bends .readout tbody tr").first).to_be_visible()
    expect(page.get_by_role("radiogroup", name="Examples", exact=True)).to_be_visible()
    expect(page.get_by_test_id("stVegaLiteChart").last.locator("svg.marks")).to_be_attached()
    idle(page)
    return page


def read(page: Page, name: str) -> list[str]:
    row = page.locator(".bends tbody tr").filter(has=page.get_by_role("rowheader", name=name, exact=True))
    return row.locator("td").all_inner_texts()


def test_z_is_dragged_in_the_browser_and_released_into_the_link(page, app):
    opened(page, app)
    assert read(page, "sigmoid") == ["0.953", "0.045", "0.029"]
    page.evaluate(COUNT)
    box = page.locator(".bends .value > svg").bounding_box()
    left, wide = box["x"] + 30, box["width"] - 36  # the axis within its margins
    page.mouse.move(left + wide * 0.75, box["y"] + 100)
    page.mouse.down()
    page.mouse.move(left + wide * 8 / 12, box["y"] + 120, steps=5)
    expect(page.locator(".bends .at")).to_have_text("z = 2.00")
    s = 1 / (1 + math.exp(-2))
    assert read(page, "sigmoid")[:2] == [f"{s:.3f}", f"{s * (1 - s):.3f}"] and read(page, "ReLU")[0] == "2.000"
    assert page.evaluate("window.sent") == 0
    page.mouse.up()
    expect(page).to_have_url(re.compile(r"z=2\.0"))
    expect(page.get_by_text("At z = 2 sigmoid has a slope of 0.105")).to_be_visible()


def test_on_a_phone_both_charts_the_slider_and_its_numbers_are_together(new_page, app):
    page = opened(new_page(viewport={"width": 375, "height": 812}, has_touch=True), app)
    boxes = [
        page.locator(f".bends {part}").bounding_box() for part in (".value", ".slope", "> input", ".readout table")
    ]
    assert all(a["y"] + a["height"] <= b["y"] + 1 for a, b in pairwise(boxes))
    assert boxes[-1]["y"] - boxes[0]["y"] < 812 / 2
    tanh = read(page, "tanh")[1]
    assert float(tanh) < 0.01 and page.locator(".bends .lost").all_inner_texts() == [tanh]


def test_z_is_moved_by_keys(page, app):
    opened(page, app, "z=5.0&focus=relu")
    slider = page.get_by_role("slider", name="z", exact=True)
    slider.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".bends .at")).to_have_text("z = 5.05")
    page.keyboard.press("Home")
    expect(page.locator(".bends .at")).to_have_text("z = −6.00")
    expect(slider).to_have_attribute("aria-valuetext", re.compile("ReLU 0, slope 0"))
    expect(page).to_have_url(re.compile(r"z=-6\.0"))
    expect(page.get_by_text("a gradient that comes back here is lost")).to_be_visible()


def test_a_bias_kills_the_neuron_by_key(page, app):
    opened(page, app)
    page.get_by_role("slider", name="Bias of the neuron").focus()
    page.keyboard.press("Home")
    expect(page.get_by_text("The ReLU is dead: no picture of")).to_be_visible()
    expect(page).to_have_url(re.compile(r"bias=-10"))
    expect(page.get_by_text("not moved by a single bit")).to_be_visible()
