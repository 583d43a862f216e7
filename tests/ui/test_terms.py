"""Terms that are explained where a page first has them."""

from __future__ import annotations

import pytest
import streamlit as st

from core.glossary import TERMS
from tests.helpers.said import unmarked
from tests.helpers.tree import modules
from ui import terms

SAID = {term.name: " ".join(term.sentences) for term in TERMS}


@pytest.fixture(autouse=True)
def page(monkeypatch):
    monkeypatch.setattr(st, "session_state", {})
    terms.begin()


def explained(text: str, place: str = "here") -> list[str]:
    """The words of a text that are explained."""
    marked = terms.marked(text, place)
    assert unmarked(marked) == text
    return [part.rpartition(":small[")[2] for part in marked.split(":help[")[:-1]]


def test_the_first_use_of_a_term_is_explained_by_its_two_sentences():
    marked = terms.marked("The loss falls, and the loss is low.", "here")
    assert marked == f"The :small[loss:help[{SAID['loss']}]] falls, and the loss is low."


def test_forms_are_found_with_a_capital_too_and_the_longest_counts():
    assert explained("Weights and a leaky ReLU.") == ["Weights", "leaky ReLU"]
    assert explained("Mini-batches, batch norm; **Neurons**.") == ["Mini-batches", "batch norm", "Neurons"]
    assert explained("Each δ of |x|, and He’s draw.") == ["δ", "|x|", "He’s draw"]


def test_two_forms_of_a_term_are_one_term():
    assert explained("A neuron is a unit.") == ["neuron"]


@pytest.mark.parametrize(
    "text",
    [
        "$w_{weight} + \\text{bias}$",
        "$$\nloss\n$$",
        "`loss.backward()`",
        "[the softmax](#softmax)",
        "| loss | bias |\n|---|---|\n| 1 | 2 |",
        "two-layer, layer-wise, unweight, biased, glosses",
        "He goes one step to the right.",
        "a \\|x\\| that somebody brought",
    ],
)
def test_where_no_term_is_looked_for(text):
    assert explained(text) == []


def test_what_one_place_explains_no_other_does_and_it_does_so_again():
    assert explained("a weight", "top") == ["weight"]
    assert explained("weights and a bias", "below") == ["bias"]
    assert explained("now two weights", "top") == ["weights"], "it is drawn again"
    terms.begin()
    assert explained("weights and a bias", "below") == ["weights", "bias"]


def test_what_people_bring_stays_text():
    brought = "<img src=x onerror=alert(1)> & <b>loss</b>"
    assert unmarked(terms.marked(brought, "here")) == brought
    assert not [path.name for path in modules("ui", "pages") if "unsafe_allow_html" in path.read_text()]
