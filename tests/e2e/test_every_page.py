"""Every page at every width and in both themes, for everyone: in one visit, for a visit costs more than a look."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from charts.theme import DARK
from core.experiments import activations
from core.glossary import TERMS
from tests.helpers.axe import serious
from tests.helpers.browser import GENEROUS, go
from tests.helpers.everyone import both_themes, touch, touch_screen
from tests.helpers.layout import begun, below_the_fold, flaws, settled, shifts
from ui.catalogue import LESSONS

# What has a seed here is trained in seconds, for the first time on its server: no other test has this seed.
ADDRESSES = (
    "",
    "glossary",
    "perceptron",
    "templates?dataset=digits&epochs=3&seed=9101",
    "softmax",
    "template_learning?dataset=digits",
    "batches?dataset=digits&epochs=12&seed=9102",
    "three_views",
    "activations?shown=0-1-2-3-4-5-6-7-8-9-10-11&focus=gelu",
    "gradients?activations=1-3&depth=4&width=8&dataset=circles&steps=1000&seeds=2&seed=9103",
    "backprop",
    "small_large?dataset=digits&epochs=2&seeds=2&seed=9104",
    "regions",
    "regions?net=trained&width=8&steps=1000&seed=9105",
    "folding?way=hand",
    "composition?n1=1&n2=1&depth=2&width=6&steps=6000&seed=9106",
    "approximation?units=5&steps=600&seed=9107",
    "surfaces?target=rosenbrock&layers=1&width=3&steps=200&seed=9109",
    "digit_lab?dataset=digits&widths=8&epochs=12&seed=9108",
    "learning_needs",
    "classifiers",
)
TERM = '[data-testid="stMarkdownContainer"] span:has(> span > label > [data-testid="stTooltipIcon"])'
SIZES = {1280: 720, 768: 1024, 375: 812, 1920: 1080}


def test_no_page_is_left_out():
    assert {path(address) for address in ADDRESSES} == {"", "glossary", *(lesson.name for lesson in LESSONS)}


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda address: path(address) or "home")
def test_a_page_is_for_everyone(page, app, address):
    go(page, app, path(address), address.partition("?")[2], moving=True)
    since = begun(page, figure=address not in ("", "glossary"), run="seed=" in address)
    if not address:  # the figure of Home comes when its templates are trained, and nothing may move for it
        expect(page.locator(".reader canvas").first).to_be_visible(timeout=GENEROUS)
    settled(page)
    moved = shifts(page, since)
    assert sum(value for value, _ in moved) <= 0.05, moved
    assert below_the_fold(page) == []
    open_all(page)
    settled(page)
    for scheme in both_themes(page):
        for width, height in SIZES.items():
            page.set_viewport_size({"width": width, "height": height})
            assert flaws(page) == [], f"{width} pixels wide, {scheme}"
            if width == 1280:
                assert serious(page, colours=scheme == "dark") == [], scheme
    assert below_the_fold(page) == [], "on a projector"
    with touch_screen(page):
        assert flaws(page) == [], "on a phone"
        assert serious(page) == [], "on a phone"
        ON_A_PHONE.get(path(address), lambda page: None)(page)


def path(address: str) -> str:
    return address.partition("?")[0]


def open_all(page: Page) -> None:
    """Open what can be opened on the page and in the sidebar."""
    page.locator("details:not([open]) > summary").evaluate_all("all => all.forEach(e => e.click())")


# What a look at all texts and drawings does not tell of a page


def colours_of_counts(page: Page) -> None:
    """Vega writes them in black: it does not know of the dark."""
    counts = page.locator('.mark-text.role-mark text[fill="black"]')
    colours = set(counts.evaluate_all("all => all.map(e => getComputedStyle(e).fill)"))
    assert colours == {f"rgb{tuple(bytes.fromhex(DARK.text[1:]))}"}


def the_neuron_is_large_and_no_curve_is_missing(page: Page) -> None:
    value, slope = (page.locator(f".bends .{kind} > svg").bounding_box() for kind in ("value", "slope"))
    assert value["y"] + value["height"] <= slope["y"] and value["width"] > 300
    expect(page.locator(".bends tbody tr")).to_have_count(len(activations.NAMES))


def the_plane_is_large(page: Page) -> None:
    assert page.locator(".plane .sheet").first.bounding_box()["width"] > 300


def a_term_is_explained(page: Page) -> None:
    """When a mouse, a key or a finger is on it: inside the window, and gone with Escape."""
    term, words = page.locator(TERM).first, page.get_by_test_id("stTooltipContent")
    (meant,) = [one for one in TERMS if term.inner_text() in one.every]

    def explained() -> None:
        expect(words).to_have_text(" ".join(meant.sentences))
        box, width = words.bounding_box(), page.evaluate("innerWidth")
        assert 0 <= box["x"] and box["x"] + box["width"] <= width and box["y"] >= 0
        page.keyboard.press("Escape")
        expect(words).to_have_count(0)

    term.hover()
    explained()
    page.mouse.move(0, 0)
    term.get_by_role("button").focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    explained()
    term.get_by_role("button").blur()
    touch(page, term)
    explained()


ON_A_PHONE = {
    "activations": the_neuron_is_large_and_no_curve_is_missing,
    "digit_lab": colours_of_counts,  # in the dark
    "regions": the_plane_is_large,
    "three_views": a_term_is_explained,
}
