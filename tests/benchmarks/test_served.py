"""The benchmarks that ask a server of the app run at their smallest size: all with one server, as a person may."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from benchmarks.browser import served
from tests.helpers.benchmarks import SERVED, named, prints_finite_numbers
from tests.helpers.server import CLOSED, ROOT, Server, start

QUICK = {"MLPSCOPE_FIRST_RUNS": "0", "MLPSCOPE_GRACE": "1"}  # nothing in advance, and what is left ends at once


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = start(ROOT / "app.py", QUICK, tmp_path_factory.mktemp("server") / "log.txt")
    yield server
    server.process.terminate()
    server.process.wait(30)


@pytest.mark.parametrize("run", SERVED, ids=named)
def test_it_runs_and_prints_finite_numbers(run, server):
    prints_finite_numbers(run, MLPSCOPE_SERVER=server)
    assert server.process.poll() is None, "the server that was there goes on"


def test_a_server_that_is_not_there_is_said(monkeypatch):
    monkeypatch.setenv("MLPSCOPE_SERVER", CLOSED)
    with pytest.raises(SystemExit, match=CLOSED), served("app.py"):
        pass


def test_no_benchmark_of_the_app_is_left_out():
    assert {run[0] for run in SERVED} == {"app", "crowd", "dearest", "hands", "regions_page", "screenshots"}
