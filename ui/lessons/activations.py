"""Activations on the screen: the bends with their table, a neuron that dies, one bend made of two, the formulas."""

import streamlit as st

from charts import activations as charts_of
from core.config import Range, settings
from core.data import images
from core.experiments import activations as lesson
from core.experiments.activations import Config, Facts, Result, dead_relu
from core.experiments.activations import bends as maths
from core.learning.nets import ACTIVATIONS, LEAK
from core.words import number, percent, raised
from ui import controls, following, session, style, terms
from ui.components.bends import bends
from ui.components.player import tiles
from ui.lesson import Page
from ui.text import plain

IN_PLACE = ("bias", "right", "left")  # their sliders stand beside what they move
TARGETS = {"abs": "|z|", "identity": "z itself", "relu": "ReLU", "leaky_relu": "leaky ReLU", "prelu": "PReLU"}


def figure(page: Page[Config]) -> None:
    """Values and slopes over one another; the z that a person drags to becomes the page's."""
    result = lesson.run(page.config)
    said = lesson.describe(page.config, result)

    def moved(z: float) -> None:
        session.put(page.name, z=z)

    bends(page.config, result, key=f"{page.name}.bends", label=said, on_z=moved)
    page.explain(said)
    _table(page.config, result)


def _table(config: Config, result: Result) -> None:
    """Range, largest slope, what many layers keep, and how much of z is flat, of all that are drawn."""
    one = config.sigma == 1
    flat_at = "flat at spread 1" if one else f"flat at spread 1; {config.sigma:g}"
    layers = f"{config.layers} layer{'s' * (config.layers != 1)}"
    lines = [f"| | largest slope | {layers}: at most | {flat_at} |", "|---|---|---|---|"]
    for name, facts in zip(result.names, result.facts, strict=True):
        flat = percent(facts.standard) + ("" if one else f"; {percent(facts.spread)}")
        lines.append(f"| {_named(name)} | {number(facts.steepest)} | {_power(facts, config.layers)} | {flat} |")
    st.markdown("\n".join(lines))
    st.caption(
        f"A bend is flat where |f′(z)| < {config.threshold:g}, and z is normal around 0 with that spread. Layers "
        f"keep at most (largest slope){raised(config.layers)} of a gradient, not counting what the weights do to "
        "it."
    )


def _named(name: str) -> str:
    return ACTIVATIONS[name].name.replace("|", "\\|")


def _range(facts: Facts) -> str:
    return f"{number(facts.low)} to {number(facts.high)}"


def _power(facts: Facts, layers: int) -> str:
    if facts.steepest in (0.0, 1.0):
        return number(facts.kept)
    return f"{number(facts.steepest)}{raised(layers)} = {number(facts.kept)}"


def _slider(page: str, name: str, step: float) -> float:
    """A float setting as a slider on the page, in the link like any other."""
    d, now = settings(Config)[name].declaration, float(session.value(page, name))
    assert isinstance(d, Range)
    more = controls.of_setting(page, name, now)
    return float(st.slider(d.label, float(d.low), float(d.high), now, step, help=d.help, **more))


def dead(page: Page[Config]) -> None:
    """One neuron on real pictures: its weights, its z under the bias, and what training does from there."""
    terms.say(
        "One neuron looks at real pictures. **Lower its bias** until no picture wakes it. Then train it: as a ReLU "
        "it stays as it is, whatever it is shown."
    )
    page.fetch()
    config, short = page.used, dead_relu.only(page.used)
    result = following.result(dead_relu, short, key=f"{page.name}.dead", room=360)
    if result is None:
        _slider(page.name, "bias", 0.1)
    else:
        _dead(page, config, result)


