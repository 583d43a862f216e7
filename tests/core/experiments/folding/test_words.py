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


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("30:0.1;30:0.1", "**Fold 2 does nothing: it is fold 1 again"),
        ("0:0;0:0", "**Fold 2 does nothing: it is fold 1 again"),
        ("0:0;90:0;45:-0.4", "**Fold 3 does nothing: its line misses the packet"),
        ("0:1.5", "**Fold 1 adds no region: the whole packet"),
    ],
)
def test_a_wasted_fold_is_named(text, words):
    config = Config(mode="hand", folds=text)
    assert words in folding.describe(config, folding.run(config))
