"""Data sets as people bring them: accepted, or refused with a remedy that, done as it stands, mends them."""

import io
import re
import zipfile

import numpy as np
import pytest

from core.data import images, npz, own
from core.data.disk import DataError
from tests.helpers.npz import SAVE, pictures, refusal, saved

pytestmark = pytest.mark.usefixtures("data")
GIVEN = pictures(60, 20, (28, 28), 10)
X, Y, X_TEST, Y_TEST = (GIVEN[f"{part}_{what}"] for part in ("train", "test") for what in ("images", "labels"))


def both(of) -> dict:
    """Both sets of pictures, changed in the same way."""
    return {"train_images": of(X), "test_images": of(X_TEST)}


def labelled(of) -> dict:
    return {"train_labels": of(Y), "test_labels": of(Y_TEST)}


def one_hot(labels: np.ndarray) -> np.ndarray:
    return np.eye(10)[labels]


MENDED = {
    "channel second": both(lambda x: x[:, None]),
    "channel last": both(lambda x: x[..., None]),
    "two channels": both(lambda x: np.stack([x, x], -1)),
    "two channels second": both(lambda x: np.stack([x, x], 1)),
    "colours second": both(lambda x: np.stack([x, x, x], 1)),
    "four channels second": both(lambda x: np.stack([x] * 4, 1)),
    "flat": both(lambda x: x.reshape(len(x), -1)),
    "boolean": both(lambda x: x > 127),
    "float 0 to 1": both(lambda x: (x / 255).astype("f4")),
    "float -1 to 1": both(lambda x: (x / 127.5 - 1).astype("f4")),
    "float 0 to 255": both(lambda x: x.astype(float)),
    "standardised": both(lambda x: ((x / 255 - 0.13) / 0.31).astype("f4")),
    "float, channel second": both(lambda x: (x[:, None] / 255).astype("f4")),
    "integers": both(lambda x: x.astype(int)),
    "signed bytes": both(lambda x: (x.astype(int) - 128).astype("i1")),
    "signed bytes, some": both(lambda x: (x.astype(int) * 200 // 255 - 100).astype("i1")),
    "signed bytes, 0 to 15": both(lambda x: (x // 17).astype("i1")),
    "signed 16 bits": both(lambda x: (x.astype(int) * 257 - 32768).astype("i2")),
    "16 bits": both(lambda x: x.astype("u2") * 257),
    "0 and 1": both(lambda x: (x > 127).astype("u1")),
    "0 and 1 in the test set": {"test_images": (X_TEST > 127).astype("u1")},
    "0 and 1 in the training set": {"train_images": (X > 127).astype("u1")},
    "0 to 16": both(lambda x: x // 16),
    "labels from 1": labelled(lambda y: y + 1),
    "labels from -1": labelled(lambda y: y - 1),
    "labels with gaps": labelled(lambda y: 3 * y + 2),
    "labels with gaps below ten": labelled(lambda y: np.where(y < 5, 3, 8)),
    "one-hot labels": labelled(one_hot),
    "one-hot in bytes": labelled(lambda y: one_hot(y).astype("u1")),
    "floating labels": labelled(lambda y: y.astype(float)),
    "a column of floating labels": labelled(lambda y: y.astype(float)[:, None]),
    "boolean labels": labelled(lambda y: y > 4),
    "labels in words": labelled(lambda y: np.array(list("abcdefghij"))[y]),
    "26 letters": {
        **pictures(60, 52, (28, 28), 26),
        "train_labels": np.resize(np.arange(26), 60),
        "test_labels": np.resize(np.arange(26), 52),
    },
}

# How many greys off these come back at most: where nobody knows better, the darkest becomes 0, the lightest 255.
OFF = {
    **dict.fromkeys(("float 0 to 1", "float -1 to 1", "channel second", "float 0 to 255"), 1),
    "standardised": 8,
    **dict.fromkeys(("signed bytes", "signed bytes, some", "signed bytes, 0 to 15", "signed 16 bits"), 16),
}


def done(remedy: str, arrays: dict) -> None:
    """Do what the last sentence of a message says, as a person would: one expression, or statements."""
    code = remedy.rpartition(": ")[2].removesuffix(".")
    names = {"np": np, **arrays}
    if " = " in code:
        exec(code, names)
        arrays |= {key: names[key] for key in arrays}
    else:
        arrays[re.search(r"(train|test)_(images|labels)", code)[0]] = eval(code, names)


def mended(arrays: dict) -> tuple[images.ImageData, list[str]]:
    """The data set that is accepted in the end, and the messages until then, each done as it stands."""
    messages: list[str] = []
    for _ in range(8):
        try:
            return images.load(own.add(saved(arrays), "mine.npz")), messages
        except DataError as error:
            messages.append(str(error))
            done(messages[-1], arrays)
    pytest.fail(str(messages))


@pytest.mark.parametrize("case", MENDED)
def test_the_remedies_done_as_they_stand_end_in_a_file_that_is_accepted(case):
    found, messages = mended(GIVEN | MENDED[case])
    assert messages and all(len(message) < 400 for message in messages)
    assert found.train_images.max() > 200 and found.train_images.dtype == np.uint8
    assert found.test_images.max() > 200 and 2 <= len(found.class_names) <= 10
    if case in OFF:
        assert np.abs(found.train_images.astype(int) - X).max() <= OFF[case]


def test_pictures_that_are_too_large_in_eight_bytes_a_number_are_taken_in_four(monkeypatch):
    monkeypatch.setattr(npz, "MOST_UNPACKED", 300_000)
    found, messages = mended(GIVEN | both(lambda x: x / 255))
    assert [message.rpartition(": ")[2] for message in messages[:2]] == [
        "train_images.astype('float32').",
        "test_images.astype('float32').",
    ]
    assert np.abs(found.train_images.astype(int) - X).max() <= 1
    monkeypatch.setattr(npz, "MOST_UNPACKED", 200_000)
    with pytest.raises(DataError, match=r"Take fewer pictures\.$"):
        own.add(saved(GIVEN | both(lambda x: x / 255)), "mine.npz")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (both(lambda x: x * 0), "'train_images' must be pictures. Got 0 in every pixel instead."),
        ({"test_images": X_TEST * 0 + 255}, "'test_images' must be pictures. Got 255 in every pixel instead."),
        (
            both(lambda x: (x > 127).astype("u1")),
            "'train_images' must be from 0 to 255. Got 0 to 1 alone instead. Multiply them by 255 and convert "
            "them: (train_images * 255.0).round().astype('uint8').",
        ),
        (
            labelled(lambda y: np.stack([y % 2, y > 3, y > 7], 1).astype("u1")),
            "'train_labels' must be integers (60,), one for each picture. Got uint8 (60, 3) instead. A picture has "
            "one label here: a set with several labels for each cannot be used.",
        ),
        (
            both(lambda x: x.astype(float) + np.nan),
            "Some are not finite: train_images may have no NaN and no infinity.",
        ),
        (labelled(lambda y: y + 0.5), "A label is the number of a class: these are no whole numbers."),
    ],
)
def test_what_cannot_be_mended_or_is_absurd_is_said(change, says):
    message = refusal(saved(GIVEN | change))
    assert message == says if says.startswith("'") else message.endswith(says)


def test_black_and_white_pictures_stay_accepted():
    assert images.load(own.add(saved(GIVEN | both(lambda x: (x > 127).astype("u1") * 255)), "x.npz"))
    lonely = np.zeros_like(X_TEST)
    lonely[0, 0, 0] = 40
    assert images.load(own.add(saved(GIVEN | {"test_images": lonely}), "x.npz"))


@pytest.mark.parametrize(
    "names", [("x_train", "y_train", "x_test", "y_test"), ("X_train", "y_train", "X_test", "Y_test")]
)
def test_kerass_names_are_understood(names):
    raw = saved(dict(zip(names, (X, Y, X_TEST, Y_TEST), strict=True)))
    assert own.add(raw, "mine.npz") == own.add(saved(GIVEN), "mine.npz")


def test_our_names_count_where_both_are_there():
    raw = saved({**GIVEN, "x_train": np.zeros(3), "Y_test": np.zeros(2)})
    assert own.add(raw, "mine.npz") == own.add(saved(GIVEN), "mine.npz")


def test_arrays_without_names_are_told_what_is_needed():
    file = io.BytesIO()
    np.savez(file, X)
    needs = "It needs train_images, train_labels, test_images and test_labels."
    assert refusal(file.getvalue()) == f"'train_images' is missing in mine.npz, which has 'arr_0'. {needs} {SAVE}"


def test_zeros_after_the_end_do_no_harm_and_other_bytes_are_named():
    raw = saved(GIVEN)
    assert own.add(raw + bytes(100), "mine.npz") == own.add(raw, "mine.npz")
    assert own.add(raw + bytes(60_000), "mine.npz") == own.add(raw, "mine.npz")


def test_other_bytes_after_the_end_are_named():
    message = refusal(saved(GIVEN) + b"<html>")
    assert message == "mine.npz has 6 bytes after its end. Save it, or copy it, again."


def test_an_archive_may_have_a_comment():
    file = io.BytesIO(saved(GIVEN))
    with zipfile.ZipFile(file, "a") as archive:
        archive.comment = b"made by hand"
    assert own.add(file.getvalue(), "mine.npz") == own.add(saved(GIVEN), "mine.npz")
