"""Peaks, counted on the weights, against dense sampling and the deck's formula; and what training makes of them."""

from __future__ import annotations

import json
from dataclasses import asdict

import numpy as np
import pytest

from benchmarks import decks, decks_depth
from benchmarks.deck_rows import apart
from core.config import runnable
from core.experiments import composition as lesson
from core.experiments.composition import PRESETS, Config, Wave
from core.learning import fitted
from core.learning.fitted import Snapshot
from core.learning.nets import count_weights

GRID = np.linspace(0, 1, 120_001)
PAIRS = [(1, 1), (1, 4), (3, 2), (4, 5), (2, 6), (6, 6)]


def tooth(n: int, x: np.ndarray) -> np.ndarray:
    """The triangle wave by its definition."""
    return 1 - np.abs(2 * ((n * x) % 1) - 1)


def sampled_peaks(y: np.ndarray) -> int:
    rising = np.sign(np.diff(y))[np.abs(np.diff(y)) > 1e-9]
    return int(((rising[:-1] > 0) & (rising[1:] < 0)).sum())


@pytest.mark.parametrize(("n1", "n2"), PAIRS)
def test_peaks_multiply_as_the_deck_says_and_as_dense_sampling_finds(n1, n2):
    result = lesson.run(Config(n1=n1, n2=n2))
    assert (result.first.peaks, result.second.peaks, result.joined.peaks) == (n1, n2, 2 * n1 * n2)
    y = tooth(n2, tooth(n1, GRID))
    np.testing.assert_allclose(result.joined.at(GRID), y, atol=1e-9)
    assert sampled_peaks(y) == result.joined.peaks
    assert result.units == 2 * n1 + 2 * n2 and result.joined.pieces == 4 * n1 * n2


def test_the_two_examples_of_the_slide():
    assert lesson.run(Config(n1=3, n2=2)).joined.peaks == 12
    assert lesson.run(Config(n1=4, n2=5)).joined.peaks == 40


@pytest.mark.parametrize("height", [0.1, 0.3, 0.5, 0.75, 0.8, 1.0])
@pytest.mark.parametrize(("n1", "n2"), [(3, 2), (2, 5), (1, 1)])
def test_at_less_height_fewer_peaks_are_left(n1, n2, height):
    result = lesson.run(Config(n1=n1, n2=n2, height=height))
    y = tooth(n2, height * tooth(n1, GRID))
    np.testing.assert_allclose(result.joined.at(GRID), y, atol=1e-9)
    assert result.joined.peaks == sampled_peaks(y)


@pytest.mark.parametrize(("n1", "n2"), PAIRS)
def test_side_by_side_bends_add(n1, n2):
    result = lesson.run(Config(n1=n1, n2=n2, join="add"))
    y = tooth(n1, GRID) / 2 + tooth(n2, GRID) / 2
    np.testing.assert_allclose(result.joined.at(GRID), y, atol=1e-9)
    assert result.joined.peaks == sampled_peaks(y) <= n1 + n2
    assert result.joined.pieces - 1 <= result.units


def test_the_weights_are_those_of_the_joined_network():
    for join, widths in (("compose", (1, 6, 4, 1)), ("add", (1, 10, 1))):
        assert lesson.run(Config(join=join)).weights == count_weights(widths)


def test_a_broken_network_has_other_peaks():
    net = lesson.triangle(3)
    (w, b), (out, c) = net
    out = out.copy()
    out[0, 3] *= 0.2
    assert lesson.wave([(w, b), (out, c)]).peaks < 3


def test_a_plateau_is_one_peak():
    assert Wave(np.array([0, 0.2, 0.5, 1]), np.array([0, 1.0, 1.0, 0])).peaks == 1
    assert Wave(np.array([0, 0.2, 0.5, 1]), np.array([0, 0.5, 0.5, 1])).peaks == 0


def test_the_traced_point_goes_through_both():
    result = lesson.run(Config(x=0.2))
    between = tooth(3, np.array(0.2))
    assert result.trace == pytest.approx((0.2, between, tooth(2, between)))
    assert f"x = 0.20 goes to f₁(x) = {between:.2f}" in lesson.describe(Config(x=0.2), result)


