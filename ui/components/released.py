"""The frame of a recording at which a person released the timeline, as the browser says: it is checked."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from core.jobs import Job


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
