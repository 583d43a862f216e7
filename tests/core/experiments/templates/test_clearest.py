"""At which instant of a recording strokes are clearest."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.experiments.templates import clearest, selection, train
from core.experiments.templates.clearest import alike
from tests.helpers.templates import DIGITS


def test_a_stroke_has_neighbours_that_are_alike_and_noise_has_not():
    rng = np.random.default_rng(0)
    noise = rng.normal(size=(4, 28, 28)).astype(np.float32)
    stroke = np.repeat(np.repeat(rng.normal(size=(4, 7, 7)), 4, axis=1), 4, axis=2).astype(np.float32)
    assert abs(alike(noise)) < 0.05 and alike(stroke) > 0.7
    assert alike(-3 * stroke) == pytest.approx(alike(stroke))
    board = np.indices((8, 8)).sum(0)[None] % 2
    assert alike(board.astype(np.float32)) == pytest.approx(-1)


def test_what_does_not_vary_or_is_not_finite_is_no_stroke():
    for value in (0.0, 2.0, np.nan, np.inf, 1e300):
        assert alike(np.full((2, 8, 8, 3), value)) == 0


def test_the_clearest_instant_is_that_of_the_pictures_also_where_their_pixels_are_scrambled():
    tidy = list(train(replace(DIGITS, epochs=8, lr=0.02)))
    found = clearest(DIGITS, tidy)
    values = [alike(s.weight) for s in tidy]
    assert 0 < found < len(tidy) - 1 and values[found] == max(values) > 2 * max(values[0], 0.1)
    scrambled = replace(DIGITS, permute_pixels=True)
    seen = selection(scrambled).seen
    mixed = [replace(s, weight=np.stack([seen(t[None])[0] for t in s.weight])) for s in tidy]
    assert clearest(scrambled, mixed) == found != int(np.argmax([alike(s.weight) for s in mixed]))
