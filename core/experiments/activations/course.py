"""What Activations teaches: steps in the order of Göttingen lecture 5, questions, and exercises."""

from dataclasses import replace

import numpy as np

from core.course import Axis, Choice, Course, Curve, Exercise, Number, Step
from core.data import images
from core.experiments.activations import dead_relu
from core.experiments.activations.bends import Pair, pair
from core.experiments.activations.config import PRESETS, Config
from core.experiments.activations.dead_relu import KINDS
from core.experiments.activations.slopes import Facts, Result, run
from core.learning.nets import ACTIVATIONS, PRELU
from core.words import capital, number, percent

SHARE = Axis("share", 0, 100, unit="\u202f%")
REACH = 3.0  # of the chart of two ReLUs, either way
LEFT = 1e-3  # of a gradient, that is to be left
AWAKE = 0.6  # of the pictures wake a neuron that is to die
WOKEN = 0.3  # of the pictures wake a neuron that is to come back
SOON = 100  # steps
RELU, LEAKY = KINDS.index("relu"), KINDS.index("leaky_relu")


def neuron(config: Config) -> dead_relu.Result:
    """The neuron at its bias and trained, on the offline digits where the pictures are not on this machine."""
    here = images.status(config.dataset).state == "ready"
    return dead_relu.run(config if here else replace(config, dataset="digits"))


def two(config: Config) -> Pair:
    """u₁ relu(z) + u₂ relu(−z), as it is drawn."""
    return pair(config.right, config.left, REACH)


def _facts(config: Config, found: Result) -> Facts:
    return found.facts[found.names.index(config.focus)]


def _name(config: Config) -> str:
    return ACTIVATIONS[config.focus].name


def _wide(config: Config, found: Result) -> str:
    fact, flat = _facts(config, found), f"flatter than {number(config.threshold)}"
    if not len(fact.flat):
        return f"{capital(_name(config))} is nowhere {flat}."
    if not fact.standard:
        return f"With a spread of 1 no z would lie where {_name(config)} is {flat}."
    if fact.spread <= fact.standard:
        return f"With a spread of 1 it would be {percent(fact.standard, 2)}."
    return (
        f"With a spread of 1 only {percent(fact.standard, 2)} would lie where {_name(config)} is {flat}. "
        "Large weights spread z."
    )


def _died(config: Config, found: dead_relu.Result) -> str:
    shares = found.shares[RELU]
    if shares[-1]:
        return f"Its bias has moved from {number(config.bias)} to {number(float(found.biases[RELU][-1]))}."
    asleep = int(found.step[np.flatnonzero(shares == 0)[0]])
    return (
        f"By step {asleep} too long a step had pushed z below 0 for every picture. "
        "From then on its gradient is 0, and it stays as it is."
    )


def _woken(found: dead_relu.Result) -> int:
    """0: none of the three is awake at the end; 1: a relative is, and the ReLU is not; 2: all three are."""
    awake = found.shares[:, -1] > 0
    return 2 if awake.all() else 1 if awake.any() and not awake[RELU] else 0


def _back(config: Config, found: dead_relu.Result) -> str:
    if found.awake:
        return f"Before training {percent(found.awake)} of the pictures wake it, so that it has a gradient."
    ends = [percent(float(share), 0) for share in found.shares[1:, -1]]
    return (
        "Below 0 the slope of ReLU is 0, and those of leaky ReLU and ELU are not. "
        f"At the end {ends[0]} and {ends[1]} of the pictures wake these two."
    )


def _sum(config: Config, found: Pair) -> str:
    if found.same == "identity":
        return "The bends of the two cancel each other, so that their sum is z itself: a straight line."
    return (
        f"Right of 0 only relu(z) counts, with a slope of {number(config.right)}. "
        f"Left of 0 only relu(−z) does, with a slope of {number(-config.left)}."
    )


# Exercises


def _deepest(config: Config, found: Result) -> str:
    if config.focus != "sigmoid":
        return "Look closely at the sigmoid."
    fact, many = _facts(config, found), f"{config.layers} layer{'s' * (config.layers != 1)}"
    if fact.kept < LEFT:
        return f"With {many} at most {number(fact.kept)} of a gradient is left."
    if fact.kept * fact.steepest >= LEFT:
        return f"With {many} at most {number(fact.kept)} of a gradient is left, so that there may be more layers."
    return ""


