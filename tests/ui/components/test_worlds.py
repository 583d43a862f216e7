"""What the browser is sent of all worlds, what it counts there, and what it may say."""

from __future__ import annotations

import base64
import json
import struct

import pytest
import streamlit as st

from core.experiments.learning_needs import NAMES, Config, View, run
from core.experiments.learning_needs.worlds import roughness
from tests.helpers.javascript import in_node
from ui.components.worlds import _message, _moved

MEANS = """({ arraysOf, meanOf }, text) => {
  const bytes = Uint8Array.from(atob(text), c => c.charCodeAt(0));
  const size = new DataView(bytes.buffer).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + size)));
  const { wrong, possible } = arraysOf({ header, buffer: bytes.buffer, offset: 4 + size });
  return possible.map(kind => wrong.map(row => meanOf(row, kind, header.unseen.length)));
}"""


@pytest.mark.parametrize("seen", [(0, 1, 2, 4, 7), (0,), (0, 1, 2, 3, 4, 5, 6)])
def test_the_browser_counts_the_mean_errors_that_python_counts_exactly(seen):
    message = _message(Config(seen=seen), View(), run(Config(seen=seen)), "")
    counted = in_node("worlds/counting.js", MEANS, base64.b64encode(message).decode())
    for kind, row in zip(("all", "separable", "smooth", "symmetric", "rough"), counted, strict=True):
        result = run(Config(kind, seen))
        assert row == pytest.approx([float(result.mean(name)) for name in NAMES], abs=1e-12)


def test_squares_go_from_smooth_to_rough():
    message = _message(Config(), View(), run(Config()), "")
    (size,) = struct.unpack_from("<I", message)
    order = json.loads(message[4 : 4 + size])["order"]
    assert sorted(order) == list(range(256))
    assert (roughness()[order][1:] >= roughness()[order][:-1]).all()


@pytest.mark.parametrize(
    ("sent", "got"),
    [
        ({"name": "worlds", "value": "smooth"}, [("worlds", "smooth")]),
        ({"name": "seen", "value": [0, 3]}, [("seen", (0, 3))]),
        ({"name": "learner", "value": "mlp"}, [("learner", "mlp")]),
        ({"name": "world", "value": 255}, [("world", 255)]),
        ({"name": "world", "value": 256}, []),
        ({"name": "world", "value": True}, []),
        ({"name": "worlds", "value": "<b>"}, []),
        ({"name": "seen", "value": list(range(8))}, []),
        ({"name": "seen", "value": []}, []),
        ({"name": "seen", "value": [3, 0]}, []),
        ({"name": "seen", "value": "03"}, []),
        ({"name": "seen", "value": [[0]]}, []),
        ({"name": "dimension", "value": 3}, []),
        ({"name": ["worlds"], "value": "all"}, []),
        (None, []),
        ("worlds", []),
    ],
)
def test_only_settings_that_a_hand_may_move_are_taken(monkeypatch, sent, got):
    said: list[tuple[str, object]] = []
    monkeypatch.setattr(st, "session_state", {"squares": {"moved": sent}})
    _moved("squares", lambda name, value: said.append((name, value)))
    assert said == got
