"""Small and large digits: a training to its end, a picture's way in sums, the game, examples, wrong links."""

from __future__ import annotations

import re
import struct
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from core.config import Range, settings, to_query
from core.data import images, own
from core.data import pictures as drawn
from core.experiments.small_large import Config, explain, explain_single, partitions, train, words
from core.experiments.small_large.picking import View, margins, sort_out
from core.jobs import State, jobs
from core.jobs.queue import Jobs
from tests.helpers.npz import pictures, saved
from tests.helpers.pages import back_to, ended, healthy, link, metrics, texts, visit, widget
from tests.helpers.small_large import DIGITS, SMALL, snapshot
from ui.components import pooling
from ui.lessons.small_large import partition_game as small_large_game
from ui.lessons.small_large.flow import network, one_layer

SHORT = Config(dataset="digits", epochs=2, seeds=2)


def leave(config):
    """Cancel what a visit began, so that it does not hold up the next."""
    jobs().cancel(jobs().submit(train, config))


def done(config=SHORT, train=train):
    job = ended(jobs().submit(train, config, pinned=True))
    assert job.state is State.DONE, job.reason
    return job


# Numbers that add up


def printed(text):
    """The printed terms of a sum."""
    found = re.findall(r"([+−]) (\d+\.\d\d)", text.split(": ", 1)[1].split(" = ")[0])
    return [float(value) * (1 if sign == "+" else -1) for sign, value in found]


def added(text):
    """What they come to, and the printed total, in hundredths."""
    total = text.split(" = ")[1].replace("−", "-")
    return sum(round(100 * term) for term in printed(text)), round(100 * float(total))


@pytest.mark.parametrize(("width", "depth"), [(3, 2), (40, 2), (12, 4), (5, 1)])
def test_ribbons_and_printed_sums_are_explain_s(width, depth):
    now = snapshot(width=width, depth=depth, bias=True)
    picture = np.random.default_rng(2).integers(0, 256, (4, 4)).astype(np.uint8)
    way = explain(now, picture)
    shown = network(way, picture, ("small", "large"), now.weights[-1])
    assert np.array(shown.links[-1]).sum(1) + way.biases == pytest.approx(way.logits)
    assert len(shown.columns) == depth and all(len(column) <= 10 for column in shown.columns)
    for k, text in enumerate(shown.sums):
        terms, total = added(text)
        assert terms == total == round(100 * round(float(way.logits[k]), 2))
        if depth > 1:
            parts = (*np.array(shown.links[-1])[k], way.biases[k])
            assert all(min(abs(term - part) for part in parts) < 0.0101 for term in printed(text))
    assert [node.chosen for node in shown.columns[-1]].index(True) == int(way.logits.argmax())
    if width == 40:
        assert shown.columns[0][-1].name == "31 others" and "(31 others)" in shown.sums[0]
    single = one_layer(explain_single(now, picture), picture, ("small", "large"))
    assert all(a == b for a, b in map(added, single.sums))


def test_units_that_pass_nothing_on_are_said_to():
    now = snapshot(width=4)
    dark = replace(now, weights=(-np.abs(now.weights[0]), now.weights[1]))
    picture = np.full((4, 4), 255, np.uint8)
    shown = network(explain(dark, picture), picture, ("small", "large"), now.weights[-1])
    assert all(node.off and node.lines == ("a = 0.00",) for node in shown.columns[0])
    assert shown.sums == ("small: + 0.00 = 0.00", "large: + 0.00 = 0.00")


def read(frame):
    """(seeds, tile, units, widths, numbers, codes) of a frame, by the words of the encoder, not by its code."""
    seeds, *tile, units, hidden = struct.unpack_from("<6I", frame)
    widths = struct.unpack_from(f"<{hidden}I", frame, 24)
    blocks, area = 2 + max(0, hidden - 1), tile[0] * tile[1] * tile[2]
    many = 2 * area + (widths[0] if widths else 2) * area + sum(a * b for a, b in pairwise(widths))
    numbers = np.frombuffer(frame[24 + 4 * hidden : len(frame) - many], "<f4")
    return seeds, tile, units, widths, numbers, np.frombuffer(frame[-many:], np.int8), blocks


@pytest.mark.parametrize("depth", [1, 2, 3])
def test_a_frame_has_all_that_the_browser_reads_of_it(depth):
    now = snapshot(depth=depth, seed=1, step=1)
    seeds, tile, units, widths, numbers, codes, blocks = read(pooling.frame(now))
    assert (seeds, tile, len(widths)) == (2, [4, 4, 1], depth - 1)
    layers = sum(11 * n for n in widths)  # wakes of ten classes, selectivity
    votes = 2 * widths[-1] + 2 if widths else 0
    assert len(numbers) == 4 + 2 * 2 + votes + layers + blocks
    assert numbers[0] == 1 and units == len(now.weights[0])
    scale = numbers[-blocks]
    assert np.abs(scale * codes[: 2 * 16] - now.single.ravel()).max() <= 0.51 * scale


