"""What serial, mini-batch and full-batch learning have come to, in words, from their own numbers."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from core.experiments.batches.config import MODES, Config, recipe, total_steps
from core.experiments.batches.training import Snapshot
from core.told import Told
from core.words import capital, listed, number, percent, signed

GOALS = (0.5, 0.3, 0.2, 0.15, 0.1, 0.08, 0.06, 0.05, 0.04, 0.03, 0.02, 0.01)  # test errors, as shares
AHEAD = 1.5  # so many times sooner, and one is first
CLOSE = 0.5  # points: test errors that differ by less are called alike, and a smaller gap no overfitting


def describe(config: Config, now: Mapping[str, Snapshot]) -> Told:
    """What the chart shows at `now`, one snapshot a mode, from its numbers."""
    drawn = "Each line is the test error of one way to learn: serial, mini-batch or full batch."
    if set(now) != set(MODES):
        return Told(drawn, "The three have the same initial templates and see the same pictures in the same order.")
    ended = all(s.step == total_steps(config, mode) for mode, s in now.items())
    head = ["", "pictures", "updates", "seconds", "test error", *["test − training error"] * ended]
    rows = [
        [
            MODES[mode].capitalize(),
            f"{s.seen:,}",
            f"{s.step:,}",
            number(s.seconds, 2),
            percent(s.test_error),
            *[f"{signed(gap(s), 1)} points"] * ended,
        ]
        for mode, s in now.items()
    ]
    failed = list(_failures(config, now))
    result = _result(now) if ended else _so_far(now)
    conclusion, *others = [*failed, result]
    return Told(drawn, conclusion, [*others, overfitting(config, now)], [head, *rows])


def gap(s: Snapshot) -> float:
    """Test error minus training error in percentage points."""
    return round(100 * (s.test_error - s.train_error), 1) + 0.0


def _so_far(now: Mapping[str, Snapshot]) -> str:
    ahead = max(now, key=lambda mode: now[mode].step)
    if not now[ahead].step:
        return "The three have the same initial templates, and none has learned yet."
    full = "" if ahead == "full" else f", and full batch {amount('step', now['full'].step)}"
    return f"So far {MODES[ahead]} has made {amount('step', now[ahead].step)}{full}."


def _result(now: Mapping[str, Snapshot]) -> str:
    """Which of the three misread least and most, where they differ by what counts."""
    order = sorted(now, key=lambda mode: now[mode].test_error)
    worst, least = order[-1], now[order[0]].test_error
    alike = [mode for mode in order if 100 * (now[mode].test_error - least) < CLOSE]
    if worst in alike:
        return "After the same pictures the test errors of all three are about the same."
    ends = listed([f"{MODES[mode]} ({percent(now[mode].test_error)})" for mode in alike])
    said = f"{ends} misreads least" if len(alike) == 1 else f"{ends} misread about as many"
    return f"After the same pictures {said}, and {MODES[worst]} ({percent(now[worst].test_error)}) misreads most."


class Race(NamedTuple):
    """The least error of GOALS that at least two of the three have come to, and who came there, in order."""

    goal: float  # test error, as a share
    there: tuple[tuple[float, str], ...]  # where on the axis each of them came there, and its mode


def race(axis: str, snapshots: Sequence[Snapshot]) -> Race | None:
    """The race of the three, counted on `axis`; None while fewer than two have come to the largest of GOALS."""
    for goal in reversed(GOALS):
        reached = {mode: _first(axis, goal, [s for s in snapshots if s.mode == mode]) for mode in MODES}
        there = sorted((at, mode) for mode, at in reached.items() if at is not None)
        if len(there) > 1:
            return Race(goal, tuple(there))
    return None


def conclusion(axis: str, snapshots: Sequence[Snapshot], ended: bool = True) -> str:
    """Who of the three is first, counted on `axis`, how much later the others are, and who does not get there.

    Before the run has `ended`, who is not there yet may still come.
    """
    found = race(axis, snapshots)
    if found is None and not ended:
        return "**No one of the three is first yet.** Fewer than two of them read half of the test pictures so far."
    if found is None:
        return "**No one of the three is first.** Fewer than two of them come to read half of the test pictures."
    goal, there = found
    near = [(at, mode) for at, mode in there if at < AHEAD * there[0][0]]
    who, when = listed([MODES[mode] for _, mode in near]), listed([amount(axis, at) for at, _ in near])
    if len(near) == 1:
        said = [f"**{capital(who)} gets to {percent(goal, 0)} test error first: after {when}.**"]
    else:
        said = [f"**{capital(who)} get to {percent(goal, 0)} test error about as soon: after {when}.**"]
    said += [f"{capital(MODES[mode])} needs {amount(axis, at)}." for at, mode in there[len(near) :]]
    came = {mode for _, mode in there}
    missing = "does not get there" if ended else "has not got there yet"
    said += [f"{capital(name)} {missing}." for mode, name in MODES.items() if mode not in came]
    return " ".join(said)


def _first(axis: str, goal: float, mine: Sequence[Snapshot]) -> float | None:
    """Where on `axis` the first of one mode's snapshots is that misreads no more than `goal`."""
    return next((float(getattr(s, axis)) for s in mine if s.step and s.test_error <= goal), None)


def amount(axis: str, value: float) -> str:
    """What was spent, in words: seconds, pictures or updates."""
    if axis == "seconds":
        return f"{number(value, 2)}\u00a0s"
    return f"{value:,.0f} {'picture' if axis == 'seen' else 'update'}{'s' * (value != 1)}"


def _failures(config: Config, now: Mapping[str, Snapshot]) -> Iterator[str]:
    guessing = np.log(len(config.classes))
    for mode, s in now.items():
        used = recipe(config, mode)
        if s.step and s.test_loss > 1.5 * guessing:
            summed = used.batch_size if config.reduction == "sum" else 1
            as_sum = f" × {summed:,} pictures = {used.lr * summed:g}" if summed > 1 else ""
            yield (
                f"The learning rate of {MODES[mode]}, {used.lr:g}{as_sum}, is too large: its test loss, "
                f"{s.test_loss:.1f}, is worse than blind guessing's {guessing:.1f}."
            )


def overfitting(config: Config, now: Mapping[str, Snapshot]) -> str:
    """Whose test error is furthest above its training error at the end; "" before.

    Does the lecture's "full batch overfits" hold?
    """
    if set(now) != set(MODES) or any(s.step != total_steps(config, mode) for mode, s in now.items()):
        return ""
    gaps = {mode: gap(s) for mode, s in now.items()}
    second, most = sorted(gaps, key=gaps.__getitem__)[-2:]
    if gaps[most] < CLOSE:
        return "Of the three, none overfits: none misreads test pictures much more often than training pictures."
    if gaps[most] - gaps[second] < CLOSE:
        return "Of the three, none overfits clearly more than the others."
    who = "The full batch overfits most" if most == "full" else f"{MODES[most].capitalize()} overfits most"
    instead = "" if most == "full" else ", not the full batch"
    ends = (
        f"{percent(now[most].test_error)} of the test pictures and {percent(now[most].train_error)} of the training"
    )
    return f"{who}{instead}: it misreads {ends} pictures."
