"""MLP Scope: the ASGI launcher. `streamlit run app.py` serves ui/shell.py and keeps the workers running."""

import asyncio
import gc
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.middleware import Middleware

from ui import process

process.end_in_time()  # from here on, for what follows is slow to import on a busy machine

from core import jobs  # noqa: E402
from ui import addresses, guard, preload, room, shell  # noqa: E402
from ui.catalogue import LESSONS  # noqa: E402
from ui.components import assets  # noqa: E402
from ui.recordings import Recordings  # noqa: E402


@asynccontextmanager
async def lifespan(app: st.App) -> AsyncIterator[dict[str, Any]]:
    process.send_at_once()
    asyncio.get_running_loop().set_exception_handler(room.Reserve())
    if not process.told_to_end():
        await asyncio.to_thread(shell.warm_up)
        gc.collect()
        gc.freeze()  # what is imported by now stays: no collection looks at it again
        print(process.where(), flush=True)
    yield {}
    await asyncio.to_thread(jobs.close)


def report(error: Exception) -> bool:
    """An error nobody foresaw: the log has all of it, the person a way on."""
    logging.getLogger("mlpscope").error("A page failed", exc_info=error)
    st.error("Something went wrong on this page, and it is our mistake. Reload it; other pages go on.")
    return True


room.raise_file_limit()
room.keep_fewer_sessions()
logging.getLogger("uvicorn.error").setLevel(logging.WARNING)  # one line of our own says that it has started
BASE = st.get_option("server.baseUrlPath")
recordings = Recordings()
app = st.App(
    Path(__file__).parent / "ui/shell.py",
    routes=[
        *preload.routes(BASE, asked=recordings.page_asked),
        *assets.routes(BASE),
        *recordings.routes(BASE),
        *addresses.routes(["glossary", *(one.name for one in LESSONS)], BASE),
    ],
    middleware=[Middleware(guard.Guard), Middleware(room.Door)],
    lifespan=lifespan,
    on_script_error=report,
)
