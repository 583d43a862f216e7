"""Files that are no data set, and arrays that do not fit: what is refused, and in which words."""

import zipfile
from pathlib import Path

import numpy as np
import pytest

from core.data import images, npz, own
from tests.helpers.npz import SAVE, npy, pictures, refusal, saved, zipped

ROOT = Path(__file__).resolve().parents[3]
pytestmark = pytest.mark.usefixtures("data")


# What is refused: files


NEEDS = "It needs train_images, train_labels, test_images and test_labels."
OBJECTS = np.array([{}] * 12, dtype=object)
FILES = [
    (b"", f"mine.npz is empty. {SAVE}"),
    (b"label,pixel\n3,0\n", f"mine.npz is not an .npz file. {SAVE}"),
    (npy(np.zeros(3)), f"mine.npz is a single array (.npy), not an .npz of four. {SAVE}"),
    (saved(pictures())[:-100], "mine.npz is not whole: its end is missing. Save it, or copy it, again."),
    (b"PK\x03\x04", "mine.npz is not whole: its end is missing. Save it, or copy it, again."),
    (zipped([]), f"'train_images' is missing in mine.npz, which has nothing. {NEEDS} {SAVE}"),
    (
        saved({"x": np.zeros(2), "y": np.zeros(2)}),
        f"'train_images' is missing in mine.npz, which has 'x', 'y'. {NEEDS} {SAVE}",
    ),
    (
        saved({key: value for key, value in pictures().items() if key != "test_labels"}),
        "'test_labels' is missing in mine.npz, which has 'train_images', 'train_labels', 'test_images'. "
        f"{NEEDS} {SAVE}",
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
        f"'train_images' {SHAPE} Got float64 (12, 28, 28) instead.",
    ),
    (
        {"test_images": np.zeros((6, 8, 6), int)},
        f"'test_images' {SHAPE} Got int64 (6, 8, 6) instead.",
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
        "Give each picture its two sides, of 48 pixels: train_images.reshape(-1, H, W).",
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
        "Got float64 (12, 3) instead. One-hot labels become numbers: train_labels.argmax(1).",
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
