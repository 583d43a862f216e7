"""The networks of the page of linear regions, their training, their numbers and their words."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import nn

from core.config import runnable
from core.data import planar
from core.experiments import regions as lesson
from core.experiments.regions import PRESETS, Config, digit_plane, facts, training
from core.learning.regression import count_weights
from core.regions import enumerate_regions, zaslavsky
from core.regions.raster import region_at_pixels

STILL = {name: preset.config for name, preset in PRESETS.items() if not lesson.trains(preset.config)}


def outputs(net, points, activation):
    """The network, layer by layer, at points (N, 2): pre-activations and output."""
    f = {
        "relu": lambda z: np.maximum(z, 0),
        "abs": np.abs,
        "identity": lambda z: z,
        "leaky_relu": lambda z: np.where(z > 0, z, 0.02 * z),
    }[activation]
    a, signs = points, []
    for weight, bias in net.hidden:
        z = a @ weight.T + bias
        signs.append(z > 0)
        a = f(z)
    return np.hstack(signs), a @ net.head[0].T + net.head[1]


# Networks


def test_pytorchs_draw_is_that_of_manual_seed_and_linear_layers():
    torch.manual_seed(3)
    made = [nn.Linear(2, 16), nn.Linear(16, 16), nn.Linear(16, 16), nn.Linear(16, 1)]
    net = lesson.drawn(Config(net="pytorch", depth=3, width=16, seed=3))
    for layer, (weight, bias) in zip(made, [*net.hidden, net.head], strict=True):
        np.testing.assert_allclose(weight, layer.weight.detach().numpy(), rtol=1e-6)
        np.testing.assert_allclose(bias, layer.bias.detach().numpy(), rtol=1e-6)


def test_the_reference_has_178_regions():
    config = Config(net="pytorch", depth=3, width=16)
    assert len(lesson.look(lesson.drawn(config), config)) == 178


@pytest.mark.parametrize("width", [1, 3, 7, 63])
def test_one_more_neuron_leaves_the_others_where_they_are(width):
    before = lesson.drawn(Config(depth=1, width=width, seed=5)).hidden[0]
    after = lesson.drawn(Config(depth=1, width=width + 1, seed=5)).hidden[0]
    np.testing.assert_array_equal(before[0], after[0][:-1])
    np.testing.assert_array_equal(before[1], after[1][:-1])


@pytest.mark.parametrize("seed", range(5))
def test_every_drawn_neuron_has_a_line_in_the_square(seed):
    config = Config(depth=3, width=9, seed=seed)
    net = lesson.drawn(config)
    assert [layer.drawing for layer in facts.facts(net, lesson.look(net, config)).layers] == [9, 9, 9]


def test_constructions_have_the_regions_of_their_theorems():
    for depth in range(1, 6):
        fold = Config(net="fold", depth=depth, activation="abs")
        assert lesson.look(lesson.drawn(fold), fold).counts == tuple(4**k for k in range(1, depth + 1))
    saw = Config(net="sawtooth", depth=2, width=6, x=0.5, y=0.5, r=0.5)
    assert lesson.look(lesson.drawn(saw), saw).counts == (9, 81)


def test_flaws_are_what_they_say():
    good = lesson.drawn(Config(depth=2, width=6))
    assert all((bias == 0).all() for _, bias in lesson.flawed(good.hidden, "zero_bias"))
    dead = lesson.flawed(good.hidden, "dead")
    assert (dead[1][1] < -1e5).all() and (dead[0][1] == good.hidden[0][1]).all()
    for weight, bias in lesson.flawed(good.hidden, "copies"):
        np.testing.assert_array_equal(weight[0::2], weight[1::2])
        np.testing.assert_array_equal(bias[0::2], bias[1::2])


def test_a_config_refuses_in_one_voice():
    with pytest.raises(ValueError, match=r"'depth' must be an integer in \[1, 10\]. Got 11 instead."):
        Config(depth=11)
    for text in ("0", "8-", "1000", "8-8-8-8-8-8-8-8-8-8-8", "8 8"):
        with pytest.raises(ValueError, match="'widths' must be"):
            Config(widths=text)
    assert lesson.widths(Config(widths="4-16-999")) == (4, 16, 999)
    with pytest.raises(ValueError, match="'net' must be one that does not train"):
        lesson.drawn(Config(net="trained"))
    with pytest.raises(ValueError, match="'net' must be one of trained, digits"):
        next(training.train(Config()))


# Numbers and words


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
        "|x| folds": lambda: now.regions == 256 and "4 to the power of 4" in said,
        "Teeth": lambda: now.regions == 256,
        "No bias": lambda: "wedges" in said,
        "A dead layer": lambda: now.layers[1].drawing == 0 and "Layer 2 draws no line here" in said,
        "Copies": lambda: now.layers[0].drawing <= 4 and "repeats" in said,
        "Far from everything": lambda: now.regions == 1 and "Zoom out" in said,
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
    assert facts.count_whole_plane(lesson.drawn(config), config, most=20) is None


def test_one_layer_with_as_many_weights():
    config = Config(net="pytorch", depth=3, width=16)
    assert count_weights((2, 16, 16, 16, 1)) == 609
    assert facts.shallow_width(config) == 152 and count_weights((2, 152, 1)) == 609


# Pixels


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


# Training


@pytest.fixture
def one_thread():
    """As workers have on two cores: threads of so small a net only wait for each other."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.mark.parametrize("name", planar.PLANAR)
