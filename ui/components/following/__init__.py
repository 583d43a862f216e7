"""What a page hears of its jobs without running: a line in words that goes on, and when to draw the page again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core.jobs import Job
from ui.components.mount import component


def line(job: Job[Any, Any], words: str, *, key: str) -> None:
    """Where the job is, in words; while it goes on they follow it."""
    data = {"jobs": [_known(job)] if job.live else [], "words": words}
    component("following", isolated=False)(key=key, data=data, width="content")


def again(jobs: Sequence[Job[Any, Any]], *, key: str, every: float | None) -> None:
    """Run this fragment again when a job has ended, and every so many seconds where one has more snapshots."""
    component("following", isolated=False)(
        key=key,
        data={"jobs": [_known(job) for job in jobs], "every": every},
        on_more_change=lambda: None,
    )


def _known(job: Job[Any, Any]) -> dict[str, Any]:
    """What Python has drawn of the job."""
    return {"key": job.key, "take": job.take, "live": job.live, "many": len(job.snapshots)}
