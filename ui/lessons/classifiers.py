"""Classifiers on the screen: six pictures, one enlarged; what it costs to be right; four cells; own points."""

import time
from dataclasses import replace

import numpy as np
import streamlit as st

from charts import classifiers as charts_of
from core.config import runnable
from core.data import labelled
from core.experiments import classifiers as lesson
from core.experiments.classifiers import Config, Quick, Snapshot, View, ceiling, quick
from core.experiments.classifiers.config import BOARDS
from core.experiments.classifiers.points import CLASSES, FAR, MOST, UNIT, written
from core.experiments.classifiers.training import SLOW
from core.jobs import Job
from core.told import Told
from core.words import listed
from ui import following, session, style, terms
from ui.components.six import Tile, six
from ui.kept import kept
from ui.lesson import Page, Runs, tell
from ui.own_points import bring

IN_PLACE = ("points",)
SENT = 0.03  # s: what is not on its way by the time another run begins is dropped
UNFITTED = "This method has not been fitted: it was stopped, or it failed."
WAITS = "This is still being computed."


@kept
def _quick(config: Config) -> Quick:
    return quick.run(config)


def figure(page: Page[Config]) -> None:
    """Six pictures of the same points; what a hand chooses or sets becomes the page's."""
    config = page.used
    fast = _quick(_of_quick(config))
    if not lesson.possible(config):
        page.explain(_six(page, config, fast, None, learning=False))
    else:
        at = page.view(View)
        following.look([following.follow(lesson.train, config)], lambda found: _follow(page, at, fast, found[0]))
    with st.expander("Bring your own points"):
        _bring(page)
    page.for_lecturers("What the deck says, and what is measured here", deck)


def _of_quick(config: Config) -> Config:
    """What the three quick methods depend on."""
    every = Config()
    idle = {name: getattr(every, name) for method in SLOW for name in lesson.SETS[method]}
    return runnable(replace(config, **idle))


def _follow(page: Page[Config], at: View, fast: Quick, job: Job[Config, Snapshot]) -> None:
    now = session.current(page.name, Config)
    if (now, page.view(View)) != (page.config, at):  # a hand has set them in the figure
        if now != page.config:  # what is quick is shown before the whole page, whose settings they are, is drawn
            _six(page, runnable(now), quick.run(runnable(now), ask=False), None, learning=True)
            time.sleep(SENT)
        st.rerun()
    found = job.snapshots[-1] if job.snapshots else None
    page.explain(_six(page, page.used, fast, found, learning=job.live))
    following.status(job, new_seed=page.new_seed)


def _six(page: Page[Config], config: Config, fast: Quick, found: Snapshot | None, *, learning: bool) -> Told:
    """The six pictures, three of which may still be learning; returns what they show."""
    said = lesson.describe(config, fast, found, learning=learning)

    def method(name: str) -> None:
        session.put(page.name, method=name)

    def points(text: str) -> None:
        session.put(page.name, data="own", points=text)

    six(
        config,
        fast,
        found,
        _tiles(config, fast, found, learning),
        method=page.view(View).method,
        key=f"{page.name}.six",
        label=said.spoken,
        ceiling=_ceiling(config),
        nothing=UNFITTED if fast.enough else lesson.NOTHING,
        on_method=method,
        on_points=points,
    )
    return said


def _tiles(config: Config, fast: Quick, found: Snapshot | None, learning: bool) -> dict[str, Tile]:
    every = lesson.scores(config, fast, found)
    late = learning and found is None
    return {name: Tile(one.right, one.numbers, late and name in SLOW) for name, one in every.items()}


def _ceiling(config: Config) -> float | None:
    return ceiling.best(BOARDS[config.data]) if ceiling.applies(config) else None


def _bring(page: Page[Config]) -> None:
    """Points of up to six classes, which become the page's."""

    def take(raw: bytes | str) -> str:
        data = labelled.fitted(labelled.read(raw, MOST, classes=(1, CLASSES)), FAR / UNIT)
        places = np.column_stack([np.round(UNIT * data.points), data.classes]).astype(int)
        session.put(page.name, data="own", points=written(places.tolist()))
        names = listed([f"“{name}”" for name in data.names])
        return " ".join([f"{len(places):,} points of {len(data.names)} classes: {names}.", *data.notes])

    bring(page.name, MOST, take)


def costs(page: Page[Config]) -> None:
    """How often each is right against the numbers that it keeps, and against the seconds that it takes."""
    found = _last(page.used)
    if found is None:
        st.caption(WAITS if lesson.possible(page.used) else lesson.NOTHING)
        return
    fast = _quick(_of_quick(page.used))
    said = lesson.compared(page.used, fast, found)
    if not np.isnan(found.right).any():
        for place, by in zip(st.columns(2, gap="medium"), charts_of.COSTS, strict=True):
            chart = style.drawn(charts_of.costs, found, fast.base, _ceiling(page.used), by)
            style.chart(chart, place, key=f"{page.name}.{by}", alt=f"Right on new points. {said.spoken}")
    tell("**Which is worth its cost?** ", said)


