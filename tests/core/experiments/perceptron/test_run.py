"""The neuron's run: points, links of one's own points, what is said, logistic regression, two layers."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from core.experiments.perceptron import (
    PRESETS,
    SEEDS,
    Config,
    Examples,
    Gallery,
    Pair,
    allowed,
    by_hand,
    decided,
    describe,
    describe_fit,
    describe_hand,
    describe_learned,
    describe_table,
    examples,
    fit,
    learned,
    run,
    separable,
    written,
)
from core.learning.perceptron import RETURNED, SETTLED, STOPPED

PLACE = st.integers(-1000, 1000)
OWN = st.lists(st.tuples(PLACE, PLACE, st.sampled_from((1, -1))), min_size=1, max_size=60)


@given(OWN)
def test_own_points_stand_in_a_link_as_they_are(rows):
    made = Examples(tuple((x, y) for x, y, _ in rows), tuple(label for *_, label in rows))
    assert examples(Config(data="own", points=written(made))) == made


@pytest.mark.parametrize("text", ["", "1:2", "1:2:2", "11:0:1", "1.234:0:1", "1:2:1;", "٣:0:1", "a:b:1"])
def test_what_is_no_point_is_not_allowed(text):
    assert not allowed(text)
    with pytest.raises(ValueError, match=r"at most 60 points like"):
        Config(data="own", points=text)


def test_each_example_ends_as_it_says():
    ends = {name: run(preset.config) for name, preset in PRESETS.items()}
    assert [ends[name].trace.ended for name in ("AND", "XOR", "Clouds that overlap")] == [
        SETTLED,
        RETURNED,
        STOPPED,
    ]
    assert [name for name, end in ends.items() if not end.verdict.separable] == ["XOR", "Clouds that overlap"]
    bounds = [end.bound for end in ends.values() if end.bound is not None]
    assert len(bounds) == 5 and ends["AND"].bound == 51 and ends["OR"].bound == 27
    assert all(end.trace.updates <= end.bound for end in ends.values() if end.bound is not None)
    tiny, wide = ends["A tiny margin"], ends["Two clouds"]
    assert tiny.trace.updates > 20 * wide.trace.updates and tiny.gamma < wide.gamma / 20


def test_where_it_stands_is_counted():
    result = run(Config())
    assert (result.at, result.mistakes, result.wrong) == (8, 5, 2) and result.weights.tolist() == [2, 1, -1]
    late = run(Config(shown=3000))
    assert late.at == len(late.trace.point) == 36 and late.wrong == 0
    by_line = run(Config(w1=2, w2=2, b=-3))
    assert by_line.trace.updates == 0 and by_line.bound is None


def test_what_is_said():
    said = {name: describe(preset.config, run(preset.config)) for name, preset in PRESETS.items()}
    assert said["AND"].conclusion == "After 8 examples and 5 mistakes the line is wrong for 2 of the 4 points."
    assert "at most (R/γ)² = 51 mistakes, whatever the order; here it makes 18." in said["AND"]
    assert "After 4 examples the weights are what they were before" in said["XOR"]
    assert "So the rule never ends." in said["Clouds that overlap"]
    end = Config(shown=36)
    assert describe(end, run(end)).conclusion == "After 18 mistakes the line is right for all 4 points."
    start = Config(w1=2, w2=2, b=-3)
    assert "right for all 4 points from the start" in describe(start, run(start))  # after a whole pass
    assert "The bound (R/γ)² is for a start at 0." in describe(start, run(start))


def test_the_tables_are_counted_and_told():
    assert [separable(2), separable(3)] == [14, 104] and len(decided(3)) == 256
    crossed, meant, flat = (describe_table(Gallery(table)) for table in ("0110", "00010111", "0000"))
    assert "XOR (0110) is beyond one neuron" in crossed and "14 of the 16" in crossed
    assert "nearest corner is 0.289 from the plane" in meant and "104 of the 256" in meant
    assert "the bias alone decides" in flat


@pytest.mark.parametrize("name", PRESETS)
def test_logistic_regression_falls_and_has_the_gradient_of_autograd(name):
    result = run(PRESETS[name].config)
    first, found = fit(result, 1), fit(result, 300)
    assert (np.diff(found.losses) <= 1e-12).all()
    w = torch.zeros(3, dtype=torch.float64, requires_grad=True)
    x = torch.tensor(np.column_stack([result.points, np.ones(len(result.points))]))
    loss = torch.nn.functional.softplus(-torch.tensor(result.labels) * (x @ w)).mean()
    loss.backward()
    assert np.allclose(first.weights, -4 / float(result.radius) * w.grad.numpy(), atol=1e-12)
    assert found.losses[0] == pytest.approx(loss.item())
    assert describe_fit(result, found).conclusion.startswith("Logistic regression is wrong for")


def test_xor_by_hand_and_what_spoils_it():
    good, alike = by_hand(Pair()), by_hand(Pair(lines="1:1:-1.5;1:1:-1.5;1:-1:-0.5"))
    assert good.output.tolist() == [0, 1, 1, 0] and good.right == 4 and good.possible
    assert "computes XOR: the corners lie on 3 places" in describe_hand(Pair(), good)
    assert alike.right == 2 and not alike.possible
    assert "right at 2 of the 4 corners of XOR. No line of neuron 3 can mend that" in describe_hand(Pair(), alike)
    third = by_hand(Pair(lines="1:1:-0.5;1:1:-1.5;-1:1:0.5"))
    assert third.right == 0 and third.possible and "Another line of neuron 3" in describe_hand(Pair(), third)


@given(st.lists(st.tuples(*[st.integers(-500, 500)] * 2, st.integers(-1000, 1000)), min_size=3, max_size=3))
def test_three_lines_say_what_their_sums_say(rows):
    text = ";".join(":".join(f"{v / 100:g}" for v in row) for row in rows)
    found = by_hand(Pair(lines=text))
    for k, (x1, x2) in enumerate(((0, 0), (0, 1), (1, 0), (1, 1))):
        h = [int(a * x1 + b * x2 + c > 0) for a, b, c in rows[:2]]
        a, b, c = rows[2]
        assert found.hidden[k].tolist() == h and found.output[k] == int(a * h[0] + b * h[1] + c > 0)


@pytest.mark.parametrize(
    "text", ["", "1:1:-0.5", "6:1:0;1:1:0;1:1:0", "1:1:0;1:1:0;1:1:10.01", "1:1:0;1:1:0;1:1:a"]
)
def test_what_are_no_three_lines_is_not_allowed(text):
    with pytest.raises(ValueError, match="three lines like"):
        Pair(lines=text)


@pytest.mark.parametrize("bend", ["tanh", "relu"])
def test_the_twenty_learn_as_torch_does(bend):
    """One of them, step by step, by autograd."""
    found, seed = learned(bend, 0.5), 3
    draw = np.random.default_rng([seed, 221])
    parts = [
        torch.tensor(draw.normal(0, 1, shape), requires_grad=True) for shape in ((2, 2), (1, 2), (2, 1), (1, 1))
    ]
    x = torch.tensor([[0.0, 0], [0, 1], [1, 0], [1, 1]], dtype=torch.float64)
    goal, act = torch.tensor([[0.0], [1], [1], [0]], dtype=torch.float64), getattr(torch, bend)
    losses = []
    for _ in range(200):
        w, b, v, c = parts
        loss = torch.nn.functional.binary_cross_entropy_with_logits(act(x @ w + b) @ v + c, goal)
        losses.append(loss.item())
        grads = torch.autograd.grad(loss, parts)
        parts = [(p - 0.5 * g).detach().requires_grad_() for p, g in zip(parts, grads, strict=True)]
    early = found.steps < 200
    assert np.allclose(found.losses[early, seed], np.array(losses)[found.steps[early]], atol=1e-9)


def test_some_learn_xor_and_some_do_not():
    found = learned("tanh", 0.5)
    assert found.solved.any() and not found.solved.all()
    assert found.losses[-1][found.solved].max() < 0.1 < found.losses[-1][~found.solved].min()
    assert f"{(~found.solved).sum()} of the 20 networks have not learned XOR" in describe_learned(found)


def test_why_they_fail_is_told_from_their_weights():
    bent, flat, slow = learned("relu", 0.5), learned("tanh", 0.5), learned("tanh", 0.01)
    x = np.array([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]])
    for s in range(SEEDS):
        w = bent.weights[-1, s]
        never = (x @ np.array([w[0:2], w[2:4], w[4:6]]) <= 0).all(0)
        assert never.tolist() == bent.idle[s].tolist()
        assert ("no update changes" in bent.why(s).lower()) == bool(never.any() and not bent.solved[s])
    assert not flat.idle.any() and (flat.slopes[~flat.solved] < 0.01).all()
    assert "Of those that fail, 12 have come to rest where the loss is flat." in describe_learned(flat)
    assert "still on the way" in describe_learned(slow) and "has not come to rest" in slow.why(0)
    assert describe_learned(flat).conclusion.startswith(f"{(~flat.solved).sum()} of the 20")
