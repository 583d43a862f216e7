"""How a network learns: gradients, steps, and in what order it sees the data."""

from core.glossary.term import Term

TERMS = (
    Term(
        "gradient",
        ("gradients",),
        (
            "The gradient says, for every weight, how much the loss changes when this weight grows a little.",
            "A small step against the gradient lowers the loss.",
        ),
        "EPFL, “Reminder: Gradient Descent”",
        "backprop",
        r"\nabla E = \left[\frac{\partial E}{\partial w_{ji}}\right]",
    ),
    Term(
        "gradient descent",
        (),
        (
            "Gradient descent lowers the loss step by step: each step goes a little way against the gradient.",
            "It ends in some valley of the loss, which need not be the deepest.",
        ),
        "EPFL, “Reminder: Gradient Descent”",
        "template_learning",
        r"w \leftarrow w - \eta\,\nabla E(w)",
    ),
    Term(
        "back-propagation",
        ("backpropagation", "back propagation", "back-propagates", "backward pass", "backward passes"),
        (
            "Back-propagation computes all gradients in one pass from the loss back to the first layer.",
            "Each layer uses what the layer after it has computed, so nothing is computed twice.",
        ),
        "EPFL, “Back Propagation”",
        "backprop",
        r"\delta_j = \sigma'(a_j) \sum_k w_{kj}\,\delta_k",
    ),
    Term(
        "delta",
        ("δ", "deltas"),
        (
            "The delta of a unit, δ, says how much the error changes when the pre-activation of this unit changes.",
            "Times the input of a weight it is the gradient of that weight.",
        ),
        "EPFL, “Partial Derivatives”",
        "backprop",
        r"\delta_j = \frac{\partial E}{\partial a_j}",
    ),
    Term(
        "chain rule",
        (),
        (
            "The chain rule says that the slope of functions in a row is the product of their slopes.",
            "Back-propagation is this rule, applied from the last layer to the first.",
        ),
        "Göttingen lecture 5, “What are these frameworks about?”",
        "backprop",
        r"\frac{dz}{dx} = \frac{dz}{dy}\,\frac{dy}{dx}",
    ),
    Term(
        "Jacobian",
        ("Jacobians",),
        (
            "The Jacobian of a layer is the matrix of all slopes of its outputs by its inputs.",
            "A gradient on its way back is multiplied by the transposed Jacobian of every layer.",
        ),
        "EPFL, “Vanishing and Exploding Gradients”",
        "gradients",
        r"J = \mathrm{diag}\,f'(z)\; W",
    ),
    Term(
        "automatic differentiation",
        ("autodiff", "autograd"),
        (
            "Automatic differentiation computes gradients from a program: each operation knows its own derivative.",
            "PyTorch’s part that does so is called autograd.",
        ),
        "Göttingen lecture 5, “Automatic differentiation”",
        "backprop",
    ),
    Term(
        "finite differences",
        ("finite difference",),
        (
            "Finite differences estimate a gradient: move one weight a little, and see how much the loss changes.",
            "They are slow, but they check whether back-propagation is right.",
        ),
        "EPFL, “Partial Derivatives”",
        "backprop",
        r"\frac{\partial E}{\partial w} \approx \frac{E(w + h) - E(w - h)}{2h}",
    ),
    Term(
        "learning rate",
        ("learning rates",),
        (
            "The learning rate says how far one update goes along the gradient.",
            "Too small, and learning takes too long; too large, and it overshoots and fails.",
        ),
        "CS5242 lecture 3, “Learning rate”",
        "template_learning",
        r"\eta \text{ in } w \leftarrow w - \eta\,\nabla E",
    ),
    Term(
        "update",
        ("updates", "step", "steps", "training step", "training steps"),
        (
            "An update, or step, changes all weights once, by the gradient of one picture or one batch.",
            "Training is thousands of such small steps.",
        ),
        "CS5242 lecture 3, “Template update”",
        "template_learning",
        r"W \leftarrow W + \eta\,e\,x^{\top}",
    ),
    Term(
        "epoch",
        ("epochs",),
        (
            "An epoch is one pass of training through all training pictures.",
            "Training usually takes several, each in another order.",
        ),
        "Dublin, “Example: MNIST digit classification”",
        "digit_lab",
    ),
    Term(
        "batch",
        ("batches", "batch size"),
        (
            "A batch is a group of pictures whose errors make one update together.",
            "Larger batches give steadier gradients and use a machine better, but they make fewer updates.",
        ),
        "CS5242 lecture 3, “Mini-batch”",
        "batches",
        r"W \leftarrow W + \frac{\eta}{B}\, E X^{\top}",
    ),
    Term(
        "mini-batch",
        ("mini-batches", "minibatch", "minibatches"),
        (
            "A mini-batch is a batch of tens or hundreds of pictures, chosen at random for each update.",
            "It lies between one picture at a time and all of them at once.",
        ),
        "CS5242 lecture 3, “Mini-batch”; EPFL, “Stochastic Gradient Descent”",
        "batches",
        r"1 < B \ll N",
    ),
    Term(
        "full batch",
        ("full batches",),
        (
            "With a full batch all training pictures together make one update.",
            "Its gradient is exact, but each update costs a whole epoch.",
        ),
        "CS5242 lecture 3, “Serial vs Batch”",
        "batches",
        r"B = N",
    ),
    Term(
        "serial",
        ("serial learning",),
        (
            "Serial learning updates the weights after every single picture.",
            "The next picture already meets the better weights.",
        ),
        "CS5242 lecture 3, “Serial vs Batch”",
        "batches",
        r"B = 1",
    ),
    Term(
        "SGD",
        ("stochastic gradient descent",),
        (
            "SGD, stochastic gradient descent, takes each step by the gradient of a random batch.",
            "The gradient is rough, but it costs little, so many steps can be made.",
        ),
        "EPFL, “Stochastic Gradient Descent”",
        "batches",
        r"w \leftarrow w - \eta \sum_{n \in B} \nabla E_n(w)",
    ),
    Term(
        "optimiser",
        ("optimisers", "optimizer", "optimizers"),
        (
            "The optimiser is the rule that makes an update out of a gradient.",
            "SGD, momentum, RMSprop and Adam are optimisers.",
        ),
        "EPFL, “Improved Gradient Descent”",
        "digit_lab",
    ),
    Term(
        "momentum",
        (),
        (
            "Momentum adds to each update a share of the one before, like a ball that rolls on.",
            "It goes faster where gradients agree, and evens out where they change their sign.",
        ),
        "Polyak 1964",
        "digit_lab",
        r"v \leftarrow \mu\,v + g, \quad w \leftarrow w - \eta\,v",
    ),
    Term(
        "RMSprop",
        (),
        (
            "RMSprop divides each step of a weight by the recent size of its gradients.",
            "So weights with small gradients move as fast as those with large ones.",
        ),
        "Dublin, “Example: MNIST digit classification”; Tieleman and Hinton 2012",
        "digit_lab",
        r"v \leftarrow \rho\,v + (1 - \rho)\,g^2, \quad w \leftarrow w - \frac{\eta\,g}{\sqrt{v} + \epsilon}",
    ),
    Term(
        "Adam",
        (),
        (
            "Adam joins momentum and RMSprop: a mean gradient, divided by its recent size.",
            "It needs little tuning, so it is often the first choice.",
        ),
        "EPFL, “Adaptive Moment Estimation”; Kingma and Ba 2015",
        "digit_lab",
        r"w \leftarrow w - \alpha\,\frac{\hat m}{\sqrt{\hat v} + \epsilon}",
    ),
    Term(
        "GPU",
        ("GPUs",),
        (
            "A GPU is a processor that does thousands of equal computations at the same time.",
            "It makes large matrix products fast, and so large batches and large networks.",
        ),
        "CS5242 lecture 6, “Lab 02”",
        "batches",
    ),
    Term(
        "seed",
        ("seeds",),
        (
            "A seed is the number from which all random draws of a run are made.",
            "The same seed gives the same run; several seeds show how much is chance.",
        ),
        "Bouthillier et al. 2021",
        "approximation",
    ),
    Term(
        "recording",
        ("recordings", "snapshot", "snapshots", "recorded"),
        (
            "A recording keeps the weights of a training at many of its steps, as snapshots.",
            "So it can be played, stopped and looked at again without a new training.",
        ),
        "MLP Scope",
        "templates",
    ),
)
