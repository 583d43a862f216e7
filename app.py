"""MLP Scope: the ASGI launcher. `streamlit run app.py` serves ui/shell.py and keeps the workers running."""

import asyncio
import gc
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import streamlit as st

from core import jobs
from ui import shell
from ui.components import assets
from ui.recordings import Recordings


@asynccontextmanager
async def lifespan(app: st.App) -> AsyncIterator[dict[str, Any]]:
    await asyncio.to_thread(shell.warm_up)
    gc.collect()
    gc.freeze()  # what is imported by now stays: no collection looks at it again
    yield {}
    await asyncio.to_thread(jobs.close)


def report(error: Exception) -> bool:
    """An error nobody foresaw: the log has all of it, the person a way on."""
    logging.getLogger("mlpscope").error("A page failed", exc_info=error)
    st.error("Something went wrong on this page, and it is our mistake. Reload it; other pages go on.")
    return True


BASE = st.get_option("server.baseUrlPath")
app = st.App(
    Path(__file__).parent / "ui/shell.py",
    routes=[*assets.routes(BASE), *Recordings().routes(BASE)],
    lifespan=lifespan,
    on_script_error=report,
)
