"""What Backpropagation teaches: steps in the order of EPFL's slides, questions, and exercises."""

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from core.course import Axis, Choice, Course, Exercise, Number, Step
from core.experiments.backprop import net as nets
from core.experiments.backprop.config import PRESETS, Config, Descent, moves, network, spot
from core.experiments.backprop.paths import weight as weight_of
from core.experiments.backprop.run import Result, Stepped, descend, gradient_of, run
from core.experiments.backprop.steps import unit
from core.words import number

FAR = Descent(lr=20.0)
SHORT = (Descent(),)
PROMISED = 0.9  # of what the gradient promises: with more the promise is kept
LARGE = 100.0  # a gradient that has exploded
WRONG = 0.1  # an error that is not small
SHORTEST = 0.05  # of the largest slope: a unit that passes less on is all but flat
DEAD, TWINS = PRESETS["A dead ReLU"].config, PRESETS["Twins"].config


def step_too_far(config: Config) -> Stepped:
    """One step of gradient descent at the learning rate FAR."""
    return descend(config, run(config), FAR.lr)


def _together(found: Result) -> float:
    """What the outputs send back, added up, without what rounding leaves."""
    return round(float(found.back.deltas[-1].sum()), 12) + 0.0


def _balanced(config: Config, found: Result) -> str:
    p, t = (float(values.sum()) for values in (found.forward.p, found.net.t))
    if config.loss != "cross-entropy":
        return "Each δ is a − t, and neither the outputs nor the targets sum to one number."
    if abs(t - 1) > 1e-9:
        return f"The targets sum to {number(t)}, and so does what is compared with them."
    below = ", ".join(number(float(v)) for v in found.back.deltas[-1])
    return f"Each δ is p − t, here {below}. The p sum to {number(p)} and the t sum to {number(t)}."


def _ways(config: Config, found: Result) -> str:
    later = found.net.widths[found.marked.layer + 2 :]
    weights = sum(weight.size for weight in found.net.weights)
    if not later:
        return "Its unit is an output, so that there is one way to the error."
    return (
        f"The widths of the later layers multiply: {' · '.join(map(str, later))}. Backpropagation does not walk "
        f"them one by one: it visits each of the {weights} weights once."
    )


def _size(found: Result) -> float:
    return abs(gradient_of(found.back.gradient, found.marked))


def _flat(config: Config, found: Result) -> str:
    slopes = np.abs(np.concatenate(found.back.slopes)) if found.back.slopes else np.ones(1)
    flat = int((slopes < SHORTEST).sum())
    if not flat:
        return f"Every σ′ on its way is at least {number(float(slopes.min()), 2)}, so that the error comes through."
    return (
        f"The error E is {number(found.forward.loss)}. But at {flat} of {len(slopes)} hidden units σ′ is below "
        f"{SHORTEST:g}, and each path is multiplied by it."
    )


class Pair(NamedTuple):
    """What the first two hidden units learn: a gradient for each of their weights, in and out."""

    one: nets.Exact
    other: nets.Exact


def _pair(found: Result) -> Pair:
    into, out = found.back.gradient[0], found.back.gradient[1]
    return Pair(*(np.concatenate([into[i], out[:, i + 1]]) for i in (0, 1)))


def _apart(found: Result) -> float:
    """By how much the gradients of the two units differ, at most."""
    return float(np.abs(_pair(found).one - _pair(found).other).max())


def _alike(config: Config, found: Result) -> str:
    names = " and ".join(unit(found.net, 1, i) for i in (0, 1))
    if _apart(found):
        return f"The gradients of {names} differ by up to {number(_apart(found))}."
    return f"{names} have the same gradient in each weight. Every step moves both alike, so that one is in vain."


def _change(found: Stepped) -> int:
    """0: E falls by about what the gradient promises; 1: it falls by less; 2: it rises."""
    real = found.after - found.before
    return 2 if real > 0 else 0 if real <= PROMISED * found.predicted else 1


def _bends(config: Config, found: Stepped) -> str:
    said = f"E goes from {number(found.before)} to {number(found.after)}."
    if not found.predicted:
        return f"{said} The gradient is 0, so that no step moves anything."
    if not _change(found):
        return f"{said} Over so short a step E is nearly straight."
    return f"{said} The gradient knows the slope where it stands, and E bends on so long a way."


# Exercises


def _explode(config: Config, found: Result) -> str:
    if config.hidden.count("-") < 2:
        return "Take three hidden layers."
    if not config.weight.startswith("1."):
        return "Mark a weight of the first layer."
    size = _size(found)
    return "" if size > LARGE else f"The gradient of the marked weight has a size of {number(size)}."


