"""An empty data folder for each test that wants one."""

from pathlib import Path

import pytest

from core.data import disk, images, own

CLOSED = "http://127.0.0.1:9"  # the discard port: nobody listens


@pytest.fixture
def data(monkeypatch, tmp_path) -> Path:
    """A data folder that is not there yet: a test with it is a new process as far as core.data remembers, and has
    no network.
    """
    for module, name in (
        (images, "_loaded"),
        (images, "_locks"),
        (images, "_failures"),
        (disk, "_verdicts"),
    ):
        monkeypatch.setattr(module, name, {})
    own._words.cache_clear()
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, CLOSED)
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.setenv(name, "127.0.0.1")
    monkeypatch.delenv("MLPSCOPE_MIRROR", raising=False)
    monkeypatch.setenv("MLPSCOPE_DATA", str(tmp_path / "data"))
    return tmp_path / "data"
