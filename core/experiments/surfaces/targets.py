"""What is to be learned: functions and pictures as 51 x 51 numbers over the square [-1, 1]^2, standardised."""

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from core.data import pictures
from core.experiments.surfaces.config import SIDE, Config

Exact = NDArray[np.float64]
Pixels = NDArray[np.uint8]
FILES = {"flower": "flower.jpg", "china": "china.jpg"}  # of scikit-learn
CREDITS = {  # as scikit-learn's README of its pictures names them
    "flower": "flower.jpg, flickr.com/photos/vultilion/6056698931, CC BY 2.0, cut to a square, grey and smaller",
    "china": "china.jpg, flickr.com/photos/danielbuechele/6061409035, CC BY 2.0, cut to a square, grey and smaller",
}
MISSING = "There is no picture of yours yet. Upload a PNG or JPEG, or choose another surface."


def rosenbrock(x: Exact, y: Exact) -> Exact:
    """100 (v - u^2)^2 + (1 - u)^2, u from -2 to 2, v from -1 to 3 (E, "Regressing the Rosenbrock Function")."""
    u, v = 2 * x, 1 + 2 * y
    return np.asarray(100 * (v - u**2) ** 2 + (1 - u) ** 2)


def bowl(x: Exact, y: Exact) -> Exact:
    """x^2 + y^2: the deck shows a second smooth surface and does not print its formula."""
    return np.asarray(x**2 + y**2)


def waves(x: Exact, y: Exact) -> Exact:
    """cos(3 pi r) at a distance r from the middle: rings, as of a stone in water."""
    return np.asarray(np.cos(3 * np.pi * np.hypot(x, y)))


FUNCTIONS: dict[str, Callable[[Exact, Exact], Exact]] = {"rosenbrock": rosenbrock, "second": bowl, "waves": waves}


@dataclass(frozen=True)
class Target:
    """A surface, standardised: z = (value - mean) / deviation; where it is constant, z = 0 and deviation = 1."""

    z: Exact  # (51, 51) row i at y_i, column j at x_j
    mean: float
    deviation: float
    constant: bool
    fine: Exact | None  # (102, 102) the same at four times as many points, where it is known


def along(many: int, reach: float = 1.0) -> Exact:
    """The middles of so many equal parts of [-reach, reach]."""
    return reach * ((np.arange(many) + 0.5) * 2 / many - 1)


def inputs(many: int = SIDE, reach: float = 1.0) -> Exact:
    """(2, many^2) the points x, y at which a surface has a value, row by row, y from -1 on."""
    x, y = np.meshgrid(along(many, reach), along(many, reach))
    return np.stack([x.ravel(), y.ravel()])


def target(config: Config) -> Target:
    """The surface of a Config. Raises ValueError where a picture of one's own is asked for and there is none."""
    return _target(config.target, config.picture if config.target == "own" else "")


@lru_cache(maxsize=16)
def _target(name: str, own: str) -> Target:
    if name == "own":
        if not own:
            raise ValueError(MISSING)
        values, fine = pictures.from_text(own, (SIDE, SIDE)).astype(float), None
    elif name in FILES:
        values, fine = (_picture(FILES[name], many).astype(float) for many in (SIDE, 2 * SIDE))
    else:
        values, fine = (FUNCTIONS[name](*inputs(many)).reshape(many, many) for many in (SIDE, 2 * SIDE))
    mean, deviation = float(values.mean()), float(values.std())
    constant = deviation < 1e-9 * max(1.0, abs(mean))
    scale = 1.0 if constant else deviation
    z = np.zeros_like(values) if constant else (values - mean) / scale
    return Target(z, mean, scale, constant, None if fine is None else (fine - mean) / scale)


def grey(picture: Pixels, many: int = SIDE) -> Pixels:
    """The middle of a picture (H, W, 3) as a square of grey levels; row 0 is its lowest, as y points up."""
    return pictures.photo(picture, (many, many))[::-1].copy()


def to_text(picture: Pixels) -> str:
    """A picture of one's own (H, W, 3) for a link: its middle, 51 x 51 grey levels."""
    return pictures.to_text(grey(picture))


def _picture(file: str, many: int) -> Pixels:
    from sklearn.datasets import load_sample_image

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return grey(np.asarray(load_sample_image(file)), many)


def enlarged(z: Exact) -> Exact:
    """Bicubic: (51, 51) as (102, 102), by Pillow (a = -0.5), whose pixels lie where those of inputs(102) do."""
    small = Image.fromarray(z.astype(np.float32))
    return np.asarray(small.resize((2 * SIDE, 2 * SIDE), Image.Resampling.BICUBIC), np.float64)
