"""One step downhill: the error along the gradient, and what the gradient promised."""

import altair as alt

from charts.axes import scale
from charts.data import nothing, rows
from charts.theme import GREY, OKABE_ITO
from core.experiments.backprop import Stepped

HEIGHT = 240  # pixels
COLOURS = {"E, computed": "#2f7fc4", "promised: E − η|g|²": GREY}
DOT = OKABE_ITO[5]


def descent(step: Stepped, lr: float) -> alt.LayerChart:
    """E at w - rate g against the rate, the straight line E - rate |g|^2, and the step that is taken."""
    top = 1.06 * max(float(step.losses.max()), step.before, 1e-9)
    names = list(COLOURS)
    axis = alt.Axis(format=".3~g")
    base = alt.Chart(nothing()).encode(
        x=alt.X("rate:Q", title="learning rate η", axis=axis).scale(domain=[0, 2 * lr], nice=False),
        y=alt.Y("E:Q", title="error E", axis=axis).scale(domain=[0, top], nice=False),
    )
    line = base.mark_line(clip=True, strokeWidth=2).encode(
        color=alt.Color("kind:N", title=None, scale=scale(COLOURS), legend=alt.Legend(orient="top")),
        strokeDash=alt.StrokeDash("kind:N", scale=scale(dict(zip(names, ((), (6, 4)), strict=True))), legend=None),
    )
    tips = [alt.Tooltip("rate:Q", title="η", format=".3~g"), alt.Tooltip("E:Q", format=".4~g")]
    dots = base.mark_point(size=90, filled=True, opacity=1, color=DOT, shape="diamond").encode(tooltip=tips)
    slope = step.predicted / lr
    values = [
        *(
            {"kind": names[0], "rate": float(r), "E": float(e)}
            for r, e in zip(step.rates, step.losses, strict=True)
        ),
        *({"kind": names[1], "rate": r, "E": step.before + slope * r} for r in (0.0, 2 * lr)),
        *({"kind": "step", "rate": r, "E": e} for r, e in ((0.0, step.before), (lr, step.after))),
    ]
    layers = [
        line.transform_filter("datum.kind != 'step'"),
        dots.transform_filter("datum.kind == 'step'"),
    ]
    return rows(alt.LayerChart(layer=layers).properties(height=HEIGHT), values)
