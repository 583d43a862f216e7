"""Perceptron on the screen: the neuron and its rule, all truth tables, logistic regression, two layers."""

from functools import partial

import streamlit as st

from charts import perceptron as charts_of
from core.config import settings
from core.data import labelled
from core.experiments import perceptron as lesson
from core.experiments.perceptron import Config, Examples, Gallery, Pair, Soft
from ui import controls, session, style, terms
from ui.components.gallery import gallery
from ui.components.neuron import neuron
from ui.components.pair import pair as by_hand
from ui.components.twenty import twenty
from ui.lesson import Page, tell
from ui.own_points import bring

IN_PLACE = ("w1", "w2", "b", "shown", "points")


def figure(page: Page[Config]) -> None:
    """The plane with its line, the rule example by example; what a hand moves becomes the page's settings."""
    config = page.used
    result = lesson.run(config)
    said = lesson.describe(config, result)

    def line(w1: float, w2: float, b: float) -> None:
        session.put(page.name, w1=w1, w2=w2, b=b, shown=0)

    def points(text: str) -> None:
        session.put(page.name, data="own", points=text, w1=0.0, w2=0.0, b=0.0, shown=0)

    def shown(many: int) -> None:
        session.put(page.name, shown=many)

    neuron(
        page.used,
        result,
        key=f"{page.name}.plane",
        label=said.spoken,
        on_line=line,
        on_points=points,
        on_shown=shown,
    )
    page.explain(said)
    page.for_lecturers("What the slides leave open", deck)
    with st.expander("Bring your own points"):
        _bring(page)


def card(runs: object) -> None:
    """AND, with the line in the middle of its way, for Home."""
    config = Config()
    result = lesson.run(config)
    neuron(config, result, key="cards.perceptron", label=lesson.describe(config, result).spoken)


def _bring(page: Page[Config]) -> None:
    """Points of two classes, which become the page's."""

    def take(raw: bytes | str) -> str:
        fitted = labelled.fitted(labelled.read(raw, lesson.MOST), lesson.FAR)
        places = tuple((round(x * lesson.UNIT), round(y * lesson.UNIT)) for x, y in fitted.points.tolist())
        labels = tuple(1 if one else -1 for one in fitted.classes.tolist())
        text = lesson.written(Examples(places, labels))
        session.put(page.name, data="own", points=text, w1=0.0, w2=0.0, b=0.0, shown=0)
        zero, one = fitted.names
        return " ".join([f"{len(labels)} points. The output 1 stands for “{one}”, 0 for “{zero}”.", *fitted.notes])

    bring(page.name, lesson.MOST, take)


def tables(page: Page[Config]) -> None:
    """Every truth table with its verdict; the one that is chosen with its proof."""
    view = page.view(Gallery)
    said = lesson.describe_table(view)
    put = partial(session.put, page.name)
    gallery(view, key=f"{page.name}.tables", label=said.spoken, on_looked=lambda table: put(looked=table))
    if lesson.inputs_of(view.looked) == 2:
        st.button(
            "Let the rule learn this table",
            f"{page.name}.learn",
            on_click=put,
            kwargs={"data": "table", "table": view.looked, "w1": 0.0, "w2": 0.0, "b": 0.0, "shown": 0},
        )
    tell("", said)


def soft(page: Page[Config]) -> None:
    """Logistic regression on the points of the first figure."""
    controls.widget(page.name, settings(Soft)["updates"])
    config, view = page.used, page.view(Soft)
    result = lesson.run(config)
    fit = lesson.fit(result, view.updates)
    said = lesson.describe_fit(result, fit)
    style.chart(style.drawn(charts_of.soft, result, fit), st.container(), key="perceptron.soft", alt=said.spoken)
    tell("", said)


def pair(page: Page[Config]) -> None:
    """Three lines by hand: two of hidden neurons, and that of the third neuron, which sees what these say."""
    view = page.view(Pair)
    found = lesson.by_hand(view)
    said = lesson.describe_hand(view, found)
    put = partial(session.put, page.name)
    by_hand(found, key=f"{page.name}.pair", label=said.spoken, on_lines=lambda lines: put(lines=lines))
    tell("", said)


def learn(page: Page[Config]) -> None:
    """Twenty networks of this shape that have to find such lines."""
    view = page.view(Pair)
    left, right = st.columns(2)
    with left:
        controls.segmented(page.name, view, "bend")
    with right:
        controls.widget(page.name, settings(Pair)["lr"])
    learned = lesson.learned(view.bend, view.lr)
    told = lesson.describe_learned(learned)
    twenty(learned, key=f"{page.name}.twenty", label=told.spoken)
    tell("", told)


def deck(page: Page[Config]) -> None:
    """What the slides leave out."""
    at, half = lesson.run(Config()), lesson.learned(Pair().bend, Pair().lr)
    failed = int((~half.solved).sum())
    st.markdown(
        f"The Dublin deck shows the neuron and the table of XOR, but no learning rule. From weights of 0 the "
        f"rule needs {at.trace.updates} mistakes for AND, in the order 00, 01, 10, 11. A demonstration that "
        "shows AND settled after five passes has another start or another order.\n\n"
        f"The deck solves XOR with a second layer, and does not say whether training finds it. Of "
        f"{len(half.solved)} networks 2-2-1 with tanh, {failed} do not, at the learning rate {Pair().lr:g}."
    )


def mathematics(page: Page[Config]) -> None:
    st.latex(r"f(x) = 1 \text{ if } w \cdot x + b > 0,\quad 0 \text{ otherwise}")
    st.latex(r"\text{if } y\,(w \cdot x + b) \le 0:\quad w \leftarrow w + y\,x,\quad b \leftarrow b + y")
    terms.say(
        "Here $y$ is 1 for the output 1, and −1 for the output 0. A point on the line counts as a mistake, so "
        "that the rule has a way out of $w = 0$."
    )
    st.latex(r"\text{mistakes} \le \frac{R^2}{\gamma^2},\quad R = \max_i |(x_i, 1)|")
    terms.say(
        "$\\gamma$ is the largest number with $y_i\\,(w \\cdot x_i + b) \\ge \\gamma$ for all points and "
        "$|(w, b)| = 1$. Each mistake adds at least $\\gamma$ to the length of the weights along the best ones. "
        "Their squared length grows by $R^2$ at most (Novikoff 1962). Both are possible only for so many mistakes."
    )
    terms.say(
        "There is a separating line if and only if no mixture of the ones equals a mixture of the zeros (Gordan "
        "1873). A mixture is a sum $\\sum_i \\lambda_i x_i$ with $\\lambda_i \\ge 0$ and $\\sum_i \\lambda_i = "
        "1$. All this is decided here in fractions, without rounding."
    )
    st.latex(r"\text{logistic regression: } w \leftarrow w + \eta\,\bigl(t - \sigma(w \cdot x + b)\bigr)\,x")
    terms.say("With a step in the place of $\\sigma$ and $\\eta = 1$ this is the rule of the perceptron.")
