"""What the digit lab teaches: CS5242 lecture 6, labs 01 and 02, then Dublin's and EPFL's slides on MNIST."""

import math
from collections.abc import Sequence

import numpy as np

from core.course import Axis, Course, Curve, Exercise, Floats, Number, Step
from core.experiments.digit_lab import nets, widths
from core.experiments.digit_lab.config import PRESETS, Config
from core.experiments.digit_lab.scores import Snapshot
from core.experiments.digit_lab.training import train
from core.words import listed, percent

Run = Sequence[Snapshot]
Widths = Sequence[widths.Snapshot]
UNIT = "\u202f%"
ERROR = Axis("test error", 0.1, 100, log=True, unit=UNIT)
SHAPES = {"mnist": (28, 28, 1), "cifar10": (32, 32, 3)}
CLASSES = 10  # of both
LAB, TINY, PHOTOS = 39_700, 5_000, 200_000  # weights, at most, of the three exercises
GOAL, PHOTO_GOAL = 0.04, 0.7  # test errors to be reached
PASSES, PHOTO_PASSES = 2, 5  # epochs, at most


def _percent(config: Config, run: Run) -> float:
    return 100 * run[-1].test_error


def _gap(config: Config, run: Run) -> str:
    end = run[-1]
    said = f"Of the pictures that it learned from it misreads {percent(end.train_error, 2)}."
    if end.test_error > 2 * end.train_error:
        return (
            f"{said} Part of what it has learned holds for these pictures alone, and does not help with new ones."
        )
    return f"{said} What it has learned holds for new pictures too."


def _curve(config: Config, run: Widths) -> tuple[Floats, Floats]:
    """(hidden neurons, test error in %)."""
    return np.array([float(s.width) for s in run]), np.array([100 * s.test_error for s in run])


def _few(config: Config, run: Widths) -> str:
    narrow, few, wide = run[0], run[2], run[-1]
    errors = [f"{percent(s.test_error)} with {s.width}" for s in (narrow, few, wide)]
    said = f"The error is {listed(errors)} hidden neurons."
    if narrow.test_error - few.test_error > few.test_error - wide.test_error > 0:
        return (
            f"{said} A few neurons already tell most classes apart, and more of them settle the doubtful pictures."
        )
    return said


def _blind(end: Snapshot) -> str:
    assert end.confusion is not None  # it is the end of a run
    return percent(1 - 1 / len(end.confusion), 0)


def _photos(config: Config, run: Run) -> str:
    steps = f"It made {run[-1].step:,} updates, and blind guessing misreads {_blind(run[-1])}."
    if config.dataset == "cifar10":
        return f"{steps} A horse may stand anywhere and look left or right, and each weight sees one pixel only."
    return f"{steps} Each weight sees one pixel only, which helps where a pixel means the same in all pictures."


def _neighbours(config: Config, run: Run) -> str:
    weights = _weights(config, run[-1])
    said = "Its filters look at pixels that are no neighbours any more, so they find no strokes."
    if run[-1].test_error < 0.2:
        return (
            f"{said} But the layers behind them have {percent(weights, 0)} of its weights, and learn all the same."
        )
    return (
        f"{said} The layers behind them have {percent(weights, 0)} of its weights, and have learned little so far."
    )


def _weights(config: Config, end: Snapshot) -> float:
    """The share of all numbers of a convnet that are not in its convolutions."""
    sizes = {name: value.size for name, value in zip(end.names, end.parameters, strict=True)}
    return 1 - sum(size for name, size in sizes.items() if name.startswith("conv")) / sum(sizes.values())


def _hundred(config: Config, run: Run) -> str:
    end = run[-1]
    blind = f"Blind guessing misreads {_blind(end)}."
    if end.train_error < 0.01:
        return (
            f"{blind} It misreads {percent(end.train_error, 2)} of its own pictures, so these have nothing more to "
            "teach it. New pictures are still mostly like one of them."
        )
    return (
        f"{blind} It misreads {percent(end.train_error, 2)} of its own pictures, so it can still learn from these."
    )


def _lacking(config: Config, dataset: str, most: int) -> str:
    """What is missing to a network of at most so many weights on these pictures."""
    if config.dataset != dataset:
        return f"Choose {'MNIST' if dataset == 'mnist' else 'CIFAR-10'}."
    there = sum(math.prod(shape) for shape in nets.shapes(config, SHAPES[dataset], CLASSES).values())
    return f"The network has {there:,} weights, and at most {most:,} are allowed." if there > most else ""


