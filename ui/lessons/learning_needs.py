"""What learning needs on the screen: all worlds and nine learners, and what a plane can separate."""

from typing import Any

import streamlit as st

from charts import learning_needs as charts_of
from core.config import runnable
from core.experiments import learning_needs as lesson
from core.experiments.learning_needs import Config, Result, View, cover
from ui import session, style, terms
from ui.components.worlds import worlds
from ui.kept import kept
from ui.lesson import Page, tell


@kept
def _result(config: Config) -> Result:
    return lesson.run(config)


@kept
def _cover(config: Config) -> cover.Cover:
    return cover.run(config)


def figure(page: Page[Config]) -> None:
    """The worlds, the learners and the cube; what a hand chooses in them becomes the page's."""
    config = runnable(page.config, "free lunch")
    result = _result(config)
    said = lesson.describe(config, result)

    def moved(name: str, value: Any) -> None:
        session.put(page.name, **{name: value})

    worlds(config, page.view(View), result, key=f"{page.name}.squares", label=said.spoken, on_set=moved)
    page.explain(said)


def covered(page: Page[Config]) -> None:
    """Cover's curve: measured beside what his formula says."""
    config = runnable(page.config, "cover")
    found = _cover(config)
    said = lesson.covered(config, found)
    chart = style.drawn(charts_of.covered, found)
    style.chart(chart, st.container(), key="learning_needs.cover", alt=f"Share against points. {said.spoken}")
    tell("**What can a plane separate?** ", said)


def mathematics(page: Page[Config]) -> None:
    st.latex(r"\frac{1}{2^8} \sum_{f} \frac{1}{u} \sum_{x \,\notin\, d} [\,h_d(x) \ne f(x)\,] = \frac{1}{2}")
    terms.say(
        "Here f is a world, d the corners that are seen with their labels, and h what the learner answers. The "
        "worlds that agree with d give each unseen x a 0 as often as a 1. So whatever h says of x, it is wrong "
        "in half of them. For u unseen corners, k are wrong in a share binom(u, k) of 2^u: 1, 3, 3 "
        "and 1 of 8 where three are unseen."
    )
    st.latex(r"C(N, d) = 2 \sum_{k=0}^{d} \binom{N-1}{k}")
    terms.say(
        "So many of the 2^N labellings of N points in d dimensions are separable by a plane with a bias. This "
        "holds where the points are in general position (Cover 1965)."
    )


def card(runs: object) -> None:
    """Nine learners in smooth worlds, for Home."""
    config = Config(worlds="smooth")
    result = lesson.run(config)
    st.markdown(f"**{result.many} smooth worlds**: mean error of nine learners")
    style.card(charts_of.errors(result), key="cards.learning_needs", alt=lesson.describe(config, result))
