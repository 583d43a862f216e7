"""Six classifiers in the plane: what the deck claims of them over many seeds, and how soon own points are answered.

    python -m benchmarks.classifiers [--only boards depth random speed] [--seeds 20] [--smoke]

"boards": right on new points of AdaBoost after 100 rounds and of an MLP with 10 hidden units, on checkerboards; and
of AdaBoost with other lines: slanted ones, and lines as logistic regression finds them.
"depth": 100 hidden units (401 weights) against 10 and 10 (151), on three sets, with three activations: medians, the
least, and how many seeds stay below FAILS; and both after ever more updates, with tanh on the 4 x 4 board.
"random": RBF kernels of gamma 200 on random labels, by three readings of the deck's n.
"speed": seconds until all six have learned 2,000 own points, and until the three quick ones have after a move.
"""

import statistics
import time
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import AdaBoostClassifier
from sklearn.kernel_approximation import RBFSampler
from sklearn.linear_model import LogisticRegression
from sklearn.metrics.pairwise import rbf_kernel

from benchmarks import options
from core.experiments.classifiers import methods, network, points, quick, training
from core.experiments.classifiers.config import BENDS, Config
from core.experiments.classifiers.draws import drawn

PARTS = ("boards", "depth", "random", "speed")
FAILS = 0.9  # right on new points: a network below it has failed
SIZES = (100, 400, 1_600)  # the deck's n
GAMMA, POINTS = 200.0, 250  # of its kernels, and the points that make its numbers come out
WIDE, DEEP = "100", "10-10"
LONGER = (1_000, 3_000, 10_000)  # updates
SETS = {
    "Rosenbrock’s valley": Config(data="rosenbrock", n=800, updates=3000),
    "2 x 2": Config(n=800, updates=3000),
    "4 x 4": Config(data="board4", n=800, updates=3000),
}
Floats = NDArray[np.float64]


def boosted(config: Config, seeds: Sequence[int]) -> list[float]:
    """Right on new points after the last round, for each seed."""
    found = []
    for split in (drawn(config, seed) for seed in seeds):
        model = methods.fitted("adaboost", config, split.x, split.y)
        found.append(methods.right("adaboost", config, model, split.x_new, split.y_new))
    return found


def by_logistic_lines(config: Config, seeds: Sequence[int]) -> list[float]:
    """The same where each round's line is found by logistic regression on the weighted points.

    Where not even its first line is better than chance there is none, and the most frequent class is named.
    """
    found = []
    for split in (drawn(config, seed) for seed in seeds):
        model = AdaBoostClassifier(LogisticRegression(), n_estimators=config.rounds, random_state=0)
        try:
            found.append(float(model.fit(split.x, split.y).score(split.x_new, split.y_new)))
        except ValueError:
            found.append(float((split.y_new == np.bincount(split.y).argmax()).mean()))
    return found


def trained(config: Config, seeds: Sequence[int]) -> list[float]:
    """Right on new points of MLPs that learn side by side, each from its own points and its own first weights."""
    every = [drawn(config, seed) for seed in seeds]
    known, new = [(one.x, one.y) for one in every], [(one.x_new, one.y_new) for one in every]
    right = network.learn(config, known, new, 2, lambda: False).right
    return [float(share) for share in right]


def longer(seeds: Sequence[int], every: Sequence[int] = LONGER) -> dict[int, dict[str, list[float]]]:
    """By the number of updates: both networks with tanh on the 4 x 4 board."""
    config = replace(SETS["4 x 4"], bend="tanh", lr=rate("tanh"))
    return {
        updates: {h: trained(replace(config, hidden=h, updates=updates), seeds) for h in (WIDE, DEEP)}
        for updates in every
    }


def on_points(n: int, seeds: Sequence[int]) -> list[float]:
    """Right on its own n random labels: an SVM on n points in the square of side 2."""
    config = Config(data="random", n=max(20, n), gamma=GAMMA)
    found = []
    for split in (drawn(config, seed) for seed in seeds):
        model = methods.fitted("svm", config, split.x, split.y)
        found.append(methods.right("svm", config, model, split.x, split.y))
    return found


