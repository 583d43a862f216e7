"""The numbers of a picture of regions: how many, layer by layer beside theory, and outside the window."""

from math import log10

import streamlit as st

from core.experiments.regions import Config, whole
from core.experiments.regions import facts as lesson
from core.experiments.regions.seen import Recording, Snapshot
from core.words import power
from ui import following
from ui.lesson import Page

REGIONS = (
    "An activation region has one pattern of neurons that are on. A linear region is the largest connected area "
    "with one affine map. It has several activation regions where the maps of neighbours are equal (Hanin and "
    "Rolnick 2019)."
)
HERE = f"Counted in this window. {REGIONS}"
AVERAGE = "If nn.Linear draws the weights of N neurons, the plane has about so many activation regions."
MOST = "No network of these widths cuts the plane into more activation regions (Zaslavsky, layer by layer)."
UNCOUNTED = (
    "What lies outside this window, as far as 10,000 from the middle of the plane, is counted after the training."
)


def figures(page: Page[Config], config: Config, found: Snapshot, record: Recording | None) -> None:
    """How many regions, what the picture says, and theory layer by layer."""
    now = found.numbers
    with st.container(horizontal=True, gap="medium"):
        st.metric("Activation regions", f"{now.regions:,}", width="content", help=HERE)
        linear = "not counted" if now.linear is None else f"{now.linear:,}"
        st.metric("Linear regions", linear, width="content", help=HERE)
        st.metric("Neurons", f"{now.neurons:,}", width="content")
        st.metric("Weights", f"{now.weights:,}", width="content")
        average = f"{now.average:,.{0 if now.average > 20 else 1}f}"
        st.metric("N²/2, expected", average, width="content", help=AVERAGE)
        st.metric("At most possible", power(log10(now.layers[-1].most)), width="content", help=MOST)
    page.explain(lesson.describe(config, now))
    if found.stopped:
        st.warning(found.stopped, icon=":material/data_alert:")
    _table(config, now)
    _outside(page.name, config, found, record)


def _table(config: Config, now: lesson.Facts) -> None:
    """Layer by layer, beside theory."""
    names = ("layer", "lines", "pieces", "regions", "at most")
    lines = [f"| {' | '.join(names)} |", "|--:" * len(names) + "|"]
    for index, layer in enumerate(now.layers, 1):
        lines.append(
            f"| {index} | {layer.drawing} of {layer.neurons} | {layer.pieces:,} | {layer.regions:,} "
            f"| {power(log10(layer.most))} |"
        )
    st.markdown("\n".join(lines))
    words = [
        "**Lines** and their straight **pieces** are those seen in this window. **At most** is for the plane: "
        "Zaslavsky's 1 + n + n(n−1)/2 for n lines, multiplied layer by layer."
    ]
    if now.reachable is not None and config.activation == "relu":
        can = f"ReLU networks of these widths can be built to have {power(log10(now.reachable))}"
        words.append(f"{can} (Montúfar et al. 2014).")
    words.append(_average(config, now))
    words.append(REGIONS)
    st.caption(" ".join(words))


def _average(config: Config, now: lesson.Facts) -> str:
    said = (
        f"As nn.Linear draws weights, one finds about N²/2 = {now.average:,.0f} activation regions in the plane, "
        "whatever the depth (Hanin and Rolnick 2019)."
    )
    if config.net != "random":
        return said
    return (
        f"{said} The weights here are drawn otherwise: the line of every neuron passes through the square. Then "
        "deep networks have more, about four times as many with 8 layers of 8."
    )


def _outside(page: str, config: Config, found: Snapshot, record: Recording | None) -> None:
    """How many regions there are beside those of this window."""
    here = found.numbers.regions
    if record and not record.ended:
        st.caption(UNCOUNTED)
    elif here > 20_000:
        st.caption("What lies outside this window is not counted: there are more than 20,000 regions inside it.")
    else:
        plane = whole.of(config, found.picture.neurons, record)
        if (counted := following.result(whole, plane, key=f"{page}.whole")) is not None:
            st.caption(_counted(counted.regions, here))


def _counted(regions: int, here: int) -> str:
    if regions == whole.MANY:
        return "Outside this window there are more: over 20,000 as far as 10,000 from the middle."
    if regions == whole.CLOSE:
        return "What lies outside this window is not counted: its lines lie too close together."
    return (
        f"In the whole plane, as far as 10,000 from its middle, there are {regions:,} activation regions. Of "
        f"these, {here:,} or parts of them lie in this window."
    )
