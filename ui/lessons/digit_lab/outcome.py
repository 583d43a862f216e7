"""What a trained network of the digit lab gets wrong, what its first layer looks like, and the decks' numbers."""

import base64
import html
import io
from collections.abc import Sequence
from typing import Any

import numpy as np
import streamlit as st
from PIL import Image

from charts.digit_lab import curves as charts_of
from core.data.selection import Floats, Pixels, Rows
from core.experiments import digit_lab as lesson
from core.experiments.digit_lab import PRESETS, Config, Snapshot, words
from core.experiments.digit_lab.scores import Counts
from core.jobs import State
from core.words import mean, percent
from ui import following, style, terms
from ui.components.player import frame as player_frame
from ui.components.player import player
from ui.lesson import Page
from ui.lessons.digit_lab import run as page_of
from ui.lessons.digit_lab.run import Found
from ui.sources import when

SHOWN = 16  # mistakes at once
COLUMNS = ("the deck says", "we measured", "why they differ")
CSS = """<style>
ul.mistakes { display: grid; grid-template-columns: repeat(auto-fill, minmax(96px, 1fr)); gap: 14px 10px;
  margin: 0; padding: 0; list-style: none; }
ul.mistakes li { margin: 0; padding: 0; font-size: 0.8rem; line-height: 1.3; }
.mistakes :is(.ink, img) { display: block; width: 72px; height: 72px; margin-bottom: 4px;
  image-rendering: pixelated; }
.mistakes .ink { background: currentColor; mask-size: 100% 100%; }
table.decks { border-collapse: collapse; width: 100%; font-size: 0.95rem; }
.decks :is(th, td) { text-align: left; vertical-align: top; padding: 0.45rem 0.75rem 0.45rem 0;
  border-bottom: 1px solid color-mix(in srgb, currentColor 20%, transparent); }
.decks th { font-weight: 600; }
@media (max-width: 640px) {
  .decks thead { position: absolute; clip-path: inset(50%); }
  .decks :is(tbody, tr, th, td) { display: block; border: 0; padding: 0 0 0.2rem; }
  .decks tr { padding: 0.6rem 0; border-bottom: 1px solid color-mix(in srgb, currentColor 20%, transparent); }
  .decks td::before { content: attr(data-is) ": "; font-weight: 600; }
}
</style>"""


def mistakes(page: Page[Config]) -> None:
    """Confusion matrix and worst mistakes of a run that has come to its end."""
    job = page_of.start_if_short(page.used)
    if job is None:
        return
    st.header("What does it get wrong?")
    last = job.snapshots[-1] if job.snapshots else None
    if last is None or last.confusion is None or last.worst is None or last.probabilities is None:
        st.info("Its mistakes are shown when the run has come to its end.")
        return
    tested(page.name, page.used, last.confusion, last.worst, last.probabilities)


def tested(page: str, config: Config, counts: Counts, worst: Rows, chances: Floats) -> None:
    """Which class it takes for which, and the pictures that it was surest of and wrong about."""
    names = lesson.selection(config).data.class_names
    wrong = int(counts.sum() - np.trace(counts))
    left, right = st.columns(2, gap="large")
    with left:
        said = f"{wrong:,} of {counts.sum():,} test pictures misread. " + _pairs(counts, names)
        style.chart(
            style.drawn(charts_of.confusion, counts, names), st.container(), key=f"{page}.confusion", alt=said
        )
        st.caption(said)
    with right:
        st.markdown(f"**The mistakes it was surest of**, {min(SHOWN, len(worst))} of {wrong:,}")
        st.html(gallery(config, worst[:SHOWN], chances[:SHOWN]))


def _pairs(counts: Counts, names: Sequence[str]) -> str:
    """The three confusions that are most frequent, in words."""
    off = counts - np.diag(np.diag(counts))
    most = np.argsort(off, axis=None)[::-1][:3]
    pairs = [np.unravel_index(at, off.shape) for at in most if off.flat[at]]
    told = [f"“{names[i]}” taken for “{names[j]}” {off[i, j]} times" for i, j in pairs]
    return f"Most often: {', '.join(told)}." if told else ""


def gallery(config: Config, worst: Rows, chances: Floats) -> str:
    """Misread pictures with what was said of them, and what they are."""
    chosen = lesson.selection(config)
    names, items = chosen.data.class_names, []
    for row, p in zip(worst, chances, strict=True):
        said, true = int(p.argmax()), int(chosen.data.test_labels[chosen.test_rows[row]])
        told = f"said {html.escape(names[said])} ({_sure(float(p[said]))}),<br>is {html.escape(names[true])}"
        items.append(f"<li>{_picture(chosen.data.test_images[chosen.test_rows[row]])}{told}</li>")
    return f"{CSS}<ul class='mistakes'>{''.join(items)}</ul>"


def _sure(p: float) -> str:
    return percent(p)


def _picture(pixels: Pixels) -> str:
    """A picture in its colours, or as ink in the colour of the text."""
    file = io.BytesIO()
    if pixels.ndim == 3:
        Image.fromarray(pixels).save(file, "PNG")
        return f"<img alt='' src='{_data(file)}'>"
    ink = np.stack([np.zeros_like(pixels), pixels], axis=-1)
    Image.fromarray(ink, "LA").save(file, "PNG")
    return f"<span class='ink' style='mask-image: url({_data(file)})'></span>"


