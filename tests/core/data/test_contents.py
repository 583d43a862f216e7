"""What counts of a file of MNIST is its content, not its name, nor how it is packed, nor the folder it is in."""

import errno
import gzip
import hashlib
import os
import shutil
from pathlib import Path

import pytest

from core.data import formats, idx, images
from tests.helpers.archives import IMAGES, LABELS, WHOLE, copy, files, message_of_load, real

pytestmark = pytest.mark.usefixtures("data")
NAMES = ["train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"]
FOUR = f"{', '.join(NAMES[:3])} and {NAMES[3]}"


def raw(data: Path) -> Path:
    """MNIST's folder, with nothing in it."""
    (data / "MNIST/raw").mkdir(parents=True)
    return data / "MNIST/raw"


def content(folder: str, name: str) -> bytes:
    """What the published archive has in it."""
    return gzip.decompress(real(f"{folder}/raw/{name}.gz").read_bytes())


def is_mnist() -> bool:
    found = images.load("mnist", download=False)
    return (
        found.train_labels[:5].tolist() == [5, 0, 4, 1, 9]
        and found.test_labels[:5].tolist() == [7, 2, 1, 0, 4]
        and (found.train_images[0].sum(), found.train_images.shape) == (27525, (60000, 28, 28))
        and found.test_images.shape == (10000, 28, 28)
    )


@pytest.mark.parametrize("name", ["mnist", "fashion_mnist"])
def test_the_md5s_are_those_of_what_is_in_the_published_archives(name):
    from torchvision.datasets import MNIST, FashionMNIST

    published = dict({"mnist": MNIST, "fashion_mnist": FashionMNIST}[name].resources)
    for archive in formats.ARCHIVES[name]:
        packed = real(archive.path).read_bytes()
        assert hashlib.md5(packed).hexdigest() == published[Path(archive.path).name]
        assert hashlib.md5(gzip.decompress(packed)).hexdigest() == archive.md5


@pytest.mark.parametrize("packed", [False, True])
def test_fashion_under_the_names_of_mnist_is_not_mnist(data, packed):
    where = raw(data)
    for name in NAMES:
        shutil.copy(real(f"FashionMNIST/raw/{name}.gz"), where)
        if not packed:
            (where / f"{name}.gz").unlink()
            (where / name).write_bytes(content("FashionMNIST", name))
    before, message = files(data), message_of_load(download=False)
    who = FOUR.replace("ubyte", "ubyte.gz") if packed else FOUR
    assert message == (
        f"{who} in MNIST/raw in the data folder are Fashion-MNIST's, not MNIST's. Move them away. "
        "Then the right files will be downloaded, or put them there yourself."
    )
    assert images.status("mnist") == images.Status("damaged", 0, message)
    assert files(data) == before
    for left in where.iterdir():
        left.unlink()
    assert images.status("mnist").state == "download"


def test_fashion_beside_the_archives_of_mnist_is_left_alone(data):
    where = copy("MNIST", data)
    for name in NAMES:
        (where / name).write_bytes(content("FashionMNIST", name))
    assert is_mnist()
    assert all((where / name).read_bytes() == content("FashionMNIST", name) for name in NAMES)


def test_one_file_of_fashion_among_those_of_mnist_is_named(data):
    where = copy("MNIST", data)
    shutil.copy(real(f"FashionMNIST/raw/{LABELS}.gz"), where)
    assert images.status("mnist").message == (
        f"{LABELS}.gz in MNIST/raw in the data folder is Fashion-MNIST's, not MNIST's. Move it away. "
        "Then the right file will be downloaded, or put it there yourself."
    )


def test_files_with_each_others_names_are_told_apart(data):
    where = copy("MNIST", data)
    train, test = where / f"{LABELS}.gz", where / "t10k-labels-idx1-ubyte.gz"
    test.rename(where / "aside")
    train.rename(test)
    (where / "aside").rename(train)
    says = f"{train.name} in MNIST/raw in the data folder is misnamed: it holds MNIST's test labels. Move it away."
    assert message_of_load().startswith(says)


@pytest.mark.parametrize("suffix", ["", ".gz"])
@pytest.mark.parametrize("dotted", [("-idx", ".idx"), ("-", ".")])
def test_names_with_dots_are_understood(data, suffix, dotted):
    where = raw(data)
    for name in NAMES:
        packed = real(f"MNIST/raw/{name}.gz").read_bytes()
        (where / f"{name.replace(*dotted)}{suffix}").write_bytes(packed if suffix else gzip.decompress(packed))
    assert images.status("mnist").state == "ready" and is_mnist()


def test_archives_that_were_packed_anew_are_understood(monkeypatch, data):
    where = raw(data)
    for name in NAMES:
        with gzip.open(where / f"{name}.gz", "wb", compresslevel=1) as file:
            file.write(content("MNIST", name))
    reads, check = [], idx._content
    monkeypatch.setattr(idx, "_content", lambda *given: reads.append(given[2].name) or check(*given))
    for _ in range(3):
        assert images.status("mnist").state == "ready"
    assert sorted(reads) == sorted(f"{name}.gz" for name in NAMES)  # once, however often a page asks
    assert is_mnist() and files(where) == WHOLE


def test_what_a_browser_has_unpacked_under_the_name_of_the_archive_is_understood(data):
    where = copy("MNIST", data)
    (where / f"{IMAGES}.gz").write_bytes(content("MNIST", IMAGES))
    assert is_mnist()


