"""One network size after the other, and classifiers without hidden layers, on one axis as they arrive."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from charts.digit_lab import compare as charts_of
from core.experiments.digit_lab import Config, baselines, sweep
from core.jobs import Job, State, Train, jobs
from core.words import percent
from ui import following, sources, style, terms
from ui.lesson import Page

SLOTS = 2  # jobs at a time, on a machine of our own
Found = Job[Any, Any]  # a sweep or a baseline


@dataclass(frozen=True)
class _Group:
    """Jobs that are begun, followed and stopped together."""

    key: str  # of its widgets and what is remembered
    train: Train[Any, Any]
    configs: tuple[Any, ...]
    cost: tuple[float, ...]  # s on one core
    share: Callable[[Found, float], float]  # done of a job that runs, given its cost
    begin: str  # the button
    unit: str
    why: str

    @property
    def wall(self) -> float:
        """About how many seconds all of it takes, on as many cores as there are jobs at a time."""
        return max(sum(self.cost) / SLOTS, *self.cost)


def compare(page: Page[Config]) -> None:
    """The sweep and the baselines on the pictures of the page; nothing begins before a click."""
    used = page.used
    terms.say(
        "One size after the other, **20 to 120 units** in one or two hidden layers. On the same axis three "
        "classifiers without any hidden layer."
    )
    first = sweep.of(used.dataset, used.subset, used.permute_pixels, used.seed)
    there = sweep.pictures(first)
    networks, others, choose = _networks(page.name, first), *_others(page.name, used, there)
    begun, more = _begun(networks), _begun(others)

    def draw(found: Sequence[Found]) -> None:
        nets = _line(networks, found[: len(begun)], lambda: None)
        _picture(page.name, nets, _line(others, found[len(begun) :], choose), there, used)

    following.look([*begun, *more], draw)


def classifiers(page: Page[Config]) -> None:
    """What the decks say of classifiers without a hidden layer, beside what we measured."""
    sources.beside("digit_compare")


def _begun(group: _Group) -> list[Found]:
    """All of the group's jobs, followed by this tab, if it was begun; else what there is of them."""
    if _going(group):
        return [following.follow(group.train, config) for config in group.configs]
    return [job for job in _known(group) if job]


def _known(group: _Group) -> list[Found | None]:
    keys = [jobs().known(group.train, config) for config in group.configs]
    return [jobs().view(key) if key else None for key in keys]


def _networks(page: str, first: sweep.Config) -> _Group:
    configs = tuple(sweep.points(first))
    cost = tuple(map(sweep.expected, configs))
    return _Group(
        f"{page}.sweep.{first!r}",
        sweep.train,
        configs,
        cost,
        lambda job, _: job.snapshots[-1].epoch / first.epochs if job.snapshots else 0.0,
        "Run the sweep",
        "sizes",
        f"Sweep: {len(configs)} sizes, {first.seeds} seeds each, {first.epochs} epochs of "
        f"{sweep.pictures(first):,} pictures.",
    )


def _others(page: str, used: Config, there: int) -> tuple[_Group, Callable[[], None]]:
    """The three classifiers on as many pictures as are chosen, and the choice, to be drawn."""
    few, kept = min(baselines.SUBSET, there), f"{page}.baselines of {there}"
    every = _classifiers(page, used, used.subset)
    if there == few:
        return every, lambda: None
    now = st.session_state.setdefault(kept, there if _going(every) else few)

    def choose() -> None:
        chosen = st.segmented_control(
            "The baselines learn from",
            [few, there],
            default=now,
            required=True,
            key=f"{kept}.widget",
            format_func=lambda many: f"{many:,} pictures",
            label_visibility="collapsed",
            width="content",
        )
        if chosen != now:
            st.session_state[kept] = chosen
            st.rerun()

    return every if now == there else _classifiers(page, used, few), choose


def _classifiers(page: str, used: Config, subset: int) -> _Group:
    configs = tuple(
        baselines.Config(used.dataset, method, used.permute_pixels, subset, used.seed)
        for method in baselines.METHODS
    )
    return _Group(
        f"{page}.baselines.{configs[0]!r}",
        baselines.train,
        configs,
        tuple(map(baselines.expected, configs)),
        lambda job, cost: min(0.95, job.seconds / cost),
        "Run the baselines",
        "classifiers",
        "Baselines: SVM, nearest neighbours, logistic regression.",
    )


def _going(group: _Group) -> bool:
    """Was it begun: by this tab, or by whoever began what is done or runs at this moment?"""
    if group.key in st.session_state.get("digit_compare.begun", ()):
        return True
    states = [job.state if job else None for job in _known(group)]
    return all(state is State.DONE for state in states) or State.RUNNING in states or State.WAITING in states


