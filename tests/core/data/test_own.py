"""Own data sets: what is refused and in which words, what is kept and for how long, what can be done with it."""

import io
import os
import struct
import subprocess
import sys
import time
import tracemalloc
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.config import from_query, to_query
from core.data import images, npz, own
from core.data.disk import DataError
from core.data.selection import Selection, existing
from core.experiments import templates
from core.experiments.templates import Config
from tests.core.data.test_images import mounted

ROOT = Path(__file__).resolve().parents[3]
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


@pytest.fixture(autouse=True)
def data(monkeypatch, tmp_path) -> Path:
    """An empty data folder, and nothing in memory."""
    for name in ("_loaded", "_locks"):
        monkeypatch.setattr(images, name, {})
    own._words.cache_clear()
    monkeypatch.setenv("MLPSCOPE_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


def refusal(raw: bytes, name: str = "mine.npz") -> str:
    with pytest.raises(DataError) as error:
        own.add(raw, name)
    assert not list(images.folder().rglob("*.npz"))
    return str(error.value)


# What is kept


@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
@pytest.mark.parametrize("shape", [(8, 6), (4, 64), (64, 4, 3)])
def test_what_was_brought_is_what_is_loaded(shape, save):
    given = pictures(shape=shape)
    name = own.add(saved({**given, "class_names": np.array(["cat", "dog", "cow"])}, save), "My pets.npz")
    assert own.is_own(name) and images.status(name) == images.Status("ready", 0, "")
    found = images.load(name)
    for key, array in given.items():
        kept = getattr(found, key)
        assert kept.dtype == np.uint8 and np.array_equal(kept, array) and kept.shape == array.shape
        assert kept.flags.c_contiguous and not kept.flags.writeable
    assert (found.name, found.title, found.class_names) == (name, "My pets", ("cat", "dog", "cow"))
    about = images.about(name)
    assert (about.title, about.class_names, about.download_bytes) == ("My pets", ("cat", "dog", "cow"), 0)
    assert images.average(found, 2)[2].min() == 250 > images.average(found, 2)[0].max()


@pytest.mark.parametrize("dtype", ["u1", "i1", "<i8", ">i4", "<u8"])
def test_labels_may_be_any_integers_a_column_too_and_classes_need_no_names(dtype):
    given = pictures()
    labels = {key: given[key].astype(dtype)[:, None] for key in ("train_labels", "test_labels")}
    found = images.load(own.add(saved(given | labels), "x.npz"))
    assert found.class_names == ("0", "1", "2") and found.train_labels.tolist() == [0, 1, 2] * 4


def test_the_order_of_the_axes_in_the_file_does_not_matter():
    given = pictures(shape=(5, 7, 3))
    turned = {key: np.asfortranarray(value) for key, value in given.items()}
    assert own.add(saved(given), "x.npz") == own.add(saved(turned), "x.npz")


def test_other_arrays_are_left_alone_and_not_kept(data):
    given = pictures() | {"val_images": np.zeros((2, 5)), "notes": np.array([{"a": 1}], object)}
    name = own.add(saved(given), "x.npz")
    with np.load(data / "own" / f"{name[4:]}.npz") as file:
        assert sorted(file.files) == sorted([*pictures(), "class_names", "title"])


def test_the_name_is_that_of_the_content(data):
    name = own.add(saved(pictures()), "a.npz")
    assert own.add(saved(pictures(), np.savez_compressed), "a.NPZ") == name  # packed otherwise, the same pictures
    assert len(list((data / "own").iterdir())) == 1
    other = pictures()
    other["test_images"][0, 0, 0] ^= 1
    named = pictures() | {"class_names": np.array(["a", "b", "c"])}
    names = {name, *(own.add(saved(arrays), "a.npz") for arrays in (other, named)), own.add(saved(pictures()), "b")}
    assert len(names) == 4


@pytest.mark.parametrize(
    ("file_name", "title"),
    [
        ("flowers.npz", "flowers"),
        ("../../etc/pass wd.npz", "../../etc/pass wd"),
        ("![a](http://x.example/a.png).npz", "!a(http//x.example/a.png)"),
        ("x" * 300 + ".npz", "x" * 40),
        ("花 \n\u202e\ud800.NPZ", "花"),
        (".npz", "own data"),
    ],
)
def test_it_is_called_as_its_file_in_plain_text(data, file_name, title):
    name = own.add(saved(pictures()), file_name)
    assert images.about(name).title == title == images.load(name).title
    assert [path.name for path in data.rglob("*")] in (["own", f"{name[4:]}.npz"],)


def test_another_process_reads_it():
    name = own.add(saved(pictures()), "x.npz")
    code = f"from core.data import images; print(images.load('{name}').train_images.sum())"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert int(done.stdout) == pictures()["train_images"].sum()


def test_what_is_not_here_is_said(data):
    name = own.add(saved(pictures()), "x.npz")
    (data / "own" / f"{name[4:]}.npz").unlink()
    own._words.cache_clear()
    assert images.status(name) == images.Status("missing", 0, own.GONE)
    with pytest.raises(DataError, match="not on this server: upload it again"):
        images.about(name)
    with pytest.raises(DataError, match=rf"The data set {name} is not in {data}/own\. Upload it again, or let all"):
        images.load(name)


@pytest.mark.parametrize("damage", ["cut", "another", "bytes"])
def test_a_damaged_one_is_said_and_mended_by_another_upload(data, damage):
    name = own.add(saved(pictures()), "x.npz")
    path = data / "own" / f"{name[4:]}.npz"
    if damage == "cut":
        path.write_bytes(path.read_bytes()[:500])
    elif damage == "another":
        other = own.add(saved(pictures(seed=1)), "x.npz")
        path.write_bytes((data / "own" / f"{other[4:]}.npz").read_bytes())
    else:
        path.write_bytes(b"PK" + bytes(1000))
    with pytest.raises(DataError, match=rf"{path.name} in {data}/own is damaged: upload it again\."):
        images.load(name)
    assert own.add(saved(pictures()), "x.npz") == name
    assert images.load(name).title == "x"


def test_the_example_of_the_readme_can_be_trained_on(tmp_path):
    lines = (ROOT / "README.md").read_text().splitlines()
    last = next(i for i, line in enumerate(lines) if line.startswith("    np.savez("))
    code = "\n".join(line.strip() for line in lines[last - 3 : last + 1])
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=True)
    name = own.add((tmp_path / "mine.npz").read_bytes(), "mine.npz")
    last_snapshot = list(templates.train(Config(dataset=name)))[-1]
    assert last_snapshot.weight.shape == (10, 8, 8) and last_snapshot.test_error < 0.2


