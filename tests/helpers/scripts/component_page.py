"""A page for the components' tests: a softmax regression on real digits, recorded, and its arithmetic."""

from __future__ import annotations

import uuid

import numpy as np
import streamlit as st

from tests.helpers import softmax
from ui.components.player import player, tiles
from ui.components.rows import Bar, Number, Picture, Row, Signed, rows


def match(weights, ink, truth) -> None:
    products = weights * ink
    scores = products.sum((1, 2))
    shares = np.exp(scores - scores.max())
    shares /= shares.sum()
    table = []
    for digit in range(10):
        up, down = (np.where(keep, products[digit], 0).sum() for keep in (products[digit] > 0, products[digit] < 0))
        words = ["true"] * (digit == truth) + ["predicted"] * int(digit == scores.argmax())
        cells = (
            Picture((ink * 255).round().astype(np.uint8), ink=True),
            Signed(weights[digit], "weights"),
            Signed(products[digit], "weights"),
            Number(f"+{up:.2f}", 1),
            Number(f"−{abs(down):.2f}", -1),
            Number(f"{scores[digit]:.2f}".replace("-", "−"), int(np.sign(scores[digit]))),
            Bar(float(shares[digit]), f"{shares[digit]:.2f}"),
        )
        table.append(Row(str(digit), cells, ", ".join(words)))
    columns = ("picture", "template", "product", "positive sum", "negative sum", "score", "probability")
    rows(columns, table, key="match", caption="Picture times template, summed", operators=("×", "=", "", "", "="))


def more() -> None:
    st.session_state.upto = min(len(snapshots), st.session_state.upto + 20)


st.set_page_config(layout="wide")
snapshots, ink, truth = softmax.trained()
view = st.sidebar.radio("view", ("player", "match", "many", "colour", "still"), key="view", bind="query-params")
st.session_state.setdefault("upto", int(st.query_params.get("frames", len(snapshots))))
st.session_state.setdefault("job", uuid.uuid4().hex)
st.sidebar.button("again")
st.sidebar.button("more", on_click=more)
upto = min(st.session_state.upto, len(snapshots))
job = softmax.jobs.put(st.session_state.job, snapshots[:upto], upto < len(snapshots))
digits = tuple("0123456789")
st.title("What does one layer learn?")
if view == "player":
    at = player(job, "softmax", digits, total=softmax.TOTAL, key="main", highlight=(3,))
    st.write(f"released at {at} of {upto}")
    frame = job.snapshots[upto - 1 if at is None else at].weight
    st.write(f"weight {frame[0, 14, 12]:.6f} largest {np.abs(frame).max():.6f}")
elif view == "colour":
    player(job, "colour", digits[:4], total=softmax.TOTAL, key="colour")
elif view == "many":
    order = np.argsort(-np.abs(softmax.fifty(snapshots[-1].weight)).sum((1, 2)))
    labels = tuple(f"unit {i}" for i in range(50))
    player(job, "many", labels, total=softmax.TOTAL, key="many", order=order)
elif view == "still":
    tiles(digits, snapshots[-1].weight, key="still", caption="Ten templates")
else:
    match(snapshots[-1].weight, ink, truth)
