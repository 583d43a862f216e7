"""Vanishing and exploding gradients: every layer of deep networks, before training and through it."""

from dataclasses import replace

import streamlit as st

from core.data.planar import PLANAR
from core.experiments import gradients as lesson
from core.experiments.gradients import Config, View
from core.learning.nets import ACTIVATIONS
from ui import controls, data, sources
from ui.lessons import gradients

PAGE = "gradients"

controls.read(PAGE, Config, View)
st.title("Why do deep networks not learn?")
st.markdown(
    "On its way back from the error, the gradient is multiplied in **every layer** by slopes and weights. Below 1, "
    "it **vanishes**; above 1, it **explodes**."
)
config = controls.current(PAGE, Config)
why = controls.presets(PAGE, lesson.PRESETS, config)
controls.sidebar(PAGE, Config, first=5, names={"activations": [f.name for f in ACTIVATIONS.values()]})
pictures = config.dataset not in PLANAR
used = replace(config, dataset=data.named_at_hand(config.dataset)) if pictures else config
view = controls.current(PAGE, View)
gradients.figure(PAGE, used, why, view)

st.header("While they learn")
gradients.training(PAGE, used, view, lambda: controls.next_seed(PAGE))

st.header("Where it is lost")
gradients.signals(PAGE, used, view)

st.header("The mathematics")
gradients.mathematics()
controls.write(PAGE, config, controls.current(PAGE, View))
sources.footer(
    PAGE,
    "EPFL, “Vanishing and Exploding Gradients”; Göttingen lecture 5, “Activation functions”; CS5242 lecture 6",
    used.dataset if pictures else "",
)
