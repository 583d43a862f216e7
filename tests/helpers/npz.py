"""Own data sets as files: good ones, and what is said of those that are refused."""

import io
import zipfile

import numpy as np
import pytest

from core.data import images, own
from core.data.disk import DataError

SAVE = "Save the arrays by their names with numpy.savez_compressed."


def pictures(n: int = 12, m: int = 6, shape: tuple[int, ...] = (8, 6), k: int = 3, seed: int = 0) -> dict:
    """Arrays as a person would save them: class c has a bright row c."""
    random = np.random.default_rng(seed)
    found = {}
    for part, many in (("train", n), ("test", m)):
        labels = np.arange(many) % k
        x = random.integers(0, 60, (many, *shape), dtype=np.uint8)
        x[np.arange(many), labels] = 250
        found |= {f"{part}_images": x, f"{part}_labels": labels}
    return found


def saved(arrays: dict, save=np.savez) -> bytes:
    file = io.BytesIO()
    save(file, **arrays)
    return file.getvalue()


def zipped(members: list[tuple[str, bytes]], method: int = zipfile.ZIP_STORED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, contents in members:
            archive.writestr(name, contents)
    return file.getvalue()


def npy(array: np.ndarray, **header: object) -> bytes:
    """An array as an .npy file, whose header may lie."""
    file = io.BytesIO()
    truth = {"descr": array.dtype.str, "fortran_order": False, "shape": array.shape}
    np.lib.format.write_array_header_1_0(file, truth | header)
    return file.getvalue() + array.tobytes()


def refusal(raw: bytes, name: str = "mine.npz") -> str:
    """What is said of a file that is refused, of which nothing may be kept."""
    with pytest.raises(DataError) as error:
        own.add(raw, name)
    assert not list(images.folder().rglob("*.npz"))
    return str(error.value)
