"""Folding in a real browser: it plays, and can be used by everyone."""

from __future__ import annotations

import base64
import io
import re

import numpy as np
from PIL import Image
from playwright.sync_api import Page, expect

from core.experiments import folding
from tests.helpers.axe import serious
from tests.helpers.browser import COLOURS, Traffic, example, idle
from tests.helpers.folding_page import FRAMES, HAND, grip, linked, opened, picture, shown_count, state, until


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
    ink = np.abs(pixels - [0x5B, 0x61, 0x6B]).max(-1) < 40
    many = ink.sum()
    assert many > 4000
    for other in (ink[:, ::-1], ink[::-1]):
        assert (ink != other).sum() < 0.05 * many
    quarter = ink[: len(ink) // 2, ink.shape[1] // 2 :]  # the one that is not mirrored
    assert (quarter != quarter[:, ::-1]).sum() > 0.3 * many / 4 < (quarter != quarter[::-1]).sum()
    first = np.flatnonzero(quarter.sum(0) > 3)  # but for the edge of the sheet
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
    example(page, "ReLU squashes").click()
    page.wait_for_url(re.compile("activation=relu"))
    idle(page)
    assert serious(page) == []


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
