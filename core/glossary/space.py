"""What layers do to the space of inputs: maps, lines, regions, folds, and what functions they can make."""

from core.glossary.term import Term

_DEPTH = "Göttingen lecture 5, “Exponential representation: advantage of depth”"

TERMS = (
    Term(
        "linearly separable",
        ("separable", "separating line", "separating lines"),
        (
            "Points of two classes are linearly separable if a line or hyperplane has each class on its own side.",
            "That is what one neuron can tell apart.",
        ),
        "Dublin, “Limitations: XOR problem”",
        "perceptron",
        r"y_i\,(w \cdot x_i + b) > 0 \text{ for all } i",
    ),
    Term(
        "margin",
        ("margins",),
        (
            "The margin of a line is its distance from the point that is next to it.",
            "The wider it can be, the fewer mistakes the perceptron’s rule makes.",
        ),
        "Novikoff 1962",
        "perceptron",
        r"\gamma = \min_i y_i\,(w \cdot x_i + b), \quad |(w, b)| = 1",
    ),
    Term(
        "mixture",
        ("mixtures", "convex combination", "convex combinations"),
        (
            "A mixture, or convex combination, of points is their sum with shares of at least 0 that add up to 1.",
            "If a mixture of one class equals one of the other, no line separates the two.",
        ),
        "Gordan 1873",
        "perceptron",
        r"\sum_i \lambda_i x_i, \quad \lambda_i \ge 0, \quad \sum_i \lambda_i = 1",
    ),
    Term(
        "linear map",
        ("linear maps",),
        (
            "A linear map is a multiplication by a matrix.",
            "What it makes of a sum is the sum of what it makes of the parts.",
        ),
        "CS5242 lecture 6, “Mathematical motivation”",
        "three_views",
        r"A(x + y) = A x + A y",
    ),
    Term(
        "affine map",
        ("affine maps", "affine"),
        (
            "An affine map is a linear map plus a shift.",
            "A ReLU network is a different affine map in each of its linear regions.",
        ),
        "EPFL, “MLP with ReLU”",
        "regions",
        r"y = A x + d",
    ),
    Term(
        "hyperplane",
        ("hyperplanes",),
        (
            "A hyperplane is where a neuron changes its sign: a line in the plane, a plane in space.",
            "On one side of it a ReLU neuron is on, on the other it is off.",
        ),
        "EPFL, “One Single Hyperplane”",
        "regions",
        r"w \cdot x + b = 0",
    ),
    Term(
        "linear region",
        ("linear regions", "region", "regions"),
        (
            "A linear region is a set of inputs, without a gap, on which the network is one affine map.",
            "The more regions there are, the more complicated a function can be.",
        ),
        f"{_DEPTH}; Montúfar et al. 2014",
        "regions",
        r"f(x) = A_r\,x + d_r \text{ for } x \text{ in region } r",
    ),
    Term(
        "activation region",
        ("activation regions",),
        (
            "An activation region is a set of inputs for which the same neurons are on.",
            "Neighbours may share one affine map, so there can be fewer linear regions.",
        ),
        "Hanin and Rolnick 2019",
        "regions",
    ),
    Term(
        "activation pattern",
        ("activation patterns",),
        (
            "The activation pattern of an input says which neurons are on for it.",
            "Inputs with one pattern make up one activation region.",
        ),
        "Hanin and Rolnick 2019",
        "regions",
        r"D = \mathrm{diag}(1_{z > 0})",
    ),
    Term(
        "fold",
        ("folds", "folding", "folded"),
        (
            "To fold is to lay one half of the space over the other, as |x| does with the number line.",
            "What later layers do to one half, they then do to both.",
        ),
        f"{_DEPTH}; Montúfar et al. 2014",
        "folding",
        r"x \mapsto |x|",
    ),
    Term(
        "composition",
        ("composed", "compositions"),
        (
            "The composition of two functions applies one to what the other gives.",
            "A network is the composition of its layers; there peaks multiply, where a sum only adds them.",
        ),
        "EPFL, “The Power of Composition”",
        "composition",
        r"(f_2 \circ f_1)(x) = f_2(f_1(x))",
    ),
    Term(
        "universal approximation",
        ("universal approximator", "universal approximators", "Universal Approximator Theorem"),
        (
            "Universal approximation: one wide hidden layer comes as close as you like to a continuous function.",
            "The theorem says that such weights exist, not that training finds them.",
        ),
        "Göttingen lecture 5, “Universal Approximator Theorem”; Hornik 1991",
        "approximation",
        r"|F(x) - f(x)| < \varepsilon",
    ),
    Term(
        "data manifold",
        ("data manifolds", "manifold", "manifolds"),
        (
            "The data manifold is the small part of all possible inputs where real ones lie.",
            "Random pixels never meet it: nearly all pictures that could be are noise.",
        ),
        "Göttingen lecture 5, “Data manifolds”",
        "learning_needs",
    ),
    Term(
        "curse of dimensionality",
        ("curse of dimension",),
        (
            "The curse of dimensionality is that every further dimension multiplies the pieces that fill a space.",
            "Ten boxes for one input become 10,000 for four.",
        ),
        "Göttingen lecture 5, “Curse of Dimensionality”",
        "approximation",
        r"N = 10^k",
    ),
)
