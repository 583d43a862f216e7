"""What a browser is told to load beside Streamlit's own start: the scripts that a page will ask for.

Streamlit asks for the script of a widget when it first draws one: some sixty files, six at a time, while the
page is drawn. Named in the page's HTML, they come while the browser is still busy with the main script, and
while a person reads Home.
"""

import os
import re
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

import streamlit
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from ui.catalogue import LESSONS
from ui.components import assets

UI = Path(__file__).parent
STATIC = Path(streamlit.__file__).parent / "static"
# Streamlit's scripts by the name of what they draw, in the order in which a lesson needs them.
WIDGETS = (
    "Html BidiComponent Selectbox ButtonGroup Slider NumberInput Checkbox Button FileUploader Metric rehype-katex"
    " PageLink TextInput ArrowVegaLiteChart loadVegaEmbed embed vega-interpreter"
).split()
_IMPORTED = re.compile(r"""(?:from|import)\s*["'](\.{1,2}/[^"']+\.js)["']""")
_FIGURES = re.compile(r"^from ui\.components\.(\w+) import", re.MULTILINE)


def routes(base: str = "", *, asked: Callable[[Request], None] = lambda request: None) -> list[Route]:
    """What serves the HTML of Home, of the glossary and of each lesson, also below the path `base` of the server.

    `asked` is called with each request for it.
    """

    async def serve(request: Request) -> Response:
        asked(request)
        return HTMLResponse(html(request.url.path.rpartition("/")[2]), headers={"Cache-Control": "no-cache"})

    pages = ["", "glossary", *(lesson.name for lesson in LESSONS)]
    return [Route(f"{prefix}/{page}", serve) for prefix in assets.prefixes(base) for page in pages]


@cache
def html(page: str) -> str:
    """Streamlit's index.html with the scripts of a page named in it: a lesson's, or Home's for ""."""
    index = (STATIC / "index.html").read_text(encoding="utf-8")
    ours = [assets.path(module) for module in modules(page)]
    theirs = [path for path in (f"static/js/{name}" for name in widgets()) if path not in index]
    links = "".join(
        f'<link rel="modulepreload" fetchpriority="low" crossorigin href="./{path}">\n' for path in [*theirs, *ours]
    )
    return index.replace("</head>", f"{links}</head>")


@cache
def widgets() -> tuple[str, ...]:
    """The files of Streamlit's scripts that draw WIDGETS, each with what it imports."""
    files = {file.name.partition(".")[0]: file.name for file in sorted((STATIC / "static/js").glob("*.js"))}
    wanted = [files[name] for name in WIDGETS if name in files]
    return tuple(_closure(wanted, lambda name: (STATIC / "static/js" / name).read_text(encoding="utf-8")))


def modules(page: str) -> list[str]:
    """The modules of the figures of a page, with what they import; for Home its own, then those of all lessons."""
    lessons = [lesson.name for lesson in LESSONS if page in ("", lesson.name)]
    files = [*([] if page else [UI / "home.py"]), *(file for lesson in lessons for file in _files(lesson))]
    figures = [
        "following",
        "progress",
        *(figure for file in files for figure in _FIGURES.findall(file.read_text("utf-8"))),
    ]
    known = assets.modules()
    wanted = [path for path in (f"{figure}/{figure}.js" for figure in dict.fromkeys(figures)) if path in known]
    return list(_closure(wanted, known.__getitem__))


def _files(lesson: str) -> list[Path]:
    folder, shared = UI / "lessons" / lesson, UI / "own_picture.py"
    own = sorted(folder.glob("*.py")) or [folder.with_suffix(".py")]
    return [*own, shared] if any(shared.stem in file.read_text(encoding="utf-8") for file in own) else own


def _closure(wanted: Iterable[str], source: Callable[[str], str]) -> Iterable[str]:
    """These modules with all that they import from their start, each once."""
    found: dict[str, None] = {}
    waiting = list(wanted)
    while waiting:
        path = waiting.pop(0)
        if path not in found:
            found[path] = None
            folder = Path(path).parent
            waiting += [os.path.normpath(folder / other) for other in _IMPORTED.findall(source(path))]
    return found
