"""What the networks of small_large show, in words made from their numbers."""

from collections.abc import Iterator, Sequence

import numpy as np

from core.experiments.small_large.config import Config
from core.experiments.small_large.snapshot import Snapshot
from core.learning.nets import ACTIVATIONS
from core.told import Told
from core.words import mean, percent, signed, spread

KNOWN = {
    ((0, 1, 2, 3, 4), 10): ("small", "large"),
    ((5, 6, 7, 8, 9), 10): ("large", "small"),
    ((0, 2, 4, 6, 8), 10): ("even", "odd"),
    ((1, 3, 5, 7, 9), 10): ("odd", "even"),
    ((0, 6, 8, 9), 10): ("loop", "no loop"),
}
RECOGNISER = 0.75  # of a unit's variation must be between the classes for it to be called one
FEW = 1_000  # steps: with fewer, two layers may not have begun to use their units
SILENT = 1e-6  # a unit that never answers more than this has died
SAME = 0.005  # of the test pictures: errors that differ by less are called alike
ASIDE = "The figure opens with the lecture’s drawing. The sentences and numbers here are about what training finds."


def sides(one: tuple[int, ...], names: Sequence[str]) -> tuple[str, str]:
    """What the two groups are called; digits have names of their own."""
    digits = tuple(names) == tuple("0123456789")
    if digits and (one, 10) in KNOWN:
        return KNOWN[one, 10]
    others = [name for k, name in enumerate(names) if k not in one]
    if len(one) == 1:
        return names[one[0]], f"not {names[one[0]]}" if digits else "rest"
    if len(others) == 1:
        return f"not {others[0]}" if digits else "rest", others[0]
    return "group", "rest"


def listed(classes: Sequence[int], names: Sequence[str]) -> str:
    """Class names in a row."""
    return ", ".join(names[k] for k in classes)


def mirrored(snapshot: Snapshot) -> float:
    """Correlation of the one layer's two templates, -1..1; 0 where one of them does not vary."""
    a, b = snapshot.single.reshape(2, -1).astype(np.float64)
    a, b = a - a.mean(), b - b.mean()
    size = float(np.sqrt((a * a).sum() * (b * b).sum()))
    return float((a * b).sum()) / size if size > 0 else 0.0


def describe(
    config: Config, now: Snapshot, names: Sequence[str], one: tuple[int, ...], *, beside_drawing: bool = False
) -> Told:
    """What the page shows at one instant: both errors, the mirror, what the hidden units are, and what to try.

    `beside_drawing`: the figure shows the lecture's drawing, not yet the network that these numbers are of.
    """
    group, rest = sides(one, names)
    depth = len(now.weights)
    two = f"two templates, one for *{group}* and one for *{rest}*."
    drawn = (
        f"Both networks have one layer with {two}"
        if depth == 1
        else f"The one layer has {two} The network beside it has a template for each unit of its first hidden "
        "layer. Its last layer, V, pools what the units say."
    )
    if beside_drawing:
        drawn = f"{ASIDE} {drawn}"
    mirror = (
        f"The two templates are mirror images of each other: all ink that speaks for *{group}* speaks against "
        f"*{rest}*."
        if mirrored(now) < -0.9
        else "The two templates are not yet mirror images of each other."
    )
    if depth == 1:
        same = "The network beside the one layer has no hidden layer either: it is the same."
        return Told(drawn, same, [mirror, apart(config)], _numbers(config, now))
    return Told(drawn, _verdict(config, now), [mirror, _units(now), apart(config)], _numbers(config, now))


def _numbers(config: Config, now: Snapshot) -> Iterator[tuple[str, str]]:
    """Both errors, how far the templates are mirror images, and what the class explains, layer by layer."""
    depth, many = len(now.weights), len(now.weights[0])
    yield "", "measured"
    yield "One layer: test pictures misread", spread(now.single_test_error)
    if depth > 1:
        kind = "recogniser" if config.route != "end" else "hidden unit" if depth == 2 else "unit"
        of = "" if depth == 2 else " a hidden layer"
        yield f"{_layers(depth)}, {many} {kind}{'s' * (many != 1)}{of}", spread(now.test_error)
    yield "Correlation of the two templates", signed(mirrored(now), 3)
    for number, layer in enumerate(now.selectivity, 1):
        where = f"of an average unit of hidden layer {number}" if depth > 2 else "of an average hidden unit"
        yield f"The class explains, {where}", f"{mean(layer):.2f}"


def apart(config: Config) -> str:
    """In what the networks of a run differ, whose errors stand in brackets; "" of one."""
    if config.seeds == 1:
        return ""
    said = f"In brackets are the least and the most of {config.seeds} networks, each from its own first weights"
    if config.own_batches:
        return f"{said} and on its own order of the pictures."
    return f"{said}. All see the pictures in one order, so what another order does is not in them."


def _layers(depth: int) -> str:
    return {1: "One layer", 2: "Two layers", 3: "Three layers", 4: "Four layers"}[depth]


def _verdict(config: Config, now: Snapshot) -> str:
    """What the hidden layer helps, and by more than the networks differ."""
    single, deep = mean(now.single_test_error), mean(now.test_error)
    if now.step == 0:
        return "Nothing is learned yet, so both networks guess."
    if config.activation == "identity":
        same = "several layers in a row do what one layer does"
        return f"Without an activation, {same}: the hidden layer changes nothing."
    if deep > 0.9 * single:
        few = f"; it has had only {now.step:,} steps, and more epochs may change that" if now.step < FEW else ""
        return f"The hidden layer makes {'no' if deep >= single else 'hardly'} fewer mistakes here{few}."
    if single < 0.02:
        return "One template is enough for this group: there is little left to pool."
    if now.test_error.max() >= now.single_test_error.min():
        return "The hidden layer makes no clear difference here: the networks differ among themselves by as much."
    return f"Of ten mistakes of one layer, the hidden layer mends {10 * (1 - deep / single):.0f}."


