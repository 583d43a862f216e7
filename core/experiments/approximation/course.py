"""What Universal approximation teaches: steps after Göttingen lecture 5, questions, and exercises."""

from collections.abc import Sequence

import numpy as np

from core.course import Axis, Choice, Course, Curve, Exercise, Step
from core.experiments.approximation import targets
from core.experiments.approximation.config import PRESETS, Config
from core.experiments.approximation.sizes import BOXES
from core.experiments.approximation.training import layers, train
from core.experiments.approximation.words import CALLED
from core.learning.fitted import Snapshot, last
from core.learning.regression import Exact
from core.words import number, percent

Run = Sequence[Snapshot]
SPIKE, FEW = 0.03, 10  # error of the boxes, and units, of exercises on the spike
DEEP, FAST = 10, 2_500  # layers and updates of an exercise
BENT = 1e-3  # of the range of the outputs: less between three points is rounding
CORNERS = ("none: it is one straight line", "one", "several, as every unit has a bend of its own")


def errors_of_boxes(config: Config) -> tuple[Exact, Exact]:
    """How many boxes, and their root mean square errors."""
    return np.array(BOXES, float), np.array([targets.boxes(config.target, many)[1] for many in BOXES])


def _left(found: tuple[Exact, Exact]) -> float:
    """What part of the error ten times as many boxes leave: of 30 boxes, 300."""
    errors = dict(zip(*found, strict=True))
    return float(errors[300] / errors[30])


def _narrower(config: Config, found: tuple[Exact, Exact]) -> str:
    errors, left = dict(zip(*found, strict=True)), _left(found)
    said = (
        f"30 boxes have an error of {number(errors[30], 2)}, and 300 have {number(errors[300], 2)}: "
        f"{percent(left, 0)} of it."
    )
    if left < 0.15:
        return f"{said} Where a function is smooth, a box ten times narrower errs ten times less."
    return f"{said} Where a function jumps or is rough, one box has to cover very different values."


def _errors(config: Config, run: Run) -> tuple[float, float, float]:
    """Of the boxes, the one hidden layer and the deep net; of networks the median of the seeds."""
    now = last(run)
    wide, deep = (float(np.median(now[net].rms)) for net in CALLED)
    return targets.run(config).rms, wide, deep


def _nearest(config: Config, run: Run) -> str:
    boxes, wide, deep = (number(error, 2) for error in _errors(config, run))
    return (
        f"The boxes err by {boxes}, the one layer by {wide} and the deep net by {deep}. Boxes lie where they lie, "
        "but a network can move its bends."
    )


def corners(run: Run) -> int:
    """How often the one hidden layer's answer changes its slope, with the first seed."""
    y = last(run)["one layer"].outputs[0].astype(float)
    bent = np.abs(np.diff(y, 2)) > BENT * max(float(np.ptp(y)), 1e-9)
    return int(bent[0]) + int((bent[1:] & ~bent[:-1]).sum())


def _pinned(config: Config, run: Run) -> str:
    there, error = corners(run), float(np.median(last(run)["one layer"].rms))
    return (
        f"Without a bias, relu(w (2x − 1)) bends at x = ½ whatever w is. Training ends with an error of "
        f"{number(error, 2)}."
        if there <= 1
        else f"The bends lie at different places: the slope changes at {there} of them at least."
    )


def _who(config: Config, run: Run) -> int:
    """0: the deep net has the smaller error; 1: both are alike within a factor of 1.5; 2: the one layer has it."""
    _, wide, deep = _errors(config, run)
    return int(np.searchsorted([1 / 1.5, 1.5], deep / wide))


def _lost(config: Config, run: Run) -> str:
    _, wide, deep = _errors(config, run)
    dead, many = sum(last(run)["deep, narrow"].dead), len(last(run)["deep, narrow"].dead)
    said = f"The deep net’s error is {number(deep, 2)}, the one layer’s {number(wide, 2)}."
    if not dead:
        return f"{said} That weights exist does not say that training finds them."
    return f"{said} In {dead} of {many} seeds one of its layers says 0 everywhere: it is dead."


