"""Serves one of these pages together with the modules that its components load."""

import os

import streamlit as st

from ui.components import assets

app = st.App(os.environ["PAGE"], routes=assets.routes(st.get_option("server.baseUrlPath")))
