"""One hidden layer and a deep narrow network, fitted to the same function from several seeds."""

from collections.abc import Callable, Iterator, Sequence

from core.experiments.approximation.config import NARROW, Config
from core.experiments.approximation.targets import function
from core.learning import fitted
from core.learning.fitted import Shape, Snapshot
from core.learning.nets import count_weights
from core.learning.regression import Recipe
from core.words import Done


def layers(units: int) -> int:
    """How many layers of 5 have about as many weights as one of `units`: 30 L - 14 against 3 N + 1."""
    return max(1, round((3 * units + 15) / 30))


def shapes(config: Config) -> dict[str, Shape]:
    """One hidden layer, and a deep net of width M + 4 = 5 with about as many weights."""
    recipe = Recipe(config.lr, config.steps)
    both = {"one layer": (1, config.units, 1), "deep, narrow": (1, *[NARROW] * layers(config.units), 1)}
    return {name: Shape(widths, recipe, config.activation, config.start) for name, widths in both.items()}


def weights(config: Config, widths: tuple[int, ...]) -> int:
    """Numbers that training may change."""
    return count_weights(widths, bias=config.start != "none")


def progress(config: Config, snapshots: Sequence[Snapshot]) -> Done:
    """How far the slower of both networks is, in updates."""
    return fitted.progress(snapshots, config.steps)


def train(config: Config, *, stop: Callable[[], bool] = lambda: False) -> Iterator[Snapshot]:
    """Fit one hidden layer and a deep narrow net to the function."""
    yield from fitted.record(shapes(config), function(config.target, fitted.points()), config.seed, stop=stop)
