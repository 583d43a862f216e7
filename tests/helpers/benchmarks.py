"""Runs benchmarks at their smallest size, each in a process of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

from core.data import images
from tests.helpers.chromium import chromium
from tests.helpers.server import ROOT

SOURCES = {path.stem: path.read_text() for path in sorted((ROOT / "benchmarks").glob("*.py"))}
SCRIPTS = [
    name
    for name, source in SOURCES.items()
    if "__main__" in source and f"streamlit run benchmarks/{name}.py" not in source
]
IN_A_BROWSER = [name for name in SCRIPTS if "chromium()" in SOURCES[name]]
AGAINST = ("app", "regions", "training")  # these also compare two versions
RUNS = [[name] for name in SCRIPTS] + [[name, "--against", str(ROOT)] for name in AGAINST]
# What asks a server of the app; it can be one that runs already, but not where the store is measured.
SERVED = [run for run in RUNS if 'served("app.py"' in SOURCES[run[0]] and "MLPSCOPE_STORE" not in SOURCES[run[0]]]
NUMBER = re.compile(r"(?<![\w.])\d[\d,]*(?:\.\d+)?(?:e[+-]?\d+)?")


def named(run: list[str]) -> str:
    return "-".join(run[:2]).replace("---", " ")


def prints_finite_numbers(run: list[str], **env: str) -> None:
    """A benchmark does at its smallest size, and ends in order."""
    name, *more = run
    if "MNIST is needed" in SOURCES[name] and images.status("mnist").state != "ready":
        pytest.skip("needs MNIST in the folder that MLPSCOPE_DATA names")
    browser = {"CHROMIUM_PATH": chromium()} if name in IN_A_BROWSER else {}
    done = subprocess.run(
        [sys.executable, "-m", f"benchmarks.{name}", *more, "--smoke"],
        cwd=ROOT,
        env={**os.environ, **browser, "OMP_NUM_THREADS": "1", **env},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    lines = [line for line in done.stdout.splitlines() if NUMBER.search(line)]
    assert len(lines) >= 2, done.stdout
    assert not re.search(r"\b(nan|inf)\b", done.stdout, re.IGNORECASE)