def _line(group: _Group, every: Sequence[Found], choose: Callable[[], None]) -> Sequence[Found]:
    """One line, always as high: what this is, how far, the button that fits; below it what went wrong."""
    ended = [job for job in every if job.state in (State.CANCELLED, State.FAILED)]
    running = [job for job in every if job.live]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(group.why, width="stretch")
        choose()
        st.caption(_words(group, every, running), width="content")
        if running:
            st.button("Stop all", f"{group.key}.stop", on_click=_stop, args=(running,))
        elif len(every) < len(group.configs) or ended:
            words = "Run the rest" if any(job.state is State.DONE for job in every) else group.begin
            if st.button(words, f"{group.key}.run", on_click=_begin, args=(group, ended)):
                st.rerun()
    for reason in dict.fromkeys(job.reason for job in ended if job.reason):
        st.error(reason, icon=":material/error:")
    return every


def _begin(group: _Group, ended: Sequence[Found]) -> None:
    begun: set[str] = st.session_state.setdefault("digit_compare.begun", set())
    begun.add(group.key)
    for job in ended:
        jobs().retry(job.key)


def _stop(running: Sequence[Found]) -> None:
    for job in running:
        jobs().cancel(job.key)


def _words(group: _Group, every: Sequence[Found], running: Sequence[Found]) -> str:
    done = sum(job.state is State.DONE for job in every)
    if running:
        return f"{done} of {len(group.configs)} {group.unit}: {_progress(group, every)}"
    if done == len(group.configs):
        return f"All {done} {group.unit}: {sum(job.seconds for job in every):,.0f} s of work"
    if any(job.state is not State.DONE for job in every):
        return f"Stopped: {done} of {len(group.configs)} {group.unit}"
    return f"{following.about(group.wall).capitalize()} on two cores"


def _progress(group: _Group, every: Sequence[Found]) -> str:
    """The share that is done, and the time that the rest takes at the speed so far."""
    cost = dict(zip(group.configs, group.cost, strict=True))
    done = spent = 0.0
    for job in every:
        share = 0.0 if job.live else 1.0
        if job.state is State.RUNNING:
            share = group.share(job, cost[job.config])
        done += share * cost[job.config]
        spent += job.seconds if share else 0.0
    busy = [job for job in every if job.state is State.RUNNING]
    if not busy:
        return f"waiting for a free worker, place {min((job.place for job in every if job.place), default=1)}"
    left = (sum(group.cost) - done) * (spent / done if done else 1.0) / len(busy)
    return f"{percent(done / sum(group.cost), 0)}, {following.about(left)} left"


def _picture(page: str, nets: Sequence[Found], others: Sequence[Found], pictures: int, used: Config) -> None:
    """The chart, what it shows in words, and its numbers; before the first result nothing."""
    points = [(job.config, job.snapshots[-1]) for job in nets if job.state is State.DONE]
    lines = [(job.config, job.snapshots[-1]) for job in others if job.state is State.DONE]
    if not (points or lines or any(job.live for job in [*nets, *others])):
        return
    said = sweep.describe(points, lines)
    drawn = style.drawn(charts_of.errors, points, lines, pictures)
    style.chart(drawn, st.container(), key=f"{page}.compare", alt=f"Test error against hidden width. {said}")
    st.markdown(said)
    st.caption(
        "Lines: the mean of the seeds; bands: from the least to the largest. Seeds differ in their first weights, "
        "and see the pictures in the same order."
        + (" None of these, networks or not, knows that the pixels are scrambled." * used.permute_pixels)
    )
    if points or lines:
        with st.expander("All numbers"):
            _numbers(points, lines)


def _numbers(points: Sequence[charts_of.Point], lines: Sequence[charts_of.Line]) -> None:
    if points:
        head = ["hidden units", "layers", "weights", "test error", "of each seed", "training error", "training"]
        table = [head, ["---:"] * len(head)]
        for config, s in points:
            each = ", ".join(f"{percent(error, 2)}" for error in s.test_error)
            table.append(
                [
                    f"{config.width}",
                    f"{config.depth}",
                    f"{s.weights:,}",
                    f"{percent(s.test_error.mean(), 2)}",
                    each,
                    f"{percent(s.train_error.mean(), 2)}",
                    f"{s.seconds:.1f} s",
                ]
            )
        st.markdown("\n".join(f"| {' | '.join(line)} |" for line in table))
    if lines:
        table = [["classifier", "pictures", "test error", "fitting", "answering"], ["---"] + ["---:"] * 4]
        for other, b in lines:
            kept = f" ({b.support:,} support vectors)" if b.support else ""
            table.append(
                [
                    baselines.METHODS[other.method] + kept,
                    f"{b.pictures:,}",
                    percent(b.test_error),
                    f"{b.fit_seconds:.1f} s",
                    f"{b.predict_seconds:.1f} s",
                ]
            )
        st.markdown("\n".join(f"| {' | '.join(line)} |" for line in table))
