"""Rows of benchmarks.decks for the pages on depth: linear regions, composition, universal approximation."""

import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from benchmarks.deck_rows import row
from core.experiments import approximation, composition, regions
from core.experiments.approximation import sizes as approximation_sizes
from core.experiments.regions import facts as region_facts
from core.learning import fitted
from core.learning.nets import count_weights
from core.regions import hanin_rolnick, montufar_lower_bound, zaslavsky

RATES = (0.003, 0.007, 0.01, 0.03)
RUNS = range(0, 4 * fitted.SEEDS, fitted.SEEDS)  # the first of the seeds of each run: twenty in all
SEEDED = f"Each seed has its own first weights; each {fitted.SEEDS} share their batches"


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
            f"there cannot be more than {most:,}: the binomial is a misprint of n/d. Such nets can have "
            f"{montufar_lower_bound((n,) * deep.depth, d):,} (Montúfar et al. 2014, theorem 4); a sawtooth built "
            f"of these layers has {counted(deep):,}",
        ),
        random_plane(),
        row(
            "regions",
            f"Deep against shallow, {count_weights((2, 8, 8, 8, 1))} weights each, as drawn at random",
            "“descriptive power is larger than shallow networks for the same number of parameters” (EPFL)",
            f"{words}, 8 seeds: not at random. Built, the deep one has {counted(deep):,}, the shallow one at most "
            f"{zaslavsky(shallow, d):,}",
            counts=drawn,
        ),
    ]


def random_plane() -> dict[str, Any]:
    """Activation regions of the plane at random weights, as a share of N²/2."""
    shares = {}
    for net, name in (("pytorch", "nn.Linear’s draw"), ("random", "lines through the square")):
        nets = [regions.Config(net=net, depth=8, seed=seed) for seed in range(8)]
        found = [region_facts.count_whole_plane(regions.drawn(config), config) for config in nets]
        shares[name] = [round(many / hanin_rolnick(64, 2), 2) for many in found]
    words = "; ".join(
        f"{name}: {statistics.median(s):.1f} ({min(s):.1f} to {max(s):.1f})" for name, s in shares.items()
    )
    return row(
        "regions",
        "Activation regions of the plane over N²/2, 8 layers of 8",
        "about 1 at random weights, whatever the depth (Hanin and Rolnick 2019)",
        f"{words}; 8 seeds",
        shares=shares,
    )


def counted(config: regions.Config) -> int:
    return len(regions.look(regions.drawn(config), config))


def of_composition() -> list[dict[str, Any]]:
    """Peaks of both examples, and what a deep net and one layer of as many weights learn of waves."""
    trained = (composition.Config(n1=2, n2=2), composition.Config(), composition.Config(n1=4, n2=5))
    return [*peaks(), *map(learned_wave, trained)]


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


def learned_wave(config: composition.Config) -> dict[str, Any]:
    """How many of twenty seeds of both networks learn the wave, each at the best of RATES."""
    rms: dict[str, dict[str, list[float]]] = {"deep": {}, "one layer": {}}
    learned: dict[str, dict[str, int]] = {"deep": {}, "one layer": {}}
    for rate in RATES:
        for net, ends in waves(replace(config, lr_deep=rate, lr_wide=rate)).items():
            rms[net][f"{rate:g}"] = [rounded(error) for end in ends for error in end.rms]
            learned[net][f"{rate:g}"] = sum(sum(composition.learned(config, end)) for end in ends)
    weights = " and ".join(sorted({f"{count_weights(s.widths):,}" for s in composition.shapes(config).values()}))
    return row(
        "composition",
        f"Deep against one layer, {weights} weights each, trained on {composition.target(config).peaks} peaks. "
        "Learned: every peak is there, and the error is below a tenth of a constant’s",
        "“descriptive power is larger than shallow networks for the same number of parameters”",
        wave_words(config, learned, rms),
        config=asdict(config),
        learned=learned,
        rms=rms,
    )


def waves(config: composition.Config) -> dict[str, list[fitted.Snapshot]]:
    """The ends of both networks' trainings, five seeds each."""
    ends = [fitted.last(list(composition.train(replace(config, seed=seed)))) for seed in RUNS]
    return {net: [end[net] for end in ends] for net in ends[0]}