def by_kernels(n: int, seeds: Sequence[int], *, sampled: bool) -> list[float]:
    """Right on POINTS random labels in a unit square: a linear classifier on the features of n RBF kernels.

    They are `sampled` in frequencies, as scikit-learn's RBFSampler does, or stand at n random places.
    """
    found = []
    for seed in seeds:
        draw = np.random.default_rng([seed, n])
        x, y = draw.random((POINTS, 2)), draw.integers(0, 2, POINTS)
        if sampled:
            z = RBFSampler(gamma=GAMMA, n_components=n, random_state=seed).fit_transform(x)
        else:
            z = rbf_kernel(x, draw.random((n, 2)), gamma=GAMMA)
        found.append(float(LogisticRegression(max_iter=1_000).fit(z, y).score(z, y)))
    return found


def many_points(n: int) -> Config:
    """So many own points, four classes in spirals, as the page writes them."""
    x, y, *_ = drawn(Config(data="spirals", classes=4, n=n, noise=0.1), 0)
    places = np.round(x * points.UNIT).astype(int)
    every = np.column_stack([places, y]).tolist()
    return Config(data="own", points=points.written(every))


def said(values: Sequence[float]) -> str:
    low, middle, high = (f"{100 * v:.1f}" for v in (min(values), statistics.median(values), max(values)))
    return f"median {middle} %, {low} to {high} %"


def rate(bend: str) -> float:
    """The learning rate at which an activation learns well: the slopes of the sigmoid are small."""
    return 0.1 if bend == "sigmoid" else 0.03


def failing(values: Sequence[float]) -> int:
    return sum(value < FAILS for value in values)


def boards(seeds: Sequence[int]) -> None:
    for name, config in {"2 x 2, 400 points": Config(), "4 x 4, 800 points": Config(data="board4", n=800)}.items():
        print(f"{name}: AdaBoost, 100 rounds, upright and level lines: {said(boosted(config, seeds))}")
        print(f"{name}: lines of logistic regression: {said(by_logistic_lines(config, seeds))}")
        print(f"{name}: the best of 36 directions: {said(boosted(replace(config, lines='free'), seeds))}")
        print(f"{name}: MLP, 10 hidden units: {said(trained(config, seeds))}")


def depth(seeds: Sequence[int], updates: int | None) -> None:
    for name, config in SETS.items():
        for bend in BENDS:
            for hidden in (WIDE, DEEP):
                one = replace(config, hidden=hidden, bend=bend, lr=rate(bend))
                found = trained(replace(one, updates=updates or one.updates), seeds)
                weights = network.weights(one, 2)
                below = f"{failing(found)} of {len(found)} below {100 * FAILS:.0f} %"
                print(f"{name}, {BENDS[bend]}, {hidden} ({weights} weights): {said(found)}; {below}")
    for done, both in longer(seeds, (updates,) if updates else LONGER).items():
        print(f"4 x 4, tanh, {done:,} updates: {WIDE} {said(both[WIDE])}; {DEEP} {said(both[DEEP])}")


def random(seeds: Sequence[int]) -> None:
    for n in SIZES:
        print(
            f"gamma 200, n = {n:,}: n points {said(on_points(n, seeds))}; {POINTS} points and n kernels: sampled "
            f"{said(by_kernels(n, seeds, sampled=True))}, at places {said(by_kernels(n, seeds, sampled=False))}"
        )


def speed(n: int) -> None:
    config = many_points(n)
    began = time.perf_counter()
    quick.run(config)
    after = time.perf_counter()
    pieces = training.train(config)
    next(pieces)
    drawn_by = time.perf_counter()
    next(pieces)
    whole = time.perf_counter()
    print(f"{n:,} own points: the three quick ones {1000 * (after - began):.0f} ms")
    print(f"{n:,} own points: all six {drawn_by - began:.2f} s, asked about new points {whole - began:.2f} s")
    again = replace(config, points=points.written([(0, 0, 1), *points.places(config.points)[1:]]))
    times = []
    for _ in range(5):
        began = time.perf_counter()
        quick.run(again)
        times.append(time.perf_counter() - began)
    print(f"A point is moved: median {1000 * statistics.median(times):.0f} ms until the three know it")


def main() -> None:
    parser = options.parser(__doc__)
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS))
    parser.add_argument("--seeds", type=int, default=20)
    arguments = parser.parse_args()
    seeds = range(1 if arguments.smoke else arguments.seeds)
    work = {
        "boards": lambda: boards(seeds),
        "depth": lambda: depth(seeds, 100 if arguments.smoke else None),
        "random": lambda: random(seeds),
        "speed": lambda: speed(60 if arguments.smoke else points.MOST),
    }
    for part in arguments.only:
        work[part]()


if __name__ == "__main__":
    main()
