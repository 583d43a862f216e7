"""What Templates teaches: steps in the order of CS5242 lectures 3 and 6, questions, exercises of the labs."""

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from core.course import Axis, Choice, Course, Exercise, Number, Step
from core.data.selection import Floats
from core.experiments.templates.config import PRESETS, Config, total_steps
from core.experiments.templates.training import Snapshot, train
from core.words import number, percent

Run = Sequence[Snapshot]
ERROR = Axis("test error", 1, 100, log=True, unit="\u202f%")
GOAL = 0.2  # test error that is asked for in updates
NUMBERS = 2_355  # of the layer that is to be built: 3 x 784 weights and 3 of the bias
PAIR, FIVE, FAST = 0.035, 0.022, 0.09  # test errors that are to be reached
SHORT = 300  # updates


def _percent(config: Config, run: Run) -> float:
    return 100 * run[-1].test_error


def _updates(config: Config, run: Run) -> float:
    """The first recorded update after which fewer than GOAL are misread; the last where none is."""
    return float(next((now.step for now in run if now.test_error < GOAL), run[-1].step))


def _soon(config: Config, run: Run) -> str:
    end, at = run[-1], _updates(config, run)
    if end.step == at:
        return f"It is not there sooner: at the end it misreads {percent(end.test_error)}."
    return (
        f"The first few thousand pictures give each template its rough shape. The other {end.step - at:,.0f} "
        f"updates only take the error down to {percent(end.test_error)}."
    )


def _size(weight: Floats) -> float:
    return float(np.abs(weight, dtype=np.float64).mean())


def _grown(run: Run) -> float:
    """How many times larger the weights are at the end than in the first noise, by their mean sizes."""
    return _size(run[-1].weight) / _size(run[0].weight)


def _rim(weight: Floats) -> Floats:
    """The weights of the outermost pixels, where pictures of digits have no ink."""
    return np.concatenate([weight[:, [0, -1]].ravel(), weight[:, :, [0, -1]].ravel()])


def _decayed(config: Config, run: Run) -> str:
    left = _size(_rim(run[-1].weight)) / _size(_rim(run[0].weight))
    fate = "the noise is gone" if left < 0.1 else "pictures or noise keep them up"
    return (
        f"Their mean size is {number(_grown(run), 2)} times that of the first noise. At the rim it is "
        f"{number(left, 2)} times that: {fate}. In the middle each picture renews what decay takes."
    )


def _scrambled(config: Config, run: Run) -> str:
    return (
        "A score adds up weight times ink, and a sum does not depend on the order of what it adds. "
        f"Nobody could read such a picture, but the layer misreads only {percent(run[-1].test_error)}."
        if run[-1].test_error < 0.5 * (1 - 1 / len(config.classes))
        else "A score adds up weight times ink, and a sum does not depend on the order of what it adds."
    )


def _fast(config: Config, run: Run) -> str:
    end, guessing, blind = run[-1], math.log(len(config.classes)), 1 - 1 / len(config.classes)
    grown = f"The weights have grown to {number(_grown(run), 2)} times their first size."
    if end.test_error > 0.5 * blind or end.test_loss < guessing:
        return f"{grown} Blind guessing would misread {percent(blind, 0)}."
    return (
        f"{grown} The largest score is still mostly the right one. But the layer is far too sure of its mistakes: "
        f"the test loss is {number(end.test_loss)}, and blind guessing’s is {number(guessing)}."
    )


def _shape(config: Config, run: Run | None) -> str:
    templates = len(config.classes)
    if NUMBERS % templates:
        return f"{NUMBERS:,} numbers cannot be shared out evenly to {templates} templates."
    assert run is not None
    end = run[-1]
    many = end.weight.size + (end.bias.size if config.bias else 0)
    return "" if many == NUMBERS else f"The layer has {many:,} numbers{', its bias included' * config.bias}."


def _digits(config: Config, many: int) -> str:
    """What is missing to so many of the digits of MNIST."""
    if config.dataset == "mnist" and len(config.classes) == many:
        return ""
    return f"Choose {'all ten' if many == 10 else ('two', 'five')[many == 5]} digits of MNIST."


