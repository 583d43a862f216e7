"""The charts of Surfaces: errors against numbers stored, and what training has left."""

from __future__ import annotations

import numpy as np

from charts import surfaces
from core.experiments.surfaces import Snapshot
from core.experiments.surfaces.frontier import METHODS, Result
from core.experiments.surfaces.ladder import OF_PICTURES
from tests.helpers.charts import data

FOUND = Result(
    np.array([[102.0, 204], [0.5, 0.0]]), np.array([[2.0, 4], [0.9, 0.4]]), np.array([[16.0, 25], [0.3, 0.2]])
)
NETWORKS = [(OF_PICTURES[0], np.array([0.1, 0.4, 0.2])), (OF_PICTURES[1], np.array([]))]


def made(here=("3 × 14 tanh", 477, 0.03)):
    return surfaces.budgets(FOUND, NETWORKS, here).to_dict()


def test_a_network_is_its_median_between_its_best_and_its_worst_seed():
    (point,) = [v for v in data(made()) if v["kind"] == "net"]
    assert (point["numbers"], point["low"], point["mid"], point["high"]) == (201, 0.1, 0.2, 0.4)
    (ring,) = [v for v in data(made()) if v["kind"] == "here"]
    assert (ring["numbers"], ring["mid"]) == (477, 0.03)
    assert not [v for v in data(made(None)) if v["kind"] == "here"]


def test_every_method_has_its_line_and_an_error_of_0_its_place_on_a_log_axis():
    lines = [v for v in data(made()) if v["kind"] == "line"]
    assert {v["method"] for v in lines} == set(METHODS)
    assert min(v["mid"] for v in lines) == surfaces.LEAST
    assert [v["numbers"] for v in lines if v["method"] == "svd"] == [102, 204]
    for layer in made()["layer"]:
        assert layer["encoding"]["x"]["scale"]["type"] == "log" and "log scale" in layer["encoding"]["x"]["title"]


def test_what_is_left_has_two_lines_and_no_step_0():
    run = [
        Snapshot(step, 0.1, 1 / (1 + step), 0.5 / (1 + step), np.zeros((2, 2), np.float32), np.zeros(3))
        for step in (0, 1, 9)
    ]
    values = data(surfaces.left(run).to_dict())
    assert [(v["step"], v["which"]) for v in values] == [(s, w) for s in (1, 9) for w in ("loss", "exact")]
    assert data(surfaces.left(run[:1]).to_dict()) == []


def test_a_name_stands_where_no_other_point_or_name_does():
    rows, losses = OF_PICTURES, np.array([0.13, 0.11, 0.04, 0.037, 0.028, 0.0369, 0.034, 0.092])
    networks = [(row, np.array([loss])) for row, loss in zip(rows, losses, strict=True)]
    nets = [v for v in data(surfaces.budgets(FOUND, networks, None).to_dict()) if v["kind"] == "net"]
    sides = {v["name"]: v["side"] for v in nets}
    assert sides["3 × 19 tanh"] == "right" and set(sides.values()) <= {"", "left", "right"}
    assert 4 <= sum(map(bool, sides.values())) < 8, "those that would lie on one another have none"
