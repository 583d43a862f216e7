"""The charts of a neuron: every picture counted once, curves with dashes, and the sum of two ReLUs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from charts import activations, theme
from core.experiments import activations as lesson
from core.experiments.activations import Config, bends, dead_relu
from core.learning.nets import ACTIVATIONS

DIGITS = Config(dataset="digits", steps=50)


def values(chart) -> list[dict]:
    (found,) = chart.to_dict()["datasets"].values()  # validates
    return found


@pytest.fixture(scope="module")
def trained() -> dead_relu.Result:
    return dead_relu.run(DIGITS)


def test_the_histogram_counts_every_picture_once(trained):
    bars = values(activations.histogram(DIGITS, trained))
    assert sum(bar["many"] for bar in bars) == len(trained.z)
    awake = [bar for bar in bars if bar["state"] == activations.STATES["awake"]]
    assert sum(bar["many"] for bar in awake) == (trained.z > 0).sum() and all(bar["z"] >= 0 for bar in awake)
    for bar in bars:
        inside = (trained.z >= bar["z"]) & (trained.z < bar["z2"])
        assert inside.sum() >= bar["many"]


def test_the_axis_holds_still_while_the_bias_moves_the_pictures(trained):
    domains = []
    for bias in (-10.0, 0.0, 5.0):
        config = replace(DIGITS, bias=bias)
        result = replace(trained, z=(trained.z + np.float32(bias - DIGITS.bias)))
        chart = activations.histogram(config, result)
        low, high = chart.to_dict()["layer"][0]["encoding"]["x"]["scale"]["domain"]
        assert low <= result.z.min() and result.z.max() <= high
        domains.append((low, high))
    assert len(set(domains)) == 1


def test_the_curves_are_the_shares_in_colour_and_dash(trained):
    chart = activations.waking(trained)
    rows = values(chart)
    for k, kind in enumerate(dead_relu.KINDS):
        line = [row for row in rows if row["net"] == ACTIVATIONS[kind].name]
        assert [row["share"] for row in line] == list(trained.shares[k])
        assert [row["step"] for row in line] == list(trained.step)
    encoding = chart.to_dict()["layer"][0]["encoding"]
    assert encoding["color"]["scale"]["range"] == [theme.ACTIVATION_COLOURS[kind] for kind in dead_relu.KINDS]
    assert encoding["strokeDash"]["scale"]["range"][0] == [1, 0] and "title" in encoding["y"]


def test_the_pair_is_drawn_with_its_sum():
    made = bends.pair(1.0, -0.5, 3.0)
    rows = values(activations.pair(made))
    for part, heights in zip(activations.PARTS, (*made.parts, made.total), strict=True):
        assert [row["a"] for row in rows if row["part"] == part] == list(heights)


def test_the_small_picture_has_the_slopes():
    result = lesson.run(Config())
    rows = values(activations.slopes(result))
    (top,) = [row["slope"] for row in rows if row["net"] == "sigmoid" and row["z"] == 0]
    assert top == pytest.approx(0.25)
