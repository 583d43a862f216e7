"""What a figure shows, in words: first what is drawn, then one conclusion, and the numbers in a table under it."""

from collections.abc import Iterable, Sequence
from typing import Self


class Told(str):
    """The sentences of a figure as one text in Markdown, the conclusion in bold, and the rows of its table."""

    drawn: str
    conclusion: str
    numbers: tuple[tuple[str, ...], ...]  # the names of the columns, the first of which is empty, then one row each

    def __new__(
        cls, drawn: str, conclusion: str, notes: Iterable[str] = (), numbers: Iterable[Sequence[str]] = ()
    ) -> Self:
        """`notes` are what else is to be said: how to see it, what helps."""
        told = super().__new__(cls, " ".join(filter(None, [drawn, f"**{conclusion}**", *notes])))
        told.drawn, told.conclusion, told.numbers = drawn, conclusion, tuple(map(tuple, numbers))
        return told

    @property
    def spoken(self) -> str:
        """The sentences for a screen reader, which knows no Markdown."""
        return self.replace("**", "")

    @property
    def table(self) -> str:
        """The numbers as a Markdown table; "" where there are none."""
        if len(self.numbers) < 2:
            return ""
        lines = [f"| {' | '.join(row)} |" for row in (map(_cell, row) for row in self.numbers)]
        return "\n".join([lines[0], f"|---|{'---:|' * (len(self.numbers[0]) - 1)}", *lines[1:]])


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
