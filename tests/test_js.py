"""The components' JavaScript without a browser: its arithmetic (tests/js), and that its modules fit together."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers.javascript import node
from tests.helpers.tree import ROOT, scripts
from ui.components import assets

TESTS = sorted((ROOT / "tests/js").glob("*.test.js"))
PLAIN_SCRIPTS = ("shared/link.js", "shared/scroll.js")  # they stand in the page's text, and know the page
LINK = """
for (const path of {paths}) {{
  const module = await import('./' + path), [folder, file] = path.split('/');
  const mounts = folder + '.js' === file;
  if (mounts && typeof module.default !== 'function') throw new Error(path + ' has no default export');
}}
"""


@pytest.mark.parametrize("path", TESTS, ids=lambda path: path.name.removesuffix(".test.js"))
def test_the_arithmetic(path):
    done = node("--test", path)
    assert done.returncode == 0, done.stdout
    assert "fail 0" in done.stdout and "pass 0" not in done.stdout


def test_every_module_finds_what_it_imports_and_touches_no_page(tmp_path: Path):
    modules = {name: source for name, source in assets.modules().items() if name not in PLAIN_SCRIPTS}
    for name, source in modules.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(source)
    (tmp_path / "package.json").write_text('{"type": "module"}')
    (tmp_path / "link.js").write_text(LINK.format(paths=list(modules)))
    done = node("link.js", cwd=tmp_path)
    assert done.returncode == 0, done.stderr


def test_no_module_keeps_its_state_in_the_window():
    assert not [path for path in scripts() if path.is_relative_to(ROOT / "ui") and "window.mlp" in path.read_text()]
