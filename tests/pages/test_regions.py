"""The page of linear regions without a browser: presets, links, ends of ranges, and what the canvas is sent."""

from __future__ import annotations

import json
import math
import os
import re
import signal
import struct
import time
from itertools import pairwise
from urllib.parse import parse_qsl

import numpy as np
import pytest

from core.config import runnable, settings, to_query
from core.experiments import regions as lesson
from core.experiments.regions import PRESETS, Config, facts, seen
from core.experiments.regions import whole as plane_count
from core.jobs import State, jobs
from core.regions import TooManyRegions
from core.regions import picture as pictures
from tests.helpers.pages import (
    chosen,
    computed,
    ended,
    healthy,
    job_lines,
    link,
    linked,
    metrics,
    texts,
    visit,
    widget,
)
from ui import following
from ui.components.plane import Scene, _asked, message
from ui.lessons.regions import numbers
from ui.lessons.regions import plane as page

STILL = {name: preset.config for name, preset in PRESETS.items() if not lesson.trains(preset.config)}


def counted(config: Config) -> int:
    return len(lesson.look(lesson.drawn(config), config))


def learned(config: Config):
    return ended(jobs().submit(lesson.train, runnable(config, "training"), pinned=True))


@pytest.mark.parametrize("name", [name for name in STILL if name != "A million regions"])
def test_a_preset_shows_its_number(tab, name):
    config = STILL[name]
    app = computed(visit(tab, "regions", **linked("regions", config)))
    now = facts.facts(net := lesson.drawn(config), lesson.look(net, config))
    assert metrics(app)["Activation regions"] == f"{now.regions:,}"
    assert metrics(app)["Weights"] == f"{now.weights:,}"
    said = texts(app)
    assert PRESETS[name].why in said and facts.describe(config, now) in said
    assert chosen(app) == name
    assert link(app) == linked("regions", config)
    assert not app.warning


def _press(app, label):
    next(button for button in app.button if button.label == label).click()
    return healthy(app.run())


def test_it_opens_with_one_neuron_and_invites_to_add_another_or_take_one_away(open_page):
    app = open_page("regions")
    assert metrics(app)["Neurons"] == "1" and link(app) == {"depth": "1", "width": "1"}
    assert widget(app.pills, "regions.preset").value == "One neuron"
    for many in ("2", "3"):
        assert metrics(_press(app, "One neuron more"))["Neurons"] == many
    for left in ("2", "1"):
        assert metrics(_press(app, "One fewer"))["Neurons"] == left
    assert "One fewer" not in [button.label for button in app.button]
    widget(app.pills, "regions.preset").set_value("A second layer")
    assert link(healthy(app.run())) == {"depth": "2", "width": "8"}


@pytest.mark.parametrize(
    ("query", "name"), [("depth=1&width=1", "One neuron"), ("depth=2&width=8", "A second layer")]
)
def test_a_link_means_the_same_whatever_the_page_opens_with(open_page, query, name):
    app = open_page("regions", **dict(parse_qsl(query)))
    assert widget(app.pills, "regions.preset").value == name and not app.warning


def test_a_window_in_the_link_is_the_window_that_is_counted(tab):
    config = Config(net="pytorch", depth=3, width=32, x=0.25, y=-0.5, r=0.125)
    app = computed(visit(tab, "regions", **to_query(config)))
    assert metrics(app)["Activation regions"] == f"{counted(config):,}" != f"{counted(Config()):,}"


@pytest.mark.parametrize("end", ["low", "high"])
@pytest.mark.parametrize("name", ["depth", "width", "x", "y", "r", "seed"])
def test_the_ends_of_the_ranges(tab, name, end):
    value = getattr(settings(Config)[name].declaration, end)
    app = computed(visit(tab, "regions", **{name: str(value)}))
    config = Config(**{name: settings(Config)[name].kind(value)})
    assert metrics(app)["Activation regions"] == f"{counted(config):,}"
    assert not app.warning


def test_a_wrong_link_is_clamped_and_said(tab):
    app = computed(visit(tab, "regions", depth="99", widths="8-", net="magic", r="-1", x="nan"))
    said = " ".join(warning.value for warning in app.warning)
    for name in ("depth", "widths", "net", "r", "x"):
        assert f"'{name}'" in said.replace("\\", "")
    assert metrics(app)["Activation regions"] == f"{counted(Config(depth=10, r=1e-6)):,}"


def test_too_many_stop_with_the_count_so_far(tab):
    app = computed(visit(tab, "regions", net="fold", depth="10", activation="abs", max_regions="5000"))
    (warning,) = app.warning
    assert re.match(r"'max_regions' is 5,000, and [\d,]+ regions were found in layer 7", warning.value)
    assert "The picture shows layers 1 to 6." in warning.value
    assert metrics(app)["Activation regions"] == "4,096"


