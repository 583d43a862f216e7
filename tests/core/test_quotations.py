"""What stands between quotation marks, and is a slide's, stands on the slide word for word.

SLIDES are lines of the decks, a source and its words; HEADINGS are the slides' titles. Capitals and marks do not
count. A quotation of three words or more that is in none of them is a label of a page, or ours and listed as such,
or it is wrong.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

from core.config import settings
from ui import catalogue, lesson

ROOT = Path(__file__).parents[2]
SLIDES = (
    ("N3", "best choice!"),
    ("N6", "One-layer net with 2 classes is not enough to solve this classification problem"),
    ("N6", "After training, the network parameters U and V will become as follows"),
    ("N6", "The new network would also succeed. The network would learn relevant features"),
    ("N6", "The new features will be less/no interpretable (it is fine)"),
    ("N6", "Weights will not be updated"),
    ("G5", "Gradient close to zero for large positive or negative inputs"),
    ("G5", "ReLU fixes vanishing gradient issue (somewhat)"),
    ("G5", "pre-ReLU input zero for all network inputs → no gradients"),
    ("G5", "Not really used in practice as it can be built from two ReLU units with inverted weights"),
    ("G5", "One hidden layer is enough to approximate any function"),
    ("G5", "f in [0, 1]^N → R to an arbitrary degree of accuracy"),
    ("G5", "Able to represent ≠ able to learn"),
    ("G5", "Averaged over all possible functions f, all algorithms are equivalent in terms of E[L | d]"),
    ("G5", "Random sampling from white noise will pretty much never generate a natural image"),
    ("G5", "low-noise, highly nonlinear, unstructured data"),
    ("E", "As σ(a) approaches zero, so does δ and the gradients in the lower layers are lost"),
    ("E", "can be mitigated by using ReLU, clipping the gradients, relying on gated or resnet-type architectures"),
    ("E", "Their descriptive power is larger than shallow networks for the same number of parameters"),
    ("D", "Linear classifier: 88% accuracy (1200 errors)"),
    ("D", "This does NOT in any way affect the classification accuracy!"),
    ("D", "Structural neighborhood assumption: not permutation invariant"),
    ("E", "Individual weak classifiers cannot do better than chance."),
    ("E", "AdaBoost with linear weak classifiers fails in this example."),
    ("E", "Better defined boundaries with far fewer weights"),
    ("E", "Validation (56% accuracy)"),
    ("E", "They succeed in this example."),
    ("E", "The two layer networks converge faster and better."),
)
HEADINGS = (
    "A hard classification problem",
    "Absolute value activation function",
    "Adaptive Moment Estimation",
    "Adding a ResNet Layer",
    "Back Propagation Works!",
    "Back to Non-Linear Classification",
    "Binary Case",
    "Checker Board using AdaBoost",
    "Checkerboard using a MLP",
    "Convolution with multiple filters",
    "Convolutional neural networks",
    "Curse of Dimensionality",
    "Deep Neural Networks",
    "Deep Stochastic Gradient",
    "Example: MNIST digit classification",
    "Example: a convnet on MNIST",
    "Exponential linear unit (eLU)",
    "Exponential representation: advantage of depth",
    "Forward and backward pass",
    "From score to probability",
    "How to learn the network parameters?",
    "Image as a 3D Surface",
    "Improved Gradient Descent",
    "Improving accuracy and speeding convergence",
    "Leaky ReLU / Parametric ReLU",
    "Limitations: XOR problem",
    "MLP to ResNet",
    "MLP with ReLU",
    "Multi Layer Perceptrons",
    "Multi-Class Case",
    "Neural Networks and Deep Learning",
    "No Free Lunch Theorem",
    "Neural networks: single neuron",
    "One Single Hyperplane",
    "Optional: Proof Sketch",
    "Permutation invariant MNIST",
    "Randomly Distributed Points and RBF Kernels",
    "Rectified linear unit (ReLU)",
    "Regressing the Rosenbrock Function",
    "Reminder: AdaBoost",
    "Reminder: Gradient Descent",
    "Reminder: Logistic Regression",
    "Reminder: Non Separable Distribution",
    "Rosenbrock using Adaboost",
    "SVM vs MLP",
    "Second Layer for Regression",
    "Serial vs Batch",
    "Sigmoid activation functions: vanishing gradients",
    "Sigmoid vs ReLu",
    "Stochastic Gradient Descent",
    "Tanh vs ReLU",
    "The Power of Composition",
    "The importance of non-linearities",
    "The three representations of neural networks",
    "Understanding linear layers",
    "Universal Approximator Theorem in words",
    "Vanishing and Exploding Gradients",
    "What are these frameworks about?",
    "What can we do?",
    "What linear layers do?",
    "When to use deep learning?",
)
OURS = ("Just show me", "is it mine?", "A batch adds")  # a question to a unit, and the label of a setting


def plain(text: str) -> str:
    """Words alone, with a blank at both ends."""
    return f" {re.sub(r'[^a-z0-9%≠→δσ]+', ' ', text.lower()).strip()} "


def labels() -> Iterator[str]:
    """What pages themselves are marked with: examples, what settings offer, and the titles of sections."""
    for here in catalogue.LESSONS:
        face = lesson.science(here.name)
        yield from face.PRESETS
        for cls in face.LINK:
            for setting in settings(cls).values():
                yield from getattr(setting.declaration, "options", {}).values()
    for page in ROOT.glob("pages/*.py"):
        yield from re.findall('section\\("([^"]+)"', page.read_text())


KNOWN = [plain(line) for line in (*(words for _, words in SLIDES), *HEADINGS, *OURS, *labels())]


def quoted() -> Iterator[tuple[str, str]]:
    """Every quotation of three words or more, and where it is; what is left out of it stands as three dots."""
    texts = [(str(row), "measured.json") for row in json.loads((ROOT / "core/measured.json").read_text())["rows"]]
    folders = ("core/experiments/**", "core/glossary", "ui/**", "benchmarks")
    for path in (path for folder in folders for path in ROOT.glob(f"{folder}/*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                texts.append((node.value, path.name))
    for text, where in texts:
        for quotation in re.findall("“([^“”]*)”", text):
            if len(quotation.split()) >= 3:
                yield quotation, where


def test_a_quotation_is_what_the_slide_says():
    found = list(quoted())
    assert len({quotation for quotation, _ in found}) > 30
    wrong = [
        (quotation, where)
        for quotation, where in found
        if not all(any(plain(part) in line for line in KNOWN) for part in quotation.split("…"))
    ]
    assert not wrong


def test_a_word_that_the_slide_does_not_have_is_noticed():
    assert not any(
        plain("mitigated by ReLU, clipping, gated or resnet-type architectures") in line for line in KNOWN
    )
    assert not any(plain("The new features will be less interpretable") in line for line in KNOWN)
