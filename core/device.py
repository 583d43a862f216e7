"""Where the numbers are computed: cuda, mps or cpu, its name in words, and how many threads."""

import os
import platform
from functools import cache

import torch


@cache
def device() -> torch.device:
    """The best device there is: CUDA, then Apple's MPS, then the CPU."""
    if torch.cuda.is_available():
        return torch.device("cuda")
    if torch.backends.mps.is_available():
        return torch.device("mps")
    return torch.device("cpu")


def threads(slots: int) -> int:
    """Threads for one of `slots` jobs at a time: an equal share of the cores, at most 4."""
    return max(1, min(4, (os.cpu_count() or 1) // slots))


@cache
def name() -> str:
    """The device in words, as a person would say it."""
    kind = device().type
    if kind == "cuda":
        return f"GPU: {torch.cuda.get_device_name()}"
    if kind == "mps":
        return "GPU: Apple " + platform.processor()
    return f"CPU: {os.cpu_count()} cores ({platform.machine()})"
