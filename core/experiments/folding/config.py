"""The settings of Folding: which folds, which units, and the picture that is painted on the packet."""

from dataclasses import dataclass
from typing import Annotated

from core.config import Choice, Formerly, Preset, Range, When, check
from core.experiments.folding.folds import PATTERN, Folds

PICTURES = {"letter": "the letter F", "digit": "a handwritten 5", "checkerboard": "a checkerboard", "none": "none"}
WAYS = {"regular": "the regular fold", "hand": "by hand"}
BENDS = {"abs": "|x|: folds", "relu": "ReLU: squashes"}
LEFT = {"abs": -1.0, "relu": 0.0}  # the slope left of 0


@dataclass(frozen=True)
class Config:
    """Which folds, and the picture that is painted on the folded packet."""

    way: Annotated[
        str, Choice("Folds", WAYS, "Two in each layer, the same in all, or your own."), Formerly("mode")
    ] = "regular"
    depth: Annotated[int, Range("Layers", 1, 6, "Of two units each."), When(way="regular")] = 3
    activation: Annotated[str, Choice("Units", BENDS, "What happens to the paper on one side of the line.")] = "abs"
    picture: Annotated[str, Choice("Picture", PICTURES, "Painted on the packet, it soaks through all layers.")] = (
        "letter"
    )
    folds: Annotated[
        str,
        Folds("Folds by hand", PATTERN, 80, "angle:offset of each line, in order"),
        When(way="hand"),
    ] = "8:-0.05;82:-0.05;20:0.45"

    def __post_init__(self) -> None:
        check(self)


@dataclass(frozen=True)
class Tent:
    """How often the tent is applied to itself."""

    layers: Annotated[int, Range("Layers of the tent", 1, 10, "Two ReLU each.")] = 4

    def __post_init__(self) -> None:
        check(self)


PRESETS: dict[str, Preset] = {
    "Three layers": Preset(
        Config(), "Six units fold the sheet into 64 regions: what the next layer does, it does in all 64 places."
    ),
    "One layer": Preset(Config(depth=1), "Left over right, bottom over top: |x| and |y|. Four become one."),
    "Two layers": Preset(
        Config(depth=2), "The packet is enlarged to the size of the sheet and folded again: 16 regions."
    ),
    "Five layers": Preset(Config(depth=5), "Ten units: more than a thousand copies of one picture."),
    "By hand": Preset(Config(way="hand"), "Drag the line of a fold: its creases move in all layers that it cuts."),
    "ReLU squashes": Preset(
        Config(depth=2, activation="relu"),
        "The same weights with ReLU: what should be folded over is pressed flat, and the picture there is lost.",
    ),
    "A fold that misses": Preset(
        Config(way="hand", folds="0:0;90:0;45:-0.4"),
        "The third line does not meet the packet: a unit that is never negative bends nothing.",
    ),
    "The same fold twice": Preset(
        Config(way="hand", folds="30:0.1;30:0.1"),
        "The second |x| meets no negative number any more: one unit is wasted.",
    ),
}
