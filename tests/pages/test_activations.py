"""Activations: its defaults, examples, ranges, wrong links; the sliders on the page are in the link."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from core.config import Range, settings, to_query
from core.experiments import activations as lesson
from core.experiments.activations import NAMES, PRESETS, Config, dead_relu, describe, run
from core.words import percent
from tests.helpers.pages import computed, healthy, job_lines, link, metrics, texts, visit, widget

PAGE = "activations"
DIGITS = Config(dataset="digits", steps=50)


@pytest.fixture
def opened(tab):
    def go(**query: str):
        return visit(tab, PAGE, **{**to_query(DIGITS), **query})

    return go


def test_the_page_opens_with_sigmoid_tanh_and_relu(opened):
    app = opened()
    said = texts(app)
    assert app.title[0].value == "Which bend, and where does it stop learning?"
    assert f"**What am I looking at?** {PRESETS['Sigmoid and tanh saturate'].why}" not in said  # other pictures
    assert describe(DIGITS, run(DIGITS)) in said
    assert (
        "| sigmoid | 0.25 | 0.25¹⁰ = 9.5 · 10⁻⁷ | 0.0005\u202f% |" in said
        and "| ReLU | 1 | 1 | 50.0\u202f% |" in said
    )
    assert "**sigmoid**: $f(z) = 1 / (1 + e^{-z})$, from 0 to 1" in said
    result = dead_relu.run(DIGITS)
    assert dead_relu.describe(DIGITS, result) in said
    assert metrics(app)["Pictures that wake it"] == percent(result.awake)
    assert metrics(app)["Largest error against |z|"] == "0" and "the sum **is |z|**" in said
    assert len(app.get("vega_lite_chart")) == 3 and not app.warning
    assert link(app) == to_query(DIGITS)


def test_without_mnist_the_digits_stand_in_and_the_link_stays(tab):
    app = visit(tab, PAGE)
    assert "1,797 small digits" in texts(app) or app.get("progress")
    assert link(app) == {} and metrics(app)["Pictures that wake it"]


def test_the_bias_kills_the_neuron_and_is_in_the_link(opened):
    app = opened()
    widget(app.slider, f"{PAGE}.bias").set_value(-4.0)
    app = healthy(app.run())
    assert metrics(app)["Pictures that wake it"] == "0\u202f%" and metrics(app)["Gradient on its weights"] == "0"
    assert "**The ReLU is dead: no picture of" in texts(app) and link(app)["bias"] == "-4.0"


def test_two_relus_become_leaky_relu(opened):
    app = opened()
    widget(app.slider, f"{PAGE}.left").set_value(-0.02)
    app = healthy(app.run())
    assert "the sum **is leaky ReLU**" in texts(app) and link(app)["left"] == "-0.02"
    assert metrics(app)["Largest error against |z|"] == "3.06"


def test_the_spread_of_z_adds_a_share(opened):
    app = opened(sigma="5.0")
    share = percent(lesson.facts("sigmoid", Config(sigma=5.0)).spread)
    assert f"| 0.0005\u202f%; {share} |" in texts(app) and "flat at spread 1; 5 |" in texts(app)


def end(which: str) -> Config:
    """All ranges at one end."""
    ranged = [s for s in settings(Config).values() if isinstance(s.declaration, Range)]
    return replace(DIGITS, **{s.name: s.kind(getattr(s.declaration, which)) for s in ranged})


@pytest.mark.parametrize(
    "config", [end("low"), end("high"), replace(DIGITS, shown=tuple(range(len(NAMES))), focus="step")]
)
def test_the_ends_of_the_ranges(tab, config):
    app = visit(tab, PAGE, **to_query(config))
    assert not app.warning and link(app) == to_query(config)
    assert texts(app).count("**What am I looking at?**") == 2
    assert describe(config, run(config)) in texts(app)


@pytest.mark.parametrize(
    ("query", "message", "left"),
    [
        ({"z": "99"}, "'z' must be in [-6, 6]. Got 99 instead. Using 6.0.", {"z": "6.0"}),
        ({"shown": "3-40"}, "Using 3.", {"shown": "3"}),
        ({"focus": "sign"}, "'focus' must be one of 'identity'", {}),
        ({"sigma": "nan"}, "Got nan instead. Using 1.0.", {}),
        ({"shown": ""}, "'shown' must be at least 1 different integers", {}),
        ({"alpha": "1"}, "There is no setting 'alpha' here", {}),
    ],
)
def test_a_wrong_link_is_said_and_corrected(opened, query, message, left):
    app = opened(**query)
    said = re.sub(r"\\(.)", r"\1", app.warning[0].value)
    assert "The link was changed to what is possible." in said and message in said
    assert link(app) == {**to_query(DIGITS), **left}


def test_a_neuron_whose_training_takes_long_is_trained_by_a_worker(open_page, monkeypatch):
    monkeypatch.setattr(dead_relu, "AT_ONCE", 1_000)
    config = replace(DIGITS, bias=-2.3)
    app = open_page(PAGE, **to_query(config))
    said = job_lines(app)
    assert said == ["Training the neuron …"] or said[0].startswith("Waiting for a free worker: place ")
    assert widget(app.slider, f"{PAGE}.bias").value == -2.3 and "Pictures that wake it" not in metrics(app)
    computed(app)
    assert dead_relu.describe(config, dead_relu.run(config)) in texts(app) and not job_lines(app)
