"""Three views on the screen: the live network, its numbers, the two slips of the deck, the code that runs."""

import math

import streamlit as st

from core.experiments import three_views as lesson
from core.experiments.three_views import Config, Result
from core.experiments.three_views.entries import Floats
from core.learning.nets import LEAK
from core.words import minus, number, power
from ui import session, terms
from ui.components.views import views
from ui.lesson import Page

IN_PLACE = ("activation",)  # it is chosen above the figure, whose gates it is
_DRAWS = "three_views.draws"  # how often random weights were asked for


def figure(page: Page[Config]) -> None:
    """The three views; what a person moves becomes the page's settings."""
    result = lesson.run(page.config)
    said = lesson.describe(page.config, result)

    def moved(to: Config) -> None:
        session.choose(page.name, to)

    views(page.config, key=f"{page.name}.views", label=said.spoken, on_move=moved)
    page.explain(said)


def card(runs: object) -> None:
    """The lecture's network as neurons."""
    views(
        lesson.LECTURE,
        key="cards.three_views",
        label=lesson.describe(lesson.LECTURE, lesson.run(lesson.LECTURE)).spoken,
        still=True,
    )


def redraw(page: Page[Config]) -> None:
    """A button in the sidebar: other random weights, which the link then holds."""

    def draw() -> None:
        st.session_state[_DRAWS] = seed = st.session_state.get(_DRAWS, 1) + 1
        session.choose(page.name, lesson.drawn(seed, page.config.activation))

    st.sidebar.button("Draw random weights", on_click=draw, width="stretch")


def sizes(page: Page[Config]) -> None:
    """For whoever asks: neurons, weights, and how far the network is from one matrix."""
    result = lesson.run(page.config)
    with st.expander("How large it is, and how far from one matrix"):
        _sizes(result)


def _sizes(result: Result) -> None:
    with st.container(horizontal=True, gap="medium"):
        for label, value in {
            "Neurons": f"{result.neurons}",
            "Weights": f"{result.strengths}",
            "Numbers in A = W V U": f"{result.matrix.size}",
            "Network and A x differ by": number(result.difference),
            "Adding up fails by": number(result.excess),
        }.items():
            st.metric(label, value, width="content")
    neurons, synapses = lesson.BRAIN
    st.caption(
        f"A human brain has {power(math.log10(neurons))} neurons and {power(math.log10(synapses))} synapses, the "
        f"connections between them: {synapses // neurons:,} to a neuron. Here {result.neurons} neurons have "
        f"{result.strengths} connections, {result.strengths / result.neurons:.1f} each."
    )


def deck(page: Page[Config]) -> None:
    """The slips of the slides, with the numbers that these weights give."""
    synapses = power(math.log10(lesson.BRAIN[1]))
    lecture = lesson.run(lesson.LECTURE)
    scores, collapsed = lesson.vector(lecture.scores), lesson.vector(lecture.collapsed)
    first = lesson.vector(lecture.scores * [-1, 1])
    st.markdown(
        f"1. **The first score has two signs.** The slide of the matrices prints {first}, that of the neurons "
        f"{scores}, from the same hidden vectors. One network cannot give both; here it gives {scores}.\n"
        "2. **The collapsed chain keeps the scores.** The slide “Without non-linearities” leaves σ in the upper "
        f"chain and gives A x the same scores {scores}. But A = W V U is the chain *without* σ: the negative "
        f"numbers that ReLU had set to 0 come back. With these weights A x = {collapsed}. The two would agree only "
        "if what ReLU cuts off had no effect.\n"
        f"3. **Axons are not synapses.** The lecture gives a human brain {synapses} axons. A neuron has one axon; "
        f"{synapses} is the number of synapses."
    )
    st.caption(
        "The slides print the vectors but no weights. Those of this page are ours, and give the vectors exactly. "
        "They need thirds: 0.3 a + 0.9 b = 0.2 means a + 3 b = 2/3, which no finite decimals satisfy."
    )


def mathematics(page: Page[Config]) -> None:
    result = lesson.run(page.config)
    st.latex(r"s = W\,\sigma(V\,\sigma(U x)) \qquad\text{without } \sigma:\quad s = \underbrace{W V U}_{A}\,x")
    terms.say(
        "$U$ is 3 × 2, $V$ 4 × 3, $W$ 2 × 4. The entry in row $i$, column $j$ is the connection from neuron $j$ to "
        "neuron $i$ of the next layer. Products of matrices are matrices, so any number of linear layers is one. A "
        "linear map satisfies $s(x + y) = s(x) + s(y)$ for **all** $x, y$. So one pair that fails is a proof that "
        "no matrix will do, whatever its entries. The page tries $(x_1, 0)$ and $(0, x_2)$, less $s(0)$, so that a "
        "bias would not help either. With ReLU each region of inputs has its own matrix, $W D_2 V D_1 U$ with 0 "
        "and 1 on the diagonals of $D$. At this $x$ the matrix for small steps is"
    )
    st.latex(
        r"\frac{\partial s}{\partial x} = " + _matrix(result.slopes) + r"\qquad W V U = " + _matrix(result.matrix)
    )


def code(config: Config) -> str:
    """PyTorch that computes the scores of `config`, and runs as it stands."""
    f = {
        "relu": "torch.relu",
        "sigmoid": "torch.sigmoid",
        "tanh": "torch.tanh",
        "abs": "torch.abs",
        "identity": "lambda z: z",
        "softplus": "F.softplus",
        "elu": "F.elu",
        "silu": "F.silu",
        "leaky_relu": f"lambda z: F.leaky_relu(z, {LEAK})",
        "step": "lambda z: (z > 0).to(z.dtype)",
    }[config.activation]
    rows = {
        name: "[" + ", ".join(f"[{row.replace(',', ', ')}]" for row in text.split(";")) + "]"
        for name, text in (("U", config.u), ("V", config.v), ("W", config.w))
    }
    lines = [
        "import torch",
        *(["import torch.nn.functional as F"] if "F." in f else []),
        "",
        f"x = torch.tensor([{config.x.replace(',', ', ')}], dtype=torch.float64)",
        *(f"{name} = torch.tensor({text}, dtype=torch.float64)" for name, text in rows.items()),
        f"f = {f}",
        "s = W @ f(V @ f(U @ x))  # the network",
        "A = W @ V @ U            # the one matrix",
        "print(s, A @ x)",
    ]
    return "\n".join(lines)


def check(page: Page[Config]) -> None:
    """The code with these numbers, and every vector."""
    config, result = page.config, lesson.run(page.config)
    with st.expander("The same in PyTorch, with these numbers"):
        st.code(code(config), language="python")
        st.caption(f"It prints {lesson.vector(result.scores)} and {lesson.vector(result.collapsed)}.")
    with st.expander("Every vector, in full"):
        st.markdown(_table(result))


def _table(result: Result) -> str:
    rows = {
        "x": result.x,
        "U x": result.before[0],
        "h = σ(U x)": result.after[0],
        "V h": result.before[1],
        "g = σ(V h)": result.after[1],
        "s = W g": result.scores,
        "A x": result.collapsed,
    }
    head = "| vector | numbers, float64 |\n|---|---|\n"
    return head + "\n".join(f"| {name} | {', '.join(_full(v) for v in values)} |" for name, values in rows.items())


def _full(value: float) -> str:
    return minus(f"{value + 0:.15g}")


def _matrix(values: Floats) -> str:
    rows = r" \\ ".join(" & ".join(f"{v if abs(v) > 1e-12 else 0:.4g}" for v in row) for row in values)
    return rf"\begin{{bmatrix}} {rows} \end{{bmatrix}}"
