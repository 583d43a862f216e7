"""A page for the pad's tests: what Python has of the drawing, in words."""

from __future__ import annotations

import io
import time

import streamlit as st
from PIL import Image, ImageDraw

from ui.components.pad import SIDE, pad


def bar() -> bytes:
    """A horizontal bar as a PNG."""
    picture = Image.new("L", (SIDE, SIDE))
    ImageDraw.Draw(picture).rectangle((40, 130, 239, 149), fill=255)
    out = io.BytesIO()
    picture.save(out, "png")
    return out.getvalue()


def describe(png: bytes | None) -> str:
    """The picture's size, the box of its strong ink, and the sum of all ink in pixels."""
    if png is None:
        return "drawing: none"
    picture = Image.open(io.BytesIO(png)).convert("L")
    ink = sum(picture.tobytes()) / 255
    return f"drawing: {picture.size}, box {picture.point(lambda v: 255 * (v > 127)).getbbox()}, ink {ink:.1f}"


state = st.session_state
state.setdefault("kept", None)
state.setdefault("reset", 0)
state.runs = state.get("runs", 0) + 1
view = st.sidebar.radio("view", ("pad", "other", "narrow", "slow"), key="view", bind="query-params")
st.sidebar.button("again")
older = st.sidebar.toggle("older")
if st.sidebar.button("take bar"):
    state.reset, state.kept = state.reset + 1, bar()
if st.sidebar.button("take nothing"):
    state.reset, state.kept = state.reset + 1, None
st.title("Draw a digit")
if view == "other":
    st.write("nothing to draw on")
else:
    time.sleep(0.5 if view == "slow" else 0)
    place = st.columns([1, 6])[0] if view == "narrow" else st.container()
    with place:
        state.kept = pad(key="pad", drawing=bar() if older else state.kept, reset=state.reset)
    st.text(describe(state.kept))
st.text(f"run {state.runs}")
