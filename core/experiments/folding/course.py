"""What Folding teaches: steps after Göttingen lecture 5, “advantage of depth”, questions, and exercises."""

import numpy as np

from core.course import Axis, Choice, Course, Exercise, Number, Step
from core.experiments.folding import folds
from core.experiments.folding.config import PRESETS, Config
from core.experiments.folding.paper import _TINY, Result, one_layer, run, units
from core.words import percent

FIVE, THREE = 5, 3  # folds by hand of an exercise
PALE = 0.1  # of the sheet: less is to be pressed flat


def _doubled(config: Config, result: Result) -> str:
    regions, bend = len(result.complex), units(result)
    return (
        f"Each fold cuts all sheets of the packet at once and doubles the regions: 2 to the power of {bend} is "
        f"{2**bend:,}. Side by side, {bend} units make {one_layer(result)} at most."
        if regions == 2**bend
        else f"A fold doubles the regions only where it cuts all sheets: here there are {regions:,}."
    )


def _flat(config: Config, result: Result) -> str:
    return (
        "A ReLU unit says 0 all over one side of its line, so that side is pressed onto the line. "
        f"Of the sheet, {percent(1 - result.squashed)} is still an area."
        if result.squashed > 0
        else "No unit says 0 over an area, so nothing is pressed flat."
    )


def _last_fold(config: Config, result: Result) -> int:
    """0: the last fold adds no region; 1: some; 2: it doubles them."""
    before, after = result.counts[-2:]
    return 0 if after == before else 1 if after < 2 * before else 2


def _met(config: Config, result: Result) -> str:
    low, (before, after) = float(result.spans[-1, 0]), result.counts[-2:]
    there = "there is none left" if low > -_TINY else "there is some"
    return (
        f"A line folds only the paper that lies on one side of it, and after the folds before it {there}. "
        f"The regions were {before}, and are {after}."
    )


def _by_hand(config: Config, many: int) -> str:
    if config.way != "hand" or config.activation != "abs":
        return "Fold by hand, with units that compute |x|."
    there = len(folds.lines(config.folds))
    return "" if there == many else f"There {'is 1 fold' if there == 1 else f'are {there} folds'}, not {many}."


def _regions(result: Result, reached: bool) -> str:
    return "" if reached else f"After the folds the numbers of regions are {', '.join(map(str, result.counts))}."


def _little(config: Config, result: Result) -> str:
    if config.activation != "relu":
        return "Choose units of ReLU."
    regions = len(result.complex)
    if regions < 4:
        return f"There {'is 1 region' if regions == 1 else f'are {regions} regions'}, and 4 are needed."
    return "" if result.squashed < PALE else f"{percent(result.squashed)} of the sheet is pressed flat."


COURSE = Course(
    of=run,
    steps=(
        Step(
            PRESETS["Three layers"].config,
            "Play the folds, and watch the packet: what is painted on it soaks through all sheets.",
        ),
        Step(
            PRESETS["One layer"].config,
            "The units |x| and |y| fold the sheet twice, and four quarters lie on one another.",
        ),
        Step(
            PRESETS["Five layers"].config,
            "Five layers of two units: every small square shows the letter, mirrored against its neighbours.",
            Number(
                ask="Ten units fold the sheet, two in each of five layers. Into how many regions?",
                axis=Axis("regions", 10, 10_000, log=True),
                truth=lambda config, result: float(len(result.complex)),
                cause=_doubled,
            ),
        ),
        Step(
            PRESETS["ReLU squashes"].config,
            "The hatched part is pressed flat: no later layer can tell places apart there.",
            Number(
                ask="Two layers of ReLU have the weights of the folds. How much of the sheet do they press flat?",
                axis=Axis("share of the sheet", 0, 100, unit="\u202f%"),
                truth=lambda config, result: 100 * result.squashed,
                cause=_flat,
            ),
        ),
        Step(
            PRESETS["By hand"].config,
            "Drag the line of the first fold, and watch how the creases of the later folds move.",
        ),
        Step(
            Config(way="hand", folds="0:0;90:0;45:-0.3"),
            "The third line crosses the flat sheet. Look at it once more where the packet lies.",
            Choice(
                ask="Three lines cross this sheet, and two folds are made. What does the third fold add?",
                options=("no region", "some regions, fewer than there are", "as many regions as there are"),
                truth=_last_fold,
                cause=_met,
            ),
        ),
        Step(
            PRESETS["The same fold twice"].config,
            "The second fold has the same line as the first. Look at the packet between them.",
            Choice(
                ask="The same line is folded a second time. What happens to the two regions?",
                options=("they stay two", "they become three", "they become four"),
                truth=lambda config, result: int(np.searchsorted([2, 3], result.counts[-1])),
                cause=_met,
            ),
        ),
    ),
    exercises=(
        Exercise(
            "Each fold doubles",
            f"Make 2⁵ = 32 regions with {FIVE} folds by hand.",
            missing=lambda config, result: _by_hand(config, FIVE) or _regions(result, result.counts[-1] >= 2**FIVE),
        ),
        Exercise(
            "Five regions",
            f"Make exactly 5 regions with {THREE} folds by hand, each of which adds at least one.",
            missing=lambda config, result: (
                _by_hand(config, THREE)
                or _regions(result, result.counts[-1] == 5 and len({*result.counts}) == THREE)
            ),
        ),
        Exercise(
            "ReLU that loses little",
            f"Make at least 4 regions with ReLU units, and press less than {percent(PALE, 0)} of the sheet flat.",
            missing=_little,
        ),
    ),
)
