"""Activations: which bend, where it is flat, a neuron that dies of it, and |z| made of two ReLUs."""

import streamlit as st

from core.experiments import activations as lesson
from core.experiments.activations import NAMES, Config
from core.learning.nets import ACTIVATIONS
from ui import controls, data, sources
from ui.lessons import activations

PAGE = "activations"

controls.read(PAGE, Config)
st.title("Which bend, and where does it stop learning?")
st.markdown(
    "Without a bend, layers collapse to one. But where a bend is **flat**, the gradient that comes back is lost."
)
config = controls.current(PAGE, Config)
why = controls.presets(PAGE, lesson.PRESETS, config)
names = {"shown": [ACTIVATIONS[name].name for name in NAMES], "classes": data.class_names(config.dataset)}
controls.sidebar(PAGE, Config, first=3, names=names, skip=activations.IN_PLACE)
result = lesson.run(config)
said = lesson.describe(config, result)
activations.figure(PAGE, config, result, said)
st.markdown(f"**What am I looking at?** {why} {said}")
activations.table(config, result)

st.header("A dead ReLU, made by hand")
st.markdown(
    "One neuron looks at real pictures. **Lower its bias** until no picture wakes it. Then train it: as a ReLU it "
    "stays as it is, whatever the data."
)
used = data.at_hand(config)
activations.dead(PAGE, used)

st.header("|z| from two ReLUs with inverted weights")
activations.two(PAGE, config)

st.header("The mathematics")
activations.mathematics(config, result)
controls.write(PAGE, config)
sources.footer(
    PAGE,
    "Göttingen lecture 5, “Activation functions” to “Absolute value activation function”; EPFL, “Sigmoid vs ReLu”; "
    "DCU, “Activation functions”",
    used.dataset,
)
