"""Folding on the screen: the paper, its numbers, the regions against one layer, the tent, the formulas."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from charts import folding as charts_of
from core.config import settings
from core.experiments import folding as lesson
from core.experiments.folding import Config, Result, Tent
from core.regions import zaslavsky
from core.words import minus
from ui import controls, session, style, terms
from ui.components.fold import fold
from ui.lesson import Page


def figure(page: Page[Config]) -> None:
    """The sheet and the packet; a line that a person moves becomes the page's folds."""
    result = lesson.run(page.config)
    said = lesson.describe(page.config, result)

    def by_hand(folds: str) -> None:
        session.put(page.name, way="hand", folds=folds)

    fold(page.config, result, key=f"{page.name}.paper", label=said, on_folds=by_hand)
    _figures(result)
    page.explain(said)
    page.pictures = "digits" if page.config.picture == "digit" else ""


def card(runs: object) -> None:
    """A sheet with its creases, in the middle of its third fold."""
    config = Config(depth=2)
    result = lesson.run(config)
    fold(config, result, key="cards.folding", label=lesson.describe(config, result), still=3.42)


def _figures(result: Result) -> None:
    """Folds, units, regions, and how many one layer of as many units can have."""
    regions, most = len(result.complex), lesson.one_layer(result)
    with st.container(horizontal=True, gap="medium"):
        for label, value in {
            "Folds": f"{len(result.counts)}",
            "Units that bend": f"{lesson.units(result)}",
            "Regions, counted": f"{regions:,}",
            "One layer of as many: at most": f"{most:,}",
            "Ratio": f"{regions / most:.1f}" if regions >= most else f"{regions / most:.2f}",
        }.items():
            st.metric(label, value, width="content")


def copies(page: Page[Config]) -> None:
    """Regions against units: folds on folds, and units side by side."""
    config, result = page.config, lesson.run(page.config)
    most = lesson.one_layer(result)
    bend = lesson.units(result)
    many = len(result.complex)
    lesson_of = "Depth multiplies, width only adds lines." if many > most else "These folds do not multiply."
    st.markdown(
        f"One after the other, {bend} units make **{many:,}** regions here. Side by side in one layer, their lines "
        f"cut the plane into at most {most:,}. {lesson_of}"
        if bend
        else "Without a unit that bends, the sheet is one region."
    )
    chart = style.drawn(charts_of.growth, lesson.grown(config.activation), len(result.complex), bend)
    said = "Regions against units on a logarithmic axis: layer by layer, and at most in one layer."
    style.chart(chart, st.container(), key="folding.growth", alt=said)


def tent(page: Page[Config]) -> None:
    """The tent map, its pieces counted."""
    left, right = st.columns([1, 3], gap="large", vertical_alignment="center")
    with left:
        controls.widget(page.name, settings(Tent)["layers"])
        chosen = page.view(Tent)
        drawn = lesson.teeth(chosen)
        st.metric("Pieces, counted", f"{drawn.pieces:,}")
        st.metric("Teeth", f"{drawn.teeth:,}")
        st.metric(f"One layer of {2 * chosen.layers}: at most", f"{zaslavsky(2 * chosen.layers, 1):,}")
    said = f"The tent of {chosen.layers} layers on [0, 1]: {drawn.pieces:,} straight pieces, {drawn.teeth:,} teeth."
    style.chart(style.drawn(charts_of.tent, drawn), right, key="folding.tent", alt=said)
    st.caption(
        f"{said} Two ReLU make one tent, 2 relu(x) − 4 relu(x − ½), which folds [0, 1] in the middle. Each layer "
        "applies it again and doubles the teeth."
    )


def mathematics(page: Page[Config]) -> None:
    result = lesson.run(page.config)
    st.latex(r"h^{(l)} = \bigl|W_l\,h^{(l-1)} + b_l\bigr|")
    st.latex(r"|z| = \mathrm{relu}(z) + \mathrm{relu}(-z)")
    terms.say(
        "A fold along the line $n \\cdot x = b$ takes $x$ to $(|n \\cdot x - b|,\\; m \\cdot x)$, with $m$ the "
        "direction of the line. One unit folds, and one carries the place along the line. A layer of two $|x|$ "
        "units folds twice. Then $2h - 1$ stretches the packet over the sheet again, and the next layer folds it. "
        "This makes $4^L$ regions from $2L$ units (Montufar, Pascanu, Cho, Bengio 2014). One layer of $n$ units "
        "has at most $1 + n + n(n-1)/2$ in the plane (Zaslavsky 1975). These weights are made, not learned: random "
        "weights have about as many regions deep as wide (Hanin and Rolnick 2019)."
    )
    with st.expander("The network of this picture, layer by layer"):
        st.markdown(_table(result))


def _table(result: Result) -> str:
    """The layers as a Markdown table: weight, bias, slopes, regions after it, and where one corner lies."""
    head = [
        "| layer | W | b | slopes left of 0 | regions after it | the corner (−1, −1) lies at |",
        "|---" * 6 + "|",
    ]
    folds = len(result.counts) // len(result.layers)  # in each layer
    corner = [result.corners[k * folds, 0] for k in range(1, len(result.layers) + 1)]
    rows = [
        f"| {k} | {_rows(weight)} | {_row(bias)} | {_row(slope)} | {count:,} | {_row(lies)} |"
        for k, ((weight, bias), slope, count, lies) in enumerate(
            zip(result.layers, result.slopes, result.complex.counts, corner, strict=True), 1
        )
    ]
    weight, bias = result.readout
    return "\n".join([*head, *rows, f"| to the picture | {_rows(weight)} | {_row(bias)} | linear | | |"])


def _row(values: NDArray[np.float64]) -> str:
    return ", ".join(minus(f"{v + 0:.4g}") for v in np.round(values, 12))


def _rows(values: NDArray[np.float64]) -> str:
    return "; ".join(map(_row, values))
