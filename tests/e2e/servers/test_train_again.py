"""The button of a line about a job: it changes its name, and stays where the hand is."""

import re

import pytest
from playwright.sync_api import expect

PATIENT = 60_000  # ms, for what has to wait for training on a busy machine
UNDER_WAY, STOPPED = re.compile(r"^Training: .* steps"), re.compile(r"^Stopped at step [\d,]+ of ")

# Whenever the screen is drawn: how many buttons the line shows.
COUNT = """() => {
  window.counts = [];
  const look = () => {
    const seen = document.querySelectorAll('[class*="job_line"] button');
    counts.push([...seen].filter(button => button.getBoundingClientRect().width > 0).length);
    requestAnimationFrame(look);
  };
  look();
}"""


@pytest.mark.parametrize(
    "link", ["composition?steps=20000&seed=31", "templates?dataset=digits&batch_size=1&epochs=100&seed=31"]
)
def test_what_is_stopped_can_be_trained_again_at_once(page, bare, link):
    page.goto(f"{bare}/{link}")
    for _ in range(2):
        expect(page.get_by_text(UNDER_WAY)).to_be_visible(timeout=PATIENT)
        page.evaluate(COUNT)
        page.get_by_test_id("stButton").get_by_role("button", name="Stop").first.click()
        expect(page.get_by_text(STOPPED)).to_be_visible(timeout=PATIENT)
        page.get_by_role("button", name="Train again").click()
    expect(page.get_by_text(UNDER_WAY)).to_be_visible(timeout=PATIENT)
    assert max(page.evaluate("counts")) == 1