def _boxed(config: Config, result: targets.Result) -> str:
    if config.target != "spike":
        return "Choose the spike."
    return "" if result.rms < SPIKE else f"The error of the boxes is {number(result.rms, 2)}."


def _few(config: Config, run: Run) -> str:
    if config.target != "spike":
        return "Choose the spike."
    if config.units > FEW:
        return f"The one layer has {config.units} units."
    _, wide, _ = _errors(config, run)
    return "" if wide < 0.02 else f"The median error of the one layer is {number(wide, 2)}."


def _deep(config: Config, run: Run) -> str:
    if config.target != "wave":
        return "Choose the smooth wave."
    if (there := layers(config.units)) < DEEP:
        return f"The deep net has {there} layer{'s' * (there != 1)}: more units in the one layer give it more."
    if config.steps > FAST:
        return f"Choose at most {FAST:,} steps."
    _, _, deep = _errors(config, run)
    return "" if deep < 0.05 else f"The median error of the deep net is {number(deep, 2)}."


COURSE = Course(
    of=train,
    steps=(
        Step(
            PRESETS["A smooth wave"].config,
            "Three ways to come near one function: boxes, one wide hidden layer, and many narrow layers.",
        ),
        Step(
            Config(boxes=80),
            "Eighty boxes instead of twenty: narrow boxes come as near to the wave as you like.",
            Curve(
                ask="How does the error of the boxes fall as they become more? Draw it.",
                x=Axis("boxes", 2, 300, log=True),
                y=Axis("error", 1e-3, 1, log=True),
                truth=lambda config, found: found,
                cause=_narrower,
                of=errors_of_boxes,
            ),
        ),
        Step(
            PRESETS["Three steps"].config,
            "At a jump, one box has to cover two values, and a network needs a very steep slope.",
            Choice(
                ask="This function jumps. What part of the error is left with ten times as many boxes?",
                options=("about a hundredth", "about a tenth", "about a third"),
                truth=lambda config, found: int(np.searchsorted([0.03, 0.18], _left(found))),
                cause=_narrower,
                of=errors_of_boxes,
            ),
        ),
        Step(
            Config(target="spike"),
            "Nearly everything happens in a tenth of the width. Look at where each net puts its bends.",
            Choice(
                ask="A narrow spike. Which of the three comes nearest to it?",
                options=("20 boxes", "one layer of 45 units", "a deep net of 5 layers"),
                truth=lambda config, run: int(np.argmin(_errors(config, run))),
                cause=_nearest,
            ),
        ),
        Step(
            PRESETS["Too few units"].config,
            "Three ReLU units make at most four straight pieces, and no training changes that.",
        ),
        Step(
            PRESETS["No biases"].config,
            "No unit of either net has a bias. Look at where the slope of the one layer changes.",
            Choice(
                ask="One layer of 45 ReLU units without biases: how many corners has its answer?",
                options=CORNERS,
                truth=lambda config, run: min(corners(run), 2),
                cause=_pinned,
            ),
        ),
        Step(
            Config(units=205, steps=3000),
            "Both nets have about as many weights, and a theorem says of each that it can be the wave.",
            Choice(
                ask="One layer of 205 units, or 21 layers of 5, with as many weights: whose error is smaller?",
                options=("the deep net’s", "they are about the same", "the one layer’s"),
                truth=_who,
                cause=_lost,
            ),
        ),
    ),
    exercises=(
        Exercise(
            "Narrow boxes",
            f"Bring the error of the boxes below {SPIKE} on the spike.",
            missing=_boxed,
            of=targets.run,
        ),
        Exercise(
            "A spike with few units",
            f"Bring the median error of one layer below 0.02 on the spike, with at most {FEW} units.",
            missing=_few,
        ),
        Exercise(
            "Deep, narrow, found",
            f"Bring {DEEP} or more layers of 5 to a median error below 0.05 on the wave in at most {FAST:,} steps.",
            missing=_deep,
        ),
    ),
)
