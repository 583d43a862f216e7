"""The partition game: how hard is a group for one layer? A guess first, then the answer among all groups."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import streamlit as st

from charts import small_large as charts_of
from core.data import images
from core.experiments import small_large as lesson
from core.experiments.small_large import Config, partitions, words
from core.experiments.small_large.partitions import Snapshot
from core.experiments.small_large.picking import View
from core.jobs import Job, State
from core.words import percent
from ui import controls, following, session, style, terms
from ui.lesson import Page
from ui.lessons.small_large.networks import classes

ANSWERS = ("easy", "middling", "hard")
LISTED = 5  # of the easiest and the hardest
FEW = 10_000  # training pictures: six passes in batches of 200 are too few steps
FEWEST = 4  # classes: with fewer there is nothing to guess


def game(page: Page[Config]) -> None:
    """Choose a group, guess, see. All groups' single layers are trained together, once the page's run is done."""
    names, _ = classes(page.used)
    if len(names) < FEWEST:
        st.markdown(f"With {len(names)} classes there is next to nothing to part.")
        return
    ways = 2 ** (len(names) - 1) - 1
    terms.say(
        f"{len(names)} classes can be parted in two in **{ways}** ways. Some a single layer tells apart, some not. "
        "Choose which classes go together, guess, and see."
    )
    chosen = _choose(page.name, page.view(View).parts, names)
    if following.follow(lesson.train, page.used).live:
        st.caption("The game begins when the run at the top is recorded.")
        return
    job = following.follow(partitions.train, trained(page.used))
    following.look([job], lambda found: _play(page, found[0], chosen, names), every=None)


def trained(config: Config) -> partitions.Config:
    """All groups' layers on the pictures of `config`; where these are few, with more and smaller steps."""
    game = partitions.Config(dataset=config.dataset, bias=config.bias)
    few = len(images.load(config.dataset).train_labels) < FEW
    return replace(game, batch_size=100, epochs=40) if few else game


def _choose(page: str, parts: tuple[int, ...], names: Sequence[str]) -> tuple[int, ...]:
    """The group: at least one class, and never all."""
    chosen, _ = lesson.groups(parts, len(names))

    def moved(found: Sequence[int]) -> None:
        if 0 < len(found) < len(names):
            session.put(page, parts=tuple(sorted(found)))

    st.pills(
        "These go together, all others are the other group",
        range(len(names)),
        selection_mode="multi",
        default=list(chosen),
        format_func=names.__getitem__,
        **controls.bound(f"{page}.together", list(chosen), moved),
    )
    st.button("Draw one for me", f"{page}.draw", on_click=_draw, args=(page, len(names)))
    return chosen


def _draw(page: str, many: int) -> None:
    """A group that has not been drawn in this session."""
    drawn = st.session_state.get(f"{page}.drawn", 0) + 1
    st.session_state[f"{page}.drawn"] = drawn
    groups = partitions.all_groups(many)
    row = groups[np.random.default_rng(0).permutation(len(groups))[drawn % len(groups)]]
    session.put(page, parts=tuple(int(k) for k in np.flatnonzero(row)))


def _play(
    page: Page[Config], job: Job[partitions.Config, Snapshot], chosen: tuple[int, ...], names: Sequence[str]
) -> None:
    if job.state is not State.DONE:
        why = "One layer for each way to part them, trained together."
        following.status(job, about=why, new_seed=lambda: None, key=f"{page.name}.game.stop")
        return
    last = job.snapshots[-1]
    mine = partitions.index(chosen, len(names))
    guess = _guess(page.name, job, last, mine)
    answer, error = kind(last, mine), float(last.test_error[mine])
    mark = None if guess is None else (error, f"{words.listed(chosen, names)}: {percent(error)}")
    drawn = style.drawn(charts_of.partitions, last.test_error, cuts(last), mark)
    said = (
        "Guess first: then your group is marked here."
        if guess is None
        else _said(last, mine, guess, answer, job.config.epochs)
    )
    many = len(last.test_error)
    alt = f"Histogram of one layer’s test errors over {many} groups. {said}"
    style.chart(drawn, st.container(), key=f"{page.name}.partitions", alt=alt)
    st.markdown(said)
    if guess is not None:
        _train(page, chosen, words.listed(chosen, names))
        _extremes(last, names)


def cuts(last: Snapshot) -> tuple[float, float]:
    """The errors that part all groups into an easy, a middling and a hard third."""
    low, high = np.quantile(last.test_error, [1 / 3, 2 / 3])
    return float(low), float(high)


def kind(last: Snapshot, mine: int) -> str:
    """In which third a group is."""
    return ANSWERS[int(np.searchsorted(cuts(last), last.test_error[mine]))]


def _guess(page: str, job: Job[partitions.Config, Snapshot], last: Snapshot, mine: int) -> str | None:
    """The person's answer for this group, None while there is none; it stands once it is given."""
    guesses: dict[tuple[str, int], str] = st.session_state.setdefault(f"{page}.guesses", {})
    low, high = cuts(last)
    meaning = {
        "easy": f"Easy: < {percent(low)}",
        "middling": "Middling",
        "hard": f"Hard: > {percent(high)}",
    }
    place, key = (job.key, mine), f"{page}.guess.{job.key}.{mine}"
    now = guesses.get(place)

    def note() -> None:
        guesses[place] = st.session_state[key]

    with st.container(horizontal=True, vertical_alignment="bottom", gap="large"):
        st.segmented_control(
            "How hard is it for one layer, among all groups?",
            ANSWERS,
            default=now,
            key=key,
            format_func=meaning.__getitem__,
            disabled=now is not None,
            on_change=note,
        )
        right = sum(kind(last, at) == guess for (of, at), guess in guesses.items() if of == job.key)
        many = sum(of == job.key for of, _ in guesses)
        if many:
            st.markdown(f"Right: **{right} of {many}**", width="content")
    return now


def _said(last: Snapshot, mine: int, guess: str, answer: str, epochs: int) -> str:
    error, many = float(last.test_error[mine]), len(last.test_error)
    harder = float((last.test_error > error).mean())
    verdict = "As you said" if guess == answer else f"You said {guess}"
    base = percent(float(last.guessing[mine]))
    return (
        f"{verdict}: this group is **{answer}**. One layer, trained for {epochs} epochs, misreads "
        f"{percent(error)}; {percent(harder, 0)} of all {many} groups are harder. Always naming the larger "
        f"group would be wrong in {base}."
    )


def _train(page: Page[Config], chosen: tuple[int, ...], listed: str) -> None:
    """Take the group to the top of the page."""
    if page.config.group != chosen and st.button("Train two layers on this group", f"{page.name}.take"):
        session.put(page.name, group=chosen)
        st.toast(f"The networks at the top of the page learn {listed} against the rest.")
        st.rerun()


def _extremes(last: Snapshot, names: Sequence[str]) -> None:
    order = np.argsort(last.test_error, kind="stable")
    lines = ["| easiest for one layer | error | hardest | error |", "|---|---:|---|---:|"]
    for low, high in zip(order[:LISTED], order[::-1][:LISTED], strict=True):
        cells = [cell for row in (low, high) for cell in (_group(last, row, names), _error(last, row))]
        lines.append(f"| {' | '.join(cells)} |")
    st.markdown("\n".join(lines))


def _group(last: Snapshot, row: int, names: Sequence[str]) -> str:
    one = [k for k in range(len(names)) if last.groups[row, k]]
    others = [k for k in range(len(names)) if not last.groups[row, k]]
    return words.listed(min(one, others, key=len), names)


def _error(last: Snapshot, row: int) -> str:
    return percent(float(last.test_error[row]))
