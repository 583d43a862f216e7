"""The table of a benchmark in the browser: a line for each measurement."""

import statistics

LINE = "{:58} {:>12} {:>10}  {}"


def heading() -> None:
    table("what", "measured", "goal", "all of them")


def table(what: str, measured: str, goal: str, more: str = "") -> None:
    print(LINE.format(what, measured, goal, more).rstrip(), flush=True)


def median(values: list[float], digits: int = 2) -> str:
    return f"{statistics.median(values):.{digits}f}"


def spread(values: list[float], digits: int = 2) -> str:
    return f"{len(values)} times, {min(values):.{digits}f} to {max(values):.{digits}f}"
