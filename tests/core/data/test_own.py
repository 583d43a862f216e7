"""Own data sets: what is kept, for how long, and what is said of the disk."""

import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from core.data import images, own
from core.data.disk import DataError
from tests.helpers.disks import mounted
from tests.helpers.npz import pictures, refusal, saved

ROOT = Path(__file__).resolve().parents[3]
pytestmark = pytest.mark.usefixtures("data")


# What is kept


@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
@pytest.mark.parametrize("shape", [(8, 6), (4, 64), (64, 4, 3)])
def test_what_was_brought_is_what_is_loaded(shape, save):
    given = pictures(shape=shape)
    name = own.add(saved({**given, "class_names": np.array(["cat", "dog", "cow"])}, save), "My pets.npz")
    assert own.is_own(name) and images.status(name) == images.Status("ready", 0, "")
    found = images.load(name)
    for key, array in given.items():
        kept = getattr(found, key)
        assert kept.dtype == np.uint8 and np.array_equal(kept, array) and kept.shape == array.shape
        assert kept.flags.c_contiguous and not kept.flags.writeable
    assert (found.name, found.title, found.class_names) == (name, "My pets", ("cat", "dog", "cow"))
    about = images.about(name)
    assert (about.title, about.class_names, about.download_bytes) == ("My pets", ("cat", "dog", "cow"), 0)
    assert images.average(found, 2)[2].min() == 250 > images.average(found, 2)[0].max()


@pytest.mark.parametrize("dtype", ["u1", "i1", "<i8", ">i4", "<u8"])
def test_labels_may_be_any_integers_a_column_too_and_classes_need_no_names(dtype):
    given = pictures()
    labels = {key: given[key].astype(dtype)[:, None] for key in ("train_labels", "test_labels")}
    found = images.load(own.add(saved(given | labels), "x.npz"))
    assert found.class_names == ("0", "1", "2") and found.train_labels.tolist() == [0, 1, 2] * 4


def test_the_order_of_the_axes_in_the_file_does_not_matter():
    given = pictures(shape=(5, 7, 3))
    turned = {key: np.asfortranarray(value) for key, value in given.items()}
    assert own.add(saved(given), "x.npz") == own.add(saved(turned), "x.npz")


def test_other_arrays_are_left_alone_and_not_kept(data):
    given = pictures() | {"val_images": np.zeros((2, 5)), "notes": np.array([{"a": 1}], object)}
    name = own.add(saved(given), "x.npz")
    with np.load(data / "own" / f"{name[4:]}.npz") as file:
        assert sorted(file.files) == sorted([*pictures(), "class_names", "title"])


def test_the_name_is_that_of_the_content(data):
    name = own.add(saved(pictures()), "a.npz")
    assert own.add(saved(pictures(), np.savez_compressed), "a.NPZ") == name  # packed otherwise, the same pictures
    assert len(list((data / "own").iterdir())) == 1
    other = pictures()
    other["test_images"][0, 0, 0] ^= 1
    named = pictures() | {"class_names": np.array(["a", "b", "c"])}
    names = {name, *(own.add(saved(arrays), "a.npz") for arrays in (other, named)), own.add(saved(pictures()), "b")}
    assert len(names) == 4


@pytest.mark.parametrize(
    ("file_name", "title"),
    [
        ("flowers.npz", "flowers"),
        ("../../etc/pass wd.npz", "../../etc/pass wd"),
        ("![a](http://x.example/a.png).npz", "!a(http//x.example/a.png)"),
        ("x" * 300 + ".npz", "x" * 40),
        ("花 \n\u202e\ud800.NPZ", "花"),
        (".npz", "own data"),
    ],
)
def test_it_is_called_as_its_file_in_plain_text(data, file_name, title):
    name = own.add(saved(pictures()), file_name)
    assert images.about(name).title == title == images.load(name).title
    assert [path.name for path in data.rglob("*")] in (["own", f"{name[4:]}.npz"],)


def test_another_process_reads_it():
    name = own.add(saved(pictures()), "x.npz")
    code = f"from core.data import images; print(images.load('{name}').train_images.sum())"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert int(done.stdout) == pictures()["train_images"].sum()


