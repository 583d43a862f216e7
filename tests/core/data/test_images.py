"""What is in the data sets, and how they are shared.

The archives are the real ones: set MLPSCOPE_DATA to a folder that has them, or tests of them skip.
"""

import subprocess
import sys
import threading
import time
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from core.data import formats, images
from tests.helpers.archives import WHOLE, copy, files, unpack

ROOT = Path(__file__).resolve().parents[3]
pytestmark = pytest.mark.usefixtures("data")


# What is in the data sets


def test_mnist_is_mnist(monkeypatch, data):
    copy("MNIST", data)
    mnist = images.load("mnist", download=False)
    assert mnist.train_images.shape == (60000, 28, 28) and mnist.test_images.shape == (10000, 28, 28)
    assert mnist.train_labels[:5].tolist() == [5, 0, 4, 1, 9]
    assert mnist.test_labels[:5].tolist() == [7, 2, 1, 0, 4]
    train, test = (np.bincount(labels).tolist() for labels in (mnist.train_labels, mnist.test_labels))
    assert train == [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]
    assert test == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
    assert round(mnist.train_images.mean() / 255, 4) == 0.1307
    assert round(mnist.train_images.std() / 255, 4) == 0.3081
    assert mnist.note == "" and mnist.licence == "CC BY-SA 3.0" and "LeCun" in mnist.source
    assert files(data) == {"MNIST", "raw", *WHOLE}


def test_fashion_mnist_has_its_names(data):
    copy("FashionMNIST", data)
    fashion = images.load("fashion_mnist", download=False)
    assert fashion.class_names[0] == "T-shirt/top" and fashion.class_names[9] == "Ankle boot"
    assert np.bincount(fashion.train_labels).tolist() == [6000] * 10
    assert fashion.train_labels[:5].tolist() == [9, 0, 0, 3, 0]
    bags = images.average(fashion, fashion.class_names.index("Bag"))
    trousers = images.average(fashion, 1)
    assert bags.shape == (28, 28) and bags.dtype == np.float64
    assert bags[:, :5].mean() > 3 * trousers[:, :5].mean()  # a bag is wide, trousers are narrow


def test_the_names_agree_with_torchvision():
    from torchvision.datasets import CIFAR10, MNIST, FashionMNIST

    for name, kind in (("mnist", MNIST), ("fashion_mnist", FashionMNIST)):
        ours = [archive.path for archive in formats.ARCHIVES[name]]
        assert ours == [f"{kind.__name__}/raw/{file}" for file, _ in kind.resources]
    assert list(images.NAMES["fashion_mnist"].class_names) == FashionMNIST.classes
    (archive,) = formats.ARCHIVES["cifar10"]
    assert (archive.path, archive.inside) == (CIFAR10.filename, CIFAR10.base_folder)


@pytest.mark.parametrize(("folder", "name"), [("MNIST", "mnist"), ("FashionMNIST", "fashion_mnist")])
def test_the_sizes_are_those_of_the_files(data, folder, name):
    unpack(copy(folder, data))
    for archive in formats.ARCHIVES[name]:
        assert (data / archive.path).stat().st_size == archive.size
        assert (data / archive.inside).stat().st_size == archive.inside_size


def test_digits_need_nothing_and_sit_like_mnist(monkeypatch):
    monkeypatch.setenv("MLPSCOPE_DATA", "/nowhere/at/all")
    assert images.status("digits") == images.Status("ready", 0, "")
    digits = images.load("digits")
    assert digits.title == "8x8 digits (offline)" and "not MNIST" in digits.note
    assert digits.train_images.shape == (1437, 28, 28) and digits.test_images.shape == (360, 28, 28)
    assert digits.train_labels[:10].tolist() == list(range(10))
    both = np.concatenate([digits.train_labels, digits.test_labels])
    assert np.bincount(both).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
    pictures = np.concatenate([digits.train_images, digits.test_images]).astype(float)
    mass, place = pictures.sum(axis=(1, 2)), np.arange(28)
    for axis in (1, 2):
        centres = pictures.sum(axis=3 - axis) @ place / mass
        assert np.abs(centres - 14).max() <= 0.5 + 1e-9
    spans = [np.flatnonzero(p.any(axis=axis)) for p in pictures for axis in (0, 1)]
    assert max(span[-1] - span[0] + 1 for span in spans) == 20


def test_digits_keep_their_shape():
    from PIL import Image
    from sklearn.datasets import load_digits

    digits, small = images.load("digits"), load_digits().images
    pictures = np.concatenate([digits.train_images, digits.test_images])
    boxes = [(top, left) for top in range(9) for left in range(9)]
    for picture, original in zip(pictures[::97], small[::97], strict=True):
        likeness = []
        for top, left in boxes:
            back = Image.fromarray(picture[top : top + 20, left : left + 20]).resize((8, 8), Image.Resampling.BOX)
            likeness.append(np.corrcoef(np.asarray(back).ravel(), original.ravel())[0, 1])
        assert max(likeness) > 0.97


# How they are shared


def test_arrays_are_read_only_and_contiguous():
    digits = images.load("digits")
    for array in (digits.train_images, digits.train_labels, digits.test_images, digits.test_labels):
        assert array.dtype == np.uint8 and array.flags.c_contiguous
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1


def test_eight_threads_share_one_load(monkeypatch):
    calls, gate = [], threading.Barrier(8)
    monkeypatch.setattr(formats, "digits", partial(_slow_digits, calls))
    found: list[images.ImageData] = []

    def visit():
        gate.wait()
        found.append(images.load("digits"))

    threads = [threading.Thread(target=visit) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(calls) == 1 and len(found) == 8 and all(one is found[0] for one in found)


def _slow_digits(calls: list[int]) -> list[np.ndarray]:
    calls.append(1)
    time.sleep(0.1)
    return [np.zeros((2, 28, 28), np.uint8), np.zeros(2, np.uint8)] * 2


def test_nothing_heavy_is_imported_before_it_is_needed():
    code = (
        "import sys; from core.data import images; [images.status(name) for name in images.NAMES];"
        "print({'torch', 'torchvision', 'sklearn', 'PIL', 'streamlit', 'altair'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_unknown_names_and_classes_are_refused():
    for ask in (images.status, images.load, images.about):
        for name in ("mnits", "own-1234", "own-0123456789abcdeF", "own-../../../secret", "own-0123456789abcdef\n"):
            with pytest.raises(ValueError, match=r"'name' must be one of mnist, .* Got ") as error:
                ask(name)
            assert repr(name) in str(error.value)
    with pytest.raises(ValueError, match=r"'label' must be in \[0, 9\]\. Got 10 instead\."):
        images.average(images.load("digits"), 10)
