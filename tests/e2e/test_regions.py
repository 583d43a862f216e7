"""The page of linear regions in a real browser: what is pointed at, zoomed, played and counted."""

from __future__ import annotations

import re
import time

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from core.config import from_query
from core.experiments import regions as lesson
from core.experiments.regions import Config
from tests.helpers.browser import COLOURS, GENEROUS, go, idle, until

PATH = "regions"


def opened(page: Page, app, query: str = "") -> Page:
    go(page, app, PATH, query)
    expect(page.get_by_text("What am I looking at?")).to_be_visible(timeout=GENEROUS)
    expect(page.locator(".plane .map").first).to_be_visible()
    idle(page)
    return page


def asked(page: Page) -> Config:
    """The Config that the link in the address bar means."""
    query = page.evaluate("Object.fromEntries(new URLSearchParams(location.search))")
    config, messages = from_query(Config, query)
    assert messages == []
    return config


def counted(config: Config) -> int:
    return len(lesson.look(lesson.drawn(config), config))


def shown(page: Page) -> int:
    """Regions, as the page's first number says."""
    return int(page.get_by_test_id("stMetricValue").first.inner_text().replace(",", ""))


def drawn(page: Page) -> int:
    """Regions that the canvas has."""
    return int(page.locator(".plane").first.evaluate("e => e.app.frame().R"))


def moved(page: Page, before: str) -> None:
    """Until another window has been computed and is in the link."""
    expect(page.locator(".plane .where").first).not_to_have_text(before)
    expect(page.locator(".plane .busy").first).to_be_hidden(timeout=GENEROUS)
    idle(page)


def where(page: Page) -> str:
    return page.locator(".plane .where").first.inner_text()


def point(page: Page, x: float, y: float) -> None:
    """Point at (x, y) of the window, both 0 to 1 from its lower left corner."""
    box = page.locator(".plane .sheet").first.bounding_box()
    assert box
    page.mouse.move(box["x"] + x * box["width"], box["y"] + (1 - y) * box["height"])


def test_a_region_says_its_neurons_and_its_map(page, app):
    opened(page, app, "seed=3")
    config = Config(seed=3)
    net = lesson.drawn(config)
    for u, v in ((0.3, 0.4), (0.71, 0.62)):
        point(page, u, v)
        expect(page.locator(".plane .bits")).to_be_visible()
        at = page.locator(".plane").first.evaluate("(e, [u, v]) => e.app.find(u, v)", [u, v])
        assert at >= 0
        x = np.array([2 * u - 1, 2 * v - 1])
        signs = []
        for weight, bias in net.hidden:
            z = weight @ x + bias
            signs.append("".join("1" if s > 0 else "0" for s in z))
            x = np.maximum(z, 0)
        cells = page.locator(".plane .bits .cells").evaluate_all(
            "rows => rows.map(r => [...r.children].map(c => c.className === 'on' ? '1' : '0').join(''))"
        )
        assert cells == signs
        said = page.locator(".plane .map-of").inner_text()
        assert re.match(r"f = [−\d.e]+ x [−+] [\d.e−]+ y [−+] [\d.e−]+ = ", said)
        value = float(re.findall(r"= ([−\d.e]+) here", said)[0].replace("−", "-"))
        assert value == pytest.approx(float((net.head[0] @ x + net.head[1])[0]), rel=0.06, abs=0.02)


