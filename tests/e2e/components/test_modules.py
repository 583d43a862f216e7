"""How a browser gets the modules of a component: once, also late, also below a path, and not at all."""

from __future__ import annotations

from playwright.sync_api import Page, Route, expect

from tests.helpers.browser import Traffic, idle, shown_step, until
from tests.helpers.components import PLAYER_PAGE, SERVED, pick
from ui.components import assets

MODULES = "**/assets/**"
NO_MODULE = "This figure did not load."


def opened(page: Page, address: str, query: str) -> Page:
    page.goto(f"{address}/?{query}")
    expect(page.get_by_role("button", name="more")).to_be_visible()
    return page


def test_messages_that_come_before_the_module_wait_for_it(new_page, serve):
    page, held = new_page(fresh=True), []
    traffic = Traffic(page)
    page.route("**/player/player.js*", lambda route: held.append(route))
    with page.expect_request("**/player/player.js*"):
        opened(page, serve(SERVED, {"PAGE": str(PLAYER_PAGE)}), "view=player&frames=20")
    for frames in (40, 60):
        page.get_by_role("button", name="more").click()
        expect(page.get_by_text(f"of {frames}", exact=False).last).to_be_visible()
        idle(page)
    sent = len(traffic.sent)
    expect(page.locator(".player")).to_be_hidden()
    held[0].continue_()
    expect(page.locator(".tile canvas").first).to_be_visible()
    idle(page)
    until(lambda: shown_step(page) == 3600, 5, "all frames are there")
    assert len(held) == 1 and len(traffic.sent) == sent


def test_a_component_that_has_gone_when_its_module_comes_stays_away(new_page, serve):
    page, held = new_page(fresh=True), []
    page.route("**/player/player.js*", lambda route: held.append(route))
    with page.expect_request("**/player/player.js*"):
        opened(page, serve(SERVED, {"PAGE": str(PLAYER_PAGE)}), "view=player")
    pick(page, "match")
    expect(page.locator(".rows tbody tr")).to_have_count(10)
    held[0].continue_()
    idle(page)
    expect(page.locator(".player")).to_have_count(0)
    pick(page, "player")
    expect(page.locator(".tile canvas").first).to_be_visible()


def test_what_does_not_load_says_so_and_is_tried_again(new_page, serve):
    page = new_page(fresh=True)
    asked: list[str] = []

    def lost(route: Route) -> None:
        asked.append(route.request.url)
        route.abort()

    page.route(MODULES, lost)
    opened(page, serve(SERVED, {"PAGE": str(PLAYER_PAGE)}), "view=player&frames=20")
    expect(page.get_by_text(NO_MODULE)).to_be_visible()
    page.wait_for_timeout(2500)
    expect(page.get_by_text(NO_MODULE)).to_have_count(1)
    assert len(set(asked)) == len(asked) > 1  # a browser may remember that an address failed
    page.unroute(MODULES)
    page.get_by_role("button", name="more").click()
    expect(page.get_by_text("of 40")).to_be_visible()
    page.get_by_role("button", name="more").click()
    expect(page.locator(".tile canvas").first).to_be_visible()
    expect(page.get_by_text(NO_MODULE)).to_have_count(0)
    page.wait_for_function("""() => [...document.querySelectorAll('*')].some(
      e => e.shadowRoot?.querySelector('.player .status')?.textContent.includes('3,600 of'))""")


def test_a_module_is_asked_for_once(new_page, serve):
    page = new_page(fresh=True)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    opened(page, serve(SERVED, {"PAGE": str(PLAYER_PAGE)}), "view=player&frames=20")
    expect(page.locator(".tile canvas").first).to_be_visible()
    for view in ("match", "player"):
        pick(page, view)
        expect(page.locator(".rows td canvas, .tile canvas").first).to_be_visible()
    page.get_by_role("button", name="more").click()
    expect(page.get_by_text("of 40")).to_be_visible()
    ours = [url for url in asked if "/assets/" in url]
    assert len(ours) == len(set(ours)) > 10
    assert all(url.split("/assets/")[1].split("/")[0] == assets.version() for url in ours)


def test_it_loads_below_a_path_of_the_server(page, serve):
    address = serve(SERVED, {"PAGE": str(PLAYER_PAGE), "STREAMLIT_SERVER_BASE_URL_PATH": "scope"})
    assert address.endswith("/scope")
    for end in ("", "/"):
        page.goto(f"{address}{end}?view=still")
        expect(page.locator(".tile canvas")).to_have_count(10)
