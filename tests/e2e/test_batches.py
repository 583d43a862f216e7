"""Serial and batch in the whole app and a real browser."""

from __future__ import annotations

import re
import time

from playwright.sync_api import expect

from tests.helpers.browser import GENEROUS, go, stop
from tests.helpers.learning_page import RACE
from tests.helpers.server import needs_mnist


def test_the_race_is_followed_to_its_end(page, app):
    go(page, app, "batches", RACE)
    expect(page.get_by_text("Recorded: 8,622 pictures")).to_be_visible(timeout=GENEROUS)
    chart = page.get_by_test_id("stVegaLiteChart").locator("svg.marks")
    for counted, title in (("pictures", "pictures seen"), ("seconds", "seconds of training")):
        page.get_by_role("radio", name=counted, exact=True).click()
        expect(chart.get_by_text(f"{title} (log scale)")).to_be_attached()
        unit = {"pictures": "pictures", "seconds": "s"}[counted]
        expect(
            page.get_by_text(re.compile(rf" test error (first|about as soon): after [\d.,]+\s{unit}\b"))
        ).to_be_visible()
    expect(chart).to_have_count(1)
    expect(page.get_by_text("Full batch: overfitting issue.")).to_be_visible()
    expect(page.get_by_text("the slide’s first vector is not one of a softmax")).to_be_visible()


@needs_mnist
def test_the_race_stops_at_once(page, app):
    go(page, app, "batches", "epochs=50&seed=9")
    expect(page.get_by_text(re.compile(r"^Training: \d+\s?% of 9,000,000 pictures"))).to_be_visible(
        timeout=GENEROUS
    )
    time.sleep(1)
    stop(page)
    began = time.monotonic()
    expect(page.get_by_text(re.compile(r"^Stopped at picture "))).to_be_visible()
    assert time.monotonic() - began < 2  # a benchmark has the promise: 0.5 s
