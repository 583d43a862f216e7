"""What one gets without a hidden layer: an SVM, nearest neighbours, and a linear classifier, by scikit-learn.

E, "MNIST Results": SVM 98.6 %, kNN 96.8 % right; D, "Example: MNIST digit classification": linear 88 %. Fitting
cannot be interrupted from within: it is a process of its own (baseline_child.py), which can be ended.
"""

import math
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import torch
from numpy.typing import NDArray

from core.config import Choice, Range, Switch, check
from core.data.selection import Dataset, Selection
from core.experiments.digit_lab import config as lesson

METHODS = {"svm": "SVM", "knn": "nearest neighbours", "logistic": "logistic regression"}
SUBSET = 10_000  # training pictures by default: all three are there in half a minute
CHILD, POLL = (sys.executable, "-m", "core.experiments.digit_lab.baseline_child"), 0.05  # s between two looks at it
# Measured on one core with 784 pixels: seconds for 10,000 pictures, and the power of their number they grow with
COST = {"svm": (15.0, 1.8), "knn": (7.0, 0.7), "logistic": (3.5, 0.7)}

Counts = NDArray[np.int64]
Scrambled = Annotated[bool, Switch("Scramble the pixels", "The same random order of the pixels for every picture.")]
Taken = Annotated[
    int, Range("Training pictures", 10, 100_000, "So many, drawn at random. 0: all there are.", True, True)
]
Seed = Annotated[int, Range("Seed", 0, 9999, "Draws the pictures, and first weights.")]


class BaselineError(RuntimeError):
    """The child process ended before it was done; the message says why and what to do."""


@dataclass(frozen=True)
class Config:
    """One classifier and its pictures, the same as the digit lab's of this subset and seed."""

    dataset: Dataset = "mnist"
    method: Annotated[str, Choice("Classifier", METHODS, "Without any hidden layer.")] = "svm"
    permute_pixels: Scrambled = False
    subset: Taken = SUBSET
    seed: Seed = 0

    def __post_init__(self) -> None:
        check(self)


@dataclass(frozen=True)
class Snapshot:
    """Where the classifier is; all but `stage`, `share` and `pictures` is there at the end only."""

    stage: str  # loading, fitting, predicting, done
    share: float  # of the test pictures answered, 0..1
    pictures: int  # that it was fitted to
    test_error: float = math.nan  # share of wrong answers, 0..1
    confusion: Counts | None = None  # (K, K) of the test pictures: true class, given class
    fit_seconds: float = math.nan
    predict_seconds: float = math.nan  # of all test pictures
    support: int = 0  # support vectors of the SVM


def expected(config: Config) -> float:
    """About how many seconds one core needs for `config`."""
    chosen = _selection(config)
    many = len(_rows(config, chosen))
    at, power = COST[config.method]
    return float(at * (many / SUBSET) ** power * chosen.data.train_images[0].size / 784)


def train(config: Config, *, stop: Callable[[], bool] = lambda: False) -> Iterator[Snapshot]:
    """Fit the classifier and let it answer all test pictures. Raises BaselineError if its process dies.

    (E, "MNIST Results"; D, "Example: MNIST digit classification")
    """
    yield Snapshot("loading", 0.0, 0)
    chosen = _selection(config)
    data, rows = chosen.data, _rows(config, chosen)
    with tempfile.TemporaryDirectory(prefix="mlpscope-baseline-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        np.save(folder / "x.npy", chosen.seen(data.train_images[rows]).reshape(len(rows), -1))
        np.save(folder / "y.npy", chosen.labels(data.train_labels[rows]))
        tests = data.test_images[chosen.test_rows]
        np.save(folder / "test.npy", chosen.seen(tests).reshape(len(tests), -1))
        for stage, share in _watch(config.method, folder, stop):
            yield Snapshot(stage, share, len(rows))
        if (folder / "result.npz").exists():
            truth = chosen.labels(data.test_labels[chosen.test_rows])
            yield _result(folder / "result.npz", truth, len(chosen.classes), len(rows))


def _selection(config: Config) -> Selection:
    return lesson.selection(lesson.Config(dataset=config.dataset, permute_pixels=config.permute_pixels))


def _rows(config: Config, chosen: Selection) -> NDArray[np.intp]:
    """Of the pictures that the lab would train on."""
    lab = lesson.Config(subset=config.subset, seed=config.seed)
    rows: NDArray[np.intp] = chosen.train_rows[lesson.split(lab, len(chosen.train_rows))[0]]
    return rows


def _watch(method: str, folder: Path, stop: Callable[[], bool]) -> Iterator[tuple[str, float]]:
    """Run the child; yields (stage, share) as it changes. It is killed if `stop()` says so, or nobody listens."""
    threads = str(torch.get_num_threads())
    env = os.environ | {"OMP_NUM_THREADS": threads, "OPENBLAS_NUM_THREADS": threads, "MKL_NUM_THREADS": threads}
    root, pipe, name, last = Path(__file__).resolve().parents[3], subprocess.PIPE, str(folder), ""
    with (
        (folder / "said").open("w+") as said,
        (folder / "errors").open("w+") as errors,
        subprocess.Popen(
            [*CHILD, method, name], cwd=root, env=env, stdin=pipe, stdout=said, stderr=errors
        ) as child,
    ):
        try:
            while True:
                ended = child.poll() is not None
                line = ["", *(folder / "said").read_text().split("\n")][-2]  # the last one that is whole
                if line and line != last:
                    last, (stage, share) = line, line.split()
                    yield stage, float(share)
                if ended or stop():
                    break
                time.sleep(POLL)
        finally:
            child.kill()
    if ended and child.returncode:
        raise BaselineError(_why(child.returncode, (folder / "errors").read_text()))


def _why(code: int, errors: str) -> str:
    """What ended the child, in words."""
    remedy = "Let it learn from fewer pictures, or train again."
    last = [line for line in errors.splitlines() if line.strip()][-1:] or [f"it ended with {code}"]
    if code < 0:
        name = signal.Signals(-code).name
        return f"The process that fits this was ended from outside ({name}), perhaps for want of memory. {remedy}"
    if last[0].startswith("MemoryError") or "_ArrayMemoryError" in last[0]:
        return f"This needs more memory than there is. {remedy}"
    return f"The classifier could not be fitted: {last[0].removeprefix('ValueError: ')[:300]}"


def _result(path: Path, truth: NDArray[np.intp], classes: int, pictures: int) -> Snapshot:
    with np.load(path, allow_pickle=False) as found:
        given = found["given"].astype(np.intp)
        fit, predict, support = float(found["fit"]), float(found["predict"]), int(found["support"])
    confusion = np.bincount(truth * classes + given, minlength=classes**2).reshape(classes, classes)
    error = float((given != truth).mean())
    return Snapshot("done", 1.0, pictures, error, confusion.astype(np.int64), fit, predict, support)
