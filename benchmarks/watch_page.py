"""A page that watches benchmarks/long_run.py as Templates watches its job; benchmarks/app_watched.py opens it.

`streamlit run benchmarks/watch_page.py` serves it through st.App, as app.py serves the pages. `?report=1` shows
the job's state and (step, stamp) of every snapshot as JSON instead.
"""

import asyncio
import gc
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import streamlit as st

from benchmarks import long_run
from core import jobs
from core.learning.training import total_steps
from ui import following, style
from ui.components.player import player
from ui.recordings import recording

JOB = "benchmarks.long_run"
CONFIG = long_run.Config()
TOTAL = total_steps(60_000, long_run.recipe(CONFIG))
UNITS = [f"unit {i}" for i in range(long_run.WIDTHS[1])]


def watch(key: str) -> None:
    job = following.view(key)
    following.status(job, steps=TOTAL, why="784-50-10", new_seed=lambda: None)
    if job.snapshots:
        frame = player(recording(job, UNITS, total=TOTAL), key="watch.player")
        following.figures(job.snapshots[-1 if frame is None else frame])


def main() -> None:
    st.set_page_config(page_title="The benchmark's page", layout="wide")
    style.apply()
    with following.page_run():
        key = following.follow(JOB, CONFIG)
        if "report" in st.query_params:
            job = following.view(key)
            st.code(json.dumps([job.state, job.reason, [(s.step, s.stamp) for s in job.snapshots]]), language=None)
        else:
            st.title("How fast is training while somebody watches?")
            st.fragment(watch, run_every=following.pace(following.view(key)) or 0.2)(key)


@asynccontextmanager
async def lifespan(app: st.App) -> AsyncIterator[dict[str, Any]]:
    import altair  # noqa: F401  (as ui.shell.warm_up does)
    import torch  # noqa: F401

    await asyncio.to_thread(jobs.jobs().start)
    gc.collect()
    gc.freeze()
    yield {}
    await asyncio.to_thread(jobs.close)


if __name__ == "__main__":
    main()  # Streamlit runs the page
else:
    app = st.App(__file__, lifespan=lifespan)  # `streamlit run` imports the server