def _dead(page: Page[Config], config: Config, result: dead_relu.Result) -> None:
    short = dead_relu.only(config)
    said = dead_relu.describe(short, result)
    tile, left, right = st.columns([2, 5, 5], gap="medium")
    with tile:
        name = "w" if config.weights == "random" else f"w: {_looks_for(config)}"
        tiles([name], result.weight[None], key=f"{page.name}.weight", caption="The neuron’s weights")
    with left:
        _slider(page.name, "bias", 0.1)
        chart = style.drawn(charts_of.histogram, config, result)
        style.chart(chart, left, key=f"{page.name}.histogram", alt=f"Histogram of z. {said}")
    with right:
        with st.container(horizontal=True, gap="medium"):
            st.metric("Pictures that wake it", f"{percent(result.awake)}", width="content")
            st.metric("Gradient on its weights", number(float(result.gradient[0])), width="content")
        chart = style.drawn(charts_of.waking, result)
        style.chart(chart, right, key=f"{page.name}.waking", alt=f"Pictures that wake it against steps. {said}")
    page.explain(said)
    st.caption(
        f"These are the first {len(result.z):,} training pictures of the chosen classes, and w is scaled so that w "
        f"· x has a spread of 1. The loss is ½ (a − y)², where y is 1 for {_looks_for(config)} and 0 for the "
        f"others. SGD takes {dead_relu.BATCH} pictures a step, with a learning rate of {config.lr:g}. All three "
        "start alike."
    )


def _looks_for(config: Config) -> str:
    return plain(images.about(config.dataset).class_names[config.classes[0]])


def two(page: Page[Config]) -> None:
    """u1 relu(z) + u2 relu(-z), the sliders of both weights, and which bend that is."""
    config = page.config
    made = maths.pair(config.right, config.left, 3.0)
    left, right = st.columns([2, 3], gap="large", vertical_alignment="center")
    with left:
        _slider(page.name, "right", 0.01)
        _slider(page.name, "left", 0.01)
        st.metric("Largest error against |z|", number(made.errors["abs"]), help="For z from −3 to 3.")
    said = _made_of(config, made)
    style.chart(style.drawn(charts_of.pair, made), right, key=f"{page.name}.pair", alt=said)
    st.markdown(said)


def _made_of(config: Config, made: maths.Pair) -> str:
    weights = f"u₁ = {number(config.right)} and u₂ = {number(config.left)}"
    slopes = f"Its slope is {number(-config.left)} left of 0 and {number(config.right)} right of it."
    if made.same:
        return f"With {weights} the sum **is {TARGETS[made.same]}**, within rounding. {slopes}"
    return (
        f"With {weights} the sum is none of the named bends. {slopes} Try 1 and 1 for |z|, 1 and −1 for z itself, "
        f"1 and −{LEAK} for leaky ReLU."
    )


def mathematics(page: Page[Config]) -> None:
    """Formula and derivative of all that are drawn, and what they mean for a gradient."""
    result = lesson.run(page.config)
    st.latex(r"a^{(l)} = f(z^{(l)})")
    st.latex(r"\delta^{(l)} = f'(z^{(l)}) \odot W^{(l+1)\top} \delta^{(l+1)}")
    terms.say(
        "In the backward pass each layer multiplies the gradient by its slopes: where $f'(z) = 0$ nothing goes on. "
        "Over $n$ layers at most $\\max_z |f'(z)|^n$ is left, apart from the weights."
    )
    lines = []
    for name, facts in zip(result.names, result.facts, strict=True):
        f, slope = ACTIVATIONS[name], maths.SLOPES[name]
        lines.append(f"- **{plain(f.name)}**: $f(z) = {f.formula}$, from {_range(facts)}; $\\; f'(z) = {slope}$")
    st.markdown("\n".join(lines))
    st.caption(
        "At a kink we take the slope to its left, as PyTorch does for ReLU. σ is the sigmoid, Φ the normal cdf."
    )


def card(runs: object) -> None:
    """Sigmoid, tanh and ReLU, for Home."""
    config = Config()
    result = lesson.run(config)
    facts = dict(zip(result.names, result.facts, strict=True))["sigmoid"]
    st.markdown(f"**Sigmoid**: {config.layers} layers keep at most {_power(facts, config.layers)} of a gradient")
    chart = charts_of.slopes(result)
    style.card(chart, key="cards.activations", alt=lesson.describe(config, result))
