"""What the browser computes of six classifiers is what scikit-learn and torch say; what it may say is checked."""

from __future__ import annotations

import json
import struct

import numpy as np
import pytest
import streamlit as st
from sklearn.neighbors import KNeighborsClassifier

from core.experiments.classifiers import methods, points, quick, training
from core.experiments.classifiers.config import Config
from core.experiments.classifiers.draws import shown
from tests.helpers.javascript import in_node
from ui.components import six

CASES = (
    Config(n=120, data="moons", noise=0.1, rounds=12, depth=4, gamma=3.0, k=4, updates=100),
    Config(n=150, data="spirals", classes=4, rounds=12, gamma=20.0, k=3, updates=100, bend="tanh"),
    Config(n=90, data="board4", lines="free", rounds=9, updates=100, hidden="10-10", bend="sigmoid"),
)
ASKED = """({ MODELS, askedAt }, [message, head, places, when]) => {
  const { arrays } = message, made = Object.fromEntries(Object.entries(arrays).map(([name, list]) =>
    [name, name === 'trained' ? Float32Array.from(list) : Float64Array.from(list)]));
  return Object.fromEntries(Object.entries(MODELS).map(([name, make]) => [name, places.map(([x, y]) =>
    askedAt(make(head, made), x, y, when[name]).named)]));
}"""


def listed(message):
    """The arrays of a message as lists, as the browser finds them."""
    (length,) = struct.unpack_from("<I", message)
    header, at, found = json.loads(message[4 : 4 + length]), 4 + length, {}
    for name, kind, many in header["arrays"]:
        kind = np.dtype(kind)
        found[name] = np.frombuffer(message, kind, many, at).tolist()
        at += many * kind.itemsize
    assert at == len(message)
    return header, found


def network(config, found, x):
    """The first network, by numpy."""
    sizes, flat, parts = found.network.widths.tolist(), found.network.weights[-1].astype(float), []
    for shape in [*zip(sizes[1:], sizes, strict=False), *((n,) for n in sizes[1:])]:
        many = int(np.prod(shape))
        parts, flat = [*parts, flat[:many].reshape(shape)], flat[many:]
    half = len(parts) // 2
    bend = {"relu": lambda z: np.maximum(z, 0), "tanh": np.tanh, "sigmoid": lambda z: 1 / (1 + np.exp(-z))}
    for layer, (weight, bias) in enumerate(zip(parts[:half], parts[half:], strict=True)):
        x = x @ weight.T + bias
        x = bend[config.bend](x) if layer < half - 1 else x
    return x.argmax(1) if x.shape[1] > 1 else (x[:, 0] > 0).astype(int)


@pytest.mark.parametrize("config", CASES, ids=[config.data for config in CASES])
def test_the_browser_names_the_classes_that_the_fits_name(config):
    split, found = shown(config), next(training.train(config))
    _, arrays = listed(six.message({}, quick.run(config), found))
    head = {"classes": list(range(config.classes)), "k": config.k, "gamma": config.gamma, "bend": config.bend}
    places = split.x_new[:400].astype(np.float32).astype(float)  # as a tree reads them
    said = in_node("six/models.js", ASKED, [{"arrays": arrays}, head, places.tolist(), {}])
    for name in methods.OF_SKLEARN:
        model = methods.fitted(name, config, split.x, split.y)
        given = model.predict(methods.seen(name, config, places))
        same = (np.array(said[name]) == given).mean()
        assert same == 1.0 if name not in ("knn", "adaboost") or config.lines == "axis" else same > 0.99, name
    assert said["mlp"] == network(config, found, places).tolist()


def test_after_some_rounds_it_names_what_adaboost_names_then():
    config = CASES[0]
    split, found = shown(config), next(training.train(config))
    _, arrays = listed(six.message({}, quick.run(config), found))
    places = split.x_new[:200].astype(np.float32).astype(float)
    head = {"classes": [0, 1], "k": 4, "gamma": config.gamma, "bend": config.bend}
    said = in_node("six/models.js", ASKED, [{"arrays": arrays}, head, places.tolist(), {"adaboost": 5, "mlp": 0}])
    stages = list(methods.fitted("adaboost", config, split.x, split.y).staged_predict(places))
    assert said["adaboost"] == stages[4].tolist()


def test_the_points_weigh_what_adaboost_gives_them():
    config = CASES[0]
    split = shown(config)
    model = methods.fitted("adaboost", config, split.x, split.y)
    _, arrays = listed(six.message({}, quick.run(config), next(training.train(config))))
    weights, errors = np.full(len(split.x), 1 / len(split.x)), []
    for stump, much in zip(model.estimators_, model.estimator_weights_, strict=True):
        wrong = stump.predict(split.x) != split.y
        errors.append(weights[wrong].sum())
        weights = weights * np.exp(much * wrong)
        weights /= weights.sum()
    found = in_node(
        "six/boosting.js",
        "({ weightsAfter, errorOf }, a) => [[...weightsAfter(a, 12)], a.which.map((_, t) => errorOf(a, t))]",
        arrays,
    )
    assert found[0] == pytest.approx(weights * len(weights))
    assert found[1] == pytest.approx(errors)
    assert found[1] == pytest.approx(model.estimator_errors_)


def test_the_nearest_points_are_found_by_squares():
    draw = np.random.default_rng(0)
    x, places = draw.uniform(-1, 1, (300, 2)), draw.uniform(-1.04, 1.04, (60, 2))
    model = KNeighborsClassifier(7).fit(x, np.arange(300) % 2)
    wanted = model.kneighbors(places, return_distance=False)
    found = in_node(
        "six/near.js",
        "({ bucketsOf, nearest }, [x, places]) => places.map(([u, v]) => [...nearest(bucketsOf(x), x, u, v, 7)])",
        [x.ravel().tolist(), places.tolist()],
    )
    assert found == wanted.tolist()


def test_the_browser_writes_points_as_python_reads_them():
    places = [(-104, 104, 0), (0, 0, 5), (37, -62, 3)]
    given = [[v / 100 for x, y, _ in places for v in (x, y)], [label for *_, label in places]]
    assert in_node("six/points.js", "({ pointsText }, given) => pointsText(...given)", given) == points.written(
        places
    )


def test_the_cells_of_a_tree_fill_the_square_and_do_not_overlap():
    _, arrays = listed(six.message({}, quick.run(CASES[1]), None))
    cells = np.array(in_node("six/marks.js", "({ cellsOf }, a) => cellsOf(a)", arrays))
    assert ((cells[:, 2] - cells[:, 0]) * (cells[:, 3] - cells[:, 1])).sum() == pytest.approx(2.08**2)
    assert len(cells) == sum(node < 0 for node in arrays["left"])


@pytest.mark.parametrize(
    ("name", "sent", "taken"),
    [
        ("method", "svm", True),
        ("method", "forest", False),
        ("method", 3, False),
        ("points", points.written([(0, 0, 1)]), True),
        ("points", "", True),
        ("points", "___", False),
        ("points", None, False),
    ],
)
def test_only_methods_and_points_are_taken_from_the_browser(monkeypatch, name, sent, taken):
    monkeypatch.setattr(st, "session_state", {"six": {name: sent}})
    got: list[str] = []
    {"method": six._method, "points": six._points}[name]("six", got.append)
    assert got == ([sent] if taken else [])
