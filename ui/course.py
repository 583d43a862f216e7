"""The path through a lesson on the screen: its steps, questions before their results, and exercises."""

from collections.abc import Callable, Sequence
from dataclasses import field, make_dataclass
from functools import cache, partial
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import streamlit as st

from core.config import Choice, Range, Settings, runnable
from core.course import Choice as OneOf
from core.course import Course, Curve, Number, Question, Step, records
from core.words import capital
from ui import catalogue, following, kept, lecture, session, terms
from ui.components.guess import guess as curve
from ui.components.progress import overview, reached
from ui.controls import further_down

if TYPE_CHECKING:
    from ui.lesson import Page

SHOWN = "shown"  # in the place of a guess, where a person has asked for the answer without one
STOPS = 100  # of the slider of a number


class Asked(Exception):
    """The page ends here, with a question; ui/shell.py goes on as after any page.

    st.stop() would end the run of the script before Streamlit forgets which buttons were pressed and which figures
    have left the page: the next press of the same key would be lost, and such a figure would draw into nothing.
    """


@cache
def path(steps: int) -> type[Settings]:
    """At which of so many steps a person is, 0 at none; and whether the lesson is given in a lecture."""
    step = Annotated[int, Range("Step of the path", 0, steps, "0: off the path.")]
    mode = Annotated[str, Choice("Mode", {"": "alone", "lecture": "in a lecture"})]
    both = [("step", step, field(default=0)), ("mode", mode, field(default=""))]
    return make_dataclass("Path", both, frozen=True)


class Place(NamedTuple):
    """The step at which a person is, from 1, and whether they have moved a control since."""

    number: int
    step: Step
    left: bool


def place(page: str, course: Course, config: Settings) -> Place | None:
    """Where on the path of `page` a person is; None off the path."""
    number = session.value(page, "step")
    if not number:
        return None
    step = course.steps[number - 1]
    return Place(number, step, runnable(config) != runnable(step.config))


def arrive(page: str, course: Course, query: Sequence[str]) -> None:
    """After a link has been read: one that has nothing but a step means the settings of this step."""
    number = session.value(page, "step")
    if number and set(query) <= {"step", "mode"}:
        _go(page, course, number)


def _go(page: str, course: Course, number: int) -> None:
    session.put(page, step=number)
    if number:
        step = course.steps[number - 1]
        for config in (step.config, *step.views):
            session.choose(page, config)


def title(page: str, course: Course, question: str) -> None:
    """The lesson's question, and beside it the way onto its path."""
    with st.container(key="title", horizontal=True, vertical_alignment="center"):
        st.title(question)
        if not session.value(page, "step") and not session.in_lecture(page):
            _button(page, course, f"Walk through it in {len(course.steps)} steps", 1, icon=":material/footprint:")


def strip(page: str, course: Course, config: Settings, sentence: str) -> None:
    """One line: the lesson's sentence; or on the path the step, its sentence, Back and Next."""
    here, many = place(page, course, config), len(course.steps)
    if here is None:
        terms.say(sentence)
        return
    with st.container(key="path", horizontal=True, vertical_alignment="center"):
        if here.left:
            st.markdown(f"You have left step {here.number} of {many}. Try what you like.", width="stretch")
            _button(page, course, f"Back to step {here.number}", here.number)
            _button(page, course, "Leave the path", 0, type="tertiary")
            return
        # A sentence that says what there is to see would answer the question that comes first.
        said = "Guess first, then look." if waiting(page, course, config) else here.step.sentence
        said = f"**{here.number} of {many}** {said}"
        if session.in_lecture(page):
            st.markdown(said)
            return
        if here.step.section and not waiting(page, course, config):
            said += f" It shows {further_down(here.step.section)}."
        _button(page, course, "Back", here.number - 1, icon=":material/arrow_back:")
        st.markdown(said, width="stretch")
        if here.number < many:
            _button(page, course, "Next", here.number + 1, icon=":material/arrow_forward:", icon_position="right")
        elif after := _next_lesson(page):
            st.page_link(
                catalogue.script(after.name),
                label=f"Next lesson: {after.title}",
                icon=":material/arrow_forward:",
                query_params={"step": "1"},
            )


def _button(page: str, course: Course, label: str, number: int, **more: Any) -> None:
    st.button(label, f"{page}.path.{label}", on_click=_go, args=(page, course, number), **more)


def _next_lesson(page: str) -> catalogue.Lesson | None:
    every = list(catalogue.LESSONS)
    after = every[every.index(catalogue.lesson(page)) + 1 :]
    return after[0] if after else None


# In a lecture


def lead(page: str, course: Course, config: Settings) -> None:
    """Large type, the presenter's keys, and the list of steps while it is asked for."""
    lecture.dress()
    after, listed = _next_lesson(page), f"{page}.list"

    # A key may come before its button is there anew, and is then answered by that of the run before: what these do
    # depends on where the page is now, and on nothing that was so when the button was drawn.
    def forward() -> None:
        number = session.value(page, "step")
        if waiting(page, course, session.current(page, type(config))):
            _answers(page)[number] = SHOWN
        elif number < len(course.steps) or after is None:
            _go(page, course, min(number + 1, len(course.steps)))
        else:
            lecture.go_to(after.name)

    def back() -> None:
        _go(page, course, max(session.value(page, "step") - 1, 0))

    def turn() -> None:
        st.session_state[listed] = not st.session_state.get(listed, False)

    lecture.keys(page, forward, back, turn)
    if st.session_state.get(listed):
        with st.container(border=True, key="steps"):
            for index, step in enumerate(course.steps, 1):
                _button(page, course, f"{index}. {step.sentence}", index, type="tertiary")
            st.button("End the lecture", f"{page}.end", on_click=session.put, args=(page,), kwargs={"mode": ""})


