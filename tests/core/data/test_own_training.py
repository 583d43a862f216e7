"""Own data sets in links and in training."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from core.config import from_query, to_query
from core.data import images, own
from core.data.disk import DataError
from core.data.selection import Selection, existing
from core.experiments import templates
from core.experiments.templates import Config
from tests.helpers.npz import pictures, saved

ROOT = Path(__file__).resolve().parents[3]
pytestmark = pytest.mark.usefixtures("data")


def test_the_example_of_the_readme_can_be_trained_on(tmp_path):
    lines = (ROOT / "README.md").read_text().splitlines()
    last = next(i for i, line in enumerate(lines) if line.startswith("    np.savez("))
    code = "\n".join(line.strip() for line in lines[last - 3 : last + 1])
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=True)
    name = own.add((tmp_path / "mine.npz").read_bytes(), "mine.npz")
    last_snapshot = list(templates.train(Config(dataset=name)))[-1]
    assert last_snapshot.weight.shape == (10, 8, 8) and last_snapshot.test_error < 0.2


def test_a_link_may_name_an_own_data_set():
    name = "own-0123456789abcdef"
    config = Config(dataset=name)
    assert to_query(config) == {"dataset": name} and from_query(Config, {"dataset": name}) == (config, [])
    for wrong in ("own-", "own-0123456789ABCDEF", "own-0123456789abcdef0", "own-../../x", f"{name}\n"):
        with pytest.raises(ValueError, match=r"'digits' or the name of an own data set\. Got own-"):
            Config(dataset=wrong)
        assert from_query(Config, {"dataset": wrong})[0] == Config()


@pytest.mark.parametrize("shape", [(8, 6), (8, 6, 3)])
def test_it_can_be_trained_on(shape):
    name = own.add(saved(pictures(300, 60, shape)), "rows.npz")
    config = Config(dataset=name, classes=(0, 1, 2), epochs=40, batch_size=50, lr=0.01)
    snapshots = list(templates.train(config))
    assert snapshots[-1].weight.shape == (3, *shape) and len(snapshots) > 20
    assert snapshots[-1].test_error == 0 < snapshots[0].test_error
    lit = snapshots[-1].weight.reshape(3, 8, -1).sum(2)
    assert lit[:, :3].argmax(1).tolist() == [0, 1, 2]  # a template's row is the class's bright one
    said = templates.describe(config, snapshots[0], snapshots[-1])
    assert said.conclusion.endswith("the layer misreads 0\u202f% of the test pictures.")
    two = list(templates.train(replace(config, classes=(0, 2), permute_pixels=True)))
    assert two[-1].weight.shape == (2, *shape) and two[-1].test_error == 0


@pytest.mark.parametrize("classes", [tuple(range(10)), (7, 8), (0, 3)])
def test_classes_that_it_has_not_are_refused_in_words(classes):
    name = own.add(saved(pictures()), "rows.npz")
    with pytest.raises(ValueError) as error:
        next(templates.train(Config(dataset=name, classes=classes)))
    got = "-".join(map(str, classes))
    assert str(error.value) == f"'classes' must be in [0, 2] for rows. Got {got} instead."
    assert existing(classes, images.about(name)) == (0, 1, 2)


def test_the_classes_that_exist_stay_chosen():
    three = images.about(own.add(saved(pictures()), "rows.npz"))
    assert existing((0, 2, 7), three) == (0, 2) and existing((1, 9), three) == (0, 1, 2)
    assert existing((3, 8), images.about("digits")) == (3, 8)
    assert Selection("digits", (3, 8)).train_rows.size == 287


def test_one_that_is_not_here_ends_training_in_words(data):
    with pytest.raises(DataError, match=rf"The data set own-{'0' * 16} is not in own in the data folder\. Upload"):
        next(templates.train(Config(dataset=f"own-{'0' * 16}")))
