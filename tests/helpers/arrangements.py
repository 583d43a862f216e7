"""Networks that are hard to count, and their regions in rational arithmetic: polygon after polygon, by halving."""

from __future__ import annotations

from fractions import Fraction

import numpy as np


def hard_net(seed):
    """Layers and an activation: scales of 1e-12 to 1e12, lines that meet, lie on one another or beside."""
    rng = np.random.default_rng(seed)
    layers, n = [], 2
    for width in rng.integers(2, 7, rng.integers(1, 4)):
        weight, bias = rows(rng, int(width), n)
        scale = (
            power(rng, -12, 12, (int(width), 1)) if rng.integers(2) else 2.0 ** rng.integers(-40, 41, (width, 1))
        )
        if rng.integers(3):
            weight, bias = weight * scale, bias * scale[:, 0]
        layers.append((weight, bias))
        n = int(width)
    return layers, str(rng.choice(["relu", "relu", "leaky_relu", "abs"]))


def rows(rng, width, n):
    weight = rng.integers(-16, 17, (width, n)) / 8.0
    bias = rng.integers(-16, 17, width) / 16.0
    for k in range(1, width):
        other = rng.integers(k)
        match rng.integers(8):
            case 0:  # the same line
                factor = rng.choice([1, -1, -2, 0.5, 3])
                weight[k], bias[k] = factor * weight[other], factor * bias[other]
            case 1:  # a parallel one, near or far
                weight[k], bias[k] = weight[other], bias[other] + rng.choice([-1, 1]) * power(rng, -16, 0)
            case 2:  # through one point with another
                point = rng.integers(-8, 9, n) / 16.0
                bias[k], bias[other] = -weight[k] @ point, -weight[other] @ point
            case 3:  # nearly the same
                weight[k] = weight[other] * (1 + rng.choice([-1, 0, 1], n) * power(rng, -16, -6))
                bias[k] = bias[other] * (1 + rng.choice([-1, 0, 1]) * power(rng, -16, -6))
            case 4:  # nearly through a point of another
                point = rng.integers(-8, 9, n) / 16.0
                bias[other] = -weight[other] @ point
                bias[k] = -weight[k] @ point + rng.choice([-1, 1]) * power(rng, -16, -6)
    if not rng.integers(6):
        bias[:] = 0
    if not rng.integers(12):
        weight[-1] = 0
    return weight, bias


def power(rng, low, high, shape=None):
    return 10.0 ** rng.uniform(low, high, shape)


def by_fractions(layers, left, window):
    """The number of regions, by clipping one polygon after the other in rational arithmetic."""
    x0, x1, y0, y1 = map(Fraction, window)
    one = Fraction(1)
    found = [([(x0, y0), (x1, y0), (x1, y1), (x0, y1)], [[one, 0, 0], [0, one, 0]])]
    for (weight, bias), slopes in zip(layers, left, strict=True):
        weight, bias = [[Fraction(w) for w in row] for row in weight.tolist()], [Fraction(b) for b in bias.tolist()]
        after = []
        for polygon, maps in found:
            lines = [
                [sum(w * m[c] for w, m in zip(row, maps, strict=True)) + (b if c == 2 else 0) for c in range(3)]
                for row, b in zip(weight, bias, strict=True)
            ]
            parts = [polygon]
            for line, slope in zip(lines, slopes, strict=True):
                parts = [half for part in parts for half in halves(part, line, slope != 1)]
            for part in parts:
                middle = [sum(p[i] for p in part) / len(part) for i in range(2)]
                z = [line[0] * middle[0] + line[1] * middle[1] + line[2] for line in lines]
                gain = [one if v > 0 else Fraction(float(s)) for v, s in zip(z, slopes, strict=True)]
                after.append((part, [[g * v for v in line] for g, line in zip(gain, lines, strict=True)]))
        found = after
    return len(found)


def halves(polygon, line, bent):
    z = [line[0] * x + line[1] * y + line[2] for x, y in polygon]
    if not bent or min(z) >= 0 or max(z) <= 0:
        return [polygon]
    result = []
    for sign in (1, -1):
        part = []
        for i, (p, v) in enumerate(zip(polygon, z, strict=True)):
            q, w = polygon[(i + 1) % len(polygon)], z[(i + 1) % len(polygon)]
            if sign * v >= 0:
                part.append(p)
            if v * w < 0:
                t = v / (v - w)
                part.append(tuple(a + t * (b - a) for a, b in zip(p, q, strict=True)))
        result.append(part)
    return result
