"""Random moves on four pages at random moments: nothing jumps back, and nothing is lost.

MLPSCOPE_MOVES says how many, MLPSCOPE_MOVES_SEED which: two hundred take five minutes on two cores.
"""

from __future__ import annotations

import os
import random

import pytest

from core.experiments import batches, gradients, small_large, templates
from core.experiments.small_large.training import total_steps
from core.learning.nets import ACTIVATIONS
from tests.helpers.moves import Lesson, Tab
from ui import data

MOVES = int(os.environ.get("MLPSCOPE_MOVES", "30"))
SEED = int(os.environ.get("MLPSCOPE_MOVES_SEED", "0"))


def at_hand(config):
    """`config` on the digits, which every machine has."""
    return type(config)(**{**vars(config), "dataset": "digits"})


def classes(config) -> tuple[str, ...]:
    return data.class_names(config.dataset)


def activations(config) -> list[str]:
    return [f.name for f in ACTIVATIONS.values()]


def of_gradients(config) -> str:
    return rf"{len(config.names) * config.seeds} networks of {config.depth + 1} layers"


def of_templates(config) -> str:
    many = f"{templates.total_steps(at_hand(config)):,}"
    return rf"(of|Recorded:) {many}\b|Ended at|Waiting for a free worker"


def of_batches(config) -> str:
    rows = len(batches.selection(at_hand(config)).train_rows)
    return rf"(of|Recorded:) {3 * rows * config.epochs:,}\b|Ended at|Waiting for a free worker"


def of_small_large(config) -> str:
    many = f"{total_steps(at_hand(config)):,}"
    return rf"(of|Recorded:) {many}\b|Ended at|Waiting for a free worker"


LESSONS = (
    Lesson(
        "gradients",
        gradients.Config,
        gradients.PRESETS,
        {"dataset": "digits", "depth": "5", "steps": "100", "seeds": "1"},
        ("depth",),
        {"activations": activations},
        ("residual",),
        of_gradients,
    ),
    Lesson(
        "batches",
        batches.Config,
        batches.PRESETS,
        {"dataset": "digits", "epochs": "5"},
        ("epochs", "lr_serial", "lr_mini"),
        {},
        (),
        of_batches,
    ),
    Lesson(
        "small_large",
        small_large.Config,
        small_large.PRESETS,
        {"dataset": "digits", "seeds": "2"},
        ("width", "depth"),
        {"group": classes},
        (),
        of_small_large,
        lambda config: config.route == "end",
    ),
    Lesson(
        "templates",
        templates.Config,
        templates.PRESETS,
        {"dataset": "digits", "batch_size": "5", "epochs": "20"},
        ("weight_decay",),
        {"classes": classes},
        ("permute_pixels",),
        of_templates,
    ),
)


@pytest.mark.timeout(900)
def test_widgets_link_and_picture_agree_after_every_move(bare, new_page):
    draw = random.Random(SEED)
    tabs = [Tab(lesson, new_page(), bare, draw) for lesson in LESSONS]
    for tab in tabs:
        tab.made.append(tab.open(tab.lesson.start))
        assert tab.settled() == "", f"{tab.lesson.page} does not open"
    tab, wrong = tabs[0], []
    for number in range(MOVES):
        tab = tab if draw.random() < 0.3 else draw.choice(tabs)  # often again at once
        if late := tab.settled(patience=1.0):
            wrong.append(f"{number} {tab.lesson.page}: some time after {tab.made[-1]}: {late}")
            tab.open(tab.lesson.start)
            tab.settled()
        tab.browser.wait_for_timeout(1000 * draw.uniform(0, 0.6))
        said = tab.move()
        if lost := tab.settled():
            wrong.append(f"{number} {tab.lesson.page}: {said}, after {tab.made[-4:-1]}: {lost}")
            tab.open(tab.lesson.start)
            tab.settled()
    print(f"{MOVES} moves, {len(wrong)} wrong")
    assert not wrong, "\n".join([f"{len(wrong)} of {MOVES} moves went wrong (seed {SEED}):", *wrong])
