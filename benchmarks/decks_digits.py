"""Rows of benchmarks.decks for the pages on digits: small or large, and the digit lab."""

from dataclasses import asdict, replace
from functools import cache
from typing import Any

import numpy as np

from benchmarks.deck_rows import row
from core.data import images
from core.experiments import digit_lab, small_large
from core.experiments.digit_lab import baselines, sweep
from core.experiments.digit_lab import words as digit_words
from core.experiments.small_large import partitions
from core.experiments.small_large.training import Config, Snapshot, train
from core.words import percent, spread

APART = Config(own_batches=True)  # seeds that differ in all that is drawn
NETS = {
    "two layers, 10 hidden units": APART,
    "two layers, 50 hidden units": replace(APART, width=50),
    "three layers": replace(APART, depth=3),
    "four layers": replace(APART, depth=4),
}
SEEDED = f"{APART.seeds} seeds, each with its own first weights and its own order of the pictures"


@cache
def end(config: Config) -> Snapshot:
    return list(train(config, frames=9))[-1]


def of_small_large() -> list[dict[str, Any]]:
    """One layer, two, more; the lecture's drawing against what is learned; all 511 ways to part ten digits."""
    one = end(APART)
    return [
        row(
            "small_large",
            "One layer on small against large digits, test error",
            "“**not** enough to solve this classification problem”",
            f"{spread(one.single_test_error.tolist())}; {SEEDED}",
            config=asdict(APART),
            test_error=one.single_test_error.tolist(),
            train_error=one.single_train_error.tolist(),
        ),
        *(learned(what, config) for what, config in NETS.items()),
        drawing(),
        features(),
        parted(),
    ]


def learned(what: str, config: Config) -> dict[str, Any]:
    now, deck = end(config), "“would also **succeed**”" if config.depth > 2 else "succeeds; no number"
    return row(
        "small_large",
        f"The same, {what}",
        deck,
        f"{spread(now.test_error.tolist())}; {config.seeds} seeds",
        config=asdict(config),
        test_error=now.test_error.tolist(),
        train_error=now.train_error.tolist(),
        seconds=round(now.seconds, 2),
    )


def drawing() -> dict[str, Any]:
    """Recognisers of single digits, pooled by +1 and -1, or by what is learned."""
    routes = {
        "squashed to 0..1 by a sigmoid": replace(APART, route="lecture", activation="sigmoid"),
        "with ReLU": replace(APART, route="lecture"),
        "with a sigmoid and learned pooling": replace(APART, route="frozen", activation="sigmoid"),
    }
    errors = {name: end(config).test_error.tolist() for name, config in routes.items()}
    words = ", ".join(f"{name} {spread(values)}" for name, values in errors.items())
    return row(
        "small_large",
        "The lecture's drawing: ten recognisers, pooled by +1 and −1",
        "“after training, the network parameters U and V will become as follows”",
        f"{words}; 5 seeds. Built so, it works; training end to end finds something else, and better",
        test_error=errors,
    )


def features() -> dict[str, Any]:
    """How much of a unit's variance the digit explains."""
    nets = {"recognisers": replace(APART, route="lecture", activation="sigmoid")} | NETS
    shares = {name: [float(layer.mean()) for layer in end(config).selectivity] for name, config in nets.items()}
    words = ", ".join(f"{name} {' / '.join(f'{v:.2f}' for v in layers)}" for name, layers in shares.items())
    return row(
        "small_large",
        "Share of a hidden unit's variance that the digit explains, by hidden layer",
        "“the new features will be less/no interpretable”",
        f"{words}; 5 seeds",
        selectivity=shares,
    )


def parted() -> dict[str, Any]:
    """One layer for each way to part ten digits in two."""
    now = list(partitions.train(partitions.Config()))[-1]
    order = np.argsort(now.test_error)

    def named(place: int) -> str:
        group = np.flatnonzero(now.groups[order[place]])
        return f"{{{', '.join(map(str, group))}}} {percent(now.test_error[order[place]])}"

    own = now.test_error[partitions.index(small_large.Config().group, 10)]
    return row(
        "small_large",
        "One layer on each of the 511 ways to part ten digits in two",
        "0 to 4 against 5 to 9 only",
        f"from {named(0)} to {named(-1)}; 0 to 4 {percent(own)}, harder than "
        f"{percent((now.test_error < own).mean(), 0)} of them; 1 seed, {partitions.Config().epochs} epochs",
        config=asdict(partitions.Config()),
        seconds=round(now.seconds, 1),
    )


SEEDS = {"No hidden layer": 5, "50 hidden units": 5, "Scrambled, MLP": 5}  # else 1


