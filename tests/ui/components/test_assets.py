"""The modules that the server gives to browsers: which ones, under which address, and for how long."""

from __future__ import annotations

import json
import re

import pytest

from charts import theme
from tests.helpers.asked import get
from tests.helpers.tree import ROOT
from ui.components import assets

FOLDER = ROOT / "ui/components"


def test_a_module_is_served_for_ever():
    status, headers, body = get(assets.routes(), "/" + assets.path("player/player.js"))
    assert status == 200
    assert headers["cache-control"] == "public, max-age=31536000, immutable"
    assert headers["content-type"].startswith("text/javascript")
    assert body.decode() == (FOLDER / "player/player.js").read_text()


def test_every_import_of_a_module_is_served():
    for name, source in assets.modules().items():
        for target in re.findall(r"^import .* from '(.*)';$", source, re.MULTILINE):
            assert target.startswith("."), f"{name} imports {target}"
            found = (FOLDER / name).parent / target
            assert found.resolve().relative_to(FOLDER).as_posix() in assets.modules(), f"{name} imports {target}"


def test_the_theme_is_a_module():
    written = assets.modules()["shared/theme.js"].split("export const THEME = ")[1]
    assert json.loads(written.rstrip(";\n")) == json.loads(json.dumps(theme.browser()))


def test_what_changes_and_moves_nothing_beside_it_has_the_rules_for_it():
    users = {path.parent for path in FOLDER.glob("*/*.js") if " steady(" in path.read_text()} - {FOLDER / "shared"}
    assert len(users) >= 5
    for folder in users:
        calls = re.findall(r'component\("\w+"[^)]*\)', (folder / "__init__.py").read_text())
        assert calls and all('"steady.css"' in call for call in calls), folder.name


def test_no_text_is_smaller_than_12_pixels():
    files = [path for path in FOLDER.rglob("*") if path.suffix in (".css", ".js")]
    found = {
        (path.name, float(size))
        for path in files
        for size in re.findall(r"font(?:-size)?: [^;{]*?\b(\d+(?:\.\d+)?)px", path.read_text())
    }
    assert len(found) > 30 and {size for _, size in found if size < 12} == set()


@pytest.mark.parametrize(
    "path",
    [
        "/assets/0123456789abcdef/player/player.js",
        *("/" + assets.path(module) for module in ("player/nothing.js", "player/player.css", "player/__init__.py")),
        *("/" + assets.path(module) for module in ("../mount.py", "player/../../shell.py", "/etc/passwd", "", "x")),
        "/assets/",
    ],
)
def test_nothing_else_is_served(path):
    status, headers, _ = get(assets.routes(), path)
    assert status == 404 and "cache-control" not in headers


def test_below_a_path_of_the_server_too():
    path = assets.path("rows/rows.js")
    for base in ("scope", "/scope/"):
        assert get(assets.routes(base), f"/scope/{path}")[0] == get(assets.routes(base), f"/{path}")[0] == 200
        assert get(assets.routes(base), f"/other/{path}")[0] == 404
    assert get(assets.routes(), f"/scope/{path}")[0] == 404
    assert get(assets.routes("/"), f"/{path}")[0] == 200


def test_the_address_changes_with_what_it_names(monkeypatch):
    before = assets.version()
    other = assets.modules.__wrapped__() | {"player/player.js": "export default 1;"}
    monkeypatch.setattr(assets, "modules", lambda: other)
    assert assets.version.__wrapped__() != before and re.fullmatch("[0-9a-f]{16}", before)


def test_a_message_has_a_stub_of_the_module_it_loads():
    stub = assets.stub("player")
    assert assets.path("player/player.js") in stub and "document.baseURI" in stub
    assert "\n" in stub and len(stub) < 1000


def test_no_component_is_without_its_module():
    names = {path.parent.name for path in FOLDER.glob("*/__init__.py")}
    assert names == {name.split("/")[0] for name in assets.modules()} - {"shared"}
    assert all(f"{name}/{name}.js" in assets.modules() for name in names)
