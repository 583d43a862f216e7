"""CIFAR-10: its archive, unpacked or not, and the subset that stands in for it."""

import bz2
import gzip
import hashlib
import io
import pickle
import shutil
import struct
import tarfile
from functools import partial

import numpy as np
import pytest

from core.data import formats, images
from tests.helpers.archives import message_of_load, real

pytestmark = pytest.mark.usefixtures("data")


def test_the_cifar10_subset_says_that_it_is_one(data):
    data.mkdir()
    shutil.copy(real("cifar10_subset.npz"), data)
    assert images.status("cifar10").state == "ready"
    cifar = images.load("cifar10", download=False)
    assert cifar.train_images.shape == (4000, 32, 32, 3) and cifar.test_images.shape == (1000, 32, 32, 3)
    assert cifar.note == "a subset of 4,000 + 1,000 pictures"
    assert cifar.train_labels.dtype == np.uint8 and set(cifar.train_labels) == set(range(10))
    ships = images.average(cifar, cifar.class_names.index("ship"))
    assert ships.shape == (32, 32, 3) and ships[:8, :, 2].mean() > ships[:8, :, 0].mean()  # the sky is blue


def shades(*shape: int) -> np.ndarray:
    """Pictures that have every brightness."""
    return (np.arange(np.prod(shape)) % 256).astype(np.uint8).reshape(shape)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"test_images": np.zeros((10, 32, 32), np.uint8)}, "'test_images' must have pictures of (32, 32, 3)"),
        ({"train_images": np.zeros((10, 32, 32, 3))}, "Got float64"),
        ({"train_labels": np.arange(1, 11)}, "'train_labels' must be integers from 0 to 9. Got 10 instead."),
        ({"train_labels": np.array([1, 2])}, "Got int64 (2,) instead."),
        ({"train_labels": np.array([{}] * 10)}, "'train_labels' is an object array"),
        ({f"{part}_labels": np.arange(10) % 9 for part in ("train", "test")}, "Got 9 of (32, 32, 3) instead."),
        (
            {f"{part}_images": shades(10, 28, 28) for part in ("train", "test")},
            "cifar10_subset.npz must have 10 classes of pictures (32, 32, 3). Got 10 of (28, 28) instead.",
        ),
    ],
)
def test_a_wrong_subset_names_the_array(data, change, says):
    data.mkdir()
    good = {f"{part}_images": shades(10, 32, 32, 3) for part in ("train", "test")}
    good |= {f"{part}_labels": np.arange(10) for part in ("train", "test")}
    np.savez(data / "cifar10_subset.npz", **(good | change))
    with pytest.raises(images.DataError) as error:
        images.load("cifar10", download=False)
    assert says in str(error.value) and "Delete cifar10_subset.npz in the data folder" in str(error.value)


def test_a_truncated_subset_names_the_file(data):
    data.mkdir()
    (data / "cifar10_subset.npz").write_bytes(b"PK\x03\x04 and no more")
    says = r"cifar10_subset\.npz is not whole: its end is missing\. .* Delete cifar10_subset\.npz in "
    with pytest.raises(images.DataError, match=says):
        images.load("cifar10", download=False)


def old_batch(pictures: np.ndarray, labels: list[int]) -> bytes:
    """A batch as Python 2 and the NumPy of 2009 pickled it, opcode by opcode."""
    text = b"\x80\x02}(U\x06labels](" + b"".join(b"K" + bytes([label]) for label in labels) + b"e"
    text += b"U\x04datacnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85U\x01b\x87R(K\x01"
    text += b"M" + struct.pack("<H", len(pictures)) + b"M\x00\x0c\x86cnumpy\ndtype\nU\x02u1K\x00K\x01\x87R"
    text += b"(K\x03U\x01|NNN" + b"J\xff\xff\xff\xff" * 2 + b"K\x00tb\x89"
    return text + b"T" + struct.pack("<I", pictures.size) + pictures.tobytes() + b"tbu."


@pytest.fixture
def cifar(monkeypatch, data) -> dict[str, np.ndarray]:
    """A small archive built like CIFAR-10's lies in the data folder, and torchvision knows its MD5s."""
    from torchvision.datasets import CIFAR10

    random, rows, packed = np.random.default_rng(0), {}, io.BytesIO()
    lists = {"train_list": [], "test_list": []}
    with tarfile.open(fileobj=packed, mode="w:gz") as tar:
        for kind, names in lists.items():
            for name, _ in getattr(CIFAR10, kind):
                rows[name] = random.integers(0, 256, (2, 3072), dtype=np.uint8)
                names.append([name, add(tar, name, old_batch(rows[name], [3, 7]))])
        meta = CIFAR10.meta | {"md5": add(tar, "batches.meta", pickle.dumps({"label_names": ["cat", "horse"]}))}
    for name, value in (lists | {"meta": meta, "tgz_md5": hashlib.md5(packed.getvalue()).hexdigest()}).items():
        monkeypatch.setattr(CIFAR10, name, value)
    data.mkdir()
    (data / CIFAR10.filename).write_bytes(packed.getvalue())
    archive = formats.ARCHIVES["cifar10"][0]._replace(size=len(packed.getvalue()))
    monkeypatch.setitem(formats.ARCHIVES, "cifar10", (archive,))
    return rows


