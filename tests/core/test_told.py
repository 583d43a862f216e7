"""What is told of a figure: sentences with one conclusion, and a table."""

from __future__ import annotations

from core.told import Told


def test_a_conclusion_stands_between_what_is_drawn_and_the_rest():
    told = Told("A line is drawn.", "It rises.", ["", "Try 2."], [("", "height"), ("|x|", "3")])
    assert told == "A line is drawn. **It rises.** Try 2."
    assert told.spoken == "A line is drawn. It rises. Try 2."
    assert (told.drawn, told.conclusion) == ("A line is drawn.", "It rises.")
    assert told.table == "| | height |\n|---|---:|\n| \\|x\\| | 3 |".replace("| |", "|  |", 1)


def test_without_rows_there_is_no_table():
    assert Told("A line is drawn.", "It rises.").table == Told("A.", "B.", numbers=[("", "height")]).table == ""
