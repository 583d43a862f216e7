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


NEWS = """
import assert from 'node:assert/strict';
import { newsOf } from './shared/news.js';

const page = { '--st-background-color': '#ffffff' }, seen = [];
globalThis.getComputedStyle = () => ({ getPropertyValue: name => page[name] ?? '' });
globalThis.document = { createElement: () => ({ getContext: () => ({}) }) };  // keeps a colour as it is written
const root = { style: { setProperty() {} }, classList: { toggle() {} } };
const dress = theme => seen.push(theme.dark ? 'dark' : 'light'), read = ({ header }) => seen.push(header.n);
const isNews = newsOf(root, { dress, read });
const sent = n => {
  const text = new TextEncoder().encode(JSON.stringify({ n })), bytes = new Uint8Array(4 + text.length);
  new DataView(bytes.buffer).setUint32(0, text.length, true);
  bytes.set(text, 4);
  return bytes;
};
assert.equal(isNews(new Uint8Array(2)), false, 'no message is no news');
seen.length = 0;
assert.deepEqual([1, 1, 2].map(n => isNews(sent(n))), [true, false, true]);
page['--st-background-color'] = '#0e1117';
assert.deepEqual([2, 2].map(n => isNews(sent(n))), [true, false]);
assert.deepEqual(seen, ['light', 1, 'light', 2, 'dark']);
"""


@pytest.fixture(scope="module")
def served(tmp_path_factory) -> Path:
    """A folder with the modules as a browser gets them."""
    folder = tmp_path_factory.mktemp("served")
    for name, source in assets.modules().items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(source)
    (folder / "package.json").write_text('{"type": "module"}')
    return folder


@pytest.mark.parametrize("path", TESTS, ids=lambda path: path.name.removesuffix(".test.js"))
def test_the_arithmetic(path):
    done = node("--test", path)
    assert done.returncode == 0, done.stdout
    assert "fail 0" in done.stdout and "pass 0" not in done.stdout


def test_every_module_finds_what_it_imports_and_touches_no_page(served):
    modules = [name for name in assets.modules() if name not in PLAIN_SCRIPTS]
    (served / "link.js").write_text(LINK.format(paths=modules))
    done = node("link.js", cwd=served)
    assert done.returncode == 0, done.stderr


def test_what_a_component_is_sent_is_read_once_and_painted_for_each_theme(served):
    (served / "news.js").write_text(NEWS)
    done = node("news.js", cwd=served)
    assert done.returncode == 0, done.stderr


def test_no_module_keeps_its_state_in_the_window():
    assert not [path for path in scripts() if path.is_relative_to(ROOT / "ui") and "window.mlp" in path.read_text()]
