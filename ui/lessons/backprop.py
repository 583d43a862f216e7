"""Backpropagation on the screen: the graph, its check, one step downhill, the deck's example of autodiff."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from charts import backprop as charts_of
from charts.theme import DARK, LIGHT
from core.config import settings
from core.experiments import backprop as lesson
from core.experiments.backprop import Config, Descent, autodiff
from core.experiments.backprop import net as nets
from core.experiments.backprop.autodiff import Example
from core.experiments.backprop.steps import unit
from core.words import minus, number, percent
from ui import controls, session, style, terms
from ui.components.trace import trace
from ui.lesson import Page

IN_PLACE = ("weight",)  # it is marked in the figure


def figure(page: Page[Config]) -> None:
    """The network, played and picked; what a person marks or moves becomes the page's settings."""
    config, result = page.config, lesson.run(page.config)
    said = lesson.describe(config, result)

    def chosen(name: str) -> None:
        session.put(page.name, weight=name)

    def moved(name: str, value: float) -> None:
        session.put(page.name, weight=name, moved=lesson.moved_by(config, name, value))

    trace(
        config,
        result,
        key=f"{page.name}.trace",
        label=said.spoken,
        on_chosen=chosen,
        on_moved=moved,
        begins=config == lesson.PRESETS["The slide’s network"].config,
    )
    page.explain(said)


def card(runs: object) -> None:
    """A chain with its factors, for Home."""
    config = lesson.PRESETS["One path: a chain"].config
    result = lesson.run(config)
    at, (path,) = result.marked, result.paths
    factors = [lesson.input_of(result, at), *path.factors]
    product = " · ".join(f"({number(f)})" if f < 0 else number(f) for f in factors)
    st.markdown(f"**∂E/∂w** = {product} = **{number(lesson.gradient_of(result.back.gradient, at))}**")
    trace(config, result, key="cards.backprop", label=lesson.describe(config, result).spoken, still=True)


def check(page: Page[Config]) -> None:
    """The marked weight's derivative in three ways, and the largest difference of all weights."""
    config, result = page.config, lesson.run(page.config)
    at, net = result.marked, result.net
    many = sum(g.size if config.bias else g.size - len(g) for g in result.back.gradient)
    ways = {
        "the recursion, written out in NumPy": result.back.gradient,
        "PyTorch’s autograd": result.autograd,
        "finite differences": result.differences,
    }
    here = unit(net, at.layer + 1, at.to)
    name = f"the weight {unit(net, at.layer, at.source)} → {here}" if at.source >= 0 else f"the bias of {here}"
    lines = [f"| | {name} | largest difference of all {many} |", "|---|--:|--:|"]
    for way, gradient in ways.items():
        apart = nets.apart(result.back.gradient, gradient)
        lines.append(f"| {way} | {_long(lesson.gradient_of(gradient, at))} | {number(apart) if apart else '0'} |")
    st.markdown("\n".join(lines))
    st.caption(
        "Both programs round to 16 digits, in another order of operations. Finite differences are (E(w + h) − E(w "
        f"− h)) / 2h with h = {number(nets.NUDGE)}. They need two forward passes a weight, {2 * many} here. "
        "Backpropagation needs one forward and one backward pass for all."
    )


def _long(value: float) -> str:
    return minus(f"{value:.10g}")


def descend(page: Page[Config]) -> None:
    """One step against the gradient, promised and real."""
    config, result = page.config, lesson.run(page.config)
    left, right = st.columns([2, 3], gap="large", vertical_alignment="center")
    with left:
        controls.widget(page.name, settings(Descent)["lr"])
        chosen = page.view(Descent)
        step = lesson.descend(config, result, chosen.lr)
        real = step.after - step.before
        before, after = st.columns(2)
        before.metric("E before", number(step.before))
        after.metric("E after the step", number(step.after))
        before.metric("Promised: −η|g|²", number(step.predicted))
        after.metric("Real change", number(real))
    said = (
        f"After a step of {chosen.lr:g} × the gradient, E goes from {number(step.before)} to {number(step.after)}."
    )
    style.chart(style.drawn(charts_of.descent, step, chosen.lr), right, key="backprop.descent", alt=said)
    st.markdown(f"{said} {_kept(step)}")


def _kept(step: lesson.Stepped) -> str:
    real = step.after - step.before
    if step.predicted == 0:
        return "The gradient is 0: gradient descent stays where it is, whatever the error."
    if real > 0:
        return (
            "**The step is too long**: the error rises. The gradient knows the slope here, not what comes behind."
        )
    share = real / step.predicted
    if share > 0.9:
        return f"{percent(share, 0)} of the promise is kept: over so short a step E is nearly straight."
    return f"{percent(share, 0)} of the promise is kept: over so long a step E bends away from its tangent."


