"""The settings of Composition: two waves, and the networks that are to learn what they make together."""

from dataclasses import dataclass
from typing import Annotated

from core.config import Choice, Only, Preset, Range, check
from core.learning.fitted import Seed, Steps

JOINS = {"compose": "one after the other: f₂(f₁(x))", "add": "side by side: ½ f₁(x) + ½ f₂(x)"}
WAVES, TRAINING = Only("waves"), Only("training")


@dataclass(frozen=True)
class Config:
    """Two waves, and the networks that are to learn what they make together."""

    n1: Annotated[int, Range("Peaks of f₁", 1, 6, "Made of twice as many ReLU units.")] = 3
    n2: Annotated[int, Range("Peaks of f₂", 1, 6, "Made of twice as many ReLU units.")] = 2
    join: Annotated[str, Choice("Joined", JOINS, "As two layers, or in one."), WAVES] = "compose"
    height: Annotated[
        float, Range("Height of f₁", 0.1, 1.0, "At 1 it covers all of what f₂ can see.", True), WAVES
    ] = 1.0
    x: Annotated[float, Range("Trace this x", 0.0, 1.0, "Follow it through f₁ and f₂."), WAVES] = 0.2
    depth: Annotated[int, Range("Hidden layers of the deep net", 2, 6), TRAINING] = 4
    width: Annotated[int, Range("Units in each of them", 2, 32), TRAINING] = 24
    lr_deep: Annotated[
        float, Range("Learning rate, deep", 1e-4, 1, "Adam's; it rises at first, then falls to 0.", True), TRAINING
    ] = 0.007
    lr_wide: Annotated[
        float,
        Range("Learning rate, one layer", 1e-4, 1, "Adam's; it rises at first, then falls to 0.", True),
        TRAINING,
    ] = 0.03
    steps: Annotated[Steps, TRAINING] = 12_000
    seed: Annotated[Seed, TRAINING] = 0

    def __post_init__(self) -> None:
        check(self)


LEARNING = "Can a deep net learn what a shallow one cannot?"  # the section where networks are trained
PRESETS: dict[str, Preset] = {
    "3 and 2 peaks": Preset(Config(), "The slide’s first example. It says: 2 · 3 · 2 = 12 peaks."),
    "4 and 5 peaks": Preset(Config(n1=4, n2=5), "The slide’s second example. It says: 2 · 4 · 5 = 40 peaks."),
    "The tent twice": Preset(
        Config(n1=1, n2=1), "The smallest case: each flank of the tent shows the tent again, the second mirrored."
    ),
    "Side by side": Preset(
        Config(join="add"), "The same ten units in one layer: bends add up, and nothing is multiplied."
    ),
    "Half the height": Preset(
        Config(height=0.5), "f₁ reaches only ½, so f₂ is never asked about the rest, and half the peaks are lost."
    ),
    "Eight peaks": Preset(
        Config(n1=2, n2=2), "Few enough for both: one layer of as many weights learns eight peaks too.", LEARNING
    ),
    "Too few units to learn": Preset(
        Config(n1=2, n2=2, width=3, depth=3, steps=5000),
        "Eight ReLU units, four a wave, are enough to write it down. Nine units in three layers do not learn it.",
        LEARNING,
    ),
    "A learning rate too large": Preset(
        Config(n1=2, n2=1, width=16, depth=3, lr_deep=1.0, lr_wide=1.0, steps=2000),
        "Both nets are thrown about and learn nothing; a ReLU layer that says 0 everywhere is dead, and stays so.",
        LEARNING,
    ),
}
