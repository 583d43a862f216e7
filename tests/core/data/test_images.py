"""The archives named here are the real ones: set MLPSCOPE_DATA to a folder that has them, or these tests skip."""

import gzip
import hashlib
import io
import os
import pickle
import shutil
import socket
import struct
import subprocess
import sys
import tarfile
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from core.data import download, formats, images

ROOT = Path(__file__).resolve().parents[3]
REAL = Path(os.environ.get("MLPSCOPE_DATA", ROOT / "data"))
CLOSED = "http://127.0.0.1:9"  # the discard port: nobody listens
WHOLE = {Path(path).name for archive in formats.ARCHIVES["mnist"] for path in (archive.path, archive.inside)}
IMAGES, LABELS = "train-images-idx3-ubyte", "train-labels-idx1-ubyte"


@pytest.fixture(autouse=True)
def fresh(monkeypatch, tmp_path):
    """Each test is a new process as far as core.data remembers, with an empty data folder and no network."""
    for module, name in (
        (images, "_loaded"),
        (images, "_locks"),
        (images, "_failures"),
        (download, "_seen_wrong"),
    ):
        monkeypatch.setattr(module, name, {})
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, CLOSED)
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.setenv(name, "127.0.0.1")
    monkeypatch.delenv("MLPSCOPE_MIRROR", raising=False)
    monkeypatch.setenv("MLPSCOPE_DATA", str(tmp_path / "data"))


def real(relative: str) -> Path:
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
    for archive in raw.glob("*.gz"):
        archive.with_suffix("").write_bytes(gzip.decompress(archive.read_bytes()))


def files(where: Path) -> set[str]:
    return {path.name for path in where.rglob("*")}


@pytest.fixture
def data(tmp_path) -> Path:
    return tmp_path / "data"


@contextmanager
def mounted(path: Path, size: str) -> Iterator[Path]:
    path.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(path)]
    if shutil.which("mount") is None or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("mounting a small disk is not permitted here")
    try:
        yield path
    finally:
        subprocess.run(["umount", str(path)], check=True)


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
            {f"{part}_images": np.zeros((10, 28, 28), np.uint8) for part in ("train", "test")},
            "cifar10_subset.npz must have 10 classes of pictures (32, 32, 3). Got 10 of (28, 28) instead.",
        ),
    ],
)
def test_a_wrong_subset_names_the_array(data, change, says):
    data.mkdir()
    good = {f"{part}_images": np.zeros((10, 32, 32, 3), np.uint8) for part in ("train", "test")}
    good |= {f"{part}_labels": np.arange(10) for part in ("train", "test")}
    np.savez(data / "cifar10_subset.npz", **(good | change))
    with pytest.raises(images.DataError) as error:
        images.load("cifar10", download=False)
    assert says in str(error.value) and f"Delete cifar10_subset.npz in {data}" in str(error.value)


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


@pytest.mark.parametrize("lost", [False, True])
def test_a_damaged_batch_is_unpacked_again_or_named(monkeypatch, data, cifar, lost):
    images.load("cifar10", download=False)
    monkeypatch.setattr(images, "_loaded", {})
    batch = data / "cifar-10-batches-py" / "data_batch_2"
    whole = batch.read_bytes()
    batch.write_bytes(whole[:-1] + b"!")
    if lost:
        (data / "cifar-10-python.tar.gz").unlink()
        assert _message_of_load("cifar10").startswith(
            f"cifar-10-batches-py in {data} is damaged: it cannot be read"
        )
    else:
        assert len(images.load("cifar10", download=False).train_images) == 10 and batch.read_bytes() == whole


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


# What may be wrong with the files


def test_status_reads_no_contents(monkeypatch, data):
    copy("MNIST", data)
    monkeypatch.setattr(Path, "read_bytes", lambda path: pytest.fail(f"read {path}"))
    assert images.status("mnist") == images.Status("ready", 0, "")
    need = images.NAMES["fashion_mnist"].download_bytes
    message = "Fashion-MNIST is not on this machine: 31 MB have to be downloaded."
    assert images.status("fashion_mnist") == images.Status("download", need, message)


