"""Many networks fitted at once, against autograd, torch.optim and each network alone."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from torch import nn

from core.learning.regression import STARTS, Recipe, fit, networks
from core.learning.stack import Stack
from core.learning.training import Diverged

X = np.linspace(-1, 1, 40)
# Neither odd nor even: no gradient is 0 by symmetry, where Adam would amplify what rounding leaves.
Y = np.sin(3 * X) + 0.5 * X**2
PARTS = {"relu": nn.ReLU, "tanh": nn.Tanh, "sigmoid": nn.Sigmoid}


def generator(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def run(nets: Stack, recipe: Recipe, steps=None, **more):
    return list(fit(nets, X, Y, recipe, generator=generator(), steps=steps or [recipe.steps], **more))


def layers(nets: Stack, s: int) -> list[tuple[np.ndarray, np.ndarray]]:
    """Network s as (weight (n_out, n_in), bias (n_out,)) of each layer, the same numbers in float64."""
    nothing = [torch.zeros(len(w), 1, w.shape[1]) for w in nets.weights]
    return [
        (w[s].double().numpy(), b[s, 0].double().numpy())
        for w, b in zip(nets.weights, nets.biases or nothing, strict=True)
    ]


def cosine(done: float) -> float:
    return (1 + math.cos(math.pi * done)) / 2


def plain(nets: Stack, s: int, activation: str, bias: bool) -> nn.Sequential:
    """Network s of `nets` as PyTorch would write it, in float64."""
    parts: list[nn.Module] = []
    for weight, b in layers(nets, s):
        linear = nn.Linear(*weight.shape[::-1], bias=bias, dtype=torch.float64)
        linear.weight.data = torch.tensor(weight)
        if bias:
            linear.bias.data = torch.tensor(b)
        parts += [linear, PARTS[activation]()]
    return nn.Sequential(*parts[:-1])


@pytest.mark.parametrize("activation", PARTS)
@pytest.mark.parametrize("start", STARTS)
def test_twenty_steps_are_those_of_autograd_and_torch_optim(activation, start):
    recipe = Recipe(lr=0.01, steps=20, batch=len(X))
    nets = networks((1, 6, 5, 1), (3, 4, 7), activation=activation, start=start)
    alone = [plain(nets, s, activation, start != "none") for s in range(3)]
    (now,) = run(nets, recipe)
    x, y = torch.tensor(X)[:, None], torch.tensor(Y)[:, None]
    for s, net in enumerate(alone):
        adam = torch.optim.Adam(net.parameters(), lr=0.01)
        rates = [min(1, (k + 1) / 4) * cosine(k / 20) for k in range(21)]
        rate = torch.optim.lr_scheduler.LambdaLR(adam, rates.__getitem__)
        for _ in range(20):
            adam.zero_grad()
            nn.functional.mse_loss(net(x), y).backward()
            adam.step()
            rate.step()
        with torch.no_grad():
            want = net(x)
        np.testing.assert_allclose(now.outputs[s], want[:, 0], atol=1e-5)
        assert now.mse[s] == pytest.approx(nn.functional.mse_loss(want, y).item(), rel=1e-3)


def test_a_network_is_the_same_alone_and_in_company():
    recipe = Recipe(steps=50, batch=8)
    together = run(networks((1, 9, 1), range(4)), recipe)[0]
    alone = run(networks((1, 9, 1), (2,)), recipe)[0]
    np.testing.assert_allclose(together.outputs[2], alone.outputs[0], atol=1e-6)


def test_the_same_seeds_give_the_same_bits_and_others_do_not():
    recipe = Recipe(steps=30, batch=8)
    one, two, other = (run(networks((1, 9, 1), seeds), recipe)[0] for seeds in ((0, 1), (0, 1), (5, 6)))
    assert one.outputs.tobytes() == two.outputs.tobytes()
    assert np.abs(one.outputs - other.outputs).min() > 0


def test_global_randomness_is_left_alone():
    before = torch.get_rng_state()
    run(networks((1, 4, 1), (0,)), Recipe(steps=5))
    assert torch.equal(torch.get_rng_state(), before)


def test_the_rate_rises_over_the_first_fifth_and_falls_as_a_cosine():
    rates = [Recipe(lr=0.02, steps=1000).rate(step) for step in range(1000)]
    assert rates[0] == pytest.approx(0.02 / 200) and rates[49] == pytest.approx(0.005 * cosine(0.049))
    assert np.argmax(rates) == 199 and (np.diff(rates[:200]) > 0).all() and (np.diff(rates[199:]) < 0).all()
    assert rates[199:] == pytest.approx([0.02 * cosine(k / 1000) for k in range(199, 1000)])
    assert Recipe(lr=1.0, steps=3).rate(0) == 1.0


@pytest.mark.parametrize("activation", PARTS)
def test_every_unit_of_every_layer_starts_with_its_bend_on_the_points(activation):
    x = np.linspace(-1, 1, 20_001)[:, None]
    for seed in range(20):
        a = x
        for weight, bias in layers(networks((1, 24, 24, 24, 1), (seed,), activation=activation), 0)[:-1]:
            z = a @ weight.T + bias
            assert np.abs(z).min(0).max() < 1e-2 * np.abs(z).max()
            a = PARTS[activation]()(torch.tensor(z)).numpy()


def test_the_bends_of_the_first_layer_are_spread_evenly():
    ((weight, bias), _) = layers(networks((1, 4000, 1), (0,)), 0)
    counts, _ = np.histogram(-bias / weight[:, 0], np.linspace(-1, 1, 11))
    assert counts.sum() == 4000 and np.abs(counts - 400).max() < 100  # five times the root of 400


def test_where_the_biases_start():
    spread, zero, none = (layers(networks((1, 400, 1), (0,), start=start), 0)[0][1] for start in STARTS)
    assert spread.all() and not zero.any() and not none.any()
    for start, moved in (("zero", True), ("none", False)):
        nets = networks((1, 9, 9, 1), (0,), start=start)
        run(nets, Recipe(steps=5))
        assert bool(any(bias.any() for _, bias in layers(nets, 0))) is moved


def test_snapshots_come_at_their_steps_and_the_first_is_untrained():
    nets = networks((1, 4, 1), (0, 1))
    x = torch.from_numpy(X).float()[:, None].expand(2, -1, -1)
    untrained = nets.forward(x)[..., 0].numpy().copy()
    first, *_, last = found = run(nets, Recipe(steps=20), steps=[0, 7, 20])
    assert [now.step for now in found] == [0, 7, 20] and first.seconds <= last.seconds
    assert np.array_equal(first.outputs, untrained) and last.outputs.shape == (2, 40)


def test_the_error_falls():
    first, last = run(networks((1, 30, 1), range(3)), Recipe(steps=300, batch=16), steps=[0, 300])
    assert (last.mse < first.mse / 20).all()


def test_stop_ends_it_at_once():
    asked = iter([False] * 3 + [True] * 99)
    found = run(networks((1, 4, 1), (0,)), Recipe(steps=1000), steps=range(1001), stop=lambda: next(asked))
    assert [now.step for now in found] == [0, 1, 2, 3]


def test_divergence_says_where_and_what_to_do():
    with pytest.raises(Diverged, match=r"at step 50 the .* rate 1e\+30 is too large here: try 1e\+29"):
        run(networks((1, 9, 9, 1), (0,)), Recipe(lr=1e30, steps=50))


def test_an_unknown_start_is_refused():
    with pytest.raises(ValueError, match="'start' must be one of spread, zero, none"):
        networks((1, 3, 1), (0,), start="high")
