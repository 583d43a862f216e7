"""What axe-core finds in an open page."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

SERIOUS = ("serious", "critical")
# Streamlit's own frame, which we can neither label nor colour: its navigation, header and toolbar.
STREAMLITS_OWN = ('[data-testid="stSidebarNav"]', '[data-testid="stHeader"]', '[data-testid="stSidebarHeader"]')
# Axe asks for something in what scrolls that takes the focus; a browser gives it to what scrolls itself.
SCROLLS = "scrollable-region-focusable"
# Whether it does, for the path of selectors through shadow roots that leads there; who had the focus has it again.
FOCUSED = """path => {
  let before = document.activeElement, root = document, e;
  while (before?.shadowRoot?.activeElement) before = before.shadowRoot.activeElement;
  for (const selector of [path].flat()) root = (e = root.querySelector(selector)).shadowRoot;
  e.focus({ preventScroll: true });
  const has = e.getRootNode().activeElement === e;
  e.blur();
  before?.focus({ preventScroll: true });
  return has;
}"""
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
COMPONENT = ".stBidiComponent"


def serious(page: Page, within: str = "", *, colours: bool = False) -> list[Any]:
    """The serious findings, in the whole page but for Streamlit's own frame, or only `within` a selector.

    Only what `colours` can change, where the page has been looked at in another theme.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)  # not as a script tag: the page runs its server's scripts only
    where = within or {"exclude": [[selector] for selector in STREAMLITS_OWN]}
    options = {"resultTypes": ["violations"], **({"runOnly": COLOURS} if colours else {})}
    result = page.evaluate("async ([where, options]) => await axe.run(where, options)", [where, options])
    assert len(result["passes"]) > (0 if colours else 4 if within else 15), "axe has looked at next to nothing"
    return [
        (violation["id"], node["html"][:200], node["any"][:1] and node["any"][0]["message"])
        for violation in result["violations"]
        if violation["impact"] in SERIOUS
        for node in violation["nodes"]
        if violation["id"] != SCROLLS or not page.evaluate(FOCUSED, node["target"][0])
    ]
