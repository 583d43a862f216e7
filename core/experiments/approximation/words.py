"""What the boxes and the networks have come to, in words, from their own errors."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from core.experiments.approximation.config import Config
from core.experiments.approximation.targets import Result
from core.experiments.approximation.training import weights
from core.learning.fitted import Snapshot
from core.told import Told
from core.words import capital, number, percent

CALLED = {"one layer": "one hidden layer", "deep, narrow": "the deep net"}
NEARER = 0.8  # of the next one's error: more is called as near


def describe(config: Config, result: Result, now: Mapping[str, Snapshot]) -> Told:
    """What the boxes and the two networks are at, from their numbers; errors are in units of f."""
    drawn = (
        "The chart shows one function and three ways to come near it: boxes, one wide hidden layer, and many "
        "narrow layers."
    )
    few = [s for s in now.values() if 0 < 2 * sum(s.dead) <= len(s.dead)]
    said = [*_failures(config, now), _conclusion(result, now), *map(_dead, few), _halved(result)]
    return Told(drawn, said[0], said[1:], _numbers(config, result, now))


def _halved(result: Result) -> str:
    gain, error = result.rms / max(result.halved, 1e-12), number(result.halved, 2)
    if NEARER * gain < 1:
        return f"Boxes half as wide would hardly come nearer: their error would be {error}."
    return (
        f"Boxes half as wide and twice as many would have an error of {error}: {percent(1 / gain, 0)} of that of "
        "these boxes."
    )


def _conclusion(result: Result, now: Mapping[str, Snapshot]) -> str:
    """Which of them comes nearest to the function, where one does by what counts."""
    errors = {"the boxes": result.rms}
    errors |= {words: float(np.median(now[net].rms)) for net, words in CALLED.items() if net in now}
    order = sorted(errors, key=errors.__getitem__)
    if len(order) < 3:
        return f"The networks are not trained yet, and the boxes have an error of {number(result.rms, 2)}."
    first, second, last = order
    if errors[first] < NEARER * errors[second]:
        name = capital(first)
        come = "come" if first == "the boxes" else "comes"
        return (
            f"{name} {come} nearest: the error is {number(errors[first], 2)}, against {number(errors[second], 2)} "
            f"for {second} and {number(errors[last], 2)} for {last}."
        )
    return (
        f"Of the three, none comes clearly nearest: {first} and {second} have errors of "
        f"{number(errors[first], 2)} and {number(errors[second], 2)}."
    )


def _failures(config: Config, now: Mapping[str, Snapshot]) -> Iterator[str]:
    if config.start == "none" and config.activation == "relu":
        yield "Without biases the nets can draw two straight lines and no more."
        yield (
            "They see 2x − 1, and relu(w (2x − 1)) bends at x = ½ whatever w is. Every later layer passes that one "
            "corner on."
        )
    for s in now.values():
        if 2 * sum(s.dead) > len(s.dead):
            yield _dead(s)
            wider = "" if len(s.widths) == 3 else ", as would fewer or wider layers"
            yield f"A smaller learning rate would help{wider}."
    if config.activation == "relu" and config.units < 6:
        yield (
            f"One hidden layer of {config.units} ReLU unit{'s' * (config.units != 1)} makes at most "
            f"{config.units + 1} straight pieces."
        )


def _dead(s: Snapshot) -> str:
    called = CALLED[s.net]
    return (
        f"{capital(called)} is dead in {sum(s.dead)} of {len(s.dead)} seeds: a layer says 0 at every "
        "x, and no gradient comes through."
    )


def _numbers(config: Config, result: Result, now: Mapping[str, Snapshot]) -> Iterator[Sequence[str]]:
    yield "", "numbers in it", "step", "median error", "least", "most"
    many = f"{config.boxes} box{'es' * (config.boxes != 1)} of width {number(result.dx, 2)}"
    yield many, f"{2 * config.boxes}", "", number(result.rms, 2), "", ""
    for name, words in CALLED.items():
        if name in now:
            s = now[name]
            units = f"{s.widths[1]} unit{'s' * (s.widths[1] != 1)}"
            shape = f"{len(s.widths) - 2} × {units}" if name == "deep, narrow" else units
            errors = [number(float(f(s.rms)), 2) for f in (np.median, np.min, np.max)]
            yield (
                f"{capital(words)}, {shape}",
                f"{weights(config, s.widths):,}",
                f"{s.step:,}",
                *errors,
            )
