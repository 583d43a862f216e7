"""What the reader is given, and that it reads as Python does."""

from __future__ import annotations

import json
import zlib
from unittest.mock import patch

import numpy as np
import pytest

from core.data import images
from core.experiments import templates
from core.experiments.templates import Config
from tests.helpers.javascript import in_node
from ui.components import reader as module
from ui.components.reader import FRAMES, LEVELS, chosen, reader


@pytest.fixture(scope="module")
def learned() -> list[templates.Snapshot]:
    return list(templates.train(Config("digits", weight_decay=0.03, epochs=3)))


def message(snapshots, run: str) -> tuple[dict, bytes]:
    """The header of the message that the browser gets, and what follows it."""
    given: dict = {}
    names = images.about("digits").class_names
    with patch.object(module, "component", lambda *_: lambda **named: given.update(named)):
        reader(run, names, [s.step for s in snapshots], [s.weight for s in snapshots], key="x")
    size = int.from_bytes(given["data"][:4], "little")
    return json.loads(given["data"][4 : 4 + size]), given["data"][4 + size :]


def test_the_frames_are_those_of_the_recording_evenly_in_time(learned):
    header, body = message(learned, "even")
    steps = [snapshot.step for snapshot in learned]
    assert header["steps"][0] == 0 and header["steps"][-1] == steps[-1] and set(header["steps"]) <= set(steps)
    assert chosen(range(1000))[:3] == [0, 1, 2] and len(chosen(range(1000))) <= FRAMES
    size = learned[0].weight.size
    film = np.frombuffer(zlib.decompress(body[size:]), np.int8).reshape(-1, size)
    assert len(film) == len(header["steps"])
    frames = np.cumsum(film, axis=0, dtype=np.int8)
    for frame, step in zip(frames, header["steps"], strict=True):
        weight = learned[steps.index(step)].weight.ravel()
        scale = np.abs(weight).max() / LEVELS
        assert np.abs(frame * scale - weight).max() <= 0.6 * scale


def test_it_reads_as_python_does(learned):
    header, body = message(learned, "reads")
    last, data = learned[-1], images.load("digits")
    pictures = data.test_images[:60]
    codes = np.frombuffer(body[: last.weight.size], np.int8).tolist()
    function = """({ read }, { codes, scale, pictures }) => pictures.map(picture =>
      read({ codes: Int8Array.from(codes), scale, many: 10 }, Uint8Array.from(picture)))"""
    given = {"codes": codes, "scale": header["scale"], "pictures": pictures.reshape(60, -1).tolist()}
    found = in_node("reader/reading.js", function, given)
    truth = [templates.match(last.weight, last.bias, picture) for picture in pictures]
    clear = 0
    for ours, theirs in zip(found, truth, strict=True):
        np.testing.assert_allclose(ours["probabilities"], theirs.probabilities, atol=0.02)
        second, first = np.sort(theirs.probabilities)[-2:]
        if first - second > 0.05:  # more than twice of what the codes of a byte may change
            clear += 1
            assert ours["best"] == int(theirs.scores.argmax())
    assert clear > 50


def test_frames_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match=r"'weights' must be \(2, 28, 28\) for each step. Got \[\(2, 4, 4\)\]"):
        reader("x", ("a", "b"), [0], [np.zeros((2, 4, 4), np.float32)], key="x")
