"""What is said of the networks of small_large, and which pictures are shown, against hand-made ones."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.experiments.small_large import PRESETS, Config, explain, explain_single, groups, words
from core.experiments.small_large.picking import View, margins, sort_out
from tests.helpers.small_large import DIGITS, SMALL, snapshot


@pytest.mark.parametrize(
    ("group", "names", "said"),
    [
        (SMALL, DIGITS, ("small", "large")),
        ((5, 6, 7, 8, 9), DIGITS, ("large", "small")),
        ((1, 3, 5, 7, 9), DIGITS, ("odd", "even")),
        ((0,), DIGITS, ("0", "not 0")),
        (tuple(range(9)), DIGITS, ("not 9", "9")),
        ((0, 3), DIGITS, ("group", "rest")),
        (SMALL, ("Bag", "Coat", "Shirt", "Boot", "Dress", "Hat"), ("rest", "Hat")),
    ],
)
def test_groups_have_names(group, names, said):
    assert words.sides(group, names) == said


def test_of_two_templates_the_correlation_is_numpys():
    one = snapshot(seed=3, single=np.random.default_rng(1).normal(size=(2, 4, 4)))
    assert words.mirrored(one) == pytest.approx(np.corrcoef(one.single.reshape(2, -1))[0, 1])
    assert words.mirrored(snapshot()) == pytest.approx(-1)
    assert words.mirrored(snapshot(single=np.ones((2, 4, 4)))) == 0


def test_both_nets_are_described_with_their_own_numbers():
    said = words.describe(Config(width=3), snapshot(), DIGITS, SMALL)
    assert "mirror images of each other: all ink that speaks for *small* speaks against *large*" in said
    assert said.conclusion == "Of ten mistakes of one layer, the hidden layer mends 8."  # 1 - 0.05 / 0.2 is 0.75
    assert said.numbers == (
        ("", "measured"),
        ("One layer: test pictures misread", "20.0\u202f% (20.0 to 20.0)"),
        ("Two layers, 3 hidden units", "5.0\u202f% (4.0 to 6.0)"),
        ("Correlation of the two templates", "−1.000"),
        ("The class explains, of an average hidden unit", "0.40"),
    )
    assert "No unit of the hidden layer is a clear recogniser, although the lecture draws them so." in said


def test_what_the_networks_share_is_said():
    for own, words_on_it in (
        (True, "on its own order of the pictures."),
        (False, "All see the pictures in one order"),
    ):
        said = words.describe(Config(own_batches=own), snapshot(), DIGITS, SMALL)
        assert (
            "the least and the most of 5 networks, each from its own first weights" in said and words_on_it in said
        )
    assert "In brackets" not in words.describe(Config(seeds=1), snapshot(seeds=1), DIGITS, SMALL)


def test_what_went_wrong_is_named():
    bad, few = {"test_error": np.array([0.19, 0.2])}, 96
    for error, much in ((0.195, "hardly"), (0.3, "no")):
        said = words.describe(Config(), snapshot(test_error=np.array([error])), DIGITS, SMALL)
        assert said.conclusion == f"The hidden layer makes {much} fewer mistakes here."
    assert "it has had only 96 steps" in words.describe(Config(), snapshot(**bad, step=few), DIGITS, SMALL)
    assert "steps" not in words.describe(Config(), snapshot(**bad), DIGITS, SMALL)
    assert "Nothing is learned yet" in words.describe(Config(), snapshot(**bad, step=0), DIGITS, SMALL)
    linear = Config(activation="identity")
    assert words.describe(linear, snapshot(**bad), DIGITS, SMALL).conclusion == (
        "Without an activation, several layers in a row do what one layer does: the hidden layer changes nothing."
    )
    dead = np.ones((3, 10), np.float32)
    dead[1:] = 0
    assert "2 units never answer: they are dead." in words.describe(
        Config(), snapshot(wakes=(dead,)), DIGITS, SMALL
    )
    near = {"test_error": np.array([0.1, 0.21])}  # 0.155 in the mean, but one network errs more than one layer
    assert "makes no clear difference here" in words.describe(Config(), snapshot(**near), DIGITS, SMALL)
    unsettled = snapshot(single=np.random.default_rng(1).normal(size=(2, 4, 4)))
    assert "not yet mirror images" in words.describe(Config(), unsettled, DIGITS, SMALL)
    none = words.describe(Config(depth=1), snapshot(depth=1), DIGITS, SMALL)
    assert "has no hidden layer either" in none and "explains" not in none


def test_recognisers_are_counted():
    chosen = np.array([[0.9, 0.8, 0.5]])
    said = words.describe(Config(route="lecture"), snapshot(selectivity=(chosen,)), DIGITS, SMALL)
    assert "In the hidden layer, the class explains at least 0.75 of how 2 of 3 units vary." in said
    assert ("The class explains, of an average hidden unit", "0.73") in said.numbers
    said = words.describe(Config(), snapshot(selectivity=(chosen[:, 1:],)), DIGITS, SMALL)
    assert "at least 0.75 of how 1 of 2 units varies." in said
    said = words.describe(Config(width=1), snapshot(selectivity=(chosen[:, :1],)), DIGITS, SMALL)
    assert "In the hidden layer, the class explains at least 0.75 of how its one unit varies." in said
    deep = {"depth": 3, "selectivity": (chosen, 0 * chosen)}
    said = words.describe(Config(depth=3), snapshot(**deep), DIGITS, SMALL)
    assert "In the first hidden layer, the class explains at least 0.75 of how 2 of 3 units vary." in said


def test_what_is_drawn_is_said_of_each_depth_and_of_the_lectures_drawing():
    one, three = (words.describe(Config(depth=d), snapshot(depth=d), DIGITS, SMALL) for d in (1, 3))
    two = "two templates, one for *small* and one for *large*."
    assert one.drawn == f"Both networks have one layer with {two}"
    assert three.drawn == (
        f"The one layer has {two} The network beside it has a template for each unit of its first hidden layer. "
        "Its last layer, V, pools what the units say."
    )
    beside = words.describe(Config(depth=3), snapshot(depth=3), DIGITS, SMALL, beside_drawing=True)
    assert beside.drawn == f"{words.ASIDE} {three.drawn}"


def test_more_layers_are_judged_by_what_the_seeds_differ():
    two, four = snapshot(), snapshot(depth=4, test_error=np.array([0.045, 0.045]))
    said = words.depths([(1, snapshot(depth=1)), (2, two), (4, four)])
    assert "**Four layers**: 4.5\u202f% (4.5 to 4.5)" in said
    assert "4 layers do as well as two: 0.5 points apart, seeds by 2.0" in said
    assert "0.40 of a first-layer unit with two layers and 0.40 with 4, no clear difference" in said
    chosen = tuple(np.full((2, 3), v) for v in (0.2, 0.3, 0.5))
    worse = replace(four, test_error=np.array([0.1, 0.1]), selectivity=chosen)
    said = words.depths([(2, two), (4, worse)])
    assert "4 layers come 5.0 points above two; seeds differ by 2.0" in said
    assert "0.20 with 4, less (seeds differ by 0.00); more near the answer, 0.50 in the last hidden layer" in said
    assert words.depths([]) == ""


def test_the_drawing_is_compared_with_what_training_finds():
    def clear(error, chosen=0.8):
        return snapshot(test_error=np.array([error]), selectivity=(np.full((1, 3), chosen),))

    free, drawn = Config(), Config(route="lecture", activation="sigmoid")
    frozen, bare = replace(drawn, route="frozen"), Config(route="lecture")
    every = [("a", free, snapshot()), ("b", drawn, clear(0.07)), ("c", frozen, clear(0.071))]
    every.append(("d", bare, clear(0.1)))
    said = every_said = words.routes(every)
    assert (
        "**The drawing works.** The recognisers, pooled by +1 and −1, misread 7.0\u202f%, and one layer misreads "
        "20.0\u202f%." in said
    )
    assert "does not find it.** Left to itself it finds something better (5.0\u202f%), whose units are" in said
    assert "0.40 of an average unit, and 0.80 of a recogniser" in said
    assert "With ReLU instead of a squash to 0..1 the same drawing misreads 10.0\u202f%" in said
    assert "changes hardly anything (7.1\u202f%)" in said
    said = words.routes([("a", free, snapshot()), ("b", drawn, clear(0.03)), ("c", frozen, clear(0.02))])
    assert "finds something worse (5.0\u202f%)" in said and "makes it 1.0 points better (2.0\u202f%)" in said
    assert "finds something about as good (5.0\u202f%)" in words.found(snapshot(), clear(0.054))
    unsquashed = words.routes([("b", drawn, clear(0.07)), ("d", bare, clear(0.06))])
    assert (
        "misreads 6.0\u202f%." in unsquashed
        and "outvotes" not in unsquashed
        and "outvotes all others" in every_said
    )
    near = words.routes([("a", free, snapshot()), ("b", drawn, clear(0.19, 0.45))])
    assert "does not help here" in near and "comes near" in near
    assert words.routes([("a", free, snapshot())]) == ""


@pytest.mark.parametrize("activation", ["relu", "sigmoid", "identity"])
@pytest.mark.parametrize("depth", [1, 2, 4])
def test_margins_are_what_explain_says_one_by_one(activation, depth):
    now = snapshot(depth=depth, bias=True)
    pictures = np.random.default_rng(5).integers(0, 256, (7, 4, 4)).astype(np.uint8)
    deep, single = margins(now, pictures, activation)
    for picture, a, b in zip(pictures, deep, single, strict=True):
        ways = explain(now, picture, activation), explain_single(now, picture)
        assert [way.logits[0] - way.logits[1] for way in ways] == pytest.approx([a, b], abs=1e-4)


def test_pictures_are_sorted_from_the_clearest_case_on():
    labels = np.array([1, 1, 7, 7, 1, 7, 1])
    deep = np.array([5.0, 2.0, -3.0, 1.0, 4.0, -0.1, 1.0])  # picture 3 is misread
    single = np.array([-1.0, -9.0, 5.0, -1.0, 1.0, 0.0, 0.0])  # a tie is score 0: 5 is misread, 6 is not
    assert list(sort_out("rescued", labels, SMALL, deep, single)) == [2, 1, 0, 5]
    assert list(sort_out("wrong", labels, SMALL, deep, single)) == [3]
    assert list(sort_out("7", labels, SMALL, deep, single)) == [2, 3, 5]
    assert len(sort_out("3", labels, SMALL, deep, single)) == 0


def test_groups_fit_small_data_sets_and_links_are_checked():
    assert groups((7, 8), 3) == ((0,), (1, 2))
    for bad in ({"by": "10"}, {"nth": 0}, {"parts": (9, 1)}):
        with pytest.raises(ValueError, match="must be"):
            View(**bad)
    assert all(preset.why.endswith(".") for preset in PRESETS.values())
