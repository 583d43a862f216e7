"""More layers, and the three routes: runs that are recorded when somebody asks for them."""

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from charts import small_large as charts_of
from core.experiments.small_large import Config, words
from core.experiments.small_large.training import total_steps
from core.jobs import Job, State
from core.learning.nets import ACTIVATIONS
from ui import controls, following, style
from ui.components.pooling import Recording, pooling
from ui.lessons.small_large.networks import JOB, classes

Runs = list[tuple[str, Config]]
Found = list[tuple[str, Job]]
Show = Callable[[Found], None]
WORKERS = 2  # run at a time on one machine


def depths(page: str, config: Config) -> None:
    """One to four layers of the same width, side by side."""
    base = replace(config, route="end")
    runs = [(f"{depth} layer{'s' * (depth > 1)}", replace(base, depth=depth)) for depth in range(1, 5)]
    st.markdown(
        "The lecture on deeper networks: they “would also **succeed**”, with features “**less/no interpretable** "
        "(it is fine)”. Compare 1 to 4 layers, all else as it is now."
    )
    _on_demand(page, "depths", config, runs, lambda found: _depths(page, found))


def _depths(page: str, found: Found) -> None:
    ends = [(job.config.depth, job.snapshots[-1]) for _, job in found if job.state is State.DONE]
    said = words.depths(ends)
    left, right = st.columns(2)
    with left:
        drawn = charts_of.depth_errors(ends)
        style.chart(drawn, st.container(), key=f"{page}.depth errors", alt=f"Test errors. {said}".replace("**", ""))
    with right:
        drawn = charts_of.selectivity([end for end in ends if end[0] > 1])
        style.chart(drawn, st.container(), key=f"{page}.selectivity", alt=f"Selectivity. {said}".replace("**", ""))
    st.markdown(said or "The first results appear in a moment.")


def routes(page: str, config: Config) -> None:
    """What training finds, the lecture's drawing, its pooling learned, and the drawing without a squash."""
    free = replace(config, depth=2)
    recognisers = replace(free, width=10)
    bent = config.activation if config.activation not in ("sigmoid", "identity") else "relu"
    runs = [
        ("What training finds", replace(free, route="end", activation=bent)),
        ("As the lecture draws it", replace(recognisers, route="lecture", activation="sigmoid")),
        ("Its pooling learned", replace(recognisers, route="frozen", activation="sigmoid")),
        (f"The drawing, with {ACTIVATIONS[bent].name}", replace(recognisers, route="lecture", activation=bent)),
    ]
    st.markdown(
        "In the lecture the hidden units **recognise digits**, and V pools them. Nobody tells gradient descent to "
        "do so. Compare what it finds with that drawing: recognisers, each taught its own class, pooled by +1 "
        "and −1."
    )
    _on_demand(page, "routes", config, runs, lambda found: _routes(page, config, found))


def _routes(page: str, config: Config, found: Found) -> None:
    names, one = classes(config)
    done = [(title, job.config, job.snapshots[-1]) for title, job in found if job.state is State.DONE]
    st.markdown(words.routes(done) or "What they say together appears when the first two are recorded.")
    for row in range(0, len(found), 2):
        for column, (title, job) in zip(st.columns(2, gap="medium"), found[row : row + 2], strict=False):
            with column:
                if job.state is State.DONE:
                    _still(page, title, job, names, one)


def _still(page: str, title: str, job: Job, names: tuple[str, ...], one: tuple[int, ...]) -> None:
    last = job.snapshots[-1]
    group, named = words.sides(one, names), job.config.route != "end"
    shown = Recording(job.key, job.snapshots, names, one, group, last.step, False, named)
    explained = words.mean(last.selectivity[0])
    label = f"{title}: {words.spread(last.test_error)} wrong; the class explains {explained:.2f} of a unit."
    pooling(shown, key=f"{page}.route.{title}", label=label, title=title, still=True)
    st.caption(f"Misreads {words.spread(last.test_error)}; the class explains {explained:.2f} of an average unit.")


def _on_demand(page: str, name: str, config: Config, runs: Runs, show: Show) -> None:
    """A button that says how long it takes; once pressed (the link remembers), the runs and what came of them."""

    def put(on: bool) -> None:
        controls.put(page, **{name: on})

    if not controls.value(page, name):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button(f"Record these {len(runs)} runs", f"{page}.{name}.begin", on_click=put, args=(True,))
            st.caption(_takes(config, runs))
        return
    keys = [(title, following.follow(JOB, run)) for title, run in runs]
    waiting = any(following.pace(following.view(key)) for _, key in keys)
    st.fragment(_results, run_every=1.0 if waiting else None)(page, name, keys, waiting, show)
    st.button("Put away", f"{page}.{name}.end", on_click=put, args=(False,))


def _results(page: str, name: str, keys: list[tuple[str, str]], waiting: bool, show: Show) -> None:
    found = [(title, following.view(key)) for title, key in keys]
    for i, (title, job) in enumerate(found):
        if job.state is not State.DONE:
            steps = total_steps(job.config)
            following.status(job, steps=steps, why=title, new_seed=_no_seed, key=f"{page}.{name}.stop.{i}")
    show(found)
    if waiting and not any(following.pace(job) for _, job in found):
        st.rerun()


def _no_seed() -> None:
    """A finished run of a comparison has no such button."""


def _takes(config: Config, runs: Runs) -> str:
    """How long it takes, from how long the page's own run took here."""
    own = following.view(following.follow(JOB, config))
    if own.state is not State.DONE:
        return f"It takes about {len(runs)} times as long as the run above."
    rest = sum(1 + (run.route == "frozen") for _, run in runs if run != config)
    seconds = own.seconds * rest / WORKERS
    return f"About {max(1, round(seconds)):,} s: the run above took {own.seconds:.0f} s, and two run at a time."
