from dataclasses import dataclass
from typing import Any

import msgpack
import numpy as np
import pytest

from core.jobs.wire import decode, encode


@dataclass(frozen=True)
class Snapshot:
    step: int
    value: Any


def through(value: Any) -> Any:
    sent = msgpack.packb(encode(Snapshot(7, value)))
    back = decode(Snapshot, msgpack.unpackb(sent))
    assert back.step == 7
    return back.value


@pytest.mark.parametrize("value", [None, True, -3, 0.1, float("inf"), "größer", "", (), (1, (2.5, "x"))])
def test_plain_values_come_back_as_they_were(value):
    assert through(value) == value
    assert type(through(value)) is type(value)


@pytest.mark.parametrize("dtype", ["?", "i1", "u1", "<i4", ">i4", "i8", "f2", "f4", "f8", "c8"])
@pytest.mark.parametrize("shape", [(), (0,), (3,), (2, 0, 4), (2, 3, 4)])
def test_arrays_come_back_bit_for_bit(dtype, shape):
    count = int(np.prod(shape))
    array = (np.arange(count) * 37 % 5).astype(dtype).reshape(shape)
    back = through(array)
    assert back.dtype == array.dtype and back.shape == shape
    assert back.tobytes() == array.tobytes()


def test_special_bits_survive():
    array = np.array([np.nan, -0.0, np.inf, 5e-324])
    assert through(array).tobytes() == array.tobytes()


def test_memory_layout_does_not_matter():
    array = np.arange(12.0).reshape(3, 4)
    for view in (array.T, array[::2], array[:, ::-1], np.asfortranarray(array), np.broadcast_to(1.5, (2, 2))):
        np.testing.assert_array_equal(through(view), view)


def test_tuples_of_arrays():
    layers = (np.ones((2, 3)), np.zeros(4, np.int8))
    for sent, back in zip(layers, through(layers), strict=True):
        np.testing.assert_array_equal(back, sent)


def test_numpy_scalars_become_numbers():
    assert type(through(np.float32(0.5))) is float
    assert type(through(np.int64(3))) is int


def test_received_arrays_are_read_only():
    with pytest.raises(ValueError, match="read-only"):
        through(np.zeros(3))[0] = 1


@pytest.mark.parametrize(
    "value",
    [np.array([object()]), np.array(["a"]), np.zeros(2, "V4"), np.zeros(1, "M8[s]"), {"a": 1}, object(), [1]],
)
def test_nothing_else_is_sent(value):
    with pytest.raises(TypeError, match="'value' must be"):
        encode(Snapshot(0, value))


def test_object_arrays_are_not_received():
    message = {"step": 0, "value": {"dtype": "|O", "shape": [1], "data": b"12345678"}}
    with pytest.raises(TypeError, match="array of numbers"):
        decode(Snapshot, message)


@pytest.mark.parametrize(
    "message",
    [
        {"step": 0},
        {"step": 0, "value": 1, "more": 2},
        {"step": 0, "value": {"dtype": "<f8", "shape": [2], "data": b"12345678"}},
    ],
)
def test_what_does_not_fit_is_refused(message):
    with pytest.raises((TypeError, ValueError)):
        decode(Snapshot, message)
