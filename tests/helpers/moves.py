"""A person at a page of settings, and what that person expects: widgets, link and picture say the same.

A Lesson says which moves its page offers and what its picture says of the settings; a Tab makes moves in a real
browser and keeps the settings that should be there after each.
"""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from playwright.sync_api import Page

from core.config import Preset, Range, Subset, from_query, settings, to_query
from tests.helpers.browser import example
from ui.controls import stops

PATIENCE = 30.0  # s until a move is on the screen, on a machine that trains beside it
# What the browser shows of the widgets, by their labels.
SHOWN = """() => {
  const all = (root, selector) => [...root.querySelectorAll(selector)];
  const found = {};
  for (const slider of all(document, 'input[type=range][aria-valuetext]'))
    found[slider.getAttribute('aria-label')] = slider.getAttribute('aria-valuetext');
  for (const toggle of all(document, 'input[role=switch]'))
    found[toggle.getAttribute('aria-label')] = toggle.checked;
  for (const group of all(document, '[data-testid=stButtonGroup] > [aria-label]'))
    found[group.getAttribute('aria-label')] = all(group, 'button').filter(button =>
      button.getAttribute('aria-pressed') === 'true' || button.getAttribute('aria-checked') === 'true'
    ).map(button => button.innerText);
  return { widgets: found, text: document.querySelector('[data-testid=stMain]')?.innerText ?? '',
           link: location.search };
}"""

CLICK = """text => {
  const buttons = [...document.querySelectorAll('[data-testid=stMain] [data-testid=stButton] button')];
  const button = buttons.find(button => button.innerText === text);
  button?.click();
  return button !== undefined;
}"""


@dataclass(frozen=True)
class Lesson:
    """A page, the settings that are tried on it, and a pattern of what its picture says of a Config."""

    page: str
    config: type[Any]
    presets: dict[str, Preset]
    start: dict[str, str]
    sliders: tuple[str, ...]
    chips: dict[str, Callable[[Any], Sequence[str]]]  # setting -> the words of its numbers
    switches: tuple[str, ...]
    says: Callable[[Any], str]
    slides: Callable[[Any], bool] = lambda config: True  # whether the sliders are there


