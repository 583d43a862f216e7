"""Measure what the decks claim, and write it where the pages read it: core/measured.json.

    python -m benchmarks.decks [--only templates regions ...]

Every "we measured" on a page comes from this file; no such number is typed by hand.
"""

import argparse
import datetime
import json
import math
import statistics
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy
import torch

from benchmarks import decks_digits as digits
from benchmarks import decks_nonlinear as nonlinear
from benchmarks.deck_rows import row, spread
from core import device
from core.data.selection import Selection, resident
from core.experiments import approximation, batches, composition, regions, templates
from core.experiments.approximation import sizes as approximation_sizes
from core.experiments.regions import facts as region_facts
from core.learning import fitted
from core.learning.nets import MLP
from core.learning.regression import count_weights
from core.learning.training import evaluate, fit
from core.learning.updates import Recipe
from core.regions import zaslavsky

OUT = Path(__file__).parent.parent / "core/measured.json"


def measure(preset: str, what: str, deck: str, seeds: Sequence[int]) -> dict[str, Any]:
    config = templates.PRESETS[preset].config
    runs = [list(templates.train(replace(config, seed=seed)))[-1] for seed in seeds]
    train, test = [r.train_error for r in runs], [r.test_error for r in runs]
    return row(
        "templates",
        what,
        deck,
        f"train {spread(train)}, test {spread(test)}; {len(seeds)} seeds",
        preset=preset,
        config=asdict(config),
        seeds=list(seeds),
        train_error=train,
        test_error=test,
        seconds=[round(r.seconds, 2) for r in runs],
    )


def learning_rates(seeds: Sequence[int]) -> dict[str, Any]:
    """Test error of one pass of serial learning, by learning rate; and the best of them."""
    rates = (1e-4, 1e-3, 3e-3, 0.01, 0.03, 0.1, 1.0)
    errors = {rate: [serial(rate, seed).test_error for seed in seeds] for rate in rates}
    best = min(rates, key=lambda rate: statistics.mean(errors[rate]))
    shown = ", ".join(f"{rate:g}: {100 * statistics.mean(errors[rate]):.1f} %" for rate in rates)
    return row(
        "template_learning",
        "Learning rate of serial learning, test error after one pass over MNIST",
        "about 0.01",
        f"best {best:g}; {shown}; {len(seeds)} seeds",
        seeds=list(seeds),
        test_error={str(rate): values for rate, values in errors.items()},
    )


def serial(lr: float, seed: int) -> templates.Snapshot:
    config = templates.Config(optimizer="sgd", lr=lr, batch_size=1, epochs=1, seed=seed)
    return list(templates.train(config))[-1]


def race(preset: str, what: str, deck: str, seeds: Sequence[int]) -> dict[str, Any]:
    """Test error, and test error minus training error, of serial, mini-batch and full batch."""
    config = batches.PRESETS[preset].config
    ends = [batches.last(list(batches.train(replace(config, seed=seed)))) for seed in seeds]
    test = {mode: [end[mode].test_error for end in ends] for mode in batches.MODES}
    train = {mode: [end[mode].train_error for end in ends] for mode in batches.MODES}
    seconds = {mode: round(statistics.median(end[mode].seconds for end in ends), 2) for mode in test}
    words = "; ".join(
        f"{name} {spread(test[mode])}, gap {points(test[mode], train[mode])}"
        for mode, name in batches.MODES.items()
    )
    return row(
        "batches",
        what,
        deck,
        f"{words}; {len(seeds)} seeds",
        preset=preset,
        config=asdict(config),
        seeds=list(seeds),
        train_error=train,
        test_error=test,
        seconds=seconds,
    )


