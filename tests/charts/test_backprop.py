"""The chart of one step downhill: computed and promised, from the same point."""

from __future__ import annotations

import pytest

from charts import backprop, theme
from core.experiments.backprop import Config, descend, run
from tests.helpers.colours import contrast


def drawn(lr):
    config = Config()
    step = descend(config, run(config), lr)
    chart = backprop.descent(step, lr).to_dict()  # validates
    (values,) = chart["datasets"].values()
    return step, chart, values


@pytest.mark.parametrize("lr", [0.001, 0.5, 20])
def test_both_lines_begin_at_the_error_and_the_promise_falls_by_the_squared_gradient(lr):
    step, chart, values = drawn(lr)
    real, promised = ([v for v in values if v["kind"] == kind] for kind in backprop.COLOURS)
    assert real[0]["E"] == promised[0]["E"] == step.before
    assert promised[1]["E"] - step.before == pytest.approx(2 * step.predicted)
    assert [v["E"] for v in values if v["kind"] == "step"] == [step.before, step.after]
    axes = chart["layer"][0]["encoding"]
    assert axes["x"]["title"] == "learning rate η" and axes["y"]["title"] == "error E"
    assert axes["y"]["scale"]["domain"][1] >= step.losses.max()


@pytest.mark.parametrize("palette", [theme.LIGHT, theme.DARK])
def test_lines_and_dots_are_seen_in_both_themes(palette):
    for colour in (*backprop.COLOURS.values(), backprop.DOT):
        assert contrast(colour, palette.background) >= 3
