"""Files made to do harm are refused, and cost next to nothing."""

import io
import struct
import tracemalloc
import zipfile

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.data import npz
from core.data.disk import DataError
from tests.helpers.npz import SAVE, npy, pictures, refusal, saved, zipped

pytestmark = pytest.mark.usefixtures("data")


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
