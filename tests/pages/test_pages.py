"""Every page from ui/shell.py: its defaults, its presets, the ends of its ranges, links that are wrong."""

from __future__ import annotations

import re
import shutil
import time
from dataclasses import replace
from itertools import pairwise

import pytest

from core.config import Choice, Range, Subset, applicable, settings, to_query
from core.experiments.templates import PRESETS, Config
from core.experiments.templates.picking import Pick
from core.jobs import State
from tests.helpers.pages import back_to, by_history, healthy, link, metrics, texts, trained, visit, widget
from ui import shell
from ui.catalogue import LESSONS

DIGITS = Config(dataset="digits", epochs=1)
TINY = to_query(DIGITS)
LINK = "The link was changed to what is possible."


def wait_for_download(app, seconds: float = 60.0):
    """Fragments do not tick here: run again until the page has given the download up."""
    give_up = time.monotonic() + seconds
    while not any("Until then this page shows" in warning.value for warning in app.warning):
        assert time.monotonic() < give_up, texts(app)
        time.sleep(0.2)
        healthy(app.run())
    return app


# Home


def test_home_says_what_it_is_and_leads_to_every_page(open_page):
    app = open_page("home")
    assert app.title[0].value == "MLP Scope"
    said = texts(app)
    for here in LESSONS:
        assert here.question in said and here.lectures in said
    assert [link.label for link in app.get("page_link")] == [f"Open {here.title}" for here in LESSONS]


def test_home_says_which_pictures_are_missing(open_page):
    said = texts(open_page("home"))
    assert "MNIST is not on this machine: 12 MB have to be downloaded." in said
    assert "**8x8 digits (offline)**: ready" in said


# Templates: a run


def test_a_run_from_nothing_to_the_end(open_page):
    config = replace(DIGITS, seed=17)
    app = open_page(**to_query(config))
    job = trained(config)
    assert job.state is State.DONE, job.reason
    healthy(app.run())
    last, said = job.snapshots[-1], texts(app)
    assert f"Recorded: {last.step:,} steps" in said
    assert metrics(app) == {
        "Test error": f"{last.test_error:.1%}",
        "Training error": f"{last.train_error:.1%}",
        "Weights": "7,840",
        "Training time": f"{last.seconds:.2f} s",
    }
    assert "**What am I looking at?** Each tile is one row of the weight matrix" in said
    assert f"At step {last.step:,}" in said
    assert not app.warning


def test_new_seed_is_the_next_seed(open_page):
    trained(DIGITS)
    app = open_page(**TINY)
    next(button for button in app.button if button.label == "New seed").click()
    healthy(app.run())
    assert link(app)["seed"] == "1"
    assert widget(app.number_input, "templates.seed").value == 1


def test_stop_and_train_again(open_page):
    config = replace(DIGITS, batch_size=1, epochs=100, seed=3)
    app = open_page(**to_query(config))
    next(button for button in app.button if button.label == "Stop").click()
    healthy(app.run())
    assert re.search(r"Stopped at step [\d,]+ of 1\d\d,\d00", texts(app))
    next(button for button in app.button if button.label == "Train again").click()
    healthy(app.run())
    assert "Stop" in [button.label for button in app.button]
    next(button for button in app.button if button.label == "Stop").click()
    healthy(app.run())


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_without_any_data_shows_the_digits_and_says_so(open_page, name):
    preset = PRESETS[name]
    job = trained(replace(preset.config, dataset="digits"))
    app = open_page(**to_query(preset.config))
    wait_for_download(app)
    said = texts(app)
    assert widget(app.pills, "templates.preset").value == name
    assert preset.why in said
    assert "this page shows 1,797 small digits that need no download" in said
    assert len(job.snapshots) > 5 and metrics(app)["Test error"] == f"{job.snapshots[-1].test_error:.1%}"
    assert link(app) == to_query(preset.config)  # the link still means the preset
    assert len(app.warning) == 1


def test_a_preset_is_chosen_by_its_chip(open_page):
    app = open_page(**TINY)
    assert widget(app.pills, "templates.preset").value is None
    assert "Your own settings" in texts(app)
    widget(app.pills, "templates.preset").set_value("Four digits")
    healthy(app.run())
    assert widget(app.pills, "templates.preset").value == "Four digits"
    assert widget(app.pills, "templates.classes").value == [0, 1, 2, 3]
    assert link(app) == {"classes": "0-1-2-3"}