def test_the_number_on_the_screen_is_the_engines_for_the_link(page, app):
    opened(page, app, "net=pytorch&depth=3&width=16")
    assert shown(page) == drawn(page) == 178
    box = page.locator(".plane .sheet").first.bounding_box()
    assert box
    for step in ("in", "drag", "wheel", "out", "keys"):
        before = where(page)
        if step in ("in", "out"):
            page.locator(f".plane .{step}").first.click()
        elif step == "drag":
            page.mouse.move(box["x"] + 200, box["y"] + 200)
            page.mouse.down()
            page.mouse.move(box["x"] + 260, box["y"] + 130, steps=4)
            page.mouse.up()
        elif step == "wheel":
            page.mouse.wheel(0, -300)  # the drag has given the plane the focus
        else:
            page.locator(".plane .sheet").first.focus()
            page.keyboard.press("Shift+ArrowUp")
            page.keyboard.press("+")
        moved(page, before)
        config = asked(page)
        assert shown(page) == drawn(page) == counted(config), step
        assert str(round(config.x - config.r, 2)).replace("-", "−").rstrip("0") in where(page)
    before = where(page)
    page.keyboard.press("0")
    moved(page, before)
    assert asked(page) == Config(net="pytorch", depth=3, width=16) and shown(page) == 178


def test_gestures_while_a_picture_is_on_its_way_are_not_lost(page, app):
    opened(page, app, "depth=3&width=20")
    for _ in range(4):
        page.locator(".plane .in").first.click()
        time.sleep(0.3)  # longer than the hand rests: each is asked for
    expect(page.locator(".plane .where").first).to_have_text(re.compile("^x −0.06"))
    expect(page.locator(".plane .busy").first).to_be_hidden(timeout=GENEROUS)
    idle(page)
    assert asked(page).r == 1 / 16 and shown(page) == counted(asked(page))


def test_the_first_screen_has_one_neuron_its_axes_and_what_all_of_it_means(page, app):
    opened(page, app)
    assert shown(page) == drawn(page) == 2 and (asked(page).depth, asked(page).width) == (1, 1)
    expect(page.locator(".plane .key").first).to_contain_text("Each point is an input (x, y) of the network.")
    first = page.locator(".plane").first
    ends = first.locator(".sheet, .key, .view, .segments").evaluate_all(
        "all => all.map(e => e.getBoundingClientRect().bottom)"
    )
    assert len(ends) == 4 and max(ends) <= 720
    words = first.locator(".axis span").all_inner_texts()
    assert words == ["−1", "0", "1", "y", "−1", "0", "1", "x"]
    expect(first.locator(".total")).to_have_text("2 regions")
    page.get_by_role("button", name="One neuron more").click()
    expect(page.get_by_text("The 2 lines of layer 1 cut this window into")).to_be_visible()
    assert asked(page) == Config(depth=1, width=2) and shown(page) == drawn(page)
    page.get_by_role("button", name="One fewer").click()
    expect(first.locator(".total")).to_have_text("2 regions")


def test_layers_appear_one_by_one(page, app):
    opened(page, app, "net=fold&depth=3&activation=abs")
    rows = page.locator(".plane").first.locator(".layers button")
    expect(rows).to_have_count(3)
    assert [row.inner_text().split()[-1] for row in rows.all()] == ["4", "16", "64"]
    draws = page.locator(".plane").first.evaluate("e => e.app.draws")
    rows.nth(0).click()
    expect(rows.nth(1)).to_have_attribute("aria-pressed", "false")
    idle(page)
    assert page.locator(".plane").first.evaluate("e => e.app.draws") > draws
    point(page, 0.25, 0.25)
    expect(page.locator(".plane .readout").first).to_contain_text("25 % of the window")


def test_a_recording_plays_without_the_server_and_zooms(page, app):
    opened(page, app, "net=trained&width=8&steps=200")
    expect(page.locator(".plane .timeline")).to_be_enabled(timeout=GENEROUS)
    idle(page)
    sent: list[str] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda data: sent.append("sent")))
    bar = page.locator(".plane .timeline")
    below = page.locator(".plane .play, .plane .timeline").evaluate_all(
        "all => Math.max(...all.map(e => e.getBoundingClientRect().bottom))"
    )
    assert below < 720, "the transport is not on the first screen"
    bar.focus()
    bar.press("Home")
    expect(page.locator(".plane .status")).to_contain_text("step 0 ·")
    page.locator(".plane .play").click()
    expect(page.locator(".plane .status")).to_contain_text("step 200 ·", timeout=GENEROUS)
    assert sent == []
    assert shown(page) == drawn(page)
    bar.press("Home")
    before = where(page)
    page.locator(".plane .in").first.click()
    moved(page, before)
    expect(page.locator(".plane .status")).to_contain_text("step 0 ·")  # still where it was
    assert asked(page) == Config(net="trained", width=8, steps=200, r=0.5)


