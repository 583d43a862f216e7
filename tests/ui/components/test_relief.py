"""What the browser is sent of a network on a surface, and what it makes of it."""

from __future__ import annotations

import base64

import numpy as np
import pytest

from core.experiments.surfaces import Snapshot
from tests.helpers.javascript import in_node
from ui.components.relief import UNIT, _codes, frame
from ui.recordings import views

READ = """({ blank, push }, { bytes, unit }) => {
  const rec = blank();
  push(rec, Uint8Array.from(bytes), unit);
  const { step, loss, says } = rec.frames[0];
  return { step, loss, says: [...says].map(v => v === v ? v : null) };
}"""


def snapshot(outputs):
    return Snapshot(12, 0.5, 0.125, 0.1, np.asarray(outputs, np.float32), np.zeros(3))


def test_the_browser_reads_what_python_writes():
    outputs = np.random.default_rng(0).normal(size=(4, 4))
    outputs[0, 0], outputs[1, 1], outputs[2, 2] = 99, -99, np.nan
    got = in_node("relief/frames.js", READ, {"bytes": list(frame(snapshot(outputs))), "unit": UNIT})
    assert (got["step"], got["loss"]) == (12, 0.125)
    says = np.array([np.nan if v is None else v for v in got["says"]]).reshape(4, 4)
    assert np.isnan(says[2, 2]) and says[0, 0] == pytest.approx(16, abs=0.01) == -says[1, 1]
    rest = np.abs(outputs) < 16
    assert says[rest] == pytest.approx(outputs[rest], abs=UNIT)


def test_the_surface_is_sent_row_by_row_and_the_view_is_served():
    codes = np.frombuffer(base64.b64decode(base64.b64encode(_codes(np.array([[1.0, -0.5]])).tobytes())), "<i2")
    assert (codes * UNIT).tolist() == [1.0, -0.5]
    assert views()["relief"] is frame
