"""What every lesson teaches: steps that their links open, questions with computed answers, and exercises."""

from __future__ import annotations

import re

import pytest

from core.config import from_query, runnable, settings
from core.course import Choice, Curve, records
from tests.helpers.said import sentences, words_in
from ui import catalogue, course, lesson, session

NAMES = [here.name for here in catalogue.LESSONS]
COURSES = {name: lesson.course_of(name) for name in NAMES}
STEPS = [(name, number) for name in NAMES for number in range(1, len(COURSES[name].steps) + 1)]
DRAWN = ("gradients", "approximation", "batches", "digit_lab")  # lessons that have a curve drawn
LONGEST = 25  # words in a sentence


def in_sentences(text: str) -> None:
    assert text[-1] in ".?!" and not re.match("[a-z]{2}", text), text
    assert not [one for one in sentences(text) if words_in(one) > LONGEST], text


@pytest.mark.parametrize("name", NAMES)
def test_a_lesson_has_steps_questions_and_exercises(name):
    taught = COURSES[name]
    asked = [step.question for step in taught.steps if step.question]
    assert 4 <= len(taught.steps) <= 8 and len(asked) >= 2 and len(taught.exercises) >= 3
    assert all(type(step.config) is lesson.science(name).Config for step in taught.steps)
    names = [one.name for one in taught.exercises]
    assert len(set(names)) == len(names) and len({step.sentence for step in taught.steps}) == len(taught.steps)
    assert len({runnable(step.config) for step in taught.steps}) >= 3, "most steps show the same"
    if name in DRAWN:
        assert any(isinstance(question, Curve) for question in asked)


@pytest.mark.parametrize("name", NAMES)
def test_its_sentences_are_whole_and_short(name):
    for step in COURSES[name].steps:
        assert len(sentences(step.sentence)) <= 2
        in_sentences(step.sentence)
        if step.question:
            in_sentences(step.question.ask)
            if isinstance(step.question, Choice):
                assert 2 <= len(step.question.options) <= 5
                assert len(set(step.question.options)) == len(step.question.options)
    for one in COURSES[name].exercises:
        in_sentences(one.goal)
        assert not re.search(r"[.!?]$", one.name) and words_in(one.name) <= 8


@pytest.mark.parametrize(("name", "number"), STEPS)
def test_the_link_of_a_step_opens_to_exactly_its_settings(name, number):
    step, classes = COURSES[name].steps[number - 1], lesson.link(name)
    path = course.path(len(COURSES[name].steps))
    query = session.said([step.config, *step.views, path(step=number)], lesson.opens_with(name))
    assert query["step"] == str(number)
    for cls in classes:
        config, messages = from_query(cls, query)
        assert not messages
        if cls is type(step.config):
            assert runnable(config) == runnable(step.config)
        if cls is path:
            assert config == path(step=number)


@pytest.mark.parametrize("name", NAMES)
def test_the_path_shares_no_name_with_the_settings(name):
    own = {field for cls in lesson.science(name).LINK for field in settings(cls)}
    assert not own & set(settings(course.path(1)))


@pytest.mark.parametrize("name", NAMES)
def test_what_is_asked_has_arrays_to_answer_from(name):
    taught = COURSES[name]
    for asked in [*(step.question for step in taught.steps if step.question), *taught.exercises]:
        source = taught.source(asked)
        assert callable(source) and source.__module__.startswith("core."), asked
        assert records(source) or "config" in source.__code__.co_varnames
