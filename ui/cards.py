"""What Home shows of each page: a small picture, computed like the page's own."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from charts import batches as batch_charts
from core.data import images
from core.data.selection import Floats
from core.experiments import learning_steps, template_learning
from core.experiments.regions import PRESETS
from core.jobs import State
from ui import activations as activations_page
from ui import approximation as approximation_page
from ui import backprop as backprop_page
from ui import compare, live, style
from ui import composition as composition_page
from ui import digit_lab as digit_page
from ui import folding as folding_page
from ui import gradients as gradients_page
from ui import regions as region_page
from ui import small_large as small_large_page
from ui import three_views as views_page
from ui.player import tiles

Runs = Sequence[tuple[str, Any]]  # names and Configs that are recorded for the page


def templates(runs: Runs) -> None:
    compare.runs("core.experiments.templates", runs[:1])


def learning(runs: Runs) -> None:
    config, seen = learning_steps.Config(), 1000
    try:
        data = images.load(config.dataset, download=False)
    except images.DataError:  # the section below on this machine says why
        config, data = replace(config, dataset="digits"), images.load("digits")
    weight, error = _after(data, config, seen)
    names = [images.about(config.dataset).class_names[k] for k in config.classes]
    st.markdown(f"**After {seen:,} pictures, one at a time**: test error {error:.1%}")
    tiles(names, weight, key="cards.learning", caption="Learned one by one: templates")


@st.cache_data(max_entries=4, show_spinner=False)
def _after(_data: images.ImageData, config: learning_steps.Config, seen: int) -> tuple[Floats, float]:
    result = learning_steps.run(config, learning_steps.Place(seen=seen))
    return result.update.weight, learning_steps.test(config, result)[0]


def batches(runs: Runs) -> None:
    title, config = runs[0]
    key = live.follow("core.experiments.template_learning", config)
    waiting = live.pace(live.view(key)) is not None
    st.fragment(_race, run_every=1.0 if waiting else None)(title, key, waiting)


def _race(title: str, key: str, waiting: bool) -> None:
    job = live.view(key)
    if job.state is not State.DONE:
        st.caption(f"{title}: {'is being recorded' if live.pace(job) else job.reason or 'was stopped'}.")
    else:
        ends = {template_learning.MODES[m]: s for m, s in template_learning.last(job.snapshots).items()}
        errors = ", ".join(f"{name} {s.test_error:.1%}" for name, s in ends.items())
        st.markdown(f"**{title}**: {errors}")
        chart = batch_charts.against("seen", job.snapshots).properties(height=180)
        said = template_learning.describe(job.config, template_learning.last(job.snapshots))
        style.chart(chart, st.container(), key="cards.batches", alt=said)
    if waiting and live.pace(job) is None:
        st.rerun()


def three_views(runs: Runs) -> None:
    views_page.card()


def activations(runs: Runs) -> None:
    activations_page.card()


def backprop(runs: Runs) -> None:
    backprop_page.card()


def gradients(runs: Runs) -> None:
    gradients_page.card()


def regions(runs: Runs) -> None:
    region_page.card(PRESETS["A second layer"].config)


def folding(runs: Runs) -> None:
    folding_page.card()


def composition(runs: Runs) -> None:
    composition_page.card()


def approximation(runs: Runs) -> None:
    approximation_page.card()


def small_large(runs: Runs) -> None:
    small_large_page.card(runs)


def digit_lab(runs: Runs) -> None:
    digit_page.card(runs)
