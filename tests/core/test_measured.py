"""What pages say was measured is what the benchmark measures: cheap rows again, the others by their numbers."""

from __future__ import annotations

import json
from copy import deepcopy

import numpy as np
import pytest

from benchmarks import classifiers, deck_rows, decks
from benchmarks import decks_depth as depth
from benchmarks import decks_digits as digits
from benchmarks import decks_layers as layers
from benchmarks import decks_plane as plane
from benchmarks import decks_surfaces as surfaces
from core.data import images
from core.experiments import composition
from core.words import number, percent, spread

ROWS = json.loads(decks.OUT.read_text())["rows"]


def of(page, what=""):
    return [row for row in ROWS if row["page"] == page and row["what"].startswith(what)]


@pytest.mark.parametrize("page", ["regions", "softmax", "three_views", "backprop"])
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
        (
            "The same, two layers, 10 hidden units",
            lambda: digits.learned("two layers, 10 hidden units", digits.APART),
        ),
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


def test_an_error_is_the_one_after_training_on_every_page():
    """The lab's curves end at its errors, and the layer that two pages train has the same ones on both."""
    lab = {row["preset"]: row for row in of("digit_lab") if "curves" in row}
    assert len(lab) == 10
    for row in lab.values():
        assert row["train_error"][0] == row["curves"]["training"][-1]
        assert row["test_error"][0] == row["curves"]["test"][-1]
    (templates,) = of("templates", "Error of one layer")
    assert templates["test_error"] == lab["No hidden layer"]["test_error"]
    assert templates["train_error"] == pytest.approx(lab["No hidden layer"]["train_error"], abs=1e-5)
    (mixed,) = of("digit_lab", "Test error with tidy")
    assert mixed["convnet"][1] == lab["Scrambled, convnet"]["test_error"][0]
    assert [mixed["mlp"][0], mixed["mlp"][1]] == [
        lab[n]["test_error"] for n in ("50 hidden units", "Scrambled, MLP")
    ]


def test_ratios_of_gradients_are_written_as_they_are_kept_and_are_of_many_seeds():
    for row in of("gradients", "20 "):
        assert len(set(row["ratio"])) == 40
        middle = float(np.exp(np.log(row["ratio"]).mean()))
        words = [number(v, 2) for v in (middle, min(row["ratio"]), max(row["ratio"]))]
        assert row["measured"] == f"{words[0]} ({words[1]} to {words[2]}); 40 seeds"


def test_rows_say_what_their_seeds_share():
    for row in of("composition", "Deep") + of("approximation", "One hidden") + of("approximation", "L layers"):
        assert "Each seed has its own first weights; each 5 share their batches" in row["measured"]
    assert (
        "each with its own first weights and its own order of the pictures"
        in of("digit_compare", "Hidden layers")[0]["measured"]
    )
    assert (
        "each with its own first weights and its own order"
        in of("small_large", "One layer on small")[0]["measured"]
    )
    assert all(row["config"]["own_batches"] for row in of("small_large", "The same"))


def test_the_readme_says_what_was_measured():
    """Its sentences on single errors and on peaks, from the rows."""
    readme = " ".join((decks.OUT.parent.parent / "README.md").read_text().split())
    (one,), (two,) = of("small_large", "One layer on small"), of("small_large", "The same, two layers, 10")
    assert f"misreads {percent(np.mean(one['test_error']), 0).replace(chr(0x202F), ' ')}; with a second" in readme
    assert f"it is {percent(np.mean(two['test_error'])).replace(chr(0x202F), ' ')}." in readme
    learns = {}
    for row in of("composition", "Deep"):
        peaks = int(row["what"].split("trained on ")[1].split()[0])
        learns[peaks] = [max(row["learned"][net].values()) for net in ("deep", "one layer")]
    assert learns[8] == [20, 20] and learns[12] == [20, 0] and learns[40] == [0, 0]
    assert "with 12 peaks depth wins, with 8 both learn it, with 40 neither" in readme


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


def test_what_is_said_of_classifiers_is_what_was_kept():
    valley, board = of("classifiers", "100 hidden units")
    assert all(plane.wide_words(row["right"]) == row["measured"] for row in (valley, board))
    (boosted,), (random,) = of("classifiers", "AdaBoost"), of("classifiers", "Random labels")
    for found in (
        *boosted["right"].values(),
        *(found for one in random["right"].values() for found in one.values()),
    ):
        assert len(found) == plane.SEEDS and plane.middle(found) in (boosted["measured"] + random["measured"])


def test_what_lecturers_read_of_two_layers_is_what_was_measured():
    """Ahead on the valley with each activation; on the board by its speed alone, and more of its seeds fail."""
    valley, board = (row["right"] for row in of("classifiers", "100 hidden units"))
    (time,) = of("classifiers", "The same two")
    assert plane.time_words(time["right"]) == time["measured"]

    def ahead(both):
        return float(np.median(both[classifiers.DEEP]) - np.median(both[classifiers.WIDE]))

    assert all(ahead(both) > 0 for both in valley.values())
    assert {bend: ahead(both) > 0 for bend, both in board.items()} == {
        "relu": False,
        "tanh": True,
        "sigmoid": False,
    }
    early, middle, late = (ahead(both) for both in time["right"].values())
    assert early > 0.15 and middle > 0.1 and abs(late) < 0.03
    for bend in ("relu", "sigmoid"):
        assert classifiers.failing(board[bend][classifiers.DEEP]) > classifiers.failing(
            board[bend][classifiers.WIDE]
        )


def test_adaboost_on_the_board_comes_out_again():
    """The cheapest of them: it is scikit-learn's, and draws nothing but the points."""
    (written,) = of("classifiers", "AdaBoost")
    again = classifiers.boosted(plane.BOARD, range(2))
    assert written["right"]["upright"][:2] == pytest.approx(again, abs=0.05)


def test_losses_of_surfaces_are_written_as_they_are_kept_and_the_cheapest_come_out_again():
    for row in of("surfaces"):
        if "better" in row:
            wins = sum(a < b for a, b in zip(row["better"], row["other"], strict=True))
            assert f"smaller from {wins} of 5 seeds" in row["measured"]
        else:
            kept = row["losses"].values() if isinstance(row["losses"], dict) else [row["losses"]]
            assert all(len(losses) == 5 and surfaces.ranged(losses) in row["measured"] for losses in kept)
    valley, *_ = of("surfaces", "Rosenbrock")
    two = surfaces.trained(surfaces.Shape((2,)), surfaces.Config(target="rosenbrock"))
    assert deck_rows.agree(valley["losses"]["2"], two)


def test_depth_tanh_and_a_residual_layer_help_on_the_flower_as_the_slides_say():
    rows = {row["what"]: row for row in of("surfaces") if "better" in row}
    assert len(rows) == 5
    for row in rows.values():
        assert np.median(row["better"]) < np.median(row["other"])
    (two,) = [row for what, row in rows.items() if what.startswith("Two layers against one")]
    (tanh,) = [row for what, row in rows.items() if "with tanh" in what]
    assert all(max(row["better"]) < min(row["other"]) for row in (two, tanh)), "from every seed"


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
