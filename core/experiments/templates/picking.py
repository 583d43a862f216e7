"""Which picture to look at: a test picture, by class or the most confidently wrong, or one's own."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from core.config import Choice, Range, check
from core.data.pictures import OwnPicture
from core.data.selection import Floats, Rows, Selection

_BY = {**{str(k): str(k) for k in range(10)}, "wrong": "most confidently wrong", "own": "your own"}


@dataclass(frozen=True)
class Pick:
    """The nth test picture of a class, or of the misread ones, or a picture of one's own."""

    by: Annotated[str, Choice("Picture", _BY)] = "2"
    nth: Annotated[int, Range("Which one", 1, 10_000, "1 is the first of its class, or the worst mistake.")] = 1
    picture: OwnPicture = ""

    def __post_init__(self) -> None:
        check(self)


def confidently_wrong(chances: Floats, labels: NDArray[np.integer]) -> Rows:
    """Row numbers of misread pictures, the most confident mistake first; chances (N, K), labels (N,) in 0..K-1."""
    answer = chances.argmax(1)
    wrong = np.flatnonzero(answer != labels)
    return wrong[np.argsort(-chances[wrong, answer[wrong]], kind="stable")]


def pick(selection: Selection, chosen: Pick, chances: Callable[[], Floats]) -> tuple[int, int]:
    """(row in the test set, how many there are to pick from) of the chosen test picture, not of one's own.

    `chances()` gives the probabilities (M, K) of the selection's M test pictures; it is only asked for mistakes. A
    class that was left out gives the first that is in; beyond the last picture the count starts anew. Row -1: there
    are no mistakes.
    """
    rows = selection.test_rows
    labels = selection.data.test_labels[rows]
    if chosen.by == "wrong":
        rows = rows[confidently_wrong(chances(), selection.labels(labels))]
    else:
        wanted = int(chosen.by) if int(chosen.by) in selection.classes else selection.classes[0]
        rows = rows[labels == wanted]
    return (int(rows[(chosen.nth - 1) % len(rows)]), len(rows)) if len(rows) else (-1, 0)
