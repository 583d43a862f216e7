"""What a network has come to on a surface, in words, from its own numbers."""

from collections.abc import Iterator, Sequence

import numpy as np

from core.experiments.surfaces import frontier, ladder
from core.experiments.surfaces.config import Config, weights, widths
from core.experiments.surfaces.frontier import METHODS
from core.experiments.surfaces.nets import shape_of
from core.experiments.surfaces.seen import Seen
from core.experiments.surfaces.targets import target
from core.experiments.surfaces.training import FRAMES, Snapshot
from core.learning.training import snapshot_steps
from core.told import Told
from core.words import number, percent

LEFT = 0.02  # of the loss: less than that is nothing left
WELL = 0.1  # of the loss outside: less than that goes on well
SHORT = {"svd": "SVD", "dct": "DCT", "small": "a smaller picture"}  # in a sentence
CLEAR = 0.9  # of another error: what is larger is called as good


def size(config: Config) -> int:
    return weights(widths(config), config.residual)


def called(config: Config) -> str:
    """ "3 × 14 tanh", as the deck's table has it."""
    return ladder.Row(shape_of(config), None).name


def missed(loss: float) -> str:
    """A loss as the share of the surface's variance that is missed: the surface is standardised."""
    return percent(loss, 1 if loss >= 1e-3 else 4) if loss < 1 else f"{number(loss)} times the variance"


def describe(config: Config, run: Sequence[Snapshot]) -> Told:
    """What the three pictures show, and what the network has come to at the newest snapshot."""
    drawn = (
        "The pictures show the surface, what the network says, and the difference between them. Below each picture "
        "you can turn it as a surface."
    )
    if target(config).constant:
        return Told(drawn, "This surface is the same everywhere, so the output’s bias alone can learn it.")
    if not run:
        return Told(drawn, "The network has not begun to learn.")
    now = run[-1]
    if now.step == 0:
        return Told(drawn, "The network has its first weights, and has not made a step.")
    said = (
        f"After {now.step:,} steps, {size(config):,} weights miss {missed(now.loss)} of the surface’s variance."
        if now.loss < 1
        else f"After {now.step:,} steps the network is no better than the mean of the surface, whose loss is 1."
    )
    return Told(drawn, said, [*_ended(config, run), left(now)], _numbers(config, run))


def _ended(config: Config, run: Sequence[Snapshot]) -> Iterator[str]:
    if (
        config.optimizer == "lbfgs"
        and len(run) > 1
        and run[-1].step < config.steps
        and (run[-1].step == run[-2].step or run[-1].step not in snapshot_steps(config.steps, FRAMES))
    ):
        yield "L-BFGS has found no better weights along its line, and has ended there."


def left(now: Snapshot) -> str:
    """What is left to gain in the output layer alone."""
    gain = 1 - now.exact / now.loss if now.loss else 0.0
    if gain < LEFT:
        return "For these hidden units no other output layer would be clearly better."
    best, here = missed(now.exact), missed(now.loss)
    return f"For these hidden units the best output layer would miss {best} instead of {here}."


def _numbers(config: Config, run: Sequence[Snapshot]) -> Iterator[Sequence[str]]:
    first, now = run[0], run[-1]
    yield "", "weights", "step", "loss", "loss, output layer solved exactly"
    for name, s in (("First weights", first), ("Now", now)):
        yield f"{name}: {called(config)}", f"{size(config):,}", f"{s.step:,}", number(s.loss), number(s.exact)


def budgets(config: Config, found: frontier.Result, run: Sequence[ladder.Snapshot]) -> Told:
    """Error against numbers stored, with the deck's networks."""
    drawn = (
        "The chart shows the error against the numbers that are stored: curves for three other methods, and a "
        "point for each network. Bars go from the best to the worst of the seeds."
    )
    if target(config).constant:
        return Told(drawn, "This surface is the same everywhere, so there is nothing to store but its mean.")
    every, rows = ladder.losses(config, run), ladder.rows(config.target)
    known = [(float(np.median(losses)), row) for losses, row in zip(every, rows, strict=True) if len(losses)]
    if not known:
        return Told(drawn, "The networks are not trained yet.")
    loss, best = min(known, key=lambda pair: pair[0])
    others = {SHORT[method]: found.at(method, best.weights) for method in METHODS}
    rival = min(others, key=others.__getitem__)
    here, there = missed(loss), missed(others[rival])
    if loss < CLEAR * others[rival]:
        said = f"With {best.weights} weights {best.name} misses {here}; for as many numbers {rival} misses {there}."
    elif others[rival] < CLEAR * loss:
        said = f"For {best.weights} numbers {rival} misses {there}; the best network, {best.name}, misses {here}."
    else:
        said = f"For {best.weights} numbers {best.name} and {rival} miss about as much: {here} and {there}."
    return Told(drawn, said, numbers=_table(config, found, run))


