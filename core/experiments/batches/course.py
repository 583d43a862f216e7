"""What Serial and batch teaches: CS5242 lecture 3, “Mini-batch learning” to “Serial vs Batch”, and its lab 05."""

import math
from collections.abc import Mapping, Sequence

import numpy as np

from core.course import Axis, Choice, Course, Curve, Exercise, Floats, Step
from core.experiments.batches.config import MODES, PRESETS, Config, View, recipe
from core.experiments.batches.training import Snapshot, last, train
from core.experiments.batches.words import overfitting
from core.words import listed, number, percent

Run = Sequence[Snapshot]
UNIT = "\u202f%"
EARLY = 1_000  # pictures
PASSES = 20  # epochs, at most, of the exercises with the 8x8 digits
TAMED, KEPT_UP, CLOTHES = 0.3, 0.15, 0.195  # test errors to be reached


def _serial(config: Config, run: Run) -> tuple[Floats, Floats]:
    """(pictures, test error in %) of serial learning, from its first update on."""
    mine = [s for s in run if s.mode == "serial" and s.step]
    return np.array([float(s.seen) for s in mine]), np.array([100 * s.test_error for s in mine])


def _soon(config: Config, run: Run) -> str:
    seen, errors = _serial(config, run)
    there = int(np.argmax(seen >= min(EARLY, seen[-1])))
    early, end = errors[there] / 100, errors[-1] / 100
    said = (
        f"Serial learning corrects itself after each picture: {seen[there]:,.0f} updates lead to {percent(early)}."
    )
    rest = seen[-1] - seen[there]
    if not rest:
        return said
    went = "take it to" if end < early else "end at"
    return f"{said} The other {rest:,.0f} only {went} {percent(end)}."


def _broken(config: Config, now: Mapping[str, Snapshot]) -> list[str]:
    """The ways to learn whose test loss is worse than that of blind guessing at the end."""
    return [mode for mode in MODES if not now[mode].test_loss <= math.log(len(config.classes))]


def _which(config: Config, run: Run) -> int:
    """Of none, the full batch, both batches, and anything else."""
    found = _broken(config, last(run))
    ways = [[], ["full"], ["mini", "full"]]
    return ways.index(found) if found in ways else 3


def _steps(config: Config, run: Run) -> str:
    now = last(run)
    rates = {mode: recipe(config, mode) for mode in MODES}
    sizes = [number(r.lr * r.batch_size if config.reduction == "sum" else r.lr) for r in rates.values()]
    losses = [number(now[mode].test_loss) for mode in MODES]
    return (
        f"On the average, these steps would have the rates {listed(sizes)}. The test losses are {listed(losses)}, "
        f"and blind guessing’s is {number(math.log(len(config.classes)))}."
    )


def _least(run: Run, what: str) -> int:
    """The number of the way to learn whose `what`, an error at the end, is least."""
    now = last(run)
    return int(np.argmin([getattr(now[mode], what) for mode in MODES]))


def _fresh(config: Config, run: Run) -> str:
    now = last(run)
    updates = listed([f"{now[mode].step:,}" for mode in MODES])
    errors = listed([percent(now[mode].test_error) for mode in MODES])
    return (
        f"From the same pictures they made {updates} updates. At the end serial, mini-batch and full batch misread "
        f"{errors} of the test pictures."
    )


def _known(config: Config, run: Run) -> str:
    now = last(run)
    errors = listed([percent(now[mode].train_error, 2) for mode in MODES])
    return (
        f"Serial, mini-batch and full batch misread {errors} of the training pictures. {overfitting(config, now)}"
    )


def _small(config: Config) -> str:
    """What is missing to a run on the 8x8 digits that is not long."""
    if config.dataset != "digits":
        return "Choose the 8x8 digits."
    return f"The run has {config.epochs} epochs. Reach it with at most {PASSES}." if config.epochs > PASSES else ""


