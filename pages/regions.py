"""Linear regions: how the neurons of one layer after another cut the plane into pieces."""

import streamlit as st

from core.experiments.regions import PRESETS, Config, trains
from ui import controls, data, sources
from ui.lessons import regions

PAGE = "regions"

controls.read(PAGE, Config)
st.title("How many pieces does a network make?")
st.markdown(
    "Each neuron bends along a line. Between the lines the network is one affine map: a **linear region**. All of "
    "them are found exactly."
)
config = controls.current(PAGE, Config)
why = controls.presets(PAGE, PRESETS, config)
controls.sidebar(PAGE, Config, first=4, skip=(*regions.WINDOW, *regions.HIDDEN[config.net]))
used = data.at_hand(config) if config.net == "digits" else config
regions.figure(PAGE, used, why)
controls.write(PAGE, config)
if not trains(config):
    regions.activations(PAGE, config)
    regions.shapes(PAGE, config)

st.header("The mathematics")
st.latex(r"z_l = W_l a_{l-1} + b_l \quad a_l = f(z_l)")
st.latex(r"a_l = D_l\,(W_l a_{l-1} + b_l) \quad\Rightarrow\quad y = A x + d")
st.markdown(
    "A ReLU neuron multiplies by 1 where $z > 0$ and by 0 elsewhere: $D_l$ is a diagonal of ones and zeros, the "
    "pattern of layer $l$. Where no $z$ changes its sign the network is a product of matrices, $A$, and a shift. "
    "A layer's lines are straight where the layers before are affine, so regions are convex polygons. They are "
    "cut one layer after the other, each by the lines of the neurons that change their sign at its corners, "
    "in double precision and with the same corner on both sides of every cut."
)
pictures = used.dataset if used.net == "digits" else ""
sources.footer(PAGE, "Göttingen lecture 5, “Exponential representation”; EPFL, “Multi Layer Perceptrons”", pictures)