def test_the_words_have_the_counted_numbers():
    config = Config(n1=4, n2=5)
    said = lesson.describe(config, lesson.run(config))
    assert "f₁, with 4 peaks, and f₂, with 5" in said
    assert said.conclusion == (
        "The peaks multiply: f₁ runs through the input of f₂ 8 times, and each time f₂ shows 5 peaks, so "
        "there are 40."
    )
    assert "18 units together" in said and "needs 80" in said
    said = lesson.describe(Config(height=0.5), lesson.run(Config(height=0.5)))
    assert "6 peaks are left, not 12" in said
    added = lesson.run(Config(join="add"))
    said = lesson.describe(Config(join="add"), added)
    assert said.conclusion.endswith(f"10 units in one layer make {added.joined.peaks} peaks.")
    assert f"can bend 10 times at most. Here they bend {added.joined.pieces - 1} times." in said


@pytest.mark.parametrize(("n1", "n2", "height", "peaks"), [(3, 1, 0.6, 6), (3, 2, 0.8, 12)])
def test_a_wave_that_does_not_fill_the_next_ones_input_is_not_said_to_run_through_it(n1, n2, height, peaks):
    """All peaks of f₂ lie below `height`, so none is lost."""
    assert max((k + 0.5) / n2 for k in range(n2)) < height
    config = Config(n1=n1, n2=n2, height=height)
    assert lesson.describe(config, lesson.run(config)).conclusion == (
        f"The peaks still multiply, to {peaks}: f₁ reaches only {height}, but all peaks of f₂ lie below that."
    )


def test_one_peak_that_is_left_is_one():
    config = Config(n1=1, n2=1, height=0.4)
    assert "1 peak is left, not 2" in lesson.describe(config, lesson.run(config))


def test_the_peaks_beside_the_decks_are_measured_as_they_are_written():
    written = [row for row in json.loads(decks.OUT.read_text())["rows"] if row["page"] == "composition"]
    again = decks_depth.peaks()
    assert [row["measured"][:2] for row in again] == ["12", "40"]
    for old, new in zip(written, again, strict=False):
        assert apart(old, new) == []


# Learning it


def test_both_networks_have_about_as_many_weights():
    for depth in (2, 4, 6):
        for width in (2, 7, 24, 32):
            deep, wide = lesson.shapes(Config(depth=depth, width=width)).values()
            assert abs(count_weights(deep.widths) - count_weights(wide.widths)) <= 2
    deep, wide = lesson.shapes(Config()).values()
    assert count_weights(deep.widths) == count_weights(wide.widths) == 1873


def test_training_needs_nothing_that_it_does_not_see():
    config = Config(join="add", height=0.3, x=0.9, seed=4, n1=2)
    assert runnable(config, "training") == Config(seed=4, n1=2)


def test_the_first_snapshots_are_step_0_and_the_last_the_end_and_again_the_same():
    config = Config(n1=1, n2=1, depth=2, width=6, steps=100)
    one, two = list(lesson.train(config)), list(lesson.train(config))
    assert [s.step for s in one[:2]] == [0, 0] and {s.net for s in one[:2]} == {"deep", "one layer"}
    assert {net: s.step for net, s in fitted.last(one).items()} == {"deep": 100, "one layer": 100}
    assert all(a.outputs.tobytes() == b.outputs.tobytes() for a, b in zip(one, two, strict=True))
    assert len(one) <= 2 * fitted.FRAMES
    s, target = one[-1], lesson.target(config)
    mse = ((s.outputs - target.at(fitted.inputs())) ** 2).mean(1)
    np.testing.assert_allclose(s.rms, np.sqrt(mse), rtol=0.02)


def test_stop_ends_training():
    assert len(list(lesson.train(Config(steps=20_000), stop=lambda: True))) == 2


def snapshot(net, outputs, dead=None, widths=(1, 4, 1), rms=0.25):
    errors = np.full(len(outputs), rms, np.float32)
    return Snapshot(net, widths, 7, 0.1, np.asarray(outputs, np.float32), errors, dead or (0,) * len(outputs))


def test_learned_peaks_are_climbs_from_below_a_quarter_to_above_three_quarters():
    x = fitted.inputs()
    curves = np.array([tooth(6, x), tooth(6, x) * 0.7, 0.5 + 0 * x, np.where(x < 0.5, tooth(4, x), 0), 1 - x])
    assert lesson.rises(curves.astype(np.float32)) == [6, 0, 0, 2, 1]


def test_a_wave_is_learned_with_all_its_peaks_and_a_small_error_only():
    config, x = Config(n1=1, n2=1), fitted.inputs()
    curves = np.array([tooth(2, x), tooth(1, x), tooth(3, x)])
    assert lesson.constant(lesson.target(config)) == pytest.approx(1 / 12**0.5, abs=1e-5)
    assert lesson.learned(config, snapshot("deep", curves, rms=0.028)) == [True, False, False]
    assert lesson.learned(config, snapshot("deep", curves, rms=0.029)) == [False] * 3


