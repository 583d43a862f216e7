"""What to write in numpy for the mistakes that people make in data sets: done as it stands, it mends the array.

Each is a sentence that ends in an expression, or "" where nobody can know what is meant.
"""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray


def of_shape(key: str, shape: tuple[int, ...]) -> str:
    """For pictures that are not (N, H, W) or (N, H, W, 3)."""
    match shape:
        case (_, _, _, 1):
            return f"Leave out the last axis: {key}[..., 0]."
        case (_, 1, _, _):
            return f"Leave out the second axis: {key}[:, 0]."
        case (_, _, _, 4):
            return f"Leave out the fourth channel: {key}[..., :3]."
        case (_, _, _, 2):
            return f"Take the first of the two channels: {key}[..., 0]."
        case (_, 3, _, _):
            return f"Put the colours last: {key}.transpose(0, 2, 3, 1)."
        case (_, 4, _, _):
            return f"Put the colours last, without the fourth channel: {key}.transpose(0, 2, 3, 1)[..., :3]."
        case (_, 2, _, _):
            return f"Take the first of the two channels: {key}[:, 0]."
        case (_, pixels):
            side = math.isqrt(pixels)
            if side * side == pixels:
                return f"Give each picture its two sides: {key}.reshape(-1, {side}, {side})."
            return f"Give each picture its two sides, of {pixels} pixels: {key}.reshape(-1, H, W)."
    return ""


def of_range(key: str, low: float, high: float, dark: float) -> str:
    """For pictures whose numbers go from `low` to `high`, in all sets that are alike, and are not 0 to 255.

    Below `dark`, the lightest is no number of 0 to 255.
    """
    if not math.isfinite(low) or not math.isfinite(high):
        return f"Some are not finite: {key} may have no NaN and no infinity."
    if low == high:
        return ""
    if low >= 0 and dark <= high <= 255:
        return f"Convert them: {key}.round().astype('uint8')."
    if low >= 0 and high <= 1:
        return f"Multiply them by 255 and convert them: ({key} * 255.0).round().astype('uint8')."
    bottom = 0.0 if low >= 0 else -1.0 if -1 <= low and high <= 1 else low
    top = 1.0 if bottom == -1 else high
    scaled = f"({key} + {_floating(-bottom)})" if bottom else key
    scale = f"({scaled} * {_floating(255 / (top - bottom))}).clip(0, 255).round().astype('uint8')"
    return f"They go from {low:.4g} to {high:.4g}. Bring them to 0 to 255: {scale}."


def _floating(value: float) -> str:
    """With a decimal point, so that integers become floats and do not overflow."""
    text = f"{value:.6g}"
    return text if set(text) & set(".e") else f"{text}.0"


def of_wide(key: str) -> str:
    """For pictures that would not be too large in 4 bytes a number."""
    return f"Take numbers of 4 bytes: {key}.astype('float32')."


def of_labels(key: str, labels: NDArray[Any], many: int) -> str:
    """For labels that are not one integer for each of `many` pictures."""
    if labels.ndim == 2 and len(labels) == many and labels.dtype.kind in "iufb":
        one_hot = bool(((labels != 0).sum(1) == 1).all() and (labels[labels != 0] == 1).all())
        if one_hot:
            return f"One-hot labels become numbers: {key}.argmax(1)."
        if labels.shape[1] == 1 and _whole(labels):
            return f"Make them whole: {key}.astype(int)."
        return "A picture has one label here: a set with several labels for each cannot be used."
    if labels.shape not in ((many,), (many, 1)):
        return ""
    if labels.dtype.kind in "US":
        return f"Number them: np.unique({key}, return_inverse=True)[1]."
    if _whole(labels):
        return f"Make them whole: {key}.astype(int)."
    return "A label is the number of a class: these are no whole numbers."


def _whole(values: NDArray[Any]) -> bool:
    if values.dtype.kind not in "fb":
        return False
    return bool(np.isfinite(values).all() and (np.asarray(values) == np.rint(np.asarray(values, float))).all())


def of_classes(key: str, found: NDArray[Any], elsewhere: NDArray[Any]) -> str:
    """For labels whose values are `found` in one set and `elsewhere` in the other, where they are not 0, 1, 2, ...

    One of the two sets may be mended already.
    """
    if len(found) != len(elsewhere):
        return ""
    low = int(found[0])
    if low and np.array_equal(found, np.arange(low, low + len(found))):
        return f"Count from 0: {key} {'-' if low > 0 else '+'} {abs(low)}."
    return f"Number them without gaps: np.unique({key}, return_inverse=True)[1]."


def of_many(found: NDArray[Any], most: int) -> str:
    """For labels whose values are `found`, in their order, more than `most`: the first of them stay."""
    end = int(found[most - 1]) + 1
    parts = (
        f"{part}_images, {part}_labels = [a[{part}_labels < {end}] for a in ({part}_images, {part}_labels)]"
        for part in ("train", "test")
    )
    return f"Keep some, such as those below {end}: {'; '.join(parts)}."