# For how long


def test_the_least_recently_used_go_first(monkeypatch, data):
    monkeypatch.setattr(own, "MOST_SETS", 3)
    names = [own.add(saved(pictures(seed=seed)), "x.npz") for seed in range(3)]
    for age, name in zip((300, 200, 100), names, strict=True):
        os.utime(data / "own" / f"{name[4:]}.npz", (time.time() - age,) * 2)
    assert images.status(names[0]).state == "ready"  # used now
    names.append(own.add(saved(pictures(seed=3)), "x.npz"))
    assert [images.status(name).state for name in names] == ["ready", "missing", "ready", "ready"]


def test_what_is_kept_has_bounds_in_bytes_but_the_newest_stays(monkeypatch, data):
    first = own.add(saved(pictures()), "x.npz")
    size = (data / "own" / f"{first[4:]}.npz").stat().st_size
    monkeypatch.setattr(own, "MOST_KEPT", int(1.5 * size))
    second = own.add(saved(pictures(seed=1)), "x.npz")
    assert [images.status(name).state for name in (first, second)] == ["missing", "ready"]
    monkeypatch.setattr(own, "MOST_KEPT", 1)
    third = own.add(saved(pictures(seed=2)), "x.npz")
    assert [images.status(name).state for name in (second, third)] == ["missing", "ready"]