def test_a_truncated_archive_is_named_and_left_alone(data):
    archive = copy("MNIST", data) / f"{IMAGES}.gz"
    os.truncate(archive, 5_000_000)
    with pytest.raises(images.DataError) as error:
        images.load("mnist")
    assert str(error.value) == (
        f"{archive.name} in {archive.parent} is damaged: it has 5,000,000 bytes instead of 9,912,422. "
        "Delete it, and it will be downloaded again, or put a whole copy in its place."
    )
    assert images.status("mnist") == images.Status("damaged", 0, str(error.value))
    assert archive.stat().st_size == 5_000_000


def test_a_wrong_byte_is_found_and_remembered(data):
    archive = copy("MNIST", data) / f"{IMAGES}.gz"
    contents = bytearray(archive.read_bytes())
    contents[4_000_000] ^= 1
    archive.write_bytes(contents)
    assert images.status("mnist").state == "ready"
    with pytest.raises(images.DataError, match=rf"{IMAGES}\.gz .* right size, but its MD5 is") as error:
        images.load("mnist")
    assert images.status("mnist") == images.Status("damaged", 0, str(error.value))
    shutil.copy(real(f"MNIST/raw/{IMAGES}.gz"), archive)
    assert images.status("mnist").state == "ready" and len(images.load("mnist").train_images) == 60000


def test_an_archive_that_cannot_be_read_is_named(data):
    archive = copy("MNIST", data) / f"{LABELS}.gz"
    archive.unlink()
    archive.mkdir()
    assert _message_of_load() == f"{archive} cannot be read (Is a directory)."


@pytest.mark.parametrize("size", [1000, 47_040_016])
def test_a_damaged_unpacked_file_is_unpacked_again(data, size):
    raw = copy("MNIST", data)
    unpack(raw)
    (raw / IMAGES).write_bytes(bytes(size))
    mnist = images.load("mnist", download=False)
    assert mnist.train_images[0].sum() == 27525  # of the real first five
    assert (raw / IMAGES).read_bytes() == gzip.decompress((raw / f"{IMAGES}.gz").read_bytes())


def test_unpacked_files_are_enough_but_have_to_be_whole(monkeypatch, data):
    raw = copy("MNIST", data)
    unpack(raw)
    for archive in raw.glob("*.gz"):
        archive.unlink()
    assert len(images.load("mnist", download=False).train_images) == 60000
    monkeypatch.setattr(images, "_loaded", {})
    os.truncate(raw / LABELS, 60_000)
    for found in (images.status("mnist").message, _message_of_load()):
        assert found.startswith(f"{LABELS} in {raw} is damaged: it has 60,000 bytes instead of 60,008. Delete it")


def _message_of_load(name: str = "mnist", **options: object) -> str:
    with pytest.raises(images.DataError) as error:
        images.load(name, **options)
    return str(error.value)


def test_a_read_only_disk_with_the_archives_is_no_obstacle(data):
    with mounted(data, "40m"):
        copy("MNIST", data)
        subprocess.run(["mount", "-o", "remount,ro", str(data)], check=True)
        assert images.status("mnist").state == "ready"
        assert len(images.load("mnist").train_images) == 60000
        message = _message_of_load("fashion_mnist")
    assert message.startswith(
        f"Fashion-MNIST needs 31 MB in {data}, but this folder cannot be written to (Read-only"
    )
    assert "MLPSCOPE_DATA" in message


def test_a_full_disk_with_the_archives_is_no_obstacle(data):
    with mounted(data, "12m"):
        copy("MNIST", data)
        before = files(data)
        assert len(images.load("mnist").train_images) == 60000
        assert files(data) == before  # nothing half unpacked


def test_no_room_anywhere_to_unpack_is_said(monkeypatch, data, tmp_path):
    with mounted(data, "12m"):
        copy("MNIST", data)
        monkeypatch.setattr(tempfile, "tempdir", str(data))
        assert f"MNIST needs 55 MB in {data}, but the disk is full." in _message_of_load()
        assert not [name for name in files(data) if name.startswith((".", "mlpscope"))]


