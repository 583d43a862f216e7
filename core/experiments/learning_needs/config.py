"""The settings of What learning needs: which worlds are possible, and which corners a learner has seen."""

from dataclasses import dataclass
from typing import Annotated

from core.config import Choice, Only, Preset, Range, Subset, Switch, check
from core.data.selection import Dataset

CORNERS = tuple(f"{corner:03b}" for corner in range(8))  # x1 x2 x3 of each
WORLDS = {
    "all": "all",
    "separable": "linearly separable",
    "smooth": "smooth",
    "symmetric": "symmetric",
    "rough": "rough",
}
LEARNERS = {
    "nearest": "nearest neighbour",
    "perceptron": "perceptron",
    "mlp": "MLP",
    "tree": "decision tree",
    "majority": "majority",
    "minority": "minority",
    "parity": "parity",
    "constant": "always 1",
    "random": "a coin",
}

LUNCH, COVER, PICTURES, SWITCHES = (Only(part) for part in ("free lunch", "cover", "training", "switches"))
PAIRS = 8  # of pictures between which one can go


@dataclass(frozen=True)
class Config:
    """Which worlds are possible, and which of their eight corners a learner has seen."""

    worlds: Annotated[
        str,
        Choice(
            "Possible worlds",
            WORLDS,
            "Smooth: at most 4 of the 12 edges join a 0 to a 1. Rough: at least 8 do. Symmetric: only the number "
            "of ones counts.",
        ),
        LUNCH,
    ] = "all"
    seen: Annotated[
        tuple[int, ...],
        Subset("Corners that are seen", 0, 7, help="At least one stays unseen.", words=CORNERS),
        LUNCH,
    ] = (0, 1, 2, 4, 7)
    dimension: Annotated[
        int, Range("Dimensions of the points", 1, 20, "Points that a plane is to separate, below."), COVER
    ] = 2
    dataset: Annotated[Dataset, PICTURES] = "mnist"
    low_noise: Annotated[bool, Switch("Low noise", "If not, half of the labels are drawn anew."), SWITCHES] = True
    bent: Annotated[
        bool, Switch("Non-linear", "A circle parts the classes; if not, a straight line."), SWITCHES
    ] = True
    unstructured: Annotated[
        bool, Switch("Unstructured", "No input means anything by itself; if not, two of them decide."), SWITCHES
    ] = True

    def __post_init__(self) -> None:
        check(self)
        if len(self.seen) == len(CORNERS):
            raise ValueError("'seen' must leave at least one corner unseen. Got all 8 instead.")


@dataclass(frozen=True)
class View:
    """What is looked at: a learner, and one world with its eight labels."""

    learner: Annotated[str, Choice("Learner", LEARNERS)] = "nearest"
    pair: Annotated[int, Range("Pair of pictures", 1, PAIRS)] = 1
    world: Annotated[
        int, Range("World", 0, 255, "Its label at corner 000 is the first of eight binary digits.")
    ] = 23

    def __post_init__(self) -> None:
        check(self)


MANIFOLD = "What are most pictures?"  # the section of random pixels and of ways from picture to picture
CASES = "When does a deep net pay?"  # the section of the three switches
COVERED = "How many points can a plane separate?"  # the section of Cover's curve
PRESETS: dict[str, Preset] = {
    "Every world": Preset(
        Config(), "Göttingen lecture 5: over all possible functions, all algorithms are equivalent."
    ),
    "One corner left": Preset(
        Config(seen=(0, 1, 2, 3, 4, 5, 6)),
        "Seven of eight corners are seen, and nobody knows more about the last one.",
    ),
    "Separable worlds": Preset(
        Config(worlds="separable"), "One plane parts the labels: what a perceptron assumes is true here."
    ),
    "Smooth worlds": Preset(
        Config(worlds="smooth"), "Neighbours mostly share a label: nearest neighbour is right to ask them."
    ),
    "Symmetric worlds": Preset(
        Config(worlds="symmetric", seen=(0, 1, 3, 7)),
        "Only the number of ones counts. One corner of each kind is seen, so all could be known, but nobody looks.",
    ),
    "Rough worlds": Preset(
        Config(worlds="rough"),
        "Fails: neighbours mostly differ, so whoever trusts them is worse than a coin.",
    ),
    "In 20 dimensions": Preset(
        Config(dimension=20),
        "The step is steep here: almost all labellings of 30 points, almost none of 60.",
        COVERED,
    ),
    "Random pixels": Preset(
        Config(dataset="fashion_mnist"), "Of clothes too: pixels that are drawn at random never make one.", MANIFOLD
    ),
    "Noise and a straight line": Preset(
        Config(low_noise=False, bent=False), "Fails: a deep net is no better here than a linear model.", CASES
    ),
}
