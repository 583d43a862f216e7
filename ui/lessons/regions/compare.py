"""Two networks side by side: other activations on the same weights, and one layer with as many weights."""

import statistics
from collections.abc import Sequence

import streamlit as st

from core.config import runnable
from core.experiments.regions import Config, compared, trains, widths
from core.experiments.regions import facts as lesson
from core.experiments.regions.compared import MOST, MOST_BUILT, MOST_DRAWN, SEEDS, Side, Snapshot
from core.learning.nets import count_weights
from core.regions import zaslavsky
from ui import following, terms
from ui.components.plane import Scene, message, plane
from ui.lesson import Page


def beside(page: Page[Config]) -> None:
    """What other networks make of the plane; of networks that are trained there is nothing to compare at once."""
    if trains(page.used):
        return
    st.header("The same weights, two activations")
    found = following.result(compared, runnable(page.used), key=f"{page.name}.compared", room=400)
    if found is not None:
        _activations(page.name, page.used, found)
    st.header("As many weights in a single layer")
    deep, n = widths(page.used), lesson.shallow_width(page.used)
    if len(deep) < 2 or n > MOST_DRAWN:
        few = "Choose two hidden layers or more: this network has a single one."
        many = f"One layer with as many weights would have {n:,} neurons: too many to draw here."
        st.caption(few if len(deep) < 2 else many)
    elif found is None:
        st.caption("This is computed together with the comparison above.")
    else:
        _shapes(page.name, page.used, found, n)


def _activations(page: str, config: Config, found: Snapshot) -> None:
    """The same weights with ReLU and with |x|: a ReLU neuron goes silent behind its line, |x| folds."""
    relu, absolute = found.relu, found.absolute
    for column, key, title, side in zip(
        st.columns(2), ("relu", "abs"), ("ReLU", "|x|"), (relu, absolute), strict=True
    ):
        with column:
            st.markdown(f"**{title}**: {side.regions:,} regions" + (" and more" if side.stopped else ""))
            _plane(side, title, f"{page}.{key}")
    if len(widths(config)) == 1:
        st.markdown("In the first layer the lines are the same; only what the network does beside them differs.")
        return
    more = absolute.regions > relu.regions
    terms.say(
        "The lines of layer 1 are the same. Behind its line a ReLU neuron is silent, and nothing of it reaches "
        "the next layer. But |x| **folds** the plane there: what the next layer draws on one side appears on the "
        f"other too, mirrored. Here |x| makes {'more' if more else 'no more'} regions: {absolute.regions:,} "
        f"against {relu.regions:,}."
    )


def _plane(side: Side, caption: str, key: str) -> None:
    plane(message(Scene(side.picture, ("",), ("",)), caption=caption), key=key)


def _shapes(page: str, config: Config, found: Snapshot, n: int) -> None:
    """As many weights in one layer: as drawn, and at best."""
    words = st.empty()
    for at, (column, side) in enumerate(zip(st.columns(2), found.shapes, strict=False)):
        shape = (2, *side.widths, 1)
        name = "-".join(map(str, shape))
        with column:
            if at < len(found.counts):
                spread = _spread(found.counts[at])
                st.markdown(f"**{name}**, {count_weights(shape):,} weights: {spread} regions")
            else:
                st.markdown(f"**{name}** is not counted. {found.refused}")
            _plane(side, f"Regions of {name}", f"{page}.{'wide' if at else 'deep'}")
    if not found.refused:
        words.markdown(_verdict(config, found, n))


def _verdict(config: Config, found: Snapshot, n: int) -> str:
    deep, wide = (statistics.median(counts) for counts in found.counts)
    best = zaslavsky(n, 2)
    drawn_words = (
        f"Drawn at random ({len(SEEDS)} seeds, this window), the single layer has "
        f"{'more' if wide > deep else 'fewer'} regions. Its weights pay for {n} neurons, the deep one's for "
        f"{sum(widths(config))}. Random lines make regions by the square of their number."
    )
    return f"{drawn_words} But {n} lines can never make more than {best:,}. {_built(config, found.built, best)}"


def _built(config: Config, made: int, best: int) -> str:
    """What the deep shape can be built to have, counted on a network that is."""
    how = "folds of |x|" if config.net == "fold" else "a sawtooth of ReLU"
    over = "which one layer can never have" if made > best else "which one layer can have too: add layers"
    many = f"more than {made:,}" if made == MOST_BUILT else f"{made:,}"
    return f"Layers that fold multiply: {len(widths(config))} of them built as {how} make {many} regions, {over}."


def _spread(counts: Sequence[int]) -> str:
    low, middle, high = min(counts), int(statistics.median(counts)), max(counts)
    more = " or more" if high >= MOST else ""
    return f"{middle:,} ({low:,} to {high:,}{more})"
