"""Templates beside what they are compared with: average pictures, and other runs."""

from collections.abc import Sequence

import numpy as np
import streamlit as st

from core.data import images
from core.data.selection import Floats
from core.experiments import templates as lesson
from core.experiments.templates import Config, Snapshot
from core.jobs import Job
from core.words import percent, signed
from ui import following, terms
from ui.components.player import tiles
from ui.components.rows import Number, Picture, Row, Signed, rows
from ui.kept import kept
from ui.lesson import Page, Runs, first_runs, home_run


def averages(page: Page[Config]) -> None:
    """The mean training picture of each class beside its template, once there is one."""
    job = following.follow(lesson.train, page.used)
    if job.snapshots:
        st.header("A template is not the average picture")
        _averages(page.used, page.classes, job.snapshots[-1])


def _averages(config: Config, names: Sequence[str], now: Snapshot) -> None:
    data = images.load(config.dataset)
    weight = lesson.selection(config).unscrambled(now.weight)
    lines, correlations = [], []
    for name, k, template in zip(names, config.classes, weight, strict=True):
        mean = _average(config.dataset, k, data)
        correlations.append(float(np.corrcoef(mean.ravel(), template.ravel())[0, 1]))
        cells = (
            Picture(np.rint(255 * mean).astype(np.uint8), ink=True),
            Signed(template.astype(np.float32), "template"),
            Number(signed(correlations[-1]), int(np.sign(correlations[-1]))),
        )
        lines.append(Row(name, cells))
    left, right = st.columns([3, 2])
    with left:
        rows(
            ("average picture", "template", "correlation"),
            lines,
            key="templates.averages",
            caption="Average and template",
        )
    right.markdown(
        "The average says where a class has **ink**. The template says where ink **tells this class from the "
        "others**. Ink that all classes share is worth nothing, and ink that only the others have counts against. "
        f"So the two resemble each other only a little: their correlation is {min(correlations):.2f} to "
        f"{max(correlations):.2f} here."
    )
    if config.permute_pixels:
        right.markdown("The pixels of the templates are put back in order here: the picture was there all along.")


@kept
def _average(dataset: str, label: int, _data: images.ImageData) -> Floats:
    return images.average(_data, label) / 255  # ink 0..1


def card(runs: object) -> None:
    """The run that Home opens with: digits are seen in its templates."""
    _beside([home_run()])


def others(page: Page[Config]) -> None:
    """The runs that are recorded in advance, side by side."""
    terms.say(
        "Weight decay makes the templates smooth: every weight that the data do not hold up fades. Scrambling the "
        "pixels destroys the picture and leaves the error: the layer never knew which pixels are neighbours."
    )
    _beside(first_runs(page.name))


def _beside(runs: Runs) -> None:
    for column, run in zip(st.columns(len(runs)), runs, strict=True):
        with column:
            following.recorded(lesson.train, run, _last)


def _last(title: str, job: Job[Config, Snapshot]) -> None:
    config, last = job.config, job.snapshots[-1]
    names = [images.about(config.dataset).class_names[k] for k in config.classes]
    st.markdown(f"**{title}**: test error {percent(last.test_error)}")
    tiles(names, last.weight, key=f"compare.{job.key}", caption=f"{title}: templates")
