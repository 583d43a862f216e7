"""The plan of the house: what there is, where each lesson has its parts, and which part may import which."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers.tree import OURS, ROOT, imported, modules, name, packages, tree
from ui.catalogue import LESSONS

NAMES = [lesson.name for lesson in LESSONS]
MAY_IMPORT = {
    "core": {"core"},
    "charts": {"core", "charts"},
    "ui": {"core", "charts", "ui"},
    "pages": {"core", "charts", "ui"},
    "app.py": {"core", "ui"},
    "benchmarks": OURS - {"tests"},
    "tests": OURS,
}
# In core: its top (config, course, device, effort, words) and these packages.
WITHIN_CORE = {
    "data": set(),
    "learning": {"data"},
    "regions": set(),
    "jobs": {"data"},  # where the data folder is, and what is in it
    "experiments": {"data", "learning", "regions"},
}
# What serves several lessons, in the folders that have a part of each.
SHARED_CHARTS = {"axes", "data", "fitted", "theme"}
TOP = {
    *(".ci", ".streamlit", "benchmarks", "charts", "core", "docs", "pages", "tests", "ui"),
    *(".gitignore", ".oxlintrc.json", "LICENSE", "Makefile", "README.md", "app.py", "pyproject.toml"),
    *("requirements.txt", "requirements-dev.txt"),
}
CORE = {
    "config",
    "course",
    "data",
    "device",
    "effort",
    "experiments",
    "glossary",
    "jobs",
    "learning",
    "measured",
    "regions",
    "told",
    "words",
}
APP = modules("core", "charts", "ui", "pages", "app.py")
EVERY = modules(*MAY_IMPORT)
assert len(APP) > 100, "the project has moved: these tests would pass on nothing"


def within(folder: str) -> set[str]:
    """The names of what is in a folder, without endings."""
    every = [path for path in (ROOT / folder).iterdir() if not path.name.startswith("__")]
    return {path.stem for path in every if path.suffix in (".py", ".json", "")}


def part(path: Path, folder: str) -> str:
    """To which part of a folder a module belongs: core/experiments/folding/paper.py -> folding."""
    return path.relative_to(ROOT / folder).parts[0].removesuffix(".py")


# What there is


def test_the_top_has_what_the_plan_names():
    ignored = (ROOT / ".gitignore").read_text().split()
    built = {entry.strip("/") for entry in ignored} | {".git"}
    assert {path.name for path in ROOT.iterdir()} - built <= TOP
    assert within("core") == CORE


@pytest.mark.parametrize("lesson", NAMES)
def test_a_lesson_is_complete_under_its_one_name(lesson):
    def there(folder: str, prefix: str = "") -> bool:
        return (ROOT / folder / f"{prefix}{lesson}.py").is_file() or (ROOT / folder / lesson).is_dir()

    assert (ROOT / "core/experiments" / lesson / "__init__.py").is_file()
    assert (ROOT / "pages" / f"{lesson}.py").is_file() and there("ui/lessons")
    assert there("tests/core/experiments", "test_") and there("tests/pages", "test_")
    assert there("tests/charts", "test_") or not there("charts")


def test_nothing_stands_there_that_is_no_lesson():
    assert within("core/experiments") == within("ui/lessons") == set(NAMES)
    assert within("pages") == {*NAMES, "home", "glossary"}
    assert within("charts") <= set(NAMES) | SHARED_CHARTS


@pytest.mark.parametrize("component", sorted(within("ui/components") - {"shared", "assets", "mount", "released"}))
def test_a_component_is_a_folder_of_one_name(component):
    folder = ROOT / "ui/components" / component
    assert {path.name for path in folder.iterdir() if path.is_file()} >= {
        "__init__.py",
        f"{component}.js",
        f"{component}.css",
        f"{component}.html",
    }


# Which part may import which


@pytest.mark.parametrize("path", EVERY, ids=name)
def test_imports_point_one_way(path):
    assert packages(tree(path)) & OURS <= MAY_IMPORT[path.relative_to(ROOT).parts[0]]


@pytest.mark.parametrize("path", modules("core"), ids=name)
def test_the_science_knows_no_screen_and_its_packages_stand_on_each_other_one_way(path):
    assert not {"streamlit", "altair"} & packages(tree(path))
    own = part(path, "core")
    for full in imported(tree(path)):
        package, *below = full.split(".")
        if package == "core" and below[0] in WITHIN_CORE:
            assert below[0] == own or below[0] in WITHIN_CORE.get(own, set()), full


@pytest.mark.parametrize("folder", ["core/experiments", "ui/lessons", "charts"])
def test_no_lesson_imports_another(folder):
    for path in modules(folder):
        own = part(path, folder)
        for full in imported(tree(path)):
            for room in ("core.experiments.", "ui.lessons.", "charts."):
                other = full.removeprefix(room).split(".")[0] if full.startswith(room) else own
                assert other == own or other in SHARED_CHARTS, f"{name(path)} imports {full}"


@pytest.mark.parametrize("path", modules("tests"), ids=name)
def test_tests_import_no_tests(path):
    assert not [
        full for full in imported(tree(path)) if full.startswith("tests.") and not full.startswith("tests.helpers")
    ]


def test_only_the_frame_and_the_jobs_find_a_module_by_its_name_as_text():
    by_name = {name(path) for path in APP if "import_module(" in path.read_text()}
    assert by_name == {"core/jobs/wire.py", "ui/lesson.py"}