def test_memory_has_bounds_too():
    names = [own.add(saved(pictures(seed=seed)), "x.npz") for seed in range(images.OWN_IN_MEMORY + 3)]
    digits = images.load("digits")
    for name in names:
        images.load(name)
    assert [key[0] for key in images._loaded] == ["digits", *names[-images.OWN_IN_MEMORY :]]
    assert len(images._locks) <= images.OWN_IN_MEMORY + 1
    assert images.load("digits") is digits and images.load(names[-1]) is images.load(names[-1])


# The disk


def test_a_full_disk_and_a_read_only_one_are_said_and_leave_nothing(data):
    raw = saved(pictures(n=60, shape=(64, 64, 3)) | {"train_images": noise((60, 64, 64, 3))})
    with mounted(data, "500k"):
        message = refusal(raw)
        assert message.startswith(f"mine needs 1 MB in {data}/own, but the disk is full. Free some space, or set")
        assert [path.name for path in data.rglob("*")] == ["own"]
        subprocess.run(["mount", "-o", "remount,ro", str(data)], check=True)
        assert "but this folder cannot be written to (Read-only" in refusal(raw)


def noise(shape: tuple[int, ...]) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, shape, dtype=np.uint8)


def test_a_data_folder_that_is_a_file_is_said(data):
    data.write_text("not a folder")
    assert "but a file is in the place of that folder. Move it away" in refusal(saved(pictures()))


def test_on_a_read_only_disk_what_is_there_can_be_used(data):
    with mounted(data, "1m"):
        name = own.add(saved(pictures()), "x.npz")
        os.utime(data / "own" / f"{name[4:]}.npz", (0, 0))
        subprocess.run(["mount", "-o", "remount,ro", str(data)], check=True)
        assert images.status(name).state == "ready" and images.load(name).title == "x"


# What is refused: files

OBJECTS = np.array([{}] * 12, dtype=object)
FILES = [
    (b"", f"mine.npz is empty. {SAVE}"),
    (b"label,pixel\n3,0\n", f"mine.npz is not an .npz file. {SAVE}"),
    (npy(np.zeros(3)), f"mine.npz is a single array (.npy), not an .npz of four. {SAVE}"),
    (saved(pictures())[:-100], "mine.npz is not whole: its end is missing. Save it, or copy it, again."),
    (b"PK\x03\x04", "mine.npz is not whole: its end is missing. Save it, or copy it, again."),
    (zipped([]), f"'train_images' is missing in mine.npz, which has nothing. {SAVE}"),
    (
        saved({"x_train": np.zeros(2), "y_train": np.zeros(2)}),
        f"'train_images' is missing in mine.npz, which has 'x_train', 'y_train'. {SAVE}",
    ),
    (
        saved({key: value for key, value in pictures().items() if key != "test_labels"}),
        "'test_labels' is missing in mine.npz, which has 'train_images', 'train_labels', 'test_images'. " + SAVE,
    ),
    (
        saved({**pictures(), "classnames": np.array(["a", "b", "c"])}),
        "mine.npz has 'classnames'. Is that 'class_names'? Rename it, or leave it out.",
    ),
    (zipped([(f"{i}", b"") for i in range(2000)]), f"mine.npz has too many files in it. {SAVE}"),
]


@pytest.mark.parametrize(("raw", "says"), FILES, ids=lambda v: str(v)[:30])
def test_a_file_that_is_no_data_set_is_refused(raw, says):
    assert refusal(raw) == says


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_an_array_that_is_there_twice_is_refused():
    members = [(f"{key}.npy", npy(value)) for key, value in pictures().items()]
    message = refusal(zipped([*members, members[1]]))
    assert message == f"'train_labels' must be once in mine.npz. Got it 2 times. {SAVE}"


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_ways_to_pack_are_refused(method):
    raw = zipped([(f"{key}.npy", npy(value)) for key, value in pictures().items()], method)
    assert refusal(raw) == f"'train_images' is packed in a way that numpy does not use. {SAVE}"


def test_a_file_that_is_too_large_is_refused_unread(monkeypatch):
    monkeypatch.setattr(npz, "read", lambda *_: pytest.fail("it was read"))
    message = refusal(bytes(own.MOST_BYTES + 10**6))
    assert message == "mine.npz must have at most 50 MB. Got 51.0 MB instead. Take fewer pictures."