def _units(now: Snapshot) -> str:
    """Of how many units of the first hidden layer the class explains most, and how many of all are silent."""
    silent = sum(int((np.abs(wakes).max(1) < SILENT).sum()) for wakes in now.wakes)
    clear, many = int((now.selectivity[0][0] >= RECOGNISER).sum()), now.selectivity[0].shape[1]
    layer = "the hidden layer" if len(now.wakes) == 1 else "the first hidden layer"
    vary = "its one unit varies" if many == 1 else f"{clear} of {many} units {'varies' if clear == 1 else 'vary'}"
    said = (
        f"In {layer}, the class explains at least {RECOGNISER:g} of how {vary}."
        if clear
        else f"No unit of {layer} is a clear recogniser, although the lecture draws them so."
    )
    if silent:
        said += f" {silent} {'unit never answers: it is' if silent == 1 else 'units never answer: they are'} dead."
    return said


def depths(errors: Sequence[tuple[int, Snapshot]]) -> str:
    """What more layers buy, and what it costs in readability: (depth, last snapshot) in rising order."""
    if not errors:
        return ""
    said = [f"**{_layers(depth)}**: {spread(s.test_error)}" for depth, s in errors]
    parts = ["; ".join(said) + "."]
    by_depth = dict(errors)
    if 2 in by_depth and max(by_depth) > 2:
        most = max(by_depth)
        parts += [_deeper(by_depth[2], by_depth[most], most), _readable(by_depth[2], by_depth[most], most)]
    return " ".join(parts)


def _deeper(two: Snapshot, deep: Snapshot, most: int) -> str:
    """Whether more layers succeed too, and by more than the seeds of two layers differ."""
    gain = 100 * (mean(two.test_error) - mean(deep.test_error))
    within, said = 100 * float(np.ptp(two.test_error)), "The lecture: “the new network would also succeed”. "
    if abs(gain) <= within:
        return said + f"{most} layers do as well as two: {abs(gain):.1f} points apart, seeds by {within:.1f}."
    side = "below" if gain > 0 else "above"
    return said + f"{most} layers come {abs(gain):.1f} points {side} two; seeds differ by {within:.1f}."


def _readable(two: Snapshot, deep: Snapshot, most: int) -> str:
    """Whether the class explains less of the units, and by more than the seeds of two layers differ."""
    a, b, last = (mean(s) for s in (two.selectivity[0], deep.selectivity[0], deep.selectivity[-1]))
    within = float(np.ptp(two.selectivity[0].mean(1)))
    verdict = "no clear difference" if abs(a - b) <= within else "less" if b < a else "more"
    near = "more" if last > b + within else "no more"
    return (
        f"“The new features will be less/no interpretable”: the class explains {a:.2f} of a first-layer unit with "
        f"two layers and {b:.2f} with {most}, {verdict} (seeds differ by {within:.2f}); {near} near the answer, "
        f"{last:.2f} in the last hidden layer."
    )


def routes(recorded: Sequence[tuple[str, Config, Snapshot]]) -> str:
    """The lecture's drawing against what gradient descent finds: (title, config, last snapshot)."""
    ends = {(config.route, config.activation): s for _, config, s in recorded}
    free = next((s for (route, _), s in ends.items() if route == "end"), None)
    drawn = ends.get(("lecture", "sigmoid"))
    parts: list[str] = []
    if free is not None and drawn is not None:
        parts.append(found(free, drawn))
    bare = next((c for _, c, _ in recorded if c.route == "lecture" and c.activation != "sigmoid"), None)
    if drawn is not None and bare is not None:
        worse = mean(ends["lecture", bare.activation].test_error)
        outvoted = worse - mean(drawn.test_error) >= SAME
        much_worse = ": a recogniser that is very sure outvotes all others" if outvoted else ""
        parts.append(
            f"With {ACTIVATIONS[bare.activation].name} instead of a squash to 0..1 the same drawing misreads "
            f"{percent(worse)}{much_worse}."
        )
    frozen = ends.get(("frozen", "sigmoid"))
    if drawn is not None and frozen is not None:
        a, b = mean(frozen.test_error), mean(drawn.test_error)
        much = f"{100 * abs(a - b):.1f} points {'better' if a < b else 'worse'}"
        parts.append(
            f"Learning V for the same recognisers makes it {much} ({percent(a)})."
            if abs(a - b) >= SAME
            else f"Learning V for the same recognisers changes hardly anything ({percent(a)}): what they "
            "lack is not in the pooling. They were never asked about the groups."
        )
    return " ".join(parts)


def found(free: Snapshot, drawn: Snapshot) -> str:
    """Whether the drawing works, and whether training finds it."""
    a, b, single = (mean(e) for e in (free.test_error, drawn.test_error, drawn.single_test_error))
    clear, own = mean(drawn.selectivity[0]), mean(free.selectivity[0])
    said = (
        f"**The drawing {'works' if b < 0.9 * single else 'does not help here'}.** The recognisers, pooled by +1 "
        f"and −1, misread {percent(b)}, and one layer misreads {percent(single)}. "
    )
    shares = f"{own:.2f} of an average unit, and {clear:.2f} of a recogniser."
    if own > clear - 0.1:
        return f"{said}Gradient descent comes near: the class explains {shares}"
    good = "about as good" if abs(a - b) < SAME else "better" if a < b else "worse"
    return (
        f"{said}**Gradient descent does not find it.** Left to itself it finds something {good} ({percent(a)}), "
        f"whose units are harder to read. The class explains {shares}"
    )
