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

from ui.components import assets

if TYPE_CHECKING:
    from streamlit.components.v2.types import ComponentRenderer

_HERE = Path(__file__).parent


@cache
def component(name: str, *shared: str, isolated: bool = True) -> ComponentRenderer:
    """The mounting command of the component in the folder `name`.

    Its JavaScript is loaded by the browser (assets.py). The stylesheets of shared/ that are named in `shared`, as
    "transport.css", come before its own. What is not `isolated` is part of the page's own text.
    """
    folder = _HERE / name
    styles = [*(_HERE / "shared" / file for file in shared), folder / f"{name}.css"]
    return st.components.v2.component(
        f"mlp_scope_{name}",
        html=_lean((folder / f"{name}.html").read_text()),
        css=_lean("".join(style.read_text() for style in styles)),
        js=assets.stub(name),
        isolate_styles=isolated,
    )


def _lean(source: str) -> str:
    """Without indentation and empty lines: Streamlit sends it with every new message."""
    return re.sub(r"^\s+", "", source, flags=re.MULTILINE)


def pack(header: Mapping[str, Any], arrays: Sequence[NDArray[Any]]) -> bytes:
    """One message: length of the header (u32), JSON header, zeros to a multiple of 4, then the arrays.

    All is little-endian. The 4-byte arrays must come before those of single bytes.
    """
    text = json.dumps(header, separators=(",", ":"), allow_nan=False).encode()
    text += b" " * (-len(text) % 4)
    parts = [np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<")).tobytes() for array in arrays]
    return b"".join([struct.pack("<I", len(text)), text, *parts])
