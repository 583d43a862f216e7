"""More layers, and the three routes: runs that are recorded when somebody asks for them."""

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from charts import small_large as charts_of
from core.config import runnable
from core.experiments.small_large import Config, Snapshot, words
from core.experiments.small_large.training import train
from core.jobs import Job, State
from core.learning.nets import ACTIVATIONS
from core.words import mean, spread
from ui import following, session, style, terms
from ui.components.pooling import still
from ui.lesson import Page
from ui.lessons.small_large.networks import meaning

Runs = list[tuple[str, Config]]
Found = list[tuple[str, Job[Config, Snapshot]]]
Show = Callable[[Found], None]
WORKERS = 2  # run at a time on one machine


def depths(page: Page[Config]) -> None:
    """One to four layers of the same width, side by side."""
    base = replace(page.used, route="end")
    runs = [(f"{depth} layer{'s' * (depth > 1)}", replace(base, depth=depth)) for depth in range(1, 5)]
    terms.say(
        "The lecture on deeper networks: they “would also **succeed**”, with features “**less/no interpretable** "
        "(it is fine)”. Compare 1 to 4 layers, all else as it is now."
    )
    _on_demand(page, "depths", runs, lambda found: _depths(page.name, found))


def _depths(page: str, found: Found) -> None:
    ends = [(job.config.depth, job.snapshots[-1]) for _, job in found if job.state is State.DONE]
    said = words.depths(ends)
    left, right = st.columns(2)
    with left:
        drawn = style.drawn(charts_of.depth_errors, ends)
        style.chart(drawn, st.container(), key=f"{page}.depth errors", alt=f"Test errors. {said}")
    with right:
        drawn = style.drawn(charts_of.selectivity, [end for end in ends if end[0] > 1])
        style.chart(drawn, st.container(), key=f"{page}.selectivity", alt=f"Selectivity. {said}")
    st.markdown(said or "The first results appear in a moment.")
    st.caption(words.apart(found[0][1].config))


def routes(page: Page[Config]) -> None:
    """What training finds, the lecture's drawing, its pooling learned, and the drawing without a squash."""
    config = page.used
    free = replace(config, depth=2)
    recognisers = replace(free, width=10)
    bent = config.activation if config.activation not in ("sigmoid", "identity") else "relu"
    runs = [
        ("What training finds", replace(free, route="end", activation=bent)),
        ("As the lecture draws it", replace(recognisers, route="lecture", activation="sigmoid")),
        ("Its pooling learned", replace(recognisers, route="frozen", activation="sigmoid")),
        (f"The drawing, with {ACTIVATIONS[bent].name}", replace(recognisers, route="lecture", activation=bent)),
    ]
    terms.say(
        "In the lecture the hidden units **recognise digits**, and V pools them. Nobody tells gradient descent to "
        "do so. Compare what it finds with that drawing: recognisers, each taught its own class, pooled by +1 "
        "and −1."
    )
    _on_demand(page, "routes", runs, lambda found: _routes(page.name, config, found))


def _routes(page: str, config: Config, found: Found) -> None:
    done = [(title, job.config, job.snapshots[-1]) for title, job in found if job.state is State.DONE]
    st.markdown(words.routes(done) or "What they say together appears when the first two are recorded.")
    st.caption(words.apart(config))
    for row in range(0, len(found), 2):
        for column, (title, job) in zip(st.columns(2, gap="medium"), found[row : row + 2], strict=False):
            with column:
                if job.state is State.DONE:
                    _still(page, title, job)


def _still(page: str, title: str, job: Job[Config, Snapshot]) -> None:
    last = job.snapshots[-1]
    explained = mean(last.selectivity[0])
    label = f"{title}: {spread(last.test_error)} wrong; the class explains {explained:.2f} of a unit."
    still(last, meaning(job.config), key=f"{page}.route.{title}", label=label, title=title)
    st.caption(f"Misreads {spread(last.test_error)}; the class explains {explained:.2f} of an average unit.")


def _on_demand(page: Page[Config], name: str, runs: Runs, show: Show) -> None:
    """A button that says how long it takes; once pressed (the link remembers), the runs and what came of them."""

    def put(on: bool) -> None:
        session.put(page.name, **{name: on})

    if not session.value(page.name, name):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button(f"Record these {len(runs)} runs", f"{page.name}.{name}.begin", on_click=put, args=(True,))
            st.caption(_takes(page, runs))
        return
    jobs = [following.follow(train, runnable(run)) for _, run in runs]
    titles = [title for title, _ in runs]
    where = f"{page.name}.{name}"
    following.look(jobs, lambda found: _results(where, list(zip(titles, found, strict=True)), show), every=None)
    st.button("Put away", f"{page.name}.{name}.end", on_click=put, args=(False,))


def _results(key: str, found: Found, show: Show) -> None:
    for i, (title, job) in enumerate(found):
        if job.state is not State.DONE:
            following.status(job, about=title, new_seed=_no_seed, key=f"{key}.stop.{i}")
    show(found)


def _no_seed() -> None:
    """A finished run of a comparison has no such button."""


def _takes(page: Page[Config], runs: Runs) -> str:
    """How long it takes, from how long the page's own run took here."""
    own = following.follow(train, page.used)
    if own.state is not State.DONE:
        return f"It takes about {len(runs)} times as long as the run above."
    rest = sum(1 + (run.route == "frozen") for _, run in runs if runnable(run) != page.used)
    seconds = own.seconds * rest / WORKERS
    return f"About {max(1, round(seconds)):,} s: the run above took {own.seconds:.0f} s, and two run at a time."
