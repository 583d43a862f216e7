"""Rows of benchmarks.decks for the pages on depth: linear regions, composition, universal approximation."""

import math
import statistics
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from benchmarks.deck_rows import row
from core.experiments import approximation, composition, regions
from core.experiments.approximation import sizes as approximation_sizes
from core.experiments.regions import facts as region_facts
from core.learning import fitted
from core.learning.regression import count_weights
from core.regions import zaslavsky


def of_regions() -> list[dict[str, Any]]:
    """How many linear regions: three hyperplanes, deep rectifier nets, and depth against width at equal weights."""
    three = regions.PRESETS["Three neurons"].config
    deep, n, d = regions.Config(net="sawtooth", depth=3, width=8, x=0.5, y=0.5, r=0.5), 8, 2
    shallow = region_facts.shallow_width(deep)
    most, folds = zaslavsky(n, d) ** deep.depth, d * (deep.depth - 1)
    drawn = {
        name: [counted(replace(deep, net="random", x=0.0, y=0.0, r=1.0, widths=widths, seed=s)) for s in range(8)]
        for name, widths in (("2-8-8-8-1", "8-8-8"), (f"2-{shallow}-1", str(shallow)))
    }
    words = ", ".join(f"{name} {statistics.median(c):.0f} ({min(c)} to {max(c)})" for name, c in drawn.items())
    return [
        row("regions", "Regions of three hyperplanes in the plane", "three (EPFL; no number)", f"{counted(three)}"),
        row(
            "regions",
            "Most regions of a ReLU net, d = 2 inputs, l = 3 layers of n = 8",
            f"O(C(n,d)^(d(l−1)) n^d): {math.comb(n, d) ** folds * n**d:,} (Göttingen lecture 5)",
            f"there cannot be more than {most:,}: the binomial is a misprint of n/d (Montúfar et al. 2014), which "
            f"gives {(n // d) ** folds * n**d:,}; a sawtooth built of these layers has {counted(deep):,}",
        ),
        row(
            "regions",
            f"Deep against shallow, {count_weights((2, 8, 8, 8, 1))} weights each, as drawn at random",
            "“descriptive power is larger than shallow networks for the same number of parameters” (EPFL)",
            f"{words}, 8 seeds: not at random. Built, the deep one has {counted(deep):,}, the shallow one at most "
            f"{zaslavsky(shallow, d):,}",
            counts=drawn,
        ),
    ]


def counted(config: regions.Config) -> int:
    return len(regions.look(regions.drawn(config), config))


def of_composition() -> list[dict[str, Any]]:
    """Peaks of both examples, and what a deep net and one layer of as many weights learn of waves."""
    return [*peaks(), learned_wave(composition.Config(n1=2, n2=2)), learned_wave(composition.Config())]


def peaks() -> list[dict[str, Any]]:
    return [
        row(
            "composition",
            f"Peaks of f₂(f₁(x)), n₁ = {config.n1} and n₂ = {config.n2}",
            f"2 n₁ n₂ = {deck}",
            f"{composition.run(config).joined.peaks}, counted on the weights",
        )
        for config, deck in ((composition.Config(n1=3, n2=2), 12), (composition.Config(n1=4, n2=5), 40))
    ]


RATES = (0.003, 0.007, 0.01, 0.03)


def learned_wave(config: composition.Config) -> dict[str, Any]:
    """Errors of ten seeds of both networks, each at the best of RATES."""
    errors: dict[str, dict[float, list[float]]] = {"deep": {}, "one layer": {}}
    for rate in RATES:
        for seed in (0, fitted.SEEDS):
            run = replace(config, lr_deep=rate, lr_wide=rate, seed=seed)
            for net, end in fitted.last(list(composition.train(run))).items():
                errors[net].setdefault(rate, []).extend(map(float, end.rms))
    best = {net: min(rates, key=lambda rate: statistics.median(rates[rate])) for net, rates in errors.items()}
    shapes = composition.shapes(config)
    words = "; ".join(
        f"{name} {middle(errors[net][best[net]])} at its best rate, {best[net]:g}"
        for net, name in (
            ("deep", f"{config.depth} layers of {config.width}:"),
            ("one layer", f"one layer of {shapes['one layer'].widths[1]}:"),
        )
    )
    weights = " and ".join(sorted({f"{count_weights(shape.widths):,}" for shape in shapes.values()}))
    return row(
        "composition",
        f"Deep against one layer, {weights} weights each, trained on {composition.target(config).peaks} peaks: "
        "root mean square error",
        "“descriptive power is larger than shallow networks for the same number of parameters”",
        f"{words}; 10 seeds",
        config=asdict(config),
        rms={net: list(e.items()) for net, e in errors.items()},
    )


def middle(values: Sequence[float]) -> str:
    """Median and range of errors: 0.0031 (0.0015 to 0.14)."""
    return f"{statistics.median(values):.2g} ({min(values):.2g} to {max(values):.2g})"


def of_approximation() -> list[dict[str, Any]]:
    """Boxes, one hidden layer, layers of five, and the cells of a grid."""
    return [narrow_boxes(), *trained_sizes(), cells()]


def narrow_boxes() -> dict[str, Any]:
    errors = {t: [approximation.boxes(t, n)[1] for n in (20, 320)] for t in ("wave", "steps")}
    words = "; ".join(
        f"{approximation.TARGETS[t]}: {a:.2g} → {b:.2g}, {(a / b) ** 0.25:.1f} times less at each halving of dx"
        for t, (a, b) in errors.items()
    )
    return row("approximation", "Root mean square error of 20 and of 320 boxes", "it falls as dx; no number", words)


def trained_sizes() -> list[dict[str, Any]]:
    ends = list(approximation_sizes.train(approximation_sizes.Config()))
    one = [end for end in ends if end.net == "one layer"]
    deep = [end for end in ends if end.net == "deep, narrow"]
    seeds = f"{fitted.SEEDS} seeds"
    return [
        row(
            "approximation",
            "One hidden layer of N ReLU, trained on a smooth wave: error",
            "“enough to approximate any function to an arbitrary degree of accuracy”",
            ", ".join(f"N = {e.widths[1]}: {middle(e.rms.tolist())}" for e in one) + f"; {seeds}",
        ),
        row(
            "approximation",
            "L layers of width M + 4 = 5, trained on a smooth wave: error, and dead seeds",
            "such a network exists for any ε",
            ", ".join(f"L = {len(e.widths) - 2}: {middle(e.rms.tolist())}, {sum(e.dead)} dead" for e in deep)
            + f"; {seeds}: training does not find it",
        ),
    ]


def cells() -> dict[str, Any]:
    grids = [approximation.grid(approximation.DECK, d) for d in (1, 2, 3, 784)]
    words = ", ".join(f"k = {g.dimensions}: {g.many} ({g.size} in float32)" for g in grids)
    return row("approximation", "Cells of a grid in k dimensions", "10, 100, 1000, 10^k", words)
