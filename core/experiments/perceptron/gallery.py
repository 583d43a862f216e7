"""All truth tables of two or three inputs: which of them one neuron computes, and the proof for each."""

from dataclasses import dataclass
from functools import cache
from math import sqrt

from core.experiments.perceptron.config import NAMES, Gallery
from core.learning.separability import Verdict, of_table, tables
from core.told import Told
from core.words import capital, number


@dataclass(frozen=True)
class Decided:
    """One truth table, and what is known of it."""

    table: str
    verdict: Verdict

    @property
    def margin(self) -> float:
        """From the line or plane to the nearest corner; 0 where there is none."""
        return sqrt(self.verdict.gap) / 2


@cache
def decided(inputs: int) -> tuple[Decided, ...]:
    """All of them in the order of their outputs, read as a number."""
    return tuple(Decided(table, of_table(table)) for table in tables(inputs))


def separable(inputs: int) -> int:
    """How many of them one neuron computes, counted."""
    return sum(one.verdict.separable for one in decided(inputs))


def inputs_of(table: str) -> int:
    """Two for 0110, three for eight outputs."""
    return len(table).bit_length() - 1


def called(table: str) -> str:
    """Its name, where it has one, and its outputs."""
    name = NAMES.get(table, "")
    return f"{capital(name.split(':')[0])} ({table})" if name else f"The table {table}"


def describe_table(view: Gallery) -> Told:
    """What the gallery and the table that is looked at show."""
    inputs = inputs_of(view.looked)
    one = next(found for found in decided(inputs) if found.table == view.looked)
    many, can = 2**2**inputs, separable(inputs)
    shape = "square" if inputs == 2 else "cube"
    drawn = (
        f"Each tile is one of the {many} truth tables of {'two' if inputs == 2 else 'three'} inputs; a disc stands "
        f"where the output is 1. The {shape} shows the tile that is chosen."
    )
    notes = [f"One neuron computes {can} of the {many}; each was decided exactly, and has its proof."]
    if not one.verdict.separable:
        said = f"{called(view.looked)} is beyond one neuron: a mixture of its ones equals a mixture of its zeros."
        notes.append(
            "If all ones lay on one side, so would their mixture; but the zeros’ mixture lies on the other."
        )
    elif not one.verdict.gap:
        said = f"{called(view.looked)} needs no inputs: the bias alone decides."
    else:
        part = "line" if inputs == 2 else "plane"
        said = f"{called(view.looked)} is within reach: the nearest corner is {number(one.margin)} from the {part}."
    return Told(drawn, said, notes)
