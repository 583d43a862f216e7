"""One network in the browser's arithmetic: it computes what the core computes."""

from __future__ import annotations

import numpy as np

from core.experiments import three_views as lesson
from core.experiments.three_views import FUNCTIONS, PRESETS, Config
from core.learning.nets import LEAK
from tests.helpers.javascript import in_node
from ui.components.views import fields

COMPUTE = "(net, { all, leak }) => all.map(now => net.compute(net.readTexts(now), leak))"


def test_the_browser_computes_as_the_core_does():
    configs = [Config(name, "0.7,-1.3") for name in FUNCTIONS] + [preset.config for preset in PRESETS.values()]
    configs += [lesson.drawn(seed, name) for seed, name in enumerate(FUNCTIONS, 5)]
    given = {"all": ["|".join(fields(config)) for config in configs], "leak": LEAK}
    found = in_node("views/net.js", COMPUTE, given)
    for got, config in zip(found, configs, strict=True):
        result = lesson.run(config)
        expected = {
            "A": result.matrix,
            "Ax": result.collapsed,
            "alone": result.alone,
            "together": result.together,
            "along": result.along,
            "line": result.line,
            "excess": result.excess,
            "bend": result.bend,
        }
        for name, values in expected.items():
            scale = max(1.0, float(np.abs(values).max()))
            assert np.abs(np.array(got[name]) - values).max() < 1e-12 * scale, (name, config)
        vectors = [result.x, *result.after, result.scores]
        assert max(np.abs(np.array(a) - b).max() for a, b in zip(got["n"], vectors, strict=True)) < 1e-12
