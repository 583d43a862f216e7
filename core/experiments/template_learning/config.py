"""The settings of Learning a template: the layer, and which of its updates is looked at."""

from dataclasses import dataclass
from typing import Annotated

from core.config import Preset, Range, Switch, check
from core.data.pictures import OwnPicture
from core.data.selection import Classes, Dataset, Selection

MOST = 60_000  # pictures from the stream: one pass over MNIST
FOUR = (0, 1, 2, 3)


@dataclass(frozen=True)
class Config:
    """Serial learning of one linear layer, stopped at one update; the defaults are the lecture's four classes."""

    lr: Annotated[float, Range("Learning rate", 1e-4, 10, "The lecture's typical choice is 0.01.", True)] = 0.01
    classes: Classes = FOUR
    dataset: Dataset = "mnist"
    bias: Annotated[bool, Switch("Bias", "Adds one number to each score. The lecture leaves it out.")] = False
    seed: Annotated[int, Range("Seed", 0, 9999, "Draws the initial templates and the order of the pictures.")] = 0

    def __post_init__(self) -> None:
        check(self)


@dataclass(frozen=True)
class Place:
    """Which update: of the n-th training picture, or after it of a picture of your own, shown again and again."""

    seen: Annotated[int, Range("Picture", 1, MOST, "How many training pictures the templates have met.")] = 1
    again: Annotated[int, Range("Shown again", 0, 1000, "How often this picture was learned before.")] = 0
    picture: OwnPicture = ""
    label: Annotated[int, Range("Its class", 0, 9, "The class that your picture is taught as.")] = 0

    def __post_init__(self) -> None:
        check(self)


PRESETS: dict[str, Preset] = {
    "The lecture: 0, 1, 2, 3": Preset(Config(), "CS5242 lecture 3: four classes, no bias, learning rate 0.01."),
    "Ten digits": Preset(
        Config(classes=tuple(range(10))), "All ten classes: a picture is added to one and removed from nine others."
    ),
    "Too small": Preset(
        Config(lr=1e-4),
        "At 0.0001 an update changes next to nothing: after 1,000 pictures the templates are still mostly noise.",
    ),
    "Too large": Preset(
        Config(lr=10.0),
        "At 10 one picture outweighs many that came before: the test error jumps, and stays larger than at 0.01.",
    ),
    "Clothes": Preset(
        Config(dataset="fashion_mnist"), "T-shirt, trouser, pullover, dress: the same rule, whatever the pictures."
    ),
}


def selection(config: Config) -> Selection:
    """The pictures that `config` learns from."""
    return Selection(config.dataset, config.classes)
