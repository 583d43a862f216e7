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
from core.jobs import Job
from core.learning.training import total_steps
from ui import following, style
from ui.components import assets
from ui.components.player import player
from ui.recordings import Recordings

CONFIG = long_run.Config()
TOTAL = total_steps(60_000, long_run.recipe(CONFIG))
UNITS = [f"unit {i}" for i in range(long_run.WIDTHS[1])]


def watch(job: Job[long_run.Config, long_run.Snapshot]) -> None:
    following.status(job, about="784-50-10", new_seed=lambda: None)
    frame = player(job, "templates", UNITS, total=TOTAL, key="watch.player")
    if job.snapshots:
        now = job.snapshots[-1 if frame is None else frame]
        st.metric("Test error", f"{100 * now.test_error:.1f} %")


def main() -> None:
    st.set_page_config(page_title="The benchmark's page", layout="wide")
    style.apply()
    jobs.jobs().submit(long_run.train, CONFIG, pinned=True)  # it goes on while nobody watches it
    with following.page_run():
        job = following.follow(long_run.train, CONFIG)
        if "report" in st.query_params:
            st.code(json.dumps([job.state, job.reason, [(s.step, s.stamp) for s in job.snapshots]]), language=None)
        else:
            st.title("How fast is training while somebody watches?")
            following.look([job], lambda found: watch(found[0]))


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
    routes = [*assets.routes(), *Recordings().routes()]
    app = st.App(__file__, routes=routes, lifespan=lifespan)  # `streamlit run` imports the server
