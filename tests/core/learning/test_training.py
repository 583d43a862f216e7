"""Networks and the training loop, against torch.optim and autograd."""

import math
from itertools import pairwise

import pytest
import torch
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from torch import nn

from core.data.batches import Batches
from core.learning.nets import ACTIVATIONS, MLP
from core.learning.training import Diverged, evaluate, fit, snapshot_steps, total_steps
from core.learning.updates import OPTIMIZERS, Meter, Recipe, autograd, closed_form, flatten, optimiser


def draw(seed=0):
    return torch.Generator().manual_seed(seed)


def blobs(n=300, d=12, k=4, seed=0):
    """k Gaussian clusters in d dimensions."""
    g = draw(seed)
    y = torch.randint(k, (n,), generator=g)
    x = torch.randn(n, d, generator=g) + 3 * torch.randn(k, d, generator=g)[y]
    return Batches(x, y)


@pytest.mark.parametrize("activation", [name for name, f in ACTIVATIONS.items() if f.backward_])
@pytest.mark.parametrize("widths", [(12, 4), (12, 7, 4), (12, 9, 8, 4)])
@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize(("scale", "reduction"), [(1.0, "mean"), (0.3, "mean"), (0.3, "sum")])
def test_the_closed_form_gradient_is_autograds(activation, widths, bias, scale, reduction):
    data = blobs(50)
    grads, meters = [], []
    for make in (closed_form, autograd):
        net = MLP(widths, bias=bias, activation=activation, generator=draw())
        _, grad = flatten(net)
        meter = Meter(data.labels.device)
        make(net, 50, grad, meter, scale, reduction)(data.inputs, data.labels)
        grads.append(grad)
        meters.append(meter.read(50))
    assert grads[0].abs().max() > 1e-3
    torch.testing.assert_close(grads[0], grads[1], rtol=1e-5, atol=1e-6)
    assert meters[0] == pytest.approx(meters[1], rel=1e-5)
    assert meter.read(50) == (0, 0)


def test_of_equal_scores_the_first_class_is_the_answer():
    meter, scores, y = Meter(torch.device("cpu")), torch.zeros(4, 3), torch.tensor([0, 1, 3])
    meter.note(scores, torch.log_softmax(scores, 0), y)
    assert meter.read(3) == pytest.approx((math.log(4), 2 / 3))


def test_a_sum_over_the_batch_is_the_average_at_a_rate_times_its_size():
    data, nets = blobs(320), [MLP((12, 8, 4), generator=draw()) for _ in range(2)]
    recipes = Recipe("sgd", 0.02, 32), Recipe("sgd", 0.02 / 32, 32, reduction="sum")
    for net, recipe in zip(nets, recipes, strict=True):
        losses = [p.loss for p in fit(net, data, recipe, generator=draw())]
    torch.testing.assert_close(flatten(nets[0])[0], flatten(nets[1])[0])
    assert losses[1] == pytest.approx(evaluate(MLP((12, 8, 4), generator=draw()), data)[0], rel=0.2)
    with pytest.raises(ValueError, match=r"'reduction' must be one of mean, sum\. Got 'product' instead\."):
        Recipe(reduction="product")


@pytest.mark.parametrize("decay", [0.0, 0.1])
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_optimisers_are_those_of_torch(name, decay):
    make = {
        "sgd": lambda p: torch.optim.SGD([p], lr=0.1, weight_decay=decay),
        "momentum": lambda p: torch.optim.SGD([p], lr=0.1, momentum=0.9, weight_decay=decay),
        "adam": lambda p: torch.optim.Adam([p], lr=0.1, weight_decay=decay),
        "rmsprop": lambda p: torch.optim.RMSprop([p], lr=0.1, weight_decay=decay),
    }[name]
    start = torch.randn(40, generator=draw(), dtype=torch.float64)
    ours, gradient, theirs = start.clone(), torch.empty_like(start), nn.Parameter(start.clone())
    step, oracle, g = optimiser(ours, gradient, Recipe(name, 0.1, weight_decay=decay)), make(theirs), draw(1)
    for _ in range(20):
        value = torch.randn(40, generator=g, dtype=torch.float64)
        gradient.copy_(value)
        theirs.grad = value.clone()
        step(0.1)
        oracle.step()
    torch.testing.assert_close(ours, theirs.detach(), rtol=1e-9, atol=1e-9)


def test_a_plain_mlp_and_the_same_module_under_autograd_train_alike():
    data, recipe = blobs(), Recipe("adam", 1e-2, 32, 3)
    plain = MLP((12, 8, 4), generator=draw())
    wrapped = nn.Sequential(MLP((12, 8, 4), generator=draw()))  # no MLP to the loop: autograd
    a = [p.loss for p in fit(plain, data, recipe, generator=draw(5))]
    b = [p.loss for p in fit(wrapped, data, recipe, generator=draw(5))]
    assert a[1:] == pytest.approx(b[1:], rel=1e-4)
    assert evaluate(plain, data)[1] < 0.05


