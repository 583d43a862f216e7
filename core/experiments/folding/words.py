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
        return Told(drawn, "The sheet is flat: without a unit there is one region.", ["Add a fold."])
    failures = [*_failures(config, result)]
    conclusion, *notes = [*failures, *_story(config, result, bool(failures))]
    return Told(drawn, conclusion, notes)


def _story(config: Config, result: Result, failed: bool) -> Iterator[str]:
    """How many regions there are and what makes them; where a fold has `failed`, not that each one folds."""
    regions, many = len(result.complex), len(result.counts)
    folding = config.activation == "abs"
    if not folding:
        yield f"{many} unit{'s make' if many > 1 else ' makes'} {_regions(regions)}."
    elif failed:
        yield f"After all folds there {'is' if regions == 1 else 'are'} {_regions(regions)}."
    elif config.way == "regular":
        yield f"{_each('layer', config.depth)} folds the packet twice, and {many} folds make {_regions(regions)}."
    else:
        does = "lays the paper on one side of its line over the other"
        yield f"{_each('fold', many)} {does}: there are {_regions(regions)}."
    noun = "fold" if folding else "unit"
    if config.way == "regular":
        yield f"After its {noun}s a layer stretches the packet over the sheet again."
    yield f"A {noun} at most doubles the regions."
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
    by_hand = folds.lines(config.folds) if config.way == "hand" else ()
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
