"""How well a network answers, on which data, and what else reads pictures."""

from core.glossary.term import Term

_MNIST = "Dublin, “Example: MNIST digit classification”"
_CONVNETS = "Dublin, “Convolutional neural networks”"

TERMS = (
    Term(
        "training error",
        ("training errors",),
        (
            "The training error is the share of training pictures that the network misreads.",
            "It can be 0 for a network that knows them by heart.",
        ),
        "CS5242 lecture 6, “Lab 01”",
        "digit_lab",
    ),
    Term(
        "test error",
        ("test errors", "test pictures", "test picture"),
        (
            "The test error is the share of test pictures that the network misreads.",
            "It never learns from these pictures, so they show how well it reads new ones.",
        ),
        "CS5242 lecture 6, “Lab 01”",
        "digit_lab",
        r"e = \frac{\text{misread}}{n} \pm \sqrt{\frac{e(1 - e)}{n}}",
    ),
    Term(
        "accuracy",
        ("accuracies",),
        (
            "The accuracy is the share of answers that are right.",
            "Accuracy and error together make 100\u202f%.",
        ),
        _MNIST,
        "digit_lab",
        r"1 - e",
    ),
    Term(
        "classifier",
        ("classifiers", "classification", "classify", "classifies"),
        (
            "A classifier answers with one of several classes.",
            "Networks, nearest neighbours and support vector machines can all be classifiers.",
        ),
        "CS5242 lecture 3, “Classification task”",
        "digit_lab",
    ),
    Term(
        "generalisation",
        ("generalise", "generalises"),
        (
            "A network generalises if it answers well on data that it has not learned from.",
            "The gap between test error and training error measures what it lacks.",
        ),
        "Göttingen lecture 5, “Universal Approximator Theorem in words”",
        "digit_lab",
    ),
    Term(
        "overfitting",
        ("overfit", "overfits"),
        (
            "A network overfits if it learns what holds for the training pictures alone.",
            "Its training error is then much smaller than its test error.",
        ),
        "EPFL, “Overfitting”",
        "digit_lab",
    ),
    Term(
        "blind guessing",
        (),
        (
            "Blind guessing gives every class the same probability, whatever the picture.",
            "A network that is no better has learned nothing.",
        ),
        "CS5242 lecture 3, “From score to probability”",
        "template_learning",
        r"p_k = \tfrac1K, \quad E = \ln K",
    ),
    Term(
        "confusion matrix",
        ("confusion matrices", "confusions", "confusion"),
        (
            "A confusion matrix counts, for each true class, how often each class was the answer.",
            "What stands off its diagonal are the mistakes.",
        ),
        "Stehman 1997",
        "digit_lab",
        r"C_{kj} = \text{pictures of class } k \text{ read as } j",
    ),
    Term(
        "convolution",
        ("convolutions", "convolutional"),
        (
            "A convolution slides one small group of weights over a picture, and applies it at every place.",
            "It needs few weights, and finds its pattern wherever that is.",
        ),
        _CONVNETS,
        "digit_lab",
        r"z_{fij} = \sum_{c,u,v} W_{fcuv}\,x_{c,\,i+u,\,j+v} + b_f",
    ),
    Term(
        "convnet",
        ("convnets", "convolutional network", "convolutional networks"),
        (
            "A convnet is a network whose first layers are convolutions and pooling.",
            "It makes use of which pixels are neighbours; a multilayer perceptron cannot.",
        ),
        _CONVNETS,
        "digit_lab",
    ),
    Term(
        "filter",
        ("filters", "kernel", "kernels"),
        (
            "A filter is the small group of weights that a convolution slides over a picture.",
            "Each filter looks for one pattern, such as an edge.",
        ),
        "Dublin, “Convolution with multiple filters”",
        "digit_lab",
        r"W_f \in \mathbb{R}^{C \times 3 \times 3}",
    ),
    Term(
        "pooling",
        ("pool", "pools", "pooled", "max pooling"),
        (
            "Pooling joins several answers into one: by weights, or by taking the largest.",
            "In a convnet it makes pictures smaller; over units it gathers those that speak for one class.",
        ),
        "CS5242 lecture 6, “Multiple-step reasoning”; Dublin, “Pooling layers”",
        "small_large",
        r"s_k = \sum_j V_{kj}\,h_j \quad\text{or}\quad \max_j h_j",
    ),
    Term(
        "permutation",
        ("permutations", "permutation invariant", "scrambled", "scramble", "scrambling"),
        (
            "A permutation puts the pixels of every picture in another order, the same for all pictures.",
            "People can no longer read them, but a multilayer perceptron learns as well as before.",
        ),
        "Dublin, “Permutation invariant MNIST”",
        "digit_lab",
    ),
    Term(
        "MNIST",
        (),
        (
            "MNIST is a data set of 70,000 handwritten digits, grey pictures of 28 by 28 pixels.",
            "A network learns from 60,000 of them and is tested on the other 10,000.",
        ),
        f"{_MNIST}; LeCun et al. 1998",
        "digit_lab",
    ),
    Term(
        "Fashion-MNIST",
        (),
        (
            "Fashion-MNIST has pictures of ten kinds of clothes, in MNIST’s numbers and size.",
            "It is harder to read than digits.",
        ),
        "CS5242 lecture 3, “Lab 04”; Xiao et al. 2017",
        "digit_lab",
    ),
    Term(
        "CIFAR-10",
        ("CIFAR",),
        (
            "CIFAR-10 has small colour photos of ten kinds of animals and vehicles.",
            "A multilayer perceptron reads it badly; convnets do far better.",
        ),
        "CS5242 lecture 6, “CIFAR dataset”; Krizhevsky 2009",
        "digit_lab",
    ),
    Term(
        "logistic regression",
        (),
        (
            "Logistic regression is one linear layer with a sigmoid, or softmax, on top.",
            "It can only part classes by straight lines or planes.",
        ),
        "EPFL, “Reminder: Logistic Regression”",
        "digit_lab",
        r"y = \sigma(w \cdot x + b)",
    ),
    Term(
        "support vector machine",
        ("support vector machines", "SVM", "SVMs"),
        (
            "A support vector machine parts two classes with the widest gap between them that there is.",
            "With a kernel it does so in a space of many more dimensions.",
        ),
        "EPFL, “SVM vs MLP”; Cortes and Vapnik 1995",
        "digit_lab",
    ),
    Term(
        "nearest neighbours",
        ("nearest neighbour",),
        (
            "Nearest neighbours answers with the class of the training pictures that are most like a new one.",
            "It learns nothing in advance, but has to compare with every picture.",
        ),
        "EPFL, “MNIST Results”; Cover and Hart 1967",
        "digit_lab",
    ),
    Term(
        "correlation",
        ("correlations",),
        (
            "The correlation says how alike two lists of numbers are: 1 for one pattern, −1 for mirror images.",
            "It is 0 where one says nothing of the other.",
        ),
        "Galton 1888",
        "small_large",
        r"r = \frac{\sum_i (a_i - \bar a)(b_i - \bar b)}{n\,s_a\,s_b}",
    ),
    Term(
        "no free lunch theorem",
        ("no free lunch", "No Free Lunch Theorem"),
        (
            "The no free lunch theorem says that, over all possible worlds, every learner errs "
            "equally often off its data.",
            "So a learner is good only where what it assumes of the world is true.",
        ),
        "Göttingen lecture 5, “No Free Lunch Theorem”; Wolpert 1996",
        "learning_needs",
        r"\sum_f E[L \mid f, d] = \text{const}",
    ),
    Term(
        "inductive bias",
        ("inductive biases",),
        (
            "The inductive bias of a learner is what it assumes where it has seen nothing.",
            "Nearest neighbour assumes that what lies close has one label.",
        ),
        "Mitchell 1980",
        "learning_needs",
    ),
    Term(
        "general position",
        (),
        (
            "Points are in general position where no three lie on a line, no four in a plane, and so on.",
            "Then how many labellings a plane separates depends on the number of points alone.",
        ),
        "Cover 1965",
        "learning_needs",
        r"C(N, d) = 2 \sum_{k=0}^{d} \binom{N-1}{k}",
    ),
)
