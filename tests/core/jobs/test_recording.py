"""A recording as a file: what comes out of it is what was put in, or it is refused."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields, is_dataclass
from itertools import islice
from typing import Any

import numpy as np
import pytest
import safetensors

from core.experiments import (
    activations,
    approximation,
    batches,
    classifiers,
    composition,
    digit_lab,
    gradients,
    learning_needs,
    regions,
    small_large,
    surfaces,
    template_learning,
    templates,
)
from core.experiments.activations import dead_relu
from core.experiments.approximation import sizes
from core.experiments.digit_lab import baselines, sweep, widths
from core.experiments.gradients import first, spread
from core.experiments.learning_needs import amounts, cases, corners, manifold
from core.experiments.regions import compared, seen, whole
from core.experiments.small_large import partitions
from core.experiments.surfaces import compared as rivals
from core.experiments.surfaces import ladder
from core.experiments.template_learning import states
from core.jobs.recording import Recording, Unfit, pieces, read
from core.jobs.wire import decode, encode
from tests.helpers.tree import ROOT, modules

KEY, TAKE = "0123456789abcdef", "00000000000000ff"
TINY = gradients.Config(dataset="digits", depth=2, width=4, steps=10, seeds=1)
PLANE = regions.Config(net="random", width=3, depth=2)
VALLEY = surfaces.Config(target="rosenbrock", layers=1, width=3, steps=10)
BOARD = classifiers.Config(n=40, rounds=3, updates=100)
RUNS: dict[str, tuple[Callable[..., Iterable[Any]], Any]] = {  # all that is a job, as small as it may be
    "activations": (dead_relu.train, activations.Config(dataset="digits", steps=50)),
    "approximation": (approximation.train, approximation.Config(steps=500)),
    "sizes": (sizes.train, sizes.Config(steps=500)),
    "batches": (batches.train, batches.Config("digits", epochs=1)),
    "composition": (composition.train, composition.Config(width=2, depth=2, steps=200)),
    "digit_lab": (digit_lab.train, digit_lab.Config("digits", widths="4", epochs=1)),
    "widths": (widths.train, digit_lab.Config("digits", subset=200)),
    "sweep": (sweep.train, sweep.Config("digits", epochs=1)),
    "baselines": (baselines.train, baselines.Config("digits", method="knn")),
    "gradients": (gradients.train, TINY),
    "first": (first.train, TINY),
    "spread": (spread.train, spread.Config(TINY, "relu")),
    "classifiers": (classifiers.train, BOARD),
    "cases": (cases.train, cases.of(learning_needs.Config())),
    "corners": (corners.train, corners.of(learning_needs.Config())),
    "amounts": (amounts.train, amounts.of(learning_needs.Config(dataset="digits"))),
    "manifold": (manifold.train, manifold.of(learning_needs.Config(dataset="digits"))),
    "regions": (regions.train, regions.Config(net="trained", width=3, depth=1, steps=50)),
    "seen": (seen.train, seen.of(PLANE)),
    "compared": (compared.train, PLANE),
    "whole": (whole.train, whole.Config(PLANE, (3, 3))),
    "small_large": (small_large.train, small_large.Config(dataset="digits", epochs=1, seeds=1, width=2)),
    "partitions": (partitions.train, partitions.Config("digits", epochs=1)),
    "states": (states.train, states.Config(template_learning.Config(dataset="digits"), 5)),
    "surfaces": (surfaces.train, VALLEY),
    "rivals": (rivals.train, VALLEY),
    "ladder": (ladder.train, ladder.of(VALLEY)),
    "templates": (templates.train, templates.Config("digits", epochs=1)),
}
FIRST = {"sizes": 1, "baselines": 1, "approximation": 3, "composition": 3}  # snapshots of what takes seconds


@dataclass(frozen=True)
class Snapshot:
    step: int
    value: Any


def recorded(*values: Any) -> Recording:
    return Recording(tuple(Snapshot(i, value) for i, value in enumerate(values)), TAKE, (0.1, 0.2, 0.3))


def written(recording: Recording) -> bytes:
    return b"".join(map(bytes, pieces(KEY, recording)))


def back(value: Any) -> Any:
    return read(KEY, Snapshot, written(recorded(value))).snapshots[0].value


def same(ours: Any, theirs: Any) -> bool:
    """Whether they are of the same types, and equal bit for bit."""
    if type(ours) is not type(theirs):
        return False
    if isinstance(ours, np.ndarray):
        return (ours.dtype, ours.shape, ours.tobytes()) == (theirs.dtype, theirs.shape, theirs.tobytes())
    if is_dataclass(ours):
        return all(same(getattr(ours, f.name), getattr(theirs, f.name)) for f in fields(ours))
    if isinstance(ours, tuple):
        return len(ours) == len(theirs) and all(map(same, ours, theirs))
    return bool(ours == theirs) or ours != ours != theirs != theirs


@pytest.mark.parametrize("name", RUNS)
def test_what_a_lesson_records_comes_back_bit_for_bit(name):
    train, config = RUNS[name]
    cls = sys.modules[train.__module__].Snapshot
    made = tuple(decode(cls, encode(one)) for one in islice(train(config), FIRST.get(name)))
    given = Recording(made, TAKE, (0.1, 1 / 3, 2e300))
    assert made
    assert same(read(KEY, cls, written(given)), given)


def test_no_job_is_left_out():
    found = {
        path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".")
        for path in modules("core/experiments")
        if re.search(r"^def train\(", path.read_text(), re.MULTILINE)
    }
    assert found == {train.__module__ for train, _ in RUNS.values()}


@pytest.mark.parametrize("dtype", ["?", "i1", "u1", "<i2", "<u2", "<i4", "u4", "i8", "u8", "f2", "f4", "f8", "c8"])
@pytest.mark.parametrize("shape", [(), (0,), (3,), (2, 0, 4), (2, 3, 4)])
def test_arrays_come_back_bit_for_bit_and_lie_as_they_should(dtype, shape):
    array = (np.arange(int(np.prod(shape))) * 37 % 5).astype(dtype).reshape(shape)
    odd = np.ones(3, np.int8)  # what comes before may have any number of bytes
    found = back((odd, array, array.T, odd))
    assert same(found, (odd, array, np.ascontiguousarray(array.T).reshape(array.T.shape), odd))
    assert all(each.flags.aligned and not each.flags.writeable for each in found)


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        -3,
        2**80,
        0.1,
        -0.0,
        float("inf"),
        float("nan"),
        5e-324,
        "größer \ud800\n",
        "",
        (),
        (1, (2.5, "x")),
    ],
)
def test_plain_values_come_back_as_they_were(value):
    assert same(back(value), value) and repr(back(value)) == repr(value)


@pytest.mark.parametrize(
    "value", [np.zeros(2, ">i4"), np.zeros(2, "c16"), np.zeros(1, "g"), [1], {"a": 1}, object()]
)
def test_what_cannot_be_written_exactly_is_refused(value):
    with pytest.raises((Unfit, TypeError)):
        pieces(KEY, recorded(value))


def test_it_is_what_safetensors_reads():
    file = written(recorded(np.arange(6.0).reshape(2, 3), np.ones(3, np.uint8)))
    found = dict(safetensors.deserialize(file))
    assert {name: (one["dtype"], one["shape"]) for name, one in found.items()} == {
        "0.0": ("F64", [2, 3]),
        "1.1": ("U8", [3]),
    }
    assert bytes(found["0.0"]["data"]) == np.arange(6.0).tobytes()


def test_its_times_and_its_take_come_back():
    found = read(KEY, Snapshot, written(recorded(1, 2)))
    assert (found.take, found.times, len(found.snapshots)) == (TAKE, (0.1, 0.2, 0.3), 2)
    assert read(KEY, Snapshot, written(recorded())).snapshots == ()


FILE = written(recorded(np.arange(300.0), "a text", (np.zeros(3, np.int8), None)))


@pytest.mark.parametrize("end", [0, 1, 7, 8, 9, 40, len(FILE) // 2, len(FILE) - 1])
def test_a_file_that_is_cut_off_is_refused(end):
    with pytest.raises(Unfit):
        read(KEY, Snapshot, FILE[:end])


def test_a_file_with_any_byte_changed_or_added_is_refused_or_the_same():
    given = read(KEY, Snapshot, FILE)
    for at in [*range(0, len(FILE), 7), len(FILE) - 1]:
        changed = bytearray(FILE)
        changed[at] ^= 0x41
        try:
            assert same(read(KEY, Snapshot, bytes(changed)), given), at  # a space may become another white space
        except Unfit:
            continue
    with pytest.raises(Unfit):
        read(KEY, Snapshot, FILE + b"\0")


@pytest.mark.parametrize(
    ("file", "why"),
    [
        (b"PK\x03\x04" + bytes(100), "cut off"),
        ((2).to_bytes(8, "little") + b"[]", "no recording"),
        ((8).to_bytes(8, "little") + b"not JSON", "no recording"),
        ((100_000).to_bytes(8, "little") + b"[" * 100_000, "no recording"),
        (safetensors.serialize({}, {"format": "pt"}), "no recording"),
        (safetensors.serialize({}), "no recording"),
        (FILE.replace(b'"version":"1"', b'"version":"2"'), "its version is 2, not 1"),
        (FILE.replace(KEY.encode(), b"f" * 16), "checksum"),
        (FILE.replace(b"a text", b"b text"), "checksum"),
    ],
)
def test_another_file_is_refused_and_said(file, why):
    with pytest.raises(Unfit, match=why):
        read(KEY, Snapshot, bytes(file))


def test_a_recording_of_another_job_or_of_other_snapshots_is_refused():
    with pytest.raises(Unfit, match=f"of the job {KEY}"):
        read("f" * 16, Snapshot, FILE)

    @dataclass(frozen=True)
    class Other:
        step: int

    with pytest.raises(Unfit, match="TypeError"):
        read(KEY, Other, FILE)


def test_a_header_that_lies_of_its_arrays_is_refused(monkeypatch):
    """Also where its checksum is right: whoever can write there may have computed it."""
    monkeypatch.setattr("core.jobs.recording._checksum", lambda header, body: "right")
    length = int.from_bytes(FILE[:8], "little")
    header, body = json.loads(FILE[8 : 8 + length]), FILE[8 + length :]

    def lies(**change: Any) -> bytes:
        told = json.dumps({**header, "0.0": {**header["0.0"], **change}}).encode()
        return len(told).to_bytes(8, "little") + told + body

    header["__metadata__"]["checksum"] = "right"
    assert read(KEY, Snapshot, lies()).snapshots
    for change in (
        {"shape": [10**12]},
        {"shape": [-1]},
        {"shape": [-300, -1]},
        {"dtype": "F16"},
        {"dtype": "O"},
        {"data_offsets": [0, 10**15]},
        {"data_offsets": [-8, 2392]},
    ):
        with pytest.raises(Unfit):
            read(KEY, Snapshot, lies(**change))
