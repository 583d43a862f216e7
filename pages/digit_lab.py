"""The digit lab: every network of the lectures on pictures of digits, and any other."""

from dataclasses import replace

import streamlit as st

from core.experiments import digit_lab as lesson
from core.experiments.digit_lab import Config
from core.experiments.digit_lab.words import View
from ui import controls, data, following, sources
from ui.lessons import digit_lab

PAGE = "digit_lab"

controls.read(PAGE, Config, View)
st.title("How well can a network read?")
st.markdown(
    "The lectures’ networks, trained again, from **one layer** to a **convnet**: do they do what the slides say?"
)
config = controls.current(PAGE, Config)
why = controls.presets(PAGE, lesson.PRESETS, config)
controls.sidebar(PAGE, Config, first=3)
used = replace(config, dataset=data.named_at_hand(config.dataset))
key = digit_lab.figure(PAGE, config, used, why)
job = following.view(key) if key else None

if job:
    digit_lab.results(PAGE, used, job)
    digit_lab.first_layer(PAGE, used, job)
digit_lab.claims()
digit_lab.scrambled(used)
digit_lab.speeds()
digit_lab.compare(PAGE, used)
digit_lab.files(PAGE, used, job)

st.header("The mathematics")
st.latex(r"a_l = \tfrac{m_l}{1-p} \odot f(W_l\,a_{l-1} + b_l) \qquad m_l \in \{0, 1\},\; P(m_l = 0) = p")
st.latex(r"z_{fij} = \sum_{c,u,v} W_{fcuv}\,x_{c,\,i+u,\,j+v} + b_f")
st.latex(r"v \leftarrow 0.99\,v + 0.01\,g^2 \qquad w \leftarrow w - \eta\,g / (\sqrt{v} + 10^{-8})")
st.markdown(
    "A layer with **dropout** $p$: while it learns, a random mask $m_l$ silences neurons; in the test none is "
    "silent. A **convolution**: filter $f$ has nine weights a channel, the same at every place $(i, j)$; an MLP "
    "has one for every pixel. **RMSprop**: the step along the gradient $g$, divided by its recent size. Of $n$ "
    "test pictures an error $e$ is known to about $\\pm\\sqrt{e(1-e)/n}$: 2 % of 10,000 is 1.86 % to 2.14 %."
)
sources.footer(
    "",
    "CS5242 lecture 6, “Lab 01” and “Lab 02”; DCU, “Example: MNIST digit classification” to “Example: a "
    "convnet on MNIST”; EPFL, “MNIST Results”",
    used.dataset,
)
