"""The dearest link of a page, found by search: what the server computes for it, in processor time and memory.

The settings of a page are climbed one by one, over the ends of every range, every choice, and texts as long as they
may be. Jobs are not run by workers meanwhile: they wait, or they have recorded what a short training gives.
"""

from __future__ import annotations

import inspect
import random
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache, partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

import psutil
from streamlit.components.v2 import manifest_scanner
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData
from streamlit.testing.v1 import AppTest, local_script_runner

from core.config import Choice, Range, Setting, Subset, Switch, applicable, from_query, settings, to_query
from core.data import images
from core.jobs import State
from core.jobs.ledger import Ledger
from core.jobs.queue import Jobs
from ui import kept, lesson

SHELL = Path(__file__).resolve().parents[1] / "ui/shell.py"
TIMEOUT = 120  # s of one run of a page
LOOK = 0.004  # s between two looks at the memory
MOST_CPU, MOST_BYTES = 0.5, 200e6  # of one run of a page in the server
DEAR = (  # what took the server longest when it computed everything itself
    "regions?depth=10&width=64&max_regions=2000000&r=1000",
    "regions?net=fold&depth=10&activation=abs&max_regions=2000000",
    "regions?widths=999-999-999-999-999-999-999-999-999-999",
    "gradients?activations=1&depth=78&width=256&norm=batch&init=orthogonal&residual=1",
    "activations?dataset=cifar10&steps=500",
    "template_learning?classes=0-1-2-3-4-5-6-7-8-9&seen=60000",
)
Query = Mapping[str, str]


@dataclass(frozen=True)
class Cost:
    """What one run of a page took in the server's process."""

    page: str
    query: Query
    seconds: float  # of the processor
    bytes: float  # of memory more than before, at the most

    @property
    def share(self) -> float:
        """Of what one run may take, the larger of the two shares."""
        return max(self.seconds / MOST_CPU, self.bytes / MOST_BYTES)

    @property
    def link(self) -> str:
        return f"/{self.page}?{'&'.join(f'{name}={text}' for name, text in self.query.items())}".rstrip("?")


@contextmanager
def without_workers(trained: float = 0.0) -> Iterator[None]:
    """Jobs wait; or, where `trained` is more than 0, each is trained here for so many seconds."""

    def start(self: Jobs) -> None:
        while trained and self._ledger.queue:
            _train(self, trained)

    with patch.object(Jobs, "start", start), patch.object(Ledger, "begin", lambda self, slots: []):
        yield


def _train(of: Jobs, seconds: float) -> None:
    entry = of._ledger.queue[0]
    train = sys.modules[entry.experiment].train
    until = time.thread_time() + seconds

    def over() -> bool:
        return time.thread_time() > until

    options = {"stop": over}
    options = options if "stop" in inspect.signature(train).parameters else {}
    entry.began = time.monotonic()
    reason, found = "", []
    try:
        for snapshot in train(entry.config, **options):
            found.append(snapshot)
            if over():
                break
        state = State.CANCELLED if over() else State.DONE
    except ValueError as error:
        state, reason = State.FAILED, str(error)
    entry.snapshots = tuple(found)
    entry.snapshot_times = (entry.began, time.monotonic())
    of._ledger.finish(entry, state, reason)


# Every session of AppTest reads the metadata of all installed packages, to find components: once is enough.
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)


class Visitor:
    """Opens pages by their links in this process, each in a session of its own."""

    def cost(self, page: str, query: Query, *, again: bool = False) -> Cost:
        """Of the first run of `page` by this link; with `again`, of a second one, when its jobs are there."""
        app = AppTest.from_file(str(SHELL), default_timeout=TIMEOUT)
        app.query_params.update(query)
        with patch.object(local_script_runner, "RerunData", partial(RerunData, page_name=page)):
            if again:
                app.run()
            forget()
            with _memory() as most:
                began = time.process_time()
                app.run()
                seconds = time.process_time() - began - most.own
        if app.exception:
            raise RuntimeError(f"{page} {dict(query)}: {app.exception[0].message}")
        return Cost(page, dict(query), seconds, most.bytes)


def forget() -> None:
    """Empty what holds what the server has computed; the data sets stay."""
    kept.EVERY.clear()
    for name, module in list(sys.modules.items()):
        if name.startswith(("core.experiments.", "ui.lessons.", "core.regions.")):
            for one in vars(module).values():
                if hasattr(one, "cache_clear") and getattr(one, "__module__", "") == name:
                    one.cache_clear()


