"""Gradients by layer and through training: what is drawn, what has no place on a log axis, what the axes say."""

from __future__ import annotations

from dataclasses import fields, replace
from itertools import pairwise

import numpy as np
import pytest

from charts.gradients import layers as charts_of
from charts.gradients import signal as signal_charts
from charts.gradients import training as training_charts
from core.experiments import gradients as lesson
from core.experiments.gradients import Config, Histograms
from core.experiments.gradients.layers import Layers
from core.experiments.gradients.training import Snapshot
from core.experiments.gradients.words import each as written
from core.experiments.gradients.words import factors
from core.learning.nets import ACTIVATIONS
from tests.helpers.charts import data, of

CONFIG = Config(activations=(1, 3), depth=4, width=6, seeds=3, dataset="circles")
NAMES = CONFIG.names


@pytest.fixture(scope="module")
def result():
    return lesson.run(replace(CONFIG, residual=True))


def drawn(result, quantity="weights", before=True, predicted=True):
    chart = charts_of.by_layer(
        NAMES, result.now, result.before if before else None, result.predicted if predicted else None, quantity
    )
    return chart.to_dict()  # validates


@pytest.mark.parametrize(("quantity", "field"), [("weights", "norm"), ("units", "delta")])
def test_lines_are_medians_and_bands_all_draws(result, quantity, field):
    chart, sizes = drawn(result, quantity), getattr(result.now, field)
    for a, name in enumerate(NAMES):
        rows = of(chart, activation=name, kind="now")
        assert [row["layer"] for row in rows] == [1, 2, 3, 4, 5]
        for row, each in zip(rows, sizes[a].T, strict=True):
            assert row["mid"] == sorted(each)[1] and (row["low"], row["high"]) == (min(each), max(each))
    assert quantity == "units" or "|∂E/∂W|" in str(chart["layer"][3])


@pytest.mark.parametrize(
    ("factor", "words", "sinks"), [(1e-7, "of the last layer’s", True), (1e7, "times the last", False)]
)
def test_what_is_left_at_the_first_layer_is_written_there_and_has_room(result, factor, words, sinks):
    """Only on the line that falls or rises most, and only where it does so by a factor that tells."""
    by_layer = np.geomspace(factor, 1, 5)
    norm = np.stack([np.tile(by_layer, (3, 1)), np.ones((3, 5))])
    chart = charts_of.by_layer(NAMES, replace(result.now, norm=norm, delta=norm), None, None, "weights").to_dict()
    (written,) = [row for row in data(chart) if row["left"]]
    assert (written["activation"], written["layer"]) == (NAMES[0], 1)
    assert written["left"].endswith(words if sinks else "layer’s") and words in written["left"]
    low, high = chart["layer"][0]["encoding"]["y"]["scale"]["domain"]
    assert (low < factor / 4) if sinks else (high > factor * 4)
    calm = charts_of.by_layer(
        NAMES, replace(result.now, norm=norm**0.01, delta=norm**0.01), None, None, "weights"
    ).to_dict()
    assert not [row for row in data(calm) if row["left"]]


def test_the_remedy_the_prediction_and_what_was_before_are_told_apart(result):
    chart = drawn(result)
    before = [row["mid"] for row in of(chart, activation="sigmoid", kind="before")]
    assert before == list(np.median(result.before.norm[0], 0))
    theory = [row["mid"] for row in of(chart, activation="relu", kind="theory")]
    assert theory == list(result.predicted[1])
    dashes = chart["layer"][3]["encoding"]["strokeDash"]
    assert dashes["scale"]["domain"] == ["now", "before", "theory"]
    assert len({str(dash) for dash in dashes["scale"]["range"]}) == 3
    for said in ("median of 3 draws (band: all)", "without the remedy", "predicted by theory"):
        assert said in dashes["legend"]["labelExpr"]
    assert not of(drawn(result, before=False, predicted=False), kind="before")


def test_the_line_that_says_most_is_the_widest(result):
    delta = result.now.delta.copy()
    delta[0], delta[1] = 1.0, 10.0 ** -np.arange(5)
    wide = drawn(replace(result, now=replace(result.now, delta=delta)))["layer"][3]["encoding"]["strokeWidth"]
    assert "'relu'" in wide["condition"]["test"] and wide["condition"]["value"] > wide["value"]


def test_the_axis_is_logarithmic_says_so_and_holds_all(result):
    chart = drawn(result)
    y = chart["layer"][3]["encoding"]["y"]
    low, high = y["scale"]["domain"]
    assert y["scale"]["type"] == "log" and "log scale" in y["title"]
    seen = [v[k] for v in data(chart) for k in ("low", "mid", "high") if v[k]]
    assert low < min(seen) and max(seen) < high
    assert 2 <= len(y["axis"]["values"]) <= 8


def test_the_legend_says_what_a_layer_multiplies_by_where_that_is_known(result):
    legend = drawn(result)["layer"][3]["encoding"]["color"]["legend"]
    assert legend["title"] == "Each layer multiplies δ, the gradient at a unit, by"
    for name, by in zip(NAMES, factors(result.now.delta), strict=True):
        assert f"{ACTIVATIONS[name].name} × {written(float(by), CONFIG.depth)}'" in legend["labelExpr"]
    flat = charts_of.by_layer(NAMES, lesson.run(replace(CONFIG, depth=1)).now, None, None, "weights").to_dict()
    legend = flat["layer"][3]["encoding"]["color"]["legend"]
    assert "title" not in legend and "×" not in legend["labelExpr"]


