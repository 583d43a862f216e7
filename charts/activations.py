"""A neuron's pre-activations on real pictures, how training wakes it again, and one bend made of two."""

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import numpy as np

from charts.axes import legend, scale
from charts.data import nothing, rows
from charts.theme import ACTIVATION_COLOURS, ACTIVATION_DASHES, GREY
from core.config import Range, settings
from core.experiments import activations as lesson
from core.experiments.activations import Config
from core.experiments.activations.bends import Pair
from core.experiments.activations.dead_relu import KINDS, Result
from core.learning.nets import ACTIVATIONS

HEIGHT = 290  # pixels
BIN = 0.25  # of z
STATES = {"awake": "awake: z > 0", "asleep": "asleep: z ≤ 0"}
PARTS = ("u₁ relu(z)", "u₂ relu(−z)", "their sum")
PART_DASHES = dict(zip(PARTS, ((7, 4), (2, 3), ()), strict=True))


def slopes(result: lesson.Result) -> alt.LayerChart:
    """The slopes of all that are drawn against z, small."""
    names = result.names
    values = [
        {"z": float(z), "slope": float(v), "net": ACTIVATIONS[name].name}
        for name, line in zip(names, result.slopes, strict=True)
        for z, v in zip(result.z[::2], line[::2], strict=True)
    ]
    lines = (
        alt.Chart(nothing())
        .mark_line(strokeWidth=2.5)
        .encode(
            x=alt.X("z:Q", title="z")
            .scale(domain=[-lesson.FAR, lesson.FAR], nice=False)
            .axis(tickCount=7, format="d"),
            y=alt.Y("slope:Q", title="slope").scale(domain=[0, 1.05], nice=False).axis(tickCount=3, format="~g"),
            color=alt.Color(
                "net:N", title=None, scale=_scale(ACTIVATION_COLOURS, names), legend=legend(symbolSize=80)
            ),
            strokeDash=alt.StrokeDash(
                "net:N", title=None, legend=legend(symbolSize=80), scale=_scale(ACTIVATION_DASHES, names)
            ),
        )
    )
    return rows(alt.LayerChart(layer=[lines]).properties(height=HEIGHT), values)


def histogram(config: Config, result: Result) -> alt.LayerChart:
    """How many pictures have which z, in bins of BIN; the axis holds still while the bias moves them."""
    low, high = _axis(config, result)
    left = np.floor(result.z / BIN) * BIN
    awake = result.z > 0
    values = [
        {"z": float(z), "z2": float(z) + BIN, "many": int(many), "state": STATES[state]}
        for state, chosen in (("asleep", ~awake), ("awake", awake))
        for z, many in zip(*np.unique(left[chosen], return_counts=True), strict=True)
    ]
    colours = {STATES["awake"]: ACTIVATION_COLOURS["relu"], STATES["asleep"]: GREY}
    base = alt.Chart(nothing())
    bars = base.mark_bar(binSpacing=1).encode(
        x=alt.X("z:Q", title="pre-activation z = w · x + b").scale(domain=[low, high], nice=False).axis(format="d"),
        x2="z2:Q",
        y=alt.Y("many:Q", title="pictures").axis(tickCount=4, format="~s"),
        y2=alt.Y2Datum(0),
        color=alt.Color("state:N", title=None, scale=scale(colours), legend=alt.Legend(orient="top")),
        tooltip=[alt.Tooltip("z:Q", title="z from"), alt.Tooltip("z2:Q", title="to"), "many:Q"],
    )
    zero = base.mark_rule(aria=False, color=GREY, strokeWidth=2).encode(x=alt.XDatum(0))
    return rows(alt.LayerChart(layer=[bars, zero]).properties(height=HEIGHT), values)


def _axis(config: Config, result: Result) -> tuple[float, float]:
    """All places that the bias can move the pictures to; without a bias they are at z - bias."""
    bias = settings(Config)["bias"].declaration
    assert isinstance(bias, Range)
    plain = result.z - config.bias
    return float(np.floor(plain.min() + bias.low)), float(np.ceil(plain.max() + bias.high))


def waking(result: Result) -> alt.LayerChart:
    """The share of pictures with z > 0 against the step, as ReLU, leaky ReLU and ELU."""
    values = [
        {"step": int(step), "share": float(share), "net": ACTIVATIONS[kind].name, "bias": float(bias)}
        for kind, shares, biases in zip(KINDS, result.shares, result.biases, strict=True)
        for step, share, bias in zip(result.step, shares, biases, strict=True)
    ]
    last = int(result.step[-1])
    lines = (
        alt.Chart(nothing())
        .mark_line(strokeWidth=2.5)
        .encode(
            x=alt.X("step:Q", title="step of training").scale(domain=[0, last], nice=False),
            y=alt.Y("share:Q", title="pictures that wake it").scale(domain=[0, 1]).axis(format="%", tickCount=5),
            color=alt.Color(
                "net:N", title=None, scale=_scale(ACTIVATION_COLOURS, KINDS), legend=legend(symbolSize=80)
            ),
            strokeDash=alt.StrokeDash(
                "net:N", title=None, legend=legend(symbolSize=80), scale=_scale(ACTIVATION_DASHES, KINDS)
            ),
            tooltip=[
                alt.Tooltip("net:N", title=" "),
                alt.Tooltip("step:Q", format=","),
                alt.Tooltip("share:Q", title="awake", format=".1%"),
                alt.Tooltip("bias:Q", format=".4f"),
            ],
        )
    )
    return rows(alt.LayerChart(layer=[lines]).properties(height=HEIGHT), values)


def _scale(of: Mapping[str, Any], names: Sequence[str]) -> alt.Scale:
    """Colours or dashes by the names that people read."""
    return scale({ACTIVATIONS[name].name: of[name] for name in names})


def pair(made: Pair) -> alt.LayerChart:
    """u1 relu(z) and u2 relu(-z), dashed, and their sum."""
    drawn = zip(PARTS, (*made.parts, made.total), strict=True)
    values = [
        {"z": float(z), "a": float(a), "part": part}
        for part, heights in drawn
        for z, a in zip(made.z, heights, strict=True)
    ]
    lent = ("relu", "sigmoid", "abs")
    colours = {part: ACTIVATION_COLOURS[name] for part, name in zip(PARTS, lent, strict=True)}
    base = alt.Chart(nothing()).encode(
        x=alt.X("z:Q", title="z").scale(domain=[-3, 3], nice=False).axis(tickCount=7, format="d"),
        y=alt.Y("a:Q", title="a").scale(domain=[-3, 3.2], nice=False).axis(tickCount=7, format="d"),
        color=alt.Color("part:N", title=None, scale=scale(colours), legend=legend(symbolSize=80)),
    )
    parts = base.mark_line(strokeWidth=2, clip=True).encode(
        strokeDash=alt.StrokeDash(
            "part:N",
            title=None,
            legend=legend(symbolSize=80),
            scale=scale(PART_DASHES),
        )
    )
    total = base.mark_line(strokeWidth=4, clip=True, opacity=0.75).encode(detail="part:N")
    zero = base.mark_rule(aria=False, color=GREY, opacity=0.5).encode(y=alt.YDatum(0), color=alt.value(GREY))
    is_sum = f"datum.part == '{PARTS[2]}'"
    layers = [zero, total.transform_filter(is_sum), parts.transform_filter(f"!({is_sum})")]
    return rows(alt.LayerChart(layer=layers).properties(height=HEIGHT), values)
