"""The numbers that stand in a sentence, and which of them nobody knows."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from core.told import Told

RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
NUMBER = re.compile(r"(?<![\w.])([−+]?\d+(?:,\d{3})*(?:\.\d+)?(?:e[+-]\d+)?)(?: · 10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+))?(\u202f%)?")


def printed(text: str) -> Iterator[tuple[str, float, float]]:
    """Each number of a text as it stands, its value, and half a unit of its last digit; a percentage as a share."""
    for found in NUMBER.finditer(text):
        digits = found[1].replace(",", "").replace("−", "-")
        factor, _, ten = digits.partition("e")
        power = int(ten or 0) + int((found[2] or "0").translate(RAISED))
        unit = 10.0**power * (0.01 if found[3] else 1.0)
        yield found[0], float(factor) * unit, 0.5001 * unit * 10.0 ** -len(factor.partition(".")[2])


def unknown(text: str, known: Iterable[object]) -> list[str]:
    """The numbers of a text that are none of the known ones, as they are printed, to their last digit."""
    values = np.array([v for part in known for v in np.abs(np.ravel(part)).astype(float) if math.isfinite(v)])
    return [
        as_it_stands
        for as_it_stands, value, half in printed(text)
        if not (np.abs(values - abs(value)) <= half + 1e-12 * abs(value)).any()
    ]


def whole(text: str) -> str:
    """All that is told of a figure: its sentences, and the numbers in the table under them."""
    return f"{text}\n{text.table}" if isinstance(text, Told) else text


def frames(snapshots: Sequence[object]) -> list[int]:
    """The first frames of a recording, one in its middle and its last."""
    return sorted({0, 1, 2, len(snapshots) // 2, len(snapshots) - 1} & set(range(len(snapshots))))


def unmarked(text: str) -> str:
    """A text in Markdown as it is without the explanations of its terms (ui/terms.py)."""
    return re.sub(r":small\[([^\[\]]*):help\[[^\[\]]*\]\]", r"\1", text)


def sentences(text: str) -> list[str]:
    """The sentences of a text in Markdown, without formulas, code, tables and marks; a line ends its own."""
    found = []
    for line in unmarked(text).split("\n"):
        plain = re.sub(r"\$[^$]*\$|`[^`]*`", "x", re.sub(r"^\s*(- |\d+\. |#+ )", "", line))
        plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", plain).replace("*", "").strip()
        if plain and not plain.startswith("|"):
            found += re.split(r"(?<=[.?!])[”)]? (?=\S)", plain)
    return found


def words_in(sentence: str) -> int:
    """How many words a sentence has; marks that stand alone are none, a formula is one."""
    return sum(bool(re.search(r"\w", word)) for word in sentence.split())