def of_digit_lab() -> list[dict[str, Any]]:
    """Every preset; pixels tidy and scrambled."""
    presets = [preset(name) for name in digit_lab.PRESETS]
    return [*presets, scrambled(presets)]


def of_digit_compare() -> list[dict[str, Any]]:
    """What scikit-learn comes to on the same pictures, and networks of more and more neurons."""
    return [*(baseline(method) for method in baselines.METHODS), widths()]


def lab(config: digit_lab.Config, seeds: int) -> list[dict[str, Any]]:
    return [digit_words.measured(list(digit_lab.train(replace(config, seed=seed)))) for seed in range(seeds)]


def preset(name: str) -> dict[str, Any]:
    """A preset by its first seeds; the curves are those of the first."""
    config, count = digit_lab.PRESETS[name].config, SEEDS.get(name, 1)
    runs = lab(config, count)
    kept, note = ("train_error", "test_error", "seconds", "epoch_seconds"), images.load(config.dataset).note
    joined = {key: [run[key][0] for run in runs] for key in kept}
    words = (
        f"train {spread(joined['train_error'])}, test {spread(joined['test_error'])}, "
        f"{joined['seconds'][0]:.0f} s ({joined['epoch_seconds'][0]:.1f} s an epoch)"
    )
    return row(
        "digit_lab",
        name,
        digit_words.CLAIMS[name].says,
        "; ".join([words, *([f"{count} seeds"] if count > 1 else []), *([note] if note else [])]),
        preset=name,
        config=asdict(config),
        **runs[0] | joined,
    )


def scrambled(presets: list[dict[str, Any]]) -> dict[str, Any]:
    """D, "Permutation invariant MNIST": the MLP by five seeds each, the convnet by one of four epochs."""
    found = {line["preset"]: line for line in presets}
    mlp = [found[name]["test_error"] for name in ("50 hidden units", "Scrambled, MLP")]
    convnet = digit_lab.PRESETS["Scrambled, convnet"].config
    tidy = lab(replace(convnet, permute_pixels=False), 1)[0]["curves"]["test"][-1]
    mixed = found["Scrambled, convnet"]["curves"]["test"][-1]
    return row(
        "digit_lab",
        "Test error with tidy pixels → scrambled",
        "it does “NOT in any way affect” an MLP",
        f"MLP {spread(mlp[0])} → {spread(mlp[1])}, 5 seeds; convnet after {convnet.epochs} epochs "
        f"{percent(tidy, 2)} → {percent(mixed, 2)}",
        mlp=mlp,
        convnet=[tidy, mixed],
    )


CLAIMED = {
    "svm": ("Support vector machine, RBF kernel", "98.6\u202f% right (EPFL)"),
    "knn": ("Three nearest neighbours, by distance", "96.8\u202f% right (EPFL; no number of neighbours)"),
    "logistic": ("Logistic regression", "“Linear classifier: 88% accuracy” (Dublin; no loss)"),
}


def baseline(method: str) -> dict[str, Any]:
    """scikit-learn on 10,000 and on all 60,000 training pictures."""
    ends = [list(baselines.train(baselines.Config(method=method, subset=n)))[-1] for n in (baselines.SUBSET, 0)]
    words = "; ".join(f"{percent(1 - end.test_error, 2)} right after {end.pictures:,} pictures" for end in ends)
    return row(
        "digit_compare",
        *CLAIMED[method],
        words,
        errors={end.pictures: end.test_error for end in ends},
        seconds=[round(end.fit_seconds + end.predict_seconds, 1) for end in ends],
    )


def widths() -> dict[str, Any]:
    """Test errors of the narrowest and the widest networks of the sweep."""
    narrow, wide = sweep.WIDTHS[0], sweep.WIDTHS[-1]
    points = [p for p in sweep.points(sweep.of("mnist", 0, False, 0)) if p.width in (narrow, wide)]
    ends = {(p.depth, p.width): [misread(replace(p, seeds=1, seed=seed)) for seed in range(3)] for p in points}
    words = "; ".join(
        f"{n} units: one hidden layer {spread(ends[1, n])}, two {spread(ends[2, n])}" for n in (narrow, wide)
    )
    return row(
        "digit_compare",
        f"Hidden layers of {narrow} and of {wide} units, test error",
        "20 to 120 units; no number in the text (EPFL)",
        f"{words}; 3 seeds, each with its own first weights and its own order of the pictures",
        test_error={f"{depth} x {width}": errors for (depth, width), errors in ends.items()},
    )


def misread(config: sweep.Config) -> float:
    """Test error of the one network of `config`, after training."""
    return float(list(sweep.train(config))[-1].test_error[0])
