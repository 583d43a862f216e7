"""Which region each pixel belongs to."""

from __future__ import annotations

import numpy as np
import pytest

from core.experiments import regions as lesson
from core.experiments.regions import Config
from core.regions.raster import region_at_pixels
from tests.helpers.regions import outputs


@pytest.mark.parametrize("config", [Config(depth=2, width=8), Config(net="pytorch", depth=3, width=32, seed=1)])
def test_a_pixel_belongs_to_the_region_that_has_its_centres_pattern(config):
    net, side = lesson.drawn(config), 90
    found = lesson.look(net, config)
    at = region_at_pixels(found, side)
    centre = (np.arange(side) + 0.5) / side * 2 - 1
    points = np.stack(np.meshgrid(centre, centre[::-1]), axis=-1).reshape(-1, 2)
    signs, _ = outputs(net, points, "relu")
    words = found.patterns[at.ravel()]
    bits = np.unpackbits(np.ascontiguousarray(words).view(np.uint8), axis=1, bitorder="little")
    width = len(net.hidden[0][1])
    mine = np.hstack([bits[:, 64 * k : 64 * k + width] for k in range(len(net.hidden))]).astype(bool)
    assert (mine == signs).all()


def test_every_pixel_of_a_million_folds_has_a_region():
    config = Config(net="fold", depth=7, activation="abs")
    at = region_at_pixels(lesson.look(lesson.drawn(config), config), 101)
    assert at.min() >= 0 and len(np.unique(at)) == 101 * 101  # 128 x 128 regions: every centre in its own
