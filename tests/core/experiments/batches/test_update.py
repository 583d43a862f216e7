"""One update, held against autograd and the slides."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from core.experiments.batches import Config, batch_update, outer, update

TINY = Config(dataset="digits", epochs=2, batch_size=100)
E1, E2 = [-0.30, -0.20, 0.80, -0.25], [0.75, -0.30, -0.26, -0.19]  # N3, "Matrix formulation of outer product"


def case(k, shape, bias, many, seed):
    rng = np.random.default_rng(seed)
    weight = rng.standard_normal((k, *shape)) / 20
    constant = rng.standard_normal(k) if bias else None
    return weight, constant, rng.integers(256, size=(many, *shape), dtype=np.uint8), rng.integers(k, size=many)


def by_autograd(weight, bias, pictures, labels, lr, reduction):
    """One step of torch.optim.SGD on the cross-entropy, in float64: (probabilities, weight, bias)."""
    layer = torch.nn.Linear(weight[0].size, len(weight), bias=bias is not None, dtype=torch.float64)
    with torch.no_grad():
        layer.weight.copy_(torch.from_numpy(weight.reshape(len(weight), -1)))
        if bias is not None:
            layer.bias.copy_(torch.from_numpy(bias))
    optimizer = torch.optim.SGD(layer.parameters(), lr=lr)
    scores = layer(torch.from_numpy(pictures.reshape(len(pictures), -1) / 255))
    torch.nn.functional.cross_entropy(scores, torch.from_numpy(labels), reduction=reduction).backward()
    optimizer.step()
    new_bias = None if bias is None else layer.bias.detach().numpy()
    return torch.softmax(scores, 1).detach().numpy(), layer.weight.detach().numpy().reshape(weight.shape), new_bias


@settings(deadline=None)  # the first call imports half of torch
@given(
    st.sampled_from([4, 10]),
    st.sampled_from([(28, 28), (7, 9), (8, 8, 3)]),
    st.booleans(),
    st.sampled_from([1, 2, 17]),
    st.booleans(),
    st.floats(1e-4, 1),
    st.integers(0, 2**31),
)
def test_an_update_is_autograds_step(k, shape, bias, many, average, lr, seed):
    weight, constant, pictures, labels = case(k, shape, bias, many, seed)
    ours = batch_update(weight, constant, pictures, labels, lr, average=average)
    p, w, b = by_autograd(weight, constant, pictures, labels, lr, "mean" if average else "sum")
    np.testing.assert_allclose(ours.probabilities, p, rtol=0, atol=1e-12)
    np.testing.assert_allclose(ours.weight, w, rtol=0, atol=1e-12)
    assert (ours.bias is None) == (not bias)
    if bias:
        np.testing.assert_allclose(ours.bias, b, rtol=0, atol=1e-12)
    np.testing.assert_allclose(ours.error, np.eye(k)[labels] - p, rtol=0, atol=1e-12)
    np.testing.assert_allclose(ours.error.sum(1), 0, atol=1e-12)
    np.testing.assert_allclose(ours.change, ours.weight - weight, atol=1e-12)
    if many == 1:
        one = update(weight, constant, pictures[0], int(labels[0]), lr)
        assert one.probabilities.shape == one.error.shape == (k,)
        np.testing.assert_allclose(one.weight, w, rtol=0, atol=1e-12)


def test_a_picture_is_added_to_its_class_and_removed_from_the_others():
    weight, _, pictures, _ = case(4, (28, 28), False, 1, 3)
    change = update(weight, None, pictures[0], 2, 0.01).change
    inked = pictures[0] > 0
    assert (change[2][inked] > 0).all() and (change[[0, 1, 3]][:, inked] < 0).all()
    assert not change[:, ~inked].any()


def test_the_slides_two_error_vectors_as_one_matrix_product():
    _, _, pictures, _ = case(4, (28, 28), False, 2, 0)
    errors, ink = np.array([E1, E2]), pictures / 255
    by_hand = [[e1 * ink[0] + e2 * ink[1]] for e1, e2 in zip(E1, E2, strict=True)]
    np.testing.assert_allclose(outer(errors, pictures), np.concatenate(by_hand), atol=1e-15)


@pytest.mark.parametrize(
    ("pictures", "labels", "message"),
    [
        ((2, 28, 27), (0, 1), r"'pictures' must be (B, 28, 28). Got (2, 28, 27) instead."),
        ((0, 28, 28), (), r"'pictures' must be (B, 28, 28). Got (0, 28, 28) instead."),
        ((2, 28, 28), (0, 4), r"'labels' must be 2 integers in [0, 3]. Got [0, 4] instead."),
        ((2, 28, 28), (0, -1), r"'labels' must be 2 integers in [0, 3]. Got [0, -1] instead."),
        ((2, 28, 28), (0,), r"'labels' must be 2 integers in [0, 3]. Got [0] instead."),
    ],
)
def test_what_does_not_fit_is_said(pictures, labels, message):
    with pytest.raises(ValueError) as error:
        batch_update(np.zeros((4, 28, 28)), None, np.zeros(pictures, np.uint8), np.array(labels, int), 0.1)
    assert str(error.value) == message
