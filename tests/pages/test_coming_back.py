"""Settings and links as a person leaves a page and comes back to it."""

from __future__ import annotations

from core.experiments.templates import Config
from tests.helpers.pages import back_to, by_history, healthy, link, visit, widget
from tests.helpers.templates import TINY


def test_another_page_and_back_keeps_the_settings(open_page):
    app = open_page(**TINY, lr="0.05", classes="2-5-7", by="5", nth="3")
    before = link(app)
    back_to(app, "home")
    back_to(app, "templates")
    assert link(app) == before == {**TINY, "lr": "0.05", "classes": "2-5-7", "by": "5", "nth": "3"}
    assert widget(app.pills, "templates.classes").value == [2, 5, 7]
    assert widget(app.select_slider, "templates.lr").value == 0.05
    assert widget(app.number_input, "templates.nth").value == 3
    assert not app.warning


def test_a_new_link_wins_over_what_was_left(open_page):
    app = open_page(**TINY, lr="0.05")
    back_to(app, "home")
    visit(app, "templates", **TINY, seed="4")
    assert link(app) == {**TINY, "seed": "4"}
    assert widget(app.select_slider, "templates.lr").value == Config.lr


def test_the_way_back_in_the_browser_is_a_new_link(open_page):
    app = open_page(**TINY, seed="4")
    widget(app.number_input, "templates.seed").set_value(5)
    healthy(app.run())
    assert link(app) == {**TINY, "seed": "5"}
    app.query_params["seed"] = "4"
    with by_history():
        healthy(app.run())
    assert widget(app.number_input, "templates.seed").value == 4 and link(app) == {**TINY, "seed": "4"}


def test_a_second_click_before_the_address_bar_has_heard_of_the_first(open_page):
    app = open_page(**TINY, lr="99")
    widget(app.number_input, "templates.seed").set_value(5)
    healthy(app.run())
    app.query_params.clear()
    app.query_params.update(TINY, lr="99")  # as the browser still believes
    widget(app.toggle, "templates.bias").set_value(True)
    healthy(app.run())
    assert not app.warning
    assert link(app) == {**TINY, "lr": "10.0", "seed": "5", "bias": "1"}


def test_defaults_are_left_out_of_the_link(open_page):
    app = open_page(dataset="mnist", lr="2e-3", classes="0-1-2-3-4-5-6-7-8-9", bias="false", by="2", nth="1")
    assert link(app) == {}
