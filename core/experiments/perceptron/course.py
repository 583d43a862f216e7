"""What Perceptron teaches: steps after the Dublin deck's slides on the neuron and on XOR, questions, exercises."""

from typing import NamedTuple

import numpy as np

from core.course import Axis, Choice, Course, Exercise, Number, Step
from core.experiments.perceptron.config import PRESETS, Config, Gallery
from core.experiments.perceptron.gallery import decided, separable
from core.experiments.perceptron.pair import Pair
from core.experiments.perceptron.run import Result, run
from core.experiments.perceptron.twenty import SEEDS, Learned, learned
from core.experiments.perceptron.words import _times
from core.learning.perceptron import RETURNED, SETTLED

TABLES = "Which truth tables can one neuron compute?"
SOFT = "The same line, but soft: logistic regression"
PAIR = "Two neurons and a third: XOR"
LEARN = "Can two layers learn XOR?"
MANY = 100  # mistakes of an exercise


class Counted(NamedTuple):
    """How many tables of two and of three inputs one neuron computes, and how many there are."""

    two: tuple[int, int]
    three: tuple[int, int]


def count(config: Config) -> Counted:
    """Decided one by one, whatever the settings are."""
    two, three = ((separable(n), len(decided(n))) for n in (2, 3))
    return Counted(two, three)


def twenty(config: Config) -> Learned:
    """The networks 2-2-1 as the page first has them."""
    return learned(Pair().bend, Pair().lr)


def _bounded(config: Config, result: Result) -> str:
    if result.bound is None:
        return "There is no bound here."
    return (
        f"The bound (R/γ)² allows {result.bound:,}. With each mistake the weights agree more with the best line, "
        "while their length grows ever more slowly: so the mistakes run out."
    )


def _fate(config: Config, result: Result) -> int:
    """0: it ends with a line; 1: it comes back to where it was; 2: neither has been seen."""
    return {SETTLED: 0, RETURNED: 1}.get(result.trace.ended, 2)


def _fated(config: Config, result: Result) -> str:
    trace = result.trace
    if trace.ended == SETTLED:
        return f"After {_times(trace.updates)} a whole pass was right."
    if trace.ended == RETURNED and not trace.weights[0].any():
        back = next(k for k in range(1, len(trace.weights)) if not trace.weights[k].any())
        return f"After {back} examples, each of them a mistake, w₁, w₂ and b are 0 again."
    return "No line is right for all points, so there is always a next mistake."


def _by_hand(config: Config, result: Result) -> str:
    if config.data != "table" or config.table != "1110":
        return "The points are not those of NAND."
    wrong = _times(result.trace.updates)
    return (
        "" if not result.trace.updates else f"From this line the rule makes {wrong}: drag it until there is none."
    )


def _hard(config: Config, result: Result) -> str:
    if config.data != "own":
        return "These are not points of your own."
    if not result.verdict.separable:
        return "No line separates these points."
    made = result.trace.updates
    return "" if made >= MANY else f"The rule makes {_times(made)}."


def _inside(config: Config, result: Result) -> str:
    if config.data != "own":
        return "These are not points of your own."
    ones, zeros = int((result.labels > 0).sum()), int((result.labels < 0).sum())
    if sorted((ones, zeros)) != [1, 3]:
        return f"There are {ones} discs and {zeros} crosses."
    if result.verdict.separable:
        return "A line separates them."
    places = len(np.unique(result.points, axis=0))
    return "" if places == len(result.points) else "Two points lie on one place."


COURSE = Course(
    of=run,
    steps=(
        Step(
            Config(),
            "The sum w₁x₁ + w₂x₂ + b is 0 on the line. On the arrow’s side it is larger: the neuron says 1.",
        ),
        Step(
            Config(shown=36),
            "Each mistake adds y·x to the weights. Play it once more from the start, and watch the counter.",
            Number(
                ask="The rule starts at 0 and learns AND. How many mistakes does it make until all four are right?",
                axis=Axis("mistakes", 0, 60),
                truth=lambda config, result: float(result.trace.updates),
                cause=_bounded,
            ),
        ),
        Step(
            PRESETS["XOR"].config,
            "Every example is a mistake, and each one spoils what the one before has mended.",
            Choice(
                ask="The two ones of XOR lie across from each other. What becomes of the rule?",
                options=(
                    "it ends with a line",
                    "it comes back to its start, again and again",
                    "it slowly gets better",
                ),
                truth=_fate,
                cause=_fated,
            ),
        ),
        Step(
            Config(shown=36),
            "A crossed tile is a truth table that no line computes. Click one to see the proof.",
            Number(
                ask="There are 16 truth tables of two inputs. How many of them does one neuron compute?",
                axis=Axis("truth tables", 0, 16),
                truth=lambda config, found: float(found.two[0]),
                cause=lambda config, found: "Only XOR and its opposite are out of reach: their diagonals cross.",
                of=count,
            ),
            (Gallery(),),
            TABLES,
        ),
        Step(
            Config(shown=36),
            "With three inputs the line is a plane, and the corners are those of a cube.",
            Number(
                ask="There are 256 truth tables of three inputs. How many of them does one neuron compute?",
                axis=Axis("truth tables", 0, 256),
                truth=lambda config, found: float(found.three[0]),
                cause=lambda config, found: (
                    f"With two inputs it was {found.two[0]} of {found.two[1]}: the share gets smaller."
                ),
                of=count,
            ),
            (Gallery("01101001"),),
            TABLES,
        ),
        Step(
            PRESETS["Clouds that overlap"].config,
            "Logistic regression has a line too, with a gradual answer. It comes to rest where the rule cannot.",
            section=SOFT,
        ),
        Step(
            PRESETS["XOR"].config,
            "Two hidden neurons put both ones on one place. Drag the lines: when does the third fail?",
            section=PAIR,
        ),
        Step(
            PRESETS["XOR"].config,
            "Each square is a network that learns XOR. Play it, and choose one that is crossed out to see why.",
            Number(
                ask="Twenty networks with two hidden neurons learn XOR from random weights. How many of them fail?",
                axis=Axis("networks", 0, SEEDS),
                truth=lambda config, found: float((~found.solved).sum()),
                cause=lambda config, found: (
                    f"They end where the loss has become flat: the worst of them at {found.losses[-1].max():.2f}."
                ),
                of=twenty,
            ),
            section=LEARN,
        ),
    ),
    exercises=(
        Exercise(
            "NAND by hand",
            "Choose the truth table NAND, and drag the line until the rule finds no mistake from the start.",
            missing=_by_hand,
        ),
        Exercise(
            "A hard life",
            f"Set points that a line separates, but for which the rule makes at least {MANY} mistakes.",
            missing=_hard,
        ),
        Exercise(
            "Not like XOR",
            "Set three points of one kind and one of the other, on four places, that no line separates.",
            missing=_inside,
        ),
    ),
)
