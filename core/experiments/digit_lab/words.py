"""The digit lab in words: what the decks say of each network, what a run shows, what a run will cost."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any

import numpy as np

from core.config import Choice, check
from core.device import device
from core.experiments.digit_lab import nets
from core.experiments.digit_lab.config import PRESETS, Config, selection, shape, split, total_steps
from core.experiments.digit_lab.scores import Snapshot, summary
from core.told import Told
from core.words import percent

HEART = 0.05  # more of the new pictures than of its own: who misreads these may have learned its own by heart
KNOWN = 0.02  # of its own pictures: who misreads more of them does not know them by heart


@dataclass(frozen=True)
class Claim:
    """What a deck says of a preset, and why ours may differ from it."""

    says: str
    differ: str
    test_error: float | None = None  # share, where the deck gives a number for the test pictures


CLAIMS: dict[str, Claim] = {
    "No hidden layer": Claim(
        "8\u202f% / 8\u202f% error (CS5242); 12\u202f% for a linear classifier (Dublin)",
        "The decks disagree with each other. With Adam the layer comes to its end within 12 epochs.",
        0.08,
    ),
    "50 hidden units": Claim(
        "0\u202f% / 2.5\u202f% error",
        "The deck rounds, and gives neither optimiser nor rate. Longer training takes the first number to 0.",
        0.025,
    ),
    "512-512, tanh": Claim(
        "98.12\u202f% right (188 errors), 5 minutes on a GPU",
        "Ten thousand test pictures fix such a number to about ±0.14 points. It does not name its GPU.",
        0.0188,
    ),
    "512-512, sigmoid": Claim(
        "95.5\u202f% right",
        "The first weights decide: sigmoid starts slowly, and the deck does not say how it draws them.",
        0.045,
    ),
    "ReLU, RMSprop, dropout": Claim(
        "about 98.4\u202f% right, 20 epochs",
        "The deck's program has RMSprop average over 10 steps, ours over 100.",
        0.016,
    ),
    "Convnet": Claim(
        "99.22\u202f% right (78 errors), 12 epochs",
        "The deck gives no optimiser: ours is Adam at 0.001 in batches of 128.",
        0.0078,
    ),
    "Scrambled, MLP": Claim(
        "scrambling does “NOT in any way affect” the accuracy",
        "The same first weights now meet other pixels: another draw, no other problem.",
    ),
    "Scrambled, convnet": Claim(
        "“not permutation invariant”; no number", "After 4 epochs, beside 4 epochs of tidy pixels below."
    ),
    "CIFAR-10, one epoch": Claim(
        "5 s on a CPU, 0.6 s on a GTX 1080 Ti",
        "The deck does not say how wide its three layers are, and times all 50,000 pictures.",
    ),
    "A hundred pictures": Claim("no number given", ""),
}


@dataclass(frozen=True)
class View:
    """How the errors are drawn."""

    scale: Annotated[
        str, Choice("Axis of the errors", {"log": "logarithmic", "linear": "linear"}, "Logarithmic shows the end.")
    ] = "log"

    def __post_init__(self) -> None:
        check(self)


def measured(snapshots: Sequence[Snapshot]) -> dict[str, Any]:
    """What is kept of a run as "we measured": its errors after training, seconds, and its curves by epoch.

    Errors are shares to 5 digits. The curve of training has running means, but is exact in the last epoch.
    """
    of, ends = summary(snapshots), [s for s in snapshots if not math.isnan(s.epoch_seconds)]
    return {
        "train_error": [round(of.train_error, 5)],
        "test_error": [round(of.test_error, 5)],
        "seconds": [round(of.seconds, 1)],
        "epoch_seconds": [round(of.epoch_seconds, 3)],
        "curves": {
            "training": [round(s.train_error, 5) for s in ends],
            "test": [round(s.test_error, 5) for s in ends],
        },
    }


def estimate(config: Config) -> float:
    """Seconds that the run of `config` takes on this machine, roughly: from its products, weights and steps.

    A picture costs 6 operations a weight it meets (forward, delta, gradient; 2 each); the speeds are those of one
    core with AVX-512, and of no GPU in particular.
    """
    chosen = selection(config)
    of, classes = shape(chosen), len(chosen.classes)
    found = nets.shapes(config, of, classes)
    products, weights = nets.products(config, of, classes), sum(math.prod(s) for s in found.values())
    trained, steps = len(split(config, len(chosen.train_rows))[0]), total_steps(config)
    if device().type != "cpu":
        return tests(config) + 1.0 + 4e-4 * steps + 6 * products * trained * config.epochs / 5e12
    speed = (1.15e11 if nets.halves() else 6e10) if config.network == "convnet" else 7e10
    passes = {"sgd": 2, "momentum": 4, "adam": 9, "rmsprop": 6}[config.optimizer] + 2 * bool(config.weight_decay)
    extra = 1.2 if config.dropout or config.batch_norm else 1.0
    learning = extra * 6 * products * trained * config.epochs / speed
    return tests(config) + learning + steps * (2.5e-4 + passes * weights * 4 / 2e10)


def tests(config: Config) -> float:
    """Of these, the seconds that go not to training but to the start and to the tests after each epoch."""
    chosen = selection(config)
    trained = len(split(config, len(chosen.train_rows))[0])
    tried = config.epochs * len(chosen.test_rows) + trained
    speed = 6e10 if device().type == "cpu" else 5e12
    return 1.0 + 2 * nets.products(config, shape(chosen), len(chosen.classes)) * tried / speed


def describe(config: Config, snapshots: Sequence[Snapshot]) -> Told:
    """What the curves show by now, from their numbers."""
    drawn = "The curves are the shares of training pictures and of test pictures that are misread, epoch by epoch."
    if not snapshots:
        return Told(drawn, "Nothing is trained yet.")
    now, tests = snapshots[-1], len(selection(config).test_rows)
    when = f"After {now.epoch:.3g} epoch{'s' * (now.epoch != 1)}" if now.step else "Before training"
    wrong = (
        f"{percent(now.test_error, 2)} of the test pictures are misread: {round(now.test_error * tests):,} of "
        f"{tests:,}"
    )
    heart = _by_heart(now)
    conclusion = f"{when}, {heart}." if heart else f"{when}, {wrong}."
    notes = [f"{wrong}."] if heart else []
    if now.step:
        notes += [*_fits(now, bool(heart)), *_dropout(config, now), *_held_out(snapshots)]
        notes += [*_scrambled(config), *_confused(config, now)]
    return Told(drawn, conclusion, notes)


def _by_heart(now: Snapshot) -> str:
    """What is to be concluded where the network knows its training pictures and fails on others; else ""."""
    gap = now.test_error - now.train_error
    if not (now.names and gap > HEART and now.test_error > 2 * now.train_error and now.train_error < KNOWN):
        return ""
    return (
        f"the network knows its training pictures by heart: it misreads {percent(now.train_error, 2)} of these and "
        f"{percent(now.test_error, 2)} of new ones"
    )


def _fits(now: Snapshot, said: bool) -> Iterator[str]:
    """How much better it reads its own pictures, unless that is `said` already, and what would help."""
    gap = now.test_error - now.train_error
    if now.names and gap > 0.005 and now.test_error > 2 * now.train_error:
        if not said:
            yield (
                f"Of its training pictures it misreads {percent(now.train_error, 2)}, {100 * gap:.1f} points "
                "fewer: part of what it has learned holds for these pictures alone."
            )
        yield "More pictures, dropout or weight decay would make this difference smaller."


def _dropout(config: Config, now: Snapshot) -> Iterator[str]:
    if config.dropout and not now.names and now.train_error > now.test_error:  # at the end it is counted without
        yield (
            f"The training error, {percent(now.train_error, 2)}, is larger: it is counted while dropout silences "
            "neurons, and while the network still changes."
        )


def _held_out(snapshots: Sequence[Snapshot]) -> Iterator[str]:
    ends = [s for s in snapshots if not math.isnan(s.validation_error) and s.step]
    if ends:
        best = min(ends, key=lambda s: s.validation_error)
        yield (
            f"On held-out pictures it was best after epoch {best.epoch:.3g} ({percent(best.validation_error, 2)}). "
            f"If training had stopped there, the test error would be {percent(best.test_error, 2)}."
        )


def _scrambled(config: Config) -> Iterator[str]:
    if config.permute_pixels and config.network == "mlp":
        yield (
            "The pixels are scrambled, so no person could read these pictures. This network never knew their order."
        )
    elif config.permute_pixels:
        yield "The pixels are scrambled, so its 3 × 3 filters look at pixels that are no neighbours."


def _confused(config: Config, now: Snapshot) -> Iterator[str]:
    if now.confusion is None:
        return
    off = now.confusion - np.diag(np.diag(now.confusion))
    true, given = np.unravel_index(int(off.argmax()), off.shape)
    if off[true, given]:
        names = selection(config).data.class_names
        many = int(off[true, given])
        yield f"Most often the network takes “{names[true]}” for “{names[given]}”: {many} time{'s' * (many != 1)}."


def scrambling(dataset: str) -> dict[str, Config]:
    """An MLP and a convnet, tidy and scrambled: what D's "Permutation invariant MNIST" is about."""
    mlp, convnet = PRESETS["Scrambled, MLP"].config, PRESETS["Scrambled, convnet"].config
    return {
        f"{name}, {'scrambled' if mixed else 'tidy'}": replace(config, dataset=dataset, permute_pixels=mixed)
        for name, config in (("MLP", mlp), ("Convnet", convnet))
        for mixed in (False, True)
    }
