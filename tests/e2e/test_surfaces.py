"""Surfaces in a real browser: a point is read by hand and by keys, and the three surfaces turn together."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from core.experiments.surfaces import Config, train
from tests.helpers.browser import caught, go

CONFIG = Config(target="rosenbrock", layers=1, width=3, steps=100, seed=9110)
DRAWN = "all => all.map(canvas => canvas.toDataURL())"


def state(page: Page) -> dict:
    return page.locator(".relief").evaluate("root => root.app.state()")


def at(page: Page, step: int) -> None:
    caught(page, ".relief", f"root => root.app?.state().step === {step}")


def test_a_recording_is_read_by_hand_and_by_keys_and_its_surfaces_turn_together(page, app):
    page.emulate_media(reduced_motion="reduce")  # else it may play by itself meanwhile
    go(page, app, "surfaces", "target=rosenbrock&layers=1&width=3&steps=100&seed=9110")
    at(page, CONFIG.steps)
    run = list(train(CONFIG))
    assert state(page)["frames"] == len(run) and abs(state(page)["loss"] - run[-1].loss) < 1e-6
    expect(page.locator(".relief .verdict")).to_contain_text("the network misses")
    pictures, surfaces = page.locator(".relief .flat"), page.locator(".relief .turned")
    assert len(set(pictures.evaluate_all(DRAWN))) == 3
    box = pictures.nth(0).bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    said = re.compile(r"x 0\.00, y 0\.00: surface .*, network .*, missed")
    expect(page.locator(".relief .readout")).to_have_text(said)
    spot = state(page)["spot"]
    read = state(page)["read"].replace("−", "-")
    z, says = (float(v) for v in re.findall(r"(?:surface|network) (-?[\d.]+)", read))
    assert spot["row"] == spot["col"] == 25
    assert abs(says - float(run[-1].outputs[25, 25])) < 0.01 and z < 0
    page.mouse.move(5, 5)
    page.locator(".relief .readout").focus()
    page.keyboard.press("ArrowUp")
    assert state(page)["spot"]["row"] == 24
    before = surfaces.evaluate_all(DRAWN)
    surfaces.nth(1).focus()
    page.keyboard.press("ArrowRight")
    after = surfaces.evaluate_all(DRAWN)
    assert all(one != other for one, other in zip(before, after, strict=True))
    page.locator(".relief").get_by_role("button", name="To the first step").click()
    at(page, 0)
    assert abs(state(page)["loss"] - run[0].loss) < 1e-6
