"""The power of composition: two waves one after the other multiply their peaks; can that be learned?"""

import streamlit as st

from core.experiments import composition as lesson
from core.experiments.composition import Config
from ui import controls, sources
from ui.lessons import composition

PAGE = "composition"

controls.read(PAGE, Config)
st.title("Why does depth multiply?")
st.markdown("Two waves made of ReLU units, one after the other: their units **add up**, their peaks **multiply**.")
config = controls.current(PAGE, Config)
why = controls.presets(PAGE, lesson.PRESETS, config)
controls.sidebar(PAGE, Config, first=5)
result = lesson.run(config)
said = lesson.describe(config, result)
composition.waves(result, config, said)
composition.figures(result)
st.markdown(f"**What am I looking at?** {why} {said}")

st.header("Can a deep net learn what a shallow one cannot?")
composition.learning(config, new_seed=lambda: controls.next_seed(PAGE))

st.header("The mathematics")
composition.mathematics(config, result)
controls.write(PAGE, config)
sources.footer(PAGE, "EPFL, “The Power of Composition” and “Optional: Proof Sketch”")
