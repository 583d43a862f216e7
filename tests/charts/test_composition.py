"""The charts of waves: exact lines, every counted peak marked, and where a traced point lies."""

from __future__ import annotations

import pytest

from charts import composition, theme
from core.experiments.composition import Config, run
from tests.helpers.colours import contrast


def spec(result, flanks=True):
    chart = composition.wave(
        result.joined, "x", "f₂(f₁(x))", at=result.trace[0], flanks=result.first if flanks else None
    )
    return chart.to_dict()  # validates


def of(chart, kind):
    (values,) = chart["datasets"].values()
    return [v for v in values if v["kind"] == kind]


@pytest.mark.parametrize(("n1", "n2"), [(1, 1), (3, 2), (4, 5), (6, 6)])
def test_every_counted_peak_is_marked_at_the_top(n1, n2):
    result = run(Config(n1=n1, n2=n2))
    peaks = of(spec(result), "peak")
    assert len(peaks) == result.joined.peaks and all(v["y"] == pytest.approx(1) for v in peaks)
    assert len(peaks) + len(of(spec(result), "bend")) == len(result.joined.x)


def test_the_line_goes_through_the_breakpoints_in_order():
    result = run(Config())
    (values,) = spec(result)["datasets"].values()
    line = [(v["x"], v["y"]) for v in values if v["kind"] in ("bend", "peak")]
    assert line == list(zip(result.joined.x, result.joined.y, strict=True))


def test_stripes_are_where_the_first_wave_falls():
    stripes = of(spec(run(Config(n1=3))), "stripe")
    assert [v["x"] for v in stripes] == pytest.approx([1 / 6, 3 / 6, 5 / 6])
    assert [v["x2"] for v in stripes] == pytest.approx([2 / 6, 4 / 6, 1])
    assert of(spec(run(Config()), flanks=False), "stripe") == []


def test_the_traced_point_is_on_the_curve():
    result = run(Config(x=0.37))
    (here,) = of(spec(result), "here")
    assert (here["x"], here["y"]) == pytest.approx((result.trace[0], result.trace[2]))


def test_axes_have_titles_and_stand_still():
    for n in (1, 5):
        encoding = spec(run(Config(n1=n)))["layer"][1]["encoding"]
        assert (encoding["x"]["title"], encoding["y"]["title"]) == ("x", "f₂(f₁(x))")
        assert encoding["x"]["scale"]["domain"] == [0, 1] and encoding["y"]["scale"]["domain"] == [0, 1.02]


@pytest.mark.parametrize("palette", [theme.LIGHT, theme.DARK])
def test_line_and_dot_are_seen_in_both_themes(palette):
    assert min(contrast(c, palette.background) for c in (composition.LINE, composition.DOT)) >= 3
