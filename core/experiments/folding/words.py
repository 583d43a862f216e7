"""What the folded paper shows, in words, from its own numbers."""

from collections.abc import Iterator

from core.experiments.folding import folds
from core.experiments.folding.config import Config
from core.experiments.folding.paper import _TINY, Result
from core.told import Told
from core.words import percent

SEEN = 0.005  # of the sheet: less that is pressed flat is not seen


def describe(config: Config, result: Result) -> Told:
    """What the sheet and the packet show, from this result's numbers."""
    drawn = (
        "The sheet is the plane of all inputs, with a crease where a unit is 0. The packet is the same sheet after "
        "all folds, as the next layer sees it."
    )
    if not result.counts:
        return Told(drawn, "The sheet is flat: no unit, one region. Add a fold.")
    conclusion, *notes = [*_failures(config, result), *_story(config, result)]
    return Told(drawn, conclusion, notes)


def _story(config: Config, result: Result) -> Iterator[str]:
    regions, many = len(result.complex), len(result.counts)
    folding = config.activation == "abs"
    if config.mode == "regular":
        does = "folds the packet twice" if folding else "presses two sides of the paper flat"
        yield f"{_each('layer', config.depth)} {does}, and {many} folds make {_regions(regions)}."
        yield "After its folds a layer stretches the packet over the sheet again."
    else:
        does = (
            "lays the paper on one side of its line over the other"
            if folding
            else "presses one side of the paper flat"
        )
        yield f"{_each('fold', many)} {does}: there are {_regions(regions)}."
    yield "A fold at most doubles the regions."
    if folding and regions > 1:
        yield (
            f"In each of the {regions:,} regions the network is one affine map, mirrored against its neighbours’. "
            "What later layers do at one place of the packet, they do at all places that lie there. So the "
            "picture, painted once, comes back all over the sheet."
        )


def _regions(many: int) -> str:
    return f"{many:,} region{'s' * (many != 1)}"


def _each(noun: str, many: int) -> str:
    return f"The {noun}" if many == 1 else f"Each of the {many} {noun}s"


def _failures(config: Config, result: Result) -> Iterator[str]:
    by_hand = folds.lines(config.folds) if config.mode == "hand" else ()
    for k, (line, (low, high)) in enumerate(zip(by_hand, result.spans, strict=False), 1):
        if low >= -_TINY:
            again = by_hand.index(line) + 1
            why = f"it is fold {again} again" if again < k else "its line misses the packet"
            yield f"Fold {k} does nothing: {why}, so no paper lies on the side that is folded."
        elif high <= _TINY:
            yield f"Fold {k} adds no region: the whole packet lies on the side that is folded."
    if config.activation == "relu" and result.squashed > SEEN:
        yield (
            f"ReLU does not fold: it presses one side flat onto the line, and {percent(result.squashed, 0)} of the "
            "sheet has become lines or points."
        )
        yield "There (hatched) no later layer can tell places apart."
        yield "Two ReLU units together make one fold: |z| = relu(z) + relu(−z)."
