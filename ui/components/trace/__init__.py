"""Backpropagation on a graph: one unit after the other, and the paths from a weight to the error."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import streamlit as st

from core.experiments import backprop as lesson
from core.experiments.backprop import Config, Result
from core.experiments.backprop import net as nets
from core.experiments.backprop.steps import steps, unit
from ui.components.mount import component, pack

OnChosen = Callable[[str], None]
OnMoved = Callable[[str, float], None]
REACH = 3.0  # of the slider of a weight, at least; a link may have weights up to 99


def trace(
    config: Config,
    result: Result,
    *,
    key: str,
    label: str,
    on_chosen: OnChosen | None = None,
    on_moved: OnMoved | None = None,
    still: bool = False,
    begins: bool = False,
) -> None:
    """Show the network of `result`, forward and back; `label` says for a screen reader what there is to see.

    `on_chosen` gets the weight that a person marks, as Config.weight writes it; `on_moved` that and its new value.
    `still`: a picture with the paths of the marked weight, without controls. `begins`: it opens where the error is
    known and nothing has come back, so that play shows the backward pass; else it opens with the paths.
    """
    component("trace", "transport.css")(
        key=key,
        data=pack(_header(config, result, key=key, label=label, still=still) | {"begins": begins}, []),
        on_chosen_change=partial(_chosen, key, result, on_chosen),
        on_moved_change=partial(_moved, key, result, on_moved),
    )


def _header(config: Config, result: Result, *, key: str, label: str, still: bool) -> dict[str, Any]:
    net, done, back = result.net, result.forward, result.back
    return {
        "key": key,
        "label": label,
        "still": still,
        "names": [[unit(net, m, i) for i in range(n)] for m, n in enumerate(net.widths)],
        "loss": net.loss,
        "reach": REACH,
        "weights": [weight.tolist() for weight in net.weights],
        "biases": [bias.tolist() for bias in net.biases] if config.bias else None,
        "t": net.t.tolist(),
        "z": [z.tolist() for z in done.z],
        "a": [a.tolist() for a in done.a],
        "p": done.p.tolist(),
        "E": done.loss,
        "slopes": [slope.tolist() for slope in back.slopes],
        "deltas": [delta.tolist() for delta in back.deltas],
        "gradient": [gradient.tolist() for gradient in back.gradient],
        "autograd": [gradient.tolist() for gradient in result.autograd],
        "steps": steps(net, done, back),
        # Of each unit its paths: the units on the way and the product of the slopes, weights and delta_k.
        "paths": [
            [[[path.units, path.factors, path.product] for path in nets.paths(net, back, m, i)] for i in range(n)]
            for m, n in enumerate(net.widths[1:])
        ],
        "marked": result.marked,
    }


def _sent(key: str, what: str) -> Any:
    state = st.session_state.get(key)
    return state.get(what) if isinstance(state, Mapping) else None


def _chosen(key: str, result: Result, on_chosen: OnChosen | None) -> None:
    """What the browser sends, if it is a weight of this network."""
    name = _sent(key, "chosen")
    if on_chosen and isinstance(name, str) and lesson.allowed(name, result.net):
        on_chosen(name)


def _moved(key: str, result: Result, on_moved: OnMoved | None) -> None:
    """The same with a value: one that Config.moved can write."""
    sent = _sent(key, "moved")
    if not (on_moved and isinstance(sent, list) and len(sent) == 2 and isinstance(sent[0], str)):
        return
    name, value = sent
    number = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 99
    if number and lesson.allowed(name, result.net):
        on_moved(name, float(value))
