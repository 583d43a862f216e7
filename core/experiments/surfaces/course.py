"""What Surfaces teaches: steps in the deck's order, questions, and exercises."""

from collections.abc import Sequence

import numpy as np

from core.course import Axis, Choice, Course, Exercise, Number, Step
from core.experiments.surfaces import compared, frontier
from core.experiments.surfaces.config import PRESETS, Config, widths
from core.experiments.surfaces.frontier import METHODS
from core.experiments.surfaces.seen import look
from core.experiments.surfaces.training import Snapshot, train
from core.experiments.surfaces.words import called, missed, size
from core.words import capital, number

Run = Sequence[Snapshot]
OUTSIDE, BUDGET = "Outside the frame", "What a number buys"  # sections of the page
VALLEY, SMALL, TIGHT, MOST = 0.01, 4, 0.03, 600  # loss and units, and loss and weights, of two exercises
FAR = (3.0, 100.0)  # times the loss inside


def _two(config: Config, run: Run) -> float:
    return 100 * run[-1].loss


def _flat(config: Config, run: Run) -> str:
    return (
        f"It misses {missed(run[-1].loss)}. Each unit is one smooth step along one direction, and two of "
        "them do not make a curved valley. From another seed they may miss less."
    )


def _whose(config: Config, run: Sequence[compared.Snapshot]) -> str:
    here, other = compared.medians(run)
    return (
        f"After {compared.steps(config)} steps the median loss of {compared.SEEDS} seeds is {number(here, 2)} for "
        f"{called(config)} and {number(other, 2)} for {called(compared.rival(config))}."
    )


def errors_at(config: Config, run: Run) -> list[float]:
    """For as many numbers as the network has weights: SVD, DCT, a smaller picture, and the network."""
    found = frontier.run(config)
    return [*(found.at(method, size(config)) for method in METHODS), run[-1].loss]


def _cheapest(config: Config, run: Run) -> int:
    return int(np.argmin(errors_at(config, run)))


def _bought(config: Config, run: Run) -> str:
    svd, dct, small, net = (missed(error) for error in errors_at(config, run))
    return (
        f"For at most {size(config)} numbers SVD misses {svd}, DCT {dct}, a smaller picture {small}, and the "
        f"network {net}."
    )


def times_outside(config: Config, run: Run) -> float:
    """The loss outside the frame over that inside."""
    return look(config, run[-1].weights).outside / max(run[-1].loss, 1e-30)


def _lost(config: Config, run: Run) -> str:
    return (
        f"The loss outside is {number(times_outside(config, run), 2)} times that inside. No point out there had a "
        "say in the weights."
    )


def _valley(config: Config, run: Run) -> str:
    if config.target != "rosenbrock":
        return "Choose Rosenbrock’s valley."
    if len(widths(config)) > 1 or config.residual or widths(config)[0] > SMALL:
        return f"Use one layer of at most {SMALL} units, without a residual layer."
    return "" if run[-1].loss < VALLEY else f"The loss is {number(run[-1].loss, 2)}. Another seed may fare better."


def _tight(config: Config, run: Run) -> str:
    if config.target != "flower":
        return "Choose the flower."
    if size(config) > MOST:
        return f"The network has {size(config):,} weights. Use at most {MOST}."
    return "" if run[-1].loss < TIGHT else f"It misses {missed(run[-1].loss)}."


def _beaten(config: Config, run: Run) -> str:
    if config.target != "china":
        return "Choose the temple."
    _, dct, _, net = errors_at(config, run)
    if net < dct:
        return ""
    return f"For {size(config):,} numbers DCT misses {missed(dct)}, and the network {missed(net)}."


def _between(low: float, high: float, value: float) -> int:
    return int(np.searchsorted([low, high], value))


LEFT_OUT = Number(
    ask="Two tanh units learn Rosenbrock’s valley. Which part of its variance do they miss?",
    axis=Axis("missed", 0, 100, unit="\u202f%"),
    truth=_two,
    cause=_flat,
)
MORE = Choice(
    ask="Four units instead of two. Which part of the variance is missed now?",
    options=("more than a tenth", "between a tenth and a thousandth", "less than a thousandth"),
    truth=lambda config, run: 2 - _between(1e-3, 0.1, run[-1].loss),
    cause=lambda config, run: (
        f"{capital(called(config))} misses {missed(run[-1].loss)}. Other seeds may stay in a poorer minimum."
    ),
)
DEEPER = Choice(
    ask="Two layers of 20 have 501 weights, and so has one layer of 125. Whose loss is smaller?",
    options=("that of two layers", "they are about the same", "that of one layer"),
    truth=lambda config, run: compared.better(run),
    cause=_whose,
    of=compared.train,
)
CHEAPEST = Choice(
    ask="A number of your budget can be a weight or something else. What misses least for as many numbers?",
    options=("truncated SVD", "the largest DCT coefficients", "a smaller picture", "the network"),
    truth=_cheapest,
    cause=_bought,
)
SHARPER = Choice(
    ask="Instead of tanh the same network has ReLU. Whose loss is smaller?",
    options=("that with ReLU", "they are about the same", "that with tanh"),
    truth=lambda config, run: compared.better(run),
    cause=_whose,
    of=compared.train,
)
BEYOND = Choice(
    ask="The network has learned waves in a square. How large is its loss up to twice as far out?",
    options=("at most 3 times as large", "3 to 100 times as large", "more than 100 times as large"),
    truth=lambda config, run: _between(*FAR, times_outside(config, run)),
    cause=_lost,
)
COURSE = Course(
    of=train,
    steps=(
        Step(
            Config(target="rosenbrock", layers=1, width=2),
            "Two hidden units try to be a curved valley. Turn the surfaces, and play the training.",
            LEFT_OUT,
        ),
        Step(
            Config(target="rosenbrock", layers=1, width=4),
            "Four units bend enough for the whole valley. Look at the difference: nearly nothing is left.",
            MORE,
        ),
        Step(
            PRESETS["One wide layer"].config,
            "A picture is a surface too: brightness is its height. One layer of 125 units blurs the petals.",
        ),
        Step(
            Config(layers=2, width=20),
            "As many weights in two layers. Watch how the edges of the petals become sharp.",
            DEEPER,
        ),
        Step(
            Config(),
            "Three layers of 14 have 477 weights. Compare them with other ways to spend 477 numbers.",
            CHEAPEST,
            section=BUDGET,
        ),
        Step(
            PRESETS["A residual layer"].config,
            "The last layer is added to the one before it, so it only has to learn what is missing.",
        ),
        Step(
            PRESETS["ReLU"].config,
            "ReLU makes flat facets. Look at the difference along the edges of the petals.",
            SHARPER,
        ),
        Step(
            PRESETS["Lost outside"].config,
            "In the frame the network follows the waves. Nobody has told it how they go on.",
            BEYOND,
            section=OUTSIDE,
        ),
    ),
    exercises=(
        Exercise(
            "A valley from four units",
            f"Bring the loss below {VALLEY} on Rosenbrock’s valley with one layer of at most {SMALL} units.",
            missing=_valley,
        ),
        Exercise(
            "A flower in 600 numbers",
            f"Miss less than {100 * TIGHT:.0f}\u202f% of the flower with at most {MOST} weights.",
            missing=_tight,
        ),
        Exercise(
            "Better than cosines",
            "Learn the temple so that the network misses less than DCT does for as many numbers.",
            missing=_beaten,
        ),
    ),
)
