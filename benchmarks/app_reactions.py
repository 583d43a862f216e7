"""How soon the app answers a person, for benchmarks/app.py."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode

from playwright.sync_api import Browser, Locator, Page

from benchmarks.browser import idle, says, stop, tab, wait
from benchmarks.gradients import JOINT
from benchmarks.options import rest
from benchmarks.tables import median, spread, table
from core.config import to_query
from ui import lesson

LONG = "templates?batch_size=1&epochs=100"  # runs for minutes
SHORT = "?dataset=digits&epochs=1"
SMALL = {"dataset": "digits", "depth": 4, "width": 16}
LINES = "bench.all('[data-testid=stVegaLiteChart]')[0]?.querySelectorAll('svg.marks path').length"
RECORDED = f"{idle()} && {says('Recorded: .* steps')} && bench.pictures()"
CLOCK = "addEventListener('keydown', () => { window.began = performance.now(); }, {capture: true})"
DRAWN = (
    "[...bench.all('[data-testid=stVegaLiteChart]')[0].querySelectorAll('svg.marks path')]"
    ".map(path => path.getAttribute('d')).join()"
)


def first(browser: Browser, address: str, smoke: bool) -> None:
    """Seconds until every tile of the Templates page is drawn."""
    switched, cold = [], []
    for _ in range(1 if smoke else 5):
        with tab(browser, address) as page:
            wait(page, says("This machine") + " && " + idle())
            link = page.get_by_role("link", name="What does a linear layer look for?").first
            link.scroll_into_view_if_needed()
            page.evaluate("(window.began = bench.clicked()) && null")
            link.click()
            switched.append(wait(page, "bench.pictures()") - page.evaluate("began") / 1000)
    for _ in range(1 if smoke else 5):
        with tab(browser, f"{address}/templates") as page:
            cold.append(wait(page, "bench.pictures()"))
    table(
        "s from a click on the card of Templates to its first picture", median(switched), "<= 0.5", spread(switched)
    )
    table("s from a cold link to its first picture", median(cold), "<= 2", spread(cold))


def choose(browser: Browser, address: str, smoke: bool) -> None:
    """Milliseconds from a click to the rows of another test picture."""
    cases = (
        ("while a job runs", f"{LONG}&seed=1", says("Training: .* steps"), "<= 200"),
        ("when none runs", "templates", says("Recorded: .* steps"), "<= 100"),
    )
    for words, link, ready, goal in cases[: 1 if smoke else None]:
        with tab(browser, f"{address}/{link}") as page:
            wait(page, f"{ready} && bench.pictures() && {says('Picture .* of')}")
            rest(3)
            more = page.get_by_test_id("stMain").get_by_test_id("stNumberInputStepUp")
            pills = page.get_by_role("radiogroup", name="Picture").get_by_role("radio")
            times = []
            for turn in range(2 if smoke else 24):
                button = more if turn % 3 else pills.nth((turn // 3 + 3) % 10)
                times.append(changed(page, button, "Picture", "td.picture"))
                rest(0.437)  # not in step with the page's 0.2 s
            table(
                f"ms from choosing a test picture to its rows, {words}",
                median(times, 0),
                goal,
                spread(times, 0),
            )
            stop(page)


def changed(page: Page, button: Locator, caption: str, cell: str) -> float:
    """Milliseconds from a click on the button to the new picture in the table."""
    page.evaluate(f"(window.changing = bench.changed('{caption}', '{cell}')) && null")
    button.click()
    return float(page.evaluate("changing"))


def walk(browser: Browser, address: str, smoke: bool) -> None:
    """Milliseconds from Next on a lesson's path to the next step, with the script at rest and its figure drawn."""
    cases = (("where nothing is trained", "folding", idle()), ("where its run is recorded", "templates", RECORDED))
    for words, name, drawn in cases[: 1 if smoke else None]:
        steps, times = lesson.course_of(name).steps, []
        plain = [number for number, step in enumerate(steps, 1) if number > 1 and step.question is None]
        for number in plain[: 1 if smoke else None]:
            with tab(browser, f"{address}/{name}?step={number}") as page:
                wait(page, f"{says(f'{number} of {len(steps)}')} && {drawn}")  # and so that it is recorded
                page.get_by_role("button", name="Back", exact=True).click()
                wait(page, f"{says(f'{number - 1} of {len(steps)}')} && {idle()}")
                rest(1)
                page.evaluate("(window.began = bench.clicked()) && null")
                page.get_by_role("button", name="Next", exact=True).click()
                there = wait(page, f"{says(f'{number} of {len(steps)}')} && {drawn}")
                times.append(1000 * there - float(page.evaluate("began")))
        table(f"ms from Next to the next step, {words}", median(times, 0), "<= 300", spread(times, 0))


