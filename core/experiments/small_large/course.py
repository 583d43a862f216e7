"""What Small and large digits teaches: steps in the order of CS5242 lecture 6, questions, and exercises."""

from collections.abc import Sequence

import numpy as np

from core.course import Axis, Choice, Course, Exercise, Number, Step
from core.experiments.small_large.config import PRESETS, Config
from core.experiments.small_large.snapshot import Snapshot
from core.experiments.small_large.training import train
from core.words import mean, percent

Run = Sequence[Snapshot]
ERROR = Axis("test error", 1, 50, log=True, unit="\u202f%")
EPOCHS = 3  # of an exercise
SMALL = (0, 1, 2, 3, 4)


def _errors(run: Run) -> tuple[float, float]:
    """Shares of the test pictures that the one layer and the network beside it misread, over all seeds."""
    return mean(run[-1].single_test_error), mean(run[-1].test_error)


def _by_shape(config: Config, run: Run) -> str:
    single, deep = _errors(run)
    return (
        "A loop may lie anywhere in the picture, and be large or small: no single template fits all loops. "
        f"The one layer misreads {percent(single)}, the two layers {percent(deep)}."
    )


def _mended(config: Config, run: Run) -> int:
    """Of the one layer's mistakes, 0: at least half are mended; 1: some; 2: hardly any; 3: there are more."""
    single, deep = _errors(run)
    return int(np.searchsorted([0.5, 0.85, 1.15], deep / max(single, 1e-9)))


def _collapsed(config: Config, run: Run) -> str:
    single, deep = _errors(run)
    return (
        "Without an activation both layers are one matrix, the product V U, so they can do no more than one layer. "
        f"They misread {percent(deep)}, and one layer misreads {percent(single)}."
    )


def _pooled(config: Config, run: Run) -> str:
    single, deep = _errors(run)
    said = "Each recogniser has to know one digit only, and pooling adds up what they say."
    if deep < 0.9 * single:
        return f"{said} One layer misreads more: {percent(single)}."
    return f"{said} Here this is no better than one layer, which misreads {percent(single)}."


def _loud(config: Config, run: Run) -> str:
    single, deep = _errors(run)
    return (
        "With ReLU a recogniser can answer far more than 1, so one that is very sure can outvote all others. "
        f"The drawing misreads {percent(deep)}, and one layer misreads {percent(single)}."
    )


def _short(config: Config) -> str:
    """What is missing to each exercise: the digits, and few epochs."""
    if config.dataset not in ("mnist", "digits"):
        return "Choose pictures of digits."
    return (
        ""
        if config.epochs <= EPOCHS
        else f"The networks learn for {config.epochs} epochs, not for at most {EPOCHS}."
    )


def _split(config: Config, run: Run) -> str:
    if said := _short(config):
        return said
    single, _ = _errors(run)
    return "" if single < 0.02 else f"The one layer misreads {percent(single, 2)}."


def _squash(config: Config, run: Run) -> str:
    if config.route != "lecture" or config.activation == "sigmoid":
        return "Choose recognisers, pooled by ±1, and another activation than the sigmoid."
    if said := _short(config):
        return said
    single, deep = _errors(run)
    if deep < 2 / 3 * single:
        return ""
    return (
        f"The drawing misreads {percent(deep)}, and two thirds of one layer’s errors are {percent(2 / 3 * single)}."
    )


def _quick(config: Config, run: Run) -> str:
    if config.dataset != "mnist" or set(config.group) not in ({*SMALL}, {*range(10)} - {*SMALL}):
        return "Choose MNIST, and the small digits 0 to 4 against the large ones."
    if said := _short(config):
        return said
    _, deep = _errors(run)
    return "" if deep < 0.03 else f"The network misreads {percent(deep, 2)}."


def _narrow(config: Config, run: Run) -> str:
    if config.route != "end" or config.activation != "relu" or config.depth < 2:
        return "Choose at least two layers that learn end to end, and ReLU."
    if said := _short(config):
        return said
    single, deep = _errors(run)
    if deep > 2 * single:
        return ""
    return f"The network misreads {percent(deep)}, and twice one layer’s errors are {percent(2 * single)}."


COURSE = Course(
    of=train,
    steps=(
        Step(
            PRESETS["Small or large"].config,
            "Compare the errors: one layer has one template a group, and two layers have ten to pool.",
        ),
        Step(
            PRESETS["With a loop"].config,
            "The group is now chosen by shape: 0, 6, 8 and 9 have a closed loop.",
            Number(
                ask="Digits with a loop against digits without. How many test digits does one layer misread?",
                axis=ERROR,
                truth=lambda config, run: 100 * _errors(run)[0],
                cause=_by_shape,
            ),
        ),
        Step(
            PRESETS["No bend"].config,
            "There are two layers and ten hidden units, but no activation between them.",
            Choice(
                ask="Two layers without an activation: how many of one layer’s mistakes do they mend?",
                options=("at least half", "some, but less than half", "hardly any", "none: they make more"),
                truth=_mended,
                cause=_collapsed,
            ),
        ),
        Step(
            PRESETS["The lecture’s drawing"].config,
            "The first layer recognises each digit, and the second adds up: +1 for small, −1 for large.",
            Number(
                ask="Ten recognisers, pooled by +1 and −1. How many test digits do they misread?",
                axis=ERROR,
                truth=lambda config, run: 100 * _errors(run)[1],
                cause=_pooled,
            ),
        ),
        Step(
            PRESETS["Without a squash"].config,
            "The same drawing with ReLU: how sure a recogniser may be has no upper limit now.",
            Choice(
                ask="ReLU takes the place of the squash to 0..1. How does the drawing compare with one layer now?",
                options=("less than half of its mistakes", "fewer mistakes, but over half", "more mistakes"),
                truth=lambda config, run: int(np.searchsorted([0.5, 1], _errors(run)[1] / _errors(run)[0])),
                cause=_loud,
            ),
        ),
        Step(
            PRESETS["Fifty units"].config,
            "With fifty units there are fewer errors, and their templates look less and less like digits.",
        ),
        Step(
            PRESETS["Four layers"].config,
            "More layers succeed as well. Look for a unit that you could give a name to.",
        ),
    ),
    exercises=(
        Exercise(
            "One layer is enough",
            f"In at most {EPOCHS} epochs, let one layer part two groups of digits with an error below 2\u202f%.",
            missing=_split,
        ),
        Exercise(
            "Another squash",
            "Without the sigmoid, let the drawing make fewer than two thirds of one layer’s mistakes, "
            f"in at most {EPOCHS} epochs.",
            missing=_squash,
        ),
        Exercise(
            "Soon below 3\u202f%",
            f"Tell small and large digits of MNIST apart with an error below 3\u202f%, in at most {EPOCHS} epochs.",
            missing=_quick,
        ),
        Exercise(
            "A hidden layer in the way",
            "Let two layers or more, with ReLU, make more than twice as many mistakes as one layer, "
            f"in at most {EPOCHS} epochs.",
            missing=_narrow,
        ),
    ),
)