def rounded(error: float) -> float:
    """Three digits, as it is kept."""
    return float(f"{error:.3g}")


def wave_words(
    config: composition.Config,
    learned: Mapping[str, Mapping[str, int]],
    rms: Mapping[str, Mapping[str, list[float]]],
) -> str:
    """What came of each network at the rate at which most seeds learn, or if none does, err least.

    The error has one digit: from one processor to the next, rounding moves the median of twenty seeds by a tenth.
    """
    said = []
    for net, shape in composition.shapes(config).items():
        best = max(learned[net], key=lambda rate: (learned[net][rate], -statistics.median(rms[net][rate])))
        name = f"{config.depth} layers of {config.width}" if net == "deep" else f"one layer of {shape.widths[1]}"
        said.append(
            f"{name}: learned by {learned[net][best]} of {len(rms[net][best])} seeds at its best rate, {best} "
            f"(median error {statistics.median(rms[net][best]):.1g})"
        )
    return "; ".join(said) + f". {SEEDED}"


def middle(values: Sequence[float]) -> str:
    """Median and quartiles of errors, one digit each: 0.003 (0.002 to 0.1).

    Rounding alone moves more digits than this, and the least and the largest of twenty by several times.
    """
    low, mid, high = statistics.quantiles(values, n=4, method="inclusive")
    return f"{mid:.1g} ({low:.1g} to {high:.1g})"


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
    """Errors of twenty seeds of each size; and how many narrow deep nets come as near as one layer does."""
    rms: dict[str, dict[str, list[float]]] = {}
    dead: dict[str, int] = {}
    for seed in RUNS:
        for end in approximation_sizes.train(approximation_sizes.Config(seed=seed)):
            deep = end.net == "deep, narrow"
            size = str(len(end.widths) - 2 if deep else end.widths[1])
            rms.setdefault(end.net, {}).setdefault(size, []).extend(map(rounded, end.rms))
            dead[size] = dead.get(size, 0) + deep * sum(end.dead)
    one, narrow = rms["one layer"], rms["deep, narrow"]
    dead = {size: dead[size] for size in narrow}
    return [
        row(
            "approximation",
            "One hidden layer of N ReLU, trained on a smooth wave: error",
            "“enough to approximate any function … to an arbitrary degree of accuracy”",
            one_words(one),
            rms=one,
        ),
        row(
            "approximation",
            "L layers of width M + 4 = 5, trained on a smooth wave: error",
            "such a network exists for any ε",
            narrow_words(one, narrow, dead),
            rms=narrow,
            dead=dead,
        ),
    ]


def one_words(one: Mapping[str, Sequence[float]]) -> str:
    return (
        ", ".join(f"N = {size}: {middle(errors)}" for size, errors in one.items())
        + f"; the middle half of 20 seeds. {SEEDED}"
    )


def narrow_words(
    one: Mapping[str, Sequence[float]], narrow: Mapping[str, Sequence[float]], dead: Mapping[str, int]
) -> str:
    """Each depth beside the one layer that has as many weights: 30 L - 14 are 3 N + 1."""
    said, near, tried = [], 0, 0
    for size, errors in narrow.items():
        said.append(f"L = {size}: {middle(errors)}, {dead[size]} dead")
        if int(size) > 1:
            most = statistics.median(one[str(10 * int(size) - 5)])
            near, tried = near + sum(error <= most for error in errors), tried + len(errors)
    return (
        ", ".join(said) + f"; the middle half of 20 seeds. {SEEDED}. From L = 2 on "
        f"{near} of {tried} nets come as near as one hidden layer of as many weights does in the middle"
    )


def cells() -> dict[str, Any]:
    grids = [approximation.grid(approximation.DECK, d) for d in (1, 2, 3, 784)]
    words = ", ".join(f"k = {g.dimensions}: {g.many} ({g.size} in float32)" for g in grids)
    return row("approximation", "Cells of a grid in k dimensions", "10, 100, 1000, 10^k", words)
