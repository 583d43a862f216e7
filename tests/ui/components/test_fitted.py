"""What the browser is sent of networks that learn a function, and what it makes of it."""

from __future__ import annotations

import json
import struct

import numpy as np
import pytest

from charts.theme import NET_COLOURS, NET_DASHES
from tests.helpers.fitted_run import NAMES, RUN, X, snapshot
from tests.helpers.javascript import in_node
from ui.components import fitted as module
from ui.components.fitted import NAN, NETS, UNIT, Boxes, Figure, _header, frame, still
from ui.recordings import views

READ = """({ blank, push, netsAt }, { frames, unit }) => {
  const rec = blank();
  for (const bytes of frames) push(rec, Uint8Array.from(bytes), unit);
  const nets = netsAt(rec, rec.instants.length - 1).map(({ net, errors, values, chosen }) => (
    { net, errors, chosen, first: values.map(list => list[0]), many: values[0].length }));
  return { steps: rec.instants.map(({ step }) => step), nets };
}"""


def test_the_browser_reads_what_python_writes():
    got = in_node("fitted/frames.js", READ, {"frames": [list(frame(now)) for now in RUN], "unit": UNIT})
    assert got["steps"] == [0, 10, 20]
    one, deep = got["nets"]
    assert (one["net"], deep["net"]) == (NETS.index("one layer"), NETS.index("deep"))
    assert one["errors"] == pytest.approx([0.5, 0.4, 0.3]) and (one["chosen"], deep["chosen"]) == (1, 2)
    assert one["many"] == 256  # of 512 points
    assert deep["first"] == [pytest.approx(8, abs=UNIT)] * 3  # 20 to 22 are far beyond any axis


def test_the_function_is_there_once_and_exactly_with_boxes_edge_to_edge_at_their_heights():
    boxes, names = (
        Boxes(np.array([0, 0.5, 1]), np.array([0.2, 0.7]), 0.25),
        {**NAMES, "boxes": "2 boxes: 4 numbers"},
    )
    sent = _header(Figure(X, X**2, names, boxes=boxes), "k", "label")
    assert sent["function"]["x"] == pytest.approx(X, abs=1e-5)
    assert sent["function"]["y"] == pytest.approx(X**2, abs=1e-5)
    assert sent["boxes"] == {"edges": [0, 0.5, 1], "heights": [0.2, 0.7]}, "the next begins where one ends"
    assert [net["name"] for net in sent["nets"]] == [*names.values()], "and the function is none of the networks"
    assert [net.get("error") for net in sent["nets"]] == [*(None for _ in NAMES), 0.25]


def test_before_training_the_function_is_there_and_no_boxes_that_nobody_asked_for(monkeypatch):
    sent: list[bytes] = []
    monkeypatch.setattr(module, "component", lambda *_: lambda **given: sent.append(given["data"]))
    still(Figure(X, X**2, {}), key="k", label="label")
    (size,) = struct.unpack_from("<I", sent[0])
    header = json.loads(sent[0][4 : 4 + size])
    assert header["job"] is None and header["nets"] == [] and header["boxes"] == {"edges": [], "heights": []}
    assert header["function"]["y"] == pytest.approx(X**2, abs=1e-5)
    of = in_node("fitted/frames.js", "({ blank, netsAt }) => netsAt(blank(), 0)", None)
    assert of == []


def test_values_are_off_by_half_a_unit_at_most_and_none_is_none():
    now = snapshot("deep", 0, [0.1, 0.2])
    now.outputs[0] = np.linspace(-3, 3, now.outputs.shape[1])
    now.outputs[1] = np.nan
    now.outputs[1, 0] = np.inf
    data = frame(now)
    net, seeds, points, step = struct.unpack_from("<3Ii", data)
    codes = np.frombuffer(data, "<i2", offset=16 + 4 * seeds).reshape(seeds, points)
    assert (NETS[net], step) == ("deep", 0) and points == 256
    assert np.abs(codes[0] * UNIT - now.outputs[0, ::2]).max() <= UNIT / 2 + 1e-9
    assert codes[1, 0] == 32767 and (codes[1, 1:] == NAN).all()


def test_it_is_a_view_of_a_recording():
    assert views()["fitted"] is frame


def test_networks_are_told_apart_without_colour():
    shown = [("one layer", "deep"), ("boxes", "one layer", "deep, narrow")]
    assert all(
        len({NET_DASHES[net] for net in nets}) == len({NET_COLOURS[net] for net in nets}) == len(nets)
        for nets in shown
    )
