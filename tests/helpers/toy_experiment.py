"""An experiment small enough to test the jobs with: it counts, sleeps, and fails on demand."""

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Config:
    steps: int = 5
    pause: float = 0.0  # s between snapshots, asking stop() all the while
    seed: int = 0  # tells one job from another
    fail: str = ""  # after the last step: "value", "weird", "exit"
    deaf: bool = False  # does not ask stop()
    log: str = ""  # a file that gets a line at each beginning


@dataclass(frozen=True)
class Snapshot:
    step: int
    loss: float
    note: str
    done: bool
    extra: float | None
    weights: NDArray[np.float32]  # (3, 4)
    labels: NDArray[np.uint8]  # (0,)


class Weird(Exception): ...


def train(config: Config, stop: Callable[[], bool] = lambda: False) -> Iterator[Snapshot]:
    if config.log:
        with open(config.log, "a") as file:
            file.write(f"{os.getpid()}\n")
    rng = np.random.default_rng(config.seed)
    for step in range(config.steps):
        weights = rng.normal(size=(4, 3)).astype(np.float32).T
        yield Snapshot(step, float(rng.normal()), f"é{step}", step == 4, None, weights, np.zeros(0, np.uint8))
        end = time.monotonic() + config.pause
        while time.monotonic() < end:
            if not config.deaf and stop():
                return
            time.sleep(0.005)
    if config.fail == "value":
        raise ValueError("'lr' must be in [0, 1]. Got 2 instead.")
    if config.fail == "weird":
        raise Weird("odd")
    if config.fail == "exit":
        os._exit(1)
