"""What Vanishing gradients teaches: steps in the order of the decks of Göttingen and EPFL, questions, exercises."""

from collections.abc import Sequence

import numpy as np

from core.course import Axis, Choice, Course, Curve, Exercise, Number, Step
from core.data import images
from core.data.selection import Floats
from core.experiments.gradients.config import ALL, PRESETS, Config, View
from core.experiments.gradients.initial import Result, run
from core.experiments.gradients.layers import Layers
from core.experiments.gradients.training import Snapshot, train
from core.experiments.gradients.words import each, factors, reaching
from core.learning.nets import ACTIVATIONS
from core.words import number, percent

Run = Sequence[Snapshot]
WEIGHTS, UNITS = (View(),), (View("units"),)
SAME = 2.0  # times: a ratio that moves by less has stayed, but for rounding
ALIKE = 10.0  # times
DEEP, SHALLOW = 50, 10  # hidden layers
SHORT = 200  # updates
LEARNED = 0.3  # of the test misread, at most


def _at(config: Config, name: str) -> int:
    """Which of the drawn activations this is; the first where it is none of them."""
    return config.names.index(name) if name in config.names else 0


def _name(config: Config, name: str) -> str:
    return ACTIVATIONS[config.names[_at(config, name)]].name


def _layers(config: Config, found: Result, name: str) -> tuple[Floats, Floats]:
    """The layers, from 1, and |∂E/∂W| of each, the median of the draws."""
    norm = np.median(found.now.norm[_at(config, name)], 0)
    return np.arange(1.0, len(norm) + 1), np.asarray(norm)


def _xavier(config: Config, found: Result) -> str:
    by = float(factors(found.now.delta)[_at(config, "sigmoid")])
    if np.isnan(by):
        return "No gradient goes back through all of these layers."
    return (
        f"Each {_name(config, 'sigmoid')} layer multiplies δ by {each(by, config.depth)}, and there are "
        f"{config.depth} of them. A slope of ¼ at most is too little for this draw."
        if by < 0.5 and _name(config, "sigmoid") == "sigmoid"
        else f"Each {_name(config, 'sigmoid')} layer multiplies δ by {each(by, config.depth)}."
    )


def _share(now: Layers, config: Config, name: str) -> float:
    """|∂E/∂W| of the first layer over that of the last."""
    return float(reaching(now.norm)[_at(config, name)])


def _kept(config: Config, found: Result) -> str:
    by, name = float(factors(found.now.delta)[_at(config, "relu")]), _name(config, "relu")
    halves = " Half of the units are off, and the draw has weights that make up for it." * (0.9 < by < 1.1)
    return f"Each {name} layer multiplies δ by {each(by, config.depth)}, in {config.depth} layers.{halves}"


def _grown(config: Config, found: Result) -> str:
    by = float(factors(found.now.delta)[_at(config, "relu")])
    return f"Each layer multiplies δ by {each(by, config.depth)}, and there are {config.depth} of them."


def _ratio(config: Config, found: Result) -> float:
    """By how much clipping changes the share of the first layer."""
    before = found.now if found.before is None else found.before
    return _share(found.now, config, "relu") / _share(before, config, "relu")


def _clipped(config: Config, found: Result) -> str:
    least = float(np.nanmin(found.factor))
    if least == 1:
        return "No gradient is long enough to be clipped."
    return (
        f"All layers are multiplied by one number, down to {number(least, 2)}. "
        "The step gets shorter, and its direction stays."
    )


def _stuck(config: Config, seen: Run) -> str:
    if any(np.nan_to_num(now.norm[_at(config, "relu"), :, :-1]).any() for now in seen):
        return "Some hidden layer has a gradient, and so it learns."
    return "No hidden layer ever has a gradient, so that the network can only learn how frequent each class is."


def _misread(config: Config, seen: Run, name: str) -> float:
    return float(np.median(seen[-1].test_error[_at(config, name)]))


# Exercises


def _only(config: Config, name: str) -> str:
    return "" if config.activations == (ALL.index(name),) else f"Choose {ACTIVATIONS[name].name} and nothing else."


def _level(config: Config, seen: Run) -> str:
    if said := _only(config, "sigmoid"):
        return said
    if config.depth < 20:
        return f"The network has {config.depth} hidden layers, and not 20."
    share = _share(seen[0], config, "sigmoid")
    if 1 / ALIKE <= share <= ALIKE:
        return ""
    return f"Before training, the first layer’s gradient is {number(share, 2)} times that of the last."


def _deep(config: Config, seen: Run) -> str:
    if config.depth < DEEP:
        return f"The network has {config.depth} hidden layers, and not {DEEP}."
    if config.steps > SHORT:
        return f"The networks take {config.steps:,} steps."
    return _read(config, seen)


def _tamed(config: Config, seen: Run) -> str:
    if said := _only(config, "relu"):
        return said
    if config.init != "normal" or config.scale < 1 or config.depth < 20:
        return "Draw the weights of 20 layers from “normal, of one spread”, with a spread of 1 or more."
    if not config.remedied:
        return "Choose a remedy: residual connections, normalisation, or clipping."
    return _read(config, seen)


