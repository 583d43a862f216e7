"""Three views: one network as matrices, formula and neurons, and the one matrix that it is without its bends."""

import streamlit as st

from core.experiments import three_views as lesson
from core.experiments.three_views import Config
from ui import controls, sources
from ui.lessons import three_views

PAGE = "three_views"

controls.read(PAGE, Config)
st.title("What is a network, and what if it were linear?")
st.markdown(
    "**Three ways to write the same numbers.** Move one, and it moves in all; take out the bend, and one matrix "
    "is left."
)
config = controls.current(PAGE, Config)
why = controls.presets(PAGE, lesson.PRESETS, config)
controls.sidebar(PAGE, Config, first=2)
three_views.redraw(PAGE, config)
result = lesson.run(config)
said = lesson.describe(config, result)
three_views.live(PAGE, config, said)
three_views.figures(result)
st.markdown(f"**What am I looking at?** {why} {said}")

st.header("Two slips in the deck")
three_views.deck()

st.header("The mathematics")
three_views.mathematics(result)
three_views.check(config, result)
sources.footer(PAGE, three_views.LECTURE)
controls.write(PAGE, config)