def test_the_uploader_takes_as_much_as_the_check():
    import tomllib

    config = tomllib.loads((ROOT / ".streamlit/config.toml").read_text())
    assert config["server"]["maxUploadSize"] * 10**6 == own.MOST_BYTES  # a megabyte as browsers count it


# What is refused: arrays


def changed(**change: object) -> bytes:
    arrays = pictures() | change
    return saved({key: value for key, value in arrays.items() if value is not None})


FLOATS = {"train_images": np.zeros((12, 28, 28)), "test_images": np.zeros((6, 28, 28))}
SHAPE = "must be uint8 (N, H, W) or (N, H, W, 3)."
NO_MARKUP = "'class_names' must be texts of 1 to 40 characters without [ ] < > ` $ * | \\ ~ ^ { } : @."
ARRAYS = [
    (
        FLOATS,
        f"'train_images' {SHAPE} Got float64 (12, 28, 28) instead. If they are from 0 to 1, multiply by 255 and "
        "convert by astype('uint8').",
    ),
    (
        {"test_images": np.zeros((6, 8, 6), int)},
        f"'test_images' {SHAPE} Got int64 (6, 8, 6) instead. If they are from 0 to 255, convert by "
        "astype('uint8').",
    ),
    ({"train_images": np.zeros((12, 8, 6), bool)}, f"'train_images' {SHAPE} Got bool (12, 8, 6) instead."),
    (
        {"train_images": np.zeros((12, 8, 6, 1), np.uint8)},
        f"'train_images' {SHAPE} Got uint8 (12, 8, 6, 1) instead. Leave out the last axis: train_images[..., 0].",
    ),
    ({"train_images": np.zeros((12, 8, 6, 4), np.uint8)}, "Leave out the fourth channel: train_images[..., :3]."),
    (
        {"train_images": np.zeros((12, 3, 8, 6), np.uint8)},
        "Put the colours last: train_images.transpose(0, 2, 3, 1).",
    ),
    (
        {"train_images": np.zeros((12, 48), np.uint8)},
        "Give each picture its two sides: train_images.reshape(-1, H, W).",
    ),
    ({"train_images": np.uint8(7)}, f"'train_images' {SHAPE} Got uint8 () instead."),
    (
        {"train_images": np.zeros((0, 8, 6), np.uint8), "train_labels": np.zeros(0, int)},
        "'train_images' must have at least 1 picture. Got uint8 (0, 8, 6) instead.",
    ),
    (
        {"train_images": np.zeros((12, 65, 8), np.uint8)},
        "'train_images' must be 4 to 64 pixels high and wide. Got 65 x 8 instead. Resize the pictures.",
    ),
    ({"train_images": np.zeros((12, 8, 3), np.uint8)}, "Got 8 x 3 instead."),
    ({"train_images": np.zeros((12, 8, 0), np.uint8)}, "Got 8 x 0 instead."),
    (
        {"test_images": np.zeros((6, 6, 8), np.uint8)},
        "'test_images' must have pictures of (8, 6), as 'train_images'. Got (6, 8) instead.",
    ),
    ({"test_images": np.zeros((6, 8, 6, 3), np.uint8)}, "as 'train_images'. Got (8, 6, 3) instead."),
    (
        {"train_labels": np.arange(11) % 3},
        "'train_labels' must be integers (12,), one for each picture. Got int64 (11,) instead.",
    ),
    ({"train_labels": np.zeros(12)}, "Got float64 (12,) instead. Make them whole: train_labels.astype(int)."),
    ({"train_labels": np.zeros(12, bool)}, "Got bool (12,) instead."),
    (
        {"train_labels": np.eye(3)[np.arange(12) % 3]},
        "Got float64 (12, 3) instead. One-hot labels become numbers by train_labels.argmax(1).",
    ),
    (
        {"test_labels": np.array(["a"] * 6)},
        "'test_labels' must be integers (6,), one for each picture. Got <U1 (6,)",
    ),
    ({"test_labels": np.zeros(6, "M8[s]")}, "Got datetime64[s] (6,) instead."),
    (
        {"train_labels": OBJECTS},
        "'train_labels' is an object array: it is never unpickled. Make it a plain one: np.stack(train_labels).",
    ),
    (
        {"class_names": np.array(["a", "b", "c"], object)},
        "'class_names' is an object array: it is never unpickled. Make it a plain one: np.array(class_names, str).",
    ),
    (
        {"train_images": np.zeros(12, [("a", "O"), ("b", "u1")])},
        "'train_images' is an object array: it is never unpickled.",
    ),
    ({"train_labels": np.arange(12) % 4 - 1}, "'train_labels' must be integers from 0 to 2. Got -1 instead."),
    ({"test_labels": np.arange(6) + 5}, "'test_labels' must be integers from 0 to 9. Got 10 instead."),
    ({"test_labels": np.full(6, 2**64 - 1, np.uint64)}, "Got 18446744073709551615 instead."),
    (
        {"train_labels": np.zeros(12, int), "test_labels": np.zeros(6, int)},
        "'train_labels' must have every class. Got no picture of class 1.",
    ),
    ({"train_labels": np.array([0, 2] * 6)}, "'train_labels' must have every class. Got no picture of class 1."),
    (
        {"test_labels": np.array([0, 1] * 3), "class_names": np.array(["cat", "dog", "cow"])},
        "'test_labels' must have every class. Got no picture of class 2 (cow).",
    ),
    (
        {"class_names": np.array(["cat", "dog"])},
        "'train_labels' must be integers from 0 to 1. Got 2 instead.",
    ),
    ({"class_names": np.array(list("abcdefghijk"))}, "'class_names' must be 2 to 10. Got 11 instead."),
    ({"class_names": np.array(["a"])}, "'class_names' must be 2 to 10. Got 1 instead."),
    ({"class_names": np.array("abc")}, "'class_names' must be text (K,). Got <U3 () instead."),
    ({"class_names": np.arange(3)}, "'class_names' must be text (K,). Got int64 (3,) instead."),
    (
        {"class_names": np.array(["a", "b", "c"], "U2000")},
        "'class_names' must be text (K,). Got <U2000 (3,) instead.",
    ),
    (
        {"class_names": np.array([b"a", b"b", b"\xff"])},
        "'class_names' must be text. Got what cannot be read as such",
    ),
    (
        {"class_names": np.array(["cat", "dog", "cat"])},
        "'class_names' must be different from each other. Got 'cat' twice.",
    ),
    ({"class_names": np.array(["cat", "dog", ""])}, f"{NO_MARKUP} Got '' instead."),
    ({"class_names": np.array(["cat", "dog", " \n"])}, f"{NO_MARKUP} Got '' instead."),
    ({"class_names": np.array(["cat", "dog", "x" * 41])}, f"{NO_MARKUP} Got '{'x' * 41}' instead."),
    (
        {"class_names": np.array(["cat", "dog", "![a](//x.example)"])},
        f"{NO_MARKUP} Got '![a](//x.example)' instead.",
    ),
    ({"class_names": np.array(["cat", "dog", "\ud800"])}, f"{NO_MARKUP} Got '\\ud800' instead."),
    ({"class_names": np.array(["cat", "dog", "a\u202eb"])}, f"{NO_MARKUP} Got 'a\\u202eb' instead."),
]


