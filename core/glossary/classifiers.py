"""Classifiers in the plane: what they are made of, and what they are measured against."""

from core.glossary.term import Term

TERMS = (
    Term(
        "AdaBoost",
        ("boosting",),
        (
            "AdaBoost adds one weak classifier a round, and gives more weight to the points that it gets wrong.",
            "Its answer is the sum of all their votes, each as strong as its classifier is good.",
        ),
        "EPFL, “Reminder: AdaBoost”; Freund and Schapire 1997",
        "classifiers",
        r"F(x) = \sum_t \alpha_t h_t(x)",
    ),
    Term(
        "weak classifier",
        ("weak classifiers",),
        (
            "A weak classifier is one that is only a little better than chance, such as a single line.",
            "Many of them together can be a strong one, if each is better than chance on the weighted points.",
        ),
        "EPFL, “Checker Board using AdaBoost”; Freund and Schapire 1997",
        "classifiers",
    ),
    Term(
        "support vector",
        ("support vectors",),
        (
            "The support vectors of a support vector machine are the points that it keeps.",
            "All other points could be taken away, and its answers would be the same.",
        ),
        "Cortes and Vapnik 1995",
        "classifiers",
        r"f(x) = \sum_s a_s\, k(x, x_s) + b",
    ),
    Term(
        "RBF kernel",
        ("RBF kernels", "RBF"),
        (
            "The RBF kernel is a function of two points that says how alike they are.",
            "It is 1 for equal points and falls to 0 with their distance, the faster the larger γ is.",
        ),
        "Dublin, “What can we do?”; Cortes and Vapnik 1995",
        "classifiers",
        r"k(x, y) = e^{-\gamma\,|x - y|^2}",
    ),
    Term(
        "decision tree",
        ("decision trees",),
        (
            "A decision tree asks one question about one number after another, such as whether x is below 0.3.",
            "In the plane its answers are the same within rectangles, each of which is a leaf of the tree.",
        ),
        "Dublin, “What can we do?”; Breiman et al. 1984",
        "classifiers",
    ),
    Term(
        "base rate",
        ("base rates",),
        (
            "The base rate is how often one is right by always naming the most frequent class.",
            "A classifier that is not better than the base rate has learned nothing of use.",
        ),
        "MLP Scope",
        "classifiers",
    ),
)