def test_one_neuron_more_and_a_new_seed(open_page):
    app = open_page("regions", depth="1", width="3")
    next(button for button in app.button if button.label == "One neuron more").click()
    healthy(app.run())
    assert link(app)["width"] == "4" and metrics(app)["Neurons"] == "4"
    next(button for button in app.button if button.label == "New seed").click()
    healthy(app.run())
    assert link(app)["seed"] == "1" and link(app)["width"] == "4"


def test_settings_that_mean_nothing_are_not_offered_and_keep_their_values(open_page):
    app = open_page("regions", width="13", seed="7")
    labels = {widget.label for widget in [*app.slider, *app.selectbox, *app.number_input, *app.select_slider]}
    assert "Neurons in each" in labels and "Points" not in labels and "Middle of the window, x" not in labels
    widget(app.selectbox, "regions.net").set_value("fold")
    healthy(app.run())
    assert "Neurons in each" not in {slider.label for slider in app.slider}
    widget(app.selectbox, "regions.net").set_value("random")
    healthy(app.run())
    assert widget(app.slider, "regions.width").value == 13
    assert link(app) == {"width": "13", "seed": "7"}


def test_points_are_learned_and_the_numbers_are_those_of_the_last_snapshot(open_page):
    config = Config(net="trained", width=6, steps=100)
    job = learned(config)
    assert job.state is State.DONE, job.reason
    app = open_page("regions", **to_query(config))
    last = job.snapshots[-1]
    assert metrics(app)["Activation regions"] == f"{len(lesson.look(last.net, config)):,}"
    assert "Recorded: 100 steps" in texts(app)


def test_the_whole_plane_is_counted_once_the_training_has_ended(open_page, monkeypatch):
    config = Config(net="trained", points="spirals", depth=2, steps=10_000)
    asked = []
    count = facts.count_whole_plane
    monkeypatch.setattr(plane_count, "count_whole_plane", lambda *given: asked.append(given) or count(*given))
    app = open_page("regions", **to_query(config))
    key = jobs().submit(lesson.train, runnable(config, "training"))
    assert numbers.UNCOUNTED in texts(app) and not asked
    jobs().cancel(key)
    job = ended(key)
    computed(healthy(app.run()))
    last = (job.snapshots or page._first(runnable(config, "training")))[-1]
    assert numbers.UNCOUNTED not in texts(app) and len(asked) == 1
    try:  # how far the run had got when it was stopped, nobody knows
        expected = f"there are {count(last.net, config):,} activation regions"
    except TooManyRegions:
        expected = "Outside this window there are more"
    assert expected in texts(app)


def test_a_plane_through_digits_without_any_data(open_page):
    config = Config(net="digits", dataset="digits", width=6, steps=100)
    job = learned(config)
    assert job.state is State.DONE, job.reason
    app = computed(open_page("regions", **to_query(config)))
    assert metrics(app)["Activation regions"] == f"{len(lesson.look(job.snapshots[-1].net, config)):,}"


# What the canvas gets


def unpacked(data: bytes):
    size = struct.unpack_from("<I", data)[0]
    return json.loads(data[4 : 4 + size]), data[4 + size :]


def test_the_message_has_the_exact_polygons_in_the_windows_own_unit():
    config = Config(x=0.3, y=0.1, r=1e-4, depth=3, width=20)
    net = lesson.drawn(config)
    found = lesson.look(net, config)
    seen = pictures.picture([found], [[*net.hidden, net.head]], *pictures.STILL)
    head, body = unpacked(message(Scene(seen, [""], [""]), caption="here"))
    sizes = head["frames"][0]["sizes"]
    points = np.frombuffer(body, "<f4", sizes[0]).reshape(-1, 2)
    at, start = found.vertices, np.array([found.window[0], found.window[2]])
    np.testing.assert_allclose(points, (at - start) / 2e-4, atol=1e-6)
    ptr = np.frombuffer(body, "<u4", sizes[1], 4 * sizes[0])
    np.testing.assert_array_equal(ptr, found.ptr)
    maps = np.frombuffer(body, "<f4", sizes[3], 4 * sum(sizes[:3])).reshape(-1, 3)
    middle = np.array([points[found.corners[a:b]].mean(axis=0) for a, b in pairwise(ptr)])
    z = start + 2e-4 * middle
    for weight, bias in net.hidden:
        z = np.maximum(z @ weight.T + bias, 0)
    wanted = (z @ net.head[0].T + net.head[1])[:, 0]
    np.testing.assert_allclose((maps[:, :2] * middle).sum(axis=1) + maps[:, 2], wanted, atol=1e-5)
    assert head["frames"][0]["counts"] == list(found.counts) and head["raster"] == 0
    assert len(body) == 4 * sum(sizes[:6]) + sizes[6]


