"""The components' JavaScript as a browser loads it: ES modules, under a path that names what is in them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from charts import theme

_HERE = Path(__file__).parent
_FOREVER = "public, max-age=31536000, immutable"
_FAILED = "This figure did not load. The server may have stopped: reload the page."
# It has more than one line, or Streamlit would take it for a path.
_STUB = """
let loading, failures = 0;
const load = () => loading ??= import(new URL('{path}' + (failures ? '?' + failures : ''), document.baseURI))
  .catch(() => {{ loading = null; failures++; }});
const told = () => Object.assign(document.createElement('p'), {{ className: 'not-loaded', textContent: {failed} }});
export default async component => {{
  const place = component.parentElement, words = () => place.querySelector('.not-loaded');
  place.newest = component;
  let module = await load();
  for (; !module && place.isConnected; module = await load()) {{
    if (!words()) place.append(told());
    await new Promise(done => setTimeout(done, 2000));
  }}
  words()?.remove();
  return module && place.isConnected && place.newest === component ? module.default(component) : undefined;
}};
"""


@cache
def modules() -> Mapping[str, str]:
    """The source of every module by its path below ui/components: "player/player.js"."""
    found = {path.relative_to(_HERE).as_posix(): path.read_text() for path in sorted(_HERE.glob("*/*.js"))}
    colours = "// Written by ui/components/assets.py from charts/theme.py.\n"
    found["shared/theme.js"] = f"{colours}export const THEME = {json.dumps(theme.browser())};\n"
    return MappingProxyType(found)


@cache
def version() -> str:
    """A hash of all modules: with any of them it changes, so that a browser may keep what it has for ever."""
    return hashlib.sha256(json.dumps(dict(modules())).encode()).hexdigest()[:16]


def path(module: str) -> str:
    """Where a browser finds a module, relative to the page: "assets/0123456789abcdef/player/player.js"."""
    return f"assets/{version()}/{module}"


def stub(name: str) -> str:
    """The JavaScript that Streamlit sends with every message: it loads the component's module and calls that.

    Of the messages that come while the module loads, it is given the newest. If it does not come, it is asked for
    again every two seconds, under another address: a browser may remember that an import failed.
    """
    return _STUB.format(path=path(f"{name}/{name}.js"), failed=json.dumps(_FAILED))


def routes(base: str = "") -> list[Route]:
    """What serves the modules, also below the path `base` that the server may have (server.baseUrlPath)."""
    return [Route(f"{prefix}/assets/{{version}}/{{module:path}}", _serve) for prefix in prefixes(base)]


def prefixes(base: str) -> list[str]:
    """Below which paths a server with this server.baseUrlPath is asked: a proxy may have taken it away."""
    return list(dict.fromkeys(["", f"/{base.strip('/')}" if base.strip("/") else ""]))


async def _serve(request: Request) -> Response:
    source = modules().get(request.path_params["module"])
    if source is None or request.path_params["version"] != version():
        return Response("There is no such module.", 404, media_type="text/plain")
    return Response(source, media_type="text/javascript", headers={"Cache-Control": _FOREVER})
