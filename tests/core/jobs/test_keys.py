"""The key of a job changes with all that its recording depends on, and with nothing else."""

from __future__ import annotations

import importlib
from dataclasses import dataclass

import pytest

from core.experiments import templates
from core.jobs import key_of, keys
from tests.helpers import toy_experiment
from tests.helpers.jobs import TOY
from tests.helpers.tree import ROOT, imported, modules, tree
from ui import lesson
from ui.catalogue import LESSONS

TRAINED = [here.name for here in LESSONS if hasattr(lesson.science(here.name), "train")]
SOURCES = {
    "core/__init__.py": "",
    "core/jobs/wire.py": "from core.jobs import keys\n",
    "core/jobs/keys.py": "",
    "core/jobs/store.py": "",
    "core/data/__init__.py": "",
    "core/data/images.py": "",
    "core/data/points.py": "from core.data.deep import (\n    a,  # from core.other import it\n    b,\n)",
    "core/data/deep.py": "",
    "core/softmax/__init__.py": "from core.softmax.words import describe\n",
    "core/softmax/words.py": "",
    "core/softmax/training.py": "from core.data import (\n    images as its,\n    points,\n)\nRUN = 'core.child'\n",
    "core/child.py": "",
}
NEEDED = {"wire", "keys", "images", "points", "deep", "training", "child"}


@pytest.fixture
def sources(monkeypatch, tmp_path):
    for path, text in SOURCES.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    monkeypatch.setattr(keys, "ROOT", tmp_path)
    return tmp_path


def version() -> str:
    keys.version_of.cache_clear()
    try:
        return keys.version_of("core.softmax.training")
    finally:
        keys.version_of.cache_clear()


def test_a_change_of_what_trains_changes_it_and_another_does_not(sources):
    before = version()
    assert version() == before and len(before) == 16
    for path in SOURCES:
        file = sources / path
        text = file.read_text()
        file.write_text(f"{text}# changed\n")
        assert (version() != before) == (file.stem in NEEDED), path
        file.write_text(text)
    assert version() == before


def test_another_version_of_a_library_changes_it(sources, monkeypatch):
    before = version()
    for library in keys.LIBRARIES:
        monkeypatch.setattr(keys, "version", lambda name, other=library: "9.9" if name == other else "1.0")
        assert version() != before, library


@pytest.mark.parametrize("name", TRAINED)
def test_all_that_a_lesson_trains_with_is_in_its_version(name):
    """As its syntax tree says: what a module imports, and what these import."""
    module = lesson.science(name).train.__module__
    by_name = {p.relative_to(ROOT).with_suffix("").as_posix().replace("/", "."): p for p in modules("core")}
    by_name |= {name.removesuffix(".__init__"): path for name, path in by_name.items()}
    todo, needed = [module], set()
    while todo:
        if (path := by_name.get(todo.pop())) is not None and path not in needed:
            needed.add(path)
            for full in imported(tree(path)):
                todo.append(full if full in by_name else full.rpartition(".")[0])
    found = set(keys.sources_of(module))
    assert len(needed) > 10 and needed <= found
    assert ROOT / "core/experiments/templates/words.py" not in found, "words are no reason to train again"


def test_the_settings_the_experiment_and_the_code_make_the_key(monkeypatch):
    @dataclass(frozen=True)
    class Config:
        seed: int = 0
        lr: float = 0.1

    def train(config):
        yield None

    train.__module__ = toy_experiment.__name__
    key = key_of(TOY, Config())
    assert len(key) == 16 and int(key, 16) >= 0
    assert key_of(train, Config()) == key, "the experiment is its module"
    assert len({key, key_of(TOY, Config(1)), key_of(TOY, Config(lr=0.1 + 1e-16)), key_of(TOY, Config(lr=0.2))}) == 4
    train.__module__ = importlib.import_module("tests.helpers.jobs").__name__
    assert key_of(train, Config()) != key
    monkeypatch.setattr(keys, "version_of", lambda module: "another")
    assert key_of(TOY, Config()) != key


def test_pictures_that_stand_in_for_a_data_set_are_part_of_the_key(monkeypatch, tmp_path):
    """A store outlives the day on which CIFAR-10 itself is put into the data folder."""
    monkeypatch.setenv("MLPSCOPE_DATA", str(tmp_path))
    config, other = templates.Config("cifar10"), templates.Config("mnist")
    found, same = [key_of(templates.train, config)], key_of(templates.train, other)
    for content in (b"a subset", b"another"):
        (tmp_path / "cifar10_subset.npz").write_bytes(content)
        found.append(key_of(templates.train, config))
    (tmp_path / "cifar-10-batches-py").mkdir()
    assert len(set(found)) == 3 and key_of(templates.train, config) == found[0]
    assert key_of(templates.train, other) == same


def test_code_version_is_stable_and_short():
    assert keys.code_version() == keys.code_version()
    assert len(keys.code_version()) == 16