@pytest.mark.parametrize(("change", "says"), ARRAYS, ids=lambda v: str(v)[:60])
def test_a_wrong_array_is_named_with_what_it_is_and_what_it_has_to_be(change, says):
    message = refusal(changed(**change))
    assert message.startswith(says) if says.startswith("'") else message.endswith(says) or says in message
    assert message.startswith("'") and len(message) < 250 and "\n" not in message


def test_names_of_other_scripts_are_names():
    names = np.array(["  T-shirt/\ttop ", "گربه\u200cها", "C# (½)"])
    found = images.load(own.add(changed(class_names=names), "x.npz"))
    assert found.class_names == ("T-shirt/ top", "گربه\u200cها", "C# (½)")
    latin = np.array([name.encode() for name in ("a", "ä", "花")])
    assert images.load(own.add(changed(class_names=latin), "x.npz")).class_names == ("a", "ä", "花")


def test_too_many_pictures_are_refused(monkeypatch):
    monkeypatch.setattr(npz, "_array", lambda *_: pytest.fail("an array was read"))
    few, many = np.zeros((6, 4, 4), np.uint8), np.zeros((99_995, 4, 4), np.uint8)
    both = "'train_images' and 'test_images' must have at most 100,000 pictures in all."
    message = refusal(changed(train_images=many, train_labels=np.zeros(99_995, int), test_images=few))
    assert message == f"{both} Got 100,001 instead."
    with pytest.raises(pytest.fail.Exception, match="an array was read"):
        own.add(changed(train_images=many[1:], train_labels=np.zeros(99_994, int), test_images=few), "x.npz")


