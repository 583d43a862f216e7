"""How tests are spread over processes: what shares a server or workers stays together."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

if "PYTEST_XDIST_WORKER" in os.environ:
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # before torch is imported: there is a process for each core

os.environ["MLPSCOPE_STORE_BYTES"] = "0"  # the servers too: what is tested is made, and nothing of it is kept

pytest.register_assert_rewrite("tests.helpers")  # before they are imported: what fails there says its values too
settings.register_profile("any machine", deadline=None)  # how fast it is, and how busy, is no test's affair
settings.load_profile("any machine")

# In this order: who drives a browser goes first, and who measures or promises times comes when it is done.
BROWSER = ("e2e", "e2e/servers", "e2e/components")
SERVED = "benchmarks/test_served"
ORDER = (*BROWSER, "core", "charts", "ui", "", SERVED, "pages", "core/jobs", "benchmarks")
TOGETHER = (*BROWSER, SERVED, "pages", "core/jobs")  # each shares what is slow to start: servers, or workers


def place(nodeid: str) -> str:
    """The one of ORDER in which a test lies."""
    return max((name for name in ORDER if nodeid.startswith(f"tests/{name}")), key=len)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: ORDER.index(place(item.nodeid)))


class ByFolder(LoadScopeScheduling):
    """Which tests share a process: those of a place in TOGETHER, or else of a module; a benchmark goes anywhere.

    xdist's own way, `--dist loadgroup`, puts nothing together with pytest 9.2 (pytest-xdist issue 1386).
    """

    def _split_scope(self, nodeid: str) -> str:
        where = place(nodeid)
        return where if where in TOGETHER else nodeid if where == "benchmarks" else nodeid.split("::")[0]


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByFolder:
    config.option.loadscopereorder = False
    return ByFolder(config, log)
