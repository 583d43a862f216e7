"""No free lunch: exactly one half for every learner in all worlds, and recounted by hand in restricted ones."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from functools import cache
from itertools import combinations, combinations_with_replacement, product
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings, strategies

from core.experiments.learning_needs import NAMES, WORLDS, Config, learners, run
from core.experiments.learning_needs.worlds import labels, possible

CORNERS = list(product((0, 1), repeat=3))
SIZES = [(0,), (0, 7), (1, 2, 4), (0, 3, 5, 6), (0, 1, 2, 4, 7), (0, 1, 2, 3, 4, 5), (0, 1, 2, 3, 4, 5, 6)]
QUICK = [name for name in NAMES if name not in ("mlp", "tree")]  # whose every training set is looked at
found = cache(run)


def bits(world):
    """The labels of a world by corner, written without the code that is tested."""
    return dict(zip(CORNERS, map(int, f"{world:08b}"), strict=True))


def answer(config, name, world, corner):
    """What a learner says of a corner, in halves."""
    result = found(config)
    return int(result.answers[NAMES.index(name), result.told[world], CORNERS.index(corner)])


# All worlds


@pytest.mark.parametrize("seen", SIZES)
def test_in_all_worlds_every_learner_errs_in_exactly_one_half_and_mistakes_are_binomial(seen):
    result, unseen = found(Config(seen=seen)), 8 - len(seen)
    assert [result.mean(name) for name in NAMES] == [Fraction(1, 2)] * 9
    for row in result.shares:
        assert [Fraction(int(n), int(row.sum())) for n in row] == [
            Fraction(comb(unseen, k), 2**unseen) for k in range(unseen + 1)
        ]
    assert result.best == Fraction(1, 2)


def test_where_three_corners_are_unseen_the_shares_are_1_3_3_1():
    for row in found(Config()).shares:
        assert (row // row.min()).tolist() == [1, 3, 3, 1]


@pytest.mark.parametrize("name", QUICK)
def test_that_holds_for_every_training_set(name):
    for many in range(1, 8):
        for seen in combinations(range(8), many):
            shown = np.array(list(product((0, 1), repeat=many)))
            answers = getattr(learners, name)(np.array(seen), shown)
            row = {tuple(one): at for at, one in enumerate(shown.tolist())}
            off = [c for c in range(8) if c not in seen]
            halves = sum(
                abs(int(answers[row[tuple(world[list(seen)].tolist())], c]) - 2 * int(world[c]))
                for world in labels()
                for c in off
            )
            assert Fraction(halves, 2 * 256 * len(off)) == Fraction(1, 2), seen


def test_no_learner_could_escape_it():
    """Not even one that is made up at random."""
    rng, shown = np.random.default_rng(0), labels()[:, list(Config().seen)]
    said = rng.integers(0, 3, (32, 8))
    row = shown @ (1 << np.arange(5))
    off = [3, 5, 6]
    assert np.abs(said[row][:, off] - 2 * labels()[:, off]).sum() == 256 * 3


# Restricted worlds, enumerated again


def separable(world):
    """No two ones have the same sum as two zeros: for three bits that is enough (checked against weights below)."""
    label = bits(world)
    sums = {
        value: {
            tuple(np.add(a, b))
            for a, b in combinations_with_replacement([c for c in CORNERS if label[c] == value], 2)
        }
        for value in (0, 1)
    }
    return not sums[0] & sums[1]


def changes(world):
    label = bits(world)
    return sum(label[a] != label[b] for a, b in combinations(CORNERS, 2) if np.abs(np.subtract(a, b)).sum() == 1)


def symmetric(world):
    label = bits(world)
    return all(label[a] == label[b] for a in CORNERS for b in CORNERS if sum(a) == sum(b))


AGAIN = {
    "all": lambda world: True,
    "separable": separable,
    "smooth": lambda world: changes(world) <= 4,
    "symmetric": symmetric,
    "rough": lambda world: changes(world) >= 8,
}


@pytest.mark.parametrize(
    ("kind", "many"), [("all", 256), ("separable", 104), ("smooth", 48), ("symmetric", 16), ("rough", 48)]
)
def test_a_restriction_allows_the_worlds_that_it_says(kind, many):
    assert np.flatnonzero(possible(kind)).tolist() == [world for world in range(256) if AGAIN[kind](world)]
    assert possible(kind).sum() == many and set(AGAIN) == set(WORLDS)


@pytest.mark.parametrize("kind", AGAIN)
@pytest.mark.parametrize("seen", [(0, 1, 2, 4, 7), (0, 1, 3, 7)])
def test_mean_errors_and_shares_are_recounted_world_by_world(kind, seen):
    config = Config(kind, seen)
    result, unseen = found(config), [c for c in range(8) if c not in seen]
    worlds = [world for world in range(256) if AGAIN[kind](world)]
    for at, name in enumerate(NAMES):
        shares = Counter()
        for world in worlds:
            wrong = [
                Fraction(abs(answer(config, name, world, CORNERS[c]) - 2 * bits(world)[CORNERS[c]]), 2)
                for c in unseen
            ]
            for fallen in product((0, 1), repeat=len(unseen)):  # every way in which the coins may fall
                shares[sum(fallen)] += np.prod([w if f else 1 - w for w, f in zip(wrong, fallen, strict=True)])
        mean = sum(k * share for k, share in shares.items()) / (len(worlds) * len(unseen))
        assert result.mean(name) == mean
        assert [Fraction(int(n), int(result.shares[at].sum())) for n in result.shares[at]] == [
            shares[k] / len(worlds) for k in range(len(unseen) + 1)
        ]


@pytest.mark.parametrize("kind", AGAIN)
def test_nobody_errs_less_than_who_knows_the_worlds_and_a_vote_of_them_does_not_err_more(kind):
    result = found(Config(kind))
    assert all(result.mean(name) >= result.best for name in NAMES)
    worlds, mistakes = [w for w in range(256) if AGAIN[kind](w)], 0
    for world in worlds:
        same = [w for w in worlds if all(f"{w:08b}"[c] == f"{world:08b}"[c] for c in Config().seen)]
        for c in (3, 5, 6):
            ones = sum(int(f"{w:08b}"[c]) for w in same)
            mistakes += (
                int(2 * ones > len(same)) != int(f"{world:08b}"[c]) if 2 * ones != len(same) else Fraction(1, 2)
            )
    assert result.best == Fraction(mistakes) / (3 * len(worlds))


# Learners


@pytest.mark.parametrize("name", ["nearest", "mlp", "tree"])
def test_what_was_seen_is_remembered(name):
    for seen in SIZES:
        shown = np.array(list(product((0, 1), repeat=len(seen))))
        assert np.array_equal(getattr(learners, name)(np.array(seen), shown)[:, list(seen)], 2 * shown)


def test_the_perceptron_separates_what_can_be_separated():
    """All corners are shown: where it makes no mistake, its weights are a separator, in whole numbers."""
    answers = learners.perceptron(np.arange(8), labels())
    assert np.flatnonzero((answers == 2 * labels()).all(1)).tolist() == [w for w in range(256) if separable(w)]


def by_distance(seen, shown, corner):
    apart = [sum(a != b for a, b in zip(CORNERS[c], CORNERS[corner], strict=True)) for c in seen]
    votes = [2 * shown[k] - 1 for k, d in enumerate(apart) if d == min(apart)]
    return 1 + (sum(votes) > 0) - (sum(votes) < 0)


@settings(max_examples=60, deadline=None)
@given(strategies.sets(strategies.integers(0, 7), min_size=1, max_size=7), strategies.integers(0, 255))
def test_simple_learners_do_what_their_names_say(some, world):
    seen, label = sorted(some), labels()[world]
    shown = label[seen][None]
    says = {name: getattr(learners, name)(np.array(seen), shown)[0].tolist() for name in QUICK}
    assert says["nearest"] == [by_distance(seen, shown[0], c) for c in range(8)]
    ones, zeros = int(shown.sum()), len(seen) - int(shown.sum())
    assert says["majority"] == [2 if ones > zeros else 0 if ones < zeros else 1] * 8
    assert [a + b for a, b in zip(says["majority"], says["minority"], strict=True)] == [2] * 8
    assert says["constant"] == [2] * 8 and says["random"] == [1] * 8
    fits = sum(1 if sum(CORNERS[c]) % 2 == label[c] else -1 for c in seen)
    odd = np.array([sum(c) % 2 for c in CORNERS])
    assert says["parity"] == ([1] * 8 if fits == 0 else (2 * (odd if fits > 0 else 1 - odd)).tolist())


def test_all_corners_cannot_be_seen():
    with pytest.raises(ValueError, match="at least one corner unseen"):
        Config(seen=tuple(range(8)))


def test_learners_answer_once_for_all_restrictions(monkeypatch):
    seen = (0, 3, 5)
    before = run(Config(seen=seen))
    monkeypatch.setattr("core.experiments.learning_needs.learners.mlp", None)  # it would be called again
    after = run(Config("smooth", seen))
    assert after.answers is before.answers and after.many < before.many
    with pytest.raises(ValueError, match="read-only"):
        after.answers[0, 0, 0] = 1