@pytest.mark.parametrize("unpacked", [0, 2])
def test_a_killed_unpacking_leaves_whole_files_only(monkeypatch, data, unpacked):
    from torchvision.datasets import utils

    raw, extract, done = copy("MNIST", data), utils.extract_archive, []

    def killed(archive, into):
        if len(done) == unpacked:
            (Path(into) / IMAGES).write_bytes(b"half")
            raise KeyboardInterrupt
        done.append(extract(archive, into))

    before = files(data)
    monkeypatch.setattr(utils, "extract_archive", killed)
    with pytest.raises(KeyboardInterrupt):
        images.load("mnist")
    assert files(data) == before
    monkeypatch.undo()
    monkeypatch.setenv("MLPSCOPE_DATA", str(data))
    assert len(images.load("mnist", download=False).train_images) == 60000
    assert {path.name for path in raw.iterdir()} == WHOLE


@pytest.mark.parametrize("options", ["rw", "ro"])
def test_what_is_only_unpacked_and_what_is_only_packed_go_together(data, options):
    with mounted(data, "150m"):
        unpack(raw := copy("MNIST", data))
        for name in (f"{IMAGES}.gz", LABELS):
            (raw / name).unlink()
        subprocess.run(["mount", "-o", f"remount,{options}", str(data)], check=True)
        assert images.load("mnist", download=False).train_labels[:5].tolist() == [5, 0, 4, 1, 9]
        assert (raw / LABELS).exists() == (options == "rw")


def test_a_disk_that_is_too_small_is_said_before_the_download(data):
    with mounted(data, "1m"):
        message = _message_of_load()
        assert message.startswith(f"MNIST needs 12 MB in {data}, but the disk is full. Free some space, or set MLP")
        assert files(data) == set()


def test_the_data_folder_is_a_file(monkeypatch, data):
    data.write_text("not a folder")
    says = f"{data} is a file, but the data folder has to be a folder."
    assert images.status("mnist").message.startswith(says) and images.status("mnist").state == "damaged"
    assert _message_of_load().startswith(says)
    monkeypatch.setenv("MLPSCOPE_DATA", str(data / "below"))
    assert "but a file is in the place of that folder" in _message_of_load()


# The network: every one of these starts the real download process


class Mirror(SimpleHTTPRequestHandler):
    asked: list[str] = []  # noqa: RUF012

    def do_GET(self) -> None:
        self.asked.append(self.path)
        super().do_GET()

    def copyfile(self, source, outputfile) -> None:
        while block := source.read(2**18):
            outputfile.write(block)
            time.sleep(0.04)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def mirror(monkeypatch, tmp_path) -> Iterator[Path]:
    """A folder that a server offers as MLPSCOPE_MIRROR."""
    served = tmp_path / "mirror"
    served.mkdir()
    Mirror.asked = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Mirror, directory=str(served)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    monkeypatch.setenv("MLPSCOPE_MIRROR", f"http://127.0.0.1:{server.server_port}/")
    yield served
    server.shutdown()
    thread.join()
    server.server_close()


def test_without_a_network_it_says_so_and_does_not_hammer(monkeypatch, data):
    assert "not on this machine. Put" in _message_of_load(download=False)
    message = _message_of_load()
    assert message == (
        "MNIST is not on this machine and could not be downloaded (no network). "
        f"Put its four archives into {data / 'MNIST' / 'raw'}, or connect and try again."
    )
    assert files(data) == set()
    tries: list[str] = []
    monkeypatch.setattr(download, "_watch", lambda name, *_: tries.append(name) or "again")
    assert _message_of_load() == message == images.status("mnist").message and tries == []
    images.forget_failure("mnist")
    assert "(again)" in _message_of_load() and tries == ["mnist"]


