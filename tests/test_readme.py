"""The lesson that the README adds: written out in a copy of the project, it works as it stands."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.helpers.tree import ROOT
from ui.catalogue import LESSONS

NAME, CATALOGUE = "cross_entropy", "ui/catalogue.py"
MOST_FILES, MOST_LINES = 6, 40


class Part(NamedTuple):
    """A block of the README: the file that the text before it names, and its lines."""

    path: str
    code: str


def parts() -> list[Part]:
    """The blocks of “Add a lesson”: one paragraph names the files of those that follow it, in order."""
    section = (ROOT / "README.md").read_text().split("## Add a lesson")[1].split("\n## ")[0]
    found, named = [], []
    for piece in re.split(r"(```[a-z]*\n.*?```\n)", section, flags=re.DOTALL):
        if piece.startswith("```"):
            found.append(Part(named.pop(0), piece.split("\n", 1)[1].removesuffix("```\n")))
        else:
            named += re.findall(r"`([\w/]+\.py)`", piece)
    return found


PARTS = parts()


def own(line: str) -> bool:
    """Whether a line says something of this lesson, that is, it is no import and in no other lesson's files."""
    return not re.match(r"(from|import) |$", line) and line.replace(NAME, "<name>") not in SAID_BY_OTHERS


def others() -> set[str]:
    """The lines of all other lessons, each with its lesson's name taken out."""
    said: set[str] = set()
    for lesson in LESSONS:
        files = [*(ROOT / "core/experiments" / lesson.name).rglob("*.py"), ROOT / "pages" / f"{lesson.name}.py"]
        files += [
            *(ROOT / "ui/lessons").glob(f"{lesson.name}.py"),
            *(ROOT / "ui/lessons" / lesson.name).glob("*.py"),
        ]
        files += [*(ROOT / "tests/pages").glob(f"test_{lesson.name}.py"), ROOT / CATALOGUE]
        for file in files:
            said |= {line.replace(lesson.name, "<name>") for line in file.read_text().splitlines()}
    return said


SAID_BY_OTHERS = others()


def test_it_takes_six_files_and_few_lines_that_are_not_its_own():
    assert len({part.path for part in PARTS}) == len(PARTS) <= MOST_FILES
    lines = [line for part in PARTS for line in part.code.splitlines() if line.strip()]
    shared = [line for line in lines if not own(line)]
    assert 0 < 2 * len(shared) < len(lines) and len(shared) <= MOST_LINES, "\n".join(shared)


def with_last_lesson(catalogue: str, lesson: str) -> str:
    """The text of the catalogue with one more lesson in it, at the end of `LESSONS`."""
    for statement in ast.parse(catalogue).body:
        if isinstance(statement, (ast.Assign, ast.AnnAssign)) and ast.unparse(statement).startswith("LESSONS"):
            lines = catalogue.splitlines(keepends=True)
            assert lines[statement.end_lineno - 1].strip() == ")"
            return "".join([*lines[: statement.end_lineno - 1], lesson, *lines[statement.end_lineno - 1 :]])
    raise AssertionError(f"{CATALOGUE} gives no value to LESSONS")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The project with the README's lesson in it."""
    every = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(every, cwd=ROOT, capture_output=True, check=True)
    for file in filter(None, listed.stdout.decode().split("\0")):
        if (ROOT / file).is_file():
            (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / file).write_bytes((ROOT / file).read_bytes())
    for part in PARTS:
        there = tmp_path / part.path
        if part.path == CATALOGUE:
            there.write_text(with_last_lesson(there.read_text(), part.code))
        else:
            there.parent.mkdir(parents=True, exist_ok=True)
            there.write_text(part.code)
    return tmp_path


@pytest.mark.slow
def test_it_works_and_keeps_the_contract(copy):
    """Its own tests, those that every lesson gets, and those of the layout."""
    tests = ["tests/test_contract.py", "tests/test_courses.py", "tests/test_layout.py"]
    tests += [f"tests/core/experiments/test_{NAME}.py", f"tests/pages/test_{NAME}.py"]
    for tool in (
        ["pytest", *tests, "-k", NAME, "-p", "no:cacheprovider"],
        ["ruff", "check"],
        ["ruff", "format", "--check"],
    ):
        done = subprocess.run([sys.executable, "-m", *tool], cwd=copy, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
