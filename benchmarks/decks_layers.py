"""Rows of benchmarks.decks for the pages on one layer: its templates, how one is learned, serial and batch."""

import statistics
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

import torch

from benchmarks.deck_rows import mean, row
from core import device
from core.data.selection import Selection, resident
from core.experiments import batches, softmax, templates
from core.learning.nets import MLP
from core.learning.training import evaluate, fit
from core.learning.updates import Recipe
from core.words import listed, minus, spread


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


def of_softmax() -> list[dict[str, Any]]:
    """The slide's three vectors, and where float32 ends."""
    found = []
    for name, text in softmax.DECK.items():
        config = softmax.Config(text)
        p, printed = softmax.run(config).probabilities, softmax.SLIPS[name]
        wrong = [k for k, (said, one) in enumerate(zip(printed, p, strict=True)) if f"{said:.2f}" != f"{one:.2f}"]
        slips = f"; not as printed: {listed([f'class {k}, {p[k]:.4f}' for k in wrong])}" if wrong else ""
        deck, ours = (" ".join(f"{v:.2f}" for v in shares) for shares in (printed, p))
        found.append(row("softmax", f"Softmax of {minus(text.replace(',', ', '))}", deck, f"{ours}{slips}"))
    total = softmax.run(softmax.Config()).total
    found.append(row("softmax", "Sum of the ten exponentials", f"{softmax.SUM}", f"{total:.4f}", total=total))
    return found


def learning_rates(seeds: Sequence[int]) -> dict[str, Any]:
    """Test error of one pass of serial learning, by learning rate; and the best of them."""
    rates = (1e-4, 1e-3, 3e-3, 0.01, 0.03, 0.1, 1.0)
    errors = {rate: [serial(rate, seed).test_error for seed in seeds] for rate in rates}
    best = min(rates, key=lambda rate: statistics.mean(errors[rate]))
    shown = ", ".join(f"{rate:g}: {mean(errors[rate])}" for rate in rates)
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
            "Ten digits",
            "Error of one layer, 784 x 10 weights",
            "train 8\u202f%, test 8\u202f% (CS5242 lecture 6); test 12\u202f% (Dublin: 88\u202f% right)",
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
