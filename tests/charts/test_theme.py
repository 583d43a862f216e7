"""The colours keep what the house promises of them; the arithmetic here is its own."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from itertools import combinations, pairwise
from pathlib import Path

import pytest

from charts import theme
from core.learning.nets import ACTIVATIONS
from tests.helpers.colours import apart, contrast, oklab

ROOT = Path(__file__).resolve().parents[2]
PALETTES = {"light": theme.LIGHT, "dark": theme.DARK}


@pytest.mark.parametrize("name", PALETTES)
def test_text_is_readable_on_the_background(name):
    palette = PALETTES[name]
    for text in ("text", "grey", "below_text", "above_text", "train", "test"):
        assert contrast(getattr(palette, text), palette.background) >= 4.5, text


@pytest.mark.parametrize("name", PALETTES)
def test_equal_weights_of_either_sign_are_equally_strong(name):
    palette = PALETTES[name]
    for below, above in zip(palette.below, palette.above, strict=True):
        assert oklab(below)[0] == pytest.approx(oklab(above)[0], abs=0.02)
        assert oklab(below)[2] < 0 < oklab(above)[1]  # blue below, red and yellow above
    zero = oklab(palette.background)[0]
    for side in (palette.below, palette.above):
        distances = [abs(oklab(stop)[0] - zero) for stop in side]
        steps = [b - a for a, b in pairwise([0.0, *distances])]
        assert all(step > 0.1 for step in steps) and max(steps) < 1.6 * min(steps)


def test_the_palettes_are_the_themes_of_the_app():
    config = (ROOT / ".streamlit/config.toml").read_text()
    for name, palette in PALETTES.items():
        section = config.split(f"[theme.{name}]")[1].split("[")[0]
        assert f'backgroundColor = "{palette.background}"' in section
        assert f'textColor = "{palette.text}"' in section
    assert theme.palette(dark=True) is theme.DARK and theme.palette(dark=False) is theme.LIGHT


def test_every_colour_is_six_hex_digits():
    flat = json.dumps([*map(asdict, PALETTES.values()), theme.CLASS_COLOURS, theme.ACTIVATION_COLOURS])
    found = re.findall(r'"(#[^"]*)"', flat)
    assert len(found) > 40 and all(re.fullmatch(r"#[0-9a-fA-F]{6}", colour) for colour in found)


def test_classes_and_activations_are_told_apart():
    assert len(theme.CLASS_COLOURS) == 10
    for colours in (theme.CLASS_COLOURS, list(theme.ACTIVATION_COLOURS.values())):
        assert min(apart(a, b) for a, b in combinations(colours, 2)) > 0.06


@pytest.mark.parametrize("name", PALETTES)
def test_activations_are_seen_on_either_background(name):
    assert list(theme.ACTIVATION_COLOURS) == list(ACTIVATIONS) == list(theme.ACTIVATION_DASHES)
    for colour in theme.ACTIVATION_COLOURS.values():
        assert contrast(colour, PALETTES[name].background) >= 3


def test_training_and_test_differ_without_colour_too():
    assert theme.DASHES["train"] != theme.DASHES["test"]
    for palette in PALETTES.values():
        assert apart(palette.train, palette.test) > 0.15


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("layers", [2, 3, 6, 7, 30])
def test_deeper_layers_are_further_from_the_background(layers, dark):
    colours = theme.depth_colours(layers, dark=dark)
    zero = oklab(theme.palette(dark).background)[0]
    far = [abs(oklab(colour)[0] - zero) for colour in colours]
    assert len(colours) == layers and all(a < b for a, b in pairwise(far))


def test_no_layer_and_one_layer():
    assert theme.depth_colours(0) == ()
    assert len(theme.depth_colours(1)) == 1
    assert contrast(theme.depth_colours(1)[0], theme.LIGHT.background) > 4.5


def test_the_browser_gets_the_same_colours():
    sent = json.loads(json.dumps(theme.browser()))
    for name, palette in PALETTES.items():
        assert {key: tuple(v) if isinstance(v, list) else v for key, v in sent[name].items()} == asdict(palette)
    assert sent["dashes"] == {"train": [5, 3], "test": []}
