"""The frame of every lesson: question, examples, settings, explanation, mathematics, sources, and the link.

with lesson.page("templates", first=4) as page:
    templates.figure(page)
    page.section("What the layer does not need", templates.recorded)
    page.mathematics(templates.mathematics)
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from importlib import import_module
from types import ModuleType
from typing import Any, Generic, TypeVar

import streamlit as st

from core.config import Settings, applicable, runnable
from core.course import Course, records
from core.data import images, own
from core.jobs import Train
from core.told import Told
from ui import catalogue, controls, course, data, lecture, session, sources, terms

Runs = Sequence[tuple[str, Any]]  # names and Configs of runs that are recorded in advance
C = TypeVar("C", bound=Settings)
V = TypeVar("V", bound=Settings)


def science(name: str) -> ModuleType:
    """The face of a lesson's experiment: Config, LINK, PRESETS, run or train, describe."""
    return import_module(f"core.experiments.{name}")


def course_of(name: str) -> Course:
    """The steps, questions and exercises of a lesson."""
    found: Course = science(name).COURSE
    return found


def link(name: str) -> tuple[type[Settings], ...]:
    """What stands in the link of a lesson: its settings, what is looked at, and the step of its path."""
    return (*science(name).LINK, course.path(len(course_of(name).steps)))


def screen(name: str) -> ModuleType:
    """The sections of a lesson's page."""
    return import_module(f"ui.lessons.{name}")


def first_runs(name: str) -> Runs:
    """The runs that are recorded for a lesson at start: on the offline digits where their data are missing."""
    presets = science(name).PRESETS
    return [(run, _offline(presets[run].config)) for run in catalogue.lesson(name).first_runs]


def trains(name: str, config: Any) -> bool:
    """Whether the page of a lesson records a training at these settings."""
    face = science(name)
    return bool(face.trains(config)) if hasattr(face, "trains") else hasattr(face, "train")


def step_runs(name: str) -> list[tuple[str, Train[Any, Any], Any]]:
    """What workers record for the steps of a lesson: of each its name, the function that records it, its Config.

    It is the training of a step, what is COMPUTED before its figure can be drawn, and what its question asks of.
    """
    face, title = science(name), catalogue.lesson(name).title
    found = []
    for number, step in enumerate(course_of(name).steps, 1):
        config, called = _offline(step.config), f"{title}, step {number}"
        if trains(name, step.config):
            found.append((called, face.train, config))
        found += [(f"{called}, its figure", one.train, one.of(config)) for one in getattr(face, "COMPUTED", ())]
        if step.question and step.question.of and records(step.question.of):
            found.append((f"{called}, its question", step.question.of, config))
    return found


def home_run() -> tuple[str, Any]:
    """The run that Home opens with: its name and its Config."""
    name, run = catalogue.HOME_RUN
    return next(one for one in first_runs(name) if one[0] == run)


def opens_with(name: str) -> Settings | None:
    """The example that a lesson opens with; None where these are the defaults of its settings."""
    example = catalogue.lesson(name).opens
    found: Settings | None = science(name).PRESETS[example].config if example else None
    return found


def _offline(config: Any) -> Any:
    used = runnable(config, "training")
    missing = "dataset" in applicable(config) and images.status(used.dataset).state != "ready"
    return replace(used, dataset="digits") if missing else used


