"""The tree of the project, as tests read it: its Python modules, and what each imports."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OURS = {"app", "core", "charts", "ui", "pages", "benchmarks", "tests"}


def modules(*parts: str) -> list[Path]:
    """The Python files in these folders, and these files, in order."""
    found = [p for part in parts for p in ([ROOT / part] if part.endswith(".py") else (ROOT / part).rglob("*.py"))]
    return sorted(found)


def scripts() -> list[Path]:
    """The JavaScript files, in order."""
    return sorted(p for part in ("ui", "tests", "benchmarks") for p in (ROOT / part).rglob("*.js"))


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), str(path))


def imported(node: ast.AST) -> Iterator[str]:
    """Each module, or name in one, that is imported below `node`, as "core.jobs.wire"."""
    for item in ast.walk(node):
        if isinstance(item, ast.Import):
            yield from (alias.name for alias in item.names)
        elif isinstance(item, ast.ImportFrom):
            assert item.level == 0 and item.module, "relative imports hide where they point"
            yield from (f"{item.module}.{alias.name}" for alias in item.names)


def packages(node: ast.AST) -> set[str]:
    """The top-level package of each import below `node`."""
    return {full.split(".")[0] for full in imported(node)}
