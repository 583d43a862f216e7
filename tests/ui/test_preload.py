"""What a browser is told to load beside Streamlit's start."""

from __future__ import annotations

import re

import pytest

from tests.helpers.asked import get
from ui import preload
from ui.catalogue import LESSONS
from ui.components import assets


def named(html: str) -> list[str]:
    return re.findall(r'<link rel="modulepreload" fetchpriority="low" crossorigin href="\./([^"]+)">', html)


def test_every_script_is_there_and_named_once():
    files = {path.name for path in (preload.STATIC / "static/js").iterdir()}
    assert set(preload.widgets()) <= files
    for name in preload.WIDGETS:
        assert any(file.startswith(f"{name}.") for file in preload.widgets()), name
    paths = named(preload.html("templates"))
    assert len(paths) == len(set(paths)) > 60
    assert preload.html("templates").count('src="./static/js/index.') == 1, "Streamlit's start is still in it"


def test_a_lesson_names_its_figures_and_home_all_of_them():
    ours = {path.split("/", 2)[2] for path in named(preload.html("templates")) if path.startswith("assets/")}
    assert {"player/player.js", "rows/rows.js", "shared/recording.js", "player/tiles.js"} <= ours
    assert not any(path.startswith(("plane/", "fold/")) for path in ours)
    assert "reader/reader.js" in preload.modules("")
    for lesson in LESSONS:
        assert set(preload.modules(lesson.name)) <= set(preload.modules(""))
        assert set(preload.modules(lesson.name)) <= set(assets.modules())


@pytest.mark.parametrize("base", ["", "scope"])
def test_the_html_of_every_page_is_served_and_asked_for_again_each_time(base):
    for page in ("", "glossary", *(lesson.name for lesson in LESSONS)):
        status, headers, body = get(preload.routes(base), f"{'/' * bool(base)}{base}/{page}")
        assert status == 200 and headers["cache-control"] == "no-cache"
        assert body.decode() == preload.html(page)
    assert get(preload.routes(base), "/no-lesson")[0] == 404, "Streamlit answers it"
