"""What every lesson keeps: its face, its settings and links, and its page from the title to the sources.

A lesson that is in the catalogue gets these tests for nothing.
"""

from __future__ import annotations

import json
import re
import struct
import time
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from types import ModuleType
from typing import Any

import altair as alt
import pytest
from streamlit.testing.v1 import AppTest

from core.config import Preset, Range, from_query, runnable, settings, to_query
from core.jobs import State, jobs
from tests.helpers import offline
from tests.helpers.field import unexplained
from tests.helpers.pages import (
    QUIET,
    choose,
    chosen,
    computed,
    examples,
    healthy,
    link,
    linked,
    open_at,
    opened,
    texts,
    unescaped,
    visit,
)
from tests.helpers.said import printed, sentences, words_in
from ui import catalogue, lesson
from ui.controls import FIRST, anchor

NAMES = [here.name for here in catalogue.LESSONS]
FACES = {name: lesson.science(name) for name in NAMES}
CLASSES = [(name, cls) for name in NAMES for cls in FACES[name].LINK]
SETTINGS = [(cls, field) for cls in dict.fromkeys(cls for _, cls in CLASSES) for field in settings(cls)]
NUMBERS = [(cls, field) for cls, field in SETTINGS if isinstance(settings(cls)[field].declaration, Range)]
EXAMPLES = [(name, example) for name in NAMES for example in FACES[name].PRESETS]
GARBAGE = "\N{SNOWMAN}"
LONGEST = 25  # words in a sentence
FEW = 4  # numbers in a conclusion
ALLOWED: set[str] = set()  # charts that Vega-Lite's schema allows, without their numbers


def called(value: Any) -> str:
    return value.__module__.rsplit(".", 2)[-2] + "." + value.__name__ if isinstance(value, type) else str(value)


# The face of an experiment


@pytest.mark.parametrize("name", NAMES)
def test_the_face_of_an_experiment_has_every_name_that_the_frame_reads(name):
    face: ModuleType = FACES[name]
    assert face.LINK[0] is face.Config and all(is_dataclass(cls) for cls in face.LINK)
    assert callable(face.describe) and any(callable(getattr(face, way, None)) for way in ("run", "train"))
    assert face.PRESETS and all(isinstance(preset, Preset) for preset in face.PRESETS.values())
    assert {"LINK", "PRESETS", "Config", "describe"} <= set(face.__all__) <= set(vars(face))
    assert face.__doc__ and len(face.__doc__.splitlines()[0]) > 20


@pytest.mark.parametrize("name", NAMES)
def test_examples_are_told_apart_and_each_says_why_in_a_sentence(name):
    presets = FACES[name].PRESETS
    assert len({preset.config for preset in presets.values()}) == len(presets)
    for preset in presets.values():
        assert isinstance(preset.config, FACES[name].Config)
        assert preset.why.endswith((".", "?", "!")) and 20 < len(preset.why) < 200
    assert {*catalogue.lesson(name).first_runs, catalogue.lesson(name).opens} <= {*presets, ""}


@pytest.mark.parametrize("name", NAMES)
def test_two_settings_of_a_lesson_never_share_a_name_in_its_link(name):
    every = [field.name for cls in FACES[name].LINK for field in fields(cls)]
    assert len(every) == len(set(every))


# Settings and links


@pytest.mark.parametrize(("cls", "name"), SETTINGS, ids=called)
def test_a_setting_says_what_it_is(cls, name):
    declaration = settings(cls)[name].declaration
    assert declaration.label
    assert declaration.holds(settings(cls)[name].default, settings(cls)[name].kind)


@pytest.mark.parametrize(("cls", "name"), SETTINGS, ids=called)
def test_a_wrong_value_in_a_link_is_said_and_becomes_what_is_allowed(cls, name):
    setting = settings(cls)[name]
    config, (said,) = from_query(cls, {name: GARBAGE})
    assert getattr(config, name) == setting.default
    assert said.startswith(f"'{name}' must be ") and f"Got {GARBAGE} instead. Using " in said


@pytest.mark.parametrize(("cls", "name"), NUMBERS, ids=called)
def test_a_number_beyond_its_range_becomes_the_end_of_it(cls, name):
    setting = settings(cls)[name]
    low, high = setting.declaration.low, setting.declaration.high
    for end, beyond in ((low, low - 1), (high, high + 1)):
        config, messages = from_query(cls, {name: setting.declaration.write(setting.kind(beyond))})
        assert messages[0].startswith(f"'{name}' must be ") and f"Using {setting.kind(end)}." in messages[0]
        together = len(messages) == 1  # with the defaults of the others; if not, all are at their defaults
        assert getattr(config, name) == (end if together else setting.default)


