"""What Linear regions teaches: steps in the order of EPFL and Göttingen lecture 5, questions, and exercises."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.course import Axis, Choice, Course, Exercise, Number, Step
from core.experiments.regions.config import DRAWN, PRESETS, Config, trains, widths
from core.experiments.regions.facts import Facts, facts
from core.experiments.regions.nets import drawn, look
from core.experiments.regions.training import Snapshot, train
from core.regions import NotEnumerated, zaslavsky
from core.words import listed, number, percent

MANY = 64  # neurons: larger networks are not counted for questions and exercises
MOST = 2_000  # regions that are counted
FEW = 12  # neurons of an exercise
SPIRAL = 16  # neurons of an exercise
REGIONS = Axis("regions", 10, 100_000, log=True)


@dataclass(frozen=True)
class Counted:
    """What is in the window of a network that does not train; None where it trains, or is too much to count."""

    facts: Facts | None


def counted(config: Config) -> Counted:
    """The facts of the window, of at most 64 neurons and 2,000 regions."""
    if trains(config) or sum(widths(config)) > MANY:
        return Counted(None)
    net = drawn(config)
    try:
        return Counted(facts(net, look(net, config, most=min(MOST, config.max_regions))))
    except NotEnumerated:
        return Counted(None)


def _facts(found: Counted) -> Facts:
    if found.facts is None:
        raise ValueError("'found' must have been counted.")
    return found.facts


def _one_after_the_other(config: Config, found: Counted) -> str:
    now = _facts(found)
    return (
        "A new line adds one region, and one more for each line that it crosses. "
        f"So {now.neurons} lines can make {zaslavsky(now.neurons, 2)}, and here they make {now.regions}."
    )


def _average(config: Config, found: Counted) -> str:
    now = _facts(found)
    return (
        f"Random networks of {now.neurons} neurons have about {number(now.average)} regions in the whole plane, "
        f"however deep they are. This window has {now.regions:,} of them."
    )


def _multiplied(config: Config, found: Counted) -> str:
    counts = [f"{layer.regions:,}" for layer in _facts(found).layers]
    return (
        f"After each layer there are {listed(counts)} regions. "
        "A fold lays regions over one another, and each later line cuts all of them at once."
    )


def _reached(config: Config, found: Counted) -> int:
    """0: one linear region; 1: no more than layer 1 makes; 2: more."""
    now = _facts(found)
    assert now.linear is not None  # so few regions are always compared
    return 0 if now.linear == 1 else 1 if now.linear <= now.layers[0].regions else 2


def _cut_off(config: Config, found: Counted) -> str:
    now = _facts(found)
    return (
        f"Layer 1 cuts the window into {now.layers[0].regions} regions, but the output sees layer 1 only through "
        f"layer 2. It has {'one affine map' if now.linear == 1 else f'{now.linear} affine maps'} in all of them."
    )


def _ends(config: Config, run: Sequence[Snapshot]) -> tuple[int, int]:
    """Regions in the window before and after the training."""
    return len(look(run[0].net, config)), len(look(run[-1].net, config))


def _growth(config: Config, run: Sequence[Snapshot]) -> int:
    before, after = _ends(config, run)
    return int(np.searchsorted([0.8, 1.2], after / before))


def _moved(config: Config, run: Sequence[Snapshot]) -> str:
    before, after = _ends(config, run)
    return (
        f"There were {before:,} regions before the training, and there are {after:,} after it. "
        f"The neurons are the same {sum(widths(config))}: training only moves their lines."
    )


def _small(config: Config) -> str:
    if trains(config):
        return "Choose weights that are not trained."
    if config.activation != "relu":
        return "Choose ReLU."
    many = sum(widths(config))
    return "" if many <= FEW else f"The network has {many:,} neurons."


def _at_least(found: Counted, wanted: int) -> str:
    if found.facts is None:
        return "This window could not be counted exactly: choose another one."
    regions = found.facts.regions
    return "" if regions >= wanted else f"There are {regions:,} regions in the window, and {wanted:,} are needed."


def _silent(config: Config, found: Counted) -> str:
    if config.net not in DRAWN or config.flaw != "none":
        return "Choose random weights, and no flaw."
    if len(widths(config)) < 2:
        return "Choose at least two layers."
    if found.facts is None:
        return f"Choose a smaller network: at most {MANY} neurons and {MOST:,} regions are looked at."
    first, second, *_ = found.facts.layers
    if not first.drawing:
        return "No line of layer 1 crosses this window."
    many = second.drawing
    return f"{many} line{'s' * (many > 1)} of layer 2 cross{'es' * (many == 1)} this window." if many else ""


def _spirals(config: Config, run: Sequence[Snapshot]) -> str:
    if config.net != "trained" or config.points != "spirals":
        return "Choose weights that are trained on points, and the two spirals."
    many = sum(widths(config))
    if many > SPIRAL:
        return f"The network has {many:,} neurons."
    error = run[-1].error
    return "" if error < 0.02 else f"The error is {percent(error)}."


COURSE = Course(
    of=counted,
    steps=(
        Step(
            PRESETS["One neuron"].config,
            "A neuron is 0 along one straight line, and only there does the surface bend.",
        ),
        Step(
            PRESETS["Three neurons"].config,
            "Count the regions, and look at the surface: each region is one flat facet of it.",
            Choice(
                ask="Each of three lines crosses the two others in this window. How many regions do they make?",
                options=("4 or 5", "6", "7", "8 or more"),
                truth=lambda config, found: int(np.searchsorted([5, 6, 7], _facts(found).regions)),
                cause=_one_after_the_other,
            ),
        ),
        Step(
            PRESETS["A second layer"].config,
            "The lines of layer 2 are straight until they meet a line of layer 1, where they break.",
        ),
        Step(
            PRESETS["Three layers of 16"].config,
            "Three layers, as nn.Linear draws them. Zoom out to see where the other lines are.",
            Number(
                ask="48 neurons in three layers, with PyTorch’s random weights. How many regions has this window?",
                axis=REGIONS,
                truth=lambda config, found: float(_facts(found).regions),
                cause=_average,
            ),
        ),
        Step(
            PRESETS["|x| folds"].config,
            "Neurons that compute |x| fold the plane, so one line of a late layer appears many times.",
            Number(
                ask="Eight neurons in four layers of |x| fold the plane. How many regions do they make?",
                axis=REGIONS,
                truth=lambda config, found: float(_facts(found).regions),
                cause=_multiplied,
            ),
        ),
        Step(
            PRESETS["A dead layer"].config,
            "No neuron of layer 2 is ever on. The lines of layer 1 are still there.",
            Choice(
                ask="Layer 1 draws all its lines, and layer 2 is dead. How many linear regions are there?",
                options=("one", "as many as layer 1 makes", "more than layer 1 makes"),
                truth=_reached,
                cause=_cut_off,
            ),
        ),
        Step(
            PRESETS["While it learns"].config,
            "Let the recording play, and watch how the lines of both layers move.",
            Choice(
                ask="The network learns to tell two spirals apart. What happens to its regions in this window?",
                options=("they become fewer", "their number changes little", "they become more"),
                truth=_growth,
                cause=_moved,
                of=train,
            ),
        ),
        Step(
            PRESETS["Through three digits"].config,
            "A network for pictures has regions too: this plane passes through three test digits.",
        ),
    ),
    exercises=(
        Exercise(
            "64 regions",
            f"Make at least 64 regions in the window with at most {FEW} neurons of ReLU.",
            missing=lambda config, found: _small(config) or _at_least(found, 64),
        ),
        Exercise(
            "More than one layer can",
            f"With at most {FEW} neurons of ReLU, make more regions than one layer of as many neurons can have.",
            missing=lambda config, found: _small(config) or _at_least(found, zaslavsky(sum(widths(config)), 2) + 1),
        ),
        Exercise(
            "A silent layer",
            "In a random network without a flaw, find a window with a line of layer 1 and none of layer 2.",
            missing=_silent,
        ),
        Exercise(
            "Spirals with few neurons",
            f"Bring the error on the two spirals below 2\u202f% with at most {SPIRAL} neurons.",
            missing=_spirals,
            of=train,
        ),
    ),
)
