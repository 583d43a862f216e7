"""What softmax has made of the scores, in words, from its own numbers."""

import math
from collections.abc import Iterator, Mapping

import numpy as np

from core.experiments.softmax.config import ARITHMETIC, Config
from core.experiments.softmax.formula import LIMITS, Result, float32, lead_for
from core.experiments.softmax.scores import Floats
from core.told import Told
from core.words import fixed, number, percent, raised, signed

SHARES = (0.5, 0.9, 0.99, 0.999)  # of the largest score, in the table of leads
Single = tuple[Floats, Floats, float, Floats]  # exponents, exps, their sum, probabilities in float32
FACTOR = 11.0  # of a lead: e to the power of more is no number that people read


def describe(config: Config, result: Result) -> Told:
    """What the rows are, and which class wins, or why there is no number."""
    return Told(
        "Each row is one class. Its score is at the left, exp of the score in the middle, its probability at the "
        "right.",
        _conclusion(config, result),
        _notes(config, result),
        _numbers(result),
    )


def _conclusion(config: Config, result: Result) -> str:
    best, missing = result.order[0], np.isnan(result.shown)
    if missing.any():
        if math.isinf(result.total):
            return (
                f"exp() of a score above {number(LIMITS['float32'])} is infinite in float32, and infinity divided "
                "by infinity is no number."
            )
        return "exp() of every score is 0 in float32, and 0 divided by 0 is no number."
    if math.isinf(result.total) and config.arithmetic == "plain":
        return "The sum of the exponentials is infinite in float32, so that every probability is 0."
    if not result.lead:
        many = int((result.scores == result.scores.max()).sum())
        share = percent(float(result.probabilities[best]))
        most = number(float(result.scores[best]))
        return f"The largest score, {most}, is that of {many} classes: each gets {share}."
    left = len(result.scores) - 1
    share, rest = percent(float(result.probabilities[best])), percent(result.others)
    who = f"the other {left} share {rest}" if left > 1 else f"the other gets {rest}"
    return f"Class {best} has the largest score and {share} of the probability; {who}."


def _notes(config: Config, result: Result) -> Iterator[str]:
    best, second = result.order[:2]
    power = result.lead / config.temperature
    if 0 < power < FACTOR:
        divided = f" ÷ {number(config.temperature)}" if config.temperature != 1 else ""
        yield (
            f"Its lead over class {second} is {number(result.lead)}{divided}, and e to this power is "
            f"{number(math.exp(power))}: class {best} is so many times as probable."
        )
    if config.shift and np.isfinite(result.shown).all():
        yield f"The constant {number(config.shift)} is in every exponential and in their sum, so it cancels."
    if config.arithmetic == "plain" and not np.isnan(result.shown).any():
        yield "Subtract the largest score from all of them first: no probability changes, and nothing overflows."


def _numbers(result: Result) -> Iterator[tuple[str, ...]]:
    yield "", "score", "probability", "p − y"
    for k, (score, p, error) in enumerate(zip(result.scores, result.probabilities, result.error, strict=True)):
        yield f"Class {k}", number(float(score)), percent(float(p)), signed(float(error), 3)


def power_of_e(log: float) -> str:
    """e to the power of `log` as every page writes numbers, however large or small it is: 8.8 · 10⁴³⁴²."""
    if math.log(1e-3) < log < math.log(1e5):
        return number(math.exp(log))
    whole = math.floor(log / math.log(10))
    factor = f"{math.exp(log - whole * math.log(10)):.1f}"
    if factor == "10.0":
        whole, factor = whole + 1, "1.0"
    return f"{factor.removesuffix('.0')} · 10{raised(whole)}"


def of_running_out(config: Config, result: Result) -> Told:
    """The same scores in float32 by the formula, in float32 without the largest, and with logarithms."""
    ways = {name: float32(result.z, safe=name == "shifted") for name in ("plain", "shifted")}
    fails = bool(np.isnan(ways["plain"][3]).any())
    worst = float(np.abs(ways["shifted"][3] - result.probabilities).max())
    apart = f"lie {number(worst, 2)} apart at most" if worst else "are the same"
    return Told(
        "Each row is one way to compute the same probabilities.",
        f"The formula as it stands {'fails' if fails else 'works'} here; with the largest score subtracted first, "
        f"float32 and float64 {apart}.",
        [
            f"exp() is infinite above {number(LIMITS['float32'], 4)} in float32, and above "
            f"{number(LIMITS['float64'], 5)} in float64."
        ],
        _ways(result, ways),
    )


def _ways(result: Result, ways: Mapping[str, Single]) -> Iterator[tuple[str, ...]]:
    yield "", "largest exp()", "sum", f"probability of class {result.order[0]}"
    best = result.order[0]
    for name, (_, exps, total, shares) in ways.items():
        yield _name(name), number(float(exps.max())), number(total), _share(float(shares[best]))
    yield (
        _name("exact"),
        power_of_e(float(result.z.max())),
        power_of_e(result.log_total),
        _share(float(result.probabilities[best])),
    )


def _name(way: str) -> str:
    text = ARITHMETIC[way]
    return text[:1].upper() + text[1:]


def _share(p: float) -> str:
    return "no number" if math.isnan(p) else percent(p, 4)


def of_leads(config: Config, result: Result) -> Told:
    """How far ahead a score must be to be nearly all."""
    classes = len(result.scores)
    needed = lead_for(0.99, classes, config.temperature)
    return Told(
        "Each line is the share of the largest score, where all others are equal, against its lead. The dot is "
        "your largest score and its lead over the next.",
        f"Softmax finds the max only by a clear lead: with {classes} classes, 99\u202f% takes a lead of "
        f"{fixed(needed)}.",
        ["With two classes the line is the sigmoid of the difference of the two scores."],
        _leads(classes, config.temperature),
    )


def _leads(classes: int, temperature: float) -> Iterator[tuple[str, ...]]:
    every = sorted({2, classes, 1000})
    yield "", *(f"{many:,} classes" for many in every)
    for share in SHARES:
        yield (
            f"Lead for {percent(share, 1 if share > 0.99 else 0)}",
            *(fixed(lead_for(share, many, temperature)) for many in every),
        )


def of_learning(config: Config, result: Result) -> Told:
    """The gradient that the scores get, and how one score moves every probability."""
    right = result.target
    return Told(
        "The bars are p − y: the probability less 1 for the right class, less 0 for every other. The picture is "
        "the Jacobian: row i, column j says how much score j moves probability i.",
        f"A step downhill raises the score of class {right} in proportion to "
        f"{number(-float(result.error[right]))} and lowers all others; the pushes sum to 0.",
        [
            f"The loss is −log p = {number(result.loss)}. Each row and each column of the Jacobian sums to 0 too: "
            "what one class gains the others lose."
        ],
    )