def _last(config: Config) -> Snapshot | None:
    """The five draws, once all of them have been asked about."""
    found = following.last(lesson.train, config)
    return found if found is not None and found.whole else None


def cells(page: Page[Config]) -> None:
    """The votes of AdaBoost in the four cells of a board, and why one of them must be wrong."""
    config = page.used
    if config.data != "board2" or not ceiling.applies(config):
        st.markdown(
            "This is about the checkerboard of 2 x 2 squares without noise, and about upright and level lines."
        )
        return
    found = following.last(lesson.train, config)
    if found is None:
        st.caption(WAITS)
    else:
        tell("**What do the lines add up to?** ", lesson.cells(found))
    terms.say(
        "Upright lines are a function g of x alone, level lines a function h of y alone, and AdaBoost takes the "
        "sign of g + h. Of four cells it can have three right, and no more, however many rounds there are."
    )


def deck(page: Page[Config]) -> None:
    """What is not said on the slides, beside what `python -m benchmarks.decks` has measured."""
    st.markdown(
        "The slide says that individual weak classifiers cannot do better than chance on a checkerboard. That "
        "holds for upright and level lines. A line that cuts off a corner of the board does better than chance, "
        "and AdaBoost with the best of 36 directions learns the board. Choose “in 36 directions” in the "
        "sidebar.\n\nTwo layers of 10 are ahead of one of 100 on Rosenbrock’s valley, with each activation. On the "
        "4 x 4 board they are ahead with tanh only, as they learn faster: after 10,000 updates both are alike. "
        "With ReLU and the sigmoid one layer of 100 is ahead there, and fewer of its seeds fail.\n\nThe slide on "
        "random points names γ = 200 and three numbers n, and does not say what n counts. If it counted points "
        "with random labels, fewer would be learned by heart as n grows, and the slide’s shares grow. They come "
        "out to about two points if n counts RBF kernels, on 250 points in a square of side 1. This number of "
        "points fits best of those that we tried: with 200 or 400 the shares grow too, but are others."
    )


def mathematics(page: Page[Config]) -> None:
    st.latex(
        r"\text{AdaBoost: } F(x) = \sum_t \alpha_t h_t(x), \quad \alpha_t = \ln\frac{1 - \epsilon_t}{\epsilon_t}"
    )
    terms.say(
        "In each round $h_t$ is the line that parts the weighted points best, by Gini impurity as in a decision "
        "tree. $\\epsilon_t$ is its error, in which each point counts by a factor of its own. "
        "Points that it gets wrong count $e^{\\alpha_t}$ times as much from then on. Of $K$ "
        "classes, $\\ln(K - 1)$ is added to $\\alpha_t$."
    )
    st.latex(r"\text{share wrong on its own points} \le \prod_t 2 \sqrt{\epsilon_t\,(1 - \epsilon_t)}")
    terms.say(
        "So with two classes AdaBoost learns its own points by heart if each line is a little better than chance. "
        "On the board the errors come close to one half, each factor to 1, and nothing is learned (Freund and "
        "Schapire 1997)."
    )
    st.latex(r"g(x_1) + h(y_1) + g(x_2) + h(y_2) = g(x_1) + h(y_2) + g(x_2) + h(y_1)")
    terms.say(
        "So a sum of upright and level lines has equal sums along both diagonals of any rectangle. A checkerboard "
        "wants one diagonal above 0 and the other below, which is impossible. At most three of four cells are "
        "right."
    )
    st.latex(r"\text{RBF-SVM: } f(x) = \sum_s a_s\, e^{-\gamma\,|x - x_s|^2} + b")
    terms.say("The sum has one term for each support vector $x_s$. A larger $\\gamma$ makes each hill narrower.")
    st.latex(r"\text{MLP: } p = \sigma\bigl(w_2 \cdot f(W_1 x + b_1) + b_2\bigr)")
    terms.say(
        "With two classes there is one output. With more there is one for each class, with softmax. With $n$ "
        "hidden units this has $4 n + 1$ weights. Rosenbrock’s valley is where "
        "$100\\,(y - x^2)^2 + (1 - x)^2 < 0.5$."
    )


def card(runs: Runs) -> None:
    """Six pictures of the checkerboard, for Home."""
    config = Config()
    fast = _quick(_of_quick(config))
    found = following.last(lesson.train, config)
    label = lesson.describe(config, fast, found).spoken
    tiles = _tiles(config, fast, found, True)
    six(config, fast, found, tiles, method="mlp", key="cards.classifiers", label=label)
