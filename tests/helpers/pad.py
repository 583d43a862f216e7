"""The drawing pad in a browser: strokes on it, and what Python and the canvas have of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from PIL import Image
from playwright.sync_api import Page, expect

from benchmarks import strokes
from tests.helpers.browser import idle
from ui.components.pad import SIDE

PEN = 20
EMPTY = ((SIDE, SIDE), None, 0.0)
ALPHA = """canvas => {
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  return Array.from({ length: data.length / 4 }, (_, i) => String.fromCharCode(data[4 * i + 3])).join('');
}"""
FOCUSED = """() => {
  let e = document.activeElement;
  while (e.shadowRoot?.activeElement) e = e.shadowRoot.activeElement;
  return e.className;
}"""


@contextmanager
def one_run(page: Page) -> Iterator[None]:
    """What happens here runs the script once."""
    line = page.get_by_text(re.compile(r"^run \d+$"))
    before = int(line.inner_text().split()[1])
    yield
    expect(page.get_by_text(f"run {before + 1}", exact=True)).to_be_visible()  # the old one may stand beside it
    idle(page)
    expect(line).to_have_text(f"run {before + 1}")


def has(page: Page) -> tuple:
    """What Python has of the drawing: its size, the box of its ink, and how much ink."""
    text = page.get_by_text(re.compile("^drawing: ")).inner_text()
    if text == "drawing: none":
        return EMPTY
    width, height, *box = map(int, re.findall(r"\d+", text.partition(", ink")[0]))
    return (width, height), tuple(box) or None, float(text.rpartition(" ")[2])


def shows(page: Page) -> tuple:
    """What the canvas has, in the words of has()."""
    alpha = Image.frombytes("L", (SIDE, SIDE), page.locator(".pad canvas").evaluate(ALPHA).encode("latin-1"))
    ink = round(sum(alpha.tobytes()) / 255, 1)
    return (SIDE, SIDE), alpha.point(lambda v: 255 * (v > 127)).getbbox(), ink


def on_screen(page: Page, x: float, y: float) -> tuple[float, float]:
    box = page.locator(".pad canvas").bounding_box()
    return box["x"] + x * box["width"] / SIDE, box["y"] + y * box["height"] / SIDE


def stroke(page: Page, *points: tuple[float, float], steps: int = 5) -> None:
    """Draw through these points, in the pad's own pixels."""
    strokes.stroke(page, page.locator(".pad canvas"), [(x / SIDE, y / SIDE) for x, y in points], steps=steps)


def press(page: Page, *keys: str) -> None:
    """press(page, "Space", "ArrowDown*12")"""
    for key in keys:
        name, _, times = key.partition("*")
        for _ in range(int(times or 1)):
            page.keyboard.press(name)


def around(*points: tuple[float, float]) -> tuple[float, float, float, float]:
    """The box of a stroke through these points."""
    xs, ys = zip(*points, strict=True)
    return min(xs) - PEN / 2, min(ys) - PEN / 2, max(xs) + PEN / 2, max(ys) + PEN / 2


def close(box: tuple | None, to: tuple) -> bool:
    return box is not None and all(abs(a - b) <= 1 for a, b in zip(box, to, strict=True))
