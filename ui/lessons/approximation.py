"""Universal approximation on the screen: boxes and two networks over a function, and errors against weights."""

from collections.abc import Mapping

import numpy as np
import streamlit as st

from charts import approximation as charts_of
from charts import fitted as fits
from core.config import runnable
from core.experiments import approximation as lesson
from core.experiments.approximation import DECK, Config, Result
from core.experiments.approximation import sizes as ladder
from core.jobs import Job
from core.learning import fitted
from core.learning.fitted import Snapshot
from core.told import Told
from ui import following, style, terms
from ui.components.fitted import Boxes, Figure, fitted_nets, still
from ui.lesson import Page

DIMENSIONS = (1, 2, 3, 6, 10, 784)


def figure(page: Page[Config]) -> None:
    """The function with its boxes and both networks, followed while they train and then as a recording."""
    job = following.follow(lesson.train, runnable(page.used, "training"))
    following.look([job], lambda found: _training(page, found[0]))


def _training(page: Page[Config], job: Job[Config, Snapshot]) -> None:
    config, result = page.config, lesson.run(page.config)
    now = fitted.last(job.snapshots)
    following.status(job, new_seed=page.new_seed)
    said = lesson.describe(config, result, now)
    _learned(config, result, job, said)
    _figures(config, result, now)
    page.explain(said)
    _errors(config, job, said)


def _learned(config: Config, result: Result, job: Job[Config, Snapshot], said: Told) -> None:
    figure = Figure(result.x, result.y, _names(config), runnable(config, "training").steps, _boxes(result))
    fitted_nets(job, figure, key="approximation.learned", label=said.spoken)


def _boxes(result: Result) -> Boxes:
    return Boxes(result.edges, result.heights, result.rms)


def _names(config: Config) -> dict[str, str]:
    """The boxes and the two networks, as the legend calls them."""
    shapes = lesson.shapes(config)
    deep = lesson.layers(config.units)
    weights = {net: lesson.weights(config, shape.widths) for net, shape in shapes.items()}
    return {
        "boxes": f"{config.boxes} box{'es' * (config.boxes != 1)}: {2 * config.boxes} numbers",
        "one layer": f"one layer of {config.units}: {weights['one layer']} weights",
        "deep, narrow": f"{deep} layer{'s' * (deep != 1)} of 5: {weights['deep, narrow']} weights",
    }


def _figures(config: Config, result: Result, now: Mapping[str, Snapshot]) -> None:
    """Where all three are now."""
    with st.container(horizontal=True, gap="large"):
        st.metric("Error of the boxes", f"{result.rms:.3f}", width="content")
        for net, name in (("one layer", "One hidden layer"), ("deep, narrow", "Deep and narrow")):
            error, step = (f"{np.median(now[net].rms):.3f}", now[net].step) if net in now else ("–", 0)
            median = "Median of five seeds, in units of f."
            st.metric(f"{name}: error at step {step:,}", error, width="content", help=median)
        st.metric("Width of a box, dx", f"{result.dx:.3g}", width="content")


def _errors(config: Config, job: Job[Config, Snapshot], said: str) -> None:
    called = {net: words for net, words in _names(config).items() if net != "boxes"}
    with st.expander("Error while they learn"):
        chart = style.drawn(fits.errors, job.snapshots, called, furthest=config.steps)
        style.chart(chart, st.container(), key="approximation.errors", alt=f"Error against steps. {said}")
        st.caption(
            "The lines are the median of five seeds. The bands go from the least to the largest error of the "
            f"five. {fitted.SEEDED}"
        )


def sizes(page: Page[Config]) -> None:
    """Error against the number of weights, filled in while the sizes are trained."""
    job = following.follow(ladder.train, ladder.of(page.config))
    following.look([job], lambda found: _sizes(page, found[0]))


def _sizes(page: Page[Config], job: Job[ladder.Config, Snapshot]) -> None:
    config, many = page.config, len(ladder.shapes())
    why = f"All {many} sizes are trained on {lesson.TARGETS[config.target]}, five seeds each."
    following.status(job, about=why, new_seed=page.new_seed, key="approximation.sizes")
    boxes = ladder.curve_of_boxes(config.target)
    here = [("boxes", 2 * config.boxes, lesson.run(config).rms)]
    called = {"boxes": "boxes", **ladder.FAMILIES}
    said = ladder.describe(job.snapshots, boxes)
    chart = style.drawn(charts_of.sizes, job.snapshots, boxes, called, here, bias=config.start != "none")
    style.chart(chart, st.container(), key="approximation.sizes", alt=said)
    st.markdown(said)
    st.caption(
        f"The lines are the median of five seeds, and the bands are all five. {fitted.SEEDED} The ring marks the "
        "boxes of the picture above."
    )


def curse(page: Page[Config]) -> None:
    """What a grid costs in more dimensions."""
    config = page.config
    yours = config.boxes if config.boxes > 1 and config.boxes != DECK else None
    head = "| inputs | the deck: 10 along each | cells in float32 |" + (f" {yours} along each |" if yours else "")
    lines = [head, "|---|---|---|" + ("---|" if yours else "")]
    for d in DIMENSIONS:
        cells = lesson.grid(DECK, d)
        line = f"| {d}{' (a digit)' if d == 784 else ''} | {cells.many} cells | {cells.size} |"
        lines.append(line + (f" {lesson.grid(yours, d).many} |" if yours else ""))
    st.markdown("\n".join(lines))
    st.caption(
        "One number a cell. A picture of 28 × 28 pixels is one point in 784 dimensions: no grid, no list of boxes "
        "can cover them. Networks are trained on 60,000 such points and still read new ones."
    )


def mathematics(page: Page[Config]) -> None:
    st.latex(r"F(x) = \sum_{i=1}^{N} v_i\,\varphi(w_i^{\top} x + b_i)")
    st.latex(r"|F(x) - f(x)| < \varepsilon")
    terms.say(
        "For a continuous $f$ on $[0,1]^M$ and any $\\varepsilon > 0$ there is such an $F$. This holds for every "
        "bounded, continuous activation $\\varphi$ that is not constant (Hornik 1991). It holds for ReLU as well, "
        "and for every $\\varphi$ that is no polynomial (Leshno et al. 1993). Width can be traded for depth: ReLU "
        "nets of width $M + 4$ come as near as one likes to every Lebesgue-integrable $f$ (Lu et al. 2017). The "
        "distance there is $\\int |F - f|\\,dx$. All of this says that weights **exist**, not that training finds "
        "them."
    )
    slope = r"\sqrt{\int_0^1 f'(x)^2\,dx}"
    error = r"\sqrt{\int_0^1 (F-f)^2\,dx}"
    st.latex(r"\begin{aligned} & " + error + r" \\ & \approx \frac{dx}{\sqrt{12}}\," + slope + r"\end{aligned}")
    terms.say(
        "Boxes half as wide have half the error where $f$ is smooth. At a jump the error falls less, to "
        "$\\sqrt{1/2}$ of what it was."
    )


def card(runs: object) -> None:
    """The boxes of the first example, for Home."""
    config = Config()
    result = lesson.run(config)
    st.markdown(f"**{config.boxes} boxes**: error {result.rms:.3f}")
    figure = Figure(result.x, result.y, {"boxes": ""}, boxes=_boxes(result))
    still(figure, key="cards.approximation", label=lesson.describe(config, result, {}).spoken)
