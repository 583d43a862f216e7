"""Every number in the sentences of Softmax, told again from the arrays; and e to any power as it is written."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import pytest
import torch

from core.experiments import softmax
from tests.helpers.said import unknown, whole

Said = Iterator[tuple[str, list[object]]]


def of_softmax() -> Said:
    configs = [preset.config for preset in softmax.PRESETS.values()]
    for config in [
        *configs,
        softmax.Config("3,3,-1", shift=-20.0),
        softmax.Config("10000,-10000", temperature=0.01),
    ]:
        s = np.array([float(one) for one in config.scores.split(",")])
        z = torch.tensor((s + config.shift) / config.temperature)
        p, right = torch.softmax(z, 0).numpy(), min(config.target, len(s) - 1)
        first, second = np.sort(s)[::-1][:2]
        power = (first - second) / config.temperature
        known: list[object] = [range(len(s)), len(s) - 1, s, p, p - np.eye(len(p))[right], config.shift]
        known += [p.sum() - p.max(), np.delete(p, s.argmax()).sum(), first - second, np.exp(min(power, 20)), 0, 100]
        known += [config.temperature, np.log(np.finfo(np.float32).max), (s == first).sum()]
        known += [0.999, 1e-6]  # over and under these a percentage says no more
        yield softmax.describe(config, softmax.run(config)), known
        loss = -torch.log_softmax(z, 0)[right].item()
        yield softmax.of_learning(config, softmax.run(config)), [*known, 1 - p[right], loss, 1]


def of_leads_and_limits() -> Said:
    for preset in softmax.PRESETS.values():
        config = preset.config
        result, many = softmax.run(config), len(config.scores.split(","))
        shares = np.array([0.5, 0.9, 0.99, 0.999])
        ratios = [np.log(shares / (1 - shares)) + np.log(k - 1) for k in (2, many, 1000)]
        known: list[object] = [2, many, 1000, shares, config.temperature * np.array(ratios)]
        yield softmax.of_leads(config, result), known
        single = result.z.astype(np.float32)
        with np.errstate(over="ignore", invalid="ignore"):
            plain, safe = np.exp(single), np.exp(single - single.max())
            ways = [plain.max(), plain.sum(), plain / plain.sum(), safe.max(), safe.sum(), safe / safe.sum()]
        exact = np.exp(result.z) / np.exp(result.z).sum()
        mine = safe[0] * 0
        for e in safe:  # one after the other, as the page adds them
            mine += e
        known = [*ways, exact, np.exp(result.z).max(), np.exp(result.z).sum(), np.abs(safe / mine - exact).max()]
        known += [np.log(np.finfo(kind).max) for kind in (np.float32, np.float64)]
        yield softmax.of_running_out(config, result), [*known, 32, 64, result.order[0], 6]


@pytest.mark.parametrize("told", [of_softmax, of_leads_and_limits], ids=lambda f: f.__name__)
def test_every_number_that_is_said_is_one_of_the_arrays(told):
    said = list(told())
    assert len({whole(text) for text, _ in said}) > 2
    for text, known in said:
        assert not unknown(whole(text), known), (unknown(whole(text), known), whole(text))


def test_what_fails_is_said_by_its_cause():
    said = {
        "100,0": "infinity divided by infinity is no number",
        "-150,-160": "0 divided by 0 is no number",
        "88.5,88.5": "every probability is 0",
        "3,3": "is that of 2 classes: each gets 50.0",
    }
    for scores, words in said.items():
        config = softmax.Config(scores, arithmetic="plain")
        assert words in softmax.describe(config, softmax.run(config)).conclusion
    every = softmax.Config("10000,-10000", temperature=0.01)
    assert "Class 0 has the largest score and 100" in softmax.describe(every, softmax.run(every)).conclusion


@pytest.mark.parametrize("log", [0.0, 1.7, 11.0, 50.0, -7.5, 700.0, -700.0])
def test_e_to_a_power_is_written_as_numbers_are(log):
    assert not unknown(softmax.power_of_e(log), [math.exp(log)])


def test_e_to_a_power_beyond_all_numbers_has_its_own_power_of_ten():
    assert softmax.power_of_e(10_000) == "8.8 · 10⁴³⁴²" and softmax.power_of_e(-10_000) == "1.1 · 10⁻⁴³⁴³"