def test_the_ticks_of_the_layers_are_even_from_the_first_to_the_last():
    for layers in (2, 6, 21, 51, 101):
        *even, last = charts_of.layer_axis(layers).to_dict()["axis"]["values"]
        assert even[0] == 1 and last == layers and len({b - a for a, b in pairwise(even)}) <= 1
        assert layers == 2 or last - even[-1] > (even[1] - even[0]) / 2


def test_a_zero_is_a_cross_that_says_what_kind_of_zero(result):
    norm, nothing = result.now.norm.copy(), result.now.nothing.copy()
    norm[0, :, 0], norm[1, :, 0] = 0, 0
    nothing[1, :, 0] = True
    odd = replace(result, now=replace(result.now, norm=norm, nothing=nothing), before=None)
    chart = drawn(odd)
    texts = {name: of(chart, activation=name, layer=1, kind="now")[0]["text"] for name in NAMES}
    assert texts == {"sigmoid": "below 4.9 · 10⁻³²⁴", "relu": "exactly 0"}
    (cross,) = [layer for layer in chart["layer"] if layer["mark"].get("shape") == "cross"]
    assert cross["transform"] == [{"filter": "datum.kind == 'now' && datum.mid === 0"}]


def test_without_any_number_there_is_still_a_chart(result):
    nan = {f.name: np.full_like(getattr(result.now, f.name), np.nan) for f in fields(Layers) if f.name != "nothing"}
    empty = replace(result, now=replace(result.now, **nan), before=None)
    assert drawn(empty, predicted=False)["layer"]


def snapshot(result, step, error, loss=2.0):
    kept = {f.name: getattr(result.now, f.name) for f in fields(Layers)}
    shape = result.now.loss.shape
    kept["loss"] = np.full(shape, loss)
    return Snapshot(
        **kept,
        total=np.ones(shape),
        factor=np.ones(shape),
        test_error=np.full(shape, error),
        step=step,
        seconds=0.1,
        troubles=("", ""),
    )


def test_the_heat_map_has_a_cell_for_every_layer_and_step_without_gaps(result):
    run = [snapshot(result, step, 0.5) for step in (0, 1, 5, 10)]
    chart = training_charts.heat(run, 1, 5, 10).to_dict()
    first = of(chart, number=1)
    assert [(row["from"], row["to"]) for row in first] == [(1, 2), (2, 6), (6, 11), (11, 12)]
    assert first[0]["norm"] == float(np.median(result.now.norm[1, :, 0]))
    assert len(data(chart)) == 20
    assert training_charts.heat([], 0, 5, 10).to_dict()["layer"]


def test_an_underflow_in_training_is_not_called_zero(result):
    low = replace(result, now=replace(result.now, norm=result.now.norm * 0, nothing=result.now.nothing & False))
    chart = training_charts.heat([snapshot(low, 0, 0.5)], 0, 5, 10).to_dict()
    assert {row["text"] for row in data(chart)} == {"below 1 · 10⁻⁴⁵"} and all(
        r["norm"] is None for r in data(chart)
    )


@pytest.mark.parametrize(("loss", "kind"), [(2.0, "linear"), (1e9, "log")])
def test_curves_fit_their_axis(result, loss, kind):
    run = [snapshot(result, step, 0.25, loss) for step in (0, 3)]
    y = training_charts.curves(NAMES, run, "loss", 10).to_dict()["layer"][1]["encoding"]["y"]
    low, high = y["scale"]["domain"]
    assert y["scale"].get("type", "linear") == kind and low <= loss <= high
    assert ("log" in y["title"]) == (kind == "log")
    errors = training_charts.curves(NAMES, run, "error", 10).to_dict()
    assert {row["mid"] for row in data(errors)} == {25.0} and {row["at"] for row in data(errors)} == {1, 4}
    assert training_charts.curves(NAMES, [], "error", 10).to_dict()["layer"]


def test_a_broken_network_has_no_curve(result):
    broken = replace(snapshot(result, 3, 0.5), loss=np.array([[np.nan] * 3, [1.0] * 3]))
    chart = training_charts.curves(NAMES, [broken], "loss", 10).to_dict()
    assert {row["activation"] for row in data(chart)} == {"relu"}


@pytest.mark.parametrize("which", ["saturated", "dead"])
def test_shares_are_in_per_cent(result, which):
    chart = signal_charts.shares(NAMES, result.now, which).to_dict()
    wanted = [100 * v for v in np.median(getattr(result.now, which)[1], 0)]
    assert [row["share"] for row in of(chart, activation="relu")] == pytest.approx(wanted)


def test_histograms_are_linear_where_they_can_be_and_powers_of_ten_where_not():
    even = Histograms(np.linspace(0, 1, 5), np.full((2, 4), 0.25), 1.0)
    chart = signal_charts.outputs(even).to_dict()
    assert len(data(chart)) == 8 and {row["share"] for row in data(chart)} == {25.0}
    wide = Histograms(np.array([-1e6, -1, 0, 1e3, 1e9]), np.full((2, 4), 0.25), 1.0)
    ticks = signal_charts.outputs(wide).to_dict()["layer"][0]["encoding"]["y"]["axis"]["values"]
    assert 0 in ticks and max(ticks) <= 1e9 and min(ticks) < 0
