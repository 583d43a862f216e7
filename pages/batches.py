"""One picture at a time, in batches, or all at once: three ways to the same templates."""

import streamlit as st

from core.data import images
from core.experiments import batches as lesson
from ui import controls, data, following, sources
from ui.lessons import batches

PAGE, JOB = "batches", "core.experiments.batches"

controls.read(PAGE, lesson.Config)
st.title("One picture at a time, a batch, or all at once?")
st.markdown(
    "Three layers start from the **same templates** and see the **same pictures** in the same order. One corrects "
    "itself after each picture, one after each mini-batch, one only after all of them."
)
config = controls.current(PAGE, lesson.Config)
why = controls.presets(PAGE, lesson.PRESETS, config)
controls.sidebar(PAGE, lesson.Config, first=6, names={"classes": data.class_names(config.dataset)})
used = data.at_hand(config)
names = [images.about(used.dataset).class_names[k] for k in used.classes]
key = following.follow(JOB, used)
state = following.view(key).state


@st.fragment(run_every=1.0 if following.pace(following.view(key)) else None)
def race() -> None:
    job = following.view(key)
    batches.status(job, used, why, new_seed=lambda: controls.next_seed(PAGE))
    batches.charts(job, used)
    batches.figures(lesson.last(job.snapshots))
    st.markdown(f"**What am I looking at?** {lesson.describe(used, lesson.last(job.snapshots))}")
    if job.state is not state:
        st.rerun()


race()
controls.write(PAGE, config)
batches.claims(used, following.view(key))
batches.templates(names, following.view(key))
batches.matrix_form(PAGE, used, names, following.view(key))

st.header("The mathematics")
st.latex(r"E = T - \mathrm{softmax}(W X)")
st.latex(r"W \leftarrow W + \eta\, E X^{\top} \text{ (the lecture)}")
st.latex(r"W \leftarrow W + \tfrac{\eta}{B}\, E X^{\top} \text{ (PyTorch)}")
st.markdown(
    "The columns of $X$ are the $B$ pictures of a batch, those of $E$ their errors $t - p$. $E X^{\\top}$ is the "
    "**sum** of the changes that each picture asks for. PyTorch's cross-entropy takes their **average**, so the "
    "same learning rate $\\eta$ means a step $B$ times shorter. Neither is wrong: a rate belongs to one of the two."
)
sources.footer(PAGE, "CS5242 lecture 3, “Mini-batch learning” to “Serial vs Batch”", used.dataset)
