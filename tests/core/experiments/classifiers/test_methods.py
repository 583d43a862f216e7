"""The fits are scikit-learn's own, and the pieces that are drawn say what the fits say."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from sklearn.ensemble import AdaBoostClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier

from core.experiments.classifiers import methods, points, quick, training
from core.experiments.classifiers.config import METHODS, Config
from core.experiments.classifiers.draws import SEEDS, drawn, shown, splits
from core.experiments.classifiers.network import weights

TWO = Config(n=120, data="moons", noise=0.1, rounds=12, depth=4, gamma=3.0, k=4, updates=100)
MANY = Config(n=150, data="spirals", classes=4, rounds=12, gamma=20.0, k=3, updates=100)
CASES = (TWO, MANY, Config(n=90, data="board4", lines="free", rounds=9, updates=100))
ids = [config.data for config in CASES]


def direct(name, config):
    return {
        "logistic": lambda: LogisticRegression(),
        "adaboost": lambda: AdaBoostClassifier(
            DecisionTreeClassifier(max_depth=1), n_estimators=config.rounds, random_state=0
        ),
        "svm": lambda: SVC(C=config.penalty, gamma=config.gamma),
        "knn": lambda: KNeighborsClassifier(config.k),
        "tree": lambda: DecisionTreeClassifier(max_depth=config.depth, random_state=0),
    }[name]()


def along(config, x):
    if config.lines == "axis":
        return x
    angle = np.radians(5 * np.arange(36))
    return x[:, :1] * np.cos(angle) + x[:, 1:] * np.sin(angle)


@pytest.mark.parametrize("config", CASES, ids=ids)
def test_every_score_is_that_of_scikit_learn_called_directly(config):
    found, first = list(training.train(config))[-1], quick.run(config)
    for k, split in enumerate(splits(config)):
        for row, name in enumerate(methods.OF_SKLEARN):
            x, x_new = (along(config, one) if name == "adaboost" else one for one in (split.x, split.x_new))
            model = direct(name, config).fit(x, split.y)
            assert found.right[row, k] == model.score(x_new, split.y_new), name
            assert found.known[row, k] == model.score(x, split.y), name
            if k == 0 and name in quick.AT_ONCE:
                assert first.right[name] == found.right[row, 0] and first.known[name] == found.known[row, 0]
                assert first.numbers[name] == found.numbers[row, 0]
            if name == "adaboost":
                stages = list(model.staged_score(x_new, split.y_new))
                assert found.rounds[: len(stages), k] == pytest.approx(stages)
                assert (found.rounds[len(stages) :, k] == found.right[row, k]).all()


@pytest.mark.parametrize("config", CASES, ids=ids)
def test_the_stumps_vote_as_adaboost_answers(config):
    split = shown(config)
    model = methods.fitted("adaboost", config, split.x, split.y)
    boost, votes = methods.boost(model, config), np.zeros((len(split.x_new), config.classes))
    for which, at, low, high, much in zip(*boost[1:], strict=True):
        side = (split.x_new @ boost.turned[which]).astype(np.float32) <= at
        np.add.at(votes, (np.arange(len(votes)), np.where(side, low, high)), much)
    assert (votes.argmax(1) == model.predict(methods.seen("adaboost", config, split.x_new))).all()


@pytest.mark.parametrize("config", [TWO, CASES[2], Config()], ids=["moons", "free lines", "board"])
def test_adaboost_keeps_the_bound_of_its_errors(config):
    split = shown(config)
    model = methods.fitted("adaboost", config, split.x, split.y)
    errors = model.estimator_errors_[: len(model.estimators_)]
    bound = np.prod(2 * np.sqrt(errors * (1 - errors)))
    assert 1 - methods.right("adaboost", config, model, split.x, split.y) <= bound + 1e-12
    if config == Config():
        assert bound > 0.9 and errors.min() > 0.4, "each line is little better than chance"


@pytest.mark.parametrize("config", CASES, ids=ids)
def test_the_support_vectors_vote_as_the_machine_answers(config):
    split = shown(config)
    model = methods.fitted("svm", config, split.x, split.y)
    machine, classes = methods.machine(model), config.classes
    kernel = np.exp(-config.gamma * ((split.x_new[:, None] - split.x[machine.rows]) ** 2).sum(2))
    ends = np.cumsum([0, *machine.many])
    votes = np.zeros((len(split.x_new), classes))
    for p, (i, j) in enumerate(itertools.combinations(range(classes), 2)):
        of_i, of_j = slice(ends[i], ends[i + 1]), slice(ends[j], ends[j + 1])
        score = kernel[:, of_i] @ machine.weights[j - 1, of_i] + kernel[:, of_j] @ machine.weights[i, of_j]
        wins = score + machine.bias[p] > 0
        votes[wins, i] += 1
        votes[~wins, j] += 1
    assert (votes.argmax(1) == model.predict(split.x_new)).all()


@pytest.mark.parametrize("config", [TWO, MANY], ids=ids[:2])
def test_the_tree_and_the_lines_answer_as_they_were_fitted(config):
    split, found = shown(config), quick.run(config)
    assert found.tree and found.logistic
    for place, k in zip(split.x_new[:200].astype(np.float32), range(200), strict=True):
        at = 0
        while found.tree.left[at] >= 0:
            at = (found.tree.left if place[found.tree.feature[at]] <= found.tree.at[at] else found.tree.right)[at]
        said = direct("tree", config).fit(split.x, split.y).predict(split.x_new[k : k + 1]) if k < 3 else None
        assert said is None or found.tree.share[at].argmax() == said[0]
    scores = split.x_new @ found.logistic.weights.T + found.logistic.bias
    given = scores.argmax(1) if config.classes > 2 else (scores[:, 0] > 0).astype(int)
    assert (given == split.y_new).mean() == found.right["logistic"]


@pytest.mark.parametrize("config", [TWO, MANY], ids=ids[:2])
def test_the_weights_of_the_recording_are_those_of_a_network_that_answers_as_well(config):
    first, last = training.train(config)
    sizes = first.network.widths.tolist()
    flat, parts = first.network.weights[-1], []
    for shape in [*zip(sizes[1:], sizes, strict=False), *((n,) for n in sizes[1:])]:
        many = int(np.prod(shape))
        parts, flat = [*parts, flat[:many].reshape(shape)], flat[many:]
    assert not len(flat) and first.network.steps[[0, -1]].tolist() == [0, config.updates]
    split, half = shown(config), len(parts) // 2
    h = split.x_new
    for weight, bias in zip(parts[: half - 1], parts[half:-1], strict=True):
        h = np.maximum(h @ weight.T + bias, 0)
    out = h @ parts[half - 1].T + parts[-1]
    given = out.argmax(1) if config.classes > 2 else (out[:, 0] > 0).astype(int)
    rows = list(METHODS).index("mlp")
    assert abs((given == split.y_new).mean() - last.right[rows, 0]) < 0.05, (
        "the same start, other batches beside it"
    )
    assert last.numbers[rows].tolist() == [sum(part.size for part in parts)] * SEEDS


def test_parameters_are_counted_as_the_deck_counts_weights():
    """EPFL: 401 weights with 100 hidden units, 151 with 10 and 10."""
    assert [weights(Config(hidden=hidden), 2) for hidden in ("10", "100", "10-10")] == [41, 401, 151]
    assert weights(Config(hidden="10"), 3) == 63


def test_the_same_settings_give_the_same_arrays():
    one, again = (list(training.train(TWO))[-1] for _ in range(2))
    assert (one.network.weights == again.network.weights).all() and (one.right == again.right).all()


def test_stop_ends_it_between_two_fits():
    asked = iter([False, False, True])
    assert list(training.train(TWO, stop=lambda: next(asked, True))) == []


# What people bring


def brought(*places):
    return Config(data="own", points=points.written(places), rounds=5, updates=100)


LINE = [(k * 8 - 60, 0, int(k > 6)) for k in range(15)]
TWICE = [(10 * k, 5 * k, label) for k in range(6) for label in (0, 1)]


@pytest.mark.parametrize(
    ("config", "known"),
    [(brought(*LINE), 1.0), (brought(*TWICE), 0.5), (brought((0, 0, 0), (0, 0, 1)), 0.5)],
    ids=["collinear", "both labels everywhere", "one place"],
)
def test_odd_points_are_learned_as_far_as_they_can_be(config, known):
    found = quick.run(config)
    assert found.enough and found.known["tree"] == known
    _, last = training.train(config)
    few = len(found.split.x) < 10
    assert np.isnan(last.right).all() == few and last.whole
    assert few or (last.right >= 0).all()


@pytest.mark.parametrize("places", [[], [(5, 5, 2)], [(k, 3, 4) for k in range(20)]], ids=["none", "one", "alike"])
def test_without_two_classes_nothing_is_learned(places):
    found = quick.run(brought(*places))
    assert not found.enough and found.logistic is None and len(found.split.x) == len(places)
    assert np.isnan(found.base) if not places else found.base == 1
    assert list(training.train(brought(*places))) == [] and not training.possible(brought(*places))


def test_own_points_are_fitted_alike_whether_one_asks_about_them_or_not():
    config = brought(*LINE)
    asked, unasked = quick.run(config), quick.run(config, ask=False)
    assert asked.known == unasked.known and (asked.tree.at == unasked.tree.at).all()
    assert np.isnan([*unasked.right.values()]).all() and np.isfinite([*asked.right.values()]).all()


def test_classes_that_are_not_there_leave_no_gap():
    config = brought(*((k, 10, 1) for k in range(-50, 0, 4)), *((k, -10, 5) for k in range(-50, 0, 4)))
    found = quick.run(config)
    assert found.classes.tolist() == [1, 5] and found.known["tree"] == 1
    assert drawn(Config(), 3).x.shape == (400, 2)
