"""Small against large digits: one layer cannot tell them apart, two can."""

import streamlit as st

from core.experiments import small_large as lesson
from core.experiments.small_large import Config
from core.experiments.small_large.picking import View
from ui import controls, sources
from ui.lessons import small_large

PAGE = "small_large"

controls.read(PAGE, Config, View)
st.title("What does a second layer do?")
st.markdown(
    "*Small* is five kinds of picture: no **one** template fits. Two layers look for **several**, then pool them."
)
config = controls.current(PAGE, Config)
why = controls.presets(PAGE, lesson.PRESETS, config)
small_large.sidebar(PAGE, config)
used = small_large.runnable(config)
small_large.figure(PAGE, config, used, why)

st.header("More layers")
small_large.depths(PAGE, used)

st.header("The lecture’s drawing, and what training finds")
small_large.routes(PAGE, used)

st.header("The partition game")
small_large.game(PAGE, config, used)

st.header("The mathematics")
small_large.mathematics()
controls.write(PAGE, config, controls.current(PAGE, View))
sources.footer(PAGE, "CS5242 lecture 6, “A hard classification problem” to “Multiple-step reasoning”", used.dataset)
