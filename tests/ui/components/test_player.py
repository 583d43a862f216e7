"""What the player is given, and how its frames are encoded."""

from __future__ import annotations

import struct
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core.jobs import Job, State
from tests.helpers.components import PLAYER_PAGE, VIEWS
from ui.components import released
from ui.components.player import encode, frame, tiles


def test_codes_are_within_half_a_step():
    frames = np.random.default_rng(0).normal(size=(5, 3, 4, 4)).astype(np.float32)
    frames[2] = 0
    frames[3, 0, 0, 0], frames[3, 0, 0, 1] = np.nan, np.inf
    scales, codes = encode(list(frames))
    assert codes.dtype == np.int8 and scales[2] == 0 and not codes[2].any()
    assert codes[3, 0, 0, 0] == codes[3, 0, 0, 1] == -128
    finite = np.isfinite(frames)
    off = np.abs(scales[:, None, None, None] * codes - np.where(finite, frames, 0))
    assert (off <= scales[:, None, None, None] * 0.5001)[finite].all()
    assert np.abs(codes[finite]).max() == 127


def test_a_frame_says_its_shape_what_was_measured_and_its_tiles():
    now = SimpleNamespace(
        step=7, epoch=0.5, seconds=0.1, train_error=0.25, test_error=0.5, train_loss=1.5, test_loss=2.0
    )
    values = np.linspace(-1, 1, 3 * 4 * 5 * 3, dtype=np.float32).reshape(3, 4, 5, 3)
    data = frame(now, values)
    assert struct.unpack_from("<4Ii", data) == (3, 4, 5, 3, 7)
    epoch, seconds, scale, *numbers = struct.unpack_from("<7f", data, 20)
    assert (epoch, seconds) == pytest.approx((0.5, 0.1)) and numbers == [25, 50, 1.5, 2]
    codes = np.frombuffer(data[48:], np.int8).reshape(values.shape)
    assert np.abs(scale * codes - values).max() <= 0.5001 * scale
    assert struct.unpack_from("<4I", frame(now, values[..., 0])) == (3, 4, 5, 1)


def test_tiles_that_do_not_fit_their_labels_are_refused():
    with pytest.raises(
        ValueError, match=r"'values' must be \(3, H, W\) or \(3, H, W, 3\). Got \(2, 4, 4\) instead"
    ):
        tiles(("a", "b", "c"), np.zeros((2, 4, 4), np.float32), key="x", caption="x")


JOB = Job("key", "module", None, State.DONE, 0, "", (1, 2, 3), 0.0, 0.0, 0.0, "take")


@pytest.mark.parametrize(
    ("said", "index"),
    [
        ({"job": "key", "take": "take", "index": 2}, 2),
        ({"job": "key", "take": "take", "index": 3}, None),
        ({"job": "key", "take": "take", "index": -1}, None),
        ({"job": "key", "take": "take", "index": True}, None),
        ({"job": "key", "take": "take", "index": "1"}, None),
        ({"job": "key", "take": "other", "index": 1}, None),
        ({"job": "other", "take": "take", "index": 1}, None),
        ({"index": 1}, None),
        ("1", None),
        (None, None),
    ],
)
def test_the_frame_that_the_browser_names_is_checked(said, index):
    assert released.index(said, JOB) == index


@pytest.mark.parametrize("view", VIEWS)
def test_the_page_runs_without_a_browser(view):
    app = AppTest.from_file(str(PLAYER_PAGE), default_timeout=30)
    app.query_params["view"] = view
    app.run().run()
    assert not app.exception


def test_a_message_has_the_frame_to_be_seen_first_of_a_job_that_has_ended(monkeypatch):
    monkeypatch.setattr(released, "held", lambda key, job: None)

    def coded(number: int) -> bytes:
        return bytes([number]) * 100

    assert released.frame("main", JOB, coded)[0].tobytes() == coded(3), "the newest"
    monkeypatch.setattr(released, "held", lambda key, job: 0)
    assert released.frame("main", JOB, coded)[0].tobytes() == coded(1), "the one that was left"
    assert released.frame("main", replace(JOB, state=State.RUNNING), coded) == []
    assert released.frame("main", replace(JOB, snapshots=()), coded) == []
    assert released.frame("main", JOB, lambda _: bytes(released.MOST + 1)) == []
