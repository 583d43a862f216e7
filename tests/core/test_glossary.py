"""The glossary: short sentences, sources that exist, forms of one term only, and a search that finds."""

from __future__ import annotations

import re
from importlib import import_module
from itertools import pairwise

import pytest

from core.glossary import TERMS, search
from core.learning.nets import ACTIVATIONS
from tests.helpers.field import unexplained
from tests.helpers.said import sentences, words_in
from ui.catalogue import LESSONS
from ui.decks import DECKS

LONGEST = 25  # words in a sentence
PAPER = r"[A-ZÀ-Ž][\w’-]+(?:, [A-Z]\w+)*(?: and [A-Z]\w+| et al\.)? (?:18|19|20)\d\d"
OURS = "MLP Scope"
called = pytest.mark.parametrize("term", TERMS, ids=lambda term: term.name)


def test_there_are_enough_and_they_stand_in_the_order_of_the_alphabet():
    assert len(TERMS) >= 60
    assert all(one.name.lower() < other.name.lower() for one, other in pairwise(TERMS))


@called
def test_a_term_is_explained_in_two_short_sentences(term):
    for sentence in term.sentences:
        assert sentences(sentence) == [sentence], "one sentence"
        assert sentence.endswith(".") and 3 < words_in(sentence) <= LONGEST, sentence
        assert re.fullmatch(r"[\w\s.,;:’()|−¼/%-]+", sentence), "Markdown would read something into it"
        assert not re.search(r":\w", sentence), "Markdown would read something into it"


@called
def test_a_term_is_named_where_it_is_explained(term):
    said = " ".join(term.sentences).lower()
    stems = [form.lower().rstrip("s")[:6] for form in term.every]
    assert any(stem in said for stem in stems), said


@called
def test_a_term_has_a_source_and_a_lesson_that_exist(term):
    assert term.lesson in {lesson.name for lesson in LESSONS}
    for source in term.source.split("; "):
        deck, _, slide = source.partition(", “")
        on_slide = deck in {deck.name for deck in DECKS} and slide.endswith("”")
        assert on_slide or re.fullmatch(PAPER, source) or source == OURS, source


@called
def test_a_formula_is_whole(term):
    for left, right in ("{}", "()", "[]"):
        assert term.formula.count(left) == term.formula.count(right)
    assert "$" not in term.formula


def test_no_two_terms_share_a_form():
    forms = [form for term in TERMS for form in {one.lower() for one in term.every}]
    assert sorted(set(forms)) == sorted(forms)


@pytest.mark.parametrize("name", ["sigmoid", "leaky_relu", "prelu", "softplus"])
def test_the_formula_of_an_activation_is_that_of_the_network(name):
    """Where the glossary writes it in another way, at least its numbers are the network's."""
    (term,) = [term for term in TERMS if term.name.lower() == name.replace("_", " ")]
    numbers = set(re.findall(r"\d+\.\d+", ACTIVATIONS[name].formula))
    assert numbers <= set(re.findall(r"\d+\.\d+", term.formula))


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("softmax", "softmax"),
        ("  Learning   RATE ", "learning rate"),
        ("neurons", "unit"),
        ("relu", "ReLU"),
        ("overf", "overfitting"),
        ("δ", "delta"),
        ("squashes", "sigmoid"),
    ],
)
def test_a_search_finds_a_term_by_its_forms_and_by_what_is_said_of_it(typed, first):
    assert search(typed)[0].name == first


def test_a_search_for_nothing_finds_all_and_one_for_nonsense_none():
    assert search("") == search("  ") == list(TERMS)
    assert search("<b>pizza</b>") == []


# The list of what is used and not explained


def test_a_word_of_the_field_that_nobody_explains_is_noticed():
    assert unexplained("A **transformer** has a bias and two Hessians.") == {"transformer", "Hessians"}
    assert unexplained("A :small[loss:help[Like an LSTM.]] of $lstm$ in “LSTM”.\n| LSTM |\nFrom LSTM") == set()


@called
def test_the_glossary_explains_its_own_words(term):
    assert unexplained(" ".join(term.sentences)) == set()


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
def test_what_a_lesson_says_before_it_shows_anything_is_explained(lesson):
    presets = import_module(f"core.experiments.{lesson.name}").PRESETS
    said = [lesson.title, lesson.question, lesson.sentence, *presets, *(preset.why for preset in presets.values())]
    assert unexplained("\n".join(said)) == set()
