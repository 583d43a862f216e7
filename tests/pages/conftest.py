"""The pages without a browser: one set of workers for all tests, no network, and only the data a test asks for."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import dask
import pytest
from streamlit.testing.v1 import AppTest

from core import jobs as background
from core.data import images
from core.jobs import jobs
from tests.helpers.pages import opened
from ui import data

REAL = Path(os.environ.get("MLPSCOPE_DATA", ""))
CLOSED = "http://127.0.0.1:9"  # the discard port: nobody listens

Open = Callable[..., AppTest]


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder with the published archives, to copy from."""
    if not (REAL / "MNIST/raw/t10k-images-idx3-ubyte.gz").exists():
        pytest.skip("no published archives in MLPSCOPE_DATA")
    return REAL


@pytest.fixture(scope="package", autouse=True)
def workers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The data folder that the workers look into: the published archives, if there are any, and what tests add."""
    folder = tmp_path_factory.mktemp("workers")
    if "MLPSCOPE_DATA" in os.environ and REAL.is_dir():
        for entry in REAL.iterdir():
            (folder / entry.name).symlink_to(entry)
    here = {"MLPSCOPE_DATA": str(folder), "MLPSCOPE_MIRROR": CLOSED}
    with pytest.MonkeyPatch.context() as patch, dask.config.set({"distributed.nanny.environ": here}):
        for name, value in here.items():
            patch.setenv(name, value)  # which Dask prefers to its configuration
        jobs().start()
        give_up = time.monotonic() + 30
        while not jobs().worker_pids():
            assert time.monotonic() < give_up, "the workers do not start"
            time.sleep(0.05)
    yield folder
    background.close()


@pytest.fixture
def downloads() -> None:
    """A test that asks for this begins real downloads, each a process that costs seconds."""


@pytest.fixture(autouse=True)
def no_data(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """An empty data folder, a mirror that does not answer, and no memory of other tests' downloads."""
    if "downloads" not in request.fixturenames:
        monkeypatch.setattr(images.downloads, "fetch", lambda *_: "no network")
    monkeypatch.setenv("MLPSCOPE_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("MLPSCOPE_MIRROR", CLOSED)
    data._downloads.clear()
    for name in images.NAMES:
        images.forget_failure(name)
    return tmp_path / "data"


@pytest.fixture
def open_page() -> Open:
    """open_page("templates", lr="0.1"): the page as a link shows it, in a session of its own."""

    def go(page: str = "templates", **query: str) -> AppTest:
        return opened(page if page != "home" else "", **query)

    return go


@pytest.fixture(scope="module")
def tab() -> AppTest:
    """One session for many links, one after the other: visit(tab, "templates", lr="0.1")."""
    return opened("")
