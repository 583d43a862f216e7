"""What six classifiers show, in words, from how often each of them is right."""

from collections.abc import Iterator

import numpy as np

from core.experiments.classifiers import ceiling
from core.experiments.classifiers.config import BOARDS, METHODS, Config
from core.experiments.classifiers.draws import FEW, INSIDE, SEEDS, WINDOW
from core.experiments.classifiers.methods import Floats
from core.experiments.classifiers.quick import Quick
from core.experiments.classifiers.scores import Score, scores
from core.experiments.classifiers.training import Snapshot
from core.told import Told
from core.words import capital, fixed, listed, number, percent, spread

NAMED = METHODS | {
    "svm": "the RBF-SVM",
    "knn": "the nearest-neighbour vote",
    "tree": "the decision tree",
    "mlp": "the MLP",
}
FEW_NAMES = 2  # of methods in one sentence
CLOSE = 0.2  # of the way from the base rate to 1: who comes no further is hardly better than it
NOTHING = "With points of fewer than two classes there is nothing to tell apart. Set a point of another class."


def describe(config: Config, quick: Quick, found: Snapshot | None, *, learning: bool = True) -> Told:
    """What the pictures are, and who is right most and least often; `learning` if more of them will come."""
    every = scores(config, quick, found)
    drawn = (
        "Each picture is the same plane with the same points. Its colour is the class that a method names there, "
        "stronger where the method is surer. The bar below is the share of new points that it names rightly."
    )
    if not quick.enough:
        return Told(drawn, NOTHING)
    waiting = learning and any(np.isnan(one.right) for one in every.values())
    return Told(drawn, _conclusion(quick, every), _notes(config, waiting), _numbers(every))


def _conclusion(quick: Quick, every: dict[str, Score]) -> str:
    right = {name: score.right for name, score in every.items() if not np.isnan(score.right)}
    if not right and len(quick.split.x) >= FEW:
        return "How good the methods are on new points is not known yet."
    if not right:
        return f"With fewer than {FEW} points none can be left out, so nobody knows how good the methods are."
    best, least = max(right, key=right.__getitem__), min(right, key=right.__getitem__)
    limit = quick.base + CLOSE * (1 - quick.base)
    if right[best] < limit:
        return (
            f"On new points no method is much better than the base rate of {percent(quick.base)}: the best, "
            f"{NAMED[best]}, is right in {percent(right[best])}."
        )
    some = len(right) < len(every)
    so_far = " so far" if some else ""
    said = f"On new points {NAMED[best]} is best{so_far}, with {percent(right[best])} right"
    low = [name for name, share in right.items() if share < limit]
    if len(low) > FEW_NAMES - some:
        return f"{said}, and {len(low)} others are hardly better than the base rate."
    if low:
        verb = "is" if len(low) == 1 else "are"
        return f"{said}; {listed([NAMED[name] for name in low])} {verb} hardly better than the base rate."
    return f"{said}, and {NAMED[least]} is worst, with {percent(right[least])}."


def _notes(config: Config, learning: bool) -> Iterator[str]:
    if config.data == "own":
        yield f"To count that, your points are divided into {SEEDS} parts, and each part is left out once."
    if config.data == "rosenbrock":
        (x0, x1), (y0, y1) = WINDOW
        share = np.pi * INSIDE / 10 / ((x1 - x0) * (y1 - y0))
        yield (
            f"Half of the points are drawn in the valley, half around it. Of points that are drawn evenly only "
            f"{percent(share)} would lie in it. Whoever always says no would be right in {percent(1 - share)}."
        )
    if ceiling.applies(config):
        best = percent(ceiling.best(BOARDS[config.data]), 0)
        yield f"No sum of upright and level lines can be right on more than {best} of this board."
    if config.data == "random":
        yield "The labels are drawn by a coin, so that there is nothing to learn but each point by heart."
    if learning:
        yield "AdaBoost, the SVM and the MLP are still learning."


