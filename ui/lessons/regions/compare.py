"""Two networks side by side: other activations on the same weights, and one layer with as many weights."""

import statistics
from dataclasses import replace

import streamlit as st

from core.experiments.regions import Config, drawn, look, trains, widths
from core.experiments.regions import facts as lesson
from core.learning.nets import count_weights
from core.regions import TooManyRegions, zaslavsky
from ui.components.plane import plane
from ui.lesson import Page
from ui.lessons.regions.plane import quiet

SEEDS = range(5)
WIDEST = 400  # neurons of the one layer that are drawn
MOST = 20_000


def beside(page: Page[Config]) -> None:
    """What other networks make of the plane; of networks that are trained there is nothing to compare at once."""
    if not trains(page.used):
        _activations(page.name, page.used)
        _shapes(page.name, page.used)


def _activations(page: str, config: Config) -> None:
    """The same weights with ReLU and with |x|: a ReLU neuron goes silent behind its line, |x| folds."""
    st.header("The same weights, two activations")
    counts = {}
    for column, name, title in zip(st.columns(2), ("relu", "abs"), ("ReLU", "|x|"), strict=True):
        seen = quiet(replace(config, activation=name, max_regions=MOST), title)
        counts[name] = seen.facts.regions
        with column:
            st.markdown(f"**{title}**: {seen.facts.regions:,} regions" + (" and more" if seen.stopped else ""))
            plane(seen.data, key=f"{page}.{name}")
    depth = len(widths(config))
    if depth == 1:
        st.markdown("In the first layer the lines are the same; only what the network does beside them differs.")
        return
    more = counts["abs"] > counts["relu"]
    st.markdown(
        "The lines of layer 1 are the same. Behind its line a ReLU neuron is silent, and nothing of it reaches the "
        "next layer; |x| **folds** the plane there, and what the next layer draws on one side appears on the other "
        f"too, mirrored. Here |x| makes {'more' if more else 'no more'} regions: {counts['abs']:,} against "
        f"{counts['relu']:,}."
    )


def _shapes(page: str, config: Config) -> None:
    """As many weights in one layer: as drawn, and at best."""
    st.header("As many weights in a single layer")
    deep, n = widths(config), lesson.shallow_width(config)
    if len(deep) < 2 or n > WIDEST:
        few = "Choose two hidden layers or more: this network has a single one."
        many = f"One layer with as many weights would have {n:,} neurons: too many to draw here."
        st.caption(few if len(deep) < 2 else many)
        return
    drawn_deep = replace(config, net=config.net if config.net == "pytorch" else "random", flaw="none")
    drawn_deep = replace(drawn_deep, widths="-".join(map(str, deep)), max_regions=MOST)
    drawn_wide = replace(drawn_deep, widths=str(n))
    words = st.empty()
    counts: list[list[int]] = []
    for column, one in zip(st.columns(2), (drawn_deep, drawn_wide), strict=True):
        shape = (2, *widths(one), 1)
        name = "-".join(map(str, shape))
        with column:
            title = st.empty()
            plane(quiet(one, f"Regions of {name}").data, key=f"{page}.{'deep' if one is drawn_deep else 'wide'}")
        counts.append([])
        for seed in SEEDS:  # each is shown, so that another setting need not wait for the rest
            title.markdown(f"**{name}**: counting seed {seed + 1} of {len(SEEDS)} …")
            counts[-1].append(_count(replace(one, seed=seed)))
        title.markdown(f"**{name}**, {count_weights(shape):,} weights: {_spread(counts[-1])} regions")
    words.markdown(_verdict(config, counts, n))


def _verdict(config: Config, counts: list[list[int]], n: int) -> str:
    deep, wide = (statistics.median(found) for found in counts)
    best = zaslavsky(n, 2)
    drawn_words = (
        f"Drawn at random ({len(SEEDS)} seeds, this window), the single layer has "
        f"{'more' if wide > deep else 'fewer'} regions: its weights pay for {n} neurons, the deep one's for "
        f"{sum(widths(config))}, and random lines make regions by the square of their number."
    )
    return f"{drawn_words} But {n} lines can never make more than {best:,}. {_built(config, best)}"


@st.cache_data(max_entries=128, show_spinner=False)
def _built(config: Config, best: int) -> str:
    """What the deep shape can be built to have, counted on a network that is."""
    deep, most = widths(config), 100_000
    built = replace(config, depth=len(deep), width=min(deep), flaw="none", widths="", max_regions=most)
    if config.net == "fold":
        built, how = replace(built, activation="abs", x=0.0, y=0.0, r=1.0), "folds of |x|"
    else:
        built, how = replace(built, net="sawtooth", activation="relu", x=0.5, y=0.5, r=0.5), "a sawtooth of ReLU"
    try:
        made = len(look(drawn(built), built))
    except TooManyRegions:
        made = most
    over = "which one layer can never have" if made > best else "which one layer can have too: add layers"
    many = f"more than {made:,}" if made == most else f"{made:,}"
    return f"Layers that fold multiply: {len(deep)} of them built as {how} make {many} regions, {over}."


@st.cache_data(max_entries=1024, show_spinner=False)
def _count(config: Config) -> int:
    """Regions in the window, at most MOST."""
    try:
        return len(look(drawn(config), config))
    except TooManyRegions:
        return MOST


def _spread(counts: list[int]) -> str:
    low, middle, high = min(counts), int(statistics.median(counts)), max(counts)
    more = " or more" if high >= MOST else ""
    return f"{middle:,} ({low:,} to {high:,}{more})"
