"""Vanishing gradients on the screen: every layer before training, then through it."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import streamlit as st

from charts.gradients import layers as charts_of
from charts.gradients import signal as signal_charts
from charts.gradients import training as training_charts
from core.data import images
from core.data.planar import PLANAR
from core.experiments import gradients as lesson
from core.experiments.gradients import ALL, PRESETS, Config, Histograms, Result, View, first, spread, words
from core.experiments.gradients.data import BATCH
from core.experiments.gradients.layers import Layers
from core.experiments.gradients.training import Snapshot
from core.jobs import Job, State
from core.learning.nets import ACTIVATIONS
from core.words import number
from ui import controls, following, style, terms
from ui.lesson import Page


def figure(page: Page[Config]) -> None:
    """The gradient of every layer before training, and what it means."""
    config, view = page.used, page.view(View)
    controls.segmented(page.name, view, "of", label_visibility="collapsed")
    found = following.result(first, first.of(config), key=f"{page.name}.first", room=420)
    if found is not None:
        _layers(page, config, view, found)


def _layers(page: Page[Config], config: Config, view: View, result: Result) -> None:
    said = words.describe(config, result)
    predicted = result.predicted if view.of == "weights" and np.isfinite(result.predicted).any() else None
    chart = style.drawn(charts_of.by_layer, config.names, result.now, result.before, predicted, view.of)
    style.chart(chart, st.container(), key=f"{page.name}.layers", alt=said)
    page.explain(said)
    st.caption(_key_of(config, result, predicted is not None))


def _key_of(config: Config, result: Result, predicted: bool) -> str:
    parts = [f"Before training, on a batch of {BATCH}, in double precision."]
    if config.seeds > 1:
        parts.append(f"The lines are the median of {config.seeds} draws, the bands are all of them.")
    if result.before is not None:
        parts.append("The dotted lines are the same draws without the remedies.")
    if predicted:
        parts.append("The dashed lines are what mean-field theory predicts, from the output layer on.")
    elif config.norm == "batch":
        parts.append("For batch norm there is no prediction here.")
    if (result.now.norm == 0).any():
        exact = result.now.nothing[result.now.norm == 0].all()
        parts.append(f"At a cross there is no gradient at all{'' if exact else ', or it is below 5e-324'}.")
    return " ".join(parts)


def first_over_last(result: Result) -> list[str]:
    """|dE/dW| of the first layer over that of the last, of each activation: the median of the draws."""
    return [number(float(share), 2) for share in words.reaching(result.now.norm)]


def training(page: Page[Config]) -> None:
    """The same networks while they learn: layer x step, loss and error; followed, then as a recording."""
    config, view = page.used, page.view(View)
    job = following.follow(lesson.train, config)
    _choose(page.name, config, view)
    following.look([job], lambda found: _training(page, config, view, found[0]))


def _training(page: Page[Config], config: Config, view: View, job: Job[Config, Snapshot]) -> None:
    many = len(config.names) * config.seeds
    why = f"{many} networks of {config.depth + 1} layers, trained together on the same batches."
    following.status(job, about=why, new_seed=page.new_seed)
    _recorded(page.name, config, view, job)


def _recorded(page: str, config: Config, view: View, job: Job[Config, Snapshot]) -> None:
    """The charts are there before their first numbers, so that nothing jumps."""
    focus = config.names.index(focused(config, view))
    said = "The first steps appear in a moment." if job.live else "Nothing is recorded."
    if job.snapshots:
        now = job.snapshots[-1]
        said = words.learned(config, job.snapshots[0], now, now.test_error, now.step)
    left, right = st.columns([3, 2])
    with left:
        name = ACTIVATIONS[config.names[focus]].name
        heat = style.drawn(training_charts.heat, job.snapshots, focus, config.depth + 1, config.steps)
        alt = f"{name}: each layer’s gradient in training. {said}"
        style.chart(heat, st.container(), key=f"{page}.heat", alt=alt)
    with right:
        for of in ("loss", "error"):
            chart = style.drawn(training_charts.curves, config.names, job.snapshots, of, config.steps)
            style.chart(chart, st.container(), key=f"{page}.{of}", alt=f"Curves of {of}. {said}")
    for trouble in filter(None, job.snapshots[-1].troubles if job.snapshots else ()):
        st.warning(trouble, icon=":material/error:")
    st.markdown(said)
    if job.state is State.DONE:
        held = "all test pictures" if config.dataset not in PLANAR else "all test points"
        st.caption(f"The last error is of {held}, the others of a thousand. {_clipped(config, job.snapshots)}")


def _clipped(config: Config, snapshots: Sequence[Snapshot]) -> str:
    """Gradient norms before and after clipping, at the first and the last step."""
    if not config.clip:
        return ""
    said = []
    for s in (snapshots[0], snapshots[-1]):
        before, after = (float(np.nanmedian(norm)) for norm in (s.total, s.total * s.factor))
        said.append(f"{number(before, 2)} before, {number(after, 2)} after it in step {s.step:,}")
    return f"Clipping, norm of a network’s whole gradient: {'; '.join(said)}."


def focused(config: Config, view: View) -> str:
    """The activation to look closer at: the first one where the chosen one is not there."""
    return view.focus if view.focus in config.names else config.names[0]


def _choose(page: str, config: Config, view: View) -> None:
    """Whose layers to look at; kept where they are not among the chosen activations, until another is chosen."""
    now = focused(config, view)
    st.segmented_control(
        "Look closer at",
        config.names,
        default=now,
        format_func=lambda name: ACTIVATIONS[name].name,
        required=True,
        label_visibility="collapsed",
        **controls.of_setting(page, "focus", now),
    )


def signals(page: Page[Config]) -> None:
    """Why: saturated and dead units, and how the outputs are spread, layer by layer."""
    config, view = page.used, page.view(View)
    still = first.of(config)
    if (found := following.at_hand(first, still)) is not None:
        _shares(page.name, config, found.now)
    else:
        st.caption("These come with the gradients at the top of the page.")
    focus = focused(config, view)
    one = spread.Config(replace(still, activations=(ALL.index(focus),), seeds=1, clip=0.0), focus)
    histograms = following.result(spread, one, key=f"{page.name}.spread", room=300)
    if histograms is not None:
        _outputs(page.name, focus, histograms)


def _shares(page: str, config: Config, now: Layers) -> None:
    meanings = {
        "saturated": "The share of units and pictures with a slope below 0.01.",
        "dead": "The share of units with a slope below 0.01 for every picture.",
    }
    for column, (of, meaning) in zip(st.columns(2), meanings.items(), strict=True):
        with column:
            chart = style.drawn(signal_charts.shares, config.names, now, of)
            style.chart(chart, st.container(), key=f"{page}.{of}", alt=f"Share of {of} units by layer.")
            st.caption(meaning)


def _outputs(page: str, focus: str, histograms: Histograms) -> None:
    chart = style.drawn(signal_charts.outputs, histograms)
    name = ACTIVATIONS[focus].name
    style.chart(chart, st.container(), key=f"{page}.outputs", alt=f"Histogram of {name}'s outputs, by layer.")
    st.caption(f"**{name}**: how the outputs of each layer are spread over units and examples, before training.")


def mathematics(page: Page[Config]) -> None:
    st.latex(
        r"\delta_l = \sigma'(z_l) \odot W_{l+1}^{\top} \delta_{l+1} \qquad "
        r"\frac{\partial E}{\partial W_l} = \delta_l\, h_{l-1}^{\top}"
    )
    st.latex(r"\chi = \sigma_w^2\; \mathbb{E}\!\left[\sigma'(\sqrt{q}\,z)^2\right], \qquad z \sim N(0, 1)")
    terms.say(
        "Every layer multiplies the gradient by its slopes and its weights. In wide random layers the mean square "
        "grows by χ, with $\\sigma_w^2 = n\\,\\mathrm{Var}[w]$ and $q$ the variance of $z$ (Poole et al. 2016; "
        "Schoenholz et al. 2017): below 1 it vanishes, above 1 it explodes, and only near 1 depth is free. "
        "He’s draw has $\\sigma_w^2 = 2$, which makes χ = 1 for ReLU; sigmoid’s slope is at most ¼."
    )
    terms.say(
        "**Residual**: $h_l = h_{l-1} + \\sigma(z_l)$ adds 1 to χ. Where σ has a mean, as ReLU, there is more: all "
        "units’ outputs then have a part in common. The gradient turns into the direction of that part, and grows "
        "faster the more layers it has passed. The dashed line has both parts. **Normalisation**: $z = "
        "\\gamma\\,(u - \\bar u) / s + \\beta$ sets $q$ to 1, whatever the weights’ size. **Clipping**: $g "
        "\\leftarrow g \\min(1, c / |g|)$ shortens a step, and leaves the ratios of layers."
    )


def card(runs: object) -> None:
    """The first example, for Home: the networks of the page, so that its numbers are the same."""
    config = next(iter(PRESETS.values())).config
    if images.status(config.dataset).state != "ready":
        config = replace(config, dataset="digits")
    found = following.result(first, config, key="cards.gradients.work")
    if found is None:
        return
    each = zip(config.names, first_over_last(found), strict=True)
    said = ", ".join(f"{ACTIVATIONS[name].name} {share}" for name, share in each)
    st.markdown(f"**Gradient of the first layer, divided by that of the last**: {said}")
    chart = style.drawn(charts_of.by_layer, config.names, found.now, None, None, "weights")
    style.card(chart, key="cards.gradients", alt=words.describe(config, found))
