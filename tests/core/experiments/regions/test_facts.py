"""The numbers and words of a picture of regions."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.experiments import regions as lesson
from core.experiments.regions import PRESETS, Config, facts
from core.learning.nets import count_weights
from core.regions import TooManyRegions, enumerate_regions, zaslavsky

STILL = {name: preset.config for name, preset in PRESETS.items() if not lesson.trains(preset.config)}


@pytest.mark.parametrize("name", STILL)
def test_a_preset_shows_what_it_promises(name):
    config = STILL[name]
    config = replace(config, depth=min(config.depth, 5))
    net = lesson.drawn(config)
    found = lesson.look(net, config)
    now = facts.facts(net, found)
    said = facts.describe(config, now)
    assert now.regions == len(found) <= now.layers[-1].most
    assert f"{now.regions:,} region" in said or now.regions == 1
    promises = {
        "One neuron": lambda: now.regions == 2,
        "Three neurons": lambda: now.regions == 7,
        "Three layers of 16": lambda: now.regions == 178,
        "|x| folds": lambda: now.regions == 256 and "That makes 256 regions (4⁴)." in said,
        "Teeth": lambda: now.regions == 256,
        "No bias": lambda: "wedges" in said,
        "A dead layer": lambda: now.layers[1].drawing == 0 and "Layer 2 draws no line here" in said,
        "Copies": lambda: now.layers[0].drawing <= 4 and "repeats" in said,
        "Far from everything": lambda: (
            said.conclusion == "No line crosses this window, so the network is one affine map in it."
            and "Zoom out to look for lines." in said
            and "layer 1" not in said
        ),
    }
    assert name not in promises or promises[name]()


def test_no_bias_makes_wedges_around_the_middle():
    config = PRESETS["No bias"].config
    found = lesson.look(lesson.drawn(config), config)
    middle = int(np.flatnonzero((np.abs(found.vertices) < 1e-12).all(axis=1))[0])
    assert all(middle in found.corners[a:b] for a, b in zip(found.ptr[:-1], found.ptr[1:], strict=True))


def test_lines_and_pieces_are_counted_on_a_net_made_by_hand():
    """Layer 1 is the line x = 0; layer 2 is y + relu(x) = 0, which bends there: one line of two pieces."""
    first = np.eye(2), np.array([0.0, 5.0])
    hidden = [first, (np.ones((1, 2)), np.array([-5.0]))]
    net = lesson.PlaneNet(hidden, (np.ones((1, 1)), np.zeros(1)))
    now = facts.facts(net, enumerate_regions(hidden, "relu", (-1, 1, -1, 1)))
    assert [(layer.drawing, layer.pieces, layer.regions) for layer in now.layers] == [(1, 1, 2), (1, 2, 4)]
    assert now.layers[1].most == zaslavsky(2, 2) * zaslavsky(1, 2) and now.neurons == 3 and now.weights == 11


@pytest.mark.parametrize(
    ("first", "second", "conclusion"),
    [
        (5.0, 0.0, "The line of layer 2 cuts this window into 2 regions."),
        (0.0, 9.0, "The line of layer 1 cuts this window into 2 regions."),
        (0.0, -0.5, "The lines of 2 layers cut this window into 3 regions."),
        (5.0, 9.0, "No line crosses this window, so the network is one affine map in it."),
    ],
)
def test_only_layers_whose_lines_are_seen_are_said_to_cut_the_window(first, second, conclusion):
    """In [-1, 1]^2: layer 1 is the line x = -first, layer 2 where relu(x + first) - first + second is 0."""
    hidden = [
        (np.array([[1.0, 0.0]]), np.array([first])),
        (np.array([[1.0]]), np.array([second - first])),
    ]
    net = lesson.PlaneNet(hidden, (np.ones((1, 1)), np.zeros(1)))
    now = facts.facts(net, enumerate_regions(hidden, "relu", (-1, 1, -1, 1)))
    said = facts.describe(Config(net="random", depth=2, width=1), now)
    assert said.conclusion == conclusion
    assert ("No neuron of layer 1" in said) == (first == 5 and second == 0)
    assert "Zoom out" not in said or now.regions == 1


@pytest.mark.parametrize("depth", [1, 2, 3])
def test_too_many_regions_leave_a_part_and_say_which(depth):
    config = Config(net="random", depth=depth, widths="-".join(["60"] * depth), max_regions=1000)
    found = facts.found(lesson.drawn(config), config)
    assert found.stopped.startswith("'max_regions' is 1,000, and ")
    assert "The picture shows the first 43 neurons of layer 1." in found.stopped
    assert 500 < len(found.complex) <= 1000
    config = Config(net="fold", depth=8, activation="abs", max_regions=5000)
    found = facts.found(lesson.drawn(config), config)
    assert found.stopped.endswith("The picture shows layers 1 to 6.") and len(found.complex) == 4**6


def test_the_whole_plane_has_all_that_is_in_a_window():
    config = Config(depth=1, width=7)
    assert facts.count_whole_plane(lesson.drawn(config), config) == zaslavsky(7, 2)
    with pytest.raises(TooManyRegions):
        facts.count_whole_plane(lesson.drawn(config), config, most=20)


def test_one_layer_with_as_many_weights():
    config = Config(net="pytorch", depth=3, width=16)
    assert count_weights((2, 16, 16, 16, 1)) == 609
    assert facts.shallow_width(config) == 152 and count_weights((2, 152, 1)) == 609
