"""A page for the components' tests: a softmax regression on real digits, recorded, and its arithmetic."""

from __future__ import annotations

import numpy as np
import streamlit as st
from sklearn.datasets import load_digits

from ui.components.player import Curve, Recording, player, tiles
from ui.components.rows import Bar, Number, Picture, Row, Signed, rows

FRAMES = 60


def enlarge(small):
    """Each of 8 x 8 pixels as 3 x 3, within a margin of two: (n, 64) -> (n, 28, 28)."""
    return np.pad(np.kron(small.reshape(-1, 8, 8), np.ones((3, 3), np.float32)), ((0, 0), (2, 2), (2, 2)))


@st.cache_resource
def train():
    """Frames of (10, 28, 28) weights with their curves, and the ink of one test image."""
    x, y = load_digits(return_X_y=True)
    ink, labels = (x / 16).astype(np.float32), np.asarray(y)
    weights, rng = np.zeros((64, 10), np.float32), np.random.default_rng(0)
    when = np.unique(np.r_[0:10, np.geomspace(10, 3600, FRAMES - 10).astype(int)])
    record = {"tiles": [], "steps": [], "train": [], "test": [], "loss": [], "test loss": []}
    for step in range(3601):
        if step in when:
            record["steps"].append(step)
            record["tiles"].append(enlarge(weights.T))
            for part, error, loss in ((slice(0, 1400), "train", "loss"), (slice(1400, None), "test", "test loss")):
                logp = 9 * ink[part] @ weights
                logp -= np.log(np.exp(logp).sum(1, keepdims=True))
                record[error].append(100 * float((logp.argmax(1) != labels[part]).mean()))
                record[loss].append(-float(logp[np.arange(len(logp)), labels[part]].mean()))
        batch = rng.integers(0, 1400, 64)
        score = 9 * ink[batch] @ weights
        p = np.exp(score - score.max(1, keepdims=True))
        p /= p.sum(1, keepdims=True)
        p[np.arange(64), labels[batch]] -= 1
        weights -= 0.05 * ink[batch].T @ p / 64
    return record, enlarge(ink[1400:1401])[0], int(y[1400])


def recording(record, upto: int, running: bool, colour: bool) -> Recording:
    frames = record["tiles"][:upto]
    if colour:
        frames = [np.stack([f[:4], np.roll(f[:4], 3, axis=1), -f[:4]], axis=-1) for f in frames]
    curves = (
        Curve("Error", "%", True, {"train": record["train"][:upto], "test": record["test"][:upto]}),
        Curve("Loss", "", False, {"train": record["loss"][:upto], "test": record["test loss"][:upto]}),
    )
    steps = record["steps"][:upto]
    return Recording(
        id="softmax-colour" if colour else "softmax",
        labels=tuple("0123456789")[: 4 if colour else 10],
        steps=steps,
        epochs=[step * 64 / 1400 for step in steps],
        seconds=[step * 2.3e-4 for step in steps],
        tiles=frames,
        curves=curves,
        total=3600,
        running=running,
    )


def match(record, ink, truth) -> None:
    weights = record["tiles"][-1]
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
    st.session_state.upto = min(FRAMES, st.session_state.upto + 20)


st.set_page_config(layout="wide")
record, ink, truth = train()
view = st.sidebar.radio("view", ("player", "match", "many", "colour", "still"), key="view", bind="query-params")
st.session_state.setdefault("upto", int(st.query_params.get("frames", len(record["steps"]))))
st.sidebar.button("again")
st.sidebar.button("more", on_click=more)
upto = min(st.session_state.upto, len(record["steps"]))
running = upto < len(record["steps"])
st.title("What does one layer learn?")
if view == "player":
    at = player(recording(record, upto, running, colour=False), key="main", highlight=(3,))
    st.write(f"released at {at} of {upto}")
    frame = record["tiles"][upto - 1 if at is None else at]
    st.write(f"weight {frame[0, 14, 12]:.6f} largest {np.abs(frame).max():.6f}")
elif view == "colour":
    player(recording(record, upto, running, colour=True), key="colour")
elif view == "many":
    spread = np.concatenate([np.roll(record["tiles"][-1], s, axis=2) for s in range(5)])
    order = np.argsort(-np.abs(spread).sum((1, 2)))
    labels = tuple(f"unit {i}" for i in range(50))
    player(Recording("many", labels, (0,), (0,), (0,), (spread,), (), 10, False), key="many", order=order)
elif view == "still":
    tiles(tuple("0123456789"), record["tiles"][-1], key="still", caption="Ten templates")
else:
    match(record, ink, truth)
