"""What the plane with its points and its line shows, in words, from this run's numbers."""

from collections.abc import Iterator

from core.experiments.perceptron.config import Config
from core.experiments.perceptron.run import Result
from core.learning.perceptron import RETURNED, SETTLED
from core.told import Told
from core.words import fixed, number


def describe(config: Config, result: Result) -> Told:
    """How far the rule has come with these points, whether it will end, and its numbers."""
    drawn = (
        "Each point is one example: a disc where the output is to be 1, a cross where it is to be 0. The arrow w "
        "stands at right angles to the line, on the side where the neuron says 1."
    )
    return Told(drawn, _conclusion(result), _notes(result), _numbers(result))


def _conclusion(result: Result) -> str:
    trace, many = result.trace, len(result.points)
    if result.at == len(trace.point) and trace.ended == SETTLED:
        if not trace.updates:
            return f"The line was right for all {many} points from the start, so the rule changed nothing."
        return f"After {_times(result.mistakes)} the line is right for all {many} points."
    if not result.at:
        return (
            f"Nothing has been shown yet: the line is wrong, or says nothing, at {result.wrong} of {many} points."
        )
    return (
        f"After {result.at} example{'s' * (result.at > 1)} and {_times(result.mistakes)} the line is wrong for "
        f"{result.wrong} of the {many} points."
    )


def _notes(result: Result) -> Iterator[str]:
    trace = result.trace
    if not result.verdict.separable:
        yield "No line is right for all these points: a mixture of the discs equals a mixture of the crosses."
        if trace.ended == RETURNED:
            first = next(k for k in range(len(trace.weights)) if _again(result, k))
            yield (
                f"After {first} examples the weights are what they were before, so everything comes again: the "
                "rule never ends."
            )
        else:
            yield "So the rule never ends."
    elif result.bound is not None:
        yield (
            f"From weights of 0 the rule makes at most (R/γ)² = {result.bound:,} mistakes, whatever the order; "
            f"here it makes {trace.updates:,}."
        )
    else:
        yield f"From this start the rule makes {_times(trace.updates)}. The bound (R/γ)² is for a start at 0."


def _again(result: Result, k: int) -> bool:
    """Whether a pass begins at example k with weights that an earlier one began with."""
    many, weights = len(result.points), result.trace.weights
    return k > 0 and k % many == 0 and any((weights[k] == weights[j]).all() for j in range(0, k, many))


def _numbers(result: Result) -> Iterator[tuple[str, ...]]:
    yield "", "w₁", "w₂", "b", "mistakes", "at most"
    bound = "–" if result.bound is None else f"{result.bound:,}"
    yield (
        f"after {result.at} example{'s' * (result.at != 1)}",
        *map(fixed, result.weights),
        f"{result.mistakes:,}",
        bound,
    )
    last = result.trace.weights[-1] / 100
    if result.at < len(result.trace.point) and result.trace.ended == SETTLED:
        yield f"at the end, after {len(result.trace.point)}", *map(fixed, last), f"{result.trace.updates:,}", bound
    if result.gamma:
        yield "R², γ²", number(float(result.radius)), number(float(result.gamma)), "", "", ""


def _times(mistakes: int) -> str:
    return "no mistake" if not mistakes else "1 mistake" if mistakes == 1 else f"{mistakes:,} mistakes"