def test_more_regions_than_the_browser_draws_go_as_pixels_with_their_count():
    config = Config(net="fold", depth=8, activation="abs")
    net = lesson.drawn(config)
    found = lesson.look(net, config)
    home = (0.0, 0.0, 1.0)
    seen = pictures.picture([found], [[*net.hidden, net.head]])
    head, body = unpacked(message(Scene(seen, [""], [""]), caption="here", home=home))
    assert len(found) == 4**8 > pictures.POLYGONS and head["raster"] == pictures.SIDE
    assert head["frames"][0]["counts"][-1] == 4**8 and len(body) == 3 * pictures.SIDE**2
    side = pictures.SIDE
    cut = np.frombuffer(body[2 * side**2 :], np.uint8).reshape(side, side)
    assert set(np.unique(cut)) == set(range(9))
    assert 1 in cut[side // 2 - 1 : side // 2 + 1].max(axis=0) and (cut == 1).sum() < 4 * side
    assert head["small"] == 0.0  # 256 x 256 regions on 700 x 700 pixels


def test_what_the_browser_asks_for_is_checked():
    assert _asked({"window": {"x": 1, "y": 0.5, "r": 2}}) == (1.0, 0.5, 2.0)
    good = {"x": 1, "y": 2, "r": 3}
    for wrong in (None, {}, 7, {"x": 1, "y": 2}, good | {"r": "3"}, good | {"x": math.nan}, good | {"x": True}):
        assert _asked({"window": wrong}) is None
    assert _asked(None) is None


# What takes long is a job


def test_a_dear_window_has_a_line_first_then_the_numbers_that_the_science_has(open_page):
    config = Config(net="fold", depth=9, activation="abs", max_regions=2_000_000)
    app = open_page("regions", **to_query(config))
    assert [title.value for title in app.title] and widget(app.pills, "regions.preset")
    line = job_lines(app)[0]
    assert line == "Counting regions …" or line.startswith("Waiting for a free worker: place ")
    assert "Stop" in {button.label for button in app.button} and not metrics(app)
    computed(app)
    assert metrics(app)["Activation regions"] == f"{4**9:,}" and not job_lines(app)
    net = lesson.drawn(config)
    assert facts.describe(config, facts.facts(net, lesson.look(net, config))) in texts(app)


def test_a_count_that_was_stopped_says_so_and_can_be_begun_again(open_page):
    config = Config(net="fold", depth=9, activation="abs", max_regions=2_000_000, seed=0, r=0.9)
    app = open_page("regions", **to_query(config))
    next(button for button in app.button if button.label == "Stop").click()
    healthy(app.run())
    assert "Counting regions: stopped" in job_lines(app) and not metrics(app)
    next(button for button in app.button if button.label == "Compute again").click()
    computed(healthy(app.run()))
    assert metrics(app)["Activation regions"] == f"{counted(config):,}"


@pytest.mark.parametrize("config", [Config(depth=3, width=20), Config(net="fold", depth=5, activation="abs")])
def test_at_once_and_by_a_worker_are_the_same_to_the_byte(config):
    window = seen.of(config)
    here, there = following.small(seen, window), ended(jobs().submit(seen.train, window, pinned=True)).snapshots[-1]
    sent = [message(Scene(one.picture, [""], [""]), caption="", home=(0.0, 0.0, 1.0)) for one in (here, there)]
    assert here is not None and sent[0] == sent[1] and here.numbers == there.numbers


def test_a_dear_recording_comes_when_the_training_has_ended(open_page):
    config = Config(net="trained", points="spirals", depth=3, width=64, steps=60, r=50.0, max_regions=2_000_000)
    job = learned(config)
    app = open_page("regions", **to_query(config))
    assert any(line.startswith(("Counting regions", "Waiting for")) for line in job_lines(app)), job_lines(app)
    computed(app)
    last = job.snapshots[-1]
    assert metrics(app)["Activation regions"] == f"{len(lesson.look(last.net, config)):,}"
    assert "Recorded: 60 steps" in texts(app)


def test_a_worker_that_dies_counting_says_so_and_offers_to_compute_again(open_page):
    config = Config(net="fold", depth=10, activation="abs", max_regions=2_000_000, r=0.95)
    app = open_page("regions", **to_query(config))
    key = jobs().submit(seen.train, seen.of(config))
    while jobs().view(key).state is State.WAITING:
        time.sleep(0.05)
    for pid in jobs().worker_pids():
        os.kill(pid, signal.SIGKILL)
    assert ended(key).state is State.FAILED
    healthy(app.run())
    said = " ".join(error.value for error in app.error)
    assert "The worker process" in said and "Compute again" in said and "Train again" not in said
    assert {button.label for button in app.button} >= {"Compute again"}
