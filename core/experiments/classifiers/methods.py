"""Five of scikit-learn's classifiers as they are, and what each of them is made of, so that it can be drawn.

(EPFL, "Reminder: Logistic Regression", "Reminder: AdaBoost", "Rosenbrock using Adaboost", "SVM vs MLP"; Dublin,
"What can we do?": decision trees, k nearest neighbours, kernel methods.)
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.dummy import DummyClassifier
from sklearn.ensemble import AdaBoostClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier

from core.effort import spend
from core.experiments.classifiers.config import Config

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

OF_SKLEARN = ("logistic", "adaboost", "svm", "knn", "tree")
TURNS = 36  # directions of free lines, 5 degrees apart


class Logistic(NamedTuple):
    """A point has the scores w x + b, one for each class, or one for both of two."""

    weights: Floats  # (S, 2)
    bias: Floats  # (S,)


class Boost(NamedTuple):
    """Each round has a line: where u x <= at it votes for class `low`, beyond it for `high`, with `much` weight."""

    turned: Floats  # (D, 2) the directions u that it may choose from
    which: Ints  # (R,)
    at: Floats  # (R,) infinite where a round has no line
    low: Ints  # (R,)
    high: Ints  # (R,)
    much: Floats  # (R,)


class Machine(NamedTuple):
    """Support vectors with their weights; of K classes each pair (i, j) has a score sum_s a_s k(x, x_s) + b."""

    rows: Ints  # (S,) of the points, class by class
    many: Ints  # (K,) of each class
    weights: Floats  # (K - 1, S) as libsvm has them
    bias: Floats  # (P,) of the pairs


class Tree(NamedTuple):
    """Nodes: x[feature] <= at goes left; a leaf has no children (-1) and the share of each class."""

    left: Ints  # (N,)
    right: Ints  # (N,)
    feature: Ints  # (N,)
    at: Floats  # (N,)
    share: Floats  # (N, K)


def directions(config: Config) -> Floats:
    """The directions (D, 2) in which AdaBoost's lines may look: across, up, and between where they are free."""
    turns = TURNS if config.lines == "free" else 2
    angle = np.pi * np.arange(turns) / turns
    return np.round(np.column_stack([np.cos(angle), np.sin(angle)]), 12) + 0.0


def unfitted(method: str, config: Config) -> Any:
    """What scikit-learn is asked for."""
    made: dict[str, Callable[[], Any]] = {
        "logistic": LogisticRegression,
        "adaboost": lambda: AdaBoostClassifier(
            DecisionTreeClassifier(max_depth=1), n_estimators=config.rounds, random_state=0
        ),
        "svm": lambda: SVC(C=config.penalty, gamma=config.gamma),
        "knn": lambda: KNeighborsClassifier(config.k),
        "tree": lambda: DecisionTreeClassifier(max_depth=config.depth, random_state=0),
    }
    return made[method]()


def seen(method: str, config: Config, x: Floats) -> Floats:
    """What a method sees of points x (N, 2): AdaBoost how far they lie in each of its directions."""
    return x @ directions(config).T if method == "adaboost" else x


def fitted(method: str, config: Config, x: Floats, y: Ints) -> Any:
    """scikit-learn's classifier, fitted.

    Of one class, or where no line is better than chance, it names the most frequent class.
    """
    spend(0)
    most = DummyClassifier(strategy="most_frequent")
    if len(np.unique(y)) < 2:
        return most.fit(x, y)
    model = unfitted(method, config)
    if method == "knn":
        model.n_neighbors = min(config.k, len(x))
    try:
        return model.fit(seen(method, config, x), y)
    except ValueError as error:
        if method != "adaboost" or "worse than random" not in str(error):
            raise
        return most.fit(x, y)


def right(method: str, config: Config, model: Any, x: Floats, y: Ints) -> float:
    """The share of points that it names rightly; nan where there are none."""
    return float((model.predict(seen(method, config, x)) == y).mean()) if len(x) else np.nan


def numbers(method: str, config: Config, model: Any, n: int, classes: int) -> int:
    """How many numbers the fitted method has to keep to answer: its parameters."""
    if isinstance(model, DummyClassifier):
        return 1
    if method == "logistic":
        return int(model.coef_.size + model.intercept_.size)
    if method == "adaboost":
        return 3 * len(model.estimators_)  # which direction, where, and how much weight
    if method == "svm":
        return int(2 * model.support_.size + model.dual_coef_.size + model.intercept_.size)
    if method == "knn":
        return 3 * n  # two coordinates and a class
    return int(2 * (model.tree_.node_count - model.get_n_leaves()) + model.get_n_leaves())


def logistic(model: Any) -> Logistic:
    return Logistic(model.coef_.astype(float), model.intercept_.astype(float))


def boost(model: Any, config: Config) -> Boost:
    """The stumps of an AdaBoostClassifier; none where there is no line better than chance."""
    turned = directions(config)
    stumps = [] if isinstance(model, DummyClassifier) else [one.tree_ for one in model.estimators_]
    whole = [tree.node_count == 1 for tree in stumps]
    named = [tree.value[:, 0].argmax(1) for tree in stumps]
    ends = [(k[0], k[0]) if one else (k[1], k[2]) for k, one in zip(named, whole, strict=True)]
    return Boost(
        turned,
        np.array([0 if one else tree.feature[0] for tree, one in zip(stumps, whole, strict=True)], np.int64),
        np.array([np.inf if one else tree.threshold[0] for tree, one in zip(stumps, whole, strict=True)]),
        np.array([low for low, _ in ends], np.int64),
        np.array([high for _, high in ends], np.int64),
        np.array(model.estimator_weights_[: len(stumps)]) if stumps else np.empty(0),
    )


def machine(model: Any) -> Machine:
    """The support vectors of an SVC, with the sign that a positive score has for the first class of a pair."""
    sign = -1 if len(model.classes_) == 2 else 1  # scikit-learn turns it round where there are two
    return Machine(
        model.support_.astype(np.int64),
        model.n_support_.astype(np.int64),
        sign * np.asarray(model.dual_coef_, float),
        sign * np.asarray(model.intercept_, float),
    )


def tree(model: Any) -> Tree:
    nodes = model.tree_
    value = nodes.value[:, 0]
    return Tree(
        nodes.children_left.astype(np.int64),
        nodes.children_right.astype(np.int64),
        nodes.feature.astype(np.int64),
        nodes.threshold.astype(float),
        value / value.sum(1, keepdims=True),
    )
