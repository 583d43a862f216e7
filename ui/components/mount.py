"""Load a component's files and register it: each is a folder with an .html, a .css and a .js file."""

from __future__ import annotations

import json
import re
import struct
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from charts import theme

if TYPE_CHECKING:
    from streamlit.components.v2.types import ComponentRenderer

_HERE = Path(__file__).parent


@cache
def component(name: str, *shared: str) -> ComponentRenderer:
    """The mounting command of the component in the folder `name`.

    Its JavaScript sees THEME, canvas.js and those files of shared/ that are named in `shared`, as "network.js"; a
    shared stylesheet comes before its own.
    """
    folder = _HERE / name
    colours = f"const THEME = {json.dumps(theme.browser())};\n"
    every = [
        _HERE / "shared/canvas.js",
        *(_HERE / "shared" / file for file in shared),
        folder / f"{name}.js",
        folder / f"{name}.css",
    ]
    script, css = ("".join(f.read_text() for f in every if f.suffix == end) for end in (".js", ".css"))
    return st.components.v2.component(
        f"mlp_scope_{name}",
        html=_lean((folder / f"{name}.html").read_text()),
        css=_lean(css),
        js=_lean(colours + script),
    )


def _lean(source: str) -> str:
    """Without indentation and whole-line comments: Streamlit sends the source with every new message."""
    return re.sub(r"^\s*(//.*)?\n?", "", source, flags=re.MULTILINE)


def pack(header: Mapping[str, Any], arrays: Sequence[NDArray[Any]]) -> bytes:
    """One message: length of the header (u32), JSON header, zeros to a multiple of 4, then the arrays.

    All is little-endian. The 4-byte arrays must come before those of single bytes.
    """
    text = json.dumps(header, separators=(",", ":"), allow_nan=False).encode()
    text += b" " * (-len(text) % 4)
    parts = [np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<")).tobytes() for array in arrays]
    return b"".join([struct.pack("<I", len(text)), text, *parts])
