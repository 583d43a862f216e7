"""What the player is given, and how its frames are encoded."""

from __future__ import annotations

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from tests.helpers.components import PLAYER_PAGE, VIEWS
from ui.components.player import Curve, Recording, encode


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


def test_a_recording_that_does_not_fit_says_what_it_wants():
    frame = np.zeros((2, 4, 4), np.float32)
    with pytest.raises(ValueError, match="'steps' must have one value"):
        Recording("x", ("a", "b"), (), (0,), (0,), (frame,), (), 1, False)
    with pytest.raises(ValueError, match="'test' must have one value"):
        Recording("x", ("a", "b"), (0,), (0,), (0,), (frame,), (Curve("e", "", True, {"test": ()}),), 1, False)
    with pytest.raises(ValueError, match=r"\(3, H, W\)"):
        Recording("x", ("a", "b", "c"), (0,), (0,), (0,), (frame,), (), 1, False)


@pytest.mark.parametrize("view", VIEWS)
def test_the_page_runs_without_a_browser(view):
    app = AppTest.from_file(str(PLAYER_PAGE), default_timeout=30)
    app.query_params["view"] = view
    app.run().run()
    assert not app.exception
