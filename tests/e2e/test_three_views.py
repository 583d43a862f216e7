"""Three views in a real browser: one number moves in all three at once, three layers collapse, keys and phone."""

from __future__ import annotations

from urllib.parse import parse_qs, urlparse

import pytest
from playwright.sync_api import Page, expect

from core.experiments import three_views as lesson
from core.experiments.three_views import LECTURE, Config
from tests.helpers.axe import serious
from tests.helpers.browser import GENEROUS, Traffic, idle
from ui.components.views import fields

LINEAR = "activation=identity"
RECORD = """root => {
  window.shares = [];
  const look = () => { window.shares.push(root.app.state().share); requestAnimationFrame(look); };
  look();
}"""


def opened(page: Page, app, query: str = "") -> Page:
    page.goto(f"{app}/three_views?{query}")
    expect(page.get_by_text("What am I looking at?")).to_be_visible(timeout=GENEROUS)
    expect(page.locator(".views .network")).to_be_visible()
    expect(page.get_by_role("radiogroup", name="Examples", exact=True)).to_be_visible()
    idle(page)
    return page


def state(page: Page) -> dict:
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    return page.locator(".views").evaluate("root => root.app.state()")


def until_share(page: Page, share: float) -> None:
    handle = page.locator(".views").element_handle()
    page.wait_for_function("([root, share]) => root.app.state().share === share", arg=[handle, share])


def linked(page: Page) -> Config:
    """The Config that the address bar says."""
    return Config(**{name: values[0] for name, values in parse_qs(urlparse(page.url).query).items()})


def now(config: Config) -> str:
    return "|".join(fields(config))


def three(page: Page) -> tuple[str, str, str]:
    """The second score as the matrices, the formula and the neurons have it."""
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    matrices = page.locator('.chain [data-id="n.3.1"]').inner_text()
    formula = page.locator(".maths .row:visible").last.inner_text().rpartition("=")[2].strip()
    return matrices, formula, page.locator('.network [data-id="n.3.1"] .value').text_content() or ""


# The parts of the chain from left to right, as they are read.
READ = """chain => [...chain.querySelectorAll('.part')].filter(part => part.checkVisibility())
  .sort((a, b) => a.getBoundingClientRect().left - b.getBoundingClientRect().left)
  .map(part => part.querySelector('.sign, .label').textContent).join(' ')"""


def test_the_three_views_are_above_the_fold_and_agree(page, app):
    opened(page, app)
    assert three(page) == ("−0.2",) * 3
    box, main = page.locator(".views").bounding_box(), page.get_by_test_id("stMain").bounding_box()
    assert box["width"] > 0.6 * main["width"]
    assert page.locator(".chain").evaluate(READ) == "U x = Ux σ h V h = Vh σ g W g = s"
    for name in (".chain", ".maths .rows", ".network"):
        part = page.locator(f".views {name}").bounding_box()
        assert part["y"] + part["height"] <= 720
    page.locator('.chain [data-id="e.1.2.1"]').hover()
    expect(page.locator(".note")).to_contain_text(
        "v₃₂ = −5 is the strength of the connection from neuron 2 of layer 2 to neuron 3 of layer 3."
    )
    for view in (".chain", ".maths"):
        assert page.locator(f'{view} .on[data-id="e.1.2.1"]').count() == 1
    dimmed = page.locator(".network .edge.dim").count()
    assert dimmed == 25 + 4  # the edges of A are not seen


def middle(page: Page, view: str, id: str) -> tuple[float, float]:
    """Where a weight can be taken hold of."""
    if view == ".network":
        box = page.locator(".graph").bounding_box()
        near = "e => ['x', 'y'].map(a => e.getAttribute(a + 1) * 0.85 + e.getAttribute(a + 2) * 0.15)"
        u, v = page.locator(f'.network [data-id="{id}"] .hit').evaluate(near)
        return box["x"] + u, box["y"] + v
    box = page.locator(f'{view} [data-id="{id}"]').bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_weight_dragged_in_any_view_moves_all_three_at_once_and_the_link_when_released(page, app):
    traffic = Traffic(page)
    opened(page, app)
    for view, moved in ((".chain", "0.67,1,-1,1/3"), (".maths", "1.67,1,-1,1/3"), (".network", "2.67,1,-1,1/3")):
        before, sent = three(page), len(traffic.sent)
        x, y = middle(page, view, "e.2.1.0")
        page.mouse.move(x, y)
        page.mouse.down()
        seen = []
        for way in (10, 30, 50):
            page.mouse.move(x + way, y)
            seen.append(three(page))
        assert all(len(set(values)) == 1 for values in seen) and len({*seen, before}) == 4
        assert state(page)["dragging"] and len(traffic.sent) == sent
        page.mouse.up()
        page.wait_for_url(lambda url, w=f"2,-1,2,2/3;{moved}": linked(page).w == w)
        scores = lesson.vector(lesson.run(linked(page)).scores)
        expect(page.get_by_role("row", name=f"scores {scores}", exact=True)).to_be_visible()
        idle(page)
        assert len(traffic.sent) == sent + 1 and now(linked(page)) == state(page)["now"]


