"""Folds that are refused, and those at their limits."""

from __future__ import annotations

import numpy as np
import pytest

from core.config import from_query
from core.data import images
from core.experiments import folding
from core.experiments.folding import Config, folds


@pytest.mark.parametrize(
    "text",
    [
        "0",
        "0:",
        "a:b",
        "0:0.1;",
        ";0:0",
        "361:0",
        "0:2.001",
        "-1:0",
        "0:0.1234",
        "1e2:0",
        "0:0;" * 6 + "0:0",
        "٣:0",
        "0:nan",
    ],
)
def test_folds_that_are_none_are_refused_in_one_voice(text):
    with pytest.raises(ValueError, match=r"^'folds' must be empty or at most 6 folds like .* Got .* instead\.$"):
        Config(folds=text)
    config, messages = from_query(Config, {"folds": text})
    assert config == Config() and "'folds' must be" in messages[0]


@pytest.mark.parametrize("text", ["", "0:0", "360:2", "359.9:-2.000", "0:0;" * 5 + "0:0"])
def test_folds_at_their_limits_are_taken(text):
    assert Config(folds=text).folds == text and len(folds.lines(text)) == (text.count(":"))


def test_each_picture_is_asymmetrical_where_it_is_to_show_mirroring():
    for name in folding.PICTURES:
        ink = folding.ink(name)
        assert ink.dtype == np.uint8 and ink.ndim == 2
        assert bool(ink.any()) == (name != "none")
        if name in ("letter", "digit"):
            assert not np.array_equal(ink, ink[:, ::-1]) and not np.array_equal(ink, ink[::-1])
    data = images.load("digits")
    assert any(np.array_equal(folding.ink("digit"), picture) for picture in data.test_images[data.test_labels == 5])
