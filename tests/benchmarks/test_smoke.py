"""Every benchmark runs at its smallest size and prints finite numbers. How fast it was is not asked."""

from __future__ import annotations

import pytest

from tests.helpers.benchmarks import RUNS, SCRIPTS, SERVED, SOURCES, named, prints_finite_numbers
from tests.helpers.server import ROOT


@pytest.mark.parametrize("run", [run for run in RUNS if run not in SERVED], ids=named)
def test_it_runs_and_prints_finite_numbers(run):
    prints_finite_numbers(run)


def test_each_says_how_it_is_run():
    assert len(SCRIPTS) > 7
    for name in SCRIPTS:
        assert f"python -m benchmarks.{name} [" in SOURCES[name] and "[--smoke]" in SOURCES[name]
        assert f"python -m benchmarks.{name}" in (ROOT / "README.md").read_text()
