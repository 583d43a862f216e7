"""How soon Home shows and reads, and how much it weighs, for benchmarks/app.py."""

from __future__ import annotations

import time
from collections import Counter

from playwright.sync_api import Browser, Page

from benchmarks.browser import idle, tab, wait
from benchmarks.options import rest
from benchmarks.tables import median, spread, table

THREE = ((90, 60), (140, 40), (185, 70), (170, 120), (130, 135), (180, 150), (195, 200), (150, 240), (90, 220))
READER = "bench.all('.reader')[0]"
DRAWN = f"{READER}?.querySelector('.step')?.textContent.startsWith('step')"
# Milliseconds from each movement of the pen to the frame of the screen in which its answer stands.
PEN = f"""() => {{
  window.answers = [];
  {READER}.addEventListener('pointermove', event => {{
    const began = performance.now(), before = {READER}.app.reads;
    const look = () => {{
      if ({READER}.app.shown > before) answers.push(performance.now() - began);
      else requestAnimationFrame(look);
    }};
    if (event.buttons) requestAnimationFrame(look);
  }}, {{ capture: true }});
}}"""


def home(browser: Browser, address: str, smoke: bool) -> None:
    """Seconds to the first picture, milliseconds from a stroke to its answer, and kB without Streamlit's own files."""
    pictures, answers, sizes = [], [], []
    for _ in range(1 if smoke else 5):
        with tab(browser, address) as page:
            began = wait(page, "document.querySelector('[data-testid=stApp]') !== null")
            pictures.append(wait(page, DRAWN) - began)
            wait(page, idle())
            answers += drawn(page)
            sizes.append(weight(page))
    table("s from Streamlit’s start to the first picture of Home", median(pictures), "<= 1", spread(pictures))
    table("ms from a stroke to what the templates say", median(answers, 0), "<= 100", spread(answers, 0))