# Templates: the ends of the ranges


def ends() -> list[tuple[str, object]]:
    found: list[tuple[str, object]] = []
    for setting in settings(Config).values():
        d, values = setting.declaration, []
        if isinstance(d, Range):
            values = [d.low, d.high, *([0] if d.zero else [])]
        elif isinstance(d, Choice):
            values = list(d.options) if setting.name != "dataset" else ["digits"]
        elif isinstance(d, Subset):
            values = [tuple(range(d.low, d.low + d.least)), tuple(range(d.high + 1 - d.least, d.high + 1))]
        else:
            values = [True, False]
        found += [(setting.name, setting.kind(value)) for value in values]
    return found


@pytest.mark.parametrize(("name", "value"), ends(), ids=lambda v: str(v).replace(" ", ""))
def test_the_ends_of_a_range(tab, name, value):
    config = replace(DIGITS, **{name: value})
    job = trained(config)
    visit(tab, "home")
    app = visit(tab, "templates", **to_query(config), by="wrong")
    assert not app.warning
    assert link(app) == {**to_query(config), "by": "wrong"}
    shown = app.session_state[f"templates.{name}"]
    assert (tuple(shown) if isinstance(value, tuple) else shown) == value
    if job.state is State.DONE:
        assert metrics(app)["Test error"] == f"{job.snapshots[-1].test_error:.1%}"
    else:
        assert job.state is State.FAILED and job.reason in [error.value for error in app.error]


@pytest.mark.parametrize("by", [by for by in settings(Pick)["by"].declaration.options if by != "own"])
def test_every_test_picture_can_be_chosen(tab, by):
    trained(DIGITS)
    for nth in ("1", "10000"):
        app = visit(tab, "templates", **TINY, by=by, nth=nth)
        assert not app.warning
        found = re.search(r"Picture ([\d,]+) of ([\d,]+), at step \d+\. (.*)", texts(app))
        assert found is not None
        at, many = (int(number.replace(",", "")) for number in found.groups()[:2])
        assert at == (int(nth) - 1) % many + 1
        if by == "wrong":
            assert "**wrong: it is " in found[3]
        wanted = {**TINY, **({"by": by} if by != "2" else {}), **({"nth": nth} if nth != "1" else {})}
        assert link(app) == wanted


# Links that are wrong

BAD = [
    ({"lr": "99"}, "'lr' must be in [1e-05, 10]. Got 99 instead. Using 10.0.", {"lr": "10.0"}),
    ({"lr": "-inf"}, "Got -inf instead. Using 1e-05.", {"lr": "1e-05"}),
    ({"lr": "nan"}, "Got nan instead. Using 0.002.", {}),
    ({"lr": "fast"}, "Got fast instead. Using 0.002.", {}),
    ({"seed": "1.5"}, "'seed' must be an integer in [0, 9999]. Got 1.5 instead. Using 0.", {}),
    ({"seed": "9" * 5000}, "Got 9999999999999999999999999999999999999... instead. Using 0.", {}),
    ({"seed": "-1"}, "Got -1 instead. Using 0.", {}),
    ({"batch_size": "0"}, "Got 0 instead. Using 1.", {"batch_size": "1"}),
    ({"weight_decay": "1e-9"}, "in [1e-06, 1] or 0. Got 1e-9 instead.", {"weight_decay": "1e-06"}),
    ({"optimizer": "newton"}, "'optimizer' must be one of 'sgd', 'momentum', 'adam', 'rmsprop'.", {}),
    ({"classes": "3"}, "'classes' must be at least 2 different integers in [0, 9], ascending. Got 3", {}),
    ({"classes": "5-3-3-12"}, "Got 5-3-3-12 instead. Using 3-5.", {"classes": "3-5", "by": "3"}),
    ({"classes": "cat"}, "Using 0-1-2-3-4-5-6-7-8-9.", {}),
    ({"bias": "perhaps"}, "'bias' must be 1 or 0. Got perhaps instead. Using 0.", {}),
    ({"by": "ten"}, "'by' must be one of '0', '1'", {}),
    ({"nth": "0"}, "'nth' must be an integer in [1, 10000]. Got 0 instead. Using 1.", {}),
    ({"colour": "red"}, "There is no setting 'colour' here: it was left out.", {}),
    ({"x" * 3000: "y" * 3000}, f"There is no setting '{'x' * 40}' here: it was left out.", {}),
    ({"__class__": "1"}, "There is no setting '__class__' here", {}),
    ({"seed": ""}, "'seed' must be an integer", {}),
]