def _numbers(every: dict[str, Score]) -> list[tuple[str, ...]]:
    """The table under the figure."""
    rows: list[tuple[str, ...]] = [("", "right on new points", "on those it learned from", "parameters")]
    for name, score in every.items():
        kept = "–" if score.numbers is None else f"{score.numbers:,}"
        rows.append((METHODS[name], percent(score.right), percent(score.known), kept))
    return rows


def compared(config: Config, quick: Quick, found: Snapshot) -> Told:
    """The chart of how often each is right against what it costs."""
    what = "one of five parts of your points is left out" if config.data == "own" else "the points are drawn anew"
    drawn = (
        "Each mark is a method, as the mean of five draws. The bar through it goes from the worst draw to the "
        f"best. In each, {what}. In the left chart the band is AdaBoost, round by round. The dashed line is the "
        "base rate. A solid line is the ceiling of upright and level lines."
    )
    if not found.whole or np.isnan(found.right).all():
        return Told(drawn, "There are too few points to leave some out.")
    means, sizes = found.right.mean(1), found.numbers.mean(1)
    good = [row for row in range(len(METHODS)) if means[row] >= means.max() - 0.05]
    least = min(good, key=lambda row: sizes[row])
    names = list(METHODS)
    said = (
        f"Of those that are within 5 percentage points of the best, {NAMED[names[least]]} has the fewest "
        f"parameters: {sizes[least]:,.0f}."
    )
    return Told(drawn, said, _costs(found), _table(found))


def _costs(found: Snapshot) -> Iterator[str]:
    yield "For nearest neighbours nothing is learned: every point is kept, and the work comes when one asks."
    slow = int(found.seconds.mean(1).argmax())
    took = number(float(found.seconds[slow].mean()), 2)
    yield f"{capital(list(NAMED.values())[slow])} took longest to learn, {took} s."


def _table(found: Snapshot) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = [("", "right on new points (worst to best draw)", "parameters", "seconds")]
    for row, name in enumerate(METHODS):
        size = f"{found.numbers[row].mean():,.0f}"
        seconds = number(float(found.seconds[row].mean()), 2)
        rows.append((METHODS[name], spread(found.right[row]), size, seconds))
    return rows


def cells(found: Snapshot) -> Told:
    """The four cells of the 2 x 2 board, and why one of them must be wrong."""
    g, h = ceiling.halves(found.boost)
    sums = g[None, :] + h[:, None]
    wrong = int((np.sign(sums) != np.array(ceiling.board(2))).sum())
    drawn = (
        "The table has the mean votes of AdaBoost’s upright lines, g(x), left and right, and of its level lines, "
        "h(y), below and above. Each cell has the sum of two of them, and the sign that the board wants."
    )
    one, other = (fixed(float(v), 3) for v in (sums[0, 0] + sums[1, 1], sums[0, 1] + sums[1, 0]))
    same = f"Both diagonals add up to {one}" if one == other else f"The diagonals add up to {one} and {other}"
    verb = "is" if wrong == 1 else "are"
    said = f"{same}, but one would have to be above 0 and the other below: {wrong} of the four cells {verb} wrong."
    return Told(drawn, said, (), _cells(g, h))


def _cells(g: Floats, h: Floats) -> list[tuple[str, ...]]:
    wanted = np.array(ceiling.board(2))
    rows: list[tuple[str, ...]] = [
        ("", f"left: g = {fixed(float(g[0]), 3)}", f"right: g = {fixed(float(g[1]), 3)}")
    ]
    for row in (1, 0):
        cells_ = []
        for column in (0, 1):
            total = float(g[column] + h[row])
            good = np.sign(total) == wanted[row, column]
            mark = "right" if good else "**wrong**"
            sign = "above" if wanted[row, column] > 0 else "below"
            cells_.append(f"{fixed(total, 3)}, wanted {sign} 0: {mark}")
        rows.append((f"{'above' if row else 'below'}: h = {fixed(float(h[row]), 3)}", *cells_))
    return rows
