"""Backpropagation: a small network, forward and back, one box after the other."""

import streamlit as st

from core.experiments import backprop as lesson
from core.experiments.backprop import Config, Descent
from core.experiments.backprop.autodiff import Example
from ui import controls, sources
from ui.lessons import backprop

PAGE = "backprop"

controls.read(PAGE, Config, Descent, Example)
st.title("How does a weight learn of its error?")
st.markdown(
    "Every unit hears from those that it feeds how much the error moves with it: its **δ**. Play it, or click a "
    "**weight**."
)
config = controls.current(PAGE, Config)
why = controls.presets(PAGE, lesson.PRESETS, config)
controls.sidebar(PAGE, Config, first=3, skip=["weight"])
result = lesson.run(config)
said = lesson.describe(config, result)
backprop.graph(PAGE, config, result, said)
st.markdown(f"**What am I looking at?** {why} {said}")

st.header("Is it right?")
backprop.check(config, result)

st.header("What a weight does with it")
descent = backprop.descend(PAGE, config, result)

st.header("The same, by PyTorch: the deck’s example")
example = backprop.example(PAGE)

st.header("The mathematics")
backprop.mathematics()
controls.write(PAGE, config, descent, example)
sources.footer(PAGE, backprop.LECTURE)
