"""A lesson as it is taken and given: a student with a mouse, one with a phone, and a lecturer with a clicker."""

from __future__ import annotations

import json
import re

from playwright.sync_api import Page, expect

from core.course import Curve
from tests.helpers.axe import serious
from tests.helpers.browser import GENEROUS, go, idle
from tests.helpers.everyone import PHONE
from tests.helpers.server import needs_mnist
from ui import lesson

DRAWN = next(i for i, step in enumerate(lesson.course_of("approximation").steps, 1) if step.config.boxes == 80)
REACHED = "approximation?target=spike&boxes=300&steps=100"
LECTURE = ("three_views", "activations", "gradients")  # one after the other, and none of them trains


def kept(page: Page) -> dict:
    return json.loads(page.evaluate("localStorage.getItem('mlpscope.progress')") or "{}")


def listening(page: Page) -> None:
    """Until the presenter's keys are heard: Streamlit loads its buttons with a script of their own, after text."""
    expect(page.locator("[class*=st-key-lecture_keys] button")).to_have_count(5, timeout=GENEROUS)
    idle(page)


def test_a_student_walks_draws_a_guess_sees_the_truth_and_solves_an_exercise(new_page, app):
    page = new_page(fresh=True)
    go(page, app, "approximation", "units=5&steps=100")
    page.get_by_role("button", name="Walk through it").click()
    page.wait_for_function("localStorage.getItem('mlpscope.progress')?.includes('[1]')")
    page.get_by_role("button", name="Next", exact=True).click()
    expect(page).to_have_url(re.compile(f"step={DRAWN}"))
    axes = page.locator(".guess svg")
    expect(axes).to_be_visible()
    expect(page.get_by_text("What am I looking at?")).to_have_count(0)
    done = page.get_by_role("button", name="This is my guess")
    expect(done).to_be_disabled()
    box = axes.bounding_box()
    for x, y in ((0.15, 0.2), (0.5, 0.3), (0.9, 0.3)):
        page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"], steps=3)
        page.mouse.down()
    page.mouse.up()
    assert serious(page) == []
    done.click()
    expect(page.get_by_text(re.compile("On average your curve lies .* above the measured one"))).to_be_visible()
    expect(page.locator(".guess .truth")).to_have_count(1)
    expect(page.get_by_text("What am I looking at?")).to_be_visible(timeout=GENEROUS)
    expect(page.locator(".progress").first).to_be_attached()
    go(page, app, *REACHED.split("?"))
    expect(page.get_by_text("Reached.")).to_have_count(1)
    page.wait_for_function("localStorage.getItem('mlpscope.progress')?.includes('boxes')")
    assert kept(page)["approximation"] == {"steps": [1, DRAWN], "exercises": ["Narrow boxes"]}
    go(page, app, "")
    expect(page.get_by_text(re.compile("You have done 2 of .* steps and 1 of .* exercises"))).to_be_visible()
    page.get_by_role("button", name="Forget my progress").click()
    expect(page.get_by_text("You have done")).to_be_hidden()
    assert kept(page) == {}


@needs_mnist
def test_a_lecture_of_three_lessons_is_given_with_the_keys_alone(page, app):
    go(page, app, LECTURE[0], "step=1&mode=lecture")
    expect(page.get_by_test_id("stHeader")).to_be_hidden()
    listening(page)
    for name in LECTURE:
        steps = lesson.course_of(name).steps
        for number, step in enumerate(steps, 1):
            expect(page.get_by_text(f"{number} of {len(steps)}", exact=True)).to_be_visible(timeout=GENEROUS)
            assert name in page.url and "mode=lecture" in page.url
            if step.question:
                expect(page.get_by_text("The next key shows the answer.")).to_be_visible()
                page.keyboard.press("PageDown")
                expect(page.get_by_text("The next key shows the answer.")).to_have_count(0)
                idle(page)
                answer = page.locator("[class*=st-key-answer_row]").bounding_box()
                below = answer["y"] + answer["height"]
                assert below <= 0.3 * page.viewport_size["height"], "the figure has the rest"
            if step.section:
                expect(page.get_by_role("heading", name=step.section, exact=True)).to_be_in_viewport(
                    ratio=1, timeout=GENEROUS
                )
            if name == "gradients" and not step.section and not isinstance(step.question, Curve):
                chart = page.locator("[class*=st-key-fits-window-gradients-layers] svg.marks")
                expect(chart).to_be_in_viewport(ratio=0.99, timeout=GENEROUS)
            size = page.locator("[class*=st-key-path] p").evaluate("e => parseFloat(getComputedStyle(e).fontSize)")
            assert size >= 24
            page.keyboard.press("ArrowRight" if number % 2 else "PageDown")
    expect(page.get_by_role("heading", level=1)).to_have_text("How does a weight learn of its error?")
    idle(page)  # a key that is pressed while one lesson gives way to another belongs to neither
    page.keyboard.press("o")
    expect(page.get_by_role("button", name="End the lecture")).to_be_visible()
    page.get_by_role("button", name="End the lecture").click()
    expect(page.get_by_test_id("stHeader")).to_be_visible()


@needs_mnist
def test_under_an_answer_of_two_lines_a_lecture_s_figure_ends_within_the_window(page, app):
    ends = {
        "regions?step=4": (".plane .sheet", ".plane .view canvas"),
        "small_large?step=5": (".pooling .sheet canvas", ".pooling .transport"),
        "backprop?step=7": (".trace .network", ".trace .transport"),
    }
    for address, parts in ends.items():
        go(page, app, *f"{address}&mode=lecture".split("?"))
        expect(page.get_by_text("The next key shows the answer.")).to_be_visible(timeout=GENEROUS)
        listening(page)
        page.keyboard.press("PageDown")
        expect(page.get_by_text("The next key shows the answer.")).to_have_count(0)
        for part in parts:
            expect(page.locator(part).first).to_be_in_viewport(ratio=0.97)


def test_on_a_phone_a_finger_draws_the_guess(new_page, app):
    page = new_page(viewport=PHONE, has_touch=True, is_mobile=True)
    go(page, app, "approximation", f"step={DRAWN}")
    axes = page.locator(".guess svg")
    axes.scroll_into_view_if_needed()
    box = axes.bounding_box()
    touch = page.context.new_cdp_session(page)
    points = [
        {"x": box["x"] + (0.3 + 0.1 * i) * box["width"], "y": box["y"] + 0.4 * box["height"]} for i in range(6)
    ]
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": points[:1]})
    for point in points[1:]:
        touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    expect(page.get_by_role("button", name="This is my guess")).to_be_enabled()
    page.wait_for_timeout(1000)  # a touch that comes sooner stops the fling of a stroke so fast, and is no tap
    page.get_by_role("button", name="This is my guess").tap()
    expect(page.get_by_text(re.compile("your curve lies"))).to_be_visible()
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
