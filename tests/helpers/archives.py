"""The published archives of the data sets, where MLPSCOPE_DATA has them, copied into the data folder of a test."""

import gzip
import os
import shutil
from pathlib import Path

import pytest

from core.data import formats, images

ROOT = Path(__file__).resolve().parents[2]
REAL = Path(os.environ.get("MLPSCOPE_DATA", ROOT / "data"))
WHOLE = {Path(path).name for archive in formats.ARCHIVES["mnist"] for path in (archive.path, archive.inside)}
IMAGES, LABELS = "train-images-idx3-ubyte", "train-labels-idx1-ubyte"
needs_archives = pytest.mark.skipif("MLPSCOPE_DATA" not in os.environ, reason="needs the archives in MLPSCOPE_DATA")


def real(relative: str) -> Path:
    """A file or a folder of the published ones; the test is skipped where it is not there."""
    path = REAL / relative
    if not path.exists():
        pytest.skip(f"no {relative} in MLPSCOPE_DATA")
    return path


def copy(name: str, where: Path, *, only: str = "*.gz") -> Path:
    """The real archives of MNIST or FashionMNIST, copied to a data folder; the folder they lie in."""
    target = where / name / "raw"
    target.mkdir(parents=True)
    for archive in real(f"{name}/raw").glob(only):
        shutil.copy(archive, target)
    return target


def unpack(raw: Path) -> None:
    """Put beside each archive of a folder what is in it."""
    for archive in raw.glob("*.gz"):
        archive.with_suffix("").write_bytes(gzip.decompress(archive.read_bytes()))


def files(where: Path) -> set[str]:
    """The names of all files and folders in a folder, however deep."""
    return {path.name for path in where.rglob("*")}


def message_of_load(name: str = "mnist", **options: object) -> str:
    """What is said when this data set cannot be loaded."""
    with pytest.raises(images.DataError) as error:
        images.load(name, **options)
    return str(error.value)