def test_points_are_two_classes_in_the_square_and_the_same_each_time(name):
    x, y = planar.points(name, 400, 1)
    again, _ = planar.points(name, 400, 1)
    other, _ = planar.points(name, 400, 2)
    assert x.shape == (400, 2) and np.abs(x).max() <= 1.05 and set(y) == {0, 1} and 0.4 < y.mean() < 0.6
    np.testing.assert_array_equal(x, again)
    assert not np.array_equal(x, other)
    with pytest.raises(ValueError, match="'name' must be one of circles"):
        planar.points("rings", 10, 0)


@pytest.mark.parametrize("activation", ["relu", "abs", "leaky_relu"])
def test_training_tells_the_points_apart_and_records_the_function_it_trained(activation, one_thread):
    config = Config(net="trained", width=12, steps=400, lr=0.01, activation=activation)
    run = list(training.train(config))
    assert run[0].step == 0 and run[-1].step == 400 and run[-1].error < 0.02 < run[0].error
    x, y = planar.points("circles", training.POINTS, 0)
    _, score = outputs(run[-1].net, x, activation)
    assert np.mean((score[:, 0] > 0) != y) == pytest.approx(run[-1].error, abs=2e-3)
    again = list(training.train(config))
    np.testing.assert_array_equal(run[-1].weights[0], again[-1].weights[0])


def test_the_window_is_no_part_of_the_training():
    config = Config(net="trained", x=0.3, y=-2.0, r=0.01, max_regions=5000, flaw="dead")
    assert runnable(config, "training") == Config(net="trained")


def test_a_plane_goes_through_its_three_pictures():
    plane = digit_plane.plane("digits", (7, 2, 1), 0)
    ink = plane.origin + plane.at @ plane.basis
    np.testing.assert_allclose(ink, plane.pictures.reshape(3, -1) / 255, atol=1e-12)
    gram = plane.basis @ plane.basis.T
    np.testing.assert_allclose(gram, plane.unit**2 * np.eye(2), atol=1e-9)
    assert math.isclose(np.linalg.norm(plane.at, axis=1).max(), digit_plane.REACH)
    same = digit_plane.plane("digits", (3, 3, 3), 5)
    assert len({picture.tobytes() for picture in same.pictures}) == 3
    with pytest.raises(ValueError, match="'classes' must be in"):
        digit_plane.plane("digits", (7, 2, 11), 0)


def test_digits_are_seen_along_the_plane_as_the_trained_network_sees_its_pictures(one_thread):
    config = Config(net="digits", dataset="digits", width=16, steps=300, lr=0.01)
    last = list(training.train(config))[-1]
    plane = digit_plane.plane("digits", training.digits(config), 0)
    _, scores = outputs(last.net, plane.at, "relu")
    assert last.weights[0].shape == (16, 2) and scores.shape == (3, 10)
    assert scores.argmax(axis=1).tolist() == [7, 2, 1]  # three test digits, read right
