"""How tests are spread over processes (`make test` runs two, but for those in a browser): what shares a server or
workers stays together.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

if "PYTEST_XDIST_WORKER" in os.environ:
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # before torch is imported: there is a process for each core

HERE = Path(__file__).parent
TOGETHER = ("pages", "e2e")  # each folder shares its workers, or its servers


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        folder, name = item.path.relative_to(HERE).parts[0], item.path.stem
        item.add_marker(pytest.mark.xdist_group(folder if folder in TOGETHER else f"{folder}/{name}"))