@pytest.mark.parametrize(("name", "example"), EXAMPLES)
def test_the_link_of_an_example_is_the_example(name, example):
    config = FACES[name].PRESETS[example].config
    again, messages = from_query(type(config), to_query(config))
    assert runnable(again) == runnable(config) and not messages


# The page


@pytest.fixture(scope="module", autouse=True)
def workers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with offline.running_workers(tmp_path_factory.mktemp("workers")):
        yield


@pytest.fixture(autouse=True)
def no_data(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    offline.forget_data(monkeypatch, tmp_path / "data")


@pytest.fixture(autouse=True)
def begun() -> Iterator[list[str]]:
    """The jobs that the page of a test begins."""
    with offline.begun_jobs() as keys:
        yield keys


@pytest.fixture(scope="module")
def tab() -> AppTest:
    return opened(QUIET[0])


def elements(app: AppTest) -> Iterator[Any]:
    """Everything on the page, from top to bottom."""

    def below(block: Any) -> Iterator[Any]:
        for child in getattr(block, "children", {}).values():
            yield child
            yield from below(child)

    yield from below(app._tree)


def whole(app: AppTest, name: str) -> None:
    """A page that has all its parts, in their order, and nothing on it that is not finished."""
    here = catalogue.lesson(name)
    assert [title.value for title in app.title] == [here.question]
    headings = [(e.type, e.value) for e in elements(app) if e.type in ("title", "header", "subheader")]
    assert headings[0] == ("title", here.question)
    assert [value for kind, value in headings if kind == "header"][-2:] == ["The mathematics", "Exercises"]
    assert len(set(headings)) == len(headings)
    said = texts(app)
    assert here.sentence in said and f"From {here.lectures}." in said
    assert not re.search(r"\bnan\b|\binf\b|\bNone\b|\{[a-z_]+\}|TODO", re.sub(r"\$[^$]*\$", "", said))
    for text in (*app.markdown, *app.caption):
        long = [sentence for sentence in sentences(text.value) if words_in(sentence) > LONGEST]
        assert not long, long
    assert not unexplained("\n".join(text.value for text in (*app.title, *app.header, *app.markdown)))
    for told in said.split("**What am I looking at?** ")[1:]:
        explained(told.split("\n")[0])
    for element in elements(app):
        if element.type == "vega_lite_chart":
            drawn(element.proto)
        elif element.type == "bidi_component" and element.proto.bytes:
            decoded(element.proto.bytes)


def explained(told: str) -> None:
    """First what is drawn, then one conclusion in one sentence: more than a few numbers stand in a table."""
    found = re.match(r"(?P<drawn>.+?) \*\*(?P<conclusion>.+?)\*\*", told)
    assert found and found["drawn"].endswith((".", "!", "?")), told
    (conclusion,) = sentences(found["conclusion"])
    assert conclusion.endswith((".", "!")) and words_in(conclusion) <= LONGEST, conclusion
    assert len(list(printed(conclusion))) <= FEW, conclusion


def drawn(chart: Any) -> None:
    """A chart that Vega-Lite's schema allows, with words for those who do not see it.

    The schema is asked once about charts that differ in their numbers only: it takes its time.
    """
    spec, shape = json.loads(chart.spec), re.sub(r"\d+", "0", chart.spec)
    if shape not in ALLOWED:
        alt.LayerChart.from_dict({**spec, "data": {"values": []}}, validate=True)
        ALLOWED.add(shape)
    assert len(chart.alt) > 10
    axes = [layer.get("encoding", {}).get(axis, {}) for layer in spec["layer"] for axis in ("x", "y")]
    assert any(axis.get("title") for axis in axes), "no axis of this chart has a title"


def decoded(message: bytes) -> None:
    """A message to a component: the length of its header, the header, and arrays that begin at a multiple of 4."""
    (length,) = struct.unpack_from("<I", message)
    header = json.loads(message[4 : 4 + length], parse_constant=pytest.fail)
    assert length % 4 == 0 and isinstance(header, dict) and len(message) >= 4 + length


@pytest.mark.parametrize("name", NAMES)
def test_a_link_that_says_nothing_is_that_of_the_opening_alone(name):
    """So whoever opens a link sees what its sender saw, whatever the page opens with."""
    opens, configs = lesson.opens_with(name), [preset.config for preset in FACES[name].PRESETS.values()]
    for config in [FACES[name].Config(), *configs]:
        query = linked(name, config)
        again, messages = from_query(type(config), query)
        assert runnable(again) == runnable(config) and not messages
        assert query or opens is None


@pytest.mark.parametrize("name", NAMES)
def test_a_page_opens_whole_and_explains_what_it_shows(tab, name, begun):
    app = visit(tab, name)
    while any(job.state in (State.WAITING, State.RUNNING) and not job.snapshots for job in map(jobs().view, begun)):
        time.sleep(0.05)
    app = healthy(app.run())
    whole(app, name)
    explained = texts(app).split("**What am I looking at?**")[1]
    assert len(explained.split("\n")[0]) > 40
    assert not [warning.value for warning in app.warning if "The link was changed" in warning.value]
    assert link(app) == linked(name, lesson.opens_with(name) or FACES[name].Config()) and not app.error
    sections = {step.section for step in lesson.course_of(name).steps} - {""}
    assert sections <= {header.value for header in app.header}, "a step leads there"


@pytest.mark.parametrize(("name", "example"), EXAMPLES)
def test_an_example_is_chosen_by_its_chip(tab, name, example):
    """From whatever the page shows: mostly the example before it."""
    preset = FACES[name].PRESETS[example]
    if open_at(tab) != name or chosen(tab) == example:
        other = next(one for one in FACES[name].PRESETS if one != example)
        visit(tab, name, **to_query(FACES[name].PRESETS[other].config))
    app = computed(choose(tab, example))
    whole(app, name)
    assert chosen(app) == example
    if preset.section:  # elsewhere on the page: a link leads there
        assert preset.section in [header.value for header in app.header]
        assert f"[{preset.section}](#{anchor(preset.section)})" in texts(app)
    assert preset.why in texts(app) and link(app) == linked(name, preset.config)
    run = getattr(FACES[name], "run", None)
    if run is not None and run.__code__.co_argcount == 1 and FACES[name].describe.__code__.co_argcount == 2:
        used = replace(preset.config, dataset="digits") if hasattr(preset.config, "dataset") else preset.config
        assert FACES[name].describe(used, run(used)) in texts(app)


@pytest.mark.parametrize("name", [name for name in NAMES if len(FACES[name].PRESETS) > FIRST])
def test_of_many_examples_six_have_a_chip_at_once_and_the_one_that_is_on_always_has(name):
    every, app = list(FACES[name].PRESETS), opened(name)
    assert examples(app).options == every[:FIRST] and chosen(app) in every
    app = visit(app, name, **to_query(FACES[name].PRESETS[every[-1]].config))
    assert examples(app).options == every and chosen(app) == every[-1]
    assert examples(choose(app, every[1])).options == every  # they do not go from under the hand


@pytest.mark.parametrize("name", NAMES)
def test_a_link_that_is_wrong_throughout_is_mended_and_said_once(tab, name):
    wrong = {field: GARBAGE for cls in FACES[name].LINK for field in settings(cls)} | {"colour": "<b>red</b>"}
    app = visit(tab, name, **wrong)
    whole(app, name)
    (said,) = [unescaped(w.value) for w in app.warning if w.value.startswith("The link was changed")]
    assert "There is no setting 'colour' here" in said and link(app) == linked(name, FACES[name].Config())
    for cls in FACES[name].LINK:
        assert all(f"'{field}' must be " in said for field in settings(cls))


@pytest.mark.parametrize("end", ["low", "high"])
@pytest.mark.parametrize("name", NAMES)
def test_a_page_stands_at_the_ends_of_its_ranges(tab, name, end):
    """Each number of the first Config at one end of its range, where all of them go together."""
    cls = FACES[name].Config
    numbers = [setting for setting in settings(cls).values() if isinstance(setting.declaration, Range)]
    query = {s.name: s.declaration.write(s.kind(getattr(s.declaration, end))) for s in numbers}
    config, _ = from_query(cls, query)
    app = visit(tab, name, **to_query(config))
    whole(app, name)
    assert link(app) == to_query(config)