def _pair(config: Config, run: Run | None) -> str:
    if lacking := _digits(config, 2):
        return lacking
    if config != replace(Config(bias=True), classes=config.classes, seed=config.seed):
        return "Switch the bias on, and leave all else as the page opens."
    assert run is not None
    error = run[-1].test_error
    return "" if error > PAIR else f"Of these two the layer misreads only {percent(error, 2)}."


def _five(config: Config, run: Run | None) -> str:
    if lacking := _digits(config, 5):
        return lacking
    return _below(run, FIVE)


def _learned_fast(config: Config, run: Run | None) -> str:
    if lacking := _digits(config, 10):
        return lacking
    if (updates := total_steps(config)) > SHORT:
        return f"The run has {updates:,} updates."
    return _below(run, FAST)


def _below(run: Run | None, most: float) -> str:
    assert run is not None
    error = run[-1].test_error
    return "" if error < most else f"The test error is {percent(error, 2)}."


COURSE = Course(
    of=train,
    steps=(
        Step(
            PRESETS["Ten digits"].config,
            "Ten rows of weights, laid out as pictures, grow from noise into templates of the digits.",
            Number(
                ask=(
                    "Each update learns from a batch of 200 pictures. After how many updates does the layer "
                    "misread fewer than 20\u202f% of the test pictures?"
                ),
                axis=Axis("updates", 1, 10_000, log=True),
                truth=_updates,
                cause=_soon,
            ),
        ),
        Step(
            PRESETS["Four digits"].config,
            "With four classes each template has only three rivals: compare the 0 here with the one before.",
        ),
        Step(
            PRESETS["Clothes"].config,
            "The same layer learns clothes: trousers are easy to tell, and shirts are not.",
        ),
        Step(
            PRESETS["Smooth templates"].config,
            "Weight decay pulls each weight towards 0: strokes stay, and the noise at the rim goes.",
            Choice(
                ask=(
                    "Training begins with small random weights, and weight decay shrinks every weight in each "
                    "update. How large is an average weight at the end?"
                ),
                options=("smaller than at the start", "one to three times larger", "more than three times larger"),
                truth=lambda config, run: int(np.searchsorted([1, 3], _grown(run))),
                cause=_decayed,
            ),
        ),
        Step(
            PRESETS["Scrambled pixels"].config,
            "The pixels change places, in all pictures alike, so that no eye can read them.",
            Number(
                ask=(
                    "All pixels change places, in every picture alike: no eye can read them. How many of the test "
                    "pictures does a layer misread that learned from such pictures?"
                ),
                axis=ERROR,
                truth=_percent,
                cause=_scrambled,
            ),
        ),
        Step(
            PRESETS["Too fast"].config,
            "A learning rate of 1 is 500 times that of the first step: the templates never come to rest.",
            Number(
                ask="The learning rate is now 500 times larger. How many test pictures are misread at the end?",
                axis=ERROR,
                truth=_percent,
                cause=_fast,
            ),
        ),
        Step(
            PRESETS["Colour photos"].config,
            "One template for all horses: look how blurred it is, and how many photos are misread.",
        ),
    ),
    exercises=(
        Exercise(
            "Build a layer",
            f"Train a layer of exactly {NUMBERS:,} numbers, weights and bias together.",
            missing=_shape,
            lab="CS5242 lecture 3, lab 01",
        ),
        Exercise(
            "The hardest pair",
            "With a bias, find two digits of MNIST of which one layer misreads more than 3.5\u202f%. Leave all "
            "else as the page opens.",
            missing=_pair,
            lab="CS5242 lecture 3, lab 03",
        ),
        Exercise(
            "Five easy ones",
            "Find five digits of MNIST that one layer tells apart with a test error below 2.2\u202f%.",
            missing=_five,
        ),
        Exercise(
            "Learn fast",
            f"Bring the test error on all ten digits of MNIST below 9\u202f% with at most {SHORT} updates.",
            missing=_learned_fast,
            lab="CS5242 lecture 6, lab 01",
        ),
    ),
)