def unescaped(text: str) -> str:
    return re.sub(r"\\(\W|_)", r"\1", text)


@pytest.mark.parametrize(("query", "message", "left"), BAD, ids=lambda v: str(v)[:30])
def test_a_wrong_link_is_mended_and_says_so(tab, query, message, left):
    app = visit(tab, "templates", **{**TINY, **query})
    said = [unescaped(warning.value) for warning in app.warning]
    assert len(said) == 1 and said[0].startswith(LINK) and message in said[0], said
    assert len(said[0]) < 400
    assert link(app) == {**TINY, **left}


def test_what_was_changed_is_said_until_the_person_changes_something(open_page):
    app = open_page(**TINY, lr="99", classes="14-5-4")
    healthy(app.run())
    assert len(app.warning) == 1
    widget(app.select_slider, "templates.lr").set_value(0.1)
    healthy(app.run())
    assert not app.warning and link(app) == {**TINY, "lr": "0.1", "classes": "4-5", "by": "4"}


def test_a_wrong_data_set_is_the_default_one(open_page):
    app = open_page(dataset="imagenet", epochs="1")
    assert "'dataset' must be one of 'mnist'" in unescaped(app.warning[0].value)
    assert widget(app.selectbox, "templates.dataset").value == "mnist"


def test_a_link_cannot_bring_markup_onto_the_page(open_page):
    """A picture in Markdown would be fetched from wherever it points: the link's text has to stay text."""
    app = open_page(**TINY, lr="![a](http://x.example/a.png)", optimizer=":red[$x$] <b>")
    said = app.warning[0].value
    assert "![a](http" in unescaped(said) and "[a](" not in said
    assert ":red[" not in said and "<b>" not in said and "$x$" not in said


def test_too_few_classes_keep_the_last_picture_and_say_why(open_page):
    trained(DIGITS)
    app = open_page(**TINY)
    before = metrics(app)
    widget(app.pills, "templates.classes").set_value([7])
    healthy(app.run())
    assert "'classes' must be at least 2 different integers in [0, 9]" in unescaped(app.warning[0].value)
    assert metrics(app) == before
    assert link(app) == TINY
    widget(app.pills, "templates.classes").set_value([7, 2])
    healthy(app.run())
    assert not app.warning
    assert link(app) == {**TINY, "classes": "2-7"}


# Coming back


def test_another_page_and_back_keeps_the_settings(open_page):
    app = open_page(**TINY, lr="0.05", classes="2-5-7", by="5", nth="3")
    before = link(app)
    back_to(app, "home")
    back_to(app, "templates")
    assert link(app) == before == {**TINY, "lr": "0.05", "classes": "2-5-7", "by": "5", "nth": "3"}
    assert widget(app.pills, "templates.classes").value == [2, 5, 7]
    assert widget(app.select_slider, "templates.lr").value == 0.05
    assert widget(app.number_input, "templates.nth").value == 3
    assert not app.warning


def test_a_new_link_wins_over_what_was_left(open_page):
    app = open_page(**TINY, lr="0.05")
    back_to(app, "home")
    visit(app, "templates", **TINY, seed="4")
    assert link(app) == {**TINY, "seed": "4"}
    assert widget(app.select_slider, "templates.lr").value == Config.lr


def test_the_way_back_in_the_browser_is_a_new_link(open_page):
    app = open_page(**TINY, seed="4")
    widget(app.number_input, "templates.seed").set_value(5)
    healthy(app.run())
    assert link(app) == {**TINY, "seed": "5"}
    app.query_params["seed"] = "4"
    with by_history():
        healthy(app.run())
    assert widget(app.number_input, "templates.seed").value == 4 and link(app) == {**TINY, "seed": "4"}


