"""The pages on which components are tested alone, and their views."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from ui.components import assets

SCRIPTS = Path(__file__).parent / "scripts"  # a folder of its own: a script can import what lies beside it
SERVED = SCRIPTS / "served.py"  # started with PAGE, it serves one of these pages with its modules
PLAYER_PAGE = SCRIPTS / "component_page.py"
PAD_PAGE = SCRIPTS / "pad_page.py"
VIEWS = ("player", "match", "many", "colour", "still")  # of the player's page


def pick(page: Page, view: str) -> None:
    page.locator("label").filter(has_text=re.compile(f"^{view}$")).click()


def in_module(page: Page, module: str, function: str) -> Any:
    """What a JavaScript function says of a module's exports, of the instance that the page has."""
    found = f"await import(new URL({json.dumps(assets.path(module))}, document.baseURI))"
    return page.evaluate(f"async () => ({function})({found})")
