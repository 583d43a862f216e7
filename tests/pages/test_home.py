"""Home, without a browser."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from core.jobs import State
from tests.helpers.pages import healthy, texts, trained
from ui import catalogue, data, lesson
from ui.catalogue import LESSONS
from ui.decks import DECKS


def test_home_says_what_it_is_and_leads_to_every_page(open_page):
    app = open_page("home")
    assert app.title[0].value == "MLP Scope"
    said = texts(app)
    for here in LESSONS:
        assert here.sentence in said
    start, *links = app.get("page_link")
    cards, followed = links[: len(LESSONS)], links[len(LESSONS) :]
    assert (start.label, start.page) == ("Start here", cards[0].page)
    assert [link.label for link in cards] == [f"**{here.question}**" for here in LESSONS]
    assert [header.value for header in app.header][1:5] == list(dict.fromkeys(here.section for here in LESSONS))

    asked = [catalogue.lesson(name).question for deck in DECKS for name, _ in deck.lessons]
    assert [link.label for link in followed] == asked
    assert [header.value for header in app.subheader] == [deck.name for deck in DECKS] and len(DECKS) == 5


DECK_IN_WORDS = ("CS5242.* lecture 3", "CS5242.* lecture 6", "Göttingen lecture 5", "EPFL", "Dublin")


@pytest.mark.parametrize(("deck", "words"), list(zip(DECKS, DECK_IN_WORDS, strict=True)), ids=DECK_IN_WORDS)
def test_a_deck_names_the_lessons_that_name_it(deck, words):
    assert {name for name, _ in deck.lessons} == {one.name for one in LESSONS if re.search(words, one.lectures)}
    for name, slides in deck.lessons:
        for title in re.findall("“(.+?)”", slides):
            said = catalogue.lesson(name).lectures
            assert title.partition(":")[0].casefold() in said.casefold() or "lecture 6" in said, (name, title)


def test_the_first_figure_comes_when_its_run_is_recorded(open_page):
    name, config = lesson.home_run()
    assert (name, config.dataset) == ("Smooth templates", "digits"), "MNIST is not here"
    job = trained(config)
    app = open_page("home")
    assert "8x8 digits (offline): ink on orange" in texts(app) and "They are being trained" not in texts(app)
    (figure,) = [one.proto for one in app.get("bidi_component") if one.proto.component_name == "mlp_scope_reader"]
    size = int.from_bytes(figure.bytes[:4], "little")
    header = json.loads(figure.bytes[4 : 4 + size])
    assert header["run"] == job.key and header["labels"] == list("0123456789")
    assert (header["steps"][0], header["steps"][-1]) == (0, job.snapshots[-1].step)


@pytest.mark.parametrize(
    ("state", "reason", "said"),
    [
        (State.FAILED, "The worker ended.", "The templates could not be recorded. The worker ended."),
        (State.CANCELLED, "", "Somebody has stopped the training of these templates."),
    ],
)
def test_a_first_figure_that_is_not_there_says_why_and_can_be_begun_again(
    open_page, monkeypatch, state, reason, said
):
    job, begun = replace(trained(lesson.home_run()[1]), state=state, reason=reason), []
    monkeypatch.setattr("ui.home.following.follow", lambda *_: job)
    monkeypatch.setattr("ui.home.following.look", lambda found, draw, **_: draw(found))
    monkeypatch.setattr("ui.home.cards", lambda: None)
    monkeypatch.setattr("core.jobs.queue.Jobs.retry", lambda jobs, key: begun.append(key))
    app = open_page("home")
    assert said in texts(app)
    next(button for button in app.button if button.label == "Train them again").click()
    healthy(app.run())
    assert begun == [job.key]


def test_home_says_which_pictures_are_missing(open_page):
    said = texts(open_page("home"))
    assert "MNIST is not on this machine: 12 MB have to be downloaded." in said
    assert "**8x8 digits (offline)**: ready" in said
    assert "Data sets are downloaded when you press their button, or open a page that needs them." in said


def test_data_are_fetched_when_one_asks_for_them(open_page, monkeypatch):
    asked = []

    def fail(download, name):
        asked.append(name)
        download.error = "No network."

    monkeypatch.setattr(data._Download, "_run", fail)
    app = open_page("home")
    assert asked == [] and not [button for button in app.button if "8x8" in button.label]
    app.button("data.offer.fashion_mnist").click()
    healthy(app.run())
    assert asked == ["fashion_mnist"]
    assert app.button("data.offer.mnist").label == "Download: MNIST"
    assert app.button("data.offer.fashion_mnist").label == "Try again: Fashion-MNIST"


def test_the_pictures_of_cards_have_no_legends(open_page):
    charts = [json.loads(chart.proto.spec) for chart in open_page("home").get("vega_lite_chart")]
    assert len(charts) >= 3
    for spec in charts:
        assert spec["config"]["legend"] == {"disable": True} and spec["height"] == 200
        assert '"legend": {' not in json.dumps({name: spec[name] for name in spec if name != "config"})
