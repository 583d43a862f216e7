"""Addresses as people type them: /Folding and /folding/ lead to /folding, with what the link says."""

from collections.abc import Collection

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Match, Route
from starlette.types import Scope

from ui.components.assets import prefixes


class _Mistyped(Route):
    """Asked for where the last part of a path is the name of a page, but not as it is written."""

    def __init__(self, path: str, pages: Collection[str]) -> None:
        super().__init__(path, _lead)
        self.pages = pages

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        match, found = super().matches(scope)
        if match is Match.NONE:
            return match, found
        typed = found["path_params"]["typed"]
        return (match, found) if typed not in self.pages and typed.lower() in self.pages else (Match.NONE, {})


def routes(pages: Collection[str], base: str = "") -> list[Route]:
    """What leads to the page of a name in capitals, also below the path `base` (server.baseUrlPath)."""
    return [_Mistyped(f"{prefix}/{{typed}}", pages) for prefix in prefixes(base)]


async def _lead(request: Request) -> Response:
    """Relative, so that it holds behind a proxy too, whatever that puts before or takes away."""
    page, query = request.path_params["typed"].lower(), request.url.query
    return RedirectResponse(f"./{page}" + (f"?{query}" if query else ""))