def add(tar: tarfile.TarFile, name: str, contents: bytes) -> str:
    entry = tarfile.TarInfo(f"cifar-10-batches-py/{name}")
    entry.size = len(contents)
    tar.addfile(entry, io.BytesIO(contents))
    return hashlib.md5(contents).hexdigest()


def test_cifar10_is_read_from_its_archive_or_unpacked(monkeypatch, data, cifar):
    packed = images.load("cifar10", download=False)
    assert packed.train_images.shape == (10, 32, 32, 3) and packed.test_images.shape == (2, 32, 32, 3)
    assert packed.train_labels.tolist() == [3, 7] * 5 and packed.note == ""
    third = cifar["data_batch_3"][1]
    assert packed.train_images[5, 4, 9].tolist() == [third[4 * 32 + 9 + 1024 * colour] for colour in range(3)]
    assert packed.train_images.flags.c_contiguous and not packed.train_images.flags.writeable
    monkeypatch.setattr(images, "_loaded", {})
    (data / "cifar-10-python.tar.gz").unlink()
    assert np.array_equal(images.load("cifar10", download=False).train_images, packed.train_images)


def test_an_archive_that_was_packed_in_its_folder_is_read(data, cifar):
    packed = data / "cifar-10-python.tar.gz"
    with tarfile.open(packed) as tar:
        contents = {member.name: tar.extractfile(member).read() for member in tar}
    with tarfile.open(packed, mode="w:gz") as tar:
        for name, what in contents.items():
            entry = tarfile.TarInfo(f"./{name}")
            entry.size = len(what)
            tar.addfile(entry, io.BytesIO(what))
    assert len(images.load("cifar10", download=False).train_images) == 10


@pytest.mark.parametrize("lost", [False, True])
def test_beside_a_damaged_batch_the_archive_counts_or_it_is_named(monkeypatch, data, cifar, lost):
    images.load("cifar10", download=False)
    monkeypatch.setattr(images, "_loaded", {})
    batch = data / "cifar-10-batches-py" / "data_batch_2"
    whole = batch.read_bytes()
    damaged = whole[:-1] + b"!"
    batch.write_bytes(damaged)
    if lost:
        (data / "cifar-10-python.tar.gz").unlink()
        assert message_of_load("cifar10").startswith("cifar-10-batches-py in the data folder is damaged: it")
        assert images.status("cifar10").state == "damaged"
        assert batch.read_bytes() == damaged
        batch.write_bytes(whole)  # in place, as cp does
        assert images.status("cifar10").state == "ready"
        assert len(images.load("cifar10", download=False).train_images) == 10
    else:
        assert len(images.load("cifar10", download=False).train_images) == 10
        assert batch.read_bytes() == damaged


@pytest.mark.parametrize("pack", [partial(gzip.compress, compresslevel=1), lambda tar: tar, bz2.compress])
def test_an_archive_that_was_packed_anew_is_understood(data, cifar, pack):
    archive = data / "cifar-10-python.tar.gz"
    archive.write_bytes(pack(gzip.decompress(archive.read_bytes())))
    assert images.status("cifar10").state == "ready"
    assert len(images.load("cifar10", download=False).train_images) == 10


@pytest.mark.parametrize(
    "change", [lambda raw: raw[: len(raw) // 2], lambda raw: b"<html>Please log in</html>", gzip.compress]
)
def test_an_archive_of_another_content_is_named_and_left_alone(data, cifar, change):
    archive = data / "cifar-10-python.tar.gz"
    archive.write_bytes(changed := change(archive.read_bytes()))
    message = message_of_load("cifar10")
    says = "is damaged: it does not hold what CIFAR-10's archive does ("
    assert message.startswith(f"{archive.name} in the data folder {says}") and "\n" not in message
    assert images.status("cifar10") == images.Status("damaged", 0, message)
    assert archive.read_bytes() == changed and [path.name for path in data.iterdir()] == [archive.name]


def test_a_folder_named_like_the_archive_is_named(data, cifar):
    archive = data / "cifar-10-python.tar.gz"
    archive.unlink()
    archive.mkdir()
    says = "cifar-10-python.tar.gz in the data folder is a folder, not CIFAR-10's archive. Move it away."
    assert message_of_load("cifar10").startswith(says) and images.status("cifar10").message.startswith(says)