def _tamed(config: Config, run: Run | None) -> str:
    if config.reduction != "sum":
        return "Let a batch add the sum, as the lecture has it."
    if lacking := _small(config):
        return lacking
    assert run is not None
    far = [f"{MODES[mode]} {percent(s.test_error)}" for mode, s in last(run).items() if not s.test_error < TAMED]
    return f"Of the test pictures are misread: by {listed(far)}." if far else ""


def _keeps_up(config: Config, run: Run | None) -> str:
    if lacking := _small(config):
        return lacking
    assert run is not None
    return _reached("full", run, KEPT_UP)


def _clothes(config: Config, run: Run | None) -> str:
    if config.dataset != "fashion_mnist" or len(config.classes) < 10:
        return "Choose Fashion-MNIST with all ten classes."
    if config.epochs > 1:
        return f"The run has {config.epochs} epochs. Reach it in one."
    assert run is not None
    return _reached("mini", run, CLOTHES)


def _reached(mode: str, run: Run, most: float) -> str:
    error = last(run)[mode].test_error
    return "" if error < most else f"The test error of the {MODES[mode]} is {percent(error)}."


COURSE = Course(
    of=train,
    steps=(
        Step(
            PRESETS["Each at its best"].config,
            "The three learn from the same pictures: see after how many each has its templates.",
            Curve(
                ask=(
                    "Serial learning makes one update for each picture. How does its test error go down with the "
                    "number of pictures?"
                ),
                x=Axis("pictures seen", 1, 200_000, log=True),
                y=Axis("test error", 1, 100, log=True, unit=UNIT),
                truth=_serial,
                cause=_soon,
            ),
            (View("seen"),),
        ),
        Step(
            PRESETS["Each at its best"].config,
            "Count in seconds: a batch is one product of two matrices, so it takes less time.",
            views=(View("seconds"),),
        ),
        Step(
            PRESETS["The lecture's sum"].config,
            "The lecture adds up the changes of all pictures in a batch: its step grows with the batch.",
            Choice(
                ask=(
                    "All three have the learning rate 0.01, and a batch adds the sum of its changes. Which end "
                    "with a test loss that is worse than blind guessing’s?"
                ),
                options=("none of them", "the full batch", "the mini-batch and the full batch", "others, or all"),
                truth=_which,
                cause=_steps,
            ),
            (View("seen"),),
        ),
        Step(
            PRESETS["One rate for all"].config,
            "One rate for all, and a batch takes the average: count in updates to see why it is slow.",
            Choice(
                ask=(
                    "Now a batch takes the average, still at 0.01 for all three. Which misreads the fewest test "
                    "pictures after three epochs?"
                ),
                options=tuple(MODES.values()),
                truth=lambda config, run: _least(run, "test_error"),
                cause=_fresh,
            ),
            (View("seen"),),
        ),
        Step(
            PRESETS["Little data"].config,
            "Fifty passes over few pictures: compare test error and training error at the end.",
            Choice(
                ask=(
                    "The lecture says that the full batch overfits. After fifty passes over 1,437 pictures, which "
                    "of the three misreads the fewest of these training pictures?"
                ),
                options=tuple(MODES.values()),
                truth=lambda config, run: _least(run, "train_error"),
                cause=_known,
            ),
            (View("seen"),),
        ),
        Step(
            PRESETS["Too fast"].config,
            "These rates are too large: the lines jump, because each step overwrites what came before.",
            views=(View("seen"),),
        ),
    ),
    exercises=(
        Exercise(
            "Tame the sum",
            f"Let a batch add the sum, and bring all three below 30{UNIT} on the 8x8 digits, with at most "
            f"{PASSES} epochs.",
            missing=_tamed,
        ),
        Exercise(
            "The full batch keeps up",
            f"Bring the full batch below 15{UNIT} test error on the 8x8 digits, with at most {PASSES} epochs.",
            missing=_keeps_up,
        ),
        Exercise(
            "Clothes in mini-batches",
            f"In one epoch of all ten classes of Fashion-MNIST, bring the mini-batch below 19.5{UNIT} test error.",
            missing=_clothes,
            lab="CS5242 lecture 3, lab 05",
        ),
    ),
)
