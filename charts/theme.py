"""Every colour of the house: signed weights, classes, activations, depth, curves."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Palette:
    """The colours that depend on the theme, as sRGB hex strings.

    `below` and `above` are the three stops (1/3, 2/3 and all of the limit) on each side of a signed
    scale whose zero is `background`. Both sides fall equally in OKLab lightness, so that equal weights of either
    sign are equally strong.
    """

    background: str
    text: str
    grey: str  # secondary text, 4.5:1 or better on the background
    rule: str  # hairlines and ticks
    accent: str  # of what is pressed or chosen: Streamlit's primary colour
    below: tuple[str, str, str]  # blue, near zero first
    above: tuple[str, str, str]  # vermilion, near zero first
    below_text: str  # the same two signs, for numbers: 4.5:1 or better on the background
    above_text: str
    train: str
    test: str
    regions: tuple[str, ...]  # fill what only has to be told from its neighbours: lines on them keep 3:1


LIGHT = Palette(
    background="#ffffff",
    text="#262730",
    grey="#5b616b",
    rule="#d5d8de",
    accent="#5d3a9b",
    below=("#a0d0ff", "#2f91e2", "#025086"),
    above=("#fbb99e", "#dd6126", "#812f01"),
    below_text="#1a6cb3",
    above_text="#b0470d",
    train="#007a58",
    test="#a8477f",
    regions=("#ffd79f", "#c2ecfe", "#c0f3d6", "#faf7c0", "#cbd5ff", "#ffccb8", "#fdd3ea"),
)

DARK = Palette(
    background="#0e1117",
    text="#fafafa",
    grey="#a3a8b4",
    rule="#3b404b",
    accent="#b79cf0",
    below=("#184a75", "#1e85d4", "#93caff"),
    above=("#723214", "#cf5513", "#ffae8c"),
    below_text="#93caff",
    above_text="#ffae8c",
    train="#2fc59b",
    test="#e08fbf",
    regions=("#3a571f", "#264e80", "#124b37", "#0b5b62", "#32286d", "#7f3148", "#61285e"),
)

GREY = "#868c98"  # of what is no line of a network: 3:1 or better on either background
LABEL = (
    "#757a85"  # of a text in a chart, until ui/style.py makes it the grey of the theme: no colour has 4.5:1 in both
)

# Okabe and Ito (2008): distinguishable with every common form of colour blindness.
OKABE_ITO = ("#E69F00", "#56B4E9", "#009E73", "#F0E442", "#0072B2", "#D55E00", "#CC79A7", "#000000")

CLASS_COLOURS = (*OKABE_ITO[:7], "#8C8C8C", "#7A4B12", "#5D3A9B")  # ten classes: black gives way to three more

# Lines beside those of training and test: 3:1 or better on either background.
EXTRA = ("#b07600", "#2f7fc4", "#009e73")

# Classes of points in the plane, each with a shape of its own: 3:1 or better on either background.
POINT_COLOURS = ("#2f7fc4", "#b07600", "#009e73", "#c9457a", "#8a5cd6", "#868c98")

# Activations, on every page: 3:1 or better on either background; those of one dash are far apart in colour.
ACTIVATION_COLOURS = {
    "identity": "#868c98",
    "sigmoid": "#127abd",
    "tanh": "#009e73",
    "relu": "#d55e00",
    "leaky_relu": "#7a6001",
    "prelu": "#a1931b",
    "elu": "#975872",
    "gelu": "#f2467d",
    "silu": "#a769fb",
    "softplus": "#588aff",
    "abs": "#ad2ca7",
    "step": "#6252e2",
}
ACTIVATION_DASHES: dict[str, tuple[int, ...]] = {
    "identity": (1, 3),
    "sigmoid": (),
    "tanh": (8, 3),
    "relu": (),
    "leaky_relu": (8, 3),
    "prelu": (3, 3),
    "elu": (8, 3, 2, 3),
    "gelu": (2, 2),
    "silu": (8, 3),
    "softplus": (3, 3),
    "abs": (),
    "step": (2, 2),
}

# Sizes of the batch: 3:1 or better on the background of either theme, so that a chart needs to know neither.
BATCH_COLOURS = {"serial": "#b07600", "mini-batch": "#8a5cd6", "full batch": "#00897b"}
BATCH_SHAPES = {"serial": "circle", "mini-batch": "square", "full batch": "triangle-up"}

# Ways to approximate a function, 3:1 or better on either background; the deep ones are never in one chart.
NET_COLOURS = {
    "one layer": "#b07600",
    "deep": "#8a5cd6",
    "deep, narrow": "#8a5cd6",
    "three layers": "#c9457a",
    "boxes": "#00897b",
}
NET_DASHES: dict[str, tuple[int, ...]] = {
    "one layer": (6, 3),
    "deep": (),
    "deep, narrow": (),
    "three layers": (2, 2),
    "boxes": (10, 3, 2, 3),
}

# Ways to store a surface in numbers, 3:1 or better on either background.
METHOD_COLOURS = {"svd": "#00897b", "dct": "#c9457a", "small": "#b07600", "network": "#8a5cd6"}
METHOD_DASHES: dict[str, tuple[int, ...]] = {"svd": (10, 3, 2, 3), "dct": (6, 3), "small": (2, 2), "network": ()}

# Which pictures an error is of: 3:1 or better on either background.
SET_COLOURS = {"training": "#009e73", "validation": "#b07600", "test": "#c9457a"}
SET_DASHES: dict[str, tuple[int, ...]] = {"training": (5, 3), "validation": (2, 2), "test": (1, 0)}

DASHES: dict[str, tuple[int, ...]] = {"train": (5, 3), "test": ()}  # pixels on, off; () is a solid line

_DEPTH_LIGHT = ("#068665", "#00708c", "#2259a6", "#3a3f9c", "#3c2a7d", "#26124a")
_DEPTH_DARK = ("#35b98a", "#3fbcd6", "#79b8ff", "#a9bcff", "#d0cdff", "#f1edff")


def palette(dark: bool) -> Palette:
    """The palette of one theme."""
    return DARK if dark else LIGHT


def depth_colours(layers: int, *, dark: bool = False) -> tuple[str, ...]:
    """One colour for each of `layers` layers, first to last, ever further from the background."""
    stops = _DEPTH_DARK if dark else _DEPTH_LIGHT
    if layers <= 1:
        return (stops[-2],) * layers
    return tuple(_between(stops, layer / (layers - 1)) for layer in range(layers))


def _between(stops: tuple[str, ...], t: float) -> str:
    """The colour at `t` in [0, 1] along `stops`, linear in sRGB between neighbours."""
    index = min(int(t * (len(stops) - 1)), len(stops) - 2)
    part = t * (len(stops) - 1) - index
    low, high = (bytes.fromhex(stop[1:]) for stop in stops[index : index + 2])
    return "#" + "".join(f"{round(a + (b - a) * part):02x}" for a, b in zip(low, high, strict=True))


def browser() -> dict[str, Any]:
    """What the components' JavaScript needs, ready for JSON."""
    return {
        "light": asdict(LIGHT),
        "dark": asdict(DARK),
        "dashes": DASHES,
        "extra": EXTRA,
        "classes": CLASS_COLOURS,
        "depth": {"light": _DEPTH_LIGHT, "dark": _DEPTH_DARK},
    }