def test_without_the_bend_three_layers_become_one_and_come_back(page, app):
    traffic = Traffic(page)
    opened(page, app)
    page.locator(".views").evaluate(RECORD)
    page.get_by_role("switch", name="Non-linearity").click()
    until_share(page, 1)
    shares = page.evaluate("window.shares")
    assert shares == sorted(shares) and any(0 < share < 1 for share in shares)  # it is seen to happen
    page.wait_for_url(lambda url: LINEAR in url)
    idle(page)
    assert [page.locator(f'.chain [data-id="e.3.{i}.{j}"]').inner_text() for i in (0, 1) for j in (0, 1)] == [
        "9",
        "−4.11",
        "−10",
        "5.22",
    ]
    assert three(page) == ("1.7",) * 3
    assert page.locator(".chain").evaluate(READ) == "A = W V U x = s"
    assert (
        page.locator('.chain [data-id="e.1.2.1"]').is_hidden()
        and page.locator(".network .node:visible").count() == 4
    )
    expect(page.locator(".verdict")).to_contain_text("Yes")
    assert serious(page) == []
    sent = len(traffic.sent)
    page.get_by_role("button", name="Expand to three layers").click()
    until_share(page, 0)
    assert three(page) == ("1.7",) * 3 and page.locator(".network .node:visible").count() == 11
    assert len(traffic.sent) == sent
    page.get_by_role("switch", name="Non-linearity").click()
    expect(page.locator(".verdict")).to_contain_text("No")
    page.wait_for_url(lambda url: LINEAR not in url)
    assert linked(page) == LECTURE


def test_the_non_linearity_is_set_in_one_place_and_its_answer_is_explained_below(page, app):
    opened(page, app)
    assert page.get_by_role("combobox", name="Non-linearity").count() == 1
    expect(page.get_by_test_id("stSidebar").get_by_text("Non-linearity", exact=True)).to_have_count(0)
    page.get_by_role("combobox", name="Non-linearity").select_option("tanh")
    page.wait_for_url(lambda url: "activation=tanh" in url)
    page.get_by_role("switch", name="Non-linearity").click()
    expect(page.get_by_role("combobox", name="Non-linearity")).to_be_hidden()
    page.wait_for_url(lambda url: "activation=identity" in url)
    page.get_by_role("switch", name="Non-linearity").click()
    page.wait_for_url(lambda url: "activation=tanh" in url)
    expect(page.locator(".verdict")).to_have_text("No.")
    page.get_by_role("button", name="See why").click()
    expect(page.locator(".why")).to_be_in_viewport()
    result = lesson.run(Config(activation="tanh"))
    k = int(abs(result.scores - result.together).argmax())
    told = page.locator(".why").inner_text().rpartition("The network gives ")[2].rstrip(".")
    assert float(told.replace("−", "-")) == pytest.approx(result.scores[k], abs=0.01)


def test_in_a_lecture_the_chain_of_matrices_is_one_line(page, app):
    page.goto(f"{app}/three_views?mode=lecture")
    expect(page.locator(".views .network")).to_be_visible(timeout=GENEROUS)
    idle(page)
    tops = page.locator(".chain .stage:visible").evaluate_all(
        "all => all.map(e => { const b = e.getBoundingClientRect(); return b.top + b.height / 2; })"
    )
    assert len(tops) >= 3 and max(tops) - min(tops) < 20


def test_keys_alone_move_numbers_pick_an_edge_and_collapse(new_page, app):
    page = opened(new_page(reduced_motion="reduce"), app)
    cell = page.get_by_role("spinbutton", name="U, row 1, column 1")
    cell.focus()
    for key in ("ArrowRight", "ArrowUp", "Shift+ArrowUp", "PageDown"):
        page.keyboard.press(key)
    page.wait_for_url(lambda url: linked(page).u == "2,-1.89;-1/3,1/3;-2/3,1/3")
    assert page.locator('.network [tabindex="0"]').count() == 1
    page.locator('.network [data-id="n.0.0"]').focus()
    for key in ("ArrowRight", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    handle = page.locator(".handle")
    expect(handle).to_be_focused()
    expect(handle).to_have_attribute("aria-label", "u₁₂")
    page.keyboard.press("ArrowDown")
    page.wait_for_url(lambda url: linked(page).u.startswith("2,-1.99;"))
    page.keyboard.press("Escape")
    expect(page.locator('.network [data-id="e.0.0.1"]')).to_be_focused()
    expect(handle).to_be_hidden()
    page.get_by_role("switch", name="Non-linearity").focus()
    page.keyboard.press("Space")
    until_share(page, 1)
    page.wait_for_url(lambda url: LINEAR in url)


def test_on_a_phone_a_finger_drags_a_number_and_nothing_scrolls_sideways(new_page, app):
    page = opened(new_page(viewport={"width": 375, "height": 800}, has_touch=True), app)
    main = page.get_by_test_id("stMain")
    assert main.evaluate("e => e.scrollWidth - e.clientWidth") == 0
    for cell in page.locator(".chain .cell:visible").all()[::7]:
        box = cell.bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= 375
    page.locator('.chain [data-id="n.0.0"]').scroll_into_view_if_needed()  # the network stands above it
    idle(page)
    box = page.locator('.chain [data-id="n.0.0"]').bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    finger = page.context.new_cdp_session(page)
    for kind, way in (("touchStart", 0), *(("touchMove", 10 * i) for i in range(1, 5)), ("touchEnd", None)):
        points = [] if way is None else [{"x": x + way, "y": y}]
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    page.wait_for_url(lambda url: "x=" in url)
    assert now(linked(page)) == state(page)["now"] and float(linked(page).x.split(",")[0]) > 0.6


def test_one_neuron_is_marked_in_all_three_until_a_hand_is_at_another(page, app):
    opened(page, app)
    ring, marked = page.locator('.network .marked[data-id="n.2.0"]'), page.locator('.views [data-id="n.2.0"].on')
    expect(ring).to_have_count(1)
    assert {"chain", "maths"} <= set(
        marked.evaluate_all("all => all.map(e => e.closest('.chain, .maths')?.classList[0])")
    )
    page.locator('.network [data-id="n.1.0"]').hover()
    expect(page.locator(".network .marked")).to_have_count(0)
    expect(marked).to_have_count(0)
