"""The path through Classifiers in the order of the deck, and what a person can reach by themselves.

(EPFL, "Reminder: Non Separable Distribution" to "Randomly Distributed Points and RBF Kernels"; Dublin, "What can we
do?")
"""

from collections.abc import Callable, Sequence

import numpy as np

from core.course import Axis, Choice, Course, Exercise, Number, Step
from core.experiments.classifiers.config import METHODS, PRESETS, Config, View
from core.experiments.classifiers.training import Snapshot, train
from core.words import capital, percent

COSTS = "What does it cost to be right?"  # the section of the chart
CELLS = "Why can such lines not do it?"  # the section of the four cells
RIGHT = Axis("right on new points", 0, 100, unit="\u202f%")
ROWS = {name: row for row, name in enumerate(METHODS)}
BOARD4 = Config(data="board4", n=800, hidden="10-10", bend="tanh", updates=2000)
FRUGAL, HIGH = 151, 0.9
AHEAD = 0.1  # as much more often right on new points
Found = Sequence[Snapshot]


def _mean(name: str) -> Callable[[Config, Found], float]:
    """In per cent, over the five draws."""
    return lambda config, found: 100 * float(found[-1].right[ROWS[name]].mean())


def _upright(config: Config, found: Found) -> str:
    least, most = (percent(float(of)) for of in (found[-1].right[1].min(), found[-1].right[1].max()))
    return (
        f"Five draws give {least} to {most}. On either side of any upright line about as many points are of one "
        "class as of the other. So no line is much better than chance."
    )


def _slanted(config: Config, found: Found) -> str:
    return (
        "A slanted line can cut off one corner of the board, where nearly all points are of one class. That is "
        "better than chance, and enough for AdaBoost."
    )


def _by_heart(config: Config, found: Found) -> str:
    new = percent(float(found[-1].right[ROWS["svm"]].mean()))
    return (
        f"Each point has a small hill of its own. On new points the SVM is right in {new}: it has learned no rule."
    )


def _deep(config: Config, found: Found) -> str:
    least = percent(float(found[-1].right[ROWS["mlp"]].min()))
    return (
        f"The worst of five draws has {least}. The first layer has 10 lines, and the second puts them together: "
        f"{int(found[-1].numbers[ROWS['mlp'], 0])} weights in all."
    )


def _frugal(config: Config, found: Found) -> int:
    means = found[-1].right.mean(1)
    good = [row for row in range(len(METHODS)) if means[row] >= HIGH]
    sizes = found[-1].numbers.mean(1)
    return min(good or range(len(METHODS)), key=lambda row: sizes[row])


def _fewest(config: Config, found: Found) -> str:
    row = _frugal(config, found)
    many, most = (f"{found[-1].numbers[at].mean():,.0f}" for at in (row, ROWS["knn"]))
    return f"It has {many}. Nearest neighbours keep {most} numbers: two coordinates and a class for each point."


def _slanted_missing(config: Config, found: Found) -> str:
    if config.data != "board4" or config.classes > 2 or config.noise:
        return "The points are not those of the clean 4 x 4 checkerboard with two classes."
    share = float(found[-1].right[ROWS["adaboost"]].mean())
    return "" if share >= HIGH else f"AdaBoost is right on {percent(share)} of new points."


def _frugal_missing(config: Config, found: Found) -> str:
    if config.data != "board4" or config.classes > 2 or config.noise:
        return "The points are not those of the clean 4 x 4 checkerboard with two classes."
    weights, share = int(found[-1].numbers[-1, 0]), float(found[-1].right[-1].mean())
    if weights > FRUGAL:
        return f"The MLP has {weights} weights."
    return "" if share >= HIGH else f"The MLP is right on {percent(share)} of new points."


def _smooth_missing(config: Config, found: Found) -> str:
    if np.isnan(found[-1].right).any():
        return "There are too few points to leave some out."
    knn, tree = (float(found[-1].right[ROWS[name]].mean()) for name in ("knn", "tree"))
    if knn >= tree + AHEAD:
        return ""
    return f"Nearest neighbours are right on {percent(knn)} of new points, and the tree on {percent(tree)}."


COURSE = Course(
    of=train,
    steps=(
        Step(
            PRESETS["Checkerboard"].config,
            "AdaBoost adds an upright or level line a round, and points that it misses grow. It finds no square.",
            Number(
                ask="AdaBoost adds 100 upright or level lines. On how many new points of the board is it right?",
                axis=RIGHT,
                truth=_mean("adaboost"),
                cause=_upright,
            ),
            views=(View(method="adaboost"),),
        ),
        Step(
            Config(updates=500),
            "Each cell has the sum of AdaBoost’s upright and level lines. Both diagonals have the same sum.",
            section=CELLS,
        ),
        Step(
            PRESETS["Slanted lines"].config,
            "Now the lines may be slanted. Play it again: the first lines cut off corners of the board.",
            Number(
                ask="Now each of the 100 lines may be slanted. On how many new points is AdaBoost right?",
                axis=RIGHT,
                truth=_mean("adaboost"),
                cause=_slanted,
            ),
        ),
        Step(
            PRESETS["Rosenbrock’s valley"].config,
            "Ringed points are support vectors. All others could go, and the SVM would stay as it is.",
            views=(View(method="svm"),),
        ),
        Step(
            BOARD4,
            "An MLP moves all its lines at once. Play it, and watch where the lines of the first layer go.",
            Number(
                ask="Sixteen squares, and an MLP with two layers of 10 units. On how many new points is it right?",
                axis=RIGHT,
                truth=_mean("mlp"),
                cause=_deep,
            ),
            views=(View(method="mlp"),),
        ),
        Step(
            PRESETS["Random labels"].config,
            (
                "A coin has drawn the labels. The table has how often each method is right on its own points and "
                "on new ones."
            ),
            Number(
                ask="The labels are random. On how many of its own points is the SVM with γ = 200 right?",
                axis=Axis("right on its own points", 0, 100, unit="\u202f%"),
                truth=lambda config, found: 100 * float(found[-1].known[ROWS["svm"]].mean()),
                cause=_by_heart,
            ),
            views=(View(method="svm"),),
        ),
        Step(
            PRESETS["Four spirals"].config,
            "Four classes at once. Point at the plane, and see which neighbours vote there.",
            views=(View(method="knn"),),
        ),
        Step(
            Config(),
            (
                "The further left a mark is, the fewer parameters the method has. The higher, the more often it is "
                "right."
            ),
            Choice(
                ask="Of the methods that are right on nine of ten new points, which has the fewest parameters?",
                options=tuple(capital(METHODS[name]) for name in ("svm", "knn", "tree", "mlp")),
                truth=lambda config, found: max(0, _frugal(config, found) - 2),
                cause=_fewest,
            ),
            section=COSTS,
        ),
    ),
    exercises=(
        Exercise(
            "Sixteen squares by lines",
            f"Let AdaBoost be right on at least {percent(HIGH, 0)} of new points of the 4 x 4 board, on average.",
            missing=_slanted_missing,
        ),
        Exercise(
            "Few weights",
            f"Let an MLP with at most {FRUGAL} weights be right on {percent(HIGH, 0)} of new points of that board.",
            missing=_frugal_missing,
        ),
        Exercise(
            "Many ask better than one",
            "Let nearest neighbours be right on new points at least 10 percentage points more than the tree.",
            missing=_smooth_missing,
        ),
    ),
)
