"""Data that are missing, damaged or whole, and what the page of templates says of them."""

from __future__ import annotations

import gzip
import shutil
import time
from dataclasses import replace

import pytest

from core.config import to_query
from core.experiments.templates import PRESETS, clearest
from core.words import percent
from tests.helpers.pages import chosen, healthy, link, metrics, texts, trained


def wait_for_download(app, seconds: float = 60.0):
    """Fragments do not tick here: run again until the page has given the download up."""
    give_up = time.monotonic() + seconds
    while not any("Until then this page shows" in warning.value for warning in app.warning):
        assert time.monotonic() < give_up, texts(app)
        time.sleep(0.2)
        healthy(app.run())
    return app


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_without_any_data_shows_the_digits_and_says_so(open_page, name):
    preset = PRESETS[name]
    config = replace(preset.config, dataset="digits")
    job = trained(config)
    app = open_page(**to_query(preset.config))
    wait_for_download(app)
    said = texts(app)
    assert chosen(app) == name
    assert preset.why in said
    assert "this page shows 1,797 small digits that need no download" in said
    shown = job.snapshots[clearest(config, job.snapshots)]
    assert len(job.snapshots) > 5 and metrics(app)["Test error"] == percent(shown.test_error)
    assert link(app) == to_query(preset.config)  # the link still means the preset
    assert len(app.warning) == 1


def test_without_data_and_network_it_says_so_in_one_line_and_tries_again(open_page, no_data, downloads):
    app = wait_for_download(open_page())
    (said,) = [warning.value for warning in app.warning]
    assert said.startswith("MNIST is not on this machine and could not be downloaded (no network).")
    assert "MNIST/raw in the data folder" in said and str(no_data) not in said and "\n" not in said
    next(button for button in app.button if button.label == "Try again").click()
    healthy(app.run())
    wait_for_download(app)


def test_a_data_folder_that_is_a_file_is_named(open_page, no_data):
    no_data.write_text("I am not a folder")
    app = open_page()
    (said,) = [warning.value for warning in app.warning]
    assert said.startswith("A file is in the place of the data folder.")
    assert "this page shows 1,797 small digits" in said


def test_a_truncated_archive_is_named(open_page, no_data):
    (no_data / "MNIST/raw").mkdir(parents=True)
    (no_data / "MNIST/raw/t10k-labels-idx1-ubyte.gz").write_bytes(gzip.compress(bytes(10_008))[:12])
    app = open_page()
    (said,) = [warning.value for warning in app.warning]
    assert "t10k-labels-idx1-ubyte.gz" in said and "is damaged: the end is missing." in said


def test_an_archive_with_one_wrong_byte_is_named(open_page, no_data, real_data):
    shutil.copytree(real_data / "MNIST/raw", no_data / "MNIST/raw", ignore=shutil.ignore_patterns("*ubyte"))
    archive = no_data / "MNIST/raw/t10k-images-idx3-ubyte.gz"
    archive.chmod(0o644)
    contents = bytearray(archive.read_bytes())
    contents[1_000_000] ^= 1
    archive.write_bytes(contents)
    app = open_page()
    (said,) = [warning.value for warning in app.warning]
    assert archive.name in said and "is damaged: the content is not what was packed." in said


def only_warning(app) -> str:
    """The one warning of a page, without the sentence that all of these end with."""
    (said,) = [warning.value for warning in app.warning]
    said, until, _ = said.partition(" Until then this page shows 1,797 small digits")
    assert until and "/tmp" not in said and "\n" not in said
    return said


@pytest.mark.parametrize("suffix", ["", ".gz"])
def test_the_pictures_of_fashion_are_not_shown_as_mnist(open_page, no_data, real_data, suffix):
    raw = no_data / "MNIST/raw"
    raw.mkdir(parents=True)
    for archive in (real_data / "FashionMNIST/raw").glob("*.gz"):
        contents = archive.read_bytes()
        (raw / f"{archive.stem}{suffix}").write_bytes(contents if suffix else gzip.decompress(contents))
    said = only_warning(app := open_page(classes="0-1", epochs="1"))
    assert said.endswith(
        f"and t10k-labels-idx1-ubyte{suffix} in MNIST/raw in the data folder are Fashion-MNIST's, not MNIST's. "
        "Move them away. Then the right files will be downloaded, or put them there yourself."
    )
    assert "Pictures: 8x8 digits (offline)." in texts(app)
    shutil.rmtree(raw)
    shutil.copytree(real_data / "MNIST/raw", raw, ignore=shutil.ignore_patterns("*ubyte"))
    next(button for button in app.button if button.label == "Try again").click()
    healthy(app.run())
    assert not app.warning and "Pictures: MNIST." in texts(app)


def test_the_one_archive_that_is_missing_is_named(open_page, no_data, real_data):
    ignored = shutil.ignore_patterns("*ubyte", "train-labels*")
    shutil.copytree(real_data / "MNIST/raw", no_data / "MNIST/raw", ignore=ignored)
    assert only_warning(wait_for_download(open_page(classes="0-1", epochs="1"))) == (
        "Of MNIST, train-labels-idx1-ubyte.gz is not on this machine and could not be downloaded (no network). "
        "Put it into MNIST/raw in the data folder, or connect and try again."
    )


def test_a_folder_named_like_the_archive_is_named(open_page, no_data, real_data):
    shutil.copytree(real_data / "MNIST/raw", no_data / "MNIST/raw", ignore=shutil.ignore_patterns("*ubyte"))
    archive = no_data / "MNIST/raw/train-images-idx3-ubyte.gz"
    archive.unlink()
    archive.mkdir()
    assert only_warning(open_page(classes="0-1", epochs="1")) == (
        "train-images-idx3-ubyte.gz in MNIST/raw in the data folder is a folder without MNIST's training pictures. "
        "Move it away. Then the right file will be downloaded, or put it there yourself."
    )


def test_names_with_dots_and_archives_that_were_packed_anew_are_no_matter(open_page, no_data, real_data):
    (no_data / "MNIST/raw").mkdir(parents=True)
    for archive in (real_data / "MNIST/raw").glob("*.gz"):
        packed = gzip.compress(gzip.decompress(archive.read_bytes()), 1)
        (no_data / "MNIST/raw" / archive.name.replace("-idx", ".idx")).write_bytes(packed)
    app = open_page(classes="0-1", epochs="1")
    assert not app.warning and "Pictures: MNIST." in texts(app)


def test_whole_archives_are_used_where_they_lie(open_page, no_data, real_data):
    for file in (real_data / "MNIST/raw").glob("*.gz"):
        (no_data / "MNIST/raw").mkdir(parents=True, exist_ok=True)
        shutil.copy(file, no_data / "MNIST/raw")
    app = open_page(classes="0-1", epochs="1")
    assert not app.warning
    assert "Pictures: MNIST." in texts(app)
