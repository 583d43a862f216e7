"""Folding in a real browser: it plays, folds by hand, counts as the engine does, and can be used by everyone."""

from __future__ import annotations

import base64
import io
import re
from urllib.parse import parse_qs, urlparse

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from core.experiments import folding
from core.experiments.folding import Config
from tests.core.experiments.test_folding import RANDOM, mirrored
from tests.e2e.test_app import GENEROUS, REAL, environment
from tests.e2e.test_components import COLOURS, Traffic, idle
from tests.helpers.axe import serious

HAND = "mode=hand"
FRAMES = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


@pytest.fixture(scope="module")
def app(serve, tmp_path_factory):
    return serve("app.py", environment(REAL or tmp_path_factory.mktemp("data")))


def opened(page: Page, app, query: str = "") -> Page:
    page.goto(f"{app}/folding?{query}")
    expect(page.get_by_text("What am I looking at?")).to_be_visible(timeout=GENEROUS)
    expect(page.locator(".fold .packet")).to_be_visible()
    expect(page.get_by_role("radiogroup", name="Examples")).to_be_visible()
    idle(page)
    return page


def state(page: Page) -> dict:
    return page.locator(".fold").evaluate("root => root.app.state()")


def until(page: Page, condition: str) -> None:
    """Until this is true of the component's state `s`."""
    page.wait_for_function(f"""() => {{
      for (const host of document.querySelectorAll('*')) {{
        const root = (host.shadowRoot ?? host).querySelector?.('.fold');
        if (root?.app) {{ const s = root.app.state(); return {condition}; }}
      }}
    }}""")


def picture(page: Page, name: str) -> str:
    page.evaluate(FRAMES)
    return page.locator(f".fold .{name}").evaluate("canvas => canvas.toDataURL()")


def shown_count(page: Page) -> int:
    return int(page.locator(".fold .count").inner_text().replace(",", ""))


def metric(page: Page, label: str) -> str:
    return page.get_by_test_id("stMetric").filter(has_text=label).get_by_test_id("stMetricValue").first.inner_text()


def linked(page: Page) -> Config:
    """The Config that the address bar says."""
    query = {name: values[0] for name, values in parse_qs(urlparse(page.url).query).items()}
    return Config(**{**query, **({"depth": int(query["depth"])} if "depth" in query else {})})


def grip(page: Page, fold: int, end: int) -> tuple[float, float]:
    box = page.locator(".fold .packet").bounding_box()
    u, v = page.locator(".fold").evaluate("(root, [fold, end]) => root.app.grips(fold)[end]", [fold, end])
    return box["x"] + u, box["y"] + v


# It plays


def test_it_plays_by_itself_and_sends_nothing(page, app):
    traffic = Traffic(page)
    opened(page, app, "depth=1")
    before, sent = picture(page, "packet"), len(traffic.sent)
    assert page.locator(".fold .sheet").evaluate(COLOURS) > 3
    sheet, packet, below = (
        page.locator(f".fold .{name}").bounding_box() for name in ("sheet", "packet", "transport")
    )
    assert below["y"] + below["height"] <= 720  # the main figure is above the fold
    assert packet["x"] + packet["width"] - sheet["x"] > 0.6 * page.get_by_test_id("stMain").bounding_box()["width"]
    until(page, "s.playing && s.t > 0.2 && s.t < 1.8")
    assert picture(page, "packet") != before
    expect(page.get_by_role("button", name="Pause", exact=True)).to_be_visible()
    until(page, "!s.playing && s.t === s.total")
    expect(page.locator(".stage")).to_have_text("all 2 folds done")
    assert len(traffic.sent) == sent
    mirrored_in_every_region(page)


