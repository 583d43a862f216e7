"""What a hand costs the browser: the work of each move of a drag, and the time from a click to another picture.

    python -m benchmarks.hands [--smoke]

Needs Chromium (on PATH, or CHROMIUM_PATH). The pages are dragged with a real mouse, one move after another, each
after the frame that shows the last. The work of a move is what the browser's main thread does for it, from its task
clock: handlers, layout and painting together. A click is timed by the page's own clock, from its event to the frame
in which the figure shows something else; where the server has to answer, that is in it.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterator
from typing import NamedTuple

from playwright.sync_api import Browser, CDPSession, Page

from benchmarks import options
from benchmarks.browser import chromium, idle, says, served, tab, wait
from benchmarks.options import rest
from benchmarks.tables import heading, median, spread, table
from core import device

FRAME, ANSWER = 16, 150  # milliseconds: of work for a move, from a click to its picture
DRAWN = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
ANOTHER = """([selector, name]) => { window.another = new Promise((done, fail) => {
    const figure = bench.all(selector)[0];
    let began = Infinity;
    addEventListener('click', () => { began = performance.now(); }, { capture: true, once: true });
    const seen = new MutationObserver(() => {
        if (performance.now() < began) return;
        seen.disconnect();
        requestAnimationFrame(() => done(performance.now() - began));
    });
    seen.observe(figure, { attributes: true, childList: true, characterData: true, subtree: true });
    setTimeout(() => fail(Error(`No other picture came within 20 s of ${name}.`)), 20000);
}); }"""


class Drag(NamedTuple):
    """A drag around a circle, or along a line, that begins at a part of an element."""

    what: str
    page: str
    part: str  # CSS, inside the figure
    start: str = "e => { const b = e.getBoundingClientRect(); return [b.x + b.width / 2, b.y + b.height / 2]; }"
    reach: tuple[float, float] = (60, 40)  # pixels to each side
    before: str = ""  # a button of the figure that is clicked first


class Click(NamedTuple):
    """A click on a part of a page that changes its figure."""

    what: str
    page: str
    figure: str
    button: str  # CSS; of several, one after the other


PLACE = (
    "e => {{ const f = e.closest('section'), b = e.getBoundingClientRect(), z = e.currentCSSZoom ?? 1; "
    "const [x, y] = f.app.on({}); return [b.x + z * x, b.y + z * y]; }}"
)
DRAGS = (
    Drag("perceptron: its line", "perceptron", ".neuron .plane > svg", PLACE.format("[0.25, 0.5]")),
    Drag("perceptron: a handle of the line", "perceptron", ".neuron .grip"),
    Drag("perceptron: a point", "perceptron?data=clouds", ".neuron .disc", before=".neuron .hand .one"),
    Drag("perceptron: the timeline of the rule", "perceptron", ".neuron .timeline", reach=(150, 0)),
    Drag("perceptron: a line of 2-2-1", "perceptron", ".pair .inputs", PLACE.format("'inputs', [0.25, 0.25]")),
    Drag("perceptron: 20 networks through time", "perceptron", ".twenty .timeline", reach=(150, 0)),
    Drag("softmax: the temperature", "softmax", ".shares .heat", reach=(100, 0)),
    Drag("softmax: the constant", "softmax", ".shares .constant", reach=(100, 0)),
    Drag(
        "classifiers: one of 400 points",
        "classifiers",
        ".six .over",
        PLACE.format("[0.5, 0.5]"),
        before=".six [data-mode='0']",
    ),
    Drag("classifiers: AdaBoost's rounds", "classifiers", ".six .timeline", reach=(150, 0)),
)
CLICKS = (
    Click("perceptron: the next example", "perceptron", ".neuron", ".neuron .ahead"),
    Click("perceptron: a truth table of 256", "perceptron?looked=01101001", ".gallery", ".gallery .tiles"),
    Click("perceptron: other lines of 2-2-1", "perceptron", ".pair", ".pair .other"),
    Click("perceptron: one of 20 networks", "perceptron", ".twenty", ".twenty canvas"),
    Click("classifiers: another method", "classifiers", ".six", ".six .tiles button"),
    Click("learning needs: other worlds", "learning_needs", ".worlds", ".worlds .kinds button"),
    Click("learning needs: another learner", "learning_needs", ".worlds", ".worlds .list button"),
    Click("learning needs: another world", "learning_needs", ".worlds", ".worlds .sheet"),
)
EXAMPLES = (
    ("perceptron: another example of the page", "perceptron", ".neuron", ("OR", "XOR", "Two clouds", "AND")),
    ("softmax: another example of the page", "softmax", ".shares", ("Hot", "Two classes")),
)


def opened(page: Page, figure: str) -> CDPSession:
    """Until the page stands still; and what counts the work of its main thread."""
    wait(page, f"bench.all('{figure}:not([hidden])').length > 0 && {says('What am I looking at')} && {idle()}")
    rest(2)
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    return session


def worked(session: CDPSession) -> float:
    """Milliseconds that the main thread has worked so far."""
    counted = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
    return 1000 * float(counted["TaskDuration"])


def way(x: float, y: float, reach: tuple[float, float], moves: int) -> Iterator[tuple[float, float]]:
    """Places around the start of a drag, back to it at the end."""
    for k in range(1, moves + 1):
        turn = 2 * math.pi * k / moves
        yield x + reach[0] * math.sin(turn), y + reach[1] * math.sin(2 * turn)


def dragged(browser: Browser, address: str, drag: Drag, moves: int) -> None:
    """Press, move and let go; what each move has cost beyond a frame in which nothing happens."""
    with tab(browser, f"{address}/{drag.page}") as page:
        session = opened(page, drag.part.split()[0])
        if drag.before:
            page.locator(drag.before).first.click()
        part = page.locator(drag.part).first
        part.evaluate("part => part.scrollIntoViewIfNeeded()")  # a part that is drawn anew is not waited for
        rest(0.5)
        x, y = part.evaluate(drag.start)
        page.mouse.move(x, y)
        page.mouse.down()
        still, costs = idle_frame(page, session, moves), []
        for place in way(x, y, drag.reach, moves):
            before = worked(session)
            page.mouse.move(*place)
            page.evaluate(DRAWN)
            costs.append(max(0.0, worked(session) - before - still))
        page.mouse.up()
    table(f"{drag.what}, ms a move", median(costs, 1), f"<= {FRAME}", spread(costs, 1))


def idle_frame(page: Page, session: CDPSession, times: int) -> float:
    """Milliseconds of work while the page draws nothing new: what the measuring itself costs."""
    costs = []
    for _ in range(min(times, 10)):
        before = worked(session)
        page.evaluate(DRAWN)
        costs.append(worked(session) - before)
    return min(costs)


def clicked(browser: Browser, address: str, click: Click, times: int) -> None:
    """Click on one button after another, or on one place of a picture after another."""
    found = []
    with tab(browser, f"{address}/{click.page}") as page:
        opened(page, click.figure)
        buttons = page.locator(click.button)
        buttons.first.scroll_into_view_if_needed()
        many = buttons.count()
        for k in range(1, times + 1):
            page.evaluate(ANOTHER, [click.figure, click.what])
            if many > 1:
                buttons.nth(k % many).click()
            else:
                box = buttons.bounding_box()
                assert box
                share = 0.5 if box["width"] < 60 else (0.11 + 0.37 * k) % 0.9
                buttons.click(position={"x": box["width"] * share, "y": box["height"] * share})
            found.append(float(page.evaluate("another")))
            wait(page, idle())
            rest(0.5)
    table(f"{click.what}, ms from a click", median(found, 0), f"<= {ANSWER}", spread(found, 0))


def example(browser: Browser, address: str, what: str, at: str, figure: str, names: tuple[str, ...]) -> None:
    """Click on the chips of a page's examples: the server answers."""
    found = []
    with tab(browser, f"{address}/{at}") as page:
        opened(page, figure)
        for name in names:
            page.evaluate(ANOTHER, [figure, what])
            page.get_by_test_id("stButtonGroup").get_by_role("radio", name=name, exact=True).first.click()
            found.append(float(page.evaluate("another")))
            wait(page, idle())
            rest(1)
    table(f"{what}, ms from a click", median(found, 0), f"<= {ANSWER}", spread(found, 0))


def main() -> None:
    smoke = options.parser(__doc__).parse_args().smoke
    with chromium() as browser:
        print(f"{device.name()}, Chromium {browser.version}, load before: {os.getloadavg()[0]:.2f}. Medians.")
        heading()
        with served("app.py", MLPSCOPE_FIRST_RUNS="0") as (address, _):
            for drag in DRAGS[:2] if smoke else DRAGS:
                dragged(browser, address, drag, 4 if smoke else 40)
            for click in CLICKS[:1] if smoke else CLICKS:
                clicked(browser, address, click, 1 if smoke else 8)
            for one in EXAMPLES[:1] if smoke else EXAMPLES:
                example(browser, address, *one[:3], one[3][:1] if smoke else one[3])


if __name__ == "__main__":
    main()