def _error(run: Run | None, most: float) -> str:
    assert run is not None
    error = run[-1].test_error
    return "" if error < most else f"The test error is {percent(error, 2)}."


def _short(config: Config, most: int) -> str:
    return f"It learns for {config.epochs} epochs, and at most {most} are allowed." if config.epochs > most else ""


def _two_passes(config: Config, run: Run | None) -> str:
    if config.network != "mlp":
        return "Choose the MLP."
    return _lacking(config, "mnist", LAB) or _short(config, PASSES) or _error(run, GOAL)


def _tiny(config: Config, run: Run | None) -> str:
    return _lacking(config, "mnist", TINY) or _error(run, GOAL)


def _photographs(config: Config, run: Run | None) -> str:
    return _lacking(config, "cifar10", PHOTOS) or _short(config, PHOTO_PASSES) or _error(run, PHOTO_GOAL)


COURSE = Course(
    of=train,
    steps=(
        Step(
            PRESETS["50 hidden units"].config,
            "One hidden layer of 50 neurons: compare its two curves, of training and of test pictures.",
            Number(
                ask=(
                    "One hidden layer of 50 neurons learns for 30 epochs. How many of the test pictures does it "
                    "misread at the end?"
                ),
                axis=ERROR,
                truth=_percent,
                cause=_gap,
            ),
            section="How did it learn?",
        ),
        Step(
            PRESETS["No hidden layer"].config,
            "Without the hidden layer ten templates are left: look where its two curves end.",
            section="How did it learn?",
        ),
        Step(
            Config(widths="8", epochs=4),
            "Eight hidden neurons have 6,352 weights: compare their error with that of 7,840 in one layer.",
            Curve(
                ask="A network has one hidden layer. How does its test error depend on how many neurons that has?",
                x=Axis("hidden neurons", 1, 200, log=True),
                y=Axis("test error", 1, 100, log=True, unit=UNIT),
                truth=_curve,
                cause=_few,
                of=widths.train,
            ),
        ),
        Step(
            PRESETS["CIFAR-10, one epoch"].config,
            "A network of 1,840,128 weights sees each colour photo once: look at what it confuses.",
            Number(
                ask="An MLP of three layers sees each colour photo once. How many test photos does it misread?",
                axis=ERROR,
                truth=_percent,
                cause=_photos,
            ),
            section="What does it get wrong?",
        ),
        Step(
            PRESETS["Scrambled, MLP"].config,
            "The pixels are scrambled, in all pictures alike: compare the curves with those of the first step.",
            section="How did it learn?",
        ),
        Step(
            Config(
                network="convnet", widths="32", filters=8, bias=True, batch_size=100, epochs=1, permute_pixels=True
            ),
            "A small convnet on scrambled pixels: its filters look at pixels that are no neighbours.",
            Number(
                ask=(
                    "A convnet looks at patches of 3x3 neighbours, but the pixels are scrambled. How many test "
                    "pictures does it misread after one epoch?"
                ),
                axis=ERROR,
                truth=_percent,
                cause=_neighbours,
            ),
        ),
        Step(
            PRESETS["A hundred pictures"].config,
            "669,706 weights and a hundred pictures: the curve of training falls to 0, the other does not.",
            Number(
                ask=(
                    "A network of 669,706 weights learns from a hundred pictures only, about ten of each class. "
                    "How many of the test pictures does it misread?"
                ),
                axis=ERROR,
                truth=_percent,
                cause=_hundred,
            ),
        ),
    ),
    exercises=(
        Exercise(
            "Two passes",
            f"With an MLP of at most {LAB:,} weights, bring the test error on MNIST below 4{UNIT} in two epochs.",
            missing=_two_passes,
            lab="CS5242 lecture 6, lab 01",
        ),
        Exercise(
            "Colour photos",
            f"With at most {PHOTOS:,} weights, bring the test error on CIFAR-10 below 70{UNIT} in five epochs.",
            missing=_photographs,
            lab="CS5242 lecture 6, lab 02",
        ),
        Exercise(
            "Five thousand weights",
            f"Bring the test error on MNIST below 4{UNIT} with at most {TINY:,} weights.",
            missing=_tiny,
        ),
    ),
)