def mirrored_in_every_region(page: Page) -> None:
    """The ink on the sheet of one layer is its own mirror image, left and right, top and bottom, and is an F."""
    encoded = picture(page, "sheet").partition(",")[2]
    pixels = np.asarray(Image.open(io.BytesIO(base64.b64decode(encoded))).convert("RGB")).astype(int)
    ink = np.abs(pixels - [0x5D, 0x3A, 0x9B]).max(-1) < 40
    many = ink.sum()
    assert many > 4000
    for other in (ink[:, ::-1], ink[::-1]):
        assert (ink != other).sum() < 0.05 * many
    quarter = ink[: len(ink) // 2, ink.shape[1] // 2 :]  # the one that is not mirrored
    assert (quarter != quarter[:, ::-1]).sum() > 0.3 * many / 4 < (quarter != quarter[::-1]).sum()
    first = np.flatnonzero(quarter.any(0))
    assert quarter[:, first[len(first) // 8]].sum() > 3 * quarter[:, first[-len(first) // 8]].sum()  # its stem


def test_pause_step_and_scrub(page, app):
    traffic = Traffic(page)
    opened(page, app)
    until(page, "s.playing && s.t > 0.1")
    page.get_by_role("button", name="Pause", exact=True).click()
    stopped = state(page)["t"]
    page.evaluate(FRAMES)
    assert state(page)["t"] == stopped and not state(page)["playing"]
    sent = len(traffic.sent)
    page.get_by_role("button", name="Unfold all").click()
    assert state(page)["t"] == 0
    page.get_by_role("button", name="One fold ahead").click()
    until(page, "!s.playing && s.t === 1")
    expect(page.locator(".stage")).to_have_text("before fold 2 of 6")
    seen = set()
    box = page.locator(".fold .timeline").bounding_box()
    page.mouse.move(box["x"] + 8, box["y"] + box["height"] / 2)
    page.mouse.down()
    for x in np.linspace(box["x"] + 40, box["x"] + box["width"] - 60, 8):
        page.mouse.move(x, box["y"] + box["height"] / 2)
        seen.add(picture(page, "packet"))
    page.mouse.up()
    assert len(seen) == 8 and len(traffic.sent) == sent
    page.get_by_role("button", name="Fold all", exact=True).click()
    assert state(page)["t"] == state(page)["total"]
    box = page.locator(".fold .sheet").bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + box["height"] * 0.4)
    expect(page.locator(".note")).to_contain_text("and 63 other places of the sheet lie on one another now")


def test_who_wants_no_motion_gets_none(new_page, app):
    page = opened(new_page(reduced_motion="reduce"), app)
    assert state(page)["t"] == state(page)["total"] and not state(page)["playing"]
    page.get_by_role("button", name="One fold back").click()
    assert not state(page)["playing"] and 0 < state(page)["t"] < state(page)["total"]
    expect(page.locator(".stage")).to_have_text("before fold 6 of 6")


# By hand


def test_dragging_a_line_changes_the_sheet_at_once_and_the_link_when_released(page, new_page, app):
    traffic = Traffic(page)
    opened(page, app, f"{HAND}&folds=0:0;90:0")
    assert shown_count(page) == 4
    flat, sent = picture(page, "sheet"), len(traffic.sent)
    page.mouse.move(*grip(page, 1, 0))
    page.mouse.down()
    x, y = grip(page, 1, 0)
    for part in np.linspace(0, 1, 6):
        page.mouse.move(x + 40 * part, y - 190 * part)
    page.evaluate(FRAMES)
    expect(page.locator(".regions")).to_contain_text("while dragging")
    now = state(page)
    assert picture(page, "sheet") != flat and len(traffic.sent) == sent
    page.mouse.up()
    page.wait_for_url(lambda url: linked(page).folds == now["folds"])
    expect(page.locator(".regions")).not_to_contain_text("while dragging")
    idle(page)
    assert len(traffic.sent) == sent + 1
    result = folding.run(linked(page))
    assert now["live"] == len(result.complex) == shown_count(page) == int(metric(page, "Regions, counted"))
    copy = opened(new_page(), app, urlparse(page.url).query)
    assert shown_count(copy) == shown_count(page) and state(copy)["folds"] == now["folds"]


def test_a_line_moved_off_the_paper_folds_nothing(page, app):
    opened(page, app, f"{HAND}&folds=0:0;45:0.3")
    ends = [grip(page, 1, end) for end in (0, 1)]
    x, y = np.mean(ends, axis=0)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 120, y + 120, steps=6)
    page.mouse.up()
    page.wait_for_url(re.compile("45%3A-"))
    expect(page.get_by_text("Fold 2 does nothing")).to_be_visible()
    assert shown_count(page) == 2 == len(folding.run(linked(page)).complex)
    assert linked(page).folds.startswith("0:0;45:-")


def test_two_drags_one_after_the_other_both_count(page, app):
    opened(page, app, f"{HAND}&folds=0:0;90:0")
    for way in (60, -90):
        x, y = grip(page, 1, 1)
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x, y + way, steps=4)
        page.mouse.up()
    last = state(page)["folds"]
    page.wait_for_url(lambda url: linked(page).folds == last)
    idle(page)
    assert state(page)["folds"] == last