# Files made to do harm


def test_a_zip_bomb_is_refused_by_its_directory(monkeypatch):
    monkeypatch.setattr(npz, "_array", lambda *_: pytest.fail("an array was read"))
    zeros, labels = np.zeros((35_000, 64, 64), np.uint8), np.zeros(35_000, int)
    arrays = {"train_images": zeros, "train_labels": labels, "test_images": zeros, "test_labels": labels}
    raw = saved(arrays, np.savez_compressed)
    assert len(raw) < 10**6
    tracemalloc.start()
    message = refusal(raw)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert message == "The arrays must have at most 256 MB unpacked. Got 288 MB instead. Take fewer pictures."
    assert peak < 2 * 10**6


def test_a_bomb_whose_directory_lies_unpacks_no_more_than_it_says():
    arrays = pictures(n=600)  # longer than what is read of a header
    honest = npy(arrays["train_images"])
    raw = bytearray(
        zipped(
            [("train_images.npy", honest + bytes(60 * 10**6))]
            + [(f"{key}.npy", npy(value)) for key, value in arrays.items() if key != "train_images"],
            zipfile.ZIP_DEFLATED,
        )
    )
    true, said = struct.pack("<I", len(honest) + 60 * 10**6), struct.pack("<I", len(honest))
    assert raw.count(true) == 2  # the member's own header, and the directory
    tracemalloc.start()
    message = refusal(bytes(raw.replace(true, said)))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert message.startswith("mine.npz is damaged: it cannot be read (Bad CRC-32 for file 'train_images.npy')")
    assert peak < 5 * 10**6


@pytest.mark.parametrize(
    ("header", "says"),
    [
        ({"shape": (10**15, 8, 6)}, "'train_images' is damaged: it should be uint8 (1000000000000000, 8, 6), "),
        ({"shape": (13, 8, 6)}, "it should be uint8 (13, 8, 6), but it has 576 bytes."),
        ({"shape": (-12, -8, 6)}, "'train_images' is damaged: it should be uint8 (-12, -8, 6), but"),
        ({"shape": (2,) * 400}, "'train_images' is damaged: it should be uint8 (2, 2, "),
        ({"descr": "<f8"}, "it should be float64 (12, 8, 6), but it has 576 bytes."),
        ({"descr": "__import__('os').system('true')"}, "mine.npz is damaged: it cannot be read ("),
        ({"extra": "x" * 9000}, "mine.npz is damaged: it cannot be read ("),
    ],
)
def test_a_lying_header_is_refused_before_an_array_is_read(monkeypatch, header, says):
    monkeypatch.setattr(npz, "_array", lambda *_: pytest.fail("an array was read"))
    arrays = pictures()
    members = [(f"{key}.npy", npy(value)) for key, value in arrays.items() if key != "train_images"]
    message = refusal(zipped([("train_images.npy", npy(arrays["train_images"], **header)), *members]))
    assert says in message and len(message) < 300


