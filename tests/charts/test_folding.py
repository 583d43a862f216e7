"""The charts of folding: regions against units, and the tent."""

import numpy as np
import pytest

from charts import folding as charts
from core.experiments import folding
from core.experiments.folding import Grown, Tent

GROWN = [Grown(2, 4, 4), Grown(4, 16, 11)]


def data(spec):
    (values,) = spec["datasets"].values()
    return values


def test_regions_stand_against_units_on_a_log_scale_and_one_dot_is_the_page():
    spec = charts.growth(GROWN, 16, 4).to_dict()  # validates
    values = data(spec)
    folded, side_by_side = charts.LABELS.values()
    found = [(v["how"], v["units"], v["regions"]) for v in values if not v["here"]]
    assert found == [(folded, 2, 4), (side_by_side, 2, 4), (folded, 4, 16), (side_by_side, 4, 11)]
    assert [(v["how"], v["units"], v["regions"]) for v in values if v["here"]] == [(folded, 4, 16)]
    for layer in spec["layer"]:
        encoding = layer["encoding"]
        assert encoding["y"]["scale"]["type"] == "log" and encoding["y"]["title"] == "regions (log scale)"
        assert encoding["x"]["title"] == "units that bend"
    assert "strokeDash" in spec["layer"][0]["encoding"]  # colour is not alone


def test_every_network_of_the_page_has_its_place_on_the_chart():
    spec = charts.growth(folding.grown("abs"), 1, 0).to_dict()
    encoding = spec["layer"][0]["encoding"]
    for name, axis in (("units", "x"), ("regions", "y")):
        low, high = encoding[axis]["scale"]["domain"]
        assert all(low <= value[name] <= high for value in data(spec))


@pytest.mark.parametrize("layers", [1, 4, 10])
def test_the_tent_is_drawn_through_its_exact_breakpoints(layers):
    teeth = folding.teeth(Tent(layers))
    spec = charts.tent(teeth).to_dict()
    values = data(spec)
    assert np.array_equal([v["x"] for v in values], teeth.x) and np.array_equal([v["y"] for v in values], teeth.y)
    line, dots = spec["layer"]
    assert line["mark"]["type"] == "line" and dots["mark"]["type"] == "circle"
    assert line["encoding"]["x"]["title"] == "input x" and line["encoding"]["y"]["title"] == "output"
    assert (dots["mark"]["size"] > 0) == (teeth.pieces <= 64)