def test_the_browser_counts_as_the_engine_does_and_folds_as_the_network_does(page, app):
    text = RANDOM[1]
    opened(page, app, f"{HAND}&folds={text}")
    texts = [
        *RANDOM,
        "",
        "0:0;0:0",
        "30:0.1;30:0.1;210:-0.1",
        "0:0;90:0;45:-0.4",
        "0:1;0:-1",
        "0:0;90:0;45:0;135:0",
    ]
    for activation, slope in folding.LEFT.items():
        got = page.locator(".fold").evaluate(
            "(root, [texts, slope]) => texts.map(text => root.app.regionsOf(text, slope))", [texts, slope]
        )
        configs = [Config(mode="hand", folds=text, activation=activation) for text in texts]
        assert got == [len(folding.run(config).complex) for config in configs]
    points = np.random.default_rng(3).uniform(-1, 1, (200, 2))
    landed = page.locator(".fold").evaluate("(root, all) => all.map(p => root.app.landing(p))", points.tolist())
    assert np.abs(np.array(landed) - mirrored(points, text, "abs")[0]).max() < 1e-12


def test_the_regular_fold_is_taken_over_by_hand_and_folds_come_and_go(page, app):
    opened(page, app)
    page.get_by_role("button", name="Fold by hand").click()
    page.wait_for_url(re.compile("mode=hand"))
    assert linked(page).folds == "0:0;90:0;0:0.5;90:0.5;0:0.75;90:0.75"
    expect(page.locator(".chips button")).to_have_count(6)
    assert shown_count(page) == 64
    expect(page.get_by_role("button", name="Add a fold")).to_be_disabled()
    page.get_by_role("button", name="Fold 1", exact=True).click()
    until(page, "!s.playing && s.t === 0")
    page.get_by_role("button", name="Remove").click()
    page.wait_for_url(re.compile(r"folds=90%3A0%3B0%3A0.5"))
    expect(page.locator(".chips button")).to_have_count(5)
    expect(page.locator(".count")).to_have_text(str(len(folding.run(linked(page)).complex)))
    page.get_by_role("button", name="Add a fold").click()
    expect(page.locator(".chips button")).to_have_count(6)
    page.wait_for_url(lambda url: len(linked(page).folds.split(";")) == 6)
    idle(page)
    assert shown_count(page) == len(folding.run(linked(page)).complex)


# For everyone


def test_keys_alone_move_turn_play_and_point(page, app):
    opened(page, app, f"{HAND}&folds=0:0;90:0")
    packet = page.locator(".fold .packet")
    packet.focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".said")).to_have_text("Fold 2: normal at 95.0°, offset 0.050")
    page.wait_for_url(re.compile("folds=0%3A0%3B95%3A0.05"))
    idle(page)
    assert shown_count(page) == len(folding.run(linked(page)).complex)
    expect(packet).to_have_attribute("aria-label", re.compile("before fold 2 of 2.*Fold 2: normal at 95.0°"))
    packet.focus()
    page.keyboard.press("Space")
    until(page, "s.playing || s.t === s.total")
    until(page, "!s.playing && s.t === s.total")
    page.locator(".fold .sheet").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".note")).to_contain_text("3 other places of the sheet lie on one another now")
    page.locator(".fold .timeline").focus()
    page.keyboard.press("Home")
    assert state(page)["t"] == 0
    expect(page.locator(".fold .timeline")).to_have_attribute("aria-valuetext", "before fold 1 of 2")


def test_on_a_phone_the_panels_stand_below_each_other(new_page, app):
    page = opened(new_page(viewport={"width": 375, "height": 800}, has_touch=True), app, HAND)
    main = page.get_by_test_id("stMain")
    assert main.evaluate("e => e.scrollWidth - e.clientWidth") == 0
    sheet, packet = (page.locator(f".fold .{name}").bounding_box() for name in ("sheet", "packet"))
    assert packet["y"] > sheet["y"] + sheet["height"] - 1 and sheet["width"] > 300
    page.locator(".fold .packet").scroll_into_view_if_needed()
    x, y = grip(page, 2, 0)
    finger = page.context.new_cdp_session(page)
    before = state(page)["folds"]
    scrolled = page.get_by_test_id("stMain").evaluate("e => e.scrollTop")
    for kind, way in (("touchStart", 0), *(("touchMove", 10 * i) for i in range(1, 7)), ("touchEnd", None)):
        points = [] if way is None else [{"x": x, "y": y + way}]
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    now = state(page)["folds"]
    assert now != before and page.get_by_test_id("stMain").evaluate("e => e.scrollTop") == scrolled
    page.wait_for_url(lambda url: linked(page).folds == now)


@pytest.mark.parametrize(("scheme", "query"), [("light", "activation=relu"), ("dark", HAND)])
def test_axe_finds_nothing_serious(new_page, app, scheme, query):
    page = opened(new_page(color_scheme=scheme, reduced_motion="reduce"), app, query)
    expect(page.get_by_test_id("stVegaLiteChart").last.locator("canvas, svg").first).to_be_visible(timeout=GENEROUS)
    idle(page)
    assert serious(page) == []