def test_what_is_too_large_for_a_frame_is_left_out_and_said():
    _, _, units, widths, numbers, codes, _ = read(pooling.frame(snapshot(width=100, side=64)))
    assert len(numbers) == 4 + 2 * 2 + 2 * 19 + 2 + 19 * 11 + 2
    assert (widths, units) == ((19,), 100) and codes.nbytes < 90_000


# The page


def test_it_opens_on_what_data_there_are_and_is_recorded_to_the_end(open_page):
    app = open_page("small_large", **to_query(replace(SHORT, dataset="mnist")))  # nothing to be downloaded from
    job, names = done(), DIGITS
    app, now = healthy(app.run()), job.snapshots[-1]
    said, numbers = texts(app), metrics(app)
    assert app.title[0].value == "What does a second layer do?"
    assert words.describe(SHORT, now, names, SMALL) in said and "Recorded: 16 steps" in said
    assert numbers["Test error, one layer"] == words.percent(words.mean(now.single_test_error))
    assert numbers["Test error, 2 layers"] == words.percent(words.mean(now.test_error))
    assert numbers["Weights (one layer: 1,568)"] == "7,860"
    assert "shipped with scikit-learn" in said  # the pictures' source


def test_where_the_lecture_s_drawing_is_recorded_what_training_finds_is_said_beside_it(open_page, monkeypatch):
    config = replace(SHORT, seeds=1)
    free = done(config).snapshots[-1]
    before = texts(open_page("small_large", **to_query(config)))
    assert "The drawing" not in before and words.ASIDE not in before
    drawn = done(replace(config, route="lecture", activation="sigmoid")).snapshots[-1]
    after = texts(open_page("small_large", **to_query(config)))
    assert words.found(free, drawn) in after
    assert words.describe(config, free, DIGITS, SMALL, beside_drawing=True) in after
    view, key, ended = Jobs.view, done(config).key, {"state": State.CANCELLED}
    monkeypatch.setattr(Jobs, "view", lambda self, one: replace(view(self, one), **(ended if one == key else {})))
    assert words.found(free, drawn) not in texts(open_page("small_large", **to_query(config)))


def test_a_picture_that_one_layer_misreads_and_two_do_not(open_page):
    job = done()
    app, now = open_page("small_large", **to_query(SHORT)), job.snapshots[-1]
    data = images.load("digits")
    rows = sort_out("rescued", data.test_labels, SMALL, *margins(now, data.test_images, "relu"))
    label = int(data.test_labels[rows[0]])
    said = texts(app)
    assert f"Test picture 1 of {len(rows):,}, a" in said
    side, other = ("small", "large") if label < 5 else ("large", "small")
    assert f"{label}: {side}. One layer says **{other}**, **wrong**. Two layers say **{side}**, right." in said
    widget(app.pills, "small_large.by").set_value("7")
    app = healthy(app.run())
    next(b for b in app.button if b.label == "Next picture").click()
    app = healthy(app.run())
    assert link(app) == {**to_query(SHORT), **to_query(View(by="7", nth=2))}
    assert re.search(r"Test picture 2 of \d+, a 7: large", texts(app))


def marked(app):
    """Whether the histogram of all groups shows where one of them is."""
    (chart,) = (c.proto for c in app.get("vega_lite_chart") if "test error of one layer" in c.proto.spec)
    return "0, 1: " in chart.alt or b"0, 1: " in chart.SerializeToString()


def test_the_game_gives_nothing_away_before_the_guess(open_page):
    done()
    game = done(small_large_game.trained(SHORT), partitions.train).snapshots[-1]
    app = open_page("small_large", **to_query(SHORT), parts="0-1")
    mine = partitions.index((0, 1), 10)
    answer, error = small_large_game.kind(game, mine), words.percent(float(game.test_error[mine]))
    said = texts(app)
    assert "in **511** ways" in said and "Guess first" in said
    assert "epochs, misreads" not in said and "easiest for one layer" not in said
    assert not marked(app)
    key = next(c.key for c in app.segmented_control if c.key.startswith("small_large.guess"))
    widget(app.segmented_control, key).set_value(answer)
    said = texts(healthy(app.run()))
    assert f"As you said: this group is **{answer}**. One layer, trained for 40 epochs, misreads {error}" in said
    assert marked(app) and "Right: **1 of 1**" in said and "easiest for one layer" in said
    next(b for b in app.button if b.label == "Train two layers on this group").click()
    app = healthy(app.run())
    assert link(app)["group"] == "0-1" and widget(app.pills, "small_large.group").value == [0, 1]
    leave(replace(SHORT, group=(0, 1)))


def test_the_group_of_the_game_is_never_empty_and_never_all(open_page):
    done()
    app = open_page("small_large", **to_query(SHORT), parts="3")
    widget(app.pills, "small_large.together").set_value([])
    app = healthy(app.run())
    assert widget(app.pills, "small_large.together").value == [3] and link(app)["parts"] == "3"
    assert not app.warning
    next(b for b in app.button if b.label == "Draw one for me").click()
    drawn = link(healthy(app.run()))["parts"]
    assert drawn != "3" and 0 < len(drawn.split("-")) < 10


