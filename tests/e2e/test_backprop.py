"""Backpropagation in a real browser: it plays, steps, and shows the paths of any weight, to everyone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from core.experiments import backprop
from core.experiments.backprop import Config
from core.words import number
from tests.helpers.browser import GENEROUS, Traffic, idle
from tests.helpers.everyone import both_themes


def opened(page: Page, app, query: str = "") -> Page:
    page.goto(f"{app}/backprop?{query}")
    expect(page.get_by_text("What am I looking at?")).to_be_visible(timeout=GENEROUS)
    expect(page.locator(".trace .node").first).to_be_visible()
    expect(page.get_by_role("radiogroup", name="Examples", exact=True)).to_be_visible()
    idle(page)
    return page


def state(page: Page) -> dict:
    return page.locator(".trace").evaluate("root => root.app.state()")


def worth(text: str) -> float:
    return float(text.replace("−", "-"))


def formula(page: Page) -> str:
    return page.locator(".trace .lines").inner_text()


def test_it_plays_to_the_end_box_by_box_and_sends_nothing(page, app):
    traffic = Traffic(page)
    opened(page, app, "hidden=1&x=1&t=1&loss=squared")
    graph, transport = page.locator(".graph").bounding_box(), page.locator(".trace .transport").bounding_box()
    assert transport["y"] + transport["height"] <= 720  # the main figure is above the fold
    assert graph["width"] > 0.6 * page.get_by_test_id("stMain").bounding_box()["width"]
    height, sent = page.locator(".formula").bounding_box()["height"], len(traffic.sent)
    assert state(page)["mode"] == "paths"
    page.get_by_label("Speed", exact=True).select_option("4")
    page.get_by_role("button", name="Play", exact=True).click()
    expect(page.get_by_text("step 1 of 9")).to_be_visible()
    expect(page.locator(".trace .node text", has_text="δ")).to_have_count(0)
    expect(page.get_by_text("step 9 of 9")).to_be_visible()
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    assert page.locator(".formula").bounding_box()["height"] == height
    result = backprop.run(Config(hidden="1", x="1", t="1", loss="squared"))
    assert formula(page).endswith(f"= {number(result.back.gradient[0][0, 1])}")
    assert len(traffic.sent) == sent


def test_it_opens_where_the_error_is_known_and_plays_what_comes_back(page, app):
    opened(page, app)
    assert state(page)["mode"] == "steps"
    expect(page.locator(".trace .what")).to_have_text("The error")
    expect(page.locator(".trace .dim")).to_have_count(0)
    expect(page.locator(".trace .node text", has_text="δ")).to_have_count(0)
    page.get_by_label("Speed", exact=True).select_option("4")
    page.get_by_role("button", name="Play", exact=True).click()
    expect(page.locator(".trace .node text", has_text="δ")).to_have_count(1)
    expect(page.locator(".trace [data-id='n.4.0'] text", has_text="δ")).to_have_count(1)
    page.get_by_role("button", name="Paths of the weight").click()
    expect(page.locator(".trace .node text", has_text="δ")).to_have_count(2 + 3 + 2 + 2)


def test_another_example_leaves_the_opening_and_shows_its_paths(page, app):
    opened(page, app)
    page.get_by_text("Sigmoid, saturated", exact=True).click()
    expect(page).to_have_url(re.compile("activation=sigmoid"))
    idle(page)
    assert state(page)["mode"] == "paths"


def test_on_a_phone_play_is_on_the_first_screen_and_nothing_is_left_out(new_page, app):
    page = opened(new_page(viewport={"width": 375, "height": 812}, has_touch=True), app, "weight=1.1.1")
    play = page.get_by_role("button", name="Play", exact=True).bounding_box()
    assert play["y"] + play["height"] <= 812
    expect(page.locator(".trace .node text", has_text="σ′")).to_have_count(2 + 3 + 2)
    _, bare, overlapping = page.locator(".trace .network").evaluate(LABELS)
    assert bare == overlapping == []


def test_keys_step_and_each_box_lights_with_what_it_reads(page, app):
    opened(page, app)
    page.locator(".timeline").focus()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".trace .what")).to_have_text("Forward: what arrives at h₁")
    expect(page.locator(".trace .legend .faded")).to_have_text("pale: not in this step")
    lit = page.locator(".trace :is(.node, .edge):not(.dim)")
    assert sorted(lit.evaluate_all("all => all.map(e => e.dataset.id)")) == [
        "e.0.0.0",
        "e.0.0.1",
        "n.0.0",
        "n.0.1",
        "n.1.0",
    ]
    result = backprop.run(Config())
    assert formula(page).split(" = ")[-1] == number(result.forward.a[0][0])
    page.keyboard.press("End")
    expect(page.get_by_text("step 37 of 37")).to_be_visible()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_text("step 36 of 37")).to_be_visible()
    page.locator(".trace [data-id='n.3.1']").click()
    expect(page.locator(".trace .what")).to_have_text("Backward: what comes back to j₂")
    assert formula(page).split(" = ")[-1] == number(result.back.deltas[2][1])


def test_a_weights_paths_sum_to_the_gradient_and_are_a_link(page, app):
    opened(page, app)
    page.locator(".trace [data-id='e.1.2.1'] .hit").click(force=True)
    expect(page.locator(".weight h3")).to_contain_text("4 paths")
    expect(page).to_have_url(re.compile(r"weight=2\.3\.2"))
    result = backprop.run(Config(weight="2.3.2"))
    g = backprop.gradient_of(result.back.gradient, result.marked)
    shares = page.locator(".paths tbody .share").all_inner_texts()
    assert len(shares) == 4 and sum(map(worth, shares)) == pytest.approx(g, abs=5e-4)
    assert page.locator(".paths .total").inner_text() == number(g)
    expect(page.get_by_role("table").get_by_text("the weight h₂ → i₃")).to_be_visible()
    page.locator(".paths tbody tr").nth(1).hover()
    many = page.locator(".trace .edge:not(.dim)")
    assert many.count() == 1 + 2 + 1  # the weight, two on the way, the way into E
    opened(page, app, page.url.partition("?")[2])
    assert page.locator(".paths tbody .share").all_inner_texts() == shares


def test_a_weight_is_picked_and_moved_by_keys_alone(page, app):
    opened(page, app)
    page.locator(".trace [data-id='n.0.0']").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"weight="))
    idle(page)
    knob = page.get_by_role("slider", name="Move w")
    knob.focus()
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile("moved="))
    name, value = re.search(r"moved=([\d.]+)(?:%3A|:)([-\d.]+)", page.url).groups()
    config = Config(weight=name, moved=f"{name}:{value}")
    result = backprop.run(config)
    expect(page.locator(".paths .total")).to_have_text(
        number(backprop.gradient_of(result.back.gradient, result.marked))
    )
    expect(page.get_by_text(backprop.describe(config, result).replace("**", ""))).to_be_visible()


# How many numbers there are, those whose plate of paper is too small, and pairs of texts that overlap.
LABELS = """svg => {
  const paper = getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor;
  const box = element => element.getBoundingClientRect();
  const texts = [...svg.querySelectorAll('text')].filter(e => e.textContent);
  const plated = texts.filter(e => e.plate);
  const inside = (a, b) => a.left >= b.left - 0.5 && a.right <= b.right + 0.5;
  const bare = plated.filter(e => getComputedStyle(e.plate).fill !== paper || !inside(box(e), box(e.plate)));
  const beside = (a, b) => a.right <= b.left + 1 || b.right <= a.left + 1;
  const over = (a, b) => !beside(a, b) && a.top < b.bottom - 3 && b.top < a.bottom - 3;
  const pairs = texts.flatMap((a, i) => texts.slice(i + 1).filter(b => over(box(a), box(b)))
    .map(b => a.textContent + ' | ' + b.textContent));
  return [plated.length, bare.map(e => e.textContent), pairs];
}"""


def test_every_number_has_its_plate_and_no_text_lies_on_another(page, app):
    opened(page, app)
    page.locator(".timeline").focus()
    for _ in range(16):
        page.keyboard.press("ArrowRight")
    for scheme in both_themes(page):
        many, bare, overlapping = page.locator(".trace .network").evaluate(LABELS)
        assert many > 5 and bare == overlapping == [], scheme
