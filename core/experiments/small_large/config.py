"""The settings of Small and large digits: two groups of classes, a network for them, and how it is trained."""

from dataclasses import dataclass
from typing import Annotated

from core.config import Choice, Preset, Range, Switch, When, check
from core.data.selection import ClassNumbers, Dataset
from core.learning.nets import ACTIVATIONS

BENDS = {name: f.name for name, f in ACTIVATIONS.items() if name not in ("prelu", "step")}
ROUTES = {"end": "end to end", "lecture": "recognisers, pooled by ±1", "frozen": "recognisers, then frozen"}
HOW = (
    "End to end: all layers learn the two groups. Recognisers: there is one unit a class, taught to answer “is it "
    "mine?” by yes or no. The lecture pools them by +1 and −1. Where they are frozen, the pooling is learned."
)


@dataclass(frozen=True)
class Config:
    """Two groups of classes, a network for them, and how it is trained (Adam)."""

    group: Annotated[
        tuple[int, ...],
        ClassNumbers("One group", 0, 9, 1, "These classes go together; all others are the other group."),
    ] = (0, 1, 2, 3, 4)
    route: Annotated[str, Choice("Route", ROUTES, HOW)] = "end"
    width: Annotated[
        int,
        Range("Hidden units", 1, 100, "In each hidden layer.", True),
        When("There is one recogniser a class, and two layers.", route="end"),
    ] = 10
    depth: Annotated[int, Range("Layers", 1, 4, "Of weights: 1 has no hidden layer."), When(route="end")] = 2
    activation: Annotated[str, Choice("Activation", BENDS, "Of the hidden units.")] = "relu"
    bias: Annotated[bool, Switch("Bias", "Adds one number to each unit. The lecture leaves it out.")] = False
    dataset: Dataset = "mnist"
    lr: Annotated[float, Range("Learning rate", 1e-5, 1, "The size of a step.", True)] = 2e-3
    batch_size: Annotated[int, Range("Batch size", 10, 1_000, "Pictures a step.", True)] = 200
    epochs: Annotated[int, Range("Epochs", 1, 40, "How often each training picture is seen.", True)] = 12
    seeds: Annotated[int, Range("Seeds", 1, 8, "Networks trained at once, each from its own first weights.")] = 5
    own_batches: Annotated[
        bool, Switch("Each seed shuffles for itself", "Four times slower; else all see the pictures in one order.")
    ] = False
    seed: Annotated[int, Range("Seed", 0, 9999, "The first seed: draws weights and the order of the pictures.")] = 0

    def __post_init__(self) -> None:
        check(self)
        if len(self.group) == 10:
            raise ValueError("'group' must leave a class to the other group. Got all ten instead.")


PRESETS: dict[str, Preset] = {
    "Small or large": Preset(Config(), "CS5242 lecture 6: 0 to 4 against 5 to 9, ten hidden units."),
    "The lecture’s drawing": Preset(
        Config(route="lecture", activation="sigmoid"),
        "Ten recognisers squashed to 0..1, then +1 for small digits and −1 for large ones.",
    ),
    "Without a squash": Preset(
        Config(route="lecture"),
        "With ReLU, a recogniser that is very sure shouts down the others: the drawing alone does not do it.",
    ),
    "Fifty units": Preset(Config(width=50), "More units than digits: fewer errors, and no unit has a name."),
    "Four layers": Preset(
        Config(depth=4), "The lecture: more layers succeed too, and their features are less interpretable."
    ),
    "Even or odd": Preset(Config(group=(0, 2, 4, 6, 8)), "Neighbours in shape, not in number: 3 and 8 are apart."),
    "With a loop": Preset(Config(group=(0, 6, 8, 9)), "What has a closed loop: a group by shape."),
    "No bend": Preset(
        Config(activation="identity"),
        "Without an activation two layers do what one does: the second changes nothing.",
    ),
}


def groups(group: tuple[int, ...], classes: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """`group` and all others of a data set of so many classes; its lower half where one would be empty."""
    one = tuple(k for k in group if k < classes)
    if not 0 < len(one) < classes:
        one = tuple(range(classes // 2))
    return one, tuple(k for k in range(classes) if k not in one)


def shape(config: Config, classes: int) -> tuple[int, int]:
    """Hidden units and layers of `config`'s network: of recognisers as many as classes, and two."""
    return (config.width, config.depth) if config.route == "end" else (classes, 2)