def test_the_words_on_training_are_its_numbers():
    config = Config(n1=1, n2=1)
    good = tooth(2, fitted.inputs())[None].repeat(5, 0)
    now = {
        "deep": snapshot("deep", good, rms=0.002),
        "one layer": snapshot("one layer", good * 0, dead=(1, 1, 0, 0, 0)),
    }
    said = lesson.described(config, now)
    assert said.numbers[1][3:] == ("5 of 5 seeds", "0.002", "0.002", "0.002", "2")
    assert said.numbers[2][3:] == ("0 of 5 seeds", "0.25", "0.25", "0.25", "0")
    assert said.conclusion == (
        "The deep net learns what the shallow one does not: in 5 of 5 seeds it has learned the wave, the shallow "
        "net in none."
    )
    assert "The error of the deep net is the smaller one, in every seed." in said
    assert "**Of 10 networks, 2 are dead**" in said and "mean is 0.289" in said
    one = {**now, "one layer": snapshot("one layer", good * 0, dead=(1, 0, 0, 0, 0))}
    assert "**Of 10 networks, 1 is dead**" in lesson.described(config, one)
    assert "dead" not in lesson.described(config, {**now, "one layer": snapshot("one layer", good)})


@pytest.mark.parametrize(
    ("deep", "wide", "conclusion"),
    [
        (5, 5, "Both have learned"),
        (0, 0, "Neither has learned"),
        (2, 0, "Neither learns it clearly more often: the deep net in 2 of 5 seeds, the shallow one in 0."),
        (5, 1, "The deep net learns the wave more often: in 5 of 5 seeds, the shallow one in 1."),
        (1, 5, "The shallow net learns the wave more often: in 5 of 5 seeds, the deep one in 1."),
        (3, 0, "The deep net learns what the shallow one does not: in 3 of 5 seeds"),
    ],
)
def test_who_learns_more_often_is_concluded_from_enough_seeds(deep, wide, conclusion):
    config, x = Config(n1=1, n2=1), fitted.inputs()
    now = {
        net: snapshot(net, np.array([tooth(2 if k < many else 1, x) for k in range(5)]), rms=0.02)
        for net, many in (("deep", deep), ("one layer", wide))
    }
    said = lesson.described(config, now)
    assert said.conclusion.startswith(conclusion) and "The two errors do not differ clearly." in said


def seeds(config, net, runs):
    """The ends of `runs` trainings of one network, five seeds each."""
    shapes, wave = {net: lesson.shapes(config)[net]}, lesson.target(config).at(fitted.points())
    for seed in range(0, 5 * runs, 5):
        yield list(fitted.record(shapes, wave, seed, frames=3, stop=lambda: False))[-1]


def share(config, net, runs=4):
    return np.mean([lesson.learned(config, end) for end in seeds(config, net, runs)])


def test_a_rate_that_is_too_large_teaches_nothing_and_kills_whole_layers():
    config = PRESETS["A learning rate too large"].config
    ends = list(seeds(config, "deep", 4))
    assert not any(any(lesson.learned(config, end)) for end in ends)
    assert sum(sum(end.dead) for end in ends) >= 10
    for end in ends:
        for s, dead in enumerate(end.dead):
            assert not dead or np.ptp(end.outputs[s]) < 1e-6
    assert share(config, "one layer") == 0


def test_presets_are_told_apart_and_each_says_why():
    assert len({preset.config for preset in PRESETS.values()}) == len(PRESETS) >= 4
    assert all(preset.why.endswith(".") for preset in PRESETS.values())


@pytest.mark.slow
def test_a_deep_net_learns_twelve_peaks_that_one_layer_of_as_many_weights_does_not():
    """97 or 98 of 100 seeds do, on whatever processor: that of twenty fewer than 16 do, is one case in 10,000."""
    config = Config()
    deep, one = share(config, "deep"), share(config, "one layer", 1)
    assert deep >= 0.8 and one == 0
    (row,) = (
        r for r in json.loads(decks.OUT.read_text())["rows"] if r.get("config") == asdict(config) and "rms" in r
    )
    assert row["learned"]["deep"]["0.007"] >= 16 and row["learned"]["one layer"]["0.03"] == 0


@pytest.mark.slow
def test_both_learn_eight_peaks_and_a_small_net_learns_none():
    eight, small = PRESETS["Eight peaks"].config, PRESETS["Too few units to learn"].config
    assert share(eight, "deep", 2) >= 0.8 and share(eight, "one layer", 1) == 1
    assert share(small, "deep") == share(small, "one layer") == 0