def test_what_is_missing_is_downloaded_once_with_progress(data, mirror):
    copy("MNIST", mirror)
    copy("MNIST", data, only="t10k-*.gz")
    found, seen = [], set()
    threads = [threading.Thread(target=lambda: found.append(images.load("mnist"))) for _ in range(4)]
    assert images.status("mnist").download_bytes == 9_912_422 + 28_881
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        seen.add(images.progress("mnist"))
        if images.progress("mnist"):
            with pytest.raises(images.DataError, match="is being downloaded"):
                images.load("mnist", download=False)
        time.sleep(0.02)
    assert len(found) == 4 and all(one is found[0] for one in found) and len(found[0].train_images) == 60000
    assert sorted(set(Mirror.asked)) == [f"/MNIST/raw/{IMAGES}.gz", f"/MNIST/raw/{LABELS}.gz"]
    shares = sorted(seen - {None})
    assert len(shares) > 3 and 0 <= shares[0] < 0.3 and 0.6 < shares[-1] <= 1
    assert images.progress("mnist") is None
    assert not [name for name in files(data) if name.startswith(".")] and files(data) == {"MNIST", "raw", *WHOLE}


def test_a_download_into_another_folder_is_not_this_ones(data, mirror, monkeypatch, tmp_path):
    copy("MNIST", mirror)
    thread = threading.Thread(target=lambda: images.load("mnist"))
    thread.start()
    while not images.progress("mnist"):
        assert thread.is_alive()
        time.sleep(0.01)
    monkeypatch.setenv("MLPSCOPE_DATA", str(tmp_path / "another"))
    assert images.progress("mnist") is None
    with pytest.raises(images.DataError, match="is not on this machine"):
        images.load("mnist", download=False)
    thread.join()


def test_only_whole_archives_stay_when_the_mirror_is_wrong(data, mirror):
    copy("MNIST", mirror)
    (mirror / "MNIST" / "raw" / f"{LABELS}.gz").write_text("<html>Please log in to this network</html>")
    message = _message_of_load()
    assert "could not be downloaded (what came is not the whole file)" in message
    assert files(data) == {"MNIST", "raw", f"{IMAGES}.gz"}
    assert (data / "MNIST" / "raw" / f"{IMAGES}.gz").stat().st_size == 9_912_422


def test_a_disk_that_fills_during_the_download(monkeypatch, data, mirror):
    copy("MNIST", mirror)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=10**9))
    with mounted(data, "4m"):
        assert "MNIST needs 12 MB in" in (message := _message_of_load()) and "the disk is full" in message
        assert files(data) == set()


def test_a_server_that_sends_nothing_is_given_up(monkeypatch, data):
    with socket.create_server(("127.0.0.1", 0)) as server:
        monkeypatch.setenv("MLPSCOPE_MIRROR", f"http://127.0.0.1:{server.getsockname()[1]}")
        message = _message_of_load(stall_s=1.0)
    assert "could not be downloaded (the server sent nothing for 1 s)" in message
    assert files(data) == set() and images.progress("mnist") is None


def test_a_slow_server_is_waited_for(monkeypatch, data):
    def drip(server: socket.socket) -> None:
        head = b"HTTP/1.0 200 OK\r\nContent-Length: 9912422\r\n\r\n"
        for blocks in (0, 10):  # torchvision asks once for redirects, once for the file
            connection, _ = server.accept()
            with connection:
                connection.recv(2**16)
                connection.sendall(head)
                for _ in range(blocks):
                    connection.sendall(bytes(40_000))  # it takes them in blocks of 32 KiB
                    time.sleep(0.3)

    began = time.monotonic()
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(20)
        thread = threading.Thread(target=drip, args=(server,))
        thread.start()
        monkeypatch.setenv("MLPSCOPE_MIRROR", f"http://127.0.0.1:{server.getsockname()[1]}")
        message = _message_of_load(stall_s=1.5)
        thread.join()
    assert time.monotonic() - began > 3 and "(what came is not the whole file)" in message


def test_what_a_crash_left_is_swept_up(monkeypatch, data):
    old, new = data / ".unfinished-mnist-old", data / ".unfinished-mnist-new"
    for left in (old, new):
        (left / "MNIST").mkdir(parents=True)
        (left / "MNIST" / "half.gz").write_bytes(b"half")
    for path in (old, *old.rglob("*")):
        os.utime(path, (time.time() - 48 * 3600,) * 2)
    monkeypatch.setattr(download, "_watch", lambda *_: "no network")
    _message_of_load()
    assert not old.exists() and new.exists()
