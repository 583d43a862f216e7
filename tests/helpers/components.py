"""The pages on which components are tested alone, and their views."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Page

SCRIPTS = Path(__file__).parent / "scripts"  # a folder of its own: a script can import what lies beside it
PLAYER_PAGE = SCRIPTS / "component_page.py"
PAD_PAGE = SCRIPTS / "pad_page.py"
VIEWS = ("player", "match", "many", "colour", "still")  # of the player's page


def pick(page: Page, view: str) -> None:
    page.locator("label").filter(has_text=re.compile(f"^{view}$")).click()
