"""The digit lab in the whole app and a real browser: a long run, a reload, a network as a file."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.helpers.browser import GENEROUS, go, idle, stop
from tests.helpers.learning_page import draw_three

SHORT = "dataset=digits&widths=8&epochs=2"
LONG = "dataset=digits&network=convnet&widths=128&epochs=100&seed=3"


def ready(page: Page, app) -> Page:
    """The page with its short run recorded, standing still."""
    go(page, app, "digit_lab", SHORT)
    expect(page.get_by_text("Recorded: 16 steps")).to_be_visible(timeout=GENEROUS)
    expect(page.get_by_text("The mistakes it was surest of")).to_be_visible(timeout=GENEROUS)
    expect(page.get_by_test_id("stVegaLiteChart").locator("svg.marks").nth(1)).to_be_attached(timeout=GENEROUS)
    expect(page.get_by_text("Load a network that was saved here")).to_be_visible(timeout=GENEROUS)
    idle(page)
    return page


def test_a_long_run_waits_for_a_click_and_is_found_again(page, new_page, app):
    """In another tab, and after a reload: the other tab keeps it, however long the reload takes."""
    go(page, app, "digit_lab", LONG)
    expect(page.get_by_text(re.compile("^Takes about"))).to_be_visible(timeout=GENEROUS)
    page.get_by_role("button", name="Train", exact=True).click()
    going = re.compile(r"^(Training: |Waiting for a free worker)")
    expect(page.get_by_text(going)).to_be_visible(timeout=GENEROUS)
    copy = go(new_page(), app, "digit_lab", LONG)
    expect(copy.get_by_text(going)).to_be_visible(timeout=GENEROUS)
    page.reload()
    expect(page.get_by_text(going)).to_be_visible(timeout=GENEROUS)
    assert not page.get_by_role("button", name="Train", exact=True).count()
    stop(page)
    for shown in (page, copy):
        expect(shown.get_by_text(re.compile("^Stopped at step"))).to_be_visible(timeout=GENEROUS)
        expect(shown.get_by_role("button", name="Train again")).to_be_visible()


def test_the_axis_is_switched_and_the_network_saved_and_loaded_and_half_of_it_refused(page, app, tmp_path):
    ready(page, app)
    title = page.get_by_test_id("stVegaLiteChart").first.locator("svg.marks text")
    expect(title.filter(has_text=re.compile(r"^error \(%, log scale\)$"))).to_have_count(1)
    page.get_by_role("radio", name="linear").click()
    expect(title.filter(has_text=re.compile(r"^error \(%\)$"))).to_have_count(1)
    expect(page).to_have_url(re.compile("scale=linear"))
    with page.expect_download() as download:
        page.get_by_role("button", name=re.compile("^Save this network")).click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    assert file.name == "mlp-scope-mlp-8-relu-digits.safetensors"
    upload = page.locator('input[type="file"][accept*="safetensors"]')
    upload.set_input_files(file)
    expect(page.get_by_text("hidden layers 8, 6,352 weights, trained on")).to_be_visible(timeout=GENEROUS)
    half = tmp_path / "half.safetensors"
    half.write_bytes(file.read_bytes()[:9000])
    upload.set_input_files(half)
    expect(page.get_by_text("The file is damaged or was cut off")).to_be_visible(timeout=GENEROUS)


def test_what_is_drawn_is_read_at_once_and_gives_way_to_a_test_picture(page, app):
    """On the first screen: pad, bars and what leads to other pictures. Only the bars and the picture move."""
    ready(page, app)
    bars, heading = (
        page.locator(".rows .bare .fill"),
        page.get_by_role("heading", name=re.compile("^The network says")),
    )
    for shown in (page.locator(".pad canvas"), bars.last, page.get_by_text(re.compile("^The network gives"))):
        box = shown.bounding_box()
        assert box["y"] > 0 and box["y"] + box["height"] < 720
    instead = page.locator(".pad .meanwhile")
    expect(instead, "the picture that is read is in the empty pad").to_be_visible()
    assert instead.evaluate("e => e.style.backgroundImage").startswith('url("data:image/png')
    place, before = heading.bounding_box(), bars.evaluate_all("all => all.map(e => e.style.width)")
    draw_three(page)
    expect(instead).to_be_hidden()
    expect(page.get_by_text("what the network gets")).to_be_visible()
    expect(page.get_by_text("The class of this test picture")).to_have_count(0)
    page.wait_for_url(re.compile("[?&]picture="))
    now = bars.evaluate_all("all => all.map(e => e.style.width)")
    assert now != before and sum(float(width[:-1]) for width in now) == pytest.approx(100, abs=0.01)
    answer = page.locator(".rows tr.marked .label").inner_text()
    assert heading.inner_text() == f"The network says {answer}" and heading.bounding_box() == place
    page.get_by_role("button", name="One that is misread").click()
    expect(page.get_by_text("the network is wrong")).to_be_visible()
    expect(page.get_by_role("img", name="Drawing: empty")).to_be_visible()
    expect(instead).to_be_visible()
    page.wait_for_url(re.compile("[?&]number="))
    assert "picture=" not in page.url