def learn(browser: Browser, address: str, smoke: bool) -> None:
    """Milliseconds from a click to the new tiles of Learning a template."""
    cases = (("four classes", ""), ("ten classes", "?classes=0-1-2-3-4-5-6-7-8-9"))
    for words, query in cases[: 1 if smoke else None]:
        with tab(browser, f"{address}/template_learning{query}") as page:
            wait(page, f"{says('What am I looking at')} && {says('After many pictures')} && {idle()}")
            rest(3)
            for name, what, turns, goal in (
                ("Next picture", "ms from Next picture to its tiles", 20, "<= 150"),
                ("1,000 more", "ms from 1,000 more to the tiles", 10, "<= 1000"),
            ):
                times = []
                for _ in range(1 if smoke else turns):
                    times.append(changed(page, page.get_by_role("button", name=name), "template", "td.picture"))
                    rest(0.437)
                table(f"{what}, {words}", median(times, 0), goal, spread(times, 0))


def drag(browser: Browser, address: str, smoke: bool) -> None:
    """Messages that the browser sends while the timeline is dragged, and when it is released."""
    during, released = [], []
    with tab(browser, f"{address}/templates{SHORT * smoke}") as page:
        wait(page, f"{says('Recorded: .* steps')} && bench.pictures() && {idle()}")
        rest(1)
        box = page.locator(".player:not(.still) input.timeline").bounding_box()
        assert box is not None
        y = box["y"] + box["height"] / 2
        for turn in range(1 if smoke else 5):
            page.mouse.move(box["x"] + 0.9 * box["width"], y)
            drawn = page.evaluate("bench.player().app.draws")
            counts = [page.evaluate("bench.sent.length")]
            page.mouse.down()
            page.mouse.move(box["x"] + (0.2 + 0.1 * turn) * box["width"], y, steps=40)  # to another frame
            rest(0.3)
            counts.append(page.evaluate("bench.sent.length"))
            assert page.evaluate("bench.player().app.draws") > drawn + 5, "the drag drew nothing"
            page.mouse.up()
            rest(1.5)
            counts.append(page.evaluate("bench.sent.length"))
            during.append(counts[1] - counts[0])
            released.append(counts[2] - counts[1])
    table("messages sent during a drag of the timeline", median(during, 0), "0", spread(during, 0))
    table("  and on its release", median(released, 0), "1", spread(released, 0))


def seed(browser: Browser, address: str, smoke: bool) -> None:
    """Milliseconds from Enter in a field to other lines in the chart of twenty layers."""
    times = []
    query = urlencode(to_query(replace(JOINT, steps=10, **(SMALL if smoke else {}))))
    with tab(browser, f"{address}/gradients?{query}") as page:
        ready = f"{LINES} > 20 && {says('Recorded: 10 steps')} && {idle()}"
        wait(page, ready)
        page.get_by_text("More settings").first.click()
        field = page.get_by_label("Seed", exact=True)
        page.evaluate(CLOCK)
        for turn in range(1, 2 if smoke else 10):
            field.fill(str(turn))
            rest(0.5)
            page.evaluate(f"() => {{ window.before = {DRAWN}; }}")
            field.press("Enter")
            times.append(1000 * wait(page, f"{DRAWN} !== before") - float(page.evaluate("began")))
            wait(page, ready)
            rest(1)
    table("ms from Enter to other lines, Vanishing gradients", median(times, 0), "<= 200", spread(times, 0))
