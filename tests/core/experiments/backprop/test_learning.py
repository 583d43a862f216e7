"""One step downhill."""

from __future__ import annotations

import pytest

from core.experiments import backprop
from core.experiments.backprop import PRESETS, Config, Descent
from core.experiments.backprop import net as backprop_net


@pytest.mark.parametrize("name", ["The slide’s network", "One path: a chain", "p − t"])
def test_a_small_step_keeps_the_gradients_promise(name):
    config = PRESETS[name].config
    step = backprop.descend(config, backprop.run(config), 1e-4)
    assert step.predicted < 0
    assert step.after - step.before == pytest.approx(step.predicted, rel=1e-2)
    assert step.losses[0] == step.before and step.losses[60] == pytest.approx(step.after)


def test_without_biases_none_is_learned():
    config = Config(bias=False)
    result = backprop.run(config)
    moved = backprop_net.stepped(result.net, backprop.trained(config, result), 1.0)
    assert not any(b.any() for b in moved.biases) and result.back.gradient[0][:, 0].any()
    Descent(lr=1.0)
