"""What the axes, scales and legends of several charts share: one style of titles, ticks and numbers."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import altair as alt

from core.words import MINUS, PERCENT

# How Vega writes numbers: as core/words.py does.
NUMBERS: dict[str, Any] = {
    "decimal": ".",
    "thousands": ",",
    "grouping": [3],
    "currency": ["", ""],
    "minus": MINUS,
    "percent": PERCENT,
}
# Sizes of texts in pixels, none below 12, and of what is around them. Streamlit's own would grow with the window,
# which the whole chart does already (ui/style.py).
TYPE: dict[str, dict[str, Any]] = {
    "axis": {"labelFontSize": 12, "titleFontSize": 13, "labelPadding": 8, "titlePadding": 10},
    "legend": {
        "labelFontSize": 13,
        "titleFontSize": 13,
        "labelOffset": 6,
        "columnPadding": 14,
        "rowPadding": 4,
        "padding": 4,
        "titlePadding": 6,
    },
    "header": {"labelFontSize": 12, "titleFontSize": 13},
    "text": {"fontSize": 13},
}
_DIGIT = "['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹']"
_POWER = "abs(round(log(datum.value) / LN10))"
# The label of a power of ten, in Vega's expressions: 10⁻⁷.
TEN_TO = (
    "datum.value == 1 ? '1' : '10' + (datum.value < 1 ? '⁻' : '')"
    f" + ({_POWER} > 99 ? {_DIGIT}[floor({_POWER} / 100)] : '')"
    f" + ({_POWER} > 9 ? {_DIGIT}[floor({_POWER} / 10) % 10] : '') + {_DIGIT}[{_POWER} % 10]"
)


def titled(what: str, unit: str = "", *, log: bool = False) -> str:
    """The title of an axis: test error (%, log scale)."""
    notes = ", ".join(filter(None, (unit, "log scale" if log else "")))
    return f"{what} ({notes})" if notes else what


def logarithmic(ends: Sequence[float]) -> alt.Scale:
    """A log scale that begins and ends exactly there."""
    return alt.Scale(type="log", domain=list(ends), nice=False)


def below(value: float) -> float:
    """The largest of 1, 2 and 5 times a power of ten that is not above the value."""
    power = 10.0 ** math.floor(math.log10(value))
    return float(max(digit * power for digit in (1, 2, 5) if digit * power <= value * (1 + 1e-9)))


def above(value: float) -> float:
    """The least of 1, 2 and 5 times a power of ten that is not below the value."""
    return 1 / below(1 / value)


def powers(low: float, high: float, most: int = 8) -> list[float]:
    """At most so many powers of ten between low and high, evenly apart."""
    first, last = round(math.log10(low)), round(math.log10(high))
    every = max(1, math.ceil((last - first) / (most - 1)))
    return [10.0**k for k in range(last, first - 1, -every)][::-1]


def steps(low: float, high: float, digits: Sequence[float] = (1, 2, 5)) -> list[float]:
    """These digits times every power of ten, where they lie between low and high."""
    first, last = math.floor(math.log10(low)) - 1, math.ceil(math.log10(high))
    every = [float(f"{digit * 10.0**k:.6g}") for k in range(first, last + 1) for digit in digits]
    return [tick for tick in every if low * 0.999 <= tick <= high * 1.001]


def scale(of: Mapping[str, Any], names: Iterable[str] | None = None) -> alt.Scale:
    """Colours, dashes or shapes by name, of all or of some; a dash of nothing, (), is a solid line."""
    chosen = list(of if names is None else names)
    shown = [(list(of[name]) or [1, 0]) if isinstance(of[name], tuple) else of[name] for name in chosen]
    return alt.Scale(domain=chosen, range=shown)


def legend(says: Mapping[str, str] | None = None, **more: Any) -> alt.Legend:
    """Above the figure, with strokes as they are drawn; `says`: what a person reads for each name."""
    given: dict[str, Any] = {
        "orient": "top",
        "symbolType": "stroke",
        "symbolStrokeWidth": 3,
        "symbolSize": 150,
        "labelLimit": 0,
        "columns": alt.ExprRef("width < 240 ? 1 : 12"),
    }
    if says is not None:
        words = ", ".join(f"{name!r}: {text!r}" for name, text in says.items())
        given["labelExpr"] = f"{{{words}}}[datum.label]"
    return alt.Legend(**(given | more))