def test_the_same_seed_gives_the_same_bits():
    def run():
        net = MLP((12, 8, 4), generator=draw(3))
        return list(fit(net, blobs(), Recipe("momentum", 0.05, 32, 2), generator=draw(3))), flatten(net)[0]

    (first, w1), (second, w2) = run(), run()
    assert torch.equal(w1, w2)
    assert [(p.step, p.loss) for p in first[1:]] == [(p.step, p.loss) for p in second[1:]]


def test_training_does_not_touch_the_global_generator():
    before = torch.get_rng_state()
    list(fit(MLP((12, 4), generator=draw()), blobs(), Recipe(), generator=draw()))
    assert torch.equal(before, torch.get_rng_state())


def test_bytes_enter_as_ink_between_0_and_1():
    x = torch.randint(256, (60, 12), generator=draw(), dtype=torch.uint8)
    y = torch.randint(4, (60,), generator=draw(1))
    nets = [MLP((12, 4), generator=draw()) for _ in range(2)]
    for net, inputs in zip(nets, (x, x.float() / 255), strict=True):
        list(fit(net, Batches(inputs, y), Recipe(batch_size=7, epochs=4), generator=draw()))
    torch.testing.assert_close(flatten(nets[0])[0], flatten(nets[1])[0])
    assert evaluate(nets[0], Batches(x, y)) == pytest.approx(evaluate(nets[1], Batches(x.float() / 255, y)))


@pytest.mark.parametrize(("size", "steps"), [(1, 300), (32, 10), (300, 1), (60_000, 1)])
def test_serial_mini_and_full_batch_see_every_picture_once_an_epoch(size, steps):
    data, recipe = blobs(), Recipe("sgd", 0.01, size, 2)
    assert total_steps(300, recipe) == 2 * steps
    progress = list(fit(MLP((12, 4), generator=draw()), data, recipe, generator=draw(), steps=[steps, 2 * steps]))
    assert [(p.step, p.epoch) for p in progress] == [(steps, 1.0), (2 * steps, 2.0)]


def test_running_means_are_over_the_pictures_since_the_last_progress():
    """With a learning rate of 0 the running mean over one epoch is the exact loss of the set."""
    data, net = blobs(), MLP((12, 4), generator=draw())
    (only,) = fit(net, data, Recipe("sgd", 0.0, 7, 1), generator=draw(), steps=[43])
    assert (only.loss, only.error) == pytest.approx(evaluate(net, data), rel=1e-5)


@given(st.integers(1, 10**7), st.integers(10, 300))
@hypothesis_settings(max_examples=200)
def test_the_schedule_starts_at_0_ends_at_the_end_and_is_short(total, most):
    steps = snapshot_steps(total, most)
    assert steps[0] == 0 and steps[-1] == total and steps == sorted(set(steps))
    assert len(steps) <= most + 1


def test_the_schedule_has_the_first_steps_and_no_long_gap():
    steps = snapshot_steps(3600)
    assert steps[:8] == [0, 1, 2, 3, 4, 5, 6, 7]
    assert max(b - a for a, b in pairwise(steps)) <= 3600 * 0.025


@pytest.mark.filterwarnings("ignore:overflow")
def test_divergence_names_the_step_and_a_remedy():
    net = MLP((12, 8, 8, 4), generator=draw())
    with pytest.raises(Diverged, match=r"at step \d+ the loss.*learning rate 1e\+30 is too large here: try 1e\+29"):
        list(fit(net, blobs(), Recipe("sgd", 1e30, 50, 5), generator=draw()))


def test_stop_ends_the_run_between_snapshots():
    calls = iter(range(100))
    progress = list(
        fit(
            MLP((12, 4), generator=draw()),
            blobs(),
            Recipe(batch_size=1),
            generator=draw(),
            steps=[0, 300],
            stop=lambda: next(calls) >= 20,
        )
    )
    assert [p.step for p in progress] == [0]
    assert next(calls) == 21


def test_the_default_initialisation_is_that_of_torch():
    """Same distribution as nn.Linear: uniform with bound 1 / sqrt(inputs), for weights and biases."""
    layer = MLP((100, 5000), generator=draw()).linear[0]
    for values in (layer.weight, layer.bias):
        assert 0.098 < values.abs().max().item() <= 0.1
        assert values.std().item() == pytest.approx(0.1 / math.sqrt(3), rel=0.03)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"widths": (4,)}, "'widths' must be"),
        ({"widths": (4, 0, 2)}, "'widths' must be"),
        ({"widths": (4, 2), "activation": "rleu"}, "'activation' must be one of identity, sigmoid"),
        ({"widths": (4, 2), "init": "kaiming"}, "'init' must be one of pytorch"),
    ],
)
def test_impossible_networks_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        MLP(**arguments, generator=draw())


def test_an_unknown_optimiser_is_refused():
    with pytest.raises(ValueError, match=r"'optimizer' must be one of sgd, momentum, adam, rmsprop. Got 'adamw'"):
        Recipe("adamw")
