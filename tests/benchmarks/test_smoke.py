"""Every benchmark runs at its smallest size and prints finite numbers. How fast it was is not asked."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from core.data import images
from tests.helpers.chromium import chromium

ROOT = Path(__file__).resolve().parents[2]
SOURCES = {path.stem: path.read_text() for path in sorted((ROOT / "benchmarks").glob("*.py"))}
SCRIPTS = [
    name
    for name, source in SOURCES.items()
    if "__main__" in source and f"streamlit run benchmarks/{name}.py" not in source
]
IN_A_BROWSER = [name for name in SCRIPTS if "chromium()" in SOURCES[name]]
RUNS = [[name] for name in SCRIPTS] + [[name, "--against", str(ROOT)] for name in ("app", "regions", "training")]
NUMBER = re.compile(r"(?<![\w.])\d[\d,]*(?:\.\d+)?(?:e[+-]?\d+)?")


@pytest.mark.parametrize("run", RUNS, ids=lambda run: "-".join(run[:2]).replace("---", " "))
def test_it_runs_and_prints_finite_numbers(run):
    name, *more = run
    browser = {"CHROMIUM_PATH": chromium()} if name in IN_A_BROWSER else {}
    if "MNIST is needed" in SOURCES[name] and images.status("mnist").state != "ready":
        pytest.skip("needs MNIST in the folder that MLPSCOPE_DATA names")
    done = subprocess.run(
        [sys.executable, "-m", f"benchmarks.{name}", *more, "--smoke"],
        cwd=ROOT,
        env={**os.environ, **browser, "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    lines = [line for line in done.stdout.splitlines() if NUMBER.search(line)]
    assert len(lines) >= 2, done.stdout
    assert not re.search(r"\b(nan|inf)\b", done.stdout, re.IGNORECASE)


def test_each_says_how_it_is_run():
    assert len(SCRIPTS) > 7
    for name in SCRIPTS:
        assert f"python -m benchmarks.{name} [" in SOURCES[name] and "[--smoke]" in SOURCES[name]
        assert f"python -m benchmarks.{name}" in (ROOT / "README.md").read_text()
