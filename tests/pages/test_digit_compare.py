"""The sweep and the baselines on a page: nothing before a click, results as they come, stop, and a second tab."""

from __future__ import annotations

import time

import psutil
import pytest
from streamlit.testing.v1 import AppTest

from core.experiments.digit_lab import Config, baselines, sweep
from core.jobs import State, jobs
from tests.helpers.pages import ended, healthy, texts

SCRIPT = """
import streamlit as st
from core.experiments.digit_lab import Config
from ui import following
from ui.lesson import Page
from ui.lessons import digit_lab
with following.page_run():
    digit_lab.compare(Page("digit_lab", Config("digits", **st.session_state["settings"]), ""))
"""


@pytest.fixture(autouse=True)
def small(monkeypatch):
    monkeypatch.setattr(sweep, "WIDTHS", (2, 3))
    monkeypatch.setattr(sweep, "SHOWN", 1_000)
    yield
    for entry in [entry for entry in jobs()._ledger.entries.values() if entry.live]:
        jobs().cancel(entry.key)


def tab(**settings):
    app = AppTest.from_string(SCRIPT, default_timeout=30)
    app.session_state["settings"] = settings
    return healthy(app.run())


def buttons(app):
    return [button.label for button in app.button]


def press(app, label):
    next(button for button in app.button if button.label == label).click()
    return healthy(app.run())


def sizes(**settings):
    used = Config("digits", **settings)
    return sweep.points(sweep.of(used.dataset, used.subset, used.permute_pixels, used.seed))


def keys(train, configs):
    return [jobs().known(train, config) for config in configs]


def until(condition):
    give_up = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < give_up
        time.sleep(0.01)


def test_nothing_begins_before_a_click_and_the_time_is_said():
    app = tab(seed=1)
    assert buttons(app) == ["Run the sweep", "Run the baselines"]
    assert "Sweep: 4 sizes, 3 seeds each, 15 epochs of 1,437 pictures." in texts(app)
    assert texts(app).count("on two cores") == 2
    assert set(keys(sweep.train, sizes(seed=1))) == {None} and not app.get("vega_lite_chart")


def test_a_sweep_runs_to_its_end_and_every_tab_sees_it():
    app = press(tab(seed=2, subset=200), "Run the sweep")
    assert "Stop all" in buttons(app) and "of 4 sizes" in texts(app)
    found = [ended(key) for key in keys(sweep.train, sizes(seed=2, subset=200))]
    assert {job.state for job in found} == {State.DONE}
    said = sweep.describe([(job.config, job.snapshots[-1]) for job in found], [])
    for shown in (healthy(app.run()), tab(seed=2, subset=200)):
        assert "All 4 sizes" in texts(shown) and said in texts(shown)
        assert buttons(shown) == ["Run the baselines"] and len(shown.get("vega_lite_chart")) == 1
        assert f"| 2 | 1 | {2 * 784 + 2 + 30:,} |" in texts(shown)
    assert buttons(tab(seed=3)) == ["Run the sweep", "Run the baselines"]


def test_the_baselines_run_on_the_pictures_of_the_page(monkeypatch):
    monkeypatch.setattr(baselines, "METHODS", {name: baselines.METHODS[name] for name in ("svm", "logistic")})
    app = press(tab(seed=4, subset=100, permute_pixels=True), "Run the baselines")
    configs = [baselines.Config("digits", method, True, 100, 4) for method in baselines.METHODS]
    found = [ended(key) for key in keys(baselines.train, configs)]
    said = texts(healthy(app.run()))
    assert "All 2 classifiers" in said and "fitted to 100 pictures: SVM" in said and "support vectors" in said
    assert sweep.describe([], [(job.config, job.snapshots[-1]) for job in found]) in said
    assert "knows that the pixels are scrambled" in said and buttons(app) == ["Run the sweep"]


def test_stop_ends_all_of_it_and_the_rest_can_be_run(monkeypatch):
    monkeypatch.setattr(sweep, "SHOWN", 10**9)
    monkeypatch.setattr(sweep, "WIDTHS", (500, 512))
    app = press(press(tab(seed=5), "Run the sweep"), "Stop all")
    found = keys(sweep.train, sizes(seed=5))
    assert {jobs().view(key).state for key in found} == {State.CANCELLED}
    assert "Stopped: 0 of 4 sizes" in texts(app) and "Run the sweep" in buttons(app)
    press(app, "Run the sweep")
    assert State.CANCELLED not in {jobs().view(key).state for key in found}


def test_a_classifier_that_dies_says_so_and_can_be_run_again(monkeypatch):
    monkeypatch.setattr(baselines, "METHODS", {"svm": "SVM"})
    app = press(tab(seed=6, subset=100), "Run the baselines")
    (key,) = keys(baselines.train, [baselines.Config("digits", "svm", False, 100, 6)])
    until(lambda: jobs().view(key).state is not State.WAITING and children())
    for child in children():
        child.kill()
    assert ended(key).state is State.FAILED
    app.run()
    assert "perhaps for want of memory" in app.error[0].value
    press(app, "Run the baselines")
    assert ended(key).state is State.DONE and not healthy(app.run()).error


def children():
    return [child for pid in jobs().worker_pids() for child in psutil.Process(pid).children()]


def test_the_baselines_learn_from_a_part_or_from_all(monkeypatch):
    monkeypatch.setattr(baselines, "SUBSET", 100)
    app = tab(seed=7)
    (choice,) = app.get("button_group")
    assert list(choice.options) == ["100 pictures", "1,437 pictures"]
    press(app, "Run the baselines")
    few = [baselines.Config("digits", method, False, 100, 7) for method in baselines.METHODS]
    assert None not in keys(baselines.train, few)
    healthy(app.get("button_group")[0].set_value(1437).run())
    assert "Run the baselines" in buttons(app)
