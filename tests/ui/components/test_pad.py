"""What Python takes from the drawing pad, and what it refuses."""

from __future__ import annotations

import base64
import io

import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from tests.helpers.components import PAD_PAGE
from ui.components.pad import SIDE, _drawing, pad


def encoded(size: tuple[int, int] = (SIDE, SIDE), kind: str = "png") -> str:
    out = io.BytesIO()
    Image.new("L", size).save(out, kind)
    return base64.b64encode(out.getvalue()).decode()


@pytest.mark.parametrize(
    "state",
    [
        7,
        "x",
        [encoded()],
        {"reset": 3},
        *({"reset": 3, "png": png} for png in (None, 5, b"x", "", "äöü", "!" * 40, "A" * 400_004, encoded()[:-1])),
        {"reset": 3, "png": encoded(kind="gif")},
        {"reset": 3, "png": encoded((28, 28))},
        {"reset": 3, "png": encoded() + "=" * 10},
        {"reset": 3, "png": base64.b64encode(base64.b64decode(encoded()) + bytes(300_000)).decode()},
    ],
    ids=lambda state: repr(state)[:40],
)
def test_garbage_is_no_drawing(state):
    assert _drawing({"drawing": state}, b"given", 3) is None


def test_before_the_browser_answers_python_has_what_it_gave():
    png = base64.b64decode(encoded())
    for states in (None, {}, {"drawing": None}, {"drawing": {"reset": 2, "png": encoded()}}, {"drawing": {}}):
        assert _drawing(states, b"given", 3) == b"given"
    assert _drawing({"drawing": {"reset": 3, "png": encoded()}}, b"given", 3) == png


def test_a_drawing_of_another_size_says_what_is_wanted():
    with pytest.raises(ValueError, match="must be a PNG of 280x280"):
        pad(key="pad", drawing=base64.b64decode(encoded((28, 28))))


@pytest.mark.parametrize("view", ["pad", "other", "narrow"])
def test_the_page_runs_without_a_browser(view):
    app = AppTest.from_file(str(PAD_PAGE), default_timeout=30)
    app.query_params["view"] = view
    app.run().run()
    assert not app.exception
