"""How weights begin, what becomes of gradients in deep networks, and what helps."""

from core.glossary.term import Term

_VANISHING = "EPFL, “Vanishing and Exploding Gradients”"

TERMS = (
    Term(
        "vanishing gradient",
        ("vanishing gradients", "gradient vanishes", "vanishes", "vanish"),
        (
            "A gradient vanishes when every layer on its way back makes it smaller.",
            "The first layers then learn almost nothing.",
        ),
        _VANISHING,
        "gradients",
        r"\|\delta_1\| \approx \chi^{(L-1)/2}\,\|\delta_L\|, \quad \chi < 1",
    ),
    Term(
        "exploding gradient",
        ("exploding gradients", "gradient explodes", "explodes", "explode"),
        (
            "A gradient explodes when every layer on its way back makes it larger.",
            "One step then throws the weights far away, and numbers may overflow.",
        ),
        _VANISHING,
        "gradients",
        r"\|\delta_1\| \approx \chi^{(L-1)/2}\,\|\delta_L\|, \quad \chi > 1",
    ),
    Term(
        "gradient clipping",
        ("clipping", "clipped", "clip gradients"),
        (
            "Clipping shortens a gradient that is longer than a limit, and keeps its direction.",
            "It stops explosions, but does not help gradients that vanish.",
        ),
        f"{_VANISHING}; Pascanu, Mikolov and Bengio 2013",
        "gradients",
        r"g \leftarrow g\,\min(1,\, c / \|g\|)",
    ),
    Term(
        "residual connection",
        ("residual connections", "residual", "residual network", "residual networks", "skip connection"),
        (
            "A residual connection adds the input of a layer to its output.",
            "A gradient can go past the layer on it unchanged.",
        ),
        "EPFL, “MLP to ResNet”; He et al. 2016",
        "gradients",
        r"h_l = h_{l-1} + f(z_l)",
    ),
    Term(
        "normalisation",
        ("normalise", "normalises", "normalization"),
        (
            "Normalisation gives the numbers of a layer mean 0 and spread 1, then scales and shifts them.",
            "So signals neither grow nor shrink from layer to layer.",
        ),
        "Ioffe and Szegedy 2015",
        "gradients",
        r"z = \gamma\,\frac{u - \bar u}{s} + \beta",
    ),
    Term(
        "batch norm",
        ("batch normalisation", "batch normalization"),
        (
            "Batch norm normalises each unit over the pictures of a batch.",
            "After training it uses averages that it has collected.",
        ),
        "Ioffe and Szegedy 2015",
        "gradients",
        r"z_{bi} = \gamma_i\,\frac{u_{bi} - \bar u_i}{s_i} + \beta_i",
    ),
    Term(
        "layer norm",
        ("layer normalisation", "layer normalization"),
        (
            "Layer norm normalises, for each picture, all units of a layer together.",
            "It does not depend on the other pictures of a batch.",
        ),
        "Ba, Kiros and Hinton 2016",
        "gradients",
        r"z_{bi} = \gamma_i\,\frac{u_{bi} - \bar u_b}{s_b} + \beta_i",
    ),
    Term(
        "initialisation",
        ("initialisations", "initial weights", "first weights", "random weights"),
        (
            "The initialisation draws the weights at random before training.",
            "If they are too small, signals and gradients vanish; if too large, they explode.",
        ),
        "CS5242 lecture 3, “Template learning”",
        "gradients",
        r"w \sim N(0, \sigma_w^2 / n)",
    ),
    Term(
        "Xavier initialisation",
        ("Xavier", "Glorot", "Xavier’s draw"),
        (
            "Xavier initialisation draws weights so that signals and gradients keep their size in a linear layer.",
            "It suits tanh, which is almost linear near 0.",
        ),
        "Glorot and Bengio 2010",
        "gradients",
        r"\mathrm{Var}[w] = \frac{2}{n_{\text{in}} + n_{\text{out}}}",
    ),
    Term(
        "He initialisation",
        ("He’s draw", "He’s initialisation", "Kaiming"),
        (
            "He initialisation doubles the variance of the weights, for ReLU sets half of the numbers to 0.",
            "So the size of signals and gradients stays the same in deep ReLU networks.",
        ),
        "He et al. 2015",
        "gradients",
        r"\mathrm{Var}[w] = \frac{2}{n_{\text{in}}}",
    ),
    Term(
        "variance",
        ("variances",),
        (
            "The variance of numbers is the mean squared distance from their mean.",
            "Its square root, the standard deviation, says how far they spread.",
        ),
        "Glorot and Bengio 2010",
        "gradients",
        r"\mathrm{Var}[z] = \mathbb{E}\bigl[(z - \bar z)^2\bigr]",
    ),
    Term(
        "mean-field theory",
        ("mean-field", "mean field"),
        (
            "Mean-field theory says what wide random layers do on average, without drawing a single weight.",
            "It predicts by how much each layer multiplies a gradient.",
        ),
        "Poole et al. 2016; Schoenholz et al. 2017",
        "gradients",
        r"\chi = \sigma_w^2\,\mathbb{E}\bigl[f'(\sqrt q\, z)^2\bigr], \quad z \sim N(0, 1)",
    ),
    Term(
        "weight decay",
        (),
        (
            "Weight decay pulls every weight a little towards 0 in each step.",
            "Weights that the data do not need fade away, which can reduce overfitting.",
        ),
        "EPFL, “Weight Decay”",
        "templates",
        r"E(w) = \sum_n E_n(w) + \lambda \|w\|^2",
    ),
    Term(
        "dropout",
        (),
        (
            "Dropout silences random units while a network learns, others in each step.",
            "No unit can rely on a single other one, which can reduce overfitting.",
        ),
        "Dublin, “Example: MNIST digit classification”; Srivastava et al. 2014",
        "digit_lab",
        r"a = \frac{m}{1 - p} \odot f(z), \quad P(m_i = 0) = p",
    ),
)