def look(page: str, course: Course, config: Settings) -> None:
    """In a lecture: bring what the step is about into the window, for a presenter's keys do not scroll."""
    here = place(page, course, config)
    if here and session.in_lecture(page):
        lecture.show(here.number, "" if waiting(page, course, config) else here.step.section)


# Questions


def _answers(page: str) -> dict[int, Any]:
    """What a person has said at the steps of `page`: a guess, or that they were shown the answer."""
    found: dict[int, Any] = st.session_state.setdefault(f"{page}.answers", {})
    return found


def waiting(page: str, course: Course, config: Settings) -> Question | None:
    """The question that stands before the figure now."""
    here = place(page, course, config)
    unanswered = here is not None and not here.left and here.number not in _answers(page)
    return here.step.question if here and unanswered else None


def ask(page: str, question: Question) -> None:
    """The question, in the place of the figure: a guess, or a click on “Just show me”, brings the figure."""
    number = session.value(page, "step")

    def answer(guess: Any) -> None:
        if guess == SHOWN or question.holds(guess):
            _answers(page)[number] = guess

    with st.container(key="question", border=True):
        st.markdown(f"**Before you look: {question.ask}**")
        if session.in_lecture(page):
            _options(question)
            return
        _guess(f"{page}.guess.{number}", question, answer)
        st.button("Just show me", f"{page}.show", type="tertiary", on_click=answer, args=(SHOWN,))


def _options(question: Question) -> None:
    """What a lecture hall may choose from; the presenter's key shows the answer."""
    if isinstance(question, OneOf):
        st.markdown("\n".join(f"- {option}" for option in question.options))
    elif isinstance(question, Curve):
        curve(question, key="axes")
    st.caption("The next key shows the answer.")


def _guess(key: str, question: Question, answer: Callable[[Any], None]) -> None:
    if isinstance(question, OneOf):
        with st.container(horizontal=True):
            for index, option in enumerate(question.options):
                st.button(option, f"{key}.{index}", on_click=answer, args=(index,))
    elif isinstance(question, Number):
        axis = question.axis
        stops = [axis.at(index / STOPS) for index in range(STOPS + 1)]
        chosen = st.select_slider(
            axis.label, range(STOPS + 1), STOPS // 2, format_func=lambda index: axis.write(stops[index]), key=key
        )
        st.button("This is my guess", f"{key}.done", type="primary", on_click=answer, args=(stops[chosen],))
    else:
        curve(question, key=key, on_guess=answer)


def reveal(page: str, course: Course, config: Settings, used: Settings) -> None:
    """After a guess: what is true, computed from the arrays of what runs, how far the guess is, and the cause."""
    here = place(page, course, config)
    if here is None or here.left or here.step.question is None or here.number not in _answers(page):
        return
    question, guess = here.step.question, _answers(page)[here.number]
    found = arrays(course.source(question), used)
    if found is None and question.of is not None:  # a run of its own, which the page's figure does not begin
        run = following.follow(question.of, runnable(used, "training"))
        following.look([run], lambda jobs: following.line(jobs[0], "answer", "Train again", ""), every=None)
    with st.container(key="answer"):
        with st.container(key="answer_row", horizontal=True, vertical_alignment="center"):
            if found is None:
                kept_words = "" if guess == SHOWN else "Your guess is kept. "
                st.markdown(f"{kept_words}The answer stands here when the run has ended.", width="stretch")
            else:
                truth = question.truth(used, found)
                said = question.tell(truth) if guess == SHOWN else question.compare(guess, truth)
                # In a lecture the question has just been seen, and the figure needs its room.
                said = f"**{capital(said)}**" if session.in_lecture(page) else f"{question.ask} **{said}**"
                st.markdown(f"{said} {question.cause(used, found)}", width="stretch")
            if not session.in_lecture(page):
                forget = partial(_answers(page).pop, here.number)
                st.button("Ask me again", f"{page}.again", type="tertiary", on_click=forget)
        if found is not None and isinstance(question, Curve):
            curve(question, key=f"{page}.truth", drawn=None if guess == SHOWN else guess, truth=truth)


def arrays(source: Callable[[Any], Any], used: Any) -> Any:
    """What `source` gives for settings: a result, or the snapshots of a recording; None while it has not ended."""
    if records(source):
        return following.recording(source, runnable(used, "training"))
    return kept.EVERY.get((source.__module__, source.__qualname__, used), lambda: source(used))


# Exercises


def exercises(page: "Page[Any]") -> None:
    """The goals of the lesson, what is missing to each with the settings that are on, and how far one is."""
    course, used, solved = page.course, page.used, []
    st.markdown("Reach each goal with the controls of this page. It is checked on the numbers of what runs.")
    for one in course.exercises:
        found = arrays(course.source(one), used)
        said = "This is checked when the run has ended." if found is None else one.missing(used, found)
        solved += [] if said else [one.name]
        mark = ":material/radio_button_unchecked:" if said else ":material/check_circle:"
        lab = f" ({one.lab})" if one.lab else ""
        st.markdown(f"{mark} **{one.name}**{lab}. {one.goal} {said or '**Reached.**'}")
    here = place(page.name, course, page.config)
    step = here.number if here and not here.left else 0
    names = [one.name for one in course.exercises]
    reached(page.name, len(course.steps), names, step=step, solved=solved, key="progress")


def progress(courses: Sequence[tuple[str, Course]]) -> None:
    """How far a person is in all lessons, as their browser knows it."""
    overview(
        [
            (name, catalogue.lesson(name).title, name, len(one.steps), [e.name for e in one.exercises])
            for name, one in courses
        ],
        key="progress",
    )
