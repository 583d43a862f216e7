"""Softmax: what is done to scores before and after it, and where numbers end."""

from core.glossary.term import Term

TERMS = (
    Term(
        "exponential",
        ("exponentials", "exponential function"),
        (
            "The exponential of a number is e, about 2.718, to the power of this number.",
            "It is above 0 for every number, and each step of 1 makes it 2.718 times as large.",
        ),
        "CS5242 lecture 3, “Softmax layer”",
        "softmax",
        r"e^{s}",
    ),
    Term(
        "float32",
        ("float64",),
        (
            "A float32 is a number in 32 bits, as networks compute with it, and a float64 one in 64 bits.",
            "A float32 has about seven digits that count, and a float64 about sixteen.",
        ),
        "Goldberg 1991",
        "softmax",
    ),
    Term(
        "overflow",
        ("overflows",),
        (
            "An overflow is a result that is larger than any number of its kind, so that infinity takes its place.",
            "After an overflow a division of infinity by infinity is no number, and a training is lost.",
        ),
        "Goldberg 1991",
        "softmax",
    ),
    Term(
        "temperature",
        ("temperatures",),
        (
            "The temperature is a number that divides every score before softmax.",
            "A high temperature makes the probabilities alike, and a low one gives all to the largest score.",
        ),
        "Hinton, Vinyals and Dean 2015",
        "softmax",
        r"p_k = \frac{e^{s_k/T}}{\sum_m e^{s_m/T}}",
    ),
)
