"""How tests are spread over processes: what shares a server or workers stays together."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

if "PYTEST_XDIST_WORKER" in os.environ:
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # before torch is imported: there is a process for each core

pytest.register_assert_rewrite("tests.helpers")  # before they are imported: what fails there says its values too
settings.register_profile("any machine", deadline=None)  # how fast it is, and how busy, is no test's affair
settings.load_profile("any machine")

HERE = Path(__file__).parent
# Each folder shares its workers, or measures times that other workers would lengthen. Modules in a browser go
# anywhere: each process has servers of its own, on free ports.
TOGETHER = ("pages", "core/jobs")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        module = item.path.relative_to(HERE)
        folder = next((folder for folder in TOGETHER if module.is_relative_to(folder)), None)
        item.add_marker(pytest.mark.xdist_group(folder or module.with_suffix("").as_posix()))
