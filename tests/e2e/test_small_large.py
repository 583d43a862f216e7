"""Small and large digits in the whole app and a real browser: scrubbed, by keys, by link, on a phone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.helpers.browser import COLOURS, GENEROUS, Traffic, go, idle, option

LINK = "dataset=digits&epochs=2&seeds=2"


def ready(page: Page, app, query: str = LINK) -> Page:
    """The page with its short training recorded and all groups trained, standing still."""
    go(page, app, "small_large", query)
    expect(page.get_by_text("Recorded: 16 steps")).to_be_visible(timeout=GENEROUS)
    expect(page.get_by_text("Guess first: then your group")).to_be_visible(timeout=GENEROUS)
    expect(page.locator(".flow .sums li").first).to_be_visible()
    idle(page)
    return page


def state(page: Page) -> dict:
    return page.locator(".pooling").first.evaluate("e => e.app.state()")


def added(text: str) -> tuple[int, int]:
    """What the printed terms of a sum come to, and the printed total, in hundredths."""
    terms, total = text.split(": ", 1)[1].split(" = ")
    found = re.findall(r"([+−]) (\d+\.\d\d)", terms)
    return sum(int(s + v.replace(".", "")) for s, v in ((s.replace("−", "-"), v) for s, v in found)), round(
        100 * float(total.replace("−", "-"))
    )


def test_scrubbing_sends_nothing_and_its_release_one_frame(page, app):
    traffic = Traffic(page)
    ready(page, app)
    assert page.locator(".pooling .sheet canvas").evaluate(COLOURS) > 30
    timeline = page.get_by_role("slider", name="Training step")
    timeline.scroll_into_view_if_needed()
    box = timeline.bounding_box()
    before = page.locator(".flow .sums").last.text_content()
    sent, seen, y = len(traffic.sent), set(), box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] - 8, y)
    page.mouse.down()
    for share in (0.9, 0.7, 0.5, 0.3):
        page.mouse.move(box["x"] + share * box["width"], y)
        page.evaluate("() => new Promise(requestAnimationFrame)")
        seen.add(state(page)["step"])
    assert len(seen) > 2 and len(traffic.sent) == sent
    page.mouse.up()
    step = state(page)["step"]
    assert 0 < step < 16
    expect(page.locator(".pooling .status").first).to_contain_text(f"step {step} of 16")
    expect(page.locator(".flow .sums").last).not_to_have_text(before)
    idle(page)
    assert all(a == b for a, b in map(added, page.locator(".flow .sums li").all_inner_texts()))


def test_by_keys_a_unit_is_read_and_its_votes_are_shown(page, app):
    ready(page, app)
    page.get_by_role("button", name="vote", exact=True).focus()
    page.keyboard.press("Enter")
    page.locator(".pooling .sheet").focus()
    for key in ("ArrowRight", "ArrowDown", "ArrowDown"):
        page.keyboard.press(key)
    said = page.locator(".pooling .readout")
    expect(said).to_contain_text(re.compile(r"unit \d+, pictures of 2: mean activation"))
    w, v, product = re.search(
        r"activation ([\d.]+) × \(V small − V large = (−?[\d.]+)\) = vote ([+−]?\d+\.\d+)", said.inner_text()
    ).groups()
    number = lambda text: float(text.replace("−", "-"))  # noqa: E731
    assert number(product) == pytest.approx(number(w) * number(v), abs=0.06 + 0.06 * abs(number(v)))
    page.get_by_role("slider", name="Training step").focus()
    page.keyboard.press("Home")
    expect(page.locator(".pooling .status").first).to_contain_text("step 0 of 16")
    page.keyboard.press("Space")
    page.wait_for_function(
        "() => [...document.querySelectorAll('*')].some(e => e.shadowRoot"
        "?.querySelector('.pooling')?.app.state().step === 16)"
    )


def test_picture_and_group_are_in_the_link_and_a_guess_is_needed(page, new_page, app):
    ready(page, app, LINK + "&parts=0-1")
    option(page, "Picture", "7").click()
    expect(page).to_have_url(re.compile("by=7"))
    page.get_by_role("button", name="Next picture").click()
    expect(page.get_by_text(re.compile(r"^Test picture 2 of \d+, a 7: large"))).to_be_visible()
    idle(page)  # the link has it too
    copy = ready(new_page(), app, page.url.split("?")[1])
    sums = copy.locator(".flow .sums li").all_inner_texts()
    assert len(sums) == 4
    expect(page.locator(".flow .sums li")).to_have_text(sums)
    expect(copy.get_by_text("easiest for one layer")).to_have_count(0)
    copy.get_by_role("radio", name="Middling").click()
    expect(copy.get_by_text(re.compile(r"Right: [01] of 1"))).to_be_visible()
    expect(copy.get_by_text("easiest for one layer")).to_be_visible()
    copy.get_by_role("button", name="Train two layers on this group").click()
    expect(copy).to_have_url(re.compile("group=0-1"))


def test_it_opens_with_the_lecture_s_drawing_and_plays_what_training_finds(page, app):
    long = "dataset=digits&epochs=40&seeds=3"
    recorded = page.get_by_text("Recorded: 320 steps")
    go(page, app, "small_large", f"{long}&route=lecture&activation=sigmoid")
    expect(recorded).to_be_visible(timeout=GENEROUS)
    drawn = page.locator(".deep .error").inner_text()
    go(page, app, "small_large", long)
    expect(recorded).to_be_visible(timeout=GENEROUS)
    idle(page)
    drawing, found = (
        page.get_by_role("button", name=name, exact=True)
        for name in ("the lecture’s drawing", "what training finds")
    )
    expect(found, "what was watched stays when it ends").to_have_attribute("aria-pressed", "true")
    page.reload()
    expect(drawing).to_have_attribute("aria-pressed", "true")
    expect(drawing).to_have_attribute("title", "One recogniser for each class, pooled by +1 and −1")
    expect(page.locator(".deep .error")).to_have_text(f"{drawn}, as the lecture draws it")
    read = re.compile(f"layer, {re.escape(drawn.removesuffix(' wrong'))} with the lecture")
    expect(page.locator(".pooling .sheet canvas")).to_have_attribute("aria-label", read)
    expect(page.locator(".pooling .readout")).to_contain_text("answer")
    page.locator(".pooling .play").click()
    expect(found).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".pooling .status").first).to_contain_text("step 320 of 320", timeout=GENEROUS)
    expect(page.locator(".deep .error")).to_have_text(re.compile(r"wrong$"))
    drawing.click()
    expect(page.locator(".deep .error")).to_have_text(f"{drawn}, as the lecture draws it")
    expect(page.get_by_text(re.compile("^The drawing"))).to_be_visible()
