"""What the glossary says of one term."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Term:
    """A term, which texts have by its `name` or another of its `forms`, with or without a capital at the start."""

    name: str
    forms: tuple[str, ...]
    sentences: tuple[str, str]  # what it is, and why it matters
    source: str  # a deck and its slide, or a paper
    lesson: str  # that shows it
    formula: str = ""  # in LaTeX

    @property
    def every(self) -> tuple[str, ...]:
        """The name and all other forms."""
        return (self.name, *self.forms)
