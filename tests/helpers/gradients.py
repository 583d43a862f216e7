"""Deep networks that learn, each trained alone in plain PyTorch on the batches of a Config."""

from __future__ import annotations

from dataclasses import fields

import torch
from torch import nn

from core.experiments.gradients import Config
from core.experiments.gradients import data as gradient_data
from core.experiments.gradients.training import batches
from core.learning.plan import Plan
from tests.helpers.plain import Plain

SMALL = Config(dataset="digits", depth=3, width=16, seeds=2, steps=10, batch_size=32)
OPTIMISERS = {
    "sgd": torch.optim.SGD,
    "momentum": lambda p, lr: torch.optim.SGD(p, lr, momentum=0.9),
    "adam": torch.optim.Adam,
    "rmsprop": torch.optim.RMSprop,
}


def whole(dataset):
    """A data set in float32, as (x, y, test x, test y, classes)."""
    x, y, test_x, test_y, classes = gradient_data.split(dataset)
    wide = [v.float() / 255 if v.dtype == torch.uint8 else v for v in (x, test_x)]
    return wide[0], y, wide[1], test_y, classes


def plan_of(config, classes=10, inputs=784):
    seeds = tuple(range(config.seed, config.seed + config.seeds))
    return Plan(
        (inputs, *[config.width] * config.depth, classes),
        config.names,
        seeds,
        config.init,
        config.scale,
        config.residual,
        config.norm,
    )


def plainly(config, name, seed):
    """Loss and error of each batch, each layer's gradient norm and the clipping factor; then the test's error."""
    x, y, test_x, test_y, classes = whole(config.dataset)
    net = Plain(plan_of(config, classes, x.shape[1]), name, seed, torch.float32)
    optimizer = OPTIMISERS[config.optimizer](net.parameters(), config.lr)
    for rows in batches(len(x), config):
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(net(x[rows]), y[rows])
        loss.backward()
        norms = [float(g.norm()) for g in net.gradients()]
        factor = 1.0
        if config.clip:
            factor = min(1.0, config.clip / (float(nn.utils.clip_grad_norm_(net.parameters(), config.clip)) + 1e-6))
        error = float((net.z[-1].argmax(1) != y[rows]).float().mean())
        with torch.no_grad():  # batch norm sees the test by the thousand
            parts = zip(test_x.split(1_000), test_y.split(1_000), strict=True)
            wrong = sum(int((net(a).argmax(1) != b).sum()) for a, b in parts)
        yield loss.item(), error, norms, factor, wrong / len(test_y)
        optimizer.step()


def numbers(seen):
    """The arrays of a snapshot that a repetition has to have again, by name."""
    return {
        field.name: getattr(seen, field.name)
        for field in fields(seen)
        if field.name not in ("step", "seconds", "troubles")
    }
