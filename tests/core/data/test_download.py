"""The network: the real download process, and mirrors that are slow, silent, wrong or not there."""

import os
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace

import pytest

from core.data import download, images
from tests.helpers.archives import IMAGES, LABELS, WHOLE, copy, files, message_of_load
from tests.helpers.disks import mounted

pytestmark = pytest.mark.usefixtures("data")


class Mirror(SimpleHTTPRequestHandler):
    asked: list[str] = []  # noqa: RUF012

    def do_GET(self) -> None:
        self.asked.append(self.path)
        super().do_GET()

    def copyfile(self, source, outputfile) -> None:
        while block := source.read(2**18):
            outputfile.write(block)
            time.sleep(0.04)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def mirror(monkeypatch, tmp_path) -> Iterator[Path]:
    """A folder that a server offers as MLPSCOPE_MIRROR."""
    served = tmp_path / "mirror"
    served.mkdir()
    Mirror.asked = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Mirror, directory=str(served)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    monkeypatch.setenv("MLPSCOPE_MIRROR", f"http://127.0.0.1:{server.server_port}/")
    yield served
    server.shutdown()
    thread.join()
    server.server_close()


def test_without_a_network_it_says_so_and_does_not_hammer(monkeypatch, data):
    assert "not on this machine. Put" in message_of_load(download=False)
    message = message_of_load()
    assert message == (
        "MNIST is not on this machine and could not be downloaded (no network). "
        "Put its four archives into MNIST/raw in the data folder, or connect and try again."
    )
    assert files(data) == set()
    tries: list[str] = []
    monkeypatch.setattr(download, "_watch", lambda name, *_: tries.append(name) or "again")
    assert message_of_load() == message == images.status("mnist").message and tries == []
    images.forget_failure("mnist")
    assert "(again)" in message_of_load() and tries == ["mnist"]


def test_what_is_missing_is_downloaded_once_with_progress(data, mirror):
    copy("MNIST", mirror)
    copy("MNIST", data, only="t10k-*.gz")
    found, seen = [], set()
    threads = [threading.Thread(target=lambda: found.append(images.load("mnist"))) for _ in range(4)]
    assert images.status("mnist").download_bytes == 9_912_422 + 28_881
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        seen.add(images.progress("mnist"))
        if images.progress("mnist"):
            with pytest.raises(images.DataError, match="is being downloaded"):
                images.load("mnist", download=False)
        time.sleep(0.02)
    assert len(found) == 4 and all(one is found[0] for one in found) and len(found[0].train_images) == 60000
    assert sorted(set(Mirror.asked)) == [f"/MNIST/raw/{IMAGES}.gz", f"/MNIST/raw/{LABELS}.gz"]
    shares = sorted(seen - {None})
    assert len(shares) > 3 and 0 <= shares[0] < 0.3 and 0.6 < shares[-1] <= 1
    assert images.progress("mnist") is None
    assert not [name for name in files(data) if name.startswith(".")] and files(data) == {"MNIST", "raw", *WHOLE}


def test_a_download_into_another_folder_is_not_this_ones(data, mirror, monkeypatch, tmp_path):
    copy("MNIST", mirror)
    thread = threading.Thread(target=lambda: images.load("mnist"))
    thread.start()
    while not images.progress("mnist"):
        assert thread.is_alive()
        time.sleep(0.01)
    monkeypatch.setenv("MLPSCOPE_DATA", str(tmp_path / "another"))
    assert images.progress("mnist") is None
    with pytest.raises(images.DataError, match="is not on this machine"):
        images.load("mnist", download=False)
    thread.join()


def test_only_whole_archives_stay_when_the_mirror_is_wrong(data, mirror):
    copy("MNIST", mirror)
    (mirror / "MNIST" / "raw" / f"{LABELS}.gz").write_text("<html>Please log in to this network</html>")
    message = message_of_load()
    assert "could not be downloaded (what came is not the whole file)" in message
    assert files(data) == {"MNIST", "raw", f"{IMAGES}.gz"}
    assert (data / "MNIST" / "raw" / f"{IMAGES}.gz").stat().st_size == 9_912_422


def test_a_disk_that_fills_during_the_download(monkeypatch, data, mirror):
    copy("MNIST", mirror)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=10**9))
    with mounted(data, "4m"):
        assert "MNIST needs 12 MB in" in (message := message_of_load()) and "the disk is full" in message
        assert files(data) == set()


def test_a_server_that_sends_nothing_is_given_up(monkeypatch, data):
    with socket.create_server(("127.0.0.1", 0)) as server:
        monkeypatch.setenv("MLPSCOPE_MIRROR", f"http://127.0.0.1:{server.getsockname()[1]}")
        message = message_of_load(stall_s=1.0)
    assert "could not be downloaded (the server sent nothing for 1 s)" in message
    assert files(data) == set() and images.progress("mnist") is None


def test_a_slow_server_is_waited_for(monkeypatch, data):
    def drip(server: socket.socket) -> None:
        head = b"HTTP/1.0 200 OK\r\nContent-Length: 9912422\r\n\r\n"
        for blocks in (0, 14):  # torchvision asks once for redirects, once for the file
            connection, _ = server.accept()
            with connection:
                connection.recv(2**16)
                connection.sendall(head)
                for _ in range(blocks):
                    connection.sendall(bytes(40_000))  # it takes them in blocks of 32 KiB
                    time.sleep(0.5)

    began = time.monotonic()
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(90)  # torch takes long to import on a busy machine
        thread = threading.Thread(target=drip, args=(server,))
        thread.start()
        monkeypatch.setenv("MLPSCOPE_MIRROR", f"http://127.0.0.1:{server.getsockname()[1]}")
        message = message_of_load(stall_s=5)
        thread.join()
    assert time.monotonic() - began > 5 and "(what came is not the whole file)" in message


def test_what_a_crash_left_is_swept_up(monkeypatch, data):
    old, new = data / ".unfinished-mnist-old", data / ".unfinished-mnist-new"
    for left in (old, new):
        (left / "MNIST").mkdir(parents=True)
        (left / "MNIST" / "half.gz").write_bytes(b"half")
    for path in (old, *old.rglob("*")):
        os.utime(path, (time.time() - 48 * 3600,) * 2)
    monkeypatch.setattr(download, "_watch", lambda *_: "no network")
    message_of_load()
    assert not old.exists() and new.exists()
