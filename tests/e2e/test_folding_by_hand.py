"""Folding by hand in a real browser: lines are dragged, come and go, and are counted as the engine counts."""

from __future__ import annotations

import re
from urllib.parse import urlparse

import numpy as np
from playwright.sync_api import expect

from core.experiments import folding
from tests.helpers.browser import Traffic, idle, metric
from tests.helpers.folding_page import FRAMES, HAND, grip, linked, opened, picture, shown_count, state, until


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


def test_the_regular_fold_is_taken_over_by_hand_and_folds_come_and_go(page, app):
    opened(page, app)
    page.get_by_role("button", name="Fold by hand").click()
    page.wait_for_url(re.compile("way=hand"))
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
