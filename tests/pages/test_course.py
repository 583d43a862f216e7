"""The path through a lesson: steps, a question before its result, exercises, and lecture mode; on Templates."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from core.config import to_query
from core.course import Number
from core.experiments.templates import COURSE, Config
from tests.helpers.pages import choose, healthy, link, texts, trained, visit, widget
from ui import lecture
from ui.catalogue import LESSONS

STEPS = COURSE.steps
FIRST = STEPS[0].question
ERROR = next(
    number
    for number, step in enumerate(STEPS, 1)
    if isinstance(step.question, Number) and step.question.axis.label == "test error" and step.config.lr < 1
)
FREE = next(number for number, step in enumerate(STEPS, 1) if step.question is None)
ASKED = "Before you look"
FIGURE = "Match a picture"  # the heading below it


def press(app: AppTest, label: str) -> AppTest:
    next(button for button in app.button if button.label == label).click()
    return healthy(app.run())


def buttons(app: AppTest) -> list[str]:
    return [button.label for button in app.button]


def complaints(app: AppTest) -> list[str]:
    """What is said of the link."""
    return [warning.value for warning in app.warning if "The link was changed" in warning.value]


def recorded(config: Config) -> None:
    """The run that the page shows for these settings, on the pictures that are here."""
    trained(replace(config, dataset="digits"))


def test_the_path_is_entered_by_a_button_and_a_question_stands_before_its_figure(open_page):
    app = press(open_page("templates"), f"Walk through it in {len(STEPS)} steps")
    assert link(app) == {"step": "1"} and f"**1 of {len(STEPS)}** Guess first, then look." in texts(app)
    assert f"{ASKED}: {FIRST.ask}" in texts(app) and FIGURE not in texts(app)
    app = press(app, "Just show me")
    assert STEPS[0].sentence in texts(app)
    assert ASKED not in texts(app) and "Ask me again" in buttons(app)
    recorded(Config())
    said = texts(healthy(app.run()))
    assert FIGURE in said and f"{FIRST.ask} **" in said and "You said" not in said
    app = press(app, "Next")
    assert link(app) == to_query(STEPS[1].config) | {"step": "2"}
    assert "step" not in link(press(press(app, "Back"), "Back"))


def test_a_guess_is_compared_with_what_is_measured_and_can_be_taken_back(open_page):
    recorded(STEPS[ERROR - 1].config)
    app = open_page("templates", step=str(ERROR))
    assert "This is my guess" in buttons(app)
    widget(app.select_slider, f"templates.guess.{ERROR}").set_value(100)
    said = texts(press(healthy(app.run()), "This is my guess"))
    off = re.search(r"\*\*You said 100\D+It is ([\d.]+)\D+: your guess is ([\d.]+) times too large\.\*\*", said)
    assert off and float(off[1]) * float(off[2]) == pytest.approx(100, rel=0.06)
    app = press(app, "Ask me again")
    assert ASKED in texts(app) and FIGURE not in texts(app)


def test_whoever_moves_a_control_has_left_and_comes_back_by_one_click(open_page):
    app = choose(open_page("templates", **to_query(STEPS[FREE - 1].config), step=str(FREE)), "Too few steps")
    assert f"You have left step {FREE} of {len(STEPS)}." in texts(app) and FIGURE in texts(app)
    assert link(app)["step"] == str(FREE) and link(app)["optimizer"] == "sgd"
    app = press(app, f"Back to step {FREE}")
    assert STEPS[FREE - 1].sentence in texts(app)
    assert link(app) == to_query(STEPS[FREE - 1].config) | {"step": str(FREE)}
    app = press(choose(app, "Too few steps"), "Leave the path")
    assert "step" not in link(app) and link(app)["optimizer"] == "sgd" and "You have left" not in texts(app)


def test_a_link_with_nothing_but_a_step_is_that_step(open_page):
    app = open_page("folding")
    for number, step in enumerate(STEPS, 1):
        app = visit(app, "templates", step=str(number))
        assert link(app) == to_query(step.config) | {"step": str(number)} and not complaints(app)
        assert (step.sentence in texts(app)) == (step.question is None)


@pytest.mark.parametrize(("step", "left"), [("99", str(len(STEPS))), ("-1", None), ("x", None), ("2.5", None)])
def test_a_step_that_is_none_is_said(open_page, step, left):
    app = open_page("templates", step=step)
    (said,) = complaints(app)
    assert "step" in said and link(app).get("step") == left


def test_the_last_step_leads_to_the_next_lesson(open_page):
    app = open_page("templates", step=str(len(STEPS)))
    (there,) = [one.proto for one in app.get("page_link") if one.proto.label.startswith("Next lesson")]
    names = [one.name for one in LESSONS]
    after = LESSONS[names.index("templates") + 1]
    assert there.label == f"Next lesson: {after.title}" and there.page == after.name
    assert "step=1" in there.query_string and "Next" not in buttons(app)


def test_exercises_say_what_is_missing(open_page):
    app = open_page("templates")
    recorded(Config())
    said = texts(healthy(app.run()))
    for one in COURSE.exercises:
        assert one.goal in said and f"**{one.name}**" in said
    assert "Reached." not in said  # they are on MNIST, which is not here


def test_in_a_lecture_there_is_nothing_but_the_lesson_and_keys_lead_through_it(open_page):
    app = open_page("templates", step="1", mode="lecture")
    assert not app.sidebar.children and "More examples" not in buttons(app)
    assert f"{ASKED}: {FIRST.ask}" in texts(app) and "Just show me" not in buttons(app)
    app = press(app, "Forward")
    assert ASKED not in texts(app) and FIGURE in texts(app) and link(app)["step"] == "1"
    app = press(app, "Forward")
    assert link(app)["step"] == "2" and link(app)["mode"] == "lecture"
    assert link(press(app, "Back"))["step"] == "1"
    app = press(app, "Steps")
    assert [f"{number}. {step.sentence}" for number, step in enumerate(STEPS, 1)] == [
        label for label in buttons(app) if re.match(r"\d\. ", label)
    ]
    assert "mode" not in link(press(app, "End the lecture"))


def test_a_key_that_the_button_of_an_earlier_run_answers_goes_on_from_where_the_page_is(open_page, monkeypatch):
    drawn, keys = [], lecture.keys

    def noted(page, forward, *more):
        drawn.append(forward)
        keys(page, forward, *more)

    monkeypatch.setattr(lecture, "keys", noted)
    app = press(press(open_page("templates", step="1", mode="lecture"), "Forward"), "Forward")
    assert link(app)["step"] == "2" and STEPS[1].question is None
    monkeypatch.setattr(lecture, "keys", lambda *given: drawn.pop(0)() if drawn else keys(*given))
    drawn[1:] = []
    assert link(healthy(app.run().run()))["step"] == "3"
