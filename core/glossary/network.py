"""What a network is made of, and what it answers."""

from core.glossary.term import Term

TERMS = (
    Term(
        "neural network",
        ("network", "networks", "neural networks", "net", "nets"),
        (
            "A neural network is a chain of layers that turns an input, such as a picture, into an answer.",
            "What it answers depends on its weights, which it learns from examples.",
        ),
        "CS5242 lecture 6, “The three representations of neural networks”",
        "three_views",
        r"s = W\,\sigma(V\,\sigma(U x))",
    ),
    Term(
        "multilayer perceptron",
        ("multilayer perceptrons", "multi-layer perceptron", "multi-layer perceptrons", "MLP", "MLPs"),
        (
            "In a multilayer perceptron every unit of a layer has a weight for every unit of the layer before.",
            "It does not know neighbours: scramble all pictures in the same way, and it learns as well.",
        ),
        "Dublin, “Multilayer perceptrons”",
        "digit_lab",
        r"h^{(l)} = f(W_l\,h^{(l-1)} + b_l)",
    ),
    Term(
        "perceptron",
        ("perceptrons",),
        (
            "A perceptron is one unit that says 1 where its weighted inputs exceed a threshold, and 0 elsewhere.",
            "It parts its inputs by one straight line.",
        ),
        "Dublin, “Perceptron (Neuron)”",
        "perceptron",
        r"f(x) = 1 \text{ if } w \cdot x + b > 0,\; 0 \text{ otherwise}",
    ),
    Term(
        "unit",
        ("units", "neuron", "neurons"),
        (
            "A unit, or neuron, adds up its inputs times their weights, and applies an activation function.",
            "Its output goes to the units of the next layer.",
        ),
        "Dublin, “Neural networks: single neuron”",
        "three_views",
        r"a = f\Bigl(\sum_i w_i x_i + b\Bigr)",
    ),
    Term(
        "weight",
        ("weights", "weighted"),
        (
            "A weight is the number by which a unit multiplies one of its inputs.",
            "Learning changes the weights, and nothing else but the biases.",
        ),
        "CS5242 lecture 6, “Biological representation”",
        "templates",
        r"w_{ji}",
    ),
    Term(
        "bias",
        ("biases",),
        (
            "A bias is a number that a unit adds to its weighted inputs.",
            "It moves the place where the unit begins to answer.",
        ),
        "CS5242 lecture 3, “Linear layer”",
        "regions",
        r"z = W x + b",
    ),
    Term(
        "layer",
        ("layers",),
        (
            "A layer is a group of units that get the same inputs.",
            "Its weights are one matrix, with a row for each unit.",
        ),
        "CS5242 lecture 6, “The three representations”",
        "three_views",
        r"h = f(W x + b)",
    ),
    Term(
        "linear layer",
        ("linear layers",),
        (
            "A linear layer multiplies its input by a matrix of weights and may add a bias.",
            "Several linear layers in a row do no more than one.",
        ),
        "CS5242 lecture 3, “Linear layer”",
        "templates",
        r"s = W x + b",
    ),
    Term(
        "hidden layer",
        ("hidden layers", "hidden unit", "hidden units"),
        (
            "A hidden layer lies between the input and the last layer, and its units are hidden units.",
            "Nobody tells it what to answer: it learns what the layers after it need.",
        ),
        "Dublin, “Neural networks”",
        "small_large",
        r"h = f(U x),\quad s = V h",
    ),
    Term(
        "width",
        ("widths",),
        (
            "The width of a layer is the number of its units.",
            "A wider layer can draw more bends, but it has more weights to learn.",
        ),
        "EPFL, “MNIST Results”",
        "digit_lab",
    ),
    Term(
        "depth",
        ("deep", "deeper", "shallow"),
        (
            "The depth of a network is the number of its layers; a shallow network has few.",
            "Each layer works on what the layer before made of the input.",
        ),
        "Göttingen lecture 5, “Exponential representation: advantage of depth”",
        "composition",
    ),
    Term(
        "template",
        ("templates",),
        (
            "A template is one row of a weight matrix, laid out as a picture.",
            "The more a picture looks like it, the larger the score.",
        ),
        "CS5242 lecture 3, “What linear layers do?”",
        "templates",
        r"s_k = w_k \cdot x",
    ),
    Term(
        "score",
        ("scores", "logit", "logits"),
        (
            "A score, or logit, is what the last layer says of a class, before softmax.",
            "It can be any number, and the class with the largest score is the answer.",
        ),
        "CS5242 lecture 3, “Template matching”",
        "templates",
        r"s_k = \sum_i W_{ki}\,x_i + b_k",
    ),
    Term(
        "softmax",
        (),
        (
            "Softmax turns scores into probabilities: positive numbers that sum to 1.",
            "The largest score gets the largest share, and more of it the further it is ahead.",
        ),
        "CS5242 lecture 3, “Softmax layer”",
        "softmax",
        r"p_k = \frac{e^{s_k}}{\sum_m e^{s_m}}",
    ),
    Term(
        "probability",
        ("probabilities", "probable"),
        (
            "A probability is a number from 0 to 1 that says how sure something is.",
            "Those that a network gives to all classes of a picture sum to 1.",
        ),
        "CS5242 lecture 3, “From score to probability”",
        "softmax",
        r"p_k \ge 0, \quad \sum_k p_k = 1",
    ),
    Term(
        "target",
        ("targets",),
        (
            "The target is what a network should answer.",
            "For a picture it is 1 for the true class, and 0 for every other.",
        ),
        "CS5242 lecture 3, “Prediction error”",
        "template_learning",
        r"t_k",
    ),
    Term(
        "feature",
        ("features",),
        (
            "A feature is something about an input that helps to answer, such as a stroke or an edge.",
            "Hidden layers learn their features by themselves.",
        ),
        "CS5242 lecture 6, “Multiple-step reasoning”",
        "small_large",
    ),
    Term(
        "parameter",
        ("parameters",),
        (
            "The parameters of a network are all its weights and biases.",
            "Their number says how large the network is, not how well it answers.",
        ),
        "CS5242 lecture 3, “How to learn the network parameters?”",
        "digit_lab",
    ),
    Term(
        "class",
        ("classes",),
        (
            "A class is one of the answers that a network can give, for example the digit 7.",
            "Each picture of a data set belongs to exactly one class.",
        ),
        "CS5242 lecture 3, “Classification task”",
        "templates",
    ),
    Term(
        "one-hot",
        ("one-hot vector", "one-hot vectors"),
        (
            "A one-hot vector has a 1 at the place of the true class and 0 everywhere else.",
            "The probabilities of the network should come near to it.",
        ),
        "CS5242 lecture 3, “Prediction error”",
        "template_learning",
        r"t_k = 1 \text{ if } k = y,\; 0 \text{ otherwise}",
    ),
    Term(
        "loss",
        ("losses", "training loss", "test loss"),
        (
            "The loss is one number that says how wrong the answers of a network are.",
            "Training changes the weights so that the loss falls.",
        ),
        "EPFL, “Training the Network”",
        "gradients",
        r"E = \frac{1}{N} \sum_n E_n",
    ),
    Term(
        "error",
        ("errors",),
        (
            "The error says how far an answer is from the right one.",
            "For one class it is the target minus the probability; over a data set it is the loss, or a share.",
        ),
        "CS5242 lecture 3, “Prediction error”",
        "template_learning",
        r"e_k = t_k - p_k",
    ),
    Term(
        "cross-entropy",
        ("cross entropy",),
        (
            "Cross-entropy is the loss of a classifier: minus the logarithm of the probability of the true class.",
            "It is near 0 where the network is sure and right, and large where it is sure and wrong.",
        ),
        "EPFL, “Multi-Class Case”",
        "template_learning",
        r"E = -\sum_k t_k \ln p_k",
    ),
    Term(
        "squared error",
        ("mean squared error", "squared errors"),
        (
            "The squared error is half the sum of the squared distances between answers and targets.",
            "It is the usual loss where the answer is a number and no class.",
        ),
        "EPFL, “Non-Linear Regression”",
        "backprop",
        r"E = \tfrac12 \sum_k (y_k - t_k)^2",
    ),
    Term(
        "pre-activation",
        ("pre-activations",),
        (
            "The pre-activation is what a unit has added up before its activation function.",
            "Its sign says whether a ReLU unit is on.",
        ),
        "EPFL, “Deep Stochastic Gradient”",
        "activations",
        r"z = W x + b",
    ),
    Term(
        "forward pass",
        ("forward passes",),
        (
            "The forward pass computes the answer, layer by layer, from the input to the scores.",
            "It also leaves the values that the backward pass needs.",
        ),
        "CS5242 lecture 3, “Forward and backward pass”",
        "backprop",
        r"h_l = f(W_l\,h_{l-1} + b_l)",
    ),
)