@dataclass
class Page(Generic[C]):
    """One lesson on the screen."""

    name: str
    config: C  # what the settings are at: the link says the same
    why: str  # one sentence on the example that is on, until it has been said below the figure
    pictures: str = ""  # the data set whose source is named at the end
    notes: list[sources.Note] = field(default_factory=list)  # for lecturers, at the end

    def __post_init__(self) -> None:
        self.used = runnable(self.config)  # what runs: without what has no say, on data that are here

    def fetch(self) -> None:
        """Have the pictures of the settings at hand, or offline ones in their place, which is said on the page."""
        wanted = str(getattr(self.used, "dataset", ""))
        if "dataset" in applicable(self.config) and (wanted in images.NAMES or own.is_own(wanted)):
            self.used = data.at_hand(self.used)
            self.pictures = str(getattr(self.used, "dataset", ""))

    @property
    def course(self) -> Course:
        return course_of(self.name)

    @property
    def classes(self) -> tuple[str, ...]:
        """The names of the classes that are told apart."""
        every = images.about(self.pictures).class_names
        return tuple(every[k] for k in getattr(self.used, "classes", range(len(every))))

    def view(self, cls: type[V]) -> V:
        """What is looked at: settings that are in the link and change no number of the run."""
        return session.current(self.name, cls)

    def new_seed(self) -> None:
        """The same experiment from another draw."""
        session.next_seed(self.name)

    def explain(self, said: Told) -> None:
        """What the figure shows now, from its live numbers."""
        tell("**What am I looking at?** ", said)

    def section(self, title: str, draw: Callable[["Page[Any]"], None]) -> None:
        """A part of the page under its own heading. The first ends the figure, with the reason of its example."""
        if self.why:
            st.caption(self.why)
            self.why = ""
        st.header(title, anchor=controls.anchor(title))
        draw(self)

    def for_lecturers(self, title: str, draw: Callable[["Page[Any]"], None]) -> None:
        """Have this drawn at the end of the page, in the closed section for lecturers."""
        self.notes.append((title, lambda: draw(self)))

    def mathematics(self, draw: Callable[["Page[Any]"], None]) -> None:
        self.section("The mathematics", draw)

    def link(self) -> None:
        """Let the link say what the settings are at by now."""
        session.write(self.name, *link(self.name))


def tell(question: str, said: Told) -> None:
    """The sentences of a figure after a `question`, and its numbers as a table."""
    st.markdown(terms.marked(f"{question}{said}", question))
    if said.table:
        st.markdown(said.table)


def _lead(name: str, config: Settings) -> str:
    """In a lecture the keys lead; there is no example to give a reason for."""
    course.lead(name, course_of(name), config)
    return ""


def _controls(name: str, config: Settings, first: int, in_place: Collection[str]) -> str:
    """Examples and settings; returns why the example that is on is worth a look.

    While a question stands there are no examples: the name of the one that is on might answer it.
    """
    asked = course.waiting(name, course_of(name), config)
    why = "" if asked else controls.presets(name, science(name).PRESETS, config)
    controls.sidebar(name, config, first=first, in_place=in_place)
    return why


@contextmanager
def page(
    name: str,
    *,
    first: int,
    in_place: Collection[str] = (),
    fetch: bool = True,
    deck: bool = True,
) -> Iterator[Page[Any]]:
    """Around a lesson: its heading, examples and settings before, its sources and its link after.

    The sidebar has the `first` settings at once and the rest in an expander, but for those that are `in_place`, on
    the page itself. Without `fetch` the page says when it needs its data. Without `deck` the decks' numbers stand
    elsewhere on the page.
    """
    here, face, teaches = catalogue.lesson(name), science(name), course_of(name)
    if session.read(name, *link(name), opening=opens_with(name)):
        course.arrive(name, teaches, list(st.query_params))
    config = session.current(name, face.Config)
    course.title(name, teaches, here.question)
    course.strip(name, teaches, config, here.sentence)
    session.complain(name, *link(name))
    why = _lead(name, config) if session.in_lecture(name) else _controls(name, config, first, in_place)
    drawn: Page[Any] = Page(name, config, why)
    drawn.for_lecturers("Lecture mode", lecture.about)
    drawn.link()
    if fetch:
        drawn.fetch()
    if question := course.waiting(name, teaches, config):
        course.ask(name, question)
        course.look(name, teaches, config)
        session.arrived(name)
        raise course.Asked
    course.reveal(name, teaches, config, drawn.used)
    yield drawn
    drawn.section("Exercises", course.exercises)
    drawn.link()
    session.arrived(name)
    sources.footer(name if deck else "", here.lectures, drawn.pictures, drawn.notes)
    course.look(name, teaches, config)
