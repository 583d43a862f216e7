"""Universal approximation: boxes, one hidden layer, and a deep narrow network, all of one function."""

import streamlit as st

from core.experiments import approximation as lesson
from core.experiments.approximation import Config
from ui import controls, sources
from ui.lessons import approximation

PAGE = "approximation"

controls.read(PAGE, Config)
st.title("Can a network be any function?")
st.markdown(
    "Boxes can, if they are narrow enough. So can **one hidden layer**, if it is wide, and **layers of five**, if "
    "they are many. What training finds is another matter."
)
config = controls.current(PAGE, Config)
why = controls.presets(PAGE, lesson.PRESETS, config)
controls.sidebar(PAGE, Config, first=3)
result = lesson.run(config)


def new_seed() -> None:
    controls.next_seed(PAGE)


approximation.figure(config, result, why, new_seed)

st.header("Error against the number of weights")
approximation.sizes(config, result, new_seed)

st.header("More inputs: the curse of dimension")
approximation.curse(config)

st.header("The mathematics")
approximation.mathematics()
controls.write(PAGE, config)
sources.footer(PAGE, "Göttingen lecture 5, “Universal Approximator Theorem” to “Curse of Dimensionality”")