def _read(config: Config, seen: Run) -> str:
    """ "" where some activation has learned to read the pictures."""
    if config.dataset not in images.NAMES:
        return "Choose pictures as the data."
    errors = [_misread(config, seen, name) for name in config.names]
    if any(error < LEARNED for error in errors):
        return ""
    if np.isnan(errors).all():
        return "All networks have broken down."
    return f"The best of them misreads {percent(float(np.nanmin(errors)))} of the test pictures."


def _severed(config: Config, seen: Run) -> str:
    if said := _only(config, "relu"):
        return said
    if config.init == "zeros":
        return "Draw the weights at random."
    if config.depth > SHALLOW:
        return f"The network has {config.depth} hidden layers."
    cut = int(seen[0].nothing[0, :, 0].sum())
    return (
        "" if cut == config.seeds else f"In {cut} of {config.seeds} draws the first layer’s gradient is exactly 0."
    )


def _broken(config: Config, seen: Run) -> str:
    if config.depth > SHALLOW:
        return f"The networks have {config.depth} hidden layers."
    if any(seen[-1].troubles):
        return ""
    return f"After {seen[-1].step:,} steps all numbers are still finite."


COURSE = Course(
    of=train,
    steps=(
        Step(
            Config(),
            "Follow a line from the right, where the error is, to the first layer: each layer takes its part.",
            views=WEIGHTS,
        ),
        Step(
            PRESETS["Tanh with Xavier"].config,
            "One draw, two activations: compare how much of the gradient arrives at the first layer.",
            Curve(
                ask=(
                    "Xavier’s draw keeps the gradient of tanh. Draw that of the sigmoid, from the first layer to "
                    "the output, layer 21."
                ),
                x=Axis("layer", 1, 21),
                y=Axis("size of the gradient", 1e-15, 10, log=True),
                truth=lambda config, found: _layers(config, found, "sigmoid"),
                cause=_xavier,
                of=run,
            ),
            views=WEIGHTS,
        ),
        Step(
            PRESETS["ReLU with He"].config,
            "He’s draw is made for ReLU: follow its line from the output back to the first layer.",
            Number(
                ask=(
                    "With ReLU and He’s draw, how large is the gradient of the first layer, divided by that of the "
                    "last?"
                ),
                axis=Axis("first ÷ last", 1e-8, 1e4, log=True),
                truth=lambda config, found: _share(found.now, config, "relu"),
                cause=_kept,
                of=run,
            ),
            views=WEIGHTS,
        ),
        Step(
            PRESETS["ReLU with std 1"].config,
            "Now look at the gradient at the units, from the output back to the first layer, and at its scale.",
            Number(
                ask=(
                    "The weights have a standard deviation of 1. How many times larger is the gradient at the "
                    "first layer’s units than at the output?"
                ),
                axis=Axis("first ÷ output", 1e-4, 1e20, log=True),
                truth=lambda config, found: float(reaching(found.now.delta)[_at(config, "relu")]),
                cause=_grown,
                of=run,
            ),
            views=UNITS,
        ),
        Step(
            PRESETS["Clipped"].config,
            "Clipping makes a step shorter: compare the line with the thin one, which is without it.",
            Choice(
                ask="A gradient that is too long is clipped. What happens to the first layer’s share of it?",
                options=("it gets smaller", "it stays the same", "it gets larger"),
                truth=lambda config, found: int(np.searchsorted([1 / SAME, SAME], _ratio(config, found))),
                cause=_clipped,
                of=run,
            ),
            views=WEIGHTS,
        ),
        Step(
            PRESETS["100 layers, residual"].config,
            "A way around every layer, and normalisation: compare with the thin lines, which are without them.",
            views=WEIGHTS,
        ),
        Step(
            PRESETS["Zeros"].config,
            "All weights are 0: look for a layer that has a gradient, before training and while they learn.",
            Number(
                ask="All weights start at 0. How many test pictures does the ReLU network misread after training?",
                axis=Axis("test error", 0, 100, unit="\u202f%"),
                truth=lambda config, seen: 100 * _misread(config, seen, "relu"),
                cause=_stuck,
            ),
            views=WEIGHTS,
        ),
    ),
    exercises=(
        Exercise(
            "Twenty sigmoids",
            "Bring the first gradient of at least 20 sigmoid layers within 10 times the last, either way.",
            missing=_level,
        ),
        Exercise(
            "Deep, and it learns",
            f"Bring the test error of {DEEP} hidden layers below {percent(LEARNED, 0)} within {SHORT} steps.",
            missing=_deep,
        ),
        Exercise(
            "Tame an explosion",
            "Draw the weights of 20 ReLU layers with a spread of at least 1, and still bring the test error below "
            f"{percent(LEARNED, 0)}.",
            missing=_tamed,
        ),
        Exercise(
            "Cut every path",
            f"With at most {SHALLOW} ReLU layers and random weights, let the first gradient be exactly 0 in every "
            "draw.",
            missing=_severed,
        ),
        Exercise(
            "Beyond all numbers",
            f"With at most {SHALLOW} hidden layers, let a network break down in training.",
            missing=_broken,
        ),
    ),
)