def test_a_second_click_before_the_address_bar_has_heard_of_the_first(open_page):
    app = open_page(**TINY, lr="99")
    widget(app.number_input, "templates.seed").set_value(5)
    healthy(app.run())
    app.query_params.clear()
    app.query_params.update(TINY, lr="99")  # as the browser still believes
    widget(app.toggle, "templates.bias").set_value(True)
    healthy(app.run())
    assert not app.warning
    assert link(app) == {**TINY, "lr": "10.0", "seed": "5", "bias": "1"}


def test_defaults_are_left_out_of_the_link(open_page):
    app = open_page(dataset="mnist", lr="2e-3", classes="0-1-2-3-4-5-6-7-8-9", bias="false", by="2", nth="1")
    assert link(app) == {}


def test_a_value_between_the_stops_has_a_stop_of_its_own(open_page):
    app = open_page(**TINY, lr="0.0031")
    slider = widget(app.select_slider, "templates.lr")
    assert slider.value == 0.0031
    stops = [float(option) for option in slider.options]
    assert 0.0031 in stops and all(a < b for a, b in pairwise(stops))


# The data folder


def test_without_data_and_network_it_says_so_in_one_line_and_tries_again(open_page, no_data, downloads):
    app = wait_for_download(open_page())
    (said,) = [warning.value for warning in app.warning]
    assert said.startswith("MNIST is not on this machine and could not be downloaded (no network).")
    assert str(no_data) in said and "\n" not in said
    next(button for button in app.button if button.label == "Try again").click()
    healthy(app.run())
    wait_for_download(app)


def test_a_data_folder_that_is_a_file_is_named(open_page, no_data):
    no_data.write_text("I am not a folder")
    app = open_page()
    (said,) = [warning.value for warning in app.warning]
    assert said.startswith(f"{no_data} is a file, but the data folder has to be a folder.")
    assert "this page shows 1,797 small digits" in said


def test_a_truncated_archive_is_named(open_page, no_data):
    (no_data / "MNIST/raw").mkdir(parents=True)
    (no_data / "MNIST/raw/t10k-labels-idx1-ubyte.gz").write_bytes(b"\x1f\x8b too short")
    app = open_page()
    (said,) = [warning.value for warning in app.warning]
    assert "t10k-labels-idx1-ubyte.gz" in said and "is damaged: it has 12 bytes instead of 4,542" in said


def test_an_archive_with_one_wrong_byte_is_named(open_page, no_data, real_data):
    shutil.copytree(real_data / "MNIST/raw", no_data / "MNIST/raw", ignore=shutil.ignore_patterns("*ubyte"))
    archive = no_data / "MNIST/raw/t10k-images-idx3-ubyte.gz"
    archive.chmod(0o644)
    contents = bytearray(archive.read_bytes())
    contents[1_000_000] ^= 1
    archive.write_bytes(contents)
    app = open_page()
    (said,) = [warning.value for warning in app.warning]
    assert archive.name in said and "is damaged: it has the right size, but its MD5 is" in said


def test_whole_archives_are_used_where_they_lie(open_page, no_data, real_data):
    for file in (real_data / "MNIST/raw").glob("*.gz"):
        (no_data / "MNIST/raw").mkdir(parents=True, exist_ok=True)
        shutil.copy(file, no_data / "MNIST/raw")
    app = open_page(classes="0-1", epochs="1")
    assert not app.warning
    assert "Pictures: MNIST." in texts(app)


@pytest.mark.parametrize(("said", "many"), [("", 9), ("1", 9), ("0", 0)])
def test_what_first_pictures_show_is_recorded_at_the_start_unless_one_says_no(monkeypatch, said, many):
    class Asked(list):
        def start(self):
            self.started = True

        def submit(self, experiment, config, *, pinned):
            self.append((experiment, config, pinned))

    asked = Asked()
    monkeypatch.setattr(shell, "jobs", lambda: asked)
    monkeypatch.setenv("MLPSCOPE_FIRST_RUNS", said) if said else monkeypatch.delenv("MLPSCOPE_FIRST_RUNS", False)
    shell.warm_up()
    assert asked.started and len(asked) == many
    assert all(pinned for _, _, pinned in asked)
    assert not [config for _, config, _ in asked if "dataset" in applicable(config) and config.dataset == "mnist"]
