"""Every lesson once, with what it asks, its lectures and its recorded runs."""

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Lesson:
    """One lesson. Its `name` is its page's file, its link, and its place in core, charts, ui and tests."""

    name: str  # never renamed: people have links
    title: str  # in the menu
    icon: str
    section: str  # of the menu
    question: str  # the page's title
    sentence: str  # below it
    lectures: str
    opens: str = ""  # the example that it opens with, if these are not the defaults of its settings
    first_runs: tuple[str, ...] = ()  # examples that are recorded when the server starts


LESSONS = (
    Lesson(
        name="perceptron",
        title="Perceptron",
        icon=":material/line_axis:",
        section="Inside a layer",
        question="What can one neuron do?",
        sentence=(
            "One neuron parts the plane by a **line**. A rule moves the line at each **mistake**, and it ends if "
            "there is a line at all."
        ),
        lectures=(
            "Dublin, “Perceptron (Neuron)” to “Limitations: XOR problem”; EPFL, “Reminder: Logistic Regression”"
        ),
    ),
    Lesson(
        name="templates",
        title="Templates",
        icon=":material/grid_view:",
        section="Inside a layer",
        question="What does a linear layer look for?",
        sentence=(
            "Each class has one row of weights. Laid out as a picture, the row is a **template**. Where it is "
            "orange, ink raises the score of the class; where it is blue, ink lowers it."
        ),
        lectures="CS5242 lecture 3, “Understanding linear layers”, and lecture 6, lab 01",
        first_runs=("Ten digits", "Smooth templates", "Scrambled pixels"),
    ),
    Lesson(
        name="softmax",
        title="Softmax",
        icon=":material/percent:",
        section="Inside a layer",
        question="How do scores become probabilities?",
        sentence=(
            "The scores of a layer can be any numbers, and **softmax** turns them into probabilities. Drag a "
            "score, or drag a probability and see the score that it takes."
        ),
        lectures="CS5242 lecture 3, “Softmax layer”, lab 02 and “From score to probability”",
    ),
    Lesson(
        name="template_learning",
        title="Learning a template",
        icon=":material/add_photo_alternate:",
        section="Inside a layer",
        question="How is a template learned?",
        sentence=(
            "A picture is shown, the layer guesses, and its error corrects every template at once. The picture is "
            "**added** to the template of its class and **removed** from the others."
        ),
        lectures="CS5242 lecture 3, “Template learning” to “Iterate”",
    ),
    Lesson(
        name="batches",
        title="Serial and batch",
        icon=":material/stacks:",
        section="Inside a layer",
        question="One picture at a time, a batch, or all at once?",
        sentence=(
            "Three layers start from the **same templates** and see the **same pictures** in the same order. "
            "One corrects itself after each picture, one after each mini-batch, one only after all of them."
        ),
        lectures="CS5242 lecture 3, “Mini-batch learning” to “Serial vs Batch”",
        first_runs=("Each at its best",),
    ),
    Lesson(
        name="three_views",
        title="Three views",
        icon=":material/hub:",
        section="Why non-linear",
        question="What is a network, and what if it were linear?",
        sentence=(
            "These are **three ways to write the same numbers**: move one number, and it moves in all three. "
            "Switch the non-linearity off, and the three matrices become one."
        ),
        lectures=(
            "CS5242 lecture 6, “The three representations of neural networks” and “The importance of "
            "non-linearities”"
        ),
    ),
    Lesson(
        name="activations",
        title="Activations",
        icon=":material/show_chart:",
        section="Why non-linear",
        question="Which bend, and where does it stop learning?",
        sentence=(
            "Without a bend, layers collapse to one. But where a bend is **flat**, the gradient that comes "
            "back is lost."
        ),
        lectures=(
            "Göttingen lecture 5, “Activation functions” to “Absolute value activation function”; EPFL, "
            "“Sigmoid vs ReLu”; Dublin, “Activation functions”"
        ),
    ),
    Lesson(
        name="gradients",
        title="Vanishing gradients",
        icon=":material/trending_down:",
        section="Why non-linear",
        question="Why do deep networks not learn?",
        sentence=(
            "On its way back from the error, the gradient is multiplied in **every layer** by slopes and "
            "weights. If these factors are below 1, the gradient **vanishes**; above 1, it **explodes**."
        ),
        lectures=(
            "EPFL, “Vanishing and Exploding Gradients”; Göttingen lecture 5, “Activation functions”; CS5242 "
            "lecture 6"
        ),
    ),
    Lesson(
        name="backprop",
        title="Backpropagation",
        icon=":material/undo:",
        section="Why non-linear",
        question="How does a weight learn of its error?",
        opens="The slide’s network",
        sentence=(
            "A unit’s **δ** says how fast the error E changes with the unit’s input. Press play to see each δ come "
            "back from E, or choose a **weight**."
        ),
        lectures=(
            "EPFL, “Deep Stochastic Gradient” to “Back Propagation Works!”; Göttingen lecture 5, “Automatic "
            "differentiation”"
        ),
    ),
    Lesson(
        name="small_large",
        title="Small and large digits",
        icon=":material/account_tree:",
        section="Depth",
        question="What does a second layer do?",
        sentence=(
            "The class *small* has five different digits: no **one** template fits. Two layers look for "
            "**several**, then pool them."
        ),
        lectures="CS5242 lecture 6, “A hard classification problem” to “Multiple-step reasoning”",
        first_runs=("Small or large", "The lecture’s drawing"),
    ),
    Lesson(
        name="regions",
        title="Linear regions",
        icon=":material/polyline:",
        section="Depth",
        question="How many pieces does a network make?",
        sentence=(
            "Each neuron bends along a line. Between the lines the network is one affine map: a **linear "
            "region**. All of them are found exactly."
        ),
        lectures="Göttingen lecture 5, “Exponential representation”; EPFL, “Multi Layer Perceptrons”",
        opens="One neuron",
        first_runs=("While it learns", "Through three digits"),
    ),
    Lesson(
        name="folding",
        title="Folding",
        icon=":material/layers:",
        section="Depth",
        question="How does a layer fold space?",
        sentence=(
            "A unit |x| lays one half of its input **over the other**. What the next layer does to this folded "
            "packet, it does to all sheets at once: a few folds make thousands of mirrored copies."
        ),
        lectures="Göttingen lecture 5, “Exponential representation: advantage of depth”",
    ),
    Lesson(
        name="composition",
        title="Composition",
        icon=":material/stacked_line_chart:",
        section="Depth",
        question="Why does depth multiply?",
        sentence=(
            "Two waves made of ReLU units follow one another: their units **add up**, and their peaks **multiply**."
        ),
        lectures="EPFL, “The Power of Composition” and “Optional: Proof Sketch”",
    ),
    Lesson(
        name="approximation",
        title="Universal approximation",
        icon=":material/area_chart:",
        section="Depth",
        question="Can a network be any function?",
        sentence=(
            "A sum of narrow boxes comes as close to any continuous function as you like. So does **one wide "
            "hidden layer**, and so do **many layers of five units**. Whether training finds them is another "
            "question."
        ),
        lectures="Göttingen lecture 5, “Universal Approximator Theorem” to “Curse of Dimensionality”",
        first_runs=("A smooth wave",),
    ),
    Lesson(
        name="surfaces",
        title="Surfaces",
        icon=":material/landscape_2:",
        section="Depth",
        question="Can a network be a picture?",
        sentence=(
            "A picture is a **surface**: brightness is height above each point. A network learns it from 2,601 "
            "points, and stores it in a few hundred weights."
        ),
        lectures="EPFL, “Regressing the Rosenbrock Function” to “Tanh vs ReLu”",
        first_runs=("A flower",),
    ),
    Lesson(
        name="classifiers",
        title="Classifiers",
        icon=":material/category:",
        section="In the lab",
        question="Six classifiers, one set of points: who sees the pattern?",
        sentence=(
            "Six methods learn the **same points** and are asked about **new ones**. Choose a picture, or set "
            "points by hand."
        ),
        lectures=(
            "EPFL, “Reminder: Non Separable Distribution” to “SVM vs MLP” and “Back to Non-Linear Classification”; "
            "Dublin, “What can we do?”"
        ),
        first_runs=("Checkerboard",),
    ),
    Lesson(
        name="digit_lab",
        title="Digit lab",
        icon=":material/experiment:",
        section="In the lab",
        question="How well can a network read?",
        sentence=("**Draw a digit**, and the network that was trained here says how probable it finds each class."),
        lectures=(
            "CS5242 lecture 6, “Lab 01” and “Lab 02”; Dublin, “Example: MNIST digit classification” to "
            "“Example: a convnet on MNIST”; EPFL, “MNIST Results”"
        ),
        first_runs=("50 hidden units",),
    ),
    Lesson(
        name="learning_needs",
        title="What learning needs",
        icon=":material/public:",
        section="In the lab",
        question="Why can anything be learned?",
        sentence=(
            "Each of a cube’s eight corners has a label, 0 or 1, so 256 **worlds** are possible. Over all of them, "
            "every learner is only as good as a **coin**. Allow fewer worlds, and the learners differ."
        ),
        lectures="Göttingen lecture 5, “No Free Lunch Theorem” to “When to use deep learning?”",
    ),
)


HOME_RUN = ("templates", "Smooth templates")  # the recorded run that Home opens with: it is made before all others


def sections() -> dict[str, list[Lesson]]:
    """The lessons of each section of the menu, in their order."""
    found: dict[str, list[Lesson]] = {}
    for one in LESSONS:
        found.setdefault(one.section, []).append(one)
    return found


def lesson(name: str) -> Lesson:
    """The lesson of this name; KeyError if there is none."""
    return {lesson.name: lesson for lesson in LESSONS}[name]


def script(name: str) -> Path:
    """The file of a page."""
    return ROOT / "pages" / f"{name}.py"
