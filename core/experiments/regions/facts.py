"""The numbers beside the picture: what was found in the window, and what theory allows and expects."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import floor, log10, prod

import numpy as np

from core.experiments.regions.config import Config, widths
from core.experiments.regions.nets import PlaneNet, allowed, look
from core.learning.nets import LEAK, count_weights
from core.regions import (
    NotEnumerated,
    RegionComplex,
    enumerate_regions,
    hanin_rolnick,
    linear_regions,
    montufar_lower_bound,
    zaslavsky,
)
from core.regions.polygons import Ints
from core.told import Told
from core.words import percent, raised

MOST_LINEAR = 250_000  # activation regions whose affine maps are compared
WHOLE = 1e4  # half the side of a window that stands for the whole plane


@dataclass(frozen=True)
class LayerFacts:
    """What one layer adds in the window."""

    neurons: int
    drawing: int  # neurons whose line is seen
    pieces: int  # straight pieces of these lines: one for each neuron and region of the layer before
    regions: int  # activation regions after this layer
    most: int  # regions there can be after this layer, in the whole plane


@dataclass(frozen=True)
class Facts:
    """A network's regions in a window, beside theory."""

    layers: tuple[LayerFacts, ...]
    neurons: int
    weights: int  # with biases and head
    average: float  # N^2 / 2, what random networks have in the whole plane, about
    reachable: int | None  # what networks of these widths can be built to have; None where a width is below 2
    smallest: float  # region, share of the window
    largest: float
    linear: int | None  # linear regions; None where they were not counted

    @property
    def regions(self) -> int:
        """Activation regions: each has one pattern of neurons that are on."""
        return self.layers[-1].regions


def facts(net: PlaneNet, complex: RegionComplex) -> Facts:
    """The facts of `complex`, which has all layers of `net`."""
    shape = [len(bias) for _, bias in net.hidden]
    owner = np.repeat(np.arange(len(complex)), np.diff(complex.ptr))  # (C,)
    before: list[Ints | None] = [None, *ancestors(complex)]
    layers = []
    for index, (width, found) in enumerate(zip(shape, complex.counts, strict=True)):
        drawing, pieces = _lines(complex, owner, index, before[index])
        most = prod(zaslavsky(n, 2) for n in shape[: index + 1])
        layers.append(LayerFacts(width, drawing, pieces, found, most))
    window = (complex.window[1] - complex.window[0]) * (complex.window[3] - complex.window[2])
    return Facts(
        tuple(layers),
        sum(shape),
        sum(weight.size + bias.size for weight, bias in [*net.hidden, net.head]),
        hanin_rolnick(sum(shape), 2),
        montufar_lower_bound(shape, 2) if min(shape) >= 2 else None,
        float(complex.areas.min()) / window,
        float(complex.areas.max()) / window,
        int(linear_regions(complex, [*net.hidden, net.head]).max()) + 1 if len(complex) <= MOST_LINEAR else None,
    )


def ancestors(complex: RegionComplex) -> list[Ints]:
    """For each layer, (R,) the region after that layer that each region lies in; the last is the region itself."""
    found = [np.arange(len(complex))]
    for parents in complex.parents[:0:-1]:
        found.insert(0, parents[found[0]])
    return found


def _lines(complex: RegionComplex, owner: Ints, layer: int, before: Ints | None) -> tuple[int, int]:
    """Neurons of `layer` that draw a line, and pieces of their lines."""
    own = complex.edge_layer == layer
    neuron = complex.edge_neuron[own]
    region = before[owner[own]] if before is not None else np.zeros_like(neuron)
    width = int(neuron.max(initial=0)) + 1
    seen = np.zeros(width * (int(region.max(initial=0)) + 1), bool)
    seen[region * width + neuron] = True
    return int(seen.reshape(-1, width).any(axis=0).sum()), int(seen.sum())


def count_whole_plane(net: PlaneNet, config: Config, most: int = 20_000) -> int:
    """Regions in the window [-10^4, 10^4]^2: all but the farthest. Raises NotEnumerated, as beyond `most`."""
    plane = (-WHOLE, WHOLE, -WHOLE, WHOLE)
    return len(enumerate_regions(net.hidden, config.activation, plane, slopes=LEAK, max_regions=most))


def shallow_width(config: Config) -> int:
    """Neurons of one hidden layer whose network of two inputs has about as many weights: 4 n + 1."""
    return max(1, round((count_weights((2, *widths(config), 1)) - 1) / 4))


@dataclass(frozen=True)
class Found:
    """What is in a window: the regions, or, beyond what is allowed, a part of them, and why."""

    complex: RegionComplex
    net: PlaneNet  # the part of the network that `complex` shows; if it is not all, its head is a mean
    stopped: str = ""  # why it is not all, and what it is


