"""The terms of the field that the lessons use: each with what it is, its formula, its source and its lesson.

A term that a lesson's text has for the first time is explained there (ui/terms.py), and all have a page
(ui/glossary.py).
"""

from core.glossary import answers, bends, classifiers, learning, network, remedies, shares, space, surfaces
from core.glossary.term import Term

TERMS = tuple(
    sorted(
        (
            *(*network.TERMS, *bends.TERMS, *learning.TERMS),
            *(*remedies.TERMS, *space.TERMS, *answers.TERMS, *shares.TERMS),
            *(*classifiers.TERMS, *surfaces.TERMS),
        ),
        key=lambda term: term.name.lower(),
    )
)
# What sounds like a term and is none where it stands so.
NO_TERMS = ("one step to the right", "small steps")


def search(words: str) -> list[Term]:
    """The terms that match what a person has typed: first by their names, then by what is said of them."""
    wanted = " ".join(words.casefold().split())

    def rank(term: Term) -> int:
        every = [form.casefold() for form in term.every]
        if wanted in every:
            return 0
        if any(form.startswith(wanted) for form in every):
            return 1
        if any(wanted in form for form in every):
            return 2
        return 3 if wanted in " ".join(term.sentences).casefold() else 4

    return sorted((term for term in TERMS if rank(term) < 4), key=rank)


__all__ = ["NO_TERMS", "TERMS", "Term", "search"]
