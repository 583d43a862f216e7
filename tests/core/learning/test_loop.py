"""The one loop that trains, with a learner that only counts, on a clock that stands unless somebody moves it."""

from __future__ import annotations

import pytest

from core.learning import training
from core.learning.training import Diverged, run


class Clock:
    now = 0.0

    def perf_counter(self) -> float:
        return self.now


class Counting:
    """Each update takes 1 s, and each question 0.25 s; `left` updates can be made, `sound` of them are finite."""

    def __init__(self, clock: Clock, left: int = 999, sound: int = 999) -> None:
        self.clock, self.left, self.sound, self.rates = clock, left, sound, []

    def update(self, lr: float) -> bool:
        self.clock.now += 1
        self.rates.append(lr)
        return len(self.rates) > self.left

    def finite(self) -> bool:
        self.clock.now += 0.25
        return len(self.rates) <= self.sound


@pytest.fixture
def clock(monkeypatch):
    monkeypatch.setattr(training, "time", clock := Clock())
    return clock


def test_it_looks_at_the_steps_asked_for_and_its_clock_stands_meanwhile(clock):
    learner, seen = Counting(clock), []
    for now in run(learner, total=10, steps=[0, 3, 4, 10], lr=0.5):
        assert len(learner.rates) == now.step
        seen.append((now.step, now.seconds))
        clock.now += 100
    assert seen == [(0, 0.25), (3, 3.5), (4, 4.75), (10, 11.0)]
    assert learner.rates == [0.5] * 10


def test_a_rate_is_that_of_the_updates_before(clock):
    learner = Counting(clock)
    assert not list(run(learner, total=4, steps=[], lr=9.0, rate=lambda step: 10.0 * step))
    assert learner.rates == [0, 10, 20, 30]


def test_stop_is_asked_before_each_update(clock):
    learner, asked = Counting(clock), iter([False, False, True])
    assert [now.step for now in run(learner, total=9, steps=range(10), lr=1.0, stop=lambda: next(asked))] == [
        0,
        1,
        2,
    ]
    assert len(learner.rates) == 2
    assert not list(run(Counting(clock), total=9, steps=[9], lr=1.0, stop=lambda: True))


def test_where_nothing_is_left_to_train_it_looks_once_more_and_ends(clock):
    assert [now.step for now in run(Counting(clock, left=5), total=9, steps=[0, 3, 9], lr=1.0)] == [0, 3, 5]


@pytest.mark.parametrize(("steps", "at"), [([0, 4, 9], 4), ([0, 9], 9), ([], 9)])
def test_divergence_is_found_at_a_look_and_at_the_end(clock, steps, at):
    with pytest.raises(Diverged, match=rf"at step {at} the loss .* rate 2 is too large here: try 0\.2\."):
        list(run(Counting(clock, sound=3), total=9, steps=steps, lr=2.0))
