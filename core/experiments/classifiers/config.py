"""The settings of Classifiers: which points, and how each of six methods learns them."""

from dataclasses import dataclass
from typing import Annotated

from core.config import Choice, Preset, Range, When, check
from core.experiments.classifiers.points import CLASSES, MOST, PATTERN, Points, written

METHODS = {
    "logistic": "logistic regression",
    "adaboost": "AdaBoost",
    "svm": "RBF-SVM",
    "knn": "nearest neighbours",
    "tree": "decision tree",
    "mlp": "MLP",
}
DATA = {
    "board2": "a checkerboard, 2 x 2",
    "board4": "a checkerboard, 4 x 4",
    "rosenbrock": "Rosenbrock’s valley",
    "xor": "XOR: four clouds",
    "moons": "two moons",
    "circles": "rings",
    "spirals": "spirals",
    "random": "random labels",
    "own": "your own points",
}
BOARDS = {"board2": 2, "board4": 4}  # squares along each side
OF_MANY = ("board4", "circles", "spirals", "random")  # sets that may have more than two classes
DRAWN = tuple(name for name in DATA if name != "own")
LINES = {"axis": "upright and level ones", "free": "in 36 directions"}
HIDDEN = {"3": "3", "10": "10", "100": "100", "10-10": "10-10", "20-20": "20-20"}
BENDS = {"relu": "ReLU", "tanh": "tanh", "sigmoid": "sigmoid"}
SETS = {  # which settings belong to one method alone
    "logistic": (),
    "adaboost": ("rounds", "lines"),
    "svm": ("gamma", "penalty"),
    "knn": ("k",),
    "tree": ("depth",),
    "mlp": ("hidden", "bend", "lr", "updates"),
}


@dataclass(frozen=True)
class Config:
    """Points of some classes, and how the methods learn them."""

    data: Annotated[str, Choice("Points", DATA, "What the methods are to tell apart.")] = "board2"
    n: Annotated[int, Range("Number of points", 20, MOST, "To learn from.", log=True), When(data=DRAWN)] = 400
    classes: Annotated[int, Range("Classes", 2, CLASSES), When(data=OF_MANY)] = 2
    noise: Annotated[
        float,
        Range("Noise in the labels", 0, 0.5, "This share of the labels is drawn again, at random."),
        When(data=DRAWN),
    ] = 0.0
    points: Annotated[
        str, Points("Your points", PATTERN, 3 * MOST, "Three letters for each point."), When(data="own")
    ] = written(
        (
            *((-62, 48, 0), (-40, 30, 0), (-71, 20, 0), (-35, 62, 0), (-55, 5, 0), (-20, 45, 0)),
            *((45, 40, 1), (66, 12, 1), (30, 66, 1), (72, 55, 1), (25, 15, 1), (50, 75, 1)),
            *((-30, -55, 1), (-60, -40, 1), (-12, -30, 1), (-45, -75, 1), (-70, -66, 1), (5, -70, 1)),
            *((40, -30, 0), (62, -58, 0), (75, -20, 0), (35, -70, 0), (55, -10, 0), (20, -45, 0)),
        )
    )
    seed: Annotated[int, Range("Seed", 0, 9999, "Draws the points, and the first weights of the MLP.")] = 0
    rounds: Annotated[int, Range("AdaBoost: rounds", 1, 300, "One line is added in each.", log=True)] = 100
    lines: Annotated[str, Choice("AdaBoost: lines", LINES, "The lines that a round may choose from.")] = "axis"
    gamma: Annotated[
        float, Range("SVM: γ", 0.1, 1000, "How fast the say of a support vector fades with distance.", log=True)
    ] = 10.0
    penalty: Annotated[float, Range("SVM: C", 0.1, 100, "What a point inside the margin costs.", log=True)] = 1.0
    k: Annotated[int, Range("Neighbours: k", 1, 50, "This number of nearest points votes.")] = 5
    depth: Annotated[
        int,
        Range(
            "Tree: depth", 1, 30, "Questions in a row at most. With 30, points get cells of their own.", log=True
        ),
    ] = 30
    hidden: Annotated[str, Choice("MLP: hidden units", HIDDEN, "The units of one hidden layer, or of two.")] = "10"
    bend: Annotated[str, Choice("MLP: activation", BENDS)] = "relu"
    lr: Annotated[
        float,
        Range("MLP: learning rate", 0.001, 1, "The learning rate of Adam at the start. It falls to 0.", log=True),
    ] = 0.03
    updates: Annotated[int, Range("MLP: updates", 100, 10_000, "Each update uses up to 100 points.", log=True)] = (
        1000
    )

    def __post_init__(self) -> None:
        check(self)


@dataclass(frozen=True)
class View:
    """What is looked at: one of the methods."""

    method: Annotated[str, Choice("Enlarged", METHODS, "The method whose pieces are drawn.")] = "adaboost"

    def __post_init__(self) -> None:
        check(self)


PRESETS: dict[str, Preset] = {
    "Checkerboard": Preset(
        Config(), "EPFL: AdaBoost fails on a checkerboard, and an MLP with 10 hidden units succeeds."
    ),
    "Slanted lines": Preset(
        Config(lines="free"), "The same AdaBoost may choose lines in 36 directions, and it succeeds."
    ),
    "Rosenbrock’s valley": Preset(
        Config(data="rosenbrock"), "EPFL: points inside a bent valley against points around it."
    ),
    "Random labels": Preset(
        Config(data="random", n=100, gamma=200.0),
        "Fails: there is no rule to learn. Some methods are right on their own points, and none on new ones.",
    ),
    "Four spirals": Preset(
        Config(data="spirals", classes=4, n=500, gamma=50.0, hidden="20-20", updates=2000),
        "Four classes wind around each other, and one line for each pair is far too little.",
    ),
    "Your own points": Preset(Config(data="own"), "Set points by hand, move them, or bring a file."),
}
