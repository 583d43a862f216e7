"""What tests of pages do without a browser: open a link, find widgets, read what is on the page, wait for a job."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from types import ModuleType
from typing import Any
from unittest.mock import patch

from streamlit.runtime.scriptrunner_utils.script_requests import RerunData
from streamlit.testing.v1 import AppTest, local_script_runner

from benchmarks.links import SHELL
from core.config import Range, runnable, settings, to_query
from core.experiments.templates import Config, train
from core.jobs import Job, State, jobs
from tests.helpers.said import unmarked
from ui import lesson, session

QUIET = ("three_views", "folding")  # pages that train nothing


def opened(page: str, **query: str) -> AppTest:
    """A session of its own that begins with this link, as a browser asks for it."""
    app = AppTest.from_file(str(SHELL), default_timeout=30)
    app.query_params.update(query)
    with patch.object(local_script_runner, "RerunData", partial(RerunData, page_name=page)):
        return healthy(app.run())


def visit(app: AppTest, page: str, **query: str) -> AppTest:
    """Go to a page by a link: what stood in the address bar is gone, and what was set on that page."""
    app.query_params.clear()
    app.query_params.update(query)
    with by_history():
        return healthy(app.switch_page(f"../pages/{page}.py").run())


def open_at(app: AppTest) -> str:
    """The name of the lesson that is open, or "home"."""
    return str(app.session_state["session.open"])


def leave(app: AppTest) -> AppTest:
    """Go to another page, one that trains nothing (Home has the first runs of all lessons recorded)."""
    return visit(app, next(page for page in QUIET if page != open_at(app)))


def back_to(app: AppTest, page: str) -> AppTest:
    """Go to a page by the menu, which has no link."""
    app.query_params.clear()
    return healthy(app.switch_page(f"../pages/{page}.py").run())


@contextmanager
def by_history() -> Iterator[None]:
    """Runs in here are asked for by the browser's Back or Forward."""
    with patch.object(local_script_runner, "RerunData", partial(RerunData, is_history_navigation=True)):
        yield


def link(app: AppTest) -> dict[str, str]:
    """The link of the page that is open."""
    found: dict[str, str] = app.session_state[f"{open_at(app)}.possible"]
    return found


def linked(name: str, config: Any) -> dict[str, str]:
    """The link of a page at `config`: that of the settings, but where it is empty and would mean the opening."""
    said, own = session.said([config], lesson.opens_with(name)), to_query(config)
    assert said == own or (not own and lesson.opens_with(name))
    return said


def widget(widgets: Any, key: str) -> Any:
    """The one of a kind of widgets, as app.pills, that shows what lies at `key` (see ui.controls.bound)."""
    (found,) = [one for one in widgets if one.key and one.key.split("#")[0] == key]
    return found


def examples(app: AppTest) -> Any:
    """The chips of the examples."""
    page = open_at(app)
    (chips,) = [
        one for one in app.pills if one.key and one.key.split("#")[0] in (f"{page}.preset", f"{page}.presets")
    ]
    return chips


def choose(app: AppTest, name: str) -> AppTest:
    """Choose an example by its chip, after a click on "More examples" where it has none, and let the page run."""
    if name not in examples(app).options:
        (more,) = [button for button in app.button if button.label == "More examples"]
        more.click()
        healthy(app.run())
    examples(app).set_value(name)
    return healthy(app.run())


def chosen(app: AppTest) -> str | None:
    """The example whose chip is on."""
    on: str | None = examples(app).value
    return on


def healthy(app: AppTest) -> AppTest:
    assert not app.exception, [error.message for error in app.exception]
    return app


def trained(config: Config) -> Job:
    """Wait until the training of templates with `config` has ended."""
    return ended(jobs().submit(train, config, pinned=True))


def training_of(lesson: ModuleType, config: Any) -> str:
    """The key of the training that a page begins for these settings."""
    return jobs().submit(lesson.train, runnable(config, "training"))


def range_ends(config: Any) -> list[tuple[str, Any]]:
    """(name, value) of each end of each range, where `config` is not there already."""
    return [
        (s.name, end)
        for s in settings(type(config)).values()
        if isinstance(s.declaration, Range)
        for end in (s.kind(s.declaration.low), s.kind(s.declaration.high))
        if end != getattr(config, s.name)
    ]


def ended(key: str) -> Job:
    """Wait until this job has ended."""
    give_up = time.monotonic() + 60
    while (job := jobs().view(key)).state in (State.WAITING, State.RUNNING):
        assert time.monotonic() < give_up, "training takes too long"
        time.sleep(0.01)
    return job


def computed(app: AppTest) -> AppTest:
    """The page when workers have computed what it shows (see ui.following.result)."""

    def live() -> list[str]:
        return [entry.key for entry in jobs()._ledger.entries.values() if entry.brief and entry.live]

    while True:
        for key in live():
            ended(key)
        healthy(app.run())  # also where the last one has ended since the page was run
        if not live():
            return app


def metrics(app: AppTest) -> dict[str, str]:
    """The numbers on the page by their labels."""
    return {metric.label: metric.value for metric in app.metric}


def texts(app: AppTest) -> str:
    """All that is written on the page, without the explanations of its terms."""
    parts = [app.title, app.header, app.markdown, app.caption, app.warning, app.error, app.info]
    lines = [str(element.value) for elements in parts for element in elements]
    return unmarked("\n".join([*lines, *job_lines(app)]))


def job_lines(app: AppTest) -> list[str]:
    """What the lines about jobs say."""
    found = [element.proto for element in app.get("bidi_component")]
    said = [json.loads(proto.json) for proto in found if proto.component_name == "mlp_scope_following"]
    return [data["words"] for data in said if "words" in data]


def unescaped(text: str) -> str:
    """A text as it is read, without the backslashes of Markdown."""
    return re.sub(r"\\(\W|_)", r"\1", text)
