"""The drawing pad and the script around it: reruns, another page, drawings that Python gives."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.helpers.browser import Traffic
from tests.helpers.components import pick
from tests.helpers.pad import EMPTY, around, close, has, on_screen, one_run, shows, stroke
from ui.components.pad import SIDE

BAR = (40, 130, 240, 150)  # the drawing that the page's button gives


def test_another_page_and_back_restores_the_drawing(page, open_pad):
    open_pad(page)
    for y in (60, 120):
        with one_run(page):
            stroke(page, (60, y), (220, y))
    drawn = has(page)
    with one_run(page):
        pick(page, "other")
    expect(page.locator(".pad")).to_have_count(0)
    with one_run(page):
        pick(page, "pad")
    page.wait_for_function("""() => [...document.querySelectorAll('*')].some(
      e => e.shadowRoot?.querySelector('canvas')?.ariaLabel === 'Drawing: 1 stroke')""")
    assert has(page) == shows(page) == drawn
    with one_run(page):
        stroke(page, (60, 180), (220, 180))
    assert has(page)[2] > drawn[2]
    for before in (drawn, EMPTY):
        with one_run(page):
            page.get_by_role("button", name="Undo").click()
        assert has(page) == shows(page) == before


def test_a_rerun_during_a_stroke_leaves_it_alone(page, open_pad):
    open_pad(page)
    with one_run(page):
        stroke(page, (60, 60), (220, 60))
    page.mouse.move(*on_screen(page, 60, 200))
    page.mouse.down()
    page.mouse.move(*on_screen(page, 120, 200))
    half = shows(page)
    with one_run(page):
        page.get_by_role("button", name="again").dispatch_event("click")
    with one_run(page):
        page.get_by_role("switch", name="older").or_(page.get_by_role("checkbox", name="older")).dispatch_event(
            "click"
        )
    assert shows(page) == half
    page.mouse.move(*on_screen(page, 220, 200))
    with one_run(page):
        page.mouse.up()
    assert close(has(page)[1], around((60, 60), (220, 200)))
    assert shows(page) == has(page)


def test_the_answer_to_a_stroke_leaves_the_next_one_alone(page, open_pad):
    open_pad(page, "slow")
    with one_run(page):
        stroke(page, (60, 60), (220, 60), steps=1)
        page.mouse.move(*on_screen(page, 60, 200))
        page.mouse.down()
        page.mouse.move(*on_screen(page, 120, 200))
        two = shows(page)
    assert shows(page) == two and close(has(page)[1], around((60, 60), (220, 60)))
    with one_run(page):
        page.mouse.up()
    assert close(has(page)[1], around((60, 60), (220, 200)))


def test_a_reset_takes_the_given_drawing(page, open_pad):
    traffic = Traffic(page)
    open_pad(page)
    with one_run(page):
        stroke(page, (60, 60), (220, 60))
    sent = len(traffic.sent)
    with one_run(page):
        page.get_by_role("button", name="take bar").click()
    assert has(page)[1] == BAR
    expect(page.locator(".pad canvas")).to_have_attribute("aria-label", "Drawing: 1 stroke")
    page.wait_for_timeout(200)
    assert shows(page) == has(page)
    with one_run(page):
        stroke(page, (60, 60), (220, 60))
    assert close(has(page)[1], (40, 50, 240, 150))
    with one_run(page):
        page.get_by_role("button", name="take nothing").click()
    assert has(page) == shows(page) == EMPTY
    expect(page.get_by_role("button", name="Undo")).to_have_attribute("aria-disabled", "true")
    assert len(traffic.sent) == sent + 3


def test_any_picture_can_be_painted_and_committed(page, open_pad):
    open_pad(page)
    alpha = [min(255, x) if 20 <= y < 60 else 0 for y in range(SIDE) for x in range(SIDE)]
    paint = """(root, alpha) => {
      const ctx = root.querySelector('canvas').getContext('2d'), image = ctx.createImageData(280, 280);
      alpha.forEach((v, i) => { image.data[4 * i + 3] = v; });
      ctx.putImageData(image, 0, 0);
      root.app.commit();
    }"""
    with one_run(page):
        page.locator(".pad").evaluate(paint, alpha)
    assert has(page) == ((SIDE, SIDE), (128, 20, 280, 60), round(sum(alpha) / 255, 1))
    white = """root => {
      const canvas = document.createElement('canvas'), ctx = canvas.getContext('2d');
      canvas.width = canvas.height = 28;
      ctx.fillRect(0, 0, 28, 28);
      ctx.fillStyle = '#fff';
      ctx.fillRect(4, 6, 10, 2);
      root.app.paint(canvas);
      root.app.commit();
    }"""
    with one_run(page):
        page.locator(".pad").evaluate(white)
    assert close(has(page)[1], (40, 60, 140, 80))
    with one_run(page):
        page.get_by_role("button", name="Undo").click()
    assert has(page)[1] == (128, 20, 280, 60)