def _wake(config: Config, found: Result) -> str:
    if replace(config, moved="", weight=DEAD.weight) != DEAD:
        return "Begin with the example “A dead ReLU”, and change nothing but one weight."
    if len(moves(config.moved)) != 1:
        return f"You have moved {len(moves(config.moved))} weights, and not one."
    at = spot(DEAD.weight)
    if gradient_of(found.back.gradient, at):
        return ""
    return f"The gradient of {weight_of(found.net, at)} is still exactly 0."


def _part(config: Config, found: Result) -> str:
    if replace(config, moved="", weight=TWINS.weight) != replace(TWINS, moved=""):
        return "Begin with the example “Twins”, and change nothing but one weight."
    ours, theirs = nets.packed(network(config)), nets.packed(network(TWINS))
    changed = sum(int((a != b).sum()) for a, b in zip(ours, theirs, strict=True))
    if changed != 1:
        return f"{changed or 'No'} weights differ from those of the twins, and not one."
    return "" if _apart(found) else "Both units still have the same gradient."


def _blind(config: Config, found: Result) -> str:
    if config.activation == "step" or not config.scale:
        return "Choose an activation with a slope, and weights that are not 0."
    if not all(weight.all() for weight in found.net.weights):
        return "Some weight is 0."
    if not all(slopes.all() for slopes in found.back.slopes):
        return "At some hidden unit σ′ is 0."
    if found.forward.loss < WRONG:
        return f"The error E is only {number(found.forward.loss)}."
    return "" if not _size(found) else f"The gradient of the marked weight has a size of {number(_size(found))}."


COURSE = Course(
    of=run,
    steps=(
        Step(
            Config(),
            "Press play: every value is computed from left to right, and then every δ from right to left.",
            views=SHORT,
        ),
        Step(
            PRESETS["p − t"].config,
            "The outputs begin: compare the δ that each sends back with its probability p and its target t.",
            Number(
                ask="Each of three softmax outputs sends back its δ. What do the three δ add up to?",
                axis=Axis("sum of the δ", -1, 1),
                truth=lambda config, found: _together(found),
                cause=_balanced,
            ),
            views=SHORT,
        ),
        Step(
            PRESETS["One path: a chain"].config,
            "With one unit in each layer the gradient is one product: follow its factors from E to the weight.",
            views=SHORT,
        ),
        Step(
            Config(hidden="4-4-4"),
            "Each path through the network adds its product, and the δ of a unit holds all that begin there.",
            Number(
                ask=(
                    "Three hidden layers of 4 units, and two outputs. How many paths lead from one weight of the "
                    "first layer to the error?"
                ),
                axis=Axis("paths", 1, 1000, log=True),
                truth=lambda config, found: float(len(found.paths)),
                cause=_ways,
            ),
            views=SHORT,
        ),
        Step(
            PRESETS["Sigmoid, saturated"].config,
            "Compare the error with the δ of each layer, from the output back to the first hidden units.",
            Number(
                ask=(
                    "This network is sure of the wrong class, and its error is large. How large is the gradient of "
                    "the marked weight, in the first layer?"
                ),
                axis=Axis("size of the gradient", 1e-8, 10, log=True),
                truth=lambda config, found: _size(found),
                cause=_flat,
            ),
            views=SHORT,
        ),
        Step(
            DEAD,
            "The marked weight leads to a ReLU below 0: look for the factor that all its paths have in common.",
            views=SHORT,
        ),
        Step(
            TWINS,
            "Two units begin with the same weights: compare what comes back to the one and to the other.",
            Choice(
                ask="Two hidden units begin with the same weights. What do they become while they learn?",
                options=("different detectors", "the same for ever"),
                truth=lambda config, found: int(_apart(found) == 0),
                cause=_alike,
            ),
            views=SHORT,
        ),
        Step(
            Config(),
            "Compare the curve of E with the straight line of the promise.",
            Choice(
                ask="The first network takes one step with a learning rate of 20. What happens to its error?",
                options=("it falls as the gradient promises", "it falls, but by less", "it rises"),
                truth=lambda config, found: _change(found),
                cause=_bends,
                of=step_too_far,
            ),
            views=(FAR,),
            section="What a weight does with it",
        ),
    ),
    exercises=(
        Exercise(
            "Explode",
            f"With three hidden layers, give a marked weight of the first layer a gradient larger than {LARGE:g}.",
            missing=_explode,
        ),
        Exercise(
            "Wake the ReLU",
            "In the example “A dead ReLU”, move one weight, so that the weight from l₁ to i₁ has a gradient again.",
            missing=_wake,
        ),
        Exercise(
            "Part the twins",
            "In the example “Twins”, change one weight, so that the two units learn different things.",
            missing=_part,
        ),
        Exercise(
            "A blind weight",
            f"Mark a weight whose gradient is exactly 0, with an error of at least {WRONG:g}, and no weight and no "
            "σ′ of 0.",
            missing=_blind,
        ),
    ),
)
