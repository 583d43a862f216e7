"""The decks of slides, each with the lessons that follow it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Deck:
    """One deck of slides, and the lessons that follow it: their names, and where they stand in it, in its order."""

    name: str
    about: str
    lessons: tuple[tuple[str, str], ...]


DECKS = (
    Deck(
        "CS5242 lecture 3",
        "“Neural Networks and Deep Learning”, Xavier Bresson, National University of Singapore",
        (
            ("softmax", "“Softmax layer” and lab 02"),
            ("templates", "“Understanding linear layers”"),
            ("template_learning", "“Template learning” to “Iterate”"),
            ("batches", "“Mini-batch learning” to “Serial vs Batch”"),
        ),
    ),
    Deck(
        "CS5242 lecture 6",
        "“Neural Networks and Deep Learning”, Xavier Bresson, National University of Singapore",
        (
            ("three_views", "“The three representations of neural networks”"),
            ("gradients", "“The importance of non-linearities”"),
            ("small_large", "“A hard classification problem” to “Multiple-step reasoning”"),
            ("templates", "“Lab 01”, one layer"),
            ("digit_lab", "“Lab 01” and “Lab 02”"),
        ),
    ),
    Deck(
        "Göttingen lecture 5",
        "“Deep Learning”, Alexander Ecker, Georg-August-Universität Göttingen",
        (
            ("activations", "“Activation functions” to “Absolute value activation function”"),
            ("gradients", "“Activation functions”"),
            ("approximation", "“Universal Approximator Theorem” to “Curse of Dimensionality”"),
            ("folding", "“Exponential representation: advantage of depth”"),
            ("regions", "“Exponential representation: advantage of depth”"),
            ("learning_needs", "“No Free Lunch Theorem” to “When to use deep learning?”"),
            ("backprop", "“Automatic differentiation”"),
        ),
    ),
    Deck(
        "EPFL",
        "“Multi-Layer Perceptrons”, Pascal Fua, École polytechnique fédérale de Lausanne",
        (
            ("perceptron", "“Reminder: Logistic Regression”"),
            ("classifiers", "“Reminder: Non Separable Distribution” to “SVM vs MLP”"),
            ("activations", "“Sigmoid vs ReLu”"),
            ("digit_lab", "“MNIST Results”"),
            ("surfaces", "“Regressing the Rosenbrock Function” to “Tanh vs ReLu”"),
            ("regions", "“Multi Layer Perceptrons”"),
            ("composition", "“The Power of Composition” and “Optional: Proof Sketch”"),
            ("backprop", "“Deep Stochastic Gradient” to “Back Propagation Works!”"),
            ("gradients", "“Vanishing and Exploding Gradients”"),
        ),
    ),
    Deck(
        "Dublin",
        "“Deep Neural Networks”, Eva Mohedano, Deep Learning Workshop 2018, Dublin City University",
        (
            ("perceptron", "“Perceptron (Neuron)” to “Limitations: XOR problem”"),
            ("classifiers", "“What can we do?”"),
            ("activations", "“Activation functions”"),
            ("digit_lab", "“Example: MNIST digit classification” to “Example: a convnet on MNIST”"),
        ),
    ),
)
