"""Which browser the tests drive."""

from __future__ import annotations

import os
import shutil

import pytest

# The first draws no windows: it is lighter.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser")


def chromium() -> str:
    """The browser that CHROMIUM_PATH names, or one from PATH. Without one the test is skipped.

    With REQUIRE_BROWSER=1 it fails.
    """
    path = os.environ.get("CHROMIUM_PATH") or next(filter(None, map(shutil.which, NAMES)), "")
    if shutil.which(path):
        return path
    reason = "needs Chromium: install the package `chromium` or set CHROMIUM_PATH"
    if os.environ.get("REQUIRE_BROWSER") == "1":
        pytest.fail(reason)
    pytest.skip(reason)
