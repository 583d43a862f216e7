"""What pages say was measured is what the benchmark measures: cheap rows again, the others by their numbers."""

from __future__ import annotations

import json
from copy import deepcopy

import pytest

from benchmarks import deck_rows, decks
from benchmarks import decks_depth as depth
from benchmarks import decks_digits as digits
from benchmarks import decks_layers as layers
from core.data import images
from core.experiments import composition
from core.experiments.small_large.training import Config
from core.words import spread

ROWS = json.loads(decks.OUT.read_text())["rows"]


def of(page, what=""):
    return [row for row in ROWS if row["page"] == page and row["what"].startswith(what)]


@pytest.mark.parametrize("page", ["regions", "three_views", "backprop"])
def test_the_rows_are_measured_as_they_are_written(page):
    written, again = of(page), decks.PAGES[page]()
    assert len(again) == len(written) > 1
    for old, new in zip(written, again, strict=True):
        assert deck_rows.apart(old, new) == []


@pytest.mark.skipif(images.status("mnist").state != "ready", reason="no MNIST archives in MLPSCOPE_DATA")
@pytest.mark.slow
@pytest.mark.parametrize(
    ("what", "measure"),
    [
        ("Error on 0, 1, 2, 3 only", lambda: layers.measure("Four digits", *FOUR, range(5))),
        ("The same, two layers, 10 hidden units", lambda: digits.learned("two layers, 10 hidden units", Config())),
    ],
)
def test_trained_rows_come_out_again_within_what_their_seeds_differ(what, measure):
    (written,) = (row for row in ROWS if row["what"] == what)
    assert deck_rows.apart(written, measure()) == []


FOUR = ("Error on 0, 1, 2, 3 only", "no number given")


def shown(row):
    """Every list of errors that a row keeps and shows; most rows show only those of the test pictures."""
    for name in ("train_error", "test_error"):
        kept = row.get(name, [])
        if name == "test_error" or row["page"] in ("templates", "digit_lab"):
            yield from kept.values() if isinstance(kept, dict) else [kept] if kept else []


OF_ERRORS = [row for row in ROWS if any(shown(row))]


@pytest.mark.parametrize("row", OF_ERRORS, ids=[row["what"] for row in OF_ERRORS])
def test_errors_are_written_as_they_are_kept(row):
    written = deck_rows.mean if row["page"] == "template_learning" else spread
    for errors in shown(row):
        assert written(errors) in row["measured"]


def test_what_was_learned_is_written_as_it_is_kept():
    for row in of("composition", "Deep against one layer"):
        config = composition.Config(**row["config"])
        assert depth.wave_words(config, row["learned"], row["rms"]) == row["measured"]
    (one,), (deep,) = of("approximation", "One hidden layer"), of("approximation", "L layers")
    assert depth.one_words(one["rms"]) == one["measured"]
    assert depth.narrow_words(one["rms"], deep["rms"], deep["dead"]) == deep["measured"]


def test_a_file_makes_a_list_of_a_tuple():
    (written,) = of("templates", "Error on 0, 1, 2, 3 only")
    config = written["config"] | {"classes": tuple(written["config"]["classes"])}
    assert deck_rows.apart(written, written | {"config": config}) == []
    assert deck_rows.apart(written, written | {"config": config | {"classes": (0, 1)}}) == ["config"]


def test_rounding_is_no_difference():
    (written,) = of("backprop", "The recursion")
    for difference in (0.0, 2e-16, 8e-16, 3e-15):
        words = f"largest relative difference: {deck_rows.rounding(difference)}; 12 activations, 20 seeds"
        assert deck_rows.apart(written, written | {"measured": words, "difference": difference}) == []
    again = written | {"test_error": [0.020, 0.021, 0.022], "seconds": 3.0}
    assert deck_rows.apart(again, again | {"test_error": [0.019, 0.021, 0.020], "seconds": 9.0}) == []


@pytest.mark.parametrize(
    ("page", "what", "change", "found"),
    [
        ("backprop", "The recursion", {"measured": "largest relative difference: 2e-12", "difference": 2e-12}, 2),
        ("backprop", "The recursion", {"difference": 2e-12}, 1),
        ("backprop", "Mean", {"measured": "sigmoid 0.0045, tanh 0.2, ReLU 0.027; median of 20 seeds"}, 1),
        ("regions", "Deep against shallow", {"counts": {"2-8-8-8-1": [180], "2-44-1": [660]}}, 1),
        ("regions", "Regions of three", {"measured": "8"}, 1),
        ("templates", "Error on 0, 1, 2, 3 only", {"test_error": [0.05] * 5}, 1),
        ("templates", "Error on 0, 1, 2, 3 only", {"measured": "train 2.3 %, test 2.0 %; 5 runs"}, 1),
    ],
)
def test_a_row_that_is_wrong_is_noticed(page, what, change, found):
    (again,) = of(page, what)
    assert deck_rows.apart(again, deepcopy(again)) == []
    assert len(deck_rows.apart(again | change, again)) == found


def test_a_mean_has_the_digits_that_its_seeds_share():
    assert deck_rows.mean([0.0859, 0.0847, 0.0853]) == "8.5\u202f%"
    assert deck_rows.mean([0.1063, 0.1192, 0.1083]) == "11\u202f%"
    assert deck_rows.rounding(0.0) == deck_rows.rounding(3e-15) == "below 3.6 · 10⁻¹⁵, which is rounding"
    assert deck_rows.rounding(2e-9) == "2 · 10⁻⁹"