def test_depths_and_routes_are_recorded_on_demand_and_by_link(open_page):
    done()
    app = open_page("small_large", **to_query(SHORT))
    assert re.search(r"About \d+ s: the run above took \d+ s", texts(app))
    for label in ("depths", "routes"):
        app.button(key=f"small_large.{label}.begin").click()
        app = healthy(app.run())
    assert link(app)["depths"] == link(app)["routes"] == "1"
    ends = [(d, done(replace(SHORT, depth=d)).snapshots[-1]) for d in (1, 2, 3, 4)]
    runs = [
        replace(SHORT, route=route, activation=bend)
        for route, bend in (("lecture", "sigmoid"), ("frozen", "sigmoid"), ("lecture", "relu"))
    ]
    found = [("", c, done(c).snapshots[-1]) for c in (SHORT, *runs)]
    said = texts(open_page("small_large", **to_query(SHORT), depths="1", routes="1"))
    assert words.depths(ends) in said and words.routes(found) in said
    assert "Misreads " + words.spread(found[1][2].test_error) in said


def test_a_route_of_recognisers_has_no_width_and_no_depth(tab):
    app = visit(tab, "small_large", **to_query(SHORT), route="lecture", width="50", depth="3")
    labels = {s.label for s in [*app.slider, *app.select_slider]}
    said = "There is one recogniser a class, and two layers."
    assert said in texts(app) and not {"Hidden units", "Layers"} & labels
    assert "width" not in link(app) and "depth" not in link(app)
    widget(app.selectbox, "small_large.route").set_value("end")
    app = healthy(app.run())
    assert link(app)["width"] == "50" and link(app)["depth"] == "3"  # kept for the other route
    assert {"Hidden units", "Layers"} <= {s.label for s in [*app.slider, *app.select_slider]}
    leave(replace(SHORT, route="lecture"))
    leave(replace(SHORT, width=50, depth=3))


RANGES = {s.name: s for s in settings(Config).values() if isinstance(s.declaration, Range)}


@pytest.mark.parametrize(("end", "group"), [("low", (9,)), ("high", tuple(range(9)))])
def test_the_ends_of_the_ranges(tab, end, group):
    ends = {name: s.kind(getattr(s.declaration, end)) for name, s in RANGES.items()}
    config = replace(SHORT, group=group, **ends)
    app = visit(tab, "small_large", **to_query(config))
    assert link(app) == to_query(config) and not app.error
    leave(config)


@pytest.mark.parametrize(
    ("query", "message", "left"),
    [
        ({"depth": "9"}, "'depth' must be an integer in [1, 4]. Got 9 instead. Using 4.", {"depth": "4"}),
        ({"group": "0-1-2-3-4-5-6-7-8-9"}, "'group' must leave a class to the other group", {}),
        ({"route": "<b>"}, "'route' must be one of 'end', 'lecture', 'frozen'", {}),
        ({"by": "moon"}, "'by' must be one of 'rescued'", {}),
        ({"parts": ""}, "Using 0-1-2-3-4", {}),
        ({"picture": "%%"}, "'picture' must be empty or at most", {}),
    ],
)
def test_a_wrong_link_is_said_and_corrected(tab, query, message, left):
    visit(tab, "three_views")
    base = to_query(SHORT)
    app = visit(tab, "small_large", **(base | query))
    said = re.sub(r"\\(.)", r"\1", app.warning[0].value)
    assert "The link was changed to what is possible." in said and message in said
    if "group" not in query:
        assert link(app) == base | left
    leave(SHORT)


def test_a_picture_of_ones_own_goes_through_the_net(tab):
    done()
    mine = images.load("digits").test_images[0]
    app = visit(tab, "small_large", **to_query(SHORT), by="own", picture=drawn.to_text(mine))
    way = explain(done().snapshots[-1], mine)
    assert "Your picture. One layer says" in texts(app)
    assert f"Two layers say **{('small', 'large')[int(way.logits.argmax())]}**." in texts(app)


def test_an_own_data_set_of_three_classes(tab, monkeypatch, workers):
    monkeypatch.setenv("MLPSCOPE_DATA", str(workers))
    name = own.add(saved({**pictures(300, 60), "class_names": np.array(["top", "second", "third"])}), "rows.npz")
    config = replace(SHORT, dataset=name)
    now = done(config).snapshots[-1]
    app = visit(tab, "small_large", **to_query(config))
    said = texts(app)
    assert words.describe(config, now, ("top", "second", "third"), (0,)) in said  # all five digits: the lower half
    assert "With 3 classes there is next to nothing to part" in said and "Pictures: rows." in said
    assert list(widget(app.pills, "small_large.group").options) == ["top", "second", "third"]
    for path in (workers / "own").glob("*.npz"):
        path.unlink()


def test_it_comes_back_from_another_page_as_it_was_left(tab):
    done()
    asked = {**to_query(SHORT), **to_query(View(by="3", nth=2, parts=(0, 1)))}
    visit(tab, "small_large", **asked)
    app = back_to(back_to(tab, "three_views"), "small_large")
    assert link(app) == asked and widget(app.pills, "small_large.together").value == [0, 1]
    assert re.search(r"Test picture 2 of \d+, a 3: small", texts(app))
