"""Serves one of these pages together with what its components load: their modules, and recordings."""

import os

import streamlit as st

from tests.helpers import softmax
from ui.components import assets
from ui.recordings import Recordings

base = st.get_option("server.baseUrlPath")
recordings = Recordings(lambda: softmax.jobs, lambda: softmax.VIEWS)
app = st.App(os.environ["PAGE"], routes=[*assets.routes(base), *recordings.routes(base)])
