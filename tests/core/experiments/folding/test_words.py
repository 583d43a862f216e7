"""What is said of folds."""

from __future__ import annotations

import pytest

from core.experiments import folding
from core.experiments.folding import PRESETS, Config


@pytest.mark.parametrize("name", PRESETS)
def test_the_words_have_the_numbers_of_the_picture(name):
    config = PRESETS[name].config
    result = folding.run(config)
    said = folding.describe(config, result)
    regions = f"{len(result.complex):,} region{'s' * (len(result.complex) != 1)}"
    assert regions in said and ("at most doubles" in said) == (len(result.counts) > 0)
    assert ("does nothing" in said) == (name in ("A fold that misses", "The same fold twice"))
    assert ("ReLU does not fold" in said) == (config.activation == "relu")
    assert ("over the other" in said) == (
        config.way == "hand" and config.activation == "abs" and "does nothing" not in said
    )


def test_relu_makes_regions_by_units_and_not_by_folds():
    config = Config(way="regular", depth=3, activation="relu")
    result = folding.run(config)
    said = folding.describe(config, result)
    assert f"6 units make {len(result.complex)} regions." in said and "A unit at most doubles" in said
    assert " folds make" not in said and "its folds" not in said
    one = Config(way="hand", folds="0:0", activation="relu")
    assert "1 unit makes 2 regions." in folding.describe(one, folding.run(one))


def test_a_sheet_without_a_unit_is_flat():
    flat = Config(way="hand", folds="")
    said = folding.describe(flat, folding.run(flat))
    assert said.conclusion == "The sheet is flat: without a unit there is one region." and "Add a fold." in said


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("30:0.1;30:0.1", "**Fold 2 does nothing: it is fold 1 again"),
        ("0:0;0:0", "**Fold 2 does nothing: it is fold 1 again"),
        ("0:0;90:0;45:-0.4", "**Fold 3 does nothing: its line misses the packet"),
        ("0:1.5", "**Fold 1 adds no region: the whole packet"),
        ("0:0;0:0", "After all folds there are 2 regions."),
        ("0:1.5", "After all folds there is 1 region."),
    ],
)
def test_a_wasted_fold_is_named(text, words):
    config = Config(way="hand", folds=text)
    assert words in folding.describe(config, folding.run(config))