def _table(config: Config, found: frontier.Result, run: Sequence[ladder.Snapshot]) -> Iterator[Sequence[str]]:
    yield (
        "",
        "weights",
        "the deck’s loss",
        "median here",
        "best to worst seed",
        "output layer solved",
        "best DCT as large",
    )
    for at, (row, losses) in enumerate(zip(ladder.rows(config.target), ladder.losses(config, run), strict=True)):
        if len(losses):
            deck = "–" if row.deck is None else number(row.deck)
            ends = f"{number(float(losses.min()), 2)} to {number(float(losses.max()), 2)}"
            exact = float(np.median([s.exact for s in run if s.row == at]))
            dct = number(found.at("dct", row.weights), 2)
            yield row.name, f"{row.weights}", deck, number(float(np.median(losses)), 2), ends, number(exact, 2), dct


def outside(config: Config, now: Snapshot, seen: Seen) -> Told:
    """What the network says beyond the frame that it has learned."""
    drawn = (
        "The square in the middle is the frame that the network has learned. Around it nobody has told it anything."
    )
    if seen.really is None:
        far = float(np.abs(seen.beyond).max())
        most = float(np.abs(target(config).z).max())
        said = (
            f"Outside the network goes as far as {number(far, 2)} deviations from the mean; "
            f"the picture itself goes to {number(most, 2)}."
        )
        return Told(drawn, said, ["A picture does not say how it goes on, so there is no right answer there."])
    times = seen.outside / max(now.loss, 1e-30)
    said = f"Outside the frame the loss is {number(seen.outside, 2)}; inside it is {number(now.loss, 2)}."
    if times > 10:
        more = "The network has only learned where it had points."
    elif seen.outside < WELL:
        more = "Here it goes on well."
    else:
        more = "It has learned little inside the frame either."
    return Told(drawn, said, [more])


def enlarged(seen: Seen) -> Told:
    """The network between its points, beside bicubic interpolation."""
    drawn = "Each picture has 102 × 102 points, four times as many as were learned."
    network, bicubic = seen.errors
    if seen.fine is None:
        return Told(drawn, "The network has a value between the points too, and so has bicubic interpolation.")
    if network < CLEAR * bicubic:
        said = (
            f"The network comes nearer to the real surface: it misses {missed(network)}, bicubic {missed(bicubic)}."
        )
    elif bicubic < CLEAR * network:
        said = (
            f"Bicubic comes nearer to the real surface: it misses {missed(bicubic)}, the network {missed(network)}."
        )
    else:
        said = f"Both come equally near: bicubic misses {missed(bicubic)}, the network {missed(network)}."
    return Told(drawn, said, ["Bicubic keeps all 2,601 values, and goes through every one of them."])


def units(config: Config, seen: Seen) -> Told:
    """The last hidden layer, unit by unit."""
    drawn = (
        "Each picture is what one unit of the last hidden layer adds to the output: its value times its weight, "
        "less the mean of that. The one that varies most comes first."
    )
    many = len(seen.order)
    spread = np.square(seen.parts.std((1, 2), dtype=np.float64))
    said = f"The {many} pictures and a constant of {number(seen.constant, 2)} sum to what the network says."
    total = float(spread.sum())
    times = total / max(1e-12, float(np.var(seen.parts.sum(0, dtype=np.float64))))
    more = (
        f"Their variances sum to {number(times, 2)} times that of the network: they cancel each other."
        if times > 2
        else "They hardly cancel each other."
    )
    return Told(drawn, said, [more])
