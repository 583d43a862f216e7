"""Small and large digits on the screen: the recording of both networks, and what it means."""

from dataclasses import replace
from typing import Any

import streamlit as st

from charts import small_large as charts_of
from core.config import runnable
from core.data import images
from core.experiments import small_large as lesson
from core.experiments.small_large import Config, Snapshot, words
from core.experiments.small_large.training import SNAPSHOT_TRAIN_PICTURES, total_steps
from core.jobs import Job, State
from core.words import mean, percent
from ui import following, style, terms
from ui.components.pooling import Meaning, pooling, still
from ui.lesson import Page, Runs
from ui.lessons.small_large import way

DRAWN: dict[str, Any] = {"route": "lecture", "activation": "sigmoid", "width": 10, "depth": 2}
TRAIN_ERROR = (
    f"While it learns: the share of the first {SNAPSHOT_TRAIN_PICTURES:,} training pictures that are misread. "
    "At the end: of all of them."
)


def classes(config: Config) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """Names of the classes, and those of the first group."""
    names = images.about(config.dataset).class_names
    return names, lesson.groups(config.group, len(names))[0]


def figure(page: Page[Config]) -> None:
    """Both networks while they learn: followed, then as a recording; below it what is true at the chosen frame."""
    job = following.follow(lesson.train, page.used)
    following.look([job], lambda found: _training(page, found[0]))


def _training(page: Page[Config], job: Job[Config, Snapshot]) -> None:
    config, total = page.used, total_steps(page.used)
    following.status(job, new_seed=page.new_seed)
    drawn = drawing(config) if config.route == "end" and config.depth > 1 else None
    name, label = f"{page.name}.pooling", _label(config)
    frame = pooling(job, meaning(config), total=total, key=name, label=label, drawing=drawn)
    now = job.snapshots[-1 if frame is None else frame] if job.snapshots else None
    _figures(config, now)
    names, one = classes(config)
    aside = drawn is not None and frame is None and not job.live
    if now:
        page.explain(words.describe(config, now, names, one, beside_drawing=aside))
    if drawn and frame is None and job.state is State.DONE:
        st.markdown(words.found(job.snapshots[-1], drawn))
    if now and not job.live:
        way.section(page, job.key, now, names, one)
        _by_class(page.name, config, now)
    else:
        st.caption("One picture’s way, and the errors by class, follow when this is recorded.")
    page.link()


def drawing(config: Config) -> Snapshot | None:
    """The network that the lecture draws for the same groups, trained as `config` is, if it has been recorded."""
    return following.last(lesson.train, runnable(replace(config, **DRAWN)))


def meaning(config: Config) -> Meaning:
    """What the classes and the two scores of a run are."""
    names, one = classes(config)
    return Meaning(names, one, words.sides(one, names), config.route != "end")


def _label(config: Config) -> str:
    names, one = classes(config)
    group, rest = words.sides(one, names)
    return f"Templates of one layer and of a network’s first, V, and which class wakes which unit; {group}, {rest}."


def _figures(config: Config, now: Snapshot | None) -> None:
    """The numbers that matter, in one row."""

    def error(errors: Any) -> str:
        return percent(mean(errors))

    _, depth = lesson.shape(config, len(images.about(config.dataset).class_names))
    weights = sum(int(w.size) for w in now.weights) if now else 0
    with st.container(horizontal=True, gap="large"):
        st.metric("Test error, one layer", error(now.single_test_error) if now else "–", width="content")
        st.metric(f"Test error, {_layers(depth)}", error(now.test_error) if now else "–", width="content")
        training = error(now.train_error) if now else "–"
        st.metric("Training error", training, width="content", help=TRAIN_ERROR)
        single = f" (one layer: {now.single.size:,})" if now else ""
        st.metric(f"Weights{single}", f"{weights:,}" if now else "–", width="content")


def _layers(depth: int) -> str:
    return f"{depth} layer{'s' * (depth > 1)}"


def _by_class(page: str, config: Config, now: Snapshot) -> None:
    names, one = classes(config)
    group = words.sides(one, names)
    st.header("Which classes a hidden layer helps")
    worst = [
        max(range(len(names)), key=lambda k: mean(errors[:, k])) for errors in (now.single_by_class, now.by_class)
    ]
    much = [
        percent(mean(errors[:, k])) for errors, k in zip((now.single_by_class, now.by_class), worst, strict=True)
    ]
    said = (
        f"One layer misreads **{names[worst[0]]}** most often ({much[0]}), the network beside it "
        f"**{names[worst[1]]}** ({much[1]})."
    )
    drawn = style.drawn(charts_of.by_class, now, names, one, group)
    style.chart(drawn, st.container(), key=f"{page}.classes", alt=said)
    st.caption(
        f"{said} Left of the line is {group[0]}. The dots are the mean of the {config.seeds} networks, the lines "
        "are all of them."
    )


def mathematics(page: Page[Config]) -> None:
    st.latex(r"s = V f(U x)")
    st.latex(r"p_1 = \frac{e^{s_1}}{e^{s_1} + e^{s_2}} = \frac{1}{1 + e^{-(s_1 - s_2)}}")
    terms.say(
        "$x$ is the ink of the pixels, the rows of $U$ are templates, and $f$ is the activation. Each of the two "
        "rows of $V$ pools what the templates say. With one layer, $s = W x$: of two classes only the "
        "**difference** $s_1 - s_2 = (w_1 - w_2)\\,x$ counts. So the layer is one template, and its gradients are "
        "exact opposites: $\\partial E / \\partial w_1 = -\\,\\partial E / \\partial w_2$. Two mirror images are "
        "all that can grow; what is left of the random start keeps their correlation just short of −1."
    )
    st.latex(r"s_1 - s_2 = \sum_j (V_{1j} - V_{2j})\, f(u_j\,x)")
    terms.say(
        "With two layers the difference is a sum of **votes**, one a unit. Because $f$ bends, a unit may wait for "
        "its own kind of picture and say nothing on others. Without the bend, $V U x$ is one template again. **The "
        "class explains** $\\eta^2 = \\sum_d n_d (\\bar a_d - \\bar a)^2 / \\sum (a - \\bar a)^2$ of how the "
        "output of a unit varies over the test pictures. At 1 a unit only knows classes, at 0 it does not tell "
        "them apart."
    )


def card(runs: Runs) -> None:
    """The recorded run, for Home."""
    following.recorded(lesson.train, runs[0], _card)


def _card(title: str, job: Job[Config, Snapshot]) -> None:
    last = job.snapshots[-1]
    errors = [percent(mean(e)) for e in (last.single_test_error, last.test_error)]
    st.markdown(f"**{title}**: one layer misreads {errors[0]}, two layers {errors[1]}")
    still(last, meaning(job.config), key="cards.small_large", label=_label(job.config), title="Two layers")