_CSS = f"""<style>
.autodiff {{ --up: light-dark({LIGHT.grey}, {DARK.grey}); --back: light-dark({LIGHT.above_text}, {DARK.above_text});
  --rule: light-dark({LIGHT.rule}, {DARK.rule}); display: flex; align-items: stretch; gap: 10px; font-size: 15px;
  font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }}
.autodiff .box {{ border: 1px solid var(--rule); border-radius: 8px; padding: 8px 12px; min-width: 108px; }}
.autodiff .name {{ font-weight: 600; }}
.autodiff .grid {{ display: grid; grid-template-columns: 1fr 1fr; gap: 0 12px; text-align: right;
  margin: 2px 0 6px; }}
.autodiff .one {{ grid-template-columns: 1fr; text-align: left; }}
.autodiff .came {{ color: var(--back); border-top: 1px solid var(--rule); padding-top: 6px; }}
.autodiff .op {{ display: flex; flex-direction: column; justify-content: space-between; text-align: center; flex: 1;
  padding: 26px 0 22px; color: var(--up); white-space: nowrap; }}
.autodiff .op span + span {{ color: var(--back); }}
@media (max-width: 900px) {{ .autodiff {{ flex-direction: column; gap: 2px; }}
  .autodiff .box {{ align-self: flex-start; min-width: 150px; }}
  .autodiff .op {{ flex-direction: row; padding: 4px 12px; gap: 20px; }} }}
</style>"""


def example(page: Page[Config]) -> None:
    """x -> y -> z -> o and back, with PyTorch's own answer."""
    with st.columns([1, 2])[0]:
        controls.widget(page.name, settings(Example)["entry"])
    chosen = page.view(Example)
    r = autodiff.run(chosen)
    parts = [
        _box("x", r.x, "∂o/∂x", r.o_x),
        _op("+ 2", f"× ∂y/∂x = {number(r.y_x[0, 0])}"),
        _box("y", r.y, "∂o/∂y", r.o_y),
        _op("3y²", f"× ∂z/∂y = 6y = {number(r.z_y[0, 0])}"),
        _box("z", r.z, "∂o/∂z", r.o_z),
        _op("mean", f"× ∂o/∂z = ¼ = {number(r.o_z[0, 0])}"),
        _box("o", np.array([r.o]), "∂o/∂o", np.ones(1)),
    ]
    st.html(_CSS + f'<div class="autodiff">{"".join(parts)}</div>')
    chain = f"{number(r.o_z[0, 0])} · {_factor(r.z_y[0, 0])} · {number(r.y_x[0, 0])}"
    st.markdown(
        f"Forward, from left to right: **o = {number(r.o)}**. Backward, from right to left, each operation "
        f"multiplies what comes back by its own slope. In each of the four places of x this gives {chain} = "
        f"**{number(r.o_x[0, 0])}**."
    )
    left, right = st.columns(2, gap="large")
    left.code(autodiff.code(chosen), language="python")
    right.markdown("PyTorch, run just now:")
    right.code(f"o = {r.torch_o:g}\nx.grad = {r.printed}", language=None)


def _factor(value: float) -> str:
    return f"({number(value)})" if value < 0 else number(value)


def _box(name: str, values: NDArray[np.float64], slope: str, came: NDArray[np.float64]) -> str:
    one = " one" if values.size == 1 else ""
    cells = ["".join(f"<span>{number(float(v))}</span>" for v in part.ravel()) for part in (values, came)]
    return (
        f'<div class="box"><div class="name">{name}</div><div class="grid{one}">{cells[0]}</div>'
        f'<div class="came"><div class="name">{slope}</div><div class="grid{one}">{cells[1]}</div></div></div>'
    )


def _op(forward: str, back: str) -> str:
    return f'<div class="op"><span>{forward} →</span><span>← {back}</span></div>'


def mathematics(page: Page[Config]) -> None:
    st.latex(r"a_j = \sum_i w_{ji} z_i \qquad z_j = \sigma(a_j) \qquad y_k = a_k \qquad E = -\sum_k t_k \ln p_k")
    st.latex(
        r"\delta_j \equiv \frac{\partial E}{\partial a_j} \qquad \frac{\partial E}{\partial w_{ji}} = \delta_j z_i"
    )
    st.latex(r"\delta_k = p_k - t_k \qquad \delta_j = \sigma'(a_j) \sum_k w_{kj}\,\delta_k")
    terms.say(
        "Written out from a weight to the output, the recursion is a sum over all paths, each a product of slopes "
        "and weights:"
    )
    st.latex(
        r"\frac{\partial E}{\partial w_{hl}} = x_l \sum_{i,j,k} "
        r"\sigma'(a_h)\, w_{ih}\, \sigma'(a_i)\, w_{ji}\, \sigma'(a_j)\, w_{kj}\, \delta_k"
    )
    terms.say(
        "There are as many paths as the product of the later widths; the recursion shares what they have in "
        "common: two multiplications a weight. With a bias, $a_j$ has one term more and "
        "$\\partial E/\\partial b_j = \\delta_j$. The squared error here is "
        "$E = \\frac12 \\sum_k (a_k - t_k)^2$, with $\\delta_k = a_k - t_k$."
    )


def slips(page: Page[Config]) -> None:
    """Where the formulas of the slides are not what is meant."""
    st.markdown(
        "The last line of “Back Propagation” reads $\\delta_h = \\sigma'(a_h) \\sum_j "
        "w_{ih} \\delta_h$; meant is $\\sum_i w_{ih}\\,\\delta_i$. “Vanishing and Exploding Gradients” has "
        "$\\delta_i$ vanish as $\\sigma(a_i)$ approaches zero; it is the slope $\\sigma'(a_i)$ that does it. "
        "“Back Propagation Works!” has $h_2 = \\sigma_2(W_2 h_2 + b_2)$; the layer reads $h_1$."
    )