def test_digits_along_a_plane(page, app):
    opened(page, app, "net=digits&dataset=digits&width=12&steps=300")
    expect(page.locator(".plane .timeline")).to_be_enabled(timeout=GENEROUS)
    assert page.get_by_label("The picture in the middle of the window").evaluate(COLOURS) > 3
    picture = page.locator(".plane .view canvas")
    middle = picture.evaluate("c => c.toDataURL()")
    point(page, 0.1, 0.9)
    said = page.locator(".plane .readout").first
    expect(said).to_contain_text(re.compile(r"read as \d, probability [01]\.\d\d"))
    expect(page.get_by_label("The picture at this point of the plane")).to_be_visible()
    assert picture.evaluate("c => c.toDataURL()") != middle


def test_a_million_regions_are_drawn_and_counted(page, app):
    go(page, app, PATH, "net=fold&depth=10&activation=abs&max_regions=2000000")
    expect(page.get_by_text("cut this window into 1,048,576 regions.")).to_be_visible(timeout=GENEROUS)
    expect(page.locator(".plane .readout").first).to_contain_text("100 % of them are smaller than a pixel")
    colours = page.locator(".plane .map").first.evaluate(
        "c => new Set(new Uint32Array(c.getContext('2d').getImageData(0, 0, c.width, c.height).data.buffer)).size"
    )
    assert colours >= 7
    before = where(page)
    for _ in range(5):
        page.locator(".plane .in").first.click()
    moved(page, before)
    until(lambda: shown(page) == drawn(page) == 4**10 // 4**5, 30, "all five steps are drawn and counted")


def test_too_many_regions_say_so_and_the_page_goes_on(page, app):
    opened(page, app, "net=fold&depth=10&activation=abs&max_regions=5000")
    expect(page.get_by_text("'max_regions' is 5,000, and")).to_be_visible()
    assert shown(page) == 4096
    page.get_by_text("One neuron", exact=True).click()
    expect(page.get_by_text("The line of layer 1 cuts this window into 2 regions.")).to_be_visible()


def test_two_fingers_zoom_the_plane_and_one_scrolls_the_page(new_page, app):
    page = opened(new_page(viewport={"width": 375, "height": 720}, has_touch=True), app, "depth=3")
    sheet, main = page.locator(".plane .sheet").first, page.get_by_test_id("stMain")
    sheet.scroll_into_view_if_needed()
    box, hand = sheet.bounding_box(), page.context.new_cdp_session(page)
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def touch(kind: str, *ways: tuple[float, float]) -> None:
        points = [{"x": x + right, "y": y + down, "id": finger} for finger, (right, down) in enumerate(ways)]
        hand.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    before, scrolled = where(page), main.evaluate("e => e.scrollTop")
    touch("touchStart", (-30, 0))
    touch("touchStart", (-30, 0), (30, 0))
    for spread in range(30, 121, 15):
        touch("touchMove", (-spread, 0), (spread, 0))
    touch("touchEnd")
    moved(page, before)
    assert asked(page).r == pytest.approx(0.25, rel=0.1) and main.evaluate("e => e.scrollTop") == scrolled
    touch("touchStart", (0, 0))
    for up in range(0, 121, 20):
        touch("touchMove", (0, -up))
    touch("touchEnd")
    until(lambda: main.evaluate("e => e.scrollTop") > scrolled, 5, "the page has scrolled")
