"""The three ways of learning, recorded in step."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from core.data import images
from core.data.batches import Batches
from core.experiments import batches as lesson
from core.experiments import templates
from core.experiments.batches import MODES, PRESETS, Config, batch_update, update
from core.learning.nets import MLP
from core.learning.training import evaluate
from core.words import number, percent
from tests.helpers.archives import needs_archives

TINY = Config(dataset="digits", epochs=2, batch_size=100)


@pytest.fixture(scope="module")
def race():
    return list(lesson.train(TINY))


def of(race, mode):
    return [snapshot for snapshot in race if snapshot.mode == mode]


def test_the_three_start_from_the_same_templates_and_see_as_many_pictures(race):
    first = [of(race, mode)[0] for mode in MODES]
    assert len({s.weight.tobytes() for s in first}) == 1 and all(s.step == s.seen == 0 for s in first)
    ends = [of(race, mode)[-1] for mode in MODES]
    assert [s.seen for s in ends] == [2 * 1437] * 3
    assert [s.step for s in ends] == [2 * 1437, 2 * 15, 2] == [lesson.total_steps(TINY, mode) for mode in MODES]
    assert len({s.weight.tobytes() for s in ends}) == 3


def test_the_three_are_recorded_in_step_by_pictures_seen(race):
    seen = [s.seen for s in race]
    assert seen == sorted(seen)


def test_one_step_of_the_full_batch_is_batch_update(race):
    data = images.load("digits")
    start, then = of(race, "full")[:2]
    ours = batch_update(
        start.weight, None, data.train_images, data.train_labels.astype(int), TINY.lr_full, average=True
    )
    np.testing.assert_allclose(then.weight, ours.weight, atol=1e-6)


def test_the_first_serial_step_is_update_of_one_of_the_pictures(race):
    data = images.load("digits")
    start, then = of(race, "serial")[:2]
    steps = (
        update(start.weight, None, x, int(y), TINY.lr_serial).weight
        for x, y in zip(data.train_images, data.train_labels, strict=True)
    )
    assert any(np.allclose(then.weight, step, atol=1e-6) for step in steps)


def test_the_lectures_sum_is_the_average_at_a_rate_times_the_batch():
    summed = replace(TINY, reduction="sum", lr_mini=0.005, lr_full=0.5 / 1437, batch_size=479)
    average = replace(TINY, lr_mini=0.005 * 479, lr_full=0.5, batch_size=479)
    for mode in ("mini", "full"):
        a, b = (of(list(lesson.train(config)), mode)[-1] for config in (summed, average))
        np.testing.assert_allclose(a.weight, b.weight, atol=1e-4)
        assert a.test_error == pytest.approx(b.test_error, abs=0.01)


def test_the_figures_are_those_of_the_recorded_weights(race):
    data = images.load("digits")
    for mode in MODES:
        end = of(race, mode)[-1]
        net = MLP((784, 10), bias=False, generator=torch.Generator().manual_seed(0))
        with torch.no_grad():
            net.linear[0].weight.copy_(torch.tensor(end.weight.reshape(10, 784)))
        for x, y, loss, error in (
            (data.train_images, data.train_labels, end.train_loss, end.train_error),
            (data.test_images, data.test_labels, end.test_loss, end.test_error),
        ):
            batches = Batches(torch.tensor(x).reshape(len(x), -1), torch.tensor(y.astype(int)))
            assert (loss, error) == pytest.approx(evaluate(net, batches), rel=1e-5)


def test_stop_ends_all_three():
    assert len(list(lesson.train(replace(TINY, epochs=50), stop=lambda: True))) <= 6


def test_what_is_said_names_the_numbers_and_the_failures(race):
    now = lesson.last(race)
    said = lesson.describe(TINY, now)
    for mode, s in now.items():
        gap = f"{100 * (s.test_error - s.train_error):+.1f} points".replace("-", "−")
        shown = (f"{s.seen:,}", f"{s.step:,}", number(s.seconds, 2), percent(s.test_error), gap)
        assert (MODES[mode].capitalize(), *shown) in said.numbers
    assert "too large" not in said and said.conclusion.startswith("After the same pictures ")
    loud = replace(TINY, reduction="sum", lr_full=0.01)
    now = lesson.last(list(lesson.train(loud)))
    said = lesson.describe(loud, now)
    assert "The learning rate of full batch, 0.01 × 1,437 pictures = 14.37, is too large" in said
    assert "same initial templates" in lesson.describe(TINY, {})


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        ((0, 0, 0), "The three have the same initial templates, and none has learned yet."),
        ((1, 0, 0), "So far serial has made 1 update, and full batch 0 updates."),
        ((1_200, 12, 1), "So far serial has made 1,200 updates, and full batch 1 update."),
        ((0, 0, 1), "So far full batch has made 1 update."),
    ],
)
def test_while_they_learn_their_updates_are_counted(race, steps, said):
    now = {m: replace(s, step=step) for (m, s), step in zip(lesson.last(race).items(), steps, strict=True)}
    assert lesson.describe(TINY, now).conclusion == said


def with_gaps(race, *points):
    now = lesson.last(race)
    errors = zip(now.items(), points, strict=True)
    return {m: replace(s, train_error=0.1, test_error=0.1 + gap / 100) for (m, s), gap in errors}


@pytest.mark.parametrize(
    ("points", "verdict"),
    [
        ((-0.04, 0.2, -1), "Of the three, none overfits: "),
        ((6, 5, 4), "Serial overfits most, not the full batch: it misreads 16.0\u202f% of the test pictures"),
        ((1, 2, 4), "The full batch overfits most: it misreads 14.0\u202f% of the test pictures"),
        ((1, 3.8, 4), "Of the three, none overfits clearly more than the others."),
    ],
)
def test_the_lectures_claim_on_overfitting_is_judged_by_the_gaps(race, points, verdict):
    assert lesson.overfitting(TINY, with_gaps(race, *points)).startswith(verdict)
    assert lesson.overfitting(TINY, lesson.last(race[:-1])) == ""


def at(mode, step, seen, seconds, error):
    return lesson.Snapshot(mode, step, seen, seconds, np.zeros((1, 1, 1), np.float32), 1.0, error, 1.0, error)


def test_who_is_first_depends_on_what_is_counted():
    """By hand: at 10 % two are there, whatever the third does; 1.5 times sooner is first, less is not."""
    run = [
        *(at("serial", 100, 100, 1.0, 0.5), at("serial", 1_100, 1_100, 12.0, 0.095)),
        *(at("mini", 1, 200, 0.1, 0.6), at("mini", 5, 1_000, 0.4, 0.1)),
        at("full", 1, 60_000, 0.5, 0.4),
    ]
    assert lesson.conclusion("seconds", run) == (
        "**Mini-batch gets to 10\u202f% test error first: after 0.4\u00a0s.** Serial needs 12\u00a0s. Full batch "
        "does not get there."
    )
    assert lesson.race("seconds", run) == (0.1, ((0.4, "mini"), (12.0, "serial")))
    said = lesson.conclusion("seen", run)
    assert said.startswith(
        "**Mini-batch and serial get to 10\u202f% test error about as soon: "
        "after 1,000 pictures and 1,100 pictures.**"
    )
    assert "after 5 updates.** Serial needs 1,100 updates." in lesson.conclusion("step", run)
    assert "No one of the three is first" in lesson.conclusion("step", run[:2])
    assert "No one of the three is first yet." in lesson.conclusion("step", run[:2], ended=False)
    assert lesson.conclusion("step", run, ended=False) == lesson.conclusion("step", run).replace(
        "does not get there", "has not got there yet"
    )
    assert lesson.race("step", run[:2]) is None


def test_all_who_come_within_half_as_long_again_are_about_as_fast():
    run = [at(mode, 5, 500, seconds, 0.1) for mode, seconds in (("serial", 1.0), ("mini", 1.2), ("full", 1.3))]
    assert lesson.conclusion("seconds", run).startswith(
        "**Serial, mini-batch and full batch get to 10\u202f% test error about as soon: after 1\u00a0s, "
    )
    run[2] = at("full", 5, 500, 1.5, 0.1)
    said = lesson.conclusion("seconds", run)
    assert said.startswith("**Serial and mini-batch get to") and said.endswith("Full batch needs 1.5\u00a0s.")


@pytest.mark.parametrize(
    ("errors", "said"),
    [
        ((0.0812, 0.0808, 0.227), "mini-batch (8.1\u202f%) and serial (8.1\u202f%) misread about as many"),
        ((0.0812, 0.0908, 0.227), "serial (8.1\u202f%) misreads least"),
    ],
)
def test_errors_that_differ_by_less_than_half_a_point_are_no_victory(race, errors, said):
    ends = zip(lesson.last(race).items(), errors, strict=True)
    now = {mode: replace(s, test_error=error) for (mode, s), error in ends}
    worst = "and full batch (22.7\u202f%) misreads most."
    assert lesson.describe(TINY, now).conclusion == f"After the same pictures {said}, {worst}"
    alike = {mode: replace(s, test_error=0.1) for mode, s in now.items()}
    assert lesson.describe(TINY, alike).conclusion.endswith("of all three are about the same.")


@needs_archives
@pytest.mark.slow
def test_on_mnist_a_batch_needs_its_own_rate_and_serial_is_far_ahead_of_the_full_batch():
    ends = lesson.last(list(lesson.train(replace(PRESETS["Each at its best"].config, epochs=1))))
    assert ends["serial"].test_error < 0.1 and ends["mini"].test_error < 0.11 and ends["full"].test_error > 0.2
    assert ends["serial"].seconds < 25
    one_layer = replace(
        templates.Config(), optimizer="sgd", lr=PRESETS["Each at its best"].config.lr_mini, epochs=1
    )
    assert list(templates.train(one_layer))[-1].test_error == ends["mini"].test_error
