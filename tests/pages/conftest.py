"""The pages without a browser: one set of workers for all tests, no network, and only the data a test asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.helpers import offline
from tests.helpers.pages import QUIET, opened

Open = Callable[..., AppTest]


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder with the published archives, to copy from."""
    if not (offline.REAL / "MNIST/raw/t10k-images-idx3-ubyte.gz").exists():
        pytest.skip("no published archives in MLPSCOPE_DATA")
    return offline.REAL


@pytest.fixture(scope="package", autouse=True)
def workers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The data folder that the workers look into."""
    folder = tmp_path_factory.mktemp("workers")
    with offline.running_workers(folder):
        yield folder


@pytest.fixture
def downloads() -> None:
    """A test that asks for this begins real downloads, each a process that costs seconds."""


@pytest.fixture(autouse=True)
def no_data(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """An empty data folder, a mirror that does not answer, and no memory of other tests' downloads."""
    folder = tmp_path / "data"
    offline.forget_data(monkeypatch, folder, downloads="downloads" in request.fixturenames)
    return folder


@pytest.fixture
def open_page() -> Open:
    """open_page("templates", lr="0.1"): the page as a link shows it, in a session of its own."""

    def go(page: str = "templates", **query: str) -> AppTest:
        return opened(page if page != "home" else "", **query)

    return go


@pytest.fixture(scope="module")
def tab() -> AppTest:
    """One session for many links, one after the other: visit(tab, "templates", lr="0.1")."""
    return opened(QUIET[0])
