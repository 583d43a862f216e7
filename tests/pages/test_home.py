"""Home, without a browser."""

from __future__ import annotations

import json
from dataclasses import replace

from core.jobs import State
from tests.helpers.pages import texts, trained
from ui import lesson
from ui.catalogue import LESSONS


def test_home_says_what_it_is_and_leads_to_every_page(open_page):
    app = open_page("home")
    assert app.title[0].value == "MLP Scope"
    said = texts(app)
    for here in LESSONS:
        assert here.question in said and here.lectures in said
    start, *cards = app.get("page_link")
    assert (start.label, start.page) == ("Start here", cards[0].page)
    assert [link.label for link in cards] == [f"**{here.question}**" for here in LESSONS]
    assert [header.value for header in app.header][1:5] == list(dict.fromkeys(here.section for here in LESSONS))


def test_the_first_figure_comes_when_its_run_is_recorded(open_page):
    name, config = lesson.opening()
    assert (name, config.dataset) == ("Smooth templates", "digits"), "MNIST is not here"
    job = trained(config)
    app = open_page("home")
    assert "pictures of 8x8 digits (offline)." in texts(app) and "They are being trained" not in texts(app)
    (figure,) = [one.proto for one in app.get("bidi_component") if one.proto.component_name == "mlp_scope_reader"]
    size = int.from_bytes(figure.bytes[:4], "little")
    header = json.loads(figure.bytes[4 : 4 + size])
    assert header["run"] == job.key and header["labels"] == list("0123456789")
    assert (header["steps"][0], header["steps"][-1]) == (0, job.snapshots[-1].step)


def test_a_first_figure_that_failed_says_why(open_page, monkeypatch):
    failed = replace(trained(lesson.opening()[1]), state=State.FAILED, reason="The worker ended.")
    monkeypatch.setattr("ui.home.following.follow", lambda *_: failed)
    monkeypatch.setattr("ui.home.following.look", lambda found, draw, **_: draw(found))
    monkeypatch.setattr("ui.home.cards", lambda: None)
    assert "The templates could not be recorded. The worker ended." in texts(open_page("home"))


def test_home_says_which_pictures_are_missing(open_page):
    said = texts(open_page("home"))
    assert "MNIST is not on this machine: 12 MB have to be downloaded." in said
    assert "**8x8 digits (offline)**: ready" in said
