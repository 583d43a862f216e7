"""Activations against autograd, finite differences and quadrature; initialisations against their own law."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
import torch
from scipy import integrate
from torch import nn

from core.learning.nets import ACTIVATIONS, INITS, MLP, PRELU, count_weights

PYTORCHS = ("identity", "sigmoid", "tanh", "relu", "leaky_relu")  # gains of calculate_gain


def grid(far: float = 30.0) -> torch.Tensor:
    """Without 0, where some have a kink."""
    z = torch.linspace(-far, far, 4001, dtype=torch.float64)
    return z[z.abs() > 1e-3]


@pytest.mark.parametrize("name", [name for name in ACTIVATIONS if name != "step"])
def test_a_slope_is_autograds(name):
    f, z = ACTIVATIONS[name], grid().requires_grad_()
    (slope,) = torch.autograd.grad(f.value(z).sum(), z)
    torch.testing.assert_close(f.slope(z.detach()), slope, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_a_slope_is_the_finite_difference(name):
    f, z, h = ACTIVATIONS[name], grid(8.0), 1e-5
    difference = (f.value(z + h) - f.value(z - h)) / (2 * h)
    torch.testing.assert_close(f.slope(z), difference, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_no_value_lies_outside_the_range_and_some_come_near_its_ends(name):
    f, z = ACTIVATIONS[name], torch.linspace(-60, 60, 120_001, dtype=torch.float64)
    a = f.value(z)
    assert f.low <= a.min() and a.max() <= f.high
    if math.isfinite(f.low):
        assert a.min() - f.low < 1e-6
    if math.isfinite(f.high):
        assert f.high - a.max() < 1e-6


LIMITS = {  # value and slope at minus and at plus infinity; |z| and the leaky ones have no finite value there
    "identity": (-math.inf, 1, math.inf, 1),
    "sigmoid": (0, 0, 1, 0),
    "tanh": (-1, 0, 1, 0),
    "relu": (0, 0, math.inf, 1),
    "leaky_relu": (-math.inf, 0.02, math.inf, 1),
    "prelu": (-math.inf, PRELU, math.inf, 1),
    "elu": (-1, 0, math.inf, 1),
    "gelu": (0, 0, math.inf, 1),
    "silu": (0, 0, math.inf, 1),
    "softplus": (0, 0, math.inf, 1),
    "abs": (math.inf, -1, math.inf, 1),
    "step": (0, 0, 1, 0),
}


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("name", ACTIVATIONS)
def test_far_out_are_the_limits_and_no_zero_below_zero(name, dtype):
    f, ends = ACTIVATIONS[name], torch.tensor([-math.inf, math.inf], dtype=dtype)
    found = [float(of(end)) for end in ends for of in (f.value, f.slope)]
    assert found == pytest.approx(LIMITS[name], rel=1e-7)
    far = torch.tensor([-1e30, -1e5, -800.0, -120.0, -50.0, 50.0, 120.0, 800.0, 1e5, 1e30], dtype=dtype)
    for values in (f.value(far), f.slope(far)):
        assert not values.isnan().any() and not (values[values == 0].signbit()).any()
    assert f.value(torch.full((1,), math.nan, dtype=dtype)).isnan().all() or name == "step"


@pytest.mark.parametrize("name", ["gelu", "silu"])
def test_the_ends_change_no_number_between_them(name):
    """Against the products as they are written down."""
    f = ACTIVATIONS[name]
    z = torch.cat([grid(30), grid(700), torch.logspace(-30, 4, 500, dtype=torch.float64)])
    plain = {
        "gelu": (
            nn.functional.gelu,
            lambda z: torch.special.ndtr(z) + z * torch.exp(-z * z / 2) * (math.sqrt(2 / math.pi) / 2),
        ),
        "silu": (nn.functional.silu, lambda z: torch.sigmoid(z) * (1 + z * torch.sigmoid(-z))),
    }[name]
    for sided in (z, -z, z.float(), -z.float()):
        assert torch.equal(f.value(sided), plain[0](sided)) and torch.equal(f.slope(sided), plain[1](sided))


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_in_place_is_the_same(name):
    f, z = ACTIVATIONS[name], grid()
    if f.value_ is None:
        with pytest.raises(ValueError, match="whose slope its value tells: identity, sigmoid, tanh, relu"):
            f.in_place()
        return
    value_, backward_ = f.in_place()
    a, delta = value_(z.clone()), torch.full_like(z, 3.0)
    torch.testing.assert_close(a, f.value(z), rtol=0, atol=0)
    torch.testing.assert_close(backward_(delta, a), 3 * f.slope(z), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_a_gain_is_pytorchs_or_keeps_the_size_of_the_signal(name):
    f = ACTIVATIONS[name]
    if name in PYTORCHS:
        known = {"identity": "linear"}.get(name, name)
        assert f.gain == pytest.approx(torch.nn.init.calculate_gain(known, 0.02 if name == "leaky_relu" else None))
        return

    def weighted(z: float) -> float:
        value = float(f.value(torch.tensor([z], dtype=torch.float64)))
        return value**2 * math.exp(-z * z / 2) / math.sqrt(2 * math.pi)

    second = sum(integrate.quad(weighted, *ends, epsabs=1e-12)[0] for ends in ((-12, 0), (0, 12)))
    assert f.gain == pytest.approx(1 / math.sqrt(second), rel=1e-8)


@pytest.mark.parametrize("activation", ["relu", "tanh", "gelu"])
def test_initial_weights_have_the_spread_of_their_law(activation):
    gain, n_in, n_out = ACTIVATIONS[activation].gain, 400, 200
    wanted = {
        "pytorch": 1 / math.sqrt(3 * n_in),
        "xavier": math.sqrt(2 / (n_in + n_out)),
        "he": gain / math.sqrt(n_in),
        "lecun": 1 / math.sqrt(n_in),
        "orthogonal": gain / math.sqrt(n_in),
        "normal": 0.3,
        "zeros": 0.0,
    }
    assert tuple(wanted) == INITS
    for init, std in wanted.items():
        draw = torch.Generator().manual_seed(1)
        net = MLP((n_in, n_out, 3), activation=activation, init=init, std=0.3, generator=draw)
        assert float(net.linear[0].weight.detach().std()) == pytest.approx(std, rel=0.02)


def test_orthogonal_rows_are_orthogonal():
    net = MLP((40, 30, 3), activation="tanh", init="orthogonal", generator=torch.Generator().manual_seed(2))
    weight = net.linear[0].weight.detach()
    torch.testing.assert_close(weight @ weight.T, (5 / 3) ** 2 * torch.eye(30), rtol=1e-5, atol=1e-5)


def net_of(activation, dtype, widths=(3, 4, 5, 2)):
    return MLP(widths, activation=activation, init="he", dtype=dtype, generator=torch.Generator().manual_seed(3))


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_all_of_a_network_is_of_the_type_asked_for(activation, dtype):
    net, x = net_of(activation, dtype), torch.linspace(-1, 1, 12, dtype=dtype).reshape(4, 3)
    assert {p.dtype for p in net.parameters()} == {dtype}
    net(x).sum().backward()
    assert net(x).dtype == net.linear[-1].weight.grad.dtype == dtype
    assert net.linear[-1].weight.grad.abs().sum() > 0


def test_in_float64_initialisations_keep_more_than_24_bits():
    for init in INITS[:-1]:
        net = MLP((40, 30), init=init, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
        weight = net.linear[0].weight.detach()
        assert (weight != weight.float().double()).double().mean() > 0.99


def test_prelu_learns_one_leak_a_hidden_layer_and_no_other_has_any():
    net = net_of("prelu", torch.float64)
    assert net.leaks.tolist() == [PRELU] * 2
    plain = torch.nn.Sequential(
        net.linear[0],
        first := torch.nn.PReLU(dtype=torch.float64),
        net.linear[1],
        second := torch.nn.PReLU(dtype=torch.float64),
        net.linear[2],
    )
    with torch.no_grad():
        net.leaks.copy_(torch.tensor([0.1, -0.7]))
        first.weight.fill_(0.1)
        second.weight.fill_(-0.7)
    x = torch.randn(20, 3, dtype=torch.float64, generator=torch.Generator().manual_seed(1))
    torch.testing.assert_close(net(x), plain(x))
    net(x).square().sum().backward()
    plain.zero_grad()  # of the layers, which both share
    plain(x).square().sum().backward()
    torch.testing.assert_close(net.leaks.grad, torch.cat([first.weight.grad, second.weight.grad]))
    assert net.leaks.grad.abs().min() > 1e-3
    for name in ACTIVATIONS:
        extra = sum(p.numel() for p in net_of(name, torch.float32).parameters()) - (
            3 * 4 + 4 + 4 * 5 + 5 + 5 * 2 + 2
        )
        assert extra == (2 if name == "prelu" else 0)


@pytest.mark.parametrize("widths", [(1, 7, 1), (1, 5, 5, 5, 1), (2, 3, 4)])
def test_weights_are_counted_as_pytorch_counts_them(widths):
    for bias in (True, False):
        net = nn.Sequential(*(nn.Linear(a, b, bias=bias) for a, b in pairwise(widths)))
        assert count_weights(widths, bias=bias) == sum(p.numel() for p in net.parameters())
