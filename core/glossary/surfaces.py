"""What surfaces and pictures are stored in, and how a network is fitted to one."""

from core.glossary.term import Term

TERMS = (
    Term(
        "L-BFGS",
        (),
        (
            "L-BFGS is an optimiser that learns from its last steps how the loss bends, and searches along a line.",
            "On small networks that see all examples at once it comes further than plain gradient descent.",
        ),
        "Nocedal 1980",
        "surfaces",
    ),
    Term(
        "surface",
        ("surfaces",),
        (
            "A surface is a function of two inputs: its value is the height above each point.",
            "A grey picture is a surface too, whose height is the brightness.",
        ),
        "EPFL, “Image as a 3D Surface”",
        "surfaces",
        r"I = f(x, y)",
    ),
    Term(
        "standardised",
        ("deviation", "deviations"),
        (
            "Standardised values have their mean subtracted and are divided by their standard deviation.",
            "A squared error of 1 is then as bad as saying the mean everywhere.",
        ),
        "MLP Scope",
        "surfaces",
        r"z = (v - \bar{v}) / s",
    ),
    Term(
        "least squares",
        (),
        (
            "Least squares finds the weights of a linear layer with the least squared error, exactly and at once.",
            "It cannot do so for hidden layers, so these have to be trained.",
        ),
        "Legendre 1805",
        "surfaces",
        r"\min_v \lVert H v - z \rVert^2",
    ),
    Term(
        "SVD",
        ("truncated SVD", "singular value decomposition"),
        (
            "SVD, singular value decomposition, writes a matrix as a sum of products of a column and a row.",
            "Its first few products are the nearest matrix that so few of them can make.",
        ),
        "Eckart and Young 1936",
        "surfaces",
        r"Z = \sum_i \sigma_i u_i v_i^{\top}",
    ),
    Term(
        "DCT",
        ("DCT coefficients", "discrete cosine transform"),
        (
            "DCT, the discrete cosine transform, writes a picture as a sum of cosine waves.",
            "Pictures need few of them, so keeping the largest DCT coefficients stores a picture in few numbers.",
        ),
        "Ahmed et al. 1974",
        "surfaces",
    ),
    Term(
        "bicubic",
        ("bicubic interpolation",),
        (
            "Bicubic interpolation puts values between points by cubic curves through their neighbours.",
            "Programs enlarge pictures so, and bicubic needs no training.",
        ),
        "Keys 1981",
        "surfaces",
    ),
    Term(
        "extrapolation",
        ("extrapolate", "extrapolates"),
        (
            "Extrapolation is what a model says outside of all that it has learned from.",
            "Nothing in the training makes extrapolation right.",
        ),
        "MLP Scope",
        "surfaces",
    ),
)
