"""What may be wrong with the files of a data set and with the disk: it is named, and the rest is left alone."""

import gzip
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from core.data import images
from tests.helpers.archives import IMAGES, LABELS, WHOLE, copy, files, message_of_load, real, unpack
from tests.helpers.disks import mounted

pytestmark = pytest.mark.usefixtures("data")


def test_status_reads_no_contents(monkeypatch, data):
    copy("MNIST", data)
    monkeypatch.setattr(Path, "open", lambda path, *_: pytest.fail(f"read {path}"))
    assert images.status("mnist") == images.Status("ready", 0, "")
    need = images.NAMES["fashion_mnist"].download_bytes
    message = "Fashion-MNIST is not on this machine: 31 MB have to be downloaded."
    assert images.status("fashion_mnist") == images.Status("download", need, message)


def test_a_truncated_archive_is_named_and_left_alone(data):
    archive = copy("MNIST", data) / f"{IMAGES}.gz"
    os.truncate(archive, 5_000_000)
    with pytest.raises(images.DataError) as error:
        images.load("mnist")
    assert str(error.value) == (
        f"{archive.name} in MNIST/raw in the data folder is damaged: the end is missing. "
        "Delete it, and it will be downloaded again, or put a whole copy in its place."
    )
    assert images.status("mnist") == images.Status("damaged", 0, str(error.value))
    assert archive.stat().st_size == 5_000_000


def test_a_wrong_byte_is_found_and_remembered(data):
    archive = copy("MNIST", data) / f"{IMAGES}.gz"
    contents = bytearray(archive.read_bytes())
    contents[4_000_000] ^= 1
    archive.write_bytes(contents)
    assert images.status("mnist").state == "ready"
    says = rf"{IMAGES}\.gz .* is damaged: it has more than 47,040,016 bytes\. Delete it"  # so it unpacks
    with pytest.raises(images.DataError, match=says) as error:
        images.load("mnist")
    assert images.status("mnist") == images.Status("damaged", 0, str(error.value))
    shutil.copy(real(f"MNIST/raw/{IMAGES}.gz"), archive)
    assert images.status("mnist").state == "ready" and len(images.load("mnist").train_images) == 60000


def test_an_archive_that_cannot_be_read_is_named(data):
    archive = copy("MNIST", data) / f"{LABELS}.gz"
    archive.unlink()
    archive.symlink_to(data / "moved away")
    says = "is damaged: it cannot be read (No such file or directory). Delete it"
    assert message_of_load().startswith(f"{archive.name} in MNIST/raw in the data folder {says}")
    assert images.status("mnist").state == "damaged" and archive.is_symlink()


@pytest.mark.parametrize("size", [1000, 47_040_016])
def test_beside_a_damaged_unpacked_file_the_archive_counts(data, size):
    raw = copy("MNIST", data)
    unpack(raw)
    (raw / IMAGES).write_bytes(bytes(size))
    assert images.status("mnist").state == "ready"
    mnist = images.load("mnist", download=False)
    assert mnist.train_images[0].sum() == 27525  # of the real first five
    assert (raw / IMAGES).read_bytes() == bytes(size)  # whatever it is, it is not ours


def test_unpacked_files_are_enough_but_have_to_be_whole(monkeypatch, data):
    raw = copy("MNIST", data)
    unpack(raw)
    for archive in raw.glob("*.gz"):
        archive.unlink()
    assert len(images.load("mnist", download=False).train_images) == 60000
    monkeypatch.setattr(images, "_loaded", {})
    os.truncate(raw / LABELS, 60_000)
    for found in (images.status("mnist").message, message_of_load()):
        assert found.startswith(
            f"{LABELS} in MNIST/raw in the data folder is damaged: it has 60,000 bytes instead of 60,008. Delete it"
        )


def test_a_read_only_disk_with_the_archives_is_no_obstacle(data):
    with mounted(data, "40m"):
        copy("MNIST", data)
        subprocess.run(["mount", "-o", "remount,ro", str(data)], check=True)
        assert images.status("mnist").state == "ready"
        assert len(images.load("mnist").train_images) == 60000
        message = message_of_load("fashion_mnist")
    assert message.startswith(
        "Fashion-MNIST needs 31 MB in the data folder, but this folder cannot be written to (Read-only"
    )
    assert "MLPSCOPE_DATA" in message


def test_a_full_disk_with_the_archives_is_no_obstacle(data):
    with mounted(data, "12m"):
        copy("MNIST", data)
        before = files(data)
        assert len(images.load("mnist").train_images) == 60000
        assert files(data) == before  # nothing half unpacked


def test_no_room_anywhere_to_unpack_is_no_obstacle(monkeypatch, data, tmp_path):
    with mounted(data, "12m"):
        copy("MNIST", data)
        monkeypatch.setattr(tempfile, "tempdir", str(data))
        before = files(data)
        assert len(images.load("mnist").train_images) == 60000 and files(data) == before


@pytest.mark.parametrize("unpacked", [0, 2])
def test_a_killed_unpacking_leaves_whole_files_only(monkeypatch, data, unpacked):
    raw, write, done = copy("MNIST", data), Path.write_bytes, []

    def killed(path, contents):
        if len(done) == unpacked:
            write(path, contents[:1000])
            raise KeyboardInterrupt
        done.append(write(path, contents))

    before = files(data)
    monkeypatch.setattr(Path, "write_bytes", killed)
    with pytest.raises(KeyboardInterrupt):
        images.load("mnist")
    new = files(data) - before
    assert len(new) == unpacked and all((raw / name).read_bytes() == unzipped(raw, name) for name in new)
    monkeypatch.undo()
    monkeypatch.setenv("MLPSCOPE_DATA", str(data))
    assert len(images.load("mnist", download=False).train_images) == 60000
    assert {path.name for path in raw.iterdir()} == WHOLE


def unzipped(raw: Path, name: str) -> bytes:
    return gzip.decompress((raw / f"{name}.gz").read_bytes())


@pytest.mark.parametrize("options", ["rw", "ro"])
def test_what_is_only_unpacked_and_what_is_only_packed_go_together(data, options):
    with mounted(data, "150m"):
        unpack(raw := copy("MNIST", data))
        for name in (f"{IMAGES}.gz", LABELS):
            (raw / name).unlink()
        subprocess.run(["mount", "-o", f"remount,{options}", str(data)], check=True)
        assert images.load("mnist", download=False).train_labels[:5].tolist() == [5, 0, 4, 1, 9]
        assert (raw / LABELS).exists() == (options == "rw")


def test_a_disk_that_is_too_small_is_said_before_the_download(data):
    with mounted(data, "1m"):
        message = message_of_load()
        assert message.startswith(
            "MNIST needs 12 MB in the data folder, but the disk is full. Free some space, or set MLP"
        )
        assert files(data) == set()


def test_the_data_folder_is_a_file(monkeypatch, data):
    data.write_text("not a folder")
    says = "A file is in the place of the data folder."
    assert images.status("mnist").message.startswith(says) and images.status("mnist").state == "damaged"
    assert message_of_load().startswith(says)
    monkeypatch.setenv("MLPSCOPE_DATA", str(data / "below"))
    assert "but a file is in the place of that folder" in message_of_load()
