"""The frame of a recording at which a person released the timeline, as the browser says: it is checked."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.jobs import Job

MOST = 24_000  # bytes of a frame in a message


def index(state: object, job: Job[Any, Any]) -> int | None:
    """The frame, if what the browser sent is one of this job; None for the latest."""
    if not isinstance(state, Mapping) or (state.get("job"), state.get("take")) != (job.key, job.take):
        return None
    at = state.get("index")
    if not isinstance(at, int) or isinstance(at, bool) or not 0 <= at < len(job.snapshots):
        return None
    return at


def held(key: str, job: Job[Any, Any]) -> int | None:
    """The frame at which the component `key` was left."""
    before = st.session_state.get(key)
    return index(before.get("frame"), job) if isinstance(before, Mapping) else None


def frame(
    key: str, job: Job[Any, Any], encode: Callable[[Any], bytes], otherwise: int = -1
) -> list[NDArray[np.uint8]]:
    """The frame that the component `key` shows first, for its message: it is drawn before the stream has come.

    Where nobody has left it, that is the frame `otherwise`. There is none while the job goes on, so that the
    message does not grow, and none where it is large.
    """
    if job.live or not job.snapshots:
        return []
    at = held(key, job)
    coded = encode(job.snapshots[otherwise if at is None else at])
    return [np.frombuffer(coded, np.uint8)] if len(coded) <= MOST else []