def test_a_directory_whose_length_is_hidden_is_refused():
    """zipfile believes a zip64 record before the end more than the end itself."""
    raw = zipped([(f"{i}", b"") for i in range(2000)])
    size, offset = struct.unpack("<II", raw[-10:-2])
    record = struct.pack("<IQHHIIQQQQ", 0x06064B50, 44, 45, 45, 0, 0, 2000, 2000, size, offset)
    locator = struct.pack("<IIQI", 0x07064B50, 0, len(raw) - 22, 1)
    end = raw[-22:-10] + struct.pack("<II", 100, offset) + b"\0\0"
    hidden = raw[:-22] + record + locator + end
    assert len(zipfile.ZipFile(io.BytesIO(hidden)).infolist()) == 2000
    assert refusal(hidden) == f"mine.npz has too many files in it. {SAVE}"


WHOLE = {False: saved(pictures()), True: saved(pictures(), np.savez_compressed)}


@settings(max_examples=400)
@given(st.booleans(), st.data())
def test_any_damage_is_refused_in_words_or_does_no_harm(packed, draw):
    raw = bytearray(WHOLE[packed])
    for _ in range(draw.draw(st.integers(1, 4))):
        at = draw.draw(st.integers(0, len(raw) - 1))
        raw[at] = draw.draw(st.integers(0, 255))
    cut = draw.draw(st.integers(0, 30))
    try:
        found = npz.read(io.BytesIO(bytes(raw[: len(raw) - cut])), "mine.npz")
    except DataError as error:
        assert 20 < len(str(error)) < 400
    else:
        assert found.train_images.shape[1:] == found.test_images.shape[1:]
        assert len(found.train_images) == len(found.train_labels) and len(found.class_names) == 3


# In links, and in training


def test_a_link_may_name_an_own_data_set():
    name = "own-0123456789abcdef"
    config = Config(dataset=name)
    assert to_query(config) == {"dataset": name} and from_query(Config, {"dataset": name}) == (config, [])
    for wrong in ("own-", "own-0123456789ABCDEF", "own-0123456789abcdef0", "own-../../x", f"{name}\n"):
        with pytest.raises(ValueError, match=r"'digits' or own-<16 hex digits>\. Got own-"):
            Config(dataset=wrong)
        assert from_query(Config, {"dataset": wrong})[0] == Config()


@pytest.mark.parametrize("shape", [(8, 6), (8, 6, 3)])
def test_it_can_be_trained_on(shape):
    name = own.add(saved(pictures(300, 60, shape)), "rows.npz")
    config = Config(dataset=name, classes=(0, 1, 2), epochs=40, batch_size=50, lr=0.01)
    snapshots = list(templates.train(config))
    assert snapshots[-1].weight.shape == (3, *shape) and len(snapshots) > 20
    assert snapshots[-1].test_error == 0 < snapshots[0].test_error
    lit = snapshots[-1].weight.reshape(3, 8, -1).sum(2)
    assert lit[:, :3].argmax(1).tolist() == [0, 1, 2]  # a template's row is the class's bright one
    assert "At step 240" in templates.describe(config, snapshots[0], snapshots[-1])
    two = list(templates.train(replace(config, classes=(0, 2), permute_pixels=True)))
    assert two[-1].weight.shape == (2, *shape) and two[-1].test_error == 0


@pytest.mark.parametrize("classes", [tuple(range(10)), (7, 8), (0, 3)])
def test_classes_that_it_has_not_are_refused_in_words(classes):
    name = own.add(saved(pictures()), "rows.npz")
    with pytest.raises(ValueError) as error:
        next(templates.train(Config(dataset=name, classes=classes)))
    got = "-".join(map(str, classes))
    assert str(error.value) == f"'classes' must be in [0, 2] for rows. Got {got} instead."
    assert existing(classes, images.about(name)) == (0, 1, 2)


def test_the_classes_that_exist_stay_chosen():
    three = images.about(own.add(saved(pictures()), "rows.npz"))
    assert existing((0, 2, 7), three) == (0, 2) and existing((1, 9), three) == (0, 1, 2)
    assert existing((3, 8), images.about("digits")) == (3, 8)
    assert Selection("digits", (3, 8)).train_rows.size == 287


def test_one_that_is_not_here_ends_training_in_words(data):
    with pytest.raises(DataError, match=rf"The data set own-{'0' * 16} is not in {data}/own\. Upload it again"):
        next(templates.train(Config(dataset=f"own-{'0' * 16}")))
