"""The words of a job on the screen."""

import pytest

from core.jobs import Job, State
from core.words import Done
from ui import following


def progress(at, snapshots):
    return Done(at, 1000)


def job(at, recorded=0.0, since=0.0, state=State.RUNNING, place=0):
    return Job("key", __name__, at, state, place, "", (), 0.0, recorded, since)


@pytest.mark.parametrize(
    ("at", "recorded", "since", "said"),
    [
        (250, 10, 0, "Training: 25\u202f% of 1,000 steps, about 30 s left"),
        (250, 10, 9, "Training: 25\u202f% of 1,000 steps, about 20 s left"),  # 21 s
        (500, 4, 0, "Training: 50\u202f% of 1,000 steps, about 4 s left"),
        (100, 60, 30, "Training: 10\u202f% of 1,000 steps, about 8 min left"),
        (19, 20, 0, "Training: 2\u202f% of 1,000 steps"),  # its first steps say little
        (20, 20, 0, "Training: 2\u202f% of 1,000 steps, about 16 min left"),
        (500, 0.9, 0, "Training: 50\u202f% of 1,000 steps"),  # too early to tell
        (500, 10, 10, "Training: 50\u202f% of 1,000 steps"),  # later than expected
        (0, 10, 0, "Training: 0\u202f% of 1,000 steps"),
        (1000, 10, 0, "Training: 100\u202f% of 1,000 steps"),
    ],
)
def test_a_running_job_says_how_long_it_will_yet_take(at, recorded, since, said):
    assert following.words(job(at, recorded, since)) == said


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (State.WAITING, "Waiting for a free worker: place 3"),
        (State.DONE, "Recorded: 250 steps"),
        (State.CANCELLED, "Stopped at step 250 of 1,000"),
        (State.FAILED, "Ended at step 250 of 1,000"),
    ],
)
def test_a_job_says_where_it_is(state, said):
    assert following.words(job(250, state=state, place=3)) == said


@pytest.mark.parametrize(
    ("seconds", "said"), [(0.2, "1 s"), (9.4, "9 s"), (12, "10 s"), (93, "95 s"), (95, "2 min"), (600, "10 min")]
)
def test_lengths_of_time_are_said_as_people_do(seconds, said):
    assert following.about(seconds) == f"about {said}"