@pytest.mark.parametrize("folder", [IMAGES, f"{IMAGES}.gz", "train-images.idx3-ubyte"])
@pytest.mark.parametrize("file", [IMAGES, f"{IMAGES}.gz", "train-images.idx3-ubyte"])
def test_a_file_in_a_folder_of_its_name_is_found(data, folder, file):
    where = copy("MNIST", data)
    (where / f"{IMAGES}.gz").unlink()
    (where / folder).mkdir()
    packed = real(f"MNIST/raw/{IMAGES}.gz").read_bytes()
    (where / folder / file).write_bytes(packed if file.endswith(".gz") else gzip.decompress(packed))
    assert images.status("mnist").state == "ready" and is_mnist()
    assert (where / folder).is_dir()


@pytest.mark.parametrize("folder", [IMAGES, f"{IMAGES}.gz"])
def test_a_folder_named_like_the_archive_is_named(data, folder):
    where = copy("MNIST", data)
    (where / f"{IMAGES}.gz").unlink()
    (where / folder).mkdir()
    (where / folder / "notes.txt").write_text("mine")
    message = message_of_load()
    assert message == (
        f"{folder} in MNIST/raw in the data folder is a folder without MNIST's training pictures. Move it away. "
        "Then the right file will be downloaded, or put it there yourself."
    )
    assert images.status("mnist") == images.Status("damaged", 0, message)
    assert (where / folder / "notes.txt").read_text() == "mine"


@pytest.mark.parametrize(
    ("lost", "lacking", "put"),
    [
        ([1], f"{NAMES[1]}.gz is", "Put it into"),
        ([0, 3], f"{NAMES[0]}.gz and {NAMES[3]}.gz are", "Put them into"),
        ([0, 1, 2], f"{NAMES[0]}.gz, {NAMES[1]}.gz and {NAMES[2]}.gz are", "Put them into"),
    ],
)
def test_which_archives_are_missing_is_said(data, lost, lacking, put):
    where = copy("MNIST", data)
    for number in lost:
        (where / f"{NAMES[number]}.gz").unlink()
    ask = images.status("mnist")
    assert ask.state == "download" and ask.message.startswith(f"Of MNIST, {lacking} not on this machine: ")
    assert message_of_load() == (
        f"Of MNIST, {lacking} not on this machine and could not be downloaded (no network). "
        f"{put} MNIST/raw in the data folder, or connect and try again."
    )


def test_a_small_download_is_not_of_0_mb(data):
    (copy("MNIST", data) / f"{LABELS}.gz").unlink()
    assert images.status("mnist").message.endswith("not on this machine: 29 kB have to be downloaded.")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda raw: raw[:-1], "it has 60,007 bytes instead of 60,008. Delete it"),
        (lambda raw: raw + b"!", "it has more than 60,008 bytes. Delete it"),
        (lambda raw: raw[:-1] + bytes([raw[-1] ^ 1]), "it has the right size, but its MD5 is "),
        (lambda raw: b"", "it has 0 bytes instead of 60,008. Delete it"),
        (lambda raw: gzip.compress(raw)[:-9], "the end is missing. Delete it"),
        (lambda raw: gzip.compress(raw)[:-8] + bytes(8), "the content is not what was packed. Delete it"),
        (lambda raw: gzip.compress(raw + bytes(10**6)), "it has more than 60,008 bytes. Delete it"),
        (lambda raw: b"<html>Please log in</html>", "it has 26 bytes instead of 60,008. Delete it"),
    ],
)
@pytest.mark.parametrize("suffix", ["", ".gz"])
def test_what_is_wrong_with_a_content_is_said(data, change, says, suffix):
    where = copy("MNIST", data)
    (where / f"{LABELS}.gz").unlink()
    (where / f"{LABELS}{suffix}").write_bytes(change(content("MNIST", LABELS)))
    message = message_of_load()
    assert message.startswith(f"{LABELS}{suffix} in MNIST/raw in the data folder is damaged: {says}")
    assert images.status("mnist") == images.Status("damaged", 0, message)


def test_a_pipe_in_the_place_of_a_file_is_not_waited_for(data):
    where = copy("MNIST", data)
    (where / f"{LABELS}.gz").unlink()
    os.mkfifo(where / LABELS)
    assert message_of_load().startswith(f"{LABELS} in MNIST/raw in the data folder is no file. Move it away.")


def test_files_that_others_may_read_are_not_called_damaged(data, monkeypatch):
    """As for data that another user has copied; who runs the tests may be one whom no mode keeps from reading."""
    copy("MNIST", data)
    real = Path.open

    def refused(path: Path, *how: object, **more: object) -> object:
        if "idx" in path.name:
            raise PermissionError(errno.EACCES, "Permission denied")
        return real(path, *how, **more)

    monkeypatch.setattr(Path, "open", refused)
    monkeypatch.setattr(os, "access", lambda path, mode: "idx" not in str(path))
    said = (
        "train-images-idx3-ubyte.gz, train-labels-idx1-ubyte.gz, t10k-images-idx3-ubyte.gz and "
        "t10k-labels-idx1-ubyte.gz in MNIST/raw in the data folder are not readable for the user "
        "who runs MLP Scope. Change who may read them, and try again."
    )
    assert images.status("mnist").message == said == message_of_load(download=False)
