"""How soon Home shows its first picture and reads a drawing, and how much it weighs, for benchmarks/app.py."""

from __future__ import annotations

from collections import Counter

from playwright.sync_api import Browser, Page

from benchmarks.browser import idle, tab, wait
from benchmarks.options import rest
from benchmarks.strokes import THREE, stroke
from benchmarks.tables import median, spread, table

READER = "bench.all('.reader:not([hidden])')[0]"
STARTED = "document.querySelector('[data-testid=stMain] h1') !== null"
SHOWN = f"{READER}?.app.shows > 0"
# From each movement of the pen, milliseconds until its answer has been drawn.
PEN = f"""() => {{
  const reader = {READER};
  window.answers = [];
  reader.querySelector('.pad canvas').addEventListener('pointermove', event => {{
    const began = event.timeStamp, before = reader.app.shows;
    const look = () => {{
      if (reader.app.shows > before) answers.push(performance.now() - began); else requestAnimationFrame(look);
    }};
    if (event.buttons) requestAnimationFrame(look);
  }}, {{ capture: true }});
}}"""


def home(browser: Browser, address: str, smoke: bool) -> None:
    """Seconds to the first picture, milliseconds from pen to answer, and kB beside Streamlit's own files."""
    with tab(browser, address) as page:  # until its run is recorded
        page.wait_for_function(f"{READER} !== undefined", timeout=300_000)
    links, pictures, answers, data, scripts = [], [], [], [], []
    for _ in range(1 if smoke else 5):
        with tab(browser, f"{address}/folding") as page:
            wait(page, f"{STARTED} && {idle()}")  # the browser has Streamlit by now
            sent = weighed(page)
            page.goto(address, wait_until="commit")
            page.wait_for_function("window.bench")
            began = wait(page, STARTED)
            links.append(wait(page, SHOWN))
            pictures.append(links[-1] - began)
            wait(page, idle())
            rest(4)
            answers += drawn(page)
            data.append((page.evaluate("bench.bytes") + sent["data"]) / 1000)
            scripts.append(sent["scripts"] / 1000)
    table("s from a link to Home's first picture, Streamlit cached", median(links), "<= 1", spread(links))
    table("  of these, from Home's heading to its first picture", median(pictures), "", spread(pictures))
    table("ms from a movement of the pen to what is read", median(answers, 0), "<= 100", spread(answers, 0))
    table("kB of data for Home: messages and recordings", median(data, 0), "<= 300", spread(data, 0))
    table("  and of scripts of our own", median(scripts, 0), "", spread(scripts, 0))


def drawn(page: Page) -> list[float]:
    """Draw a 3, and measure each movement of the pen."""
    page.evaluate(PEN)
    stroke(page, page.locator(".reader .pad canvas"), THREE, steps=4)
    rest(0.5)
    read = page.locator(".reader .best .name").inner_text()
    assert read == "3", f"the templates read a 3 as {read}"
    return [float(ms) for ms in page.evaluate("answers")]


def weighed(page: Page) -> Counter[str]:
    """The bytes that come over the network from now on, but for the websocket and Streamlit's own files."""
    sizes: Counter[str] = Counter()
    kinds: dict[str, str] = {}
    network = page.context.new_cdp_session(page)

    def asked(event: dict) -> None:
        url = event["request"]["url"]
        ours = "scripts" if "/assets/" in url else "data" if "/recordings" in url else "Streamlit's"
        kinds[event["requestId"]] = ours

    network.on("Network.requestWillBeSent", asked)
    network.on(
        "Network.loadingFinished",
        lambda event: sizes.update({kinds.get(event["requestId"], ""): int(event["encodedDataLength"])}),
    )
    network.send("Network.enable")
    network.send("Network.setCacheDisabled", {"cacheDisabled": False})
    return sizes