def _data(file: io.BytesIO) -> str:
    return f"data:image/png;base64,{base64.b64encode(file.getvalue()).decode()}"


def first_layer(page: Page[Config]) -> None:
    """The recording of the first layer: every tile, from noise to what it looks for."""
    config, job = page.used, page_of.start_if_short(page.used)
    if job is None or job.live or not job.snapshots:
        return
    st.header("What does its first layer look for?")
    many = len(job.snapshots[-1].weight)
    names = [str(i + 1) for i in range(many)]
    player(job, "first_layer", names, total=lesson.total_steps(config), key=f"{page.name}.player")
    st.markdown(_looks(config, many))


def frame(now: Snapshot) -> bytes:
    """The first layer at one instant, for the player."""
    return player_frame(now, page_of.pictures_of(now))


def _looks(config: Config, many: int) -> str:
    if config.network == "convnet":
        return (
            f"{many} filters of 3x3 pixels: the same nine weights at every place of the picture. They find edges "
            "and their directions; what makes a class is put together behind them."
        )
    if not config.widths:
        return "One layer: its rows are the templates of the classes themselves."
    if config.permute_pixels:
        return "The pixels are put back in order here: what it learned from scrambled pictures is the same."
    return (
        f"Each tile is what a hidden neuron multiplies the pixels by, {many} of {config.widths.split('-')[0]}. It "
        "is seldom a whole object, mostly a stroke or a place that decides between a few classes."
    )


def claims(page: Page[Config]) -> None:
    """Every preset: what the deck says, what we measured, why they differ."""
    rows = [page_of.record(preset.config) for preset in PRESETS.values()]
    lines = [_line(name, claim, row) for (name, claim), row in zip(words.CLAIMS.items(), rows, strict=True)]
    head = "".join(f"<th scope='col'>{name}</th>" for name in ("", *COLUMNS))
    st.html(f"{CSS}<table class='decks'><thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody></table>")
    found = [row for row in rows if row]
    if found:
        st.caption(f"Errors are those after training. {when(found)}, by `python -m benchmarks.decks`.")


def _line(name: str, claim: words.Claim, row: dict[str, Any] | None) -> str:
    cells = zip(COLUMNS, (claim.says, _measured(row), claim.differ or "–"), strict=True)
    data = "".join(f"<td data-is='{html.escape(c)}'>{html.escape(text)}</td>" for c, text in cells)
    return f"<tr><th scope='row'>{html.escape(name)}</th>{data}</tr>"


def _measured(row: dict[str, Any] | None) -> str:
    if row is None:
        return "not yet"
    return f"{percent(1 - np.mean(row['test_error']), 2)} right: {row['measured']}"


def speeds(page: Page[Config]) -> None:
    """Seconds an epoch of every preset, by the devices that it was measured on."""
    found = page_of.measured()
    devices = sorted({row["device"] for row in found})
    if not devices:
        return
    lines = [f"| | {' | '.join(devices)} |", f"|---|{'---:|' * len(devices)}"]
    for name in PRESETS:
        mine = {row["device"]: row["epoch_seconds"][0] for row in found if row.get("preset") == name}
        cells = [f"{mine[where]:.2f} s" if where in mine else "–" for where in devices]
        lines.append(f"| **{name}** | {' | '.join(cells)} |")
    st.markdown("\n".join(lines))
    st.caption("Training alone, median of the run’s epochs, one thread on a CPU.")


def scrambled(page: Page[Config]) -> None:
    """The same pixels in another order, for an MLP and for a convnet."""
    terms.say(
        "Scramble the pixels of every picture in the same way. An MLP learns as well as before: its first layer "
        "never knew where a pixel is. A convnet does not."
    )
    runs, known = words.scrambling(page.used.dataset), dict[str, float]()
    for row in page_of.measured("mlp"):
        st.markdown(f"**{row['what']}**, measured on MNIST:\n{row['measured']}.")
        if page.used.dataset == "mnist":
            known = dict(zip(runs, (*map(mean, row["mlp"]), *row["convnet"]), strict=True))
    begun = {name: job for name, run in runs.items() if (job := page_of.existing_job(run))}

    def draw(found: Sequence[Found]) -> None:
        jobs = dict(zip(begun, found, strict=True))
        for column, (name, config) in zip(st.columns(len(runs)), runs.items(), strict=True):
            with column:
                _one(name, jobs[name]) if name in jobs else _offer(name, config, known.get(name))

    following.look(list(begun.values()), draw)


def _offer(name: str, config: Config, known: float | None) -> None:
    """What it came to when it was measured, which the line above says too, and a button that trains it here."""
    seconds, _ = page_of.cost(config)
    st.metric(name, "–" if known is None else percent(known, 2))
    st.caption("Not measured" if known is None else "As measured")
    words_on_it = f"Train ({following.about(seconds)})"
    st.button(words_on_it, f"scramble.{name}", on_click=page_of.begin, args=(config,))


def _one(name: str, job: Found) -> None:
    ends = [s for s in job.snapshots if s.step]
    st.metric(name, f"{percent(ends[-1].test_error, 2)}" if ends else "–")
    st.caption("Trained here" if job.state is State.DONE else "Training" if job.live else job.reason or "Stopped")
