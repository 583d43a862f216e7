"""What learning needs on the screen: all worlds and nine learners, and what a plane can separate."""

from typing import Any

import numpy as np
import streamlit as st

from charts import learning_needs as charts_of
from core.config import runnable, settings
from core.data import images
from core.experiments import learning_needs as lesson
from core.experiments.learning_needs import Config, Result, View, amounts, cases, corners, cover, manifold, words
from core.experiments.learning_needs.config import PAIRS
from core.words import fixed, percent
from ui import controls, following, session, style, terms
from ui.components.rows import Bar, Number, Picture, Row, rows
from ui.components.worlds import worlds
from ui.kept import kept
from ui.lesson import Page, tell

IN_PLACE = ("worlds", "low_noise", "bent", "unstructured")  # what chooses them stands above what they change
WAITS = "This is still being computed."
ROOM = 260  # pixels, about the height of a figure that is still being computed


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


def pictures(page: Page[Config]) -> None:
    """Kinds of pictures with their nearest ones, and two ways from one picture to another."""
    config = manifold.of(page.used)
    found = following.result(manifold, config, key="learning_needs.manifold", room=ROOM)
    if found is None:
        return
    said = lesson.pictured(found)
    chart = style.drawn(charts_of.neighbours, found)
    style.chart(chart, st.container(), key=f"{page.name}.neighbours", alt=f"Pictures by distance. {said.spoken}")
    _kinds(found)
    tell("**Which pictures look like something?** ", said)
    _morph(page, found)


def _kinds(found: manifold.Snapshot) -> None:
    ink = found.examples.ndim == 4  # one channel
    lines = []
    for k, kind in enumerate(manifold.KINDS):
        tiles = [Picture(of[k, at], ink) for at in range(manifold.SHOWN) for of in (found.examples, found.nearest)]
        share = float(found.shares[k])
        numbers = (Number(fixed(float(np.median(found.distances[k])))), Bar(share, percent(share)))
        lines.append(Row(words.WHAT[kind], (*tiles, *numbers)))
    columns = (*("picture", "nearest") * manifold.SHOWN, "distance", "as near")
    rows(
        columns,
        lines,
        key="learning_needs.kinds",
        caption="Five kinds of pictures, and the nearest of the training pictures",
    )


def _morph(page: Page[Config], found: manifold.Snapshot) -> None:
    """From one picture to another, by pixels and by the hidden layer."""
    pair, ink = page.view(View).pair, found.blends.ndim == 4
    names = images.about(page.used.dataset).class_names
    said = lesson.morphed(found, pair, names)
    lines = [
        Row(label, tuple(Picture(tile, ink) for tile in of[pair - 1]))
        for label, of in (("pixel by pixel", found.blends), ("hidden layer", found.met))
    ]
    columns = tuple(percent(step / (manifold.STEPS - 1), 0) for step in range(manifold.STEPS))
    st.subheader("From one picture to another")
    st.button(
        "Another pair",
        "learning_needs.pair",
        on_click=session.put,
        args=(page.name,),
        kwargs={"pair": pair % PAIRS + 1},
    )
    rows(columns, lines, key="learning_needs.morph", caption="How much of the way is gone")
    tell("**What lies between two pictures?** ", said)


def amount(page: Page[Config]) -> None:
    """Errors against the number of corners that are seen, and of pictures that are learned."""
    left, right = st.columns(2, gap="medium")
    with left:
        seen = following.result(corners, corners.of(page.used), key="learning_needs.corners", room=ROOM)
        if seen is not None:
            learner = page.view(View).learner
            said = lesson.seen_more(seen, learner)
            chart = style.drawn(charts_of.seen_more, seen, learner)
            style.chart(chart, st.container(), key=f"{page.name}.seen_more", alt=f"Errors. {said.spoken}")
            tell("**In which worlds does it help?** ", said)
    with right:
        learned = following.result(amounts, amounts.of(page.used), key="learning_needs.amounts", room=ROOM)
        if learned is not None:
            said = lesson.learned(learned)
            chart = style.drawn(charts_of.gains, learned)
            style.chart(
                chart, st.container(), key=f"{page.name}.gains", alt=f"Errors on new pictures. {said.spoken}"
            )
            tell("**And with real pictures?** ", said)


def switches(page: Page[Config]) -> None:
    """Three switches on one data set, and how good three models are then."""
    every = settings(Config)
    with st.container(horizontal=True, gap="large"):
        for name in IN_PLACE:
            controls.widget(page.name, every[name])
    found = following.result(cases, cases.of(page.used), key="learning_needs.cases", room=ROOM)
    if found is None:
        return
    said = lesson.compared(page.used, found)
    chart = style.drawn(charts_of.models, found, lesson.case_of(page.used))
    style.chart(chart, st.container(), key="learning_needs.models", alt=f"Share right on new points. {said.spoken}")
    tell("**Which model is best?** ", said)


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


def deck(page: Page[Config]) -> None:
    """What Göttingen lecture 5 says, beside what is counted and measured here."""
    result = _result(Config())
    means = sorted({result.mean(name) for name in lesson.NAMES})
    pictures = following.last(manifold.train, manifold.of(page.used))
    models = following.last(cases.train, cases.of(page.used))
    here = [
        f"The mean errors of nine learners over {result.many} worlds: {', '.join(map(str, means))}.",
        f"Of {len(pictures.distances[0])} pictures of random pixels {percent(float(pictures.shares[-1]))} are as "
        "near to a picture as new ones are."
        if pictures
        else WAITS,
        " ".join(lesson.leads(models)) if models else WAITS,
    ]
    says = (
        "“Averaged over all possible functions f, all algorithms are equivalent”",
        "“Random sampling from white noise will pretty much never generate a natural image”",
        "Problems that are amenable to deep learning are “low-noise, highly nonlinear, unstructured data”",
    )
    lines = [f"| {said} | {found} |" for said, found in zip(says, here, strict=True)]
    st.markdown("\n".join(["| the deck says | here |", "|---|---|", *lines]))


def card(runs: object) -> None:
    """Nine learners in smooth worlds, for Home."""
    config = Config(worlds="smooth")
    result = lesson.run(config)
    st.markdown(f"**{result.many} smooth worlds**: mean error of nine learners")
    style.card(charts_of.errors(result), key="cards.learning_needs", alt=lesson.describe(config, result))