@dataclass
class Tab:
    """One browser tab on a lesson, and what it should show."""

    lesson: Lesson
    browser: Page
    server: str
    draw: random.Random
    now: Any = None  # the Config that a person has set
    history: list[Any] = field(default_factory=list)  # Configs that Back and Forward lead to
    at: int = 0
    made: list[str] = field(default_factory=list)  # the moves so far, in words

    def open(self, query: dict[str, str]) -> str:
        """Type a link into the address bar."""
        self.now, _ = from_query(self.lesson.config, query)
        self._note()
        text = "&".join(f"{name}={value}" for name, value in query.items())
        self.browser.goto(f"{self.server}/{self.lesson.page}?{text}", wait_until="commit")
        return f"open ?{text}"

    def _note(self) -> None:
        """A new entry of the browser's history; what could be reached by Forward is gone."""
        del self.history[self.at + 1 :]
        if not self.history or self.history[-1] != self.now:
            self.history.append(self.now)
        self.at = len(self.history) - 1

    def move(self) -> str:
        """One random move; returns what it was."""
        moves = [self.slide] * 5 + [self.chip] * 4 + [self.switch] * 2 + [self.preset] * 2 + [self.new_seed] * 2
        moves += [self.stop] * 2 + [self.back] * 3 + [self.forward] * 2 + [self.type_link]
        while not (said := self.draw.choice(moves)()):
            pass
        self.made.append(said)
        return said

    def _set(self, actions: int = 1, **values: Any) -> None:
        """What a person has set by so many actions, one right after the other.

        Each of several may have made an entry in the browser's history, or none: so nobody goes back beyond them.
        """
        self.now = replace(self.now, **values)
        self._note()
        if actions > 1:
            self.history, self.at = [self.now], 0

    def slide(self) -> str:
        """One to three presses of an arrow key on a slider."""
        if not self.lesson.slides(self.now):
            return ""
        name = self.draw.choice(self.lesson.sliders)
        setting = settings(self.lesson.config)[name]
        d, now = setting.declaration, getattr(self.now, name)
        assert isinstance(d, Range)
        steps = stops(setting) if d.log else list(range(int(d.low), int(d.high) + 1))
        steps = sorted({*steps, now})
        presses, way = self.draw.randint(1, 3), self.draw.choice((-1, 1))
        there = steps[min(max(steps.index(now) + way * presses, 0), len(steps) - 1)]
        try:
            replace(self.now, **{name: there})
        except ValueError:
            return ""
        if there == now:
            return ""
        slider = self.browser.locator(f"input[type=range][aria-label='{d.label}']")
        slider.focus()
        for _ in range(presses):
            self.browser.keyboard.press("ArrowRight" if way > 0 else "ArrowLeft")
        self._set(presses, **{name: there})
        return f"{name} {now} -> {there} by {presses} presses"

    def chip(self) -> str:
        """One or two chips, one right after the other."""
        if not self.lesson.chips:
            return ""
        name = self.draw.choice(list(self.lesson.chips))
        d, words = settings(self.lesson.config)[name].declaration, self.lesson.chips[name](self.now)
        assert isinstance(d, Subset)
        chosen = self.draw.sample(range(len(words)), self.draw.randint(1, 2))
        there = tuple(sorted(set(getattr(self.now, name)) ^ set(chosen)))
        try:
            replace(self.now, **{name: there})
        except ValueError:
            return ""
        group = self.browser.get_by_test_id("stSidebar").get_by_label(d.label, exact=True)
        for k in chosen:
            group.get_by_role("button", name=words[k], exact=True).click()
        self._set(len(chosen), **{name: there})
        return f"{name}: chips {[words[k] for k in chosen]}"

    def switch(self) -> str:
        if not self.lesson.switches:
            return ""
        name = self.draw.choice(self.lesson.switches)
        label = settings(self.lesson.config)[name].declaration.label
        self.browser.get_by_test_id("stSidebar").get_by_text(label, exact=True).click()
        self._set(**{name: not getattr(self.now, name)})
        return f"{name} -> {getattr(self.now, name)}"

    def preset(self) -> str:
        name = self.draw.choice(list(self.lesson.presets))
        example(self.browser, name).click()
        self.now = self.lesson.presets[name].config
        self._note()
        return f"example “{name}”"

    def new_seed(self) -> str:
        if not self._clicked("New seed"):
            return ""
        self._set(seed=(self.now.seed + 1) % 10_000)
        return "New seed"

    def stop(self) -> str:
        return "Stop" if self._clicked("Stop") else ""

    def _clicked(self, text: str) -> bool:
        """Click the button of the page if it is there: a run may end at this very moment and take it away."""
        return bool(self.browser.evaluate(CLICK, text))

    def back(self) -> str:
        return self._go(-1, self.browser.go_back, "Back")

    def forward(self) -> str:
        return self._go(1, self.browser.go_forward, "Forward")

    def _go(self, way: int, go: Callable[..., Any], said: str) -> str:
        if not 0 <= self.at + way < len(self.history):
            return ""
        self.at += way
        self.now = self.history[self.at]
        go(wait_until="commit")
        return said

    def type_link(self) -> str:
        return self.open({**self.lesson.start, "seed": str(self.draw.randrange(10_000))})

    def difference(self) -> str:
        """In what the screen differs from what it should show; "" where it does not."""
        found = self.browser.evaluate(SHOWN)
        link = dict(parse_qsl(urlsplit(found["link"]).query))
        own = {name: text for name, text in link.items() if name in settings(self.lesson.config)}
        wanted = to_query(self.now)
        if own != wanted:
            return f"the link says {own}, not {wanted}"
        for name, shown in self._widgets().items():
            label = settings(self.lesson.config)[name].declaration.label
            if found["widgets"].get(label) != shown:
                return f"“{label}” shows {found['widgets'].get(label)}, not {shown}"
        if not re.search(self.lesson.says(self.now), found["text"]):
            return f"the picture does not say {self.lesson.says(self.now)!r}"
        return ""

    def _widgets(self) -> dict[str, Any]:
        """What the widgets of the settings that are tried should show."""
        every, found = settings(self.lesson.config), {}
        for name in self.lesson.sliders if self.lesson.slides(self.now) else ():
            value = getattr(self.now, name)
            zero = isinstance(every[name].declaration, Range) and every[name].declaration.zero and value == 0
            found[name] = "0 (off)" if zero else f"{value:,}" if isinstance(value, int) else f"{value:g}"
        for name, words in self.lesson.chips.items():
            found[name] = [words(self.now)[k] for k in getattr(self.now, name)]
        return found | {name: getattr(self.now, name) for name in self.lesson.switches}

    def settled(self, patience: float = PATIENCE) -> str:
        """Wait until the screen shows what it should; what is still wrong with it after `patience` seconds."""
        end = time.monotonic() + patience
        while True:
            try:
                wrong = self.difference()
            except Exception as error:  # while the browser goes from one document to another
                wrong = f"{type(error).__name__}: {error}"[:200]
            if not wrong or time.monotonic() > end:
                return wrong
            self.browser.wait_for_timeout(40)
