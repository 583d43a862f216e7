"""How the house is built: importing does nothing, files and functions stay short, what is imported is required."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest

from tests.helpers.tree import OURS, ROOT, imported, modules, name, packages, scripts, tree

MODULE_LINES, PAGE_LINES, FUNCTION_LINES = 300, 80, 40
COMES_WITH = {
    "dask": "distributed",
    "pillow": "streamlit",
    "starlette": "streamlit",
    "websockets": "streamlit",
}  # theirs to choose the version of
APP = modules("core", "charts", "ui", "pages", "app.py")
LIBRARY = modules("core", "charts", "ui")
EVERY = [*APP, *modules("benchmarks", "tests")]


# Nothing happens at import time


def is_guard(node: ast.stmt) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test) in ("TYPE_CHECKING", "__name__ == '__main__'")


def is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


DECLARATIONS = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Pass)
ASSIGNMENTS = (ast.Assign, ast.AnnAssign)
DRAWING = {"st", "alt", "torch", "np", "plt", "random"}  # their calls draw, load, seed or choose a device


def now(node: ast.AST) -> Iterator[ast.AST]:
    """`node` and what runs with it: of a function its defaults, not its body."""
    yield node
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        below: list[ast.AST] = [*node.args.defaults, *(d for d in node.args.kw_defaults if d)]
    elif isinstance(node, ast.Lambda):
        below = [*node.args.defaults, *(d for d in node.args.kw_defaults if d)]
    else:
        below = list(ast.iter_child_nodes(node))
    for child in below:
        yield from now(child)


@pytest.mark.parametrize("path", LIBRARY, ids=name)
def test_a_module_only_declares(path):
    for node in tree(path).body:
        assert isinstance(node, (*DECLARATIONS, *ASSIGNMENTS)) or is_docstring(node) or is_guard(node), (
            f"{name(path)}:{node.lineno} does something when it is imported: {ast.unparse(node)[:60]}"
        )
        inside = node.body if isinstance(node, ast.ClassDef) else []
        for part in inside:
            assert isinstance(part, (*DECLARATIONS, *ASSIGNMENTS)) or is_docstring(part), ast.unparse(part)[:60]
        for part in now(node) if not is_guard(node) else ():
            if isinstance(part, ast.Call) and not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                root = ast.unparse(part.func).split(".")[0]
                assert root not in DRAWING, f"{name(path)}:{part.lineno} calls {ast.unparse(part.func)} on import"


IMPORT_ALL = """
import importlib, json, random, sys, threading, warnings
import numpy, streamlit, torch, distributed, dask, altair, sklearn.datasets
import streamlit.components.v2
names, seen = json.loads(sys.argv[1]), []
WATCHED = {"open", "os.mkdir", "os.remove", "os.rename", "subprocess.Popen", "os.system", "socket.connect",
           "socket.bind", "socket.getaddrinfo", "urllib.Request"}
def hear(event, arguments):
    if event in WATCHED and on:
        if event == "open" and str(arguments[0]).endswith((".py", ".pyc")) or "__pycache__" in str(arguments[0]):
            return
        seen.append(f"{event} {arguments[0]}")
def state():
    return {"threads of torch": torch.get_num_threads(), "default type": str(torch.get_default_dtype()),
            "torch's seed": torch.get_rng_state().sum().item(), "numpy's seed": str(numpy.random.get_state()),
            "Python's seed": hash(random.getstate()), "CUDA": torch.cuda.is_initialized(),
            "threads": threading.active_count()}
on, before = False, state()
sys.addaudithook(hear)
on = True
for name in names:
    importlib.import_module(name)
