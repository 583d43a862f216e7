"""Home, without a browser."""

from __future__ import annotations

from tests.helpers.pages import texts
from ui.catalogue import LESSONS


def test_home_says_what_it_is_and_leads_to_every_page(open_page):
    app = open_page("home")
    assert app.title[0].value == "MLP Scope"
    said = texts(app)
    for here in LESSONS:
        assert here.question in said and here.lectures in said
    assert [link.label for link in app.get("page_link")] == [f"**{here.question}**" for here in LESSONS]
    assert [header.value for header in app.header][:4] == list(dict.fromkeys(here.section for here in LESSONS))


def test_home_says_which_pictures_are_missing(open_page):
    said = texts(open_page("home"))
    assert "MNIST is not on this machine: 12 MB have to be downloaded." in said
    assert "**8x8 digits (offline)**: ready" in said
