"""How a template is learned: one picture at a time, each added to its class and removed from the others."""

import streamlit as st

from core.data import images
from core.experiments import template_learning as lesson
from core.experiments.template_learning import Place
from ui import controls, data, sources
from ui.lessons import template_learning

PAGE = "template_learning"

controls.read(PAGE, lesson.Config, Place)
st.title("How is a template learned?")
st.markdown(
    "A picture is shown, the layer guesses, and its error corrects every template at once: the picture is "
    "**added** to the template of its class and **removed** from the others."
)
config = controls.current(PAGE, lesson.Config)
why = controls.presets(PAGE, lesson.PRESETS, config)
controls.sidebar(PAGE, lesson.Config, first=3, names={"classes": data.class_names(config.dataset)})
used = data.at_hand(config)
names = [images.about(used.dataset).class_names[k] for k in used.classes]


@st.fragment
def learning() -> None:
    place = template_learning.choose(PAGE, used, names)
    result = lesson.run(used, place)
    st.caption(f"{why} {template_learning.where(place, result, names)}")
    template_learning.table(used, names, result, key=f"{PAGE}.table")
    tested = lesson.test(used, result)  # after the table: the browser draws meanwhile
    st.markdown(f"**What am I looking at?** {lesson.describe(used, names, result, tested)}")
    template_learning.figures(result, names, tested[0])
    controls.write(PAGE, config, place)


learning()

st.header("After many pictures")
st.markdown("Each picture leaves a faint copy of itself. What its class shares adds up; what it does not, cancels.")
template_learning.overview(used, names, key=f"{PAGE}.overview")

st.header("The mathematics")
st.latex(r"W_k \leftarrow W_k + \eta\,(t_k - p_k)\,x \qquad p = \mathrm{softmax}(W x)")
st.markdown(
    "$x$ is the picture (ink 0 to 1), $t_k$ is 1 for its class and 0 for the others, $p_k$ the probability that "
    "the layer gives, $\\eta$ the learning rate. This is gradient descent on the cross-entropy $-\\log p_y$, whose "
    "derivative by $W_k$ is $(p_k - t_k)\\,x$. The errors of a picture sum to 0: what one template gains, the "
    "others lose."
)
sources.footer(PAGE, "CS5242 lecture 3, “Template learning” to “Iterate”", used.dataset)