on, after = False, state()
print(json.dumps(seen + [key for key in before if before[key] != after[key]]))
"""


def test_importing_everything_reads_starts_seeds_and_chooses_nothing():
    names = [name(path).removesuffix(".py").removesuffix("/__init__").replace("/", ".") for path in LIBRARY]
    command = [sys.executable, "-B", "-c", IMPORT_ALL, json.dumps(names)]  # Python keeps nothing that it compiles
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert found.returncode == 0, found.stderr
    assert json.loads(found.stdout.splitlines()[-1]) == []


# Sizes


def longer() -> dict[str, int]:
    """The modules and functions that have more lines than the house allows, and how many they have."""
    found = {}
    for path in [*EVERY, *scripts()]:
        lines = len(path.read_text().splitlines())
        if lines > (PAGE_LINES if path.is_relative_to(ROOT / "pages") else MODULE_LINES):
            found[name(path)] = lines
    for path in APP:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                assert node.end_lineno is not None
                if (length := node.end_lineno - node.lineno + 1) > FUNCTION_LINES:
                    found[f"{name(path)}:{node.name}"] = length
    return found


def test_modules_and_functions_stay_short():
    assert len(scripts()) > 50, "JavaScript has moved: this test would pass on less"
    assert longer() == {}


def test_no_line_is_kept_from_the_formatter():
    kept = re.compile(r"#\s*(fmt:|noqa: E501)")
    assert [name(p) for p in EVERY if kept.search(p.read_text())] == []


# One training loop

LOOP, ORDERS, TIMED = "core/learning/training.py", "core/learning/orders.py", "core/experiments/digit_lab"
FITS = "core/experiments/classifiers/training.py"
MADE_OF = {  # what a loop that trains is made of, and the modules of core that may use it
    "optimiser": {LOOP},
    "closed_form": {LOOP},
    "flatten": {LOOP},
    "Diverged": {LOOP},
    "randperm": {ORDERS},
    "perf_counter": {LOOP, f"{TIMED}/baseline_child.py", FITS},  # these time what scikit-learn does
    "optim": {"core/learning/lbfgs.py"},  # its line search is long, and well kept there
    "DataLoader": set(),
}


def used(path: Path) -> set[str]:
    """The last names of all that a module imports, calls or takes from another: torch.randperm(9) -> randperm."""
    found = {full.rpartition(".")[2] for full in imported(tree(path))}
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) in ("torch", "time", "nn", "updates"):
            found.add(node.attr)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            found.add(node.func.id)
    return found


@pytest.mark.parametrize("part", MADE_OF)
def test_only_the_training_loop_shuffles_updates_times_and_gives_up(part):
    assert {name(path) for path in modules("core") if part in used(path)} == MADE_OF[part]


# Requirements


def required(file: str) -> set[str]:
    lines = (ROOT / file).read_text().splitlines()
    return {re.split(r"[<>=!~\[; ]", line)[0].lower() for line in lines if line and line[0] not in "#-"}


def distributions(paths: list[Path]) -> dict[str, str]:
    """Third-party package -> the distribution that brings it, for all that `paths` import."""
    brings = metadata.packages_distributions()
    outside = {package for path in paths for package in packages(tree(path))} - OURS - set(sys.stdlib_module_names)
    return {package: brings[package][0].lower().replace("_", "-") for package in outside}


def test_what_the_app_imports_is_required():
    needs = {COMES_WITH.get(d, d) for d in distributions(APP).values()}
    assert len(needs) > 4
    assert needs <= required("requirements.txt")


def test_what_is_required_is_imported():
    used = {d for d in distributions([*APP, *modules("benchmarks")]).values()}
    assert required("requirements.txt") <= used | {"cryptography"}  # Dask's Security.temporary() imports it


def test_what_comes_with_another_is_required_by_it():
    for package, other in COMES_WITH.items():
        assert other in required("requirements.txt")
        assert [r for r in metadata.requires(other) or [] if re.match(rf"{package}\b", r) and "extra" not in r]


def test_what_the_tests_import_is_required_too():
    comes = {"msgpack": "distributed", **COMES_WITH}
    needs = {comes.get(d, d) for d in distributions(modules("tests")).values()}
    assert needs <= required("requirements.txt") | required("requirements-dev.txt")
