"""The settings of Vanishing gradients: deep networks of one shape, alike but for their activation."""

from dataclasses import dataclass
from typing import Annotated

from core.config import Choice, Only, Preset, Range, Subset, Switch, check
from core.data import images
from core.data.planar import PLANAR
from core.data.selection import Named
from core.learning.nets import ACTIVATIONS
from core.learning.plan import NORMS, Plan
from core.learning.updates import OPTIMIZERS

UNITS = 60_000  # hidden units of all networks together
ALL = tuple(ACTIVATIONS)  # their numbers in a link
INITS = {
    "pytorch": "PyTorch's default",
    "xavier": "Xavier (Glorot 2010)",
    "he": "He (2015), its gain",
    "lecun": "LeCun (1998)",
    "orthogonal": "orthogonal, He's gain",
    "normal": "normal, of one spread",
    "zeros": "zeros",
}
TRAINING = Only("training")

Data = Annotated[
    str,
    Named(
        "Data",
        {name: source.title for name, source in images.NAMES.items()} | PLANAR,
        "Pictures, or points of the plane in two classes; digits and points need no download.",
    ),
]


@dataclass(frozen=True)
class Config:
    """Deep networks of one shape, alike but for their activation, and how they are trained."""

    activations: Annotated[
        tuple[int, ...],
        Subset(
            "Activations",
            0,
            len(ALL) - 1,
            help="All start from one draw and see the same batches.",
            words=tuple(f.name for f in ACTIVATIONS.values()),
        ),
    ] = (1, 2, 3)
    depth: Annotated[int, Range("Hidden layers", 1, 100, "All of one width; an output layer on top.", True)] = 20
    init: Annotated[str, Choice("Initial weights", INITS, "How they are drawn.")] = "pytorch"
    residual: Annotated[bool, Switch("Residual connections", "h + f(W h + b): a way around every layer.")] = False
    norm: Annotated[str, Choice("Normalisation", NORMS, "Of W h + b, before the activation.")] = "none"
    clip: Annotated[
        float,
        Range("Clip gradients at", 1e-3, 1e3, "Norm of all gradients of a network at most; 0 is off.", True, True),
    ] = 0.0
    scale: Annotated[
        float, Range("Times the weights", 0.01, 10, "Of “normal” it is their standard deviation.", True)
    ] = 1.0
    width: Annotated[int, Range("Units in a layer", 1, 256, "The same in all hidden layers.", True)] = 64
    dataset: Data = "mnist"
    optimizer: Annotated[str, Choice("Optimiser", OPTIMIZERS, "How a gradient becomes a step."), TRAINING] = "adam"
    lr: Annotated[float, Range("Learning rate", 1e-5, 10, "The length of a step.", True), TRAINING] = 1e-3
    batch_size: Annotated[
        int, Range("Batch", 16, 512, "Pictures for one gradient in training.", True), TRAINING
    ] = 128
    steps: Annotated[int, Range("Steps", 10, 2_000, "Updates of the weights.", True), TRAINING] = 300
    seeds: Annotated[int, Range("Draws", 1, 5, "Networks of each activation, from as many seeds.")] = 3
    seed: Annotated[int, Range("Seed", 0, 9999, "The first seed: draws the weights and the batches.")] = 0

    def __post_init__(self) -> None:
        check(self)
        units = len(self.activations) * self.seeds * self.depth * self.width
        if units > UNITS:
            raise ValueError(
                f"Activations x draws x layers x units must be at most {UNITS:,} hidden units. Got "
                f"{len(self.activations)} x {self.seeds} x {self.depth} x {self.width} = {units:,} instead."
            )

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(ALL[k] for k in self.activations)

    @property
    def remedied(self) -> bool:
        return self.residual or self.norm != "none" or self.clip > 0


@dataclass(frozen=True)
class View:
    """What is looked at; it changes no number."""

    of: Annotated[
        str,
        Choice("Gradient", {"weights": "gradient of the weights", "units": "gradient at the units"}, "Which one."),
    ] = "weights"
    focus: Annotated[
        str,
        Choice("Look closer at", {"": "the first"} | {k: f.name for k, f in ACTIVATIONS.items()}, "Whose layers."),
    ] = ""

    def __post_init__(self) -> None:
        check(self)


def plan(config: Config, inputs: int, outputs: int) -> Plan:
    """The stack that `config` describes."""
    seeds = tuple(range(config.seed, config.seed + config.seeds))
    return Plan(
        (inputs, *[config.width] * config.depth, outputs),
        config.names,
        seeds,
        config.init,
        config.scale,
        config.residual,
        config.norm,
    )


PRESETS: dict[str, Preset] = {
    "A stack of sigmoids": Preset(
        Config(), "As PyTorch draws them: “the gradients in the lower layers are lost” (EPFL), of sigmoid most."
    ),
    "Tanh with Xavier": Preset(
        Config(activations=(1, 2), init="xavier"),
        "Glorot and Bengio's draw keeps tanh's gradient. Sigmoid's slope, ¼ at most, is beyond its help.",
    ),
    "ReLU with He": Preset(
        Config(activations=(2, 3, 4), init="he"), "He's draw makes up for the half of the units that are off."
    ),
    "ReLU with std 1": Preset(
        Config(activations=(3,), init="normal", scale=1.0),
        "Weights that are too large: the gradient explodes, and so does the loss.",
    ),
    "Clipped": Preset(
        Config(activations=(3,), init="normal", scale=0.3, optimizer="sgd", lr=0.01, clip=1.0),
        "The deck's remedy for explosions: a gradient that is too long is made shorter, its direction stays.",
    ),
    "100 layers, residual": Preset(
        Config(activations=(1, 2, 3), depth=100, residual=True, norm="layer", seeds=1, width=64),
        "A way around every layer, and normalisation: even a hundred layers pass the gradient on.",
    ),
    "A dead network": Preset(
        Config(activations=(3, 4), depth=50, width=4, init="he", seeds=5),
        "Narrow and deep: somewhere a whole ReLU layer is off for all pictures, and nothing passes any more.",
    ),
    "No activation": Preset(
        Config(activations=(0, 3), init="orthogonal"),
        "The identity passes every gradient on, and learns no more than one layer can.",
        "While they learn",
    ),
    "Zeros": Preset(
        Config(init="zeros"), "All weights 0: no layer but the last has a gradient, and nothing ever learns."
    ),
}