def _kill(config: Config, found: dead_relu.Result) -> str:
    if found.awake < AWAKE:
        return f"Only {percent(found.awake)} of the pictures wake the neuron before it is trained."
    end = float(found.shares[RELU][-1])
    return "" if not end else f"At the end of training {percent(end)} of the pictures still wake it."


def _revive(config: Config, found: dead_relu.Result) -> str:
    if config.steps > SOON:
        return f"The neuron takes {config.steps} steps."
    if found.awake:
        return f"Before training {percent(found.awake)} of the pictures wake it already."
    end = float(found.shares[LEAKY][-1])
    return "" if end >= WOKEN else f"At the end {percent(end)} of the pictures wake the leaky ReLU."


def _prelu(config: Config, found: Pair) -> str:
    off = found.errors["prelu"]
    return "" if found.same == "prelu" else f"The sum is up to {number(off)} away from PReLU."


_TWO = PRESETS["|z| from two ReLUs"].config

COURSE = Course(
    of=run,
    steps=(
        Step(
            Config(),
            "Drag the line away from 0: the sigmoid still grows, but its slope, in the other chart, falls to 0.",
        ),
        Step(
            PRESETS["Wide inputs"].config,
            "Large weights spread z: compare its curve with the shaded part, where the sigmoid is flat.",
            Number(
                ask="z now spreads by 5 around 0, and not by 1. How much of it lies where the sigmoid is flat?",
                axis=replace(SHARE, label="share of z"),
                truth=lambda config, found: 100 * _facts(config, found).spread,
                cause=_wide,
            ),
        ),
        Step(
            PRESETS["ReLU and its relatives"].config,
            "Right of 0 all four are the same line, but left of 0 only ReLU has a slope of exactly 0.",
        ),
        Step(
            replace(PRESETS["Killed by a step"].config, bias=0.3),
            "One neuron learns in long steps: follow the share of pictures that wake it.",
            Number(
                ask=(
                    "About half of all pictures wake a ReLU. It learns with large steps, at a learning rate of "
                    "0.1. How many wake it at the end?"
                ),
                axis=replace(SHARE, label="share of pictures that wake it"),
                truth=lambda config, found: 100 * float(found.shares[RELU][-1]),
                cause=_died,
                of=neuron,
            ),
            section="A dead ReLU, made by hand",
        ),
        Step(
            PRESETS["A dead ReLU"].config,
            "Now no picture wakes the neuron before it learns: compare what becomes of ReLU and of its relatives.",
            Choice(
                ask="No picture wakes a neuron: z is below 0 for all. Which units can still learn to wake up?",
                options=("none", "leaky ReLU or ELU, but not ReLU", "all three: ReLU, leaky ReLU and ELU"),
                truth=lambda config, found: _woken(found),
                cause=_back,
                of=neuron,
            ),
            section="A dead ReLU, made by hand",
        ),
        Step(
            PRESETS["Smooth bends"].config,
            "GELU, SiLU and softplus have no corner, and the first two even fall before they rise.",
        ),
        Step(
            replace(_TWO, left=-1.0),
            "Two ReLUs with inverted weights, added up: with u₂ = 1 in place of −1 their sum is |z|.",
            Curve(
                ask="Draw relu(z) − relu(−z), the sum of two ReLUs with the weights 1 and −1.",
                x=Axis("z", -REACH, REACH),
                y=Axis("sum", -REACH, REACH),
                truth=lambda config, found: (found.z, found.total),
                cause=_sum,
                of=two,
            ),
        ),
    ),
    exercises=(
        Exercise(
            "As deep as a sigmoid goes",
            f"Look closely at the sigmoid, and stack as many layers as leave at least {LEFT:g} of a gradient.",
            missing=_deepest,
        ),
        Exercise(
            "Kill a ReLU",
            f"Let at least {percent(AWAKE, 0)} of the pictures wake a ReLU, and let training kill it.",
            missing=_kill,
            of=neuron,
        ),
        Exercise(
            "Bring it back",
            f"Begin with a neuron that no picture wakes. After at most {SOON} steps as a leaky ReLU, let at least "
            f"{percent(WOKEN, 0)} wake it.",
            missing=_revive,
            of=neuron,
        ),
        Exercise(
            "PReLU of two ReLUs",
            f"Find u₁ and u₂ with which the sum of the two ReLUs is PReLU with a = {PRELU}.",
            missing=_prelu,
            of=two,
        ),
    ),
)
