"""The baselines against scikit-learn called in plain words, and their process against every way to die."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.svm import SVC

from core.data import images
from core.experiments.digit_lab import baseline_child as child
from core.experiments.digit_lab import baselines
from core.experiments.digit_lab.baselines import BaselineError, Config, Snapshot
from core.jobs.wire import decode, encode

ROOT = Path(__file__).parents[4]


def digits(subset, seed):
    data = images.load("digits")
    rows = np.sort(np.random.default_rng(seed).permutation(len(data.train_labels))[:subset])
    x, test = (part.reshape(len(part), -1) / 255 for part in (data.train_images[rows], data.test_images))
    return x, data.train_labels[rows], test, data.test_labels


def plain(method, x):
    return {
        "svm": SVC(C=5, gamma=2 / (784 * x.var())),
        "knn": KNeighborsClassifier(3, weights="distance"),
        "logistic": LogisticRegression(C=0.1, max_iter=200),
    }[method]


@pytest.mark.parametrize("method", baselines.METHODS)
def test_a_baseline_is_scikit_learns(method):
    x, y, test, truth = digits(300, 2)
    model = plain(method, x).fit(x, y)
    run = list(baselines.train(Config("digits", method, subset=300, seed=2)))
    assert (run[0].stage, run[-1].stage) == ("loading", "done")
    assert {s.stage for s in run[1:-1]} <= {"fitting", "predicting"}
    end = run[-1]
    assert end.test_error == pytest.approx((model.predict(test) != truth).mean(), abs=1.5 / len(truth))
    assert end.confusion.sum() == len(truth) and (end.confusion.sum(1) == np.bincount(truth)).all()
    assert end.test_error == pytest.approx(1 - np.trace(end.confusion) / len(truth))
    assert end.pictures == 300 and end.fit_seconds > 0 and end.predict_seconds > 0
    assert end.support == (model.n_support_.sum() if method == "svm" else 0)
    back = decode(Snapshot, encode(end))  # as it comes from a worker
    assert all(np.array_equal(getattr(back, f.name), getattr(end, f.name)) for f in fields(Snapshot))
    assert end.share == 1.0 and [s.share for s in run] == sorted(s.share for s in run)


def test_no_baseline_sees_that_the_pixels_are_scrambled():
    x, y, test, _ = digits(300, 0)
    x, test = (np.rint(255 * part).astype(np.uint8) for part in (x, test))
    order = np.random.default_rng(1).permutation(784)
    for fit in child.METHODS.values():
        here, scrambled = fit(x, y)[0], fit(x[:, order], y)[0]
        assert (here(test) == scrambled(test[:, order])).mean() > 0.99


@pytest.mark.parametrize("classes", [2, 3, 10])
def test_the_votes_are_those_of_libsvm(classes):
    x, y, test, _ = digits(500, 0)
    x, y = x[y < classes], y[y < classes]
    machine = SVC(C=5, gamma=0.02).fit(x, y)
    pixels = np.rint(255 * test).astype(np.uint8)
    assert (child.votes(machine, 0.02)(pixels) == machine.predict(pixels / 255)).all()


def test_labels_need_not_be_counted_from_0():
    x, y, test, _ = digits(500, 0)
    x, y = x[y > 6], y[y > 6]
    machine = SVC(C=5, gamma=0.02).fit(x, y)
    assert set(child.votes(machine, 0.02)(np.rint(255 * test).astype(np.uint8))) == {7, 8, 9}


def test_more_pictures_are_expected_to_take_longer():
    for method in baselines.METHODS:
        few, many = (baselines.expected(Config("digits", method, subset=n)) for n in (100, 1000))
        assert 0 < few < many


def alive(pid):
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state not in "ZX"


def gone(pid, seconds):
    end = time.monotonic() + seconds
    while alive(pid):
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True


@pytest.fixture
def slow(monkeypatch):
    """A child that says its process number, and that it is fitting, and then takes for ever."""
    says = "import os, time; print('fitting', os.getpid(), flush=True); time.sleep(60)"
    monkeypatch.setattr(baselines, "CHILD", (sys.executable, "-c", says))


def test_a_cancelled_fit_frees_the_worker_at_once(slow, tmp_path):
    asked = []

    def stop():
        asked.append(time.monotonic())
        return len(asked) > 20

    ((stage, pid),) = baselines._watch("svm", tmp_path, stop)
    assert stage == "fitting" and time.monotonic() - asked[-1] < 0.5 and not alive(int(pid))


def test_nobody_listens_any_more(slow, tmp_path):
    watched = baselines._watch("svm", tmp_path, lambda: False)
    _, pid = next(watched)
    watched.close()
    assert not alive(int(pid))


def test_nothing_is_left_behind(slow, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    stages = [s.stage for s in baselines.train(Config("digits", subset=100), stop=lambda: True)]
    assert "done" not in stages and not list(tmp_path.iterdir())


def test_a_killed_child_is_one_clear_message(slow, tmp_path):
    watched = baselines._watch("svm", tmp_path, lambda: False)
    _, pid = next(watched)
    os.kill(int(pid), signal.SIGKILL)
    with pytest.raises(BaselineError, match=r"ended from outside \(SIGKILL\).*fewer pictures"):
        next(watched)


@pytest.mark.parametrize(
    ("last", "said"),
    [
        ("MemoryError", "more memory than there is"),
        ("numpy._core._exceptions._ArrayMemoryError: Unable to allocate", "more memory than there is"),
        (
            "ValueError: The number of classes has to be greater than one; got 1 class",
            "fitted: The number of classes",
        ),
        ("", "ended with 1"),
    ],
)
def test_what_went_wrong_is_said_in_one_line(last, said):
    message = baselines._why(1, f"Traceback\n  File\n{last}\n" if last else "")
    assert said in message and "\n" not in message


def noise(folder):
    """A fit that takes long: pictures of nothing."""
    draw = np.random.default_rng(0)
    np.save(folder / "x.npy", draw.integers(0, 256, (6_000, 784), dtype=np.uint8))
    np.save(folder / "y.npy", draw.integers(0, 10, 6_000))
    np.save(folder / "test.npy", draw.integers(0, 256, (10, 784), dtype=np.uint8))


def fitting(said, seconds=120):
    end = time.monotonic() + seconds
    while not said.exists() or "fitting" not in said.read_text():
        assert time.monotonic() < end, "it does not begin"
        time.sleep(0.01)
    time.sleep(0.7)  # in libsvm by now


def test_a_child_dies_with_the_worker_however_that_dies(tmp_path):
    folder = tmp_path / "fit"
    folder.mkdir()
    noise(folder)
    parent = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "from pathlib import Path; from core.experiments.digit_lab import baselines; import sys\n"
            "list(baselines._watch('svm', Path(sys.argv[1]), lambda: False))",
            str(folder),
        ],
        cwd=ROOT,
    )
    fitting(folder / "said")
    (pid,) = Path(f"/proc/{parent.pid}/task/{parent.pid}/children").read_text().split()
    assert alive(pid)
    parent.kill()
    parent.wait()
    assert gone(pid, 1.0)
    assert not folder.exists()