def test_what_is_not_here_is_said(data):
    name = own.add(saved(pictures()), "x.npz")
    (data / "own" / f"{name[4:]}.npz").unlink()
    own._words.cache_clear()
    assert images.status(name) == images.Status("missing", 0, own.GONE)
    with pytest.raises(DataError, match="not on this server: upload it again"):
        images.about(name)
    with pytest.raises(DataError, match=rf"The data set {name} is not in own in the data folder\. Upload it"):
        images.load(name)


@pytest.mark.parametrize("damage", ["cut", "another", "bytes"])
def test_a_damaged_one_is_said_and_mended_by_another_upload(data, damage):
    name = own.add(saved(pictures()), "x.npz")
    path = data / "own" / f"{name[4:]}.npz"
    if damage == "cut":
        path.write_bytes(path.read_bytes()[:500])
    elif damage == "another":
        other = own.add(saved(pictures(seed=1)), "x.npz")
        path.write_bytes((data / "own" / f"{other[4:]}.npz").read_bytes())
    else:
        path.write_bytes(b"PK" + bytes(1000))
    with pytest.raises(DataError, match=rf"{path.name} in own in the data folder is damaged: upload it again\."):
        images.load(name)
    assert own.add(saved(pictures()), "x.npz") == name
    assert images.load(name).title == "x"


# For how long


def test_the_least_recently_used_go_first(monkeypatch, data):
    monkeypatch.setattr(own, "MOST_SETS", 3)
    names = [own.add(saved(pictures(seed=seed)), "x.npz") for seed in range(3)]
    for age, name in zip((300, 200, 100), names, strict=True):
        os.utime(data / "own" / f"{name[4:]}.npz", (time.time() - age,) * 2)
    assert images.status(names[0]).state == "ready"  # used now
    names.append(own.add(saved(pictures(seed=3)), "x.npz"))
    assert [images.status(name).state for name in names] == ["ready", "missing", "ready", "ready"]


def test_what_is_kept_has_bounds_in_bytes_but_the_newest_stays(monkeypatch, data):
    first = own.add(saved(pictures()), "x.npz")
    size = (data / "own" / f"{first[4:]}.npz").stat().st_size
    monkeypatch.setattr(own, "MOST_KEPT", int(1.5 * size))
    second = own.add(saved(pictures(seed=1)), "x.npz")
    assert [images.status(name).state for name in (first, second)] == ["missing", "ready"]
    monkeypatch.setattr(own, "MOST_KEPT", 1)
    third = own.add(saved(pictures(seed=2)), "x.npz")
    assert [images.status(name).state for name in (second, third)] == ["missing", "ready"]


def test_memory_has_bounds_too():
    names = [own.add(saved(pictures(seed=seed)), "x.npz") for seed in range(images.OWN_IN_MEMORY + 3)]
    digits = images.load("digits")
    for name in names:
        images.load(name)
    assert [key[0] for key in images._loaded] == ["digits", *names[-images.OWN_IN_MEMORY :]]
    assert len(images._locks) <= images.OWN_IN_MEMORY + 1
    assert images.load("digits") is digits and images.load(names[-1]) is images.load(names[-1])


# The disk


def test_a_full_disk_and_a_read_only_one_are_said_and_leave_nothing(data):
    raw = saved(pictures(n=60, shape=(64, 64, 3)) | {"train_images": noise((60, 64, 64, 3))})
    with mounted(data, "500k"):
        message = refusal(raw)
        assert message.startswith(
            "mine needs 1 MB in own in the data folder, but the disk is full. Free some space, or set"
        )
        assert [path.name for path in data.rglob("*")] == ["own"]
        subprocess.run(["mount", "-o", "remount,ro", str(data)], check=True)
        assert "but this folder cannot be written to (Read-only" in refusal(raw)


def noise(shape: tuple[int, ...]) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, shape, dtype=np.uint8)


def test_a_data_folder_that_is_a_file_is_said(data):
    data.write_text("not a folder")
    assert "but a file is in the place of that folder. Move it away" in refusal(saved(pictures()))


def test_on_a_read_only_disk_what_is_there_can_be_used(data):
    with mounted(data, "1m"):
        name = own.add(saved(pictures()), "x.npz")
        os.utime(data / "own" / f"{name[4:]}.npz", (0, 0))
        subprocess.run(["mount", "-o", "remount,ro", str(data)], check=True)
        assert images.status(name).state == "ready" and images.load(name).title == "x"
