"""The key of a job: a hash of all that its recording depends on, which is only as old as the code that made it."""

import dataclasses
import hashlib
import re
import sys
from collections.abc import Callable, Iterator
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from core.data import images

ROOT = Path(__file__).resolve().parents[2]
WORK = "core.jobs.wire"  # what calls a train() in a worker
LIBRARIES = ("torch", "numpy", "scikit-learn")  # which compute, or bring data
_NAME = re.compile(r"\bcore(?:\.\w+)+")
_FROM = re.compile(r"\bfrom\s+(core[.\w]*)\s+import\s+(\([^)]*\)|[^\n]*)")


def key_of(train: Callable[..., Any], config: Any) -> str:
    """A hash of what is trained, of the code that does it, and of pictures that only stand in for a data set."""
    fields = repr([(f.name, getattr(config, f.name)) for f in dataclasses.fields(config)])
    others = [images.stand_in(name) for name in images.NAMES if repr(name) in fields]
    what = train.__module__, fields, version_of(train.__module__), *filter(None, others)
    return hashlib.sha256(repr(what).encode()).hexdigest()[:16]


@cache
def code_version() -> str:
    """Hash of every source file in core: of what one machine runs and another one has to run too."""
    return _digest(sorted((ROOT / "core").rglob("*.py")))


@cache
def version_of(module: str) -> str:
    """Hash of the code that trains: of all that sources_of() names, and of the versions of the libraries."""
    return _digest(sources_of(module), *(version(library) for library in LIBRARIES))


def sources_of(module: str) -> list[Path]:
    """The files of this module and of all in core that it names, or that these name, in imports or as a text.

    What a package's __init__.py imports counts only where something is taken from that package itself.
    """
    own = getattr(sys.modules.get(module), "__file__", None)
    found: set[Path] = set()
    todo = [Path(own).resolve() if own else _file(module), _file(WORK)]
    while todo:
        path = todo.pop()
        if path is not None and path not in found:
            found.add(path)
            todo += map(_file, _named(path.read_text(encoding="utf-8")))
    return sorted(found)


def _named(text: str) -> Iterator[str]:
    """What a source names in core: "core.data.images", also of `from core.data import images`."""
    yield from _NAME.findall(_FROM.sub("", text))
    for package, names in _FROM.findall(text):
        listed = re.sub(r"#[^\n]*", "", names).strip("()").split(",")
        yield from (f"{package}.{name.split()[0]}" for name in listed if name.strip())


def _file(name: str) -> Path | None:
    """The file of a module, or of the module that a name is taken from."""
    while name:
        path = ROOT.joinpath(*name.split("."))
        for file in (path.with_suffix(".py"), path / "__init__.py"):
            if file.is_file():
                return file
        name = name.rpartition(".")[0]
    return None


def _digest(paths: list[Path], *more: str) -> str:
    digest = hashlib.sha256(repr(more).encode())
    for path in paths:
        name = path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name
        digest.update(f"{name}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:16]
