"""What Learning a template teaches: CS5242 lecture 3, “Template learning” to “Iterate”, and labs 02 and 04."""

import math
from typing import NamedTuple

import numpy as np

from core.course import Axis, Choice, Course, Exercise, Number, Step
from core.experiments.template_learning.config import PRESETS, Config, Place
from core.experiments.template_learning.walk import Result, run, test
from core.words import listed, number, percent, signed

UNIT = "\u202f%"
ERROR = Axis("test error", 1, 100, log=True, unit=UNIT)
SURE = 0.9, 0.95  # the probability that one update is to lead to
FAILS = 2.0  # times the loss of blind guessing
LARGEST = 1.0  # learning rate that is to fail
CLOTHES = 0.28  # test error, of all ten classes after 3,000 pictures
OFF = 4.0  # times an error: what is further off is another answer


class Tested(NamedTuple):
    """An update, and the error (0..1) and the loss in nats of the new templates on all test pictures."""

    result: Result
    error: float
    loss: float


def first(config: Config) -> Result:
    """The first update."""
    return run(config, Place())


def after_100(config: Config) -> Tested:
    """The templates after 100 pictures."""
    return _after(config, 100)


def after_1000(config: Config) -> Tested:
    """The templates after 1,000 pictures."""
    return _after(config, 1_000)


def after_3000(config: Config) -> Tested:
    """The templates after 3,000 pictures."""
    return _after(config, 3_000)


def _after(config: Config, pictures: int) -> Tested:
    result = run(config, Place(seen=pictures))
    return Tested(result, *test(config, result))


def _once(config: Config, result: Result) -> str:
    """How the scores of a picture changed by learning it."""
    k, before = result.label, result.update.probabilities[result.label]
    moved = (result.update.change * (result.picture / 255)).reshape(len(result.weight), -1).sum(1)
    others = np.delete(moved, k)
    return (
        f"It was {percent(before)} before. Every pixel with ink adds its share, which raises the score of its "
        f"class by {number(moved[k], 2)} and moves the others by {signed(others.min())} to {signed(others.max())}."
    )


def _others(config: Config, result: Result) -> float:
    """What the templates of the other classes lose together, of what that of the picture's class gains."""
    error = result.update.error
    return float(-np.delete(error, result.label).sum() / error[result.label])


def _sum(config: Config, result: Result) -> str:
    error, k = result.update.error, result.label
    rest = np.delete(error, k)
    each = f" ({signed(rest.min(), 3)} to {signed(rest.max(), 3)} each)" if len(rest) > 1 else ""
    return (
        f"The error of its class is {signed(error[k], 3)}, and those of the others{each} sum to "
        f"{signed(rest.sum(), 3)}. Probabilities and target both sum to 1, so the errors sum to 0."
    )


def _percent(config: Config, found: Tested) -> float:
    return 100 * found.error


def _faint(config: Config, found: Tested) -> str:
    blind = 1 - 1 / len(config.classes)
    if found.error > 0.9 * blind:
        return f"Blind guessing misreads {percent(blind, 0)}: so far the updates are lost in the noise."
    return (
        f"Blind guessing misreads {percent(blind, 0)}. Hundreds of faint copies already add up, though the noise "
        "of the start hides them from the eye."
    )


def _loud(config: Config, found: Tested) -> str:
    blind, guessing = 1 - 1 / len(config.classes), math.log(len(config.classes))
    loss = f"The test loss is {number(found.loss)}, and blind guessing’s is {number(guessing)}."
    if found.loss < guessing:
        return f"{loss} So this learning rate is not too large for these pictures."
    if found.error < 0.5 * blind:
        return (
            f"{loss} The layer is far too sure of its mistakes. Yet the templates still point the right way, and "
            "the largest score decides."
        )
    return f"{loss} One picture outweighs all that were learned before it."


def _sure(config: Config, result: Result | None) -> str:
    """Between the two of SURE after one update."""
    assert result is not None  # it depends on no setting alone
    chance, (low, high) = float(result.after[result.label]), SURE
    if low <= chance <= high:
        return ""
    much = "too little" if chance < low else "too much"
    return f"The probability goes to {percent(chance)} after one update, which is {much}."


