"""A linear layer is a template matcher: the templates, and one picture matched with them."""

import streamlit as st

from core.data import images
from core.experiments import templates as lesson
from core.experiments.templates.picking import Pick
from ui import controls, data, following, shell, sources
from ui.components.player import player
from ui.lessons import templates
from ui.recordings import recording

PAGE, JOB = "templates", "core.experiments.templates"

controls.read(PAGE, lesson.Config, Pick)
st.title("What does a linear layer look for?")
st.markdown(
    "Each class has a row of weights. Laid out as a picture it is a **template**: ink where it is positive scores."
)
config = controls.current(PAGE, lesson.Config)
why = controls.presets(PAGE, lesson.PRESETS, config)
controls.sidebar(PAGE, lesson.Config, first=4, names={"classes": data.class_names(config.dataset)})
used = data.at_hand(config)
names = [images.about(used.dataset).class_names[k] for k in used.classes]
key, total = following.follow(JOB, used), lesson.total_steps(used)
state = following.view(key).state


@st.fragment(run_every=following.pace(following.view(key)))
def training() -> None:
    job = following.view(key)
    following.status(job, steps=total, why=why, new_seed=lambda: controls.next_seed(PAGE))
    frame = player(recording(job, names, total=total), key=f"{PAGE}.player")
    now = job.snapshots[-1 if frame is None else frame] if job.snapshots else None
    following.figures(now)
    if now:
        st.markdown(f"**What am I looking at?** {lesson.describe(used, job.snapshots[0], now)}")
    templates.match(PAGE, used, names, key, now)
    controls.write(PAGE, config, controls.current(PAGE, Pick))
    if job.state is not state:
        st.rerun()


training()
if following.view(key).snapshots:
    templates.averages(used, names, following.view(key).snapshots[-1])

st.header("What the layer does not need")
st.markdown(
    "Weight decay makes the templates smooth: every weight that the data do not hold up fades. Scrambling the "
    "pixels destroys the picture and leaves the error: the layer never knew which pixels are neighbours."
)
templates.runs(JOB, shell.first_runs("Templates"))

st.header("The mathematics")
st.latex(r"s_k = \sum_{i,j} W_{kij}\,x_{ij} + b_k \qquad p_k = \frac{e^{s_k}}{\sum_m e^{s_m}}")
st.markdown(
    "$x_{ij}$ is the ink of pixel $(i, j)$, from 0 to 1; $W_k$ is the template of class $k$; the answer is the "
    "class with the largest score. Training lowers the cross-entropy $-\\log p_y$ of the true class $y$: each step "
    "adds to template $k$ the pictures of its class and takes away those it mistook for it."
)
sources.footer("templates", "CS5242 lecture 3, “Understanding linear layers”, and lecture 6, lab 01", used.dataset)