def found(net: PlaneNet, config: Config) -> Found:
    """The regions of `net` in the window of `config`, as far as they may be counted.

    Where they are too many: those of the layers before; in the first layer, those of its first neurons, m of which
    make at most 1 + m (m + 1) / 2.
    """
    try:
        return Found(look(net, config), net)
    except NotEnumerated as error:
        if error.layer > 1:
            hidden, part = net.hidden[: error.layer - 1], _layers_upto(error.layer - 1)
        else:
            m = int(np.sqrt(2 * allowed(config))) - 1
            hidden, part = [(net.hidden[0][0][:m], net.hidden[0][1][:m])], f"the first {m:,} neurons of layer 1"
        width = len(hidden[-1][1])
        shown = PlaneNet(hidden, (np.full((1, width), 1 / width), np.zeros(1)))
        return Found(look(shown, config), shown, f"{error} The picture shows {part}.")


def describe(config: Config, now: Facts) -> Told:
    """What the picture shows, from its numbers."""
    drawn = (
        "Along each line one neuron changes its sign. Between the lines lie the regions, and on each of them the "
        "network is one affine map."
    )
    if config.activation == "identity":
        nothing = "Without an activation nothing bends: however many layers, the network is a single affine map."
        return Told(drawn, nothing)
    return Told(drawn, _conclusion(now), _notes(config, now))


def _conclusion(now: Facts) -> str:
    if now.regions == 1:
        return "No line crosses this window, so the network is one affine map in it."
    if now.linear == 1:
        return f"All {now.regions:,} regions here are one linear region, with one and the same affine map."
    (number, only), *others = [(k, layer) for k, layer in enumerate(now.layers, 1) if layer.drawing]
    if others:
        return f"The lines of {1 + len(others)} layers cut this window into {_regions(now.regions)}."
    cut = "cuts" if only.drawing == 1 else "cut"
    return f"{_lines_of(only, number)} {cut} this window into {_regions(now.regions)}."


def _notes(config: Config, now: Facts) -> Iterator[str]:
    first, last, depth = now.layers[0], now.layers[-1], len(now.layers)
    if now.regions == 1:
        yield "Zoom out to look for lines."
    else:
        if not first.drawing:
            yield "No neuron of layer 1 changes its sign in this window."
        yield from _silent([index for index, layer in enumerate(now.layers[1:], 2) if not layer.drawing])
    if depth > 1 and last.pieces > last.drawing:
        one = last.drawing == 1
        yield (
            f"{_lines_of(last, depth)} {'breaks' if one else 'break'} at lines of the layers before: "
            f"{'it has' if one else 'they have'} {last.pieces:,} straight pieces."
        )
    if last.regions > 1:
        yield (
            f"The smallest region takes {_share(now.smallest)} of the window, the largest {_share(now.largest)}."
        )
    if now.linear is not None and now.linear < last.regions:
        yield _fewer(now.linear, last.regions)
    yield from _lessons(config, now)


def _fewer(linear: int, regions: int) -> str:
    """Why there are fewer linear regions than activation regions."""
    said = f"In each of the {regions:,} activation regions a different set of neurons is on."
    if linear > 1:
        said += f" There are only {linear:,} **linear regions**, because some neighbours have the same affine map."
    return (
        f"{said} What differs between them does not reach the output: later neurons are off, or weights are 0 or "
        "cancel one another."
    )


def _silent(layers: list[int]) -> list[str]:
    """One sentence for the layers without a line in the window, if there are any."""
    if not layers:
        return []
    names = f"Layer {layers[0]} draws" if len(layers) == 1 else f"Layers {', '.join(map(str, layers))} draw"
    return [f"{names} no line here: the neurons are on, or off, all over the window."]


def _lessons(config: Config, now: Facts) -> Iterator[str]:
    if config.flaw == "zero_bias" and config.net in ("random", "pytorch"):
        yield "All biases are 0: every line passes through the point (0, 0), so all regions are wedges around it."
    elif config.flaw == "copies" and config.net in ("random", "pytorch"):
        yield (
            "Every second neuron repeats the one before it, so two lines lie on one another wherever you see one."
        )
    if config.net == "fold" and config.activation == "abs":
        many = len(now.layers)
        yield f"Each layer folds the square along both axes. That makes {4**many:,} regions (4{raised(many)})."


def _lines_of(layer: LayerFacts, number: int) -> str:
    if layer.neurons == 1:
        return f"The line of layer {number}"
    if layer.drawing == layer.neurons:
        return f"The {layer.drawing} lines of layer {number}"
    return f"{'One' if layer.drawing == 1 else layer.drawing} of the {layer.neurons} lines of layer {number}"


def _layers_upto(number: int) -> str:
    return "layer 1" if number == 1 else f"layers 1 to {number}"


def _regions(n: int) -> str:
    return f"{n:,} region{'s' * (n != 1)}"


def _share(share: float) -> str:
    """Two digits that count."""
    return "all" if share >= 0.995 else percent(share, max(0, -1 - floor(log10(max(share, 1e-6)))))