@dataclass
class _Memory:
    bytes: float = 0.0
    own: float = 0.0  # processor time of looking


@contextmanager
def _memory() -> Iterator[_Memory]:
    process, over, found = psutil.Process(), threading.Event(), _Memory()
    before = process.memory_info().rss

    def look() -> None:
        while not over.wait(LOOK):
            found.bytes = max(found.bytes, process.memory_info().rss - before)
        found.own = time.thread_time()

    looking = threading.Thread(target=look, daemon=True)
    looking.start()
    try:
        yield found
    finally:
        over.set()
        looking.join()


def values(setting: Setting, presets: Sequence[Any]) -> list[Any]:
    """The values of a setting that are tried: its ends and a middle, every choice, those of the examples."""
    d, kind = setting.declaration, setting.kind
    found = [setting.default, *(getattr(one, setting.name) for one in presets if hasattr(one, setting.name))]
    if isinstance(d, Range):
        middle = (max(d.low, 1e-9) * d.high) ** 0.5 if d.log else (d.low + d.high) / 2
        found += [kind(d.low), kind(d.high), kind(middle)]
    elif isinstance(d, Choice):
        found += [name for name in d.options if name not in images.NAMES or images.status(name).state == "ready"]
    elif isinstance(d, Switch):
        found += [False, True]
    elif isinstance(d, Subset):
        every = tuple(range(d.low, d.high + 1))
        found += [every, every[: d.least], every[-d.least :], *((k,) for k in every if d.least == 1)]
    else:
        found += ["-".join([str(n)] * many) for n in (1, 9, 64, 512, 999) for many in range(1, 11)]
    return list(dict.fromkeys(v for v in found if d.holds(v, kind)))


@dataclass
class Search:
    """Climb from link to link of one page, within so many runs."""

    page: str
    visitor: Visitor
    runs: int
    again: bool = False
    examples: bool = True  # begin with them too
    seed: int = 0
    best: Cost | None = None
    seen: dict[tuple[tuple[str, str], ...], Cost] = field(default_factory=dict)

    def run(self) -> Cost:
        """The dearest link that was found."""
        face = lesson.science(self.page)
        starts: list[Query] = [{}]
        if self.examples:
            starts += [to_query(preset.config) for preset in face.PRESETS.values()]
        starts += [_corner(face, end) for end in ("high", "low")]
        order = random.Random(self.seed)
        for query in starts:
            self._try(query)
        while not self._over() and self._climb(face, order):
            pass
        assert self.best is not None
        return self.best

    def _over(self) -> bool:
        return len(self.seen) >= self.runs

    def _climb(self, face: Any, order: random.Random) -> bool:
        """Go through all settings once; whether the link has become dearer."""
        assert self.best is not None
        before, steps = self.best, []
        presets = [preset.config for preset in face.PRESETS.values()]
        for cls in face.LINK:
            steps += [(cls, s, v) for s in settings(cls).values() for v in values(s, presets)]
        order.shuffle(steps)
        for cls, setting, value in steps:
            if self._over():
                break
            self._step(face, cls, setting, value)
        return self.best is not before

    def _step(self, face: Any, cls: Any, setting: Setting, value: Any) -> None:
        assert self.best is not None
        configs = {one: from_query(one, self.best.query)[0] for one in face.LINK}
        if setting.name not in applicable(configs[cls]) or getattr(configs[cls], setting.name) == value:
            return
        try:
            configs[cls] = replace(configs[cls], **{setting.name: value})
        except ValueError:
            return
        self._try({name: text for one in configs.values() for name, text in to_query(one).items()})

    def _try(self, query: Query) -> None:
        key = tuple(sorted(query.items()))
        if key in self.seen or self._over():
            return
        found = self.seen[key] = self.visitor.cost(self.page, query, again=self.again)
        if self.best is None or found.share > self.best.share:
            self.best = found


def _corner(face: Any, end: str) -> Query:
    """All numbers of the first Config at one end of their ranges, as far as they go together."""
    numbers = [s for s in settings(face.Config).values() if isinstance(s.declaration, Range)]
    query = {s.name: s.declaration.write(s.kind(getattr(s.declaration, end))) for s in numbers}
    return to_query(from_query(face.Config, query)[0])
