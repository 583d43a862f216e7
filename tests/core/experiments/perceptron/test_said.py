"""Every number in the sentences of the perceptron's rule, told again from its trace."""

from dataclasses import replace

import numpy as np
import pytest

from core.experiments.perceptron import PRESETS, describe, run
from tests.helpers.said import unknown, whole


@pytest.mark.parametrize("name", PRESETS)
@pytest.mark.parametrize("shown", [0, 1, 5, 3000])
def test_every_number_that_is_said_is_one_of_the_trace(name, shown):
    config = replace(PRESETS[name].config, shown=shown)
    result = run(config)
    trace, x = result.trace, np.column_stack([result.points, np.ones(len(result.points))])
    now, end = trace.weights[result.at] / 100, trace.weights[-1] / 100
    mistakes = np.cumsum(trace.mistake)
    starts = range(0, len(trace.weights), len(x))  # of the passes; the rule may come back to what it began one with
    again = [k for k in starts if any((trace.weights[j] == trace.weights[k]).all() for j in range(0, k, len(x)))]
    gamma = float(result.gamma)
    known = [len(x), result.at, len(trace.point), now, end, again[:1], gamma, (x**2).sum(1).max(), 0, 1, 2]
    known += [mistakes[result.at - 1] if result.at else 0, mistakes[-1:], (result.labels * (x @ now) <= 0).sum()]
    known += [int((x**2).sum(1).max() / gamma + 1e-9)] if gamma and not trace.weights[0].any() else []
    said = whole(describe(config, result))
    assert not unknown(said, known), (unknown(said, known), said)
