"""The frame around all pages, and the only list of them."""

import os
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Any

import streamlit as st

from core.data import images
from core.jobs import jobs
from ui import controls, following, style

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Page:
    """One page: its script, what Home says of it, and the presets that are recorded when the server starts."""

    path: str
    title: str
    icon: str
    section: str
    question: str = ""
    lectures: str = ""
    experiment: str = ""
    first_runs: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What the page is called in its link, in core, in charts and in ui."""
        return Path(self.path).stem


HOME = Page("pages/home.py", "Home", ":material/home:", "")
PAGES = (
    Page(
        "pages/templates.py",
        "Templates",
        ":material/grid_view:",
        "Inside a layer",
        "What does a linear layer look for?",
        "CS5242 lecture 3, “Understanding linear layers”; lecture 6, lab 01",
        "core.experiments.templates",
        ("Lab 01: 7,840 weights", "Smooth templates", "Scrambled pixels"),
    ),
    Page(
        "pages/template_learning.py",
        "Learning a template",
        ":material/add_photo_alternate:",
        "Inside a layer",
        "How is a template learned?",
        "CS5242 lecture 3, “Template learning” to “Iterate”",
    ),
    Page(
        "pages/batches.py",
        "Serial and batch",
        ":material/stacks:",
        "Inside a layer",
        "One picture at a time, a batch, or all at once?",
        "CS5242 lecture 3, “Mini-batch learning” to “Serial vs Batch”",
        "core.experiments.batches",
        ("Each at its best",),
    ),
    Page(
        "pages/three_views.py",
        "Three views",
        ":material/hub:",
        "Why non-linear",
        "What is a network, and what if it were linear?",
        "CS5242 lecture 6, “The three representations of neural networks”",
    ),
    Page(
        "pages/activations.py",
        "Activations",
        ":material/show_chart:",
        "Why non-linear",
        "Which bend, and where does it stop learning?",
        "Göttingen lecture 5, “Activation functions”; EPFL, “Sigmoid vs ReLu”",
    ),
    Page(
        "pages/gradients.py",
        "Vanishing gradients",
        ":material/trending_down:",
        "Why non-linear",
        "Why do deep networks not learn?",
        "EPFL, “Vanishing and Exploding Gradients”; Göttingen lecture 5, “Activation functions”",
    ),
    Page(
        "pages/backprop.py",
        "Backpropagation",
        ":material/undo:",
        "Why non-linear",
        "How does a weight learn of its error?",
        "EPFL, “Back Propagation”; Göttingen lecture 5, “Automatic differentiation”",
    ),
    Page(
        "pages/small_large.py",
        "Small and large digits",
        ":material/account_tree:",
        "Depth",
        "What does a second layer do?",
        "CS5242 lecture 6, “A hard classification problem” to “Multiple-step reasoning”",
        "core.experiments.small_large",
        ("Small or large",),
    ),
    Page(
        "pages/regions.py",
        "Linear regions",
        ":material/polyline:",
        "Depth",
        "How many pieces does a network make?",
        "Göttingen lecture 5, “Exponential representation”; EPFL, “Multi Layer Perceptrons”",
        "core.experiments.regions",
        ("While it learns", "Through three digits"),
    ),
    Page(
        "pages/folding.py",
        "Folding",
        ":material/layers:",
        "Depth",
        "How does a layer fold space?",
        "Göttingen lecture 5, “Exponential representation: advantage of depth”",
    ),
    Page(
        "pages/composition.py",
        "Composition",
        ":material/stacked_line_chart:",
        "Depth",
        "Why does depth multiply?",
        "EPFL, “The Power of Composition”",
    ),
    Page(
        "pages/approximation.py",
        "Universal approximation",
        ":material/area_chart:",
        "Depth",
        "Can a network be any function?",
        "Göttingen lecture 5, “Universal Approximator Theorem” to “Curse of Dimensionality”",
        "core.experiments.approximation",
        ("A smooth wave",),
    ),
    Page(
        "pages/digit_lab.py",
        "Digit lab",
        ":material/experiment:",
        "In the lab",
        "How well can a network read?",
        "CS5242 lecture 6, lab 02; DCU, “Example: MNIST”; EPFL, “MNIST”",
        "core.experiments.digit_lab",
        ("39,700 weights",),
    ),
)


def warm_up() -> None:
    """Import what pages need, start the workers, and record the runs that first pictures show.

    With MLPSCOPE_FIRST_RUNS=0 these are recorded when somebody looks at them.
    """
    import altair  # noqa: F401  (import it now: a first visitor should not wait for it)
    import torch
    import torchvision.datasets  # noqa: F401

    torch.set_num_threads(1)  # two wait for each other, by the second, where workers have the other core
    jobs().start()
    for page in PAGES if os.environ.get("MLPSCOPE_FIRST_RUNS", "1") != "0" else ():
        for _, config in first_runs(page.title):
            jobs().submit(page.experiment, config, pinned=True)


def first_runs(title: str) -> list[tuple[str, Any]]:
    """The runs recorded for a page at start: names and Configs, on the offline digits where data are missing."""
    page = next(page for page in PAGES if page.title == title)
    presets = import_module(page.experiment).PRESETS if page.experiment else {}
    chosen = [(name, presets[name].config) for name in page.first_runs]
    return [(name, _at_hand(config)) for name, config in chosen]


def _at_hand(config: Any) -> Any:
    """The offline digits instead of data that are missing, for an experiment on data."""
    missing = hasattr(config, "dataset") and images.status(config.dataset).state != "ready"
    return replace(config, dataset="digits") if missing else config


def main() -> None:
    st.set_page_config(page_title="MLP Scope", page_icon=str(ROOT / "ui/icon.svg"), layout="wide")
    style.apply()
    sections: dict[str, list[st.Page]] = {}
    for page in (HOME, *PAGES):
        entry = st.Page(ROOT / page.path, title=page.title, icon=page.icon, default=page is HOME)
        sections.setdefault(page.section, []).append(entry)
    current = st.navigation(sections, position="top")  # the sidebar is for settings
    controls.opened(current.url_path)
    with following.page_run():
        current.run()


if __name__ == "__main__":
    main()
