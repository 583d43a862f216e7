"""The power of composition on the screen: three waves, their counted peaks, and two networks that learn them."""

from fractions import Fraction

import streamlit as st

from charts import composition as charts_of
from charts import fitted as fits
from core.config import runnable
from core.experiments import composition as lesson
from core.experiments.composition import Config, Result
from core.jobs import Job
from core.learning import fitted
from core.learning.nets import count_weights
from core.learning.regression import Layers
from core.words import minus
from ui import following, session, style, terms
from ui.components.fitted import Figure, fitted_nets
from ui.components.waves import waves
from ui.lesson import Page, tell

PRODUCT = "2 · peaks of f₁ · peaks of f₂"


def figure(page: Page[Config]) -> None:
    """The waves, their numbers, and what they show; the x that a person follows becomes the page's."""
    result = lesson.run(page.config)
    said = lesson.describe(page.config, result)

    def moved(x: float) -> None:
        session.put(page.name, x=x)

    waves(page.config, result, key=f"{page.name}.waves", label=said.spoken, on_x=moved)
    _figures(result)
    page.explain(said)


def _figures(result: Result) -> None:
    """The numbers that matter: all peaks are counted on the networks' functions."""
    one, two, both = result.first.peaks, result.second.peaks, result.joined.peaks
    with st.container(horizontal=True, gap="large"):
        st.metric("Peaks, counted", f"{both}", width="content")
        st.metric(PRODUCT, f"2 · {one} · {two} = {2 * one * two}", width="content")
        st.metric("ReLU units", f"{result.units}", width="content")
        st.metric("One layer: 2 units a peak", f"{2 * both}", width="content")
        st.metric("Weights", f"{result.weights}", width="content")


def _names(config: Config) -> dict[str, str]:
    """The two networks, as the legends call them."""
    shapes = lesson.shapes(config)
    deep, wide = shapes["deep"].widths, shapes["one layer"].widths
    return {
        "deep": f"{config.depth} layers of {config.width}: {count_weights(deep):,} weights",
        "one layer": f"one layer of {wide[1]}: {count_weights(wide):,} weights",
    }


def learning(page: Page[Config]) -> None:
    """The networks learn f2(f1(x)), followed while they train and then as a recording."""
    config = runnable(page.used, "training")
    job = following.follow(lesson.train, config)
    following.look([job], lambda found: _training(page, config, found[0]))


def _training(page: Page[Config], config: Config, job: Job[Config, fitted.Snapshot]) -> None:
    why = f"Five seeds of each network, trained on f₂(f₁(x)) with {lesson.target(config).peaks} peaks."
    following.status(job, about=why, new_seed=page.new_seed)
    _learned(config, job)


def _learned(config: Config, job: Job[Config, fitted.Snapshot]) -> None:
    said, target = lesson.described(config, fitted.last(job.snapshots)), lesson.target(config)
    called = _names(config)
    figure = Figure(target.x, target.y, called, config.steps)
    fitted_nets(job, figure, key="composition.learned", label=said.spoken)
    tell("**What has been learned?** ", said)
    chart = style.drawn(fits.errors, job.snapshots, called, furthest=config.steps)
    style.chart(chart, st.container(), key="composition.errors", alt=f"Error against steps. {said}")
    st.caption(
        "The lines are the median of five seeds. The bands go from the least to the largest error of the five. "
        f"{fitted.SEEDED}"
    )


def mathematics(page: Page[Config]) -> None:
    config, result = page.config, lesson.run(page.config)
    rest = r"2\sum_{i=1}^{2n-1}(-1)^i\,\mathrm{relu}(2n\,x-i)"
    st.latex(r"\begin{aligned} f(x) = {} & \mathrm{relu}(2n\,x) \\ & + " + rest + r"\end{aligned}")
    st.latex(r"\text{units: } 2n_1 + 2n_2")
    st.latex(r"\text{peaks of } f_2(f_1(x)) \text{: } 2\,n_1 n_2")
    first, second = lesson.triangle(config.n1, config.height), lesson.triangle(config.n2)
    terms.say(
        f"A wave of $n$ peaks rises or falls in each of $2n$ equal parts: $2n$ ReLU, one for each bend. f₁ passes "
        f"through all of [0, 1] once in each of its $2n_1$ parts, so f₂ is shown $2n_1$ times, every second time "
        "backwards. Peaks are counted on the breakpoints of the composed network, found layer by layer from its "
        f"weights; here there are {result.joined.pieces - 1}. One hidden layer of $N$ units bends at most $N$ "
        f"times: {result.joined.peaks} peaks cannot be had with fewer than {2 * result.joined.peaks - 1}."
    )
    with st.expander("The weights of both networks"):
        st.markdown(
            "\n".join(
                [
                    "| | hidden biases | output weights |",
                    "|---|---|---|",
                    _weights("f₁", first),
                    _weights("f₂", second),
                ]
            )
        )
        st.caption("All weights from x to the 2n hidden units are 2n; the output bias is 0.")


def _weights(name: str, net: Layers) -> str:
    (_, bias), (out, _) = net
    parts = [", ".join(minus(str(Fraction(v).limit_denominator(100))) for v in values) for values in (bias, out[0])]
    return f"| {name} | {parts[0]} | {parts[1]} |"


def card(runs: object) -> None:
    """The slide's first example, for Home."""
    result = lesson.run(Config())
    both = result.joined
    st.markdown(f"**{result.units} units**: {both.peaks} peaks")
    chart = charts_of.wave(both, "x", "f₂(f₁(x))", at=Config().x, flanks=result.first)
    style.card(chart, key="cards.composition", alt=lesson.describe(Config(), result))
