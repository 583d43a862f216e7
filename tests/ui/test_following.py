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


class Told:
    """Jobs that note what a tab says that it watches."""

    def __init__(self):
        self.watched = [set()]

    def submit(self, train, config, *, brief=False):
        return config

    def view(self, key):
        return key

    def watch(self, watcher, keys):
        self.watched.append(set(keys))


@pytest.fixture
def told(monkeypatch):
    jobs, watcher = Told(), following._Watcher()
    monkeypatch.setattr(following, "jobs", lambda: jobs)
    monkeypatch.setattr(following, "_watcher", lambda: watcher)
    return jobs


def test_a_run_of_a_page_lets_no_job_go_that_it_comes_to_only_later(told):
    for _ in range(2):
        with following.page_run():
            for key in "abc":
                following.follow(None, key)
    assert all(watched == {"a", "b", "c"} for watched in told.watched[3:])
    with following.page_run():
        following.follow(None, "b")
    assert told.watched[-1] == {"b"}


def test_a_run_that_is_given_up_for_another_lets_no_job_go(told):
    with following.page_run():
        following.follow(None, "a")
        following.follow(None, "b")
    with pytest.raises(RuntimeError), following.page_run():
        following.follow(None, "a")
        raise RuntimeError("another run begins")
    assert told.watched[-1] == {"a", "b"}


def test_a_place_waits_for_one_job_at_a_time_also_where_only_a_fragment_runs(told):
    with following.page_run():
        following.follow(None, "training")
        following.follow(None, "first", place="walk")
    following.follow(None, "second", place="walk")
    assert told.watched[-1] == {"training", "second"}
    following.follow(None, "second", place="another")
    following.follow(None, "third", place="walk")
    assert told.watched[-1] == {"training", "second", "third"}
