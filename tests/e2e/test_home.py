"""Home: what one draws is read at once, and no request goes to another machine."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.helpers.browser import GENEROUS, caught, go, recorded
from tests.helpers.pad import on_screen

END = re.compile(r"^step ([\d,]+) of \1$")
# A fast mouse moves many times between two frames of the screen: how often these steps are read.
BURST = """async canvas => {
  const { app } = canvas.getRootNode().querySelector('.reader'), box = canvas.getBoundingClientRect();
  const frame = () => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
  await frame();
  const before = app.looks;
  for (let i = 0; i < 16; i++) canvas.dispatchEvent(new PointerEvent('pointermove', { pointerId: 1, buttons: 1,
    isPrimary: true, clientX: box.left + 0.48 * box.width, clientY: box.top + (0.86 + i / 400) * box.height }));
  const at_once = app.looks - before;
  await frame();
  return [at_once, app.looks - before];
}"""
# Plays once more: the step that is shown in each frame of the screen.
PLAY_AGAIN = """async button => {
  const words = button.getRootNode().querySelector('.step'), steps = [];
  button.click();
  while (true) {
    await new Promise(requestAnimationFrame);
    const [now, end] = words.textContent.match(/[\\d,]+/g).map(word => Number(word.replaceAll(',', '')));
    steps.push(now);
    if (now === end) return steps;
  }
}"""


def test_what_is_drawn_is_read_while_one_draws(page, app):
    go(page, app, "", "", moving=True)
    reader = page.locator(".reader")
    caught(page, ".reader", "root => /^step [0-9]{1,2} of/.test(root.querySelector('.step').textContent)")
    expect(reader.locator(".step")).to_have_text(END)  # it plays by itself, and rests at the end
    steps = reader.locator(".again").evaluate(PLAY_AGAIN)
    assert steps[0] == 0 and steps == sorted(steps) and len(set(steps)) > 10
    expect(reader.locator(".digit")).to_have_text("3")  # an example is drawn by itself, and read
    expect(reader.locator(".why")).to_contain_text("Now you: draw one.")
    before = reader.locator(".tile canvas").nth(1).evaluate("canvas => canvas.toDataURL()")
    page.mouse.move(*on_screen(page, 150, 40))
    page.mouse.down()
    page.mouse.move(*on_screen(page, 135, 240), steps=8)
    expect(reader.locator(".digit")).to_have_text("1")  # the pen is still down
    expect(reader.locator(".best .name")).to_have_text("1")
    assert reader.locator(".tile canvas").nth(1).evaluate("canvas => canvas.toDataURL()") != before
    assert sum(int(share[:-2]) for share in reader.locator(".share").all_inner_texts()) == 100
    expect(reader.locator(".why")).not_to_contain_text("Now you")
    expect(reader.locator(".answer")).to_have_text("")
    assert reader.locator(".pad canvas").evaluate(BURST) == [0, 1]
    page.mouse.up()
    expect(reader.locator(".answer")).to_have_text(re.compile("^1 "))  # said once, at the stroke's end
    reader.get_by_role("button", name="Clear").click()
    expect(reader.locator(".digit")).to_have_text("?")
    expect(reader.locator(".answer")).to_have_text("The pad is empty.")


def test_a_phone_has_the_pad_and_below_it_the_templates_on_one_screen(page, app):
    page.set_viewport_size({"width": 375, "height": 812})
    go(page, app, "", "")
    reader = page.locator(".reader")
    caught(page, ".reader", "root => root.querySelectorAll('.tile').length === 10")
    pad, tiles = (reader.locator(part).bounding_box() for part in (".pad canvas", ".templates"))
    assert pad["y"] + pad["height"] < tiles["y"] and tiles["y"] + tiles["height"] <= 812


def test_every_request_goes_to_the_server(page, app):
    asked, sockets = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("websocket", lambda socket: sockets.append(socket.url))
    go(page, app, "", "")
    expect(page.locator(".player .tile canvas").first).to_be_visible(timeout=GENEROUS)
    page.get_by_role("link", name="What does a linear layer look for?").first.click()
    expect(page).to_have_url(re.compile("/templates"))
    recorded(page)
    page.wait_for_load_state("networkidle")
    assert len(asked) > 10 and sockets
    assert [url for url in asked if not url.startswith((f"{app}/", "data:", "blob:"))] == []
    assert {url.split("/")[2] for url in sockets} == {app.removeprefix("http://")}