def _fails(config: Config, found: Tested | None) -> str:
    if config.lr > LARGEST:
        return f"The learning rate is {config.lr:g}. Reach it with at most {LARGEST:g}."
    assert found is not None
    guessing = math.log(len(config.classes))
    if found.loss > FAILS * guessing:
        return ""
    return f"After 100 pictures the test loss is {number(found.loss)}, and blind guessing’s is {number(guessing)}."


def _clothes(config: Config, found: Tested | None) -> str:
    wanted = ["Fashion-MNIST"] * (config.dataset != "fashion_mnist") + ["all ten classes"] * (
        len(config.classes) < 10
    )
    if wanted:
        return f"Choose {listed(wanted)} first."
    assert found is not None
    if found.error < CLOTHES:
        return ""
    return f"After 3,000 pictures {percent(found.error)} of the test pictures are misread."


COURSE = Course(
    of=first,
    steps=(
        Step(
            PRESETS["The lecture: 0, 1, 2, 3"].config,
            "The first update: learning rate × error × picture is added to each template.",
            Number(
                ask=(
                    "The layer knows nothing, and gives each of four classes about 25\u202f%. It learns one "
                    "picture, once, at 0.01. What probability does it then give to the class of this picture?"
                ),
                axis=Axis("probability of its class", 0, 100, unit=UNIT),
                truth=lambda config, result: 100 * float(result.after[result.label]),
                cause=_once,
            ),
            (Place(),),
        ),
        Step(
            PRESETS["The lecture: 0, 1, 2, 3"].config,
            "The same picture for the tenth time: its error has become small, so less is added.",
            views=(Place(again=9),),
        ),
        Step(
            PRESETS["Ten digits"].config,
            "With ten classes, the picture is added to one template and removed from nine others.",
            Choice(
                ask="The picture is added to one template. How much of it do the nine others lose together?",
                options=("a ninth of what that one gains", "as much as that one gains", "nine times as much"),
                truth=lambda config, result: int(np.searchsorted([1 / 3, 3], _others(config, result))),
                cause=_sum,
            ),
            (Place(),),
        ),
        Step(
            PRESETS["The lecture: 0, 1, 2, 3"].config,
            "After 1,000 pictures: what the pictures of a class share has added up in its template.",
            views=(Place(seen=1_000),),
        ),
        Step(
            PRESETS["Too small"].config,
            "A hundred times smaller steps: after 1,000 pictures the templates still look like noise.",
            Number(
                ask=(
                    "At a learning rate of 0.0001, four templates still look like noise after 1,000 pictures. How "
                    "many of the test pictures does the layer misread?"
                ),
                axis=ERROR,
                truth=_percent,
                cause=_faint,
                of=after_1000,
            ),
            (Place(seen=1_000),),
        ),
        Step(
            PRESETS["Too large"].config,
            "At 10 each error is either nearly 0 or nearly 1: the layer is always sure.",
            Number(
                ask=(
                    "A learning rate of 10 is a thousand times what the lecture takes. After 1,000 pictures of "
                    "four digits, how many of the test pictures does the layer misread?"
                ),
                axis=ERROR,
                truth=_percent,
                cause=_loud,
                of=after_1000,
            ),
            (Place(seen=1_000),),
        ),
        Step(
            PRESETS["Clothes"].config,
            "The same rule learns clothes: after 1,000 pictures you can name each template.",
            views=(Place(seen=1_000),),
        ),
    ),
    exercises=(
        Exercise(
            "Sure, but not certain",
            "Let one update take the probability of the first picture’s class to between 90\u202f% and 95\u202f%.",
            missing=_sure,
            lab="CS5242 lecture 3, lab 02",
        ),
        Exercise(
            "A rate that fails",
            "With a learning rate of at most 1, bring the test loss within 100 pictures above twice that of blind "
            "guessing.",
            missing=_fails,
            of=after_100,
        ),
        Exercise(
            "Ten kinds of clothes",
            "Learn all ten classes of Fashion-MNIST, so that after 3,000 pictures fewer than 28\u202f% of the test "
            "pictures are misread.",
            missing=_clothes,
            lab="CS5242 lecture 3, lab 04",
            of=after_3000,
        ),
    ),
)
