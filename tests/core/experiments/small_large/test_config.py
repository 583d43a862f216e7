"""Small or large: its settings, its presets, and what it comes to on MNIST."""

from dataclasses import replace

import pytest

from core.config import from_query, to_query
from core.data import images
from core.data.selection import Selection, resident
from core.experiments.small_large import PRESETS, Config, groups, shape
from core.experiments.small_large.training import total_steps, train
from tests.helpers.small_large_plain import last


def test_groups_are_two_whatever_the_data_set():
    assert groups((0, 1, 2, 3, 4), 10) == ((0, 1, 2, 3, 4), (5, 6, 7, 8, 9))
    assert groups((7,), 10) == ((7,), (0, 1, 2, 3, 4, 5, 6, 8, 9))
    assert groups((1, 8), 3) == ((1,), (0, 2))
    assert groups((0, 1, 2), 3) == ((0,), (1, 2)) and groups((8, 9), 2) == ((0,), (1,))


def test_recognisers_are_as_many_as_classes():
    assert shape(Config(width=7, depth=3), 10) == (7, 3)
    assert shape(Config(width=7, depth=3, route="lecture"), 10) == (10, 2)
    assert shape(Config(route="frozen"), 4) == (4, 2)


def test_a_group_of_all_is_refused():
    with pytest.raises(ValueError, match="'group' must leave a class to the other group"):
        Config(group=tuple(range(10)))
    assert from_query(Config, {"group": "0-1-2-3-4-5-6-7-8-9"})[0] == Config()


def test_the_same_pictures_are_seen_by_all():
    assert resident(Selection("digits", tuple(range(10)))).train.inputs.shape == (1437, 784)
    assert PRESETS["Small or large"].config == Config()


@pytest.mark.parametrize("name", PRESETS)
def test_presets_are_links_and_train(name):
    config = PRESETS[name].config
    assert from_query(Config, to_query(config)) == (config, [])
    now = last(config, dataset="digits", epochs=1, seeds=1)
    assert now.step == total_steps(replace(config, dataset="digits", epochs=1, seeds=1))
    assert len(now.weights) == shape(config, 10)[1]


def test_small_or_large_on_mnist():
    pytest.importorskip("torchvision")
    if images.status("mnist").state != "ready":
        pytest.skip("no MNIST archives in MLPSCOPE_DATA")
    now = list(train(Config(epochs=3, seeds=2), frames=9))[-1]
    assert 0.11 < now.single_test_error.mean() < 0.15 and now.test_error.mean() < 0.07
    straight = list(train(Config(epochs=3, seeds=1, activation="identity"), frames=9))[-1]  # no more than one layer
    assert straight.test_error.mean() == pytest.approx(straight.single_test_error.mean(), abs=0.02)
    lecture = list(train(Config(epochs=3, seeds=1, route="lecture", activation="sigmoid"), frames=9))[-1]
    assert lecture.test_error[0] < 0.07
