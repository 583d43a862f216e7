"""The glossary, without a browser: every term, the field that filters them, and links to a term."""

from __future__ import annotations

import re

import pytest

from core.glossary import TERMS
from tests.helpers.pages import healthy, texts, unescaped
from tests.helpers.said import sentences, words_in
from ui import catalogue


def shown(app) -> list[str]:
    """The names of the terms on the page, as the catalogue has them."""
    known = {term.name.lower(): term.name for term in TERMS}
    return [known[unescaped(header.value).lower()] for header in app.header]


def test_every_term_has_its_sentences_formula_source_and_lesson(open_page):
    app = open_page("glossary")
    assert [title.value for title in app.title] == ["Glossary"]
    assert shown(app) == [term.name for term in TERMS]
    said = texts(app)
    for term in TERMS:
        assert " ".join(term.sentences) in said and f"{term.source}." in said
        assert not term.formula or f"$$\n{term.formula}\n$$" in said
    titles = [catalogue.lesson(term.lesson).title for term in TERMS]
    assert [link.label for link in app.get("page_link")] == titles
    assert len({link.page for link in app.get("page_link")}) == len(set(titles))
    for text in app.markdown:
        assert all(words_in(sentence) <= 25 for sentence in sentences(text.value.split("\n\n$$")[0]))


def test_what_is_typed_filters_and_what_is_cleared_shows_all_again(open_page):
    app = open_page("glossary")
    (field,) = app.text_input
    app = healthy(field.set_value("batch").run())
    assert shown(app)[0] == "batch" and {"full batch", "mini-batch", "batch norm"} < set(shown(app)) < {
        term.name for term in TERMS
    }
    assert f"{len(shown(app))} of {len(TERMS)} terms." in texts(app)
    assert len(shown(healthy(app.text_input[0].set_value("").run()))) == len(TERMS)


@pytest.mark.parametrize(("link", "first"), [("learning rate", "learning rate"), ("Neurons", "unit")])
def test_a_link_leads_to_a_term(open_page, link, first):
    assert shown(open_page("glossary", term=link))[0] == first


@pytest.mark.parametrize("link", ["<img src=x onerror=alert(1)>", "**pizza**", "![](http://there.example/x)"])
def test_what_nothing_has_in_it_is_said_as_it_stands(open_page, link):
    app = open_page("glossary", term=link)
    (said,) = [info.value for info in app.info]
    assert not app.header and link not in said
    assert f"No term here has “{link}” in it." in unescaped(said).replace("\u2060", "")


def test_a_lesson_explains_each_term_once_beginning_with_its_first_sentence(open_page):
    app = open_page("three_views")
    for _ in range(2):  # and again, when a person moves something
        explained = re.findall(r":help\[([^\[\]]*)\]", "\n".join(text.value for text in app.markdown))
        assert len(explained) == len(set(explained)) > 8
        assert ":small[non-linearity:help[" in app.markdown[0].value
        assert set(explained) <= {" ".join(term.sentences) for term in TERMS}
        app = healthy(app.run())
