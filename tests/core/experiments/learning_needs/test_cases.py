"""The three switches: what they do to the points, and who learns them."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from core.effort import TooDear, allowance
from core.experiments.learning_needs import COURSE, Config, cases, compared

found = cache(lambda: cases.compute(Config()))


def right(low_noise, bent, unstructured):
    row = found().right[cases.CASES.index((low_noise, bent, unstructured))].mean(1)
    return dict(zip(cases.MODELS, row, strict=True))


def test_unstructured_points_are_the_structured_ones_turned():
    for bent in (False, True):
        x, y, _, _, _ = cases.draw((True, bent, False), 3)
        turned, same, _, _, _ = cases.draw((True, bent, True), 3)
        assert np.array_equal(y, same)
        assert np.allclose(turned @ turned.T, x @ x.T)


def test_two_inputs_decide_and_noise_turns_a_quarter_of_the_labels():
    x, y, _, _, _ = cases.draw((True, False, False), 0)
    assert np.array_equal(y, x[:, 0] + x[:, 1] > 0)
    x, y, _, new, rule = cases.draw((True, True, False), 0)
    assert np.array_equal(y, np.hypot(x[:, 0], x[:, 1]) > np.sqrt(2 * np.log(2))) and np.array_equal(new, rule)
    _, noisy, _, _, _ = cases.draw((False, True, False), 0)
    assert (noisy != y).mean() == pytest.approx(0.25, abs=0.04)


def test_a_deep_net_is_best_where_all_three_hold():
    all_three = right(True, True, True)
    assert all_three["deep"] > 0.9 and all_three["tree"] < 0.8 and all_three["linear"] < 0.55


@pytest.mark.parametrize(
    ("case", "rival"),
    [((True, False, True), "linear"), ((True, True, False), "tree"), ((False, False, True), "linear")],
)
def test_a_simpler_model_is_as_good_where_they_do_not(case, rival):
    now = right(*case)
    assert now[rival] >= now["deep"] - 0.005


def test_nobody_beats_who_knows_the_rule_and_base_rates_are_a_half():
    now = found()
    assert (now.right.mean(2) <= now.most[:, None] + 0.01).all()
    assert now.base == pytest.approx(np.full(8, 0.5), abs=0.03)
    assert now.most[4:] == pytest.approx(np.ones(4)) and now.most[:4] == pytest.approx(np.full(4, 0.75), abs=0.02)


def test_what_is_told_and_asked_comes_from_the_run():
    question = COURSE.steps[7].question
    assert question.options[question.truth(Config(), [found()])] == "a deep net"
    assert question.options[question.truth(Config(bent=False), [found()])] == "a linear model"
    best = found().right[7].mean(1).max()
    assert f"{100 * best:.1f}" in question.cause(Config(), [found()])
    said = compared(Config(), found())
    assert "the deep net is best" in said.conclusion and f"{100 * best:.1f}" in said.conclusion
    assert "about as good" in compared(Config(bent=False), found()).conclusion
    assert [row[0] for row in said.numbers].index("Low noise, non-linear, unstructured (on)") == 8


def test_it_is_left_to_a_worker_and_can_be_stopped():
    with allowance(cases.AT_ONCE), pytest.raises(TooDear):
        cases.compute(Config())
    assert list(cases.train(Config(), stop=lambda: True)) == []
