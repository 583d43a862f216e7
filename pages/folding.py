"""How a layer folds space: paper that is folded by |x| or pressed flat by ReLU, and the tent in one dimension."""

import streamlit as st

from core.experiments import folding as lesson
from core.experiments.folding import Config, Tent
from ui import controls, sources
from ui.lessons import folding

PAGE = "folding"

controls.read(PAGE, Config, Tent)
st.title("How does a layer fold space?")
st.markdown(
    "A unit |x| lays one half of its input **over the other**. What the next layer does to the packet, it does to "
    "all sheets at once: a few folds, thousands of mirrored copies."
)
config = controls.current(PAGE, Config)
why = controls.presets(PAGE, lesson.PRESETS, config)
controls.sidebar(PAGE, Config, first=3, skip=folding.HIDDEN[config.mode])
result = lesson.run(config)
said = lesson.describe(config, result)
folding.paper(PAGE, config, result, said)
folding.figures(result)
st.markdown(f"**What am I looking at?** {why} {said}")

st.header("A thousand mirrored copies")
folding.copies(config, result)

st.header("In one dimension: the tent")
tent = folding.tent(PAGE)

st.header("The mathematics")
folding.mathematics(result)
sources.footer(PAGE, folding.LECTURE, "digits" if config.picture == "digit" else "")
controls.write(PAGE, config, tent)
