"""A picture against every template of a layer, row by row, in numbers that add up as they are printed."""

from collections.abc import Sequence

import numpy as np
import streamlit as st

from core.config import settings
from core.data.selection import Floats, Pixels
from core.experiments import templates as lesson
from core.experiments.templates import Config, Match, Snapshot
from core.experiments.templates.picking import Pick, pick
from core.jobs import Job
from core.words import addends, percents, signed
from ui import controls, own_picture, session
from ui.components.rows import Bar, Cell, Number, Picture, Row, Signed, rows
from ui.kept import kept
from ui.lesson import Page

COLUMNS = ("picture", "template", "product", "for", "against", "bias", "score", "probability")


def section(page: Page[Config], job: Job[Config, Snapshot], now: Snapshot | None) -> None:
    """Choose a picture and see it matched with every template of `now`."""
    st.header("Match a picture")
    config, names = page.used, page.classes
    chosen, selection = _choose(page.name, config, names), lesson.selection(config)
    own = own_picture.choose(page.name, selection.data) if chosen.by == "own" else None
    if now is None:
        st.info("The match appears with the first weights.")
        return
    if chosen.by == "own" and own is not None:
        picture, true, which = own, -1, "Your picture"
    elif chosen.by == "own" or (found := _test_picture(chosen, config, job.key, now)) is None:
        return
    else:
        picture, true, which = found
    result = lesson.match(now.weight, now.bias, selection.seen(picture))
    answer = int(result.scores.argmax())
    verdict = "" if true < 0 else ": **right**" if answer == true else f": **wrong: it is {names[true]}**"
    st.markdown(
        f"{which}, at step {now.step:,}. The largest score is that of **{names[answer]}**, with probability "
        f"{percents(result.probabilities)[answer]}{verdict}."
    )
    table(names, selection.seen(picture), now.weight, now.bias, result, true=true, key=f"{page.name}.match")
    st.caption("“For” sums the positive products, “against” the negative ones. Their sum is the score.")


def _test_picture(chosen: Pick, config: Config, job: str, now: Snapshot) -> tuple[Pixels, int, str] | None:
    """The chosen test picture, its class 0..K-1, and its number in words; None, said so, where there is none."""
    selection = lesson.selection(config)
    row, many = pick(selection, chosen, lambda: _chances(job, now.step, config, now))
    if row < 0:
        st.info("No test picture is misread at this step. Choose a class.")
        return None
    true = config.classes.index(int(selection.data.test_labels[row]))
    return selection.data.test_images[row], true, f"Picture {(chosen.nth - 1) % many + 1:,} of {many:,}"


def _choose(page: str, config: Config, names: Sequence[str]) -> Pick:
    by, nth = settings(Pick)["by"], settings(Pick)["nth"]
    words = {str(k): name for k, name in zip(config.classes, names, strict=True)} | {
        "wrong": "most confidently wrong",
        "own": "your own",
    }
    if session.value(page, by.name) not in words:
        session.put(page, by=next(iter(words)))
    left, right = st.columns([4, 1], vertical_alignment="bottom")
    with left:
        now = session.value(page, by.name)
        label, name, more = by.declaration.label, words.__getitem__, controls.of_setting(page, by.name, now)
        st.pills(label, list(words), default=now, format_func=name, required=True, **more)
    if now == "own":
        return session.current(page, Pick)
    own_picture.leave(page)
    with right:
        controls.widget(page, nth)
    return session.current(page, Pick)


@kept
def _chances(job: str, step: int, _config: Config, _now: Snapshot) -> Floats:
    return lesson.chances(_config, _now)


def table(
    names: Sequence[str], picture: Pixels, weight: Floats, bias: Floats, result: Match, *, true: int, key: str
) -> None:
    """One row a class: picture x template = product; its positive and negative parts and the bias are the score."""
    chances, answer = percents(result.probabilities), int(result.scores.argmax())
    with_bias = bool(np.any(bias))
    columns = tuple(c for c in COLUMNS if with_bias or c != "bias")
    lines = []
    for k, name in enumerate(names):
        products, score = result.products[k], float(result.scores[k])
        sums = [products[products > 0].sum(), products[products < 0].sum(), bias[k]]
        plus, minus, constant = addends(sums, score)
        numbers = [Number(signed(plus), 1), Number(signed(minus), -1)]
        numbers += [Number(signed(constant), int(np.sign(constant)))] if with_bias else []
        cells: tuple[Cell, ...] = (
            Picture(picture),
            Signed(weight[k].astype(np.float32), "template"),
            Signed(result.products[k].astype(np.float32), "product"),
            *numbers,
            Number(signed(score), int(np.sign(score))),
            Bar(float(result.probabilities[k]), chances[k]),
        )
        mark = " and ".join(word for word, at in (("true", true), ("answer", answer)) if at == k)
        lines.append(Row(name, cells, mark))
    operators = ("×", "=", "", "+", "+", "=") if with_bias else ("×", "=", "", "+", "=")
    rows(columns, lines, key=key, caption="Picture × template, pixel by pixel", operators=operators)
