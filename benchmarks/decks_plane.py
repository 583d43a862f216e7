"""What the decks claim of classifiers in the plane, measured."""

import statistics
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from benchmarks import classifiers as plane
from benchmarks.deck_rows import row
from core.experiments.classifiers import Config
from core.experiments.classifiers.config import BENDS
from core.words import listed, percent

PAGE, SEEDS = "classifiers", 20
BOARD = Config()
FREE = replace(BOARD, lines="free")
DECK = {100: 0.72, 400: 0.77, 1600: 0.79}  # right on random points, by the slide's n


def of_classifiers() -> list[dict[str, Any]]:
    seeds = range(SEEDS)
    upright, slanted, soft = (
        plane.boosted(BOARD, seeds),
        plane.boosted(FREE, seeds),
        plane.by_logistic_lines(BOARD, seeds),
    )
    net = plane.trained(BOARD, seeds)
    return [
        row(
            PAGE,
            "AdaBoost on the 2 x 2 checkerboard, 100 rounds, right on new points",
            "“Validation (56% accuracy)”",
            f"{middle(upright)} with upright and level lines, {middle(soft)} with lines of logistic regression, "
            f"and {middle(slanted)} with the best of 36 directions; medians of {SEEDS} seeds",
            right={"upright": upright, "logistic": soft, "slanted": slanted},
        ),
        row(
            PAGE,
            "MLP on that board, 10 hidden units",
            "“They succeed in this example”",
            f"{middle(net)}; median of {SEEDS} seeds",
            right={"mlp": net},
        ),
        *(wide_or_deep(name, seeds) for name in ("Rosenbrock’s valley", "4 x 4")),
        with_time(seeds),
        random_points(seeds),
    ]


def wide_or_deep(name: str, seeds: Sequence[int]) -> dict[str, Any]:
    """100 hidden units against 10 and 10, by activation."""
    found: dict[str, dict[str, list[float]]] = {}
    for bend in BENDS:
        config = replace(plane.SETS[name], bend=bend, lr=plane.rate(bend))
        found[bend] = {
            hidden: plane.trained(replace(config, hidden=hidden), seeds) for hidden in (plane.WIDE, plane.DEEP)
        }
    return row(
        PAGE,
        f"100 hidden units (401 weights) against 10 and 10 (151 weights), {name}",
        "“Better defined boundaries with far fewer weights”",
        wide_words(found),
        right=found,
    )


def wide_words(found: dict[str, dict[str, list[float]]]) -> str:
    parts = [
        f"{BENDS[bend]} {middle(both[plane.WIDE])} against {middle(both[plane.DEEP])}, "
        f"{plane.failing(both[plane.WIDE])} and {plane.failing(both[plane.DEEP])} seeds below 90 %"
        for bend, both in found.items()
    ]
    return "; ".join(parts) + f"; medians of {SEEDS} seeds"


def with_time(seeds: Sequence[int]) -> dict[str, Any]:
    """The two with tanh on the 4 x 4 board, after ever more updates."""
    found = {str(updates): both for updates, both in plane.longer(seeds).items()}
    return row(
        PAGE,
        "The same two, 4 x 4, tanh, after more and more updates",
        "“The two layer networks converge faster and better”",
        time_words(found),
        right=found,
    )


def time_words(found: dict[str, dict[str, list[float]]]) -> str:
    parts = [
        f"after {int(updates):,} {middle(both[plane.WIDE])} against {middle(both[plane.DEEP])}"
        for updates, both in found.items()
    ]
    return f"{'; '.join(parts)}; medians of {SEEDS} seeds"


def random_points(seeds: Sequence[int]) -> dict[str, Any]:
    """Three readings of the slide's n."""
    points = {n: plane.on_points(n, seeds) for n in plane.SIZES}
    kernels = {n: plane.by_kernels(n, seeds, sampled=True) for n in plane.SIZES}
    said = [
        f"{listed([middle(found[n]) for n in plane.SIZES])} if n is {what}"
        for found, what in (
            (points, "the number of points"),
            (kernels, f"the number of RBF kernels, on {plane.POINTS} points"),
        )
    ]
    deck = listed([percent(share, 0) for share in DECK.values()])
    return row(
        PAGE,
        "Random labels, RBF with γ = 200, n = 100, 400 and 1,600, right on its own points",
        deck,
        f"{said[0]}; {said[1]}; medians of {SEEDS} seeds",
        right={
            "points": {str(n): found for n, found in points.items()},
            "kernels": {str(n): found for n, found in kernels.items()},
        },
    )


def middle(shares: Sequence[float]) -> str:
    return percent(statistics.median(shares))
