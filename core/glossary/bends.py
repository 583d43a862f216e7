"""Activation functions, and what their slopes do."""

from core.glossary.term import Term

_ACTIVATIONS = "Göttingen lecture 5, “Activation functions”"

TERMS = (
    Term(
        "activation function",
        ("activation functions", "activation", "activations", "non-linearity", "non-linearities"),
        (
            "An activation function is applied by each unit to what it has added up; it is not linear.",
            "Without it, all layers of a network together do what one matrix does.",
        ),
        "Dublin, “Activation functions”",
        "activations",
        r"a = f(z)",
    ),
    Term(
        "bend",
        ("bends", "kink", "kinks"),
        (
            "A bend is a place where a function leaves its straight line.",
            "Layers need activation functions that bend, or they collapse to one.",
        ),
        _ACTIVATIONS,
        "activations",
    ),
    Term(
        "slope",
        ("slopes", "derivative", "derivatives"),
        (
            "The slope, or derivative, says how much a function changes when its input grows a little.",
            "On its way back, a gradient is multiplied by the slope of every activation that it passes.",
        ),
        "EPFL, “Reminder: Gradient Descent”",
        "activations",
        r"f'(z) = \lim_{h \to 0} \frac{f(z + h) - f(z)}{h}",
    ),
    Term(
        "step function",
        ("perceptron’s step",),
        (
            "The step function, the perceptron’s activation, is 0 below 0 and 1 above.",
            "Its slope is 0, so gradient descent cannot train what lies before it.",
        ),
        "Dublin, “Perceptron (Neuron)”",
        "activations",
        r"f(z) = 1 \text{ if } z > 0,\; 0 \text{ otherwise}",
    ),
    Term(
        "sigmoid",
        ("sigmoids", "logistic function"),
        (
            "The sigmoid squashes every number to a value between 0 and 1.",
            "Its slope is at most ¼, so gradients shrink in every layer that has it.",
        ),
        _ACTIVATIONS,
        "activations",
        r"f(z) = \frac{1}{1 + e^{-z}}",
    ),
    Term(
        "tanh",
        ("hyperbolic tangent",),
        (
            "The hyperbolic tangent, tanh, squashes every number to a value between −1 and 1.",
            "Its slope is 1 at 0 and almost 0 far from it.",
        ),
        _ACTIVATIONS,
        "activations",
        r"f(z) = \frac{e^{2z} - 1}{e^{2z} + 1}",
    ),
    Term(
        "ReLU",
        ("ReLUs", "relu"),
        (
            "ReLU, the rectified linear unit, passes positive numbers on and sets negative ones to 0.",
            "Its slope is 1 or 0, so a gradient passes unchanged or not at all.",
        ),
        "Göttingen lecture 5, “Rectified linear unit (ReLU)”",
        "activations",
        r"f(z) = \max(0, z)",
    ),
    Term(
        "leaky ReLU",
        (),
        (
            "Leaky ReLU multiplies negative numbers by a small constant, where ReLU sets them to 0.",
            "Its slope is never 0, so a unit can always come back.",
        ),
        "Göttingen lecture 5, “Leaky ReLU / Parametric ReLU”; Maas et al. 2013",
        "activations",
        r"f(z) = \max(0, z) + 0.02 \min(0, z)",
    ),
    Term(
        "PReLU",
        ("parametric ReLU",),
        (
            "PReLU, the parametric ReLU, is a leaky ReLU whose slope below 0 is learned.",
            "Learning may set that slope to whatever lowers the loss.",
        ),
        "Göttingen lecture 5, “Leaky ReLU / Parametric ReLU”; He et al. 2015",
        "activations",
        r"f(z) = \max(0, z) + a \min(0, z)",
    ),
    Term(
        "ELU",
        ("exponential linear unit",),
        (
            "ELU, the exponential linear unit, bends smoothly down to −1 for negative numbers.",
            "Its outputs have a mean nearer to 0 than ReLU’s.",
        ),
        "Göttingen lecture 5, “Exponential linear unit (eLU)”; Clevert et al. 2016",
        "activations",
        r"f(z) = z \text{ if } z > 0,\; e^z - 1 \text{ otherwise}",
    ),
    Term(
        "GELU",
        (),
        (
            "GELU is a smooth relative of ReLU: the number times the normal probability of a smaller one.",
            "It dips a little below 0 before it rises, and many language models use it.",
        ),
        "Hendrycks and Gimpel 2016",
        "activations",
        r"f(z) = z\,\Phi(z)",
    ),
    Term(
        "SiLU",
        ("swish",),
        (
            "SiLU is a number times its own sigmoid, a smooth relative of ReLU.",
            "It is nearly 0 far below 0, and nearly the number itself far above.",
        ),
        "Hendrycks and Gimpel 2016; Elfwing et al. 2018",
        "activations",
        r"f(z) = z\,\sigma(z)",
    ),
    Term(
        "softplus",
        (),
        (
            "Softplus is a smooth ReLU without a corner.",
            "Its slope is the sigmoid.",
        ),
        "Dugas et al. 2001",
        "activations",
        r"f(z) = \ln(1 + e^z)",
    ),
    Term(
        "absolute value",
        ("|x|", "|z|"),
        (
            "The absolute value makes negative numbers positive: it folds the number line at 0.",
            "Two ReLU units can do the same.",
        ),
        "Göttingen lecture 5, “Absolute value activation”",
        "folding",
        r"|z| = \mathrm{relu}(z) + \mathrm{relu}(-z)",
    ),
    Term(
        "identity",
        (),
        (
            "The identity passes every number on as it is.",
            "A layer with the identity as its activation is linear.",
        ),
        "CS5242 lecture 6, “Mathematical motivation”",
        "activations",
        r"f(z) = z",
    ),
    Term(
        "dead unit",
        ("dead units", "dead neuron", "dead neurons", "dead ReLU", "dead"),
        (
            "A dead unit gives 0 for every input, so its slope is 0 too.",
            "No gradient reaches its weights, and it cannot learn its way back.",
        ),
        "Göttingen lecture 5, “Rectified linear unit (ReLU)”",
        "activations",
    ),
    Term(
        "saturation",
        ("saturated", "saturate", "saturates"),
        (
            "A unit is saturated where its activation function is flat, far from 0 for a sigmoid.",
            "Its slope is almost 0 there, so it hardly learns.",
        ),
        "Göttingen lecture 5, “Sigmoid activation functions: vanishing gradients”",
        "gradients",
        r"f'(z) \approx 0",
    ),
)
