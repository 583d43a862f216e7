"""The colours keep what the house promises of them; the arithmetic here is its own."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import asdict
from itertools import combinations, pairwise
from pathlib import Path

import pytest

from charts import theme
from core.learning.nets import ACTIVATIONS
from core.regions.picture import TINTS
from tests.helpers.colours import apart, blend, contrast, oklab

HEX = re.compile(r'"(#[0-9a-fA-F]{6})"')
ROOT = Path(__file__).resolve().parents[2]
PALETTES = {"light": theme.LIGHT, "dark": theme.DARK}


@pytest.mark.parametrize("name", PALETTES)
def test_text_is_readable_on_the_background(name):
    palette = PALETTES[name]
    for text in ("text", "grey", "below_text", "above_text", "train", "test"):
        assert contrast(getattr(palette, text), palette.background) >= 4.5, text


def test_text_is_readable_on_what_streamlit_lays_under_it():
    config = tomllib.loads((ROOT / ".streamlit/config.toml").read_text())["theme"]
    for name, palette in PALETTES.items():
        for paper in (config[name]["backgroundColor"], config[name]["secondaryBackgroundColor"]):
            for text in (palette.text, palette.grey, palette.accent):
                assert contrast(text, paper) >= 4.5, (name, text, paper)


def test_the_page_has_the_colours_of_the_palette():
    config = tomllib.loads((ROOT / ".streamlit/config.toml").read_text())["theme"]
    for name, palette in PALETTES.items():
        page = [config[name][of] for of in ("backgroundColor", "textColor", "primaryColor")]
        assert page == [palette.background, palette.text, palette.accent], name


def test_a_line_of_a_chart_is_seen_in_both_themes():
    named = {colour for path in (ROOT / "charts").rglob("*.py") for colour in HEX.findall(path.read_text())}
    of_one_theme = set(HEX.findall(json.dumps([*map(asdict, PALETTES.values()), theme.browser()["depth"]])))
    told_by_name_too = {*theme.CLASS_COLOURS, *theme.OKABE_ITO}  # a class has its number beside it
    lines = named - of_one_theme - told_by_name_too | set(theme.EXTRA)
    assert len(lines) > 12
    for colour in lines:
        assert min(contrast(colour, palette.background) for palette in PALETTES.values()) >= 3, colour


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


def test_two_activations_differ_in_dash_or_are_far_apart_in_colour():
    for a, b in combinations(theme.ACTIVATION_COLOURS, 2):
        far = apart(theme.ACTIVATION_COLOURS[a], theme.ACTIVATION_COLOURS[b])
        assert far >= (0.18 if theme.ACTIVATION_DASHES[a] == theme.ACTIVATION_DASHES[b] else 0.12), (a, b)
    family = ("relu", "leaky_relu", "prelu", "elu")
    assert len({theme.ACTIVATION_DASHES[name] for name in family}) == len(family)


@pytest.mark.parametrize("name", PALETTES)
def test_the_name_beside_a_curve_is_readable(name):
    written = (ROOT / "ui/components/bends/bends.js").read_text()
    (share,) = re.findall(r"color-mix\(in srgb, \$\{head\.colours\[k\]\} (\d+)%, var\(--text\)\)", written)
    for colour in theme.ACTIVATION_COLOURS.values():
        mixed = blend(colour, PALETTES[name].text, int(share) / 100)
        assert contrast(mixed, PALETTES[name].background) >= 4.5, colour


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


@pytest.mark.parametrize("name", PALETTES)
def test_the_lines_of_a_layer_are_seen_on_the_paper_and_on_every_region(name):
    palette = PALETTES[name]
    assert len(palette.regions) == TINTS
    for colour in theme.depth_colours(6, dark=name == "dark"):
        assert min(contrast(colour, paper) for paper in (palette.background, *palette.regions)) >= 3, colour
    assert all(apart(one, other) > 0.045 for one, other in combinations(palette.regions, 2))


def test_no_layer_and_one_layer():
    assert theme.depth_colours(0) == ()
    assert len(theme.depth_colours(1)) == 1
    assert contrast(theme.depth_colours(1)[0], theme.LIGHT.background) > 4.5


def test_the_browser_gets_the_same_colours():
    sent = json.loads(json.dumps(theme.browser()))
    for name, palette in PALETTES.items():
        assert {key: tuple(v) if isinstance(v, list) else v for key, v in sent[name].items()} == asdict(palette)
    assert sent["dashes"] == {"train": [5, 3], "test": []}
