"""Classifiers in a real browser: AdaBoost plays, another picture is enlarged, and a point is set by hand."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from core.experiments.classifiers import points
from tests.helpers.browser import GENEROUS, go, idle


def test_it_plays_another_is_enlarged_and_a_point_is_set(page, app):
    go(page, app, "classifiers", "n=100&rounds=20&updates=100&seed=9109")
    figure = page.locator(".six")
    expect(figure.locator(".tiles button.waiting")).to_have_count(0, timeout=GENEROUS)
    idle(page)
    expect(figure.locator(".title")).to_contain_text("AdaBoost")
    assert figure.locator(".timeline").evaluate("e => e.getBoundingClientRect().bottom") <= 720
    figure.locator(".first").click()
    expect(figure.locator(".pieces")).to_contain_text("Before the first of 20 rounds")
    figure.locator(".ahead").click()
    expect(figure.locator(".pieces")).to_contain_text(re.compile(r"Round 1 of 20: [xy] ≤ −?0\.\d\d, error"))
    figure.locator("[data-name=knn]").click()
    expect(page).to_have_url(re.compile("method=knn"))
    expect(figure.locator(".readout")).to_have_text(re.compile(r"x = .*: (disc|square)$"))
    box = figure.locator(".over").bounding_box()
    figure.locator("[data-mode='2']").click()
    x, y = figure.evaluate("e => e.app.on([0.5, -0.25])")
    page.mouse.move(box["x"] + x, box["y"] + y)
    page.mouse.down()
    page.mouse.move(box["x"] + x + 20, box["y"] + y, steps=3)
    expect(figure.locator(".tiles button.waiting")).to_have_count(5)
    page.mouse.up()
    expect(page).to_have_url(re.compile("data=own"))
    text = re.search(r"points=([\w-]+)", page.url)
    assert text
    placed = points.places(text[1])
    assert len(placed) == 101 and placed[-1][2] == 2 and abs(placed[-1][1] + 25) <= 2 and placed[-1][0] > 52
    expect(figure.locator(".tiles button.waiting")).to_have_count(0, timeout=GENEROUS)
    expect(figure.locator(".title")).to_contain_text("points that were left out")
    set_, box = page.url, figure.locator(".over").bounding_box()
    x, y = figure.evaluate("(e, at) => e.app.on(at)", [placed[-1][0] / 100, placed[-1][1] / 100])
    page.mouse.click(box["x"] + x, box["y"] + y)
    idle(page)
    expect(figure.locator(".tiles button.waiting")).to_have_count(0, timeout=1000)
    assert page.url == set_, "a point that is only pressed is not moved"