def full_batch(updates: int, seeds: Sequence[int]) -> dict[str, Any]:
    """The full batch until it has made as many updates as mini-batches make in one pass: does it overfit then?"""
    ends = {
        name: [end(size, epochs, seed) for seed in seeds]
        for name, size, epochs in (("full batch", 60_000, updates), ("mini-batch", 60_000 // updates, 1))
    }
    test = {name: [of_test for _, of_test in runs] for name, runs in ends.items()}
    train = {name: [of_train for of_train, _ in runs] for name, runs in ends.items()}
    words = "; ".join(f"{name} {spread(test[name])}, gap {points(test[name], train[name])}" for name in ends)
    return row(
        "batches",
        f"Full batch, {updates} passes, and mini-batches, one pass: {updates} updates each",
        "full batch: “overfitting issue”",
        f"{words}; {len(seeds)} seeds",
        seeds=list(seeds),
        train_error=train,
        test_error=test,
    )


def end(size: int, epochs: int, seed: int) -> tuple[float, float]:
    """Training and test error of one layer on MNIST after SGD at 0.5."""
    sets = resident(Selection("mnist", tuple(range(10))))
    net = MLP((784, 10), bias=False, generator=torch.Generator().manual_seed(seed)).to(device.device())
    shuffle = torch.Generator(device=device.device()).manual_seed(seed)
    for _ in fit(net, sets.train, Recipe("sgd", 0.5, size, epochs), generator=shuffle, steps=[]):
        pass
    return evaluate(net, sets.train)[1], evaluate(net, sets.test)[1]


def points(test: Sequence[float], train: Sequence[float]) -> str:
    """Mean test error minus training error, in points: +0.3 or −0.4."""
    gap = 100 * (statistics.mean(test) - statistics.mean(train))
    return f"{gap:+.1f}".replace("-", "−")


def of_templates() -> list[dict[str, Any]]:
    return [
        measure(
            "Lab 01: 7,840 weights",
            "Error of one layer, 784 x 10 weights",
            "train 8 %, test 8 % (CS5242 lecture 6); test 12 % (DCU workshop: 88 % right)",
            range(5),
        ),
        measure("Four digits", "Error on 0, 1, 2, 3 only", "no number given", range(5)),
        measure("Clothes", "Error on Fashion-MNIST", "no number given", range(5)),
        measure("Smooth templates", "Error with weight decay", "no number given", range(5)),
        measure("Scrambled pixels", "Error with scrambled pixels", "no number given", range(5)),
    ]


def of_batches() -> list[dict[str, Any]]:
    return [
        race(
            "Each at its best",
            "MNIST, three passes, each at its best learning rate: test error, and its gap to the training error",
            "serial “trains fast”, batch 200 “best choice”, full batch “slow update”",
            range(5),
        ),
        race("Little data", "1,437 small digits, fifty passes", "full batch: “overfitting issue”", range(5)),
        full_batch(300, range(3)),
    ]


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


PAGES: dict[str, Callable[[], list[dict[str, Any]]]] = {
    "templates": of_templates,
    "template_learning": lambda: [learning_rates(range(3))],
    "batches": of_batches,
    "three_views": nonlinear.of_three_views,
    "activations": nonlinear.of_activations,
    "gradients": nonlinear.of_gradients,
    "backprop": nonlinear.of_backprop,
    "small_large": digits.of_small_large,
    "regions": of_regions,
    "composition": of_composition,
    "approximation": of_approximation,
    "digit_lab": digits.of_digit_lab,
    "digit_compare": digits.of_digit_compare,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", choices=PAGES, default=list(PAGES), metavar="PAGE")
    chosen = parser.parse_args().only
    torch.set_num_threads(1)
    where = {
        "date": datetime.date.today().isoformat(),
        "device": device.name(),
        "torch": torch.__version__,
        "numpy": numpy.__version__,
    }
    measured = [row | where for page in PAGES if page in chosen for row in PAGES[page]()]
    rows: list[dict[str, Any]] = json.loads(OUT.read_text())["rows"] if OUT.exists() else []  # as they are by now
    rows = [row for row in rows if row["page"] not in chosen] + measured
    rows.sort(key=lambda row: list(PAGES).index(row["page"]))
    OUT.write_text(json.dumps({"rows": rows}, indent=1) + "\n")
    print(f"Written: {OUT.name}")


if __name__ == "__main__":
    main()
