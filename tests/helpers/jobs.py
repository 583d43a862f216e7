"""Jobs of the toy experiment: begun, waited for, and compared with what train() yields."""

import time
from collections.abc import Callable
from dataclasses import fields
from itertools import count

import numpy as np

from core.jobs import Job, Jobs, State
from tests.helpers import toy_experiment
from tests.helpers.toy_experiment import Config

TOY = toy_experiment.train
LONG = 60.0  # s
fresh = count(1000)  # seeds: each test has jobs of its own


def wait(condition: Callable[[], bool], seconds: float = 120.0) -> float:
    start = time.monotonic()
    while not condition():
        assert time.monotonic() - start < seconds, "waited too long"
        time.sleep(0.002)
    return time.monotonic() - start


def until(jobs: Jobs, key: str, state: State) -> Job:
    wait(lambda: jobs.view(key).state is state or not jobs.view(key).live)
    job = jobs.view(key)
    assert job.state is state, job.reason
    return job


def long(jobs: Jobs) -> str:
    """A running job that would take for ever, and that asks stop()."""
    key = pinned(jobs, pause=LONG)
    until(jobs, key, State.RUNNING)
    return key


def pinned(jobs: Jobs, **settings: object) -> str:
    """A job that stays, and that somebody waits for."""
    key = jobs.submit(TOY, Config(seed=next(fresh), **settings), pinned=True)  # type: ignore[arg-type]
    jobs.watch(f"waits for {key}", [key])
    return key


def assert_same(snapshots, config):
    expected = list(toy_experiment.train(config))
    assert len(snapshots) == len(expected)
    for ours, theirs in zip(snapshots, expected, strict=True):
        for f in fields(toy_experiment.Snapshot):
            a, b = getattr(ours, f.name), getattr(theirs, f.name)
            assert type(a) is type(b)
            if isinstance(a, np.ndarray):
                assert a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()
            else:
                assert a == b
