"""What the browser is sent of softmax, what it computes of it, and what it may say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import streamlit as st
import torch

from core.experiments.softmax import PRESETS, Config, run, score_for
from tests.helpers.javascript import in_node
from ui.components.shares import _header, _moved

STATES = [preset.config for preset in PRESETS.values()]
STATES += [Config("10000,-9999.5,123.25", temperature=t, shift=-20.0) for t in (0.01, 1.0, 100.0)]
COMPUTED = """({ compute }, all) => all.map(now => compute(now)).map(f => ({ ...f,
  shown: f.shown.map(p => Number.isNaN(p) ? null : p), logs: f.logs.map(l => Number.isFinite(l) ? l : null) }))"""


def test_the_browser_computes_what_torch_does():
    for config, found in zip(STATES, in_node("shares/model.js", COMPUTED, list(map(header, STATES))), strict=True):
        z = (torch.tensor([float(s) for s in config.scores.split(",")], dtype=torch.float64) + config.shift) / (
            config.temperature
        )
        assert np.abs(np.array(found["p"]) - torch.softmax(z, 0).numpy()).max() < 1e-12
        shown = np.array([np.nan if p is None else p for p in found["shown"]])
        assert shown == pytest.approx(run(config).shown, rel=1e-6, abs=1e-12, nan_ok=True)
        if config.arithmetic == "exact":
            assert found["logTotal"] == pytest.approx(run(config).log_total, rel=1e-12)


def header(config):
    return _header(config, "")


def test_the_browser_finds_the_same_score_for_a_probability():
    asked = [(config, k, p) for config in STATES for k, p in ((0, 0.9), (1, 0.001), (1, 0.5))]
    given = [[header(config), k, p] for config, k, p in asked]
    found = in_node("shares/model.js", "({ scoreFor }, all) => all.map(one => scoreFor(...one))", given)
    assert found == pytest.approx([score_for(*one) for one in asked], rel=1e-12)


def test_what_the_browser_says_is_what_it_was_sent_until_somebody_moves_something():
    said = in_node("shares/model.js", "({ writeNow }, all) => all.map(writeNow)", list(map(header, STATES)))
    for config, text in zip(STATES, said, strict=True):
        assert got(config, text) == [config]


def got(config, sent):
    found: list[Config] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(st, "session_state", {"shares": {"moved": sent}})
        _moved("shares", config, found.append)
    return found


def test_only_a_config_is_taken_and_the_rest_of_it_stays():
    config = PRESETS["Beyond float32"].config
    assert got(config, "1,2|0.5|-3") == [replace(config, scores="1,2", temperature=0.5, shift=-3.0)]
    bad = ("1,2|0.5", "1|1|0", "1,2|nan|0", "1,2|0|0", "1,2|1|1e9", "1,x|1|0", "1,2|1|0|0", "1,2|one|0", "")
    for sent in (*bad, None, 7, ["1,2|1|0"]):
        assert got(config, sent) == []
