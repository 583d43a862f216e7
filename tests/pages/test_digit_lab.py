"""The digit lab: what starts by itself, what waits for a click, what it says, and a network saved and loaded."""

from __future__ import annotations

import io
from dataclasses import replace
from types import SimpleNamespace

import pytest
from PIL import Image

from core.config import settings, to_query
from core.data import images, pictures
from core.experiments import digit_lab as lesson
from core.experiments.digit_lab import PRESETS, Config, reading, saved, words
from core.jobs import State, jobs
from core.words import percent
from tests.helpers.pages import ended, healthy, link, metrics, texts, visit
from ui.lessons.digit_lab import outcome
from ui.lessons.digit_lab import run as digit_lab
from ui.lessons.digit_lab import saved as digit_saved

PAGE = "digit_lab"
DIGITS = Config(dataset="digits", widths="8", epochs=2)
LONG = replace(DIGITS, network="convnet", widths="8", epochs=100, seed=77)


def press(app, label):
    next(button for button in app.button if button.label.startswith(label)).click()
    return healthy(app.run())


@pytest.fixture(scope="module", autouse=True)  # before `tab`, whose Home has runs of its own
def done():
    return ended(jobs().submit(lesson.train, DIGITS, pinned=True))


def test_a_short_run_starts_by_itself_and_shows_what_it_came_to(tab, done):
    app, last = visit(tab, PAGE, **to_query(DIGITS)), done.snapshots[-1]
    numbers, said = metrics(app), texts(app)
    assert numbers["Test error"] == percent(last.test_error, 2) and numbers["Weights"] == "6,352"
    assert numbers["Training error"] == percent(last.train_error, 2)
    assert words.describe(DIGITS, done.snapshots) in said
    assert f"{last.confusion.sum() - last.confusion.trace():,} of 360 test pictures misread" in said
    assert "Recorded: 16 steps" in said and not any(b.label == "Train" for b in app.button)
    assert link(app) == to_query(DIGITS)


def test_every_preset_has_its_line_beside_the_decks(tab, done, monkeypatch):
    """Also where no archive is at hand: what was measured needs none."""
    where = {"date": "2026-01-01", "torch": "2", "page": PAGE, "curves": {}}
    rows = [
        where
        | {
            "preset": name,
            "config": digit_lab.asdict(PRESETS[name].config),
            "test_error": [0.02, 0.04],
            "seconds": [9.0],
            "epoch_seconds": [0.35],
            "measured": f"row {name}",
            "device": device,
        }
        for name in PRESETS
        for device in ("CPU: two", "GPU: one")
    ]
    mixed = {"what": "Tidy and scrambled", "measured": "1 and 2", "mlp": [[0.02], [0.03]], "convnet": [0.01, 0.04]}
    monkeypatch.setattr(digit_lab, "measured", lambda having="curves": [mixed] if having == "mlp" else rows)
    app = visit(tab, PAGE, **to_query(DIGITS))
    table, said = next(h.proto.body for h in app.get("html") if "class='decks'" in h.proto.body), texts(app)
    for name, claim in words.CLAIMS.items():
        assert f"97.00\u202f% right: row {name}" in table and claim.says.split(";")[0][:12] in table
        assert f"| **{name}** | 0.35 s | 0.35 s |" in said
    assert "| | CPU: two | GPU: one |" in said and "**Tidy and scrambled**, measured on MNIST:\n1 and 2." in said


def test_a_long_run_says_what_it_costs_and_waits_for_a_click(tab):
    assert words.estimate(LONG) > digit_lab.PATIENCE
    app = visit(tab, PAGE, **to_query(LONG))
    assert jobs().known(lesson.train, LONG) is None
    said = texts(app)
    assert "Takes about" in said and "an estimate for" in said and "Nothing is trained yet" in said
    app = press(app, "Train")
    key = jobs().known(lesson.train, LONG)
    assert key is not None and jobs().view(key).state in (State.WAITING, State.RUNNING)
    assert "they change when training has ended." in bars(app)[1]
    app = visit(tab, PAGE, **to_query(DIGITS))
    app = visit(tab, PAGE, **to_query(LONG))  # another page, a reload: it is found again
    assert any(button.label == "Stop" for button in app.button)
    app = press(app, "Stop")
    assert jobs().view(key).state is State.CANCELLED
    app = healthy(app.run())
    assert any(button.label == "Train again" for button in app.button)
    assert "These are the answers of its initial weights, without any training." in bars(app)[1]


def test_the_cost_is_the_measured_one_where_it_is_known(monkeypatch):
    row = {"config": {}, "seconds": [123.4], "device": digit_lab.device.name()}
    monkeypatch.setattr(digit_lab, "measured", lambda: [row | {"config": digit_lab.asdict(LONG)}])
    assert digit_lab.cost(LONG) == (123.4 + words.tests(LONG), f"measured on {digit_lab.device.name()}")
    monkeypatch.setattr(digit_lab, "measured", lambda: [row | {"config": digit_lab.asdict(LONG), "device": "GPU"}])
    assert digit_lab.cost(LONG) == (words.estimate(LONG), f"an estimate for {digit_lab.device.name()}")
    assert digit_lab.record(LONG)["device"] == "GPU"


@pytest.mark.parametrize("preset", [name for name in PRESETS if name not in ("No hidden layer", "Scrambled, MLP")])
def test_the_examples_work_on_the_offline_digits(tab, preset):
    """No archive is here: the page says so and goes on with what it has, and begins nothing that is long."""
    config = PRESETS[preset].config
    app = visit(tab, PAGE, **to_query(config))
    used = replace(config, dataset="digits")
    assert PRESETS[preset].why in texts(app)
    assert (jobs().known(lesson.train, used) is None) == (words.estimate(used) > digit_lab.PATIENCE)
    if key := jobs().known(lesson.train, used):
        jobs().cancel(key)


@pytest.mark.parametrize("end", ["low", "high"])
def test_the_ends_of_all_ranges(tab, end):
    chosen = {}
    for name, setting in settings(Config).items():
        if hasattr(setting.declaration, "low"):
            chosen[name] = setting.kind(getattr(setting.declaration, end))
    config = Config(
        **chosen | {"dataset": "digits", "widths": "3", "batch_size": 60_000 if end == "high" else 1000}
    )
    app = visit(tab, PAGE, **to_query(config))
    assert not app.warning and metrics(app)["Weights"] == "2,382"
    if key := jobs().known(lesson.train, config):
        jobs().cancel(key)


def test_a_wrong_link_is_put_right_and_said(tab, done):
    app = visit(tab, PAGE, dataset="digits", widths="9999", epochs="1", colour="red")
    said = " ".join(str(w.value) for w in app.warning).replace("\\", "")
    assert "'widths' must be at most 6 integers in [1, 1024]" in said
    assert "no setting 'colour'" in said
    app = visit(tab, PAGE, **to_query(DIGITS) | {"dropout": "7", "scale": "cubic"})
    said = " ".join(str(w.value) for w in app.warning).replace("\\", "")
    assert "'dropout' must be in [0, 0.9]. Got 7 instead. Using 0.9." in said
    assert "'scale' must be one of" in said


def test_what_is_saved_is_the_network_of_the_run(done):
    last = done.snapshots[-1]
    file = digit_saved._file(done.key, DIGITS, last.names, last.parameters)
    config, parameters = saved.load(file)
    assert config == DIGITS and saved.evaluate(config, parameters).error == last.test_error
    assert (
        digit_saved.name(replace(DIGITS, widths="", activation="leaky_relu")) == "mlp-no-hidden-leaky-relu-digits"
    )


def test_a_loaded_file_shows_what_it_does_or_why_it_is_refused(done, monkeypatch):
    last = done.snapshots[-1]
    file = digit_saved._file(done.key, DIGITS, last.names, last.parameters)
    for data, words_ in (
        (file, f"**{percent(last.test_error, 2)} error**"),
        (b"\x80\x04.", "pickle (or a torch.save file)"),
    ):
        app = _loading(data)
        assert words_ in texts(app).replace("\\", ""), texts(app)
        assert bool(app.error) is (data is not file)


def _loading(data):
    from streamlit.testing.v1 import AppTest

    def script(data):
        from ui.lessons.digit_lab.saved import _loaded

        _loaded("digit_lab", "net.safetensors", data)

    return healthy(AppTest.from_function(script, args=(data,), default_timeout=30).run())


def test_the_scrambling_runs_are_the_presets_and_differ_in_the_pixels_alone():
    runs = words.scrambling("mnist")
    assert list(runs) == ["MLP, tidy", "MLP, scrambled", "Convnet, tidy", "Convnet, scrambled"]
    assert runs["MLP, tidy"] == Config() and runs["MLP, scrambled"] == PRESETS["Scrambled, MLP"].config
    assert replace(runs["Convnet, tidy"], permute_pixels=True) == PRESETS["Scrambled, convnet"].config


def test_mistakes_are_shown_as_the_pictures_they_are(done):
    from ui.lessons.digit_lab.outcome import gallery

    last = done.snapshots[-1]
    shown = gallery(DIGITS, last.worst[:3], last.probabilities[:3])
    data = images.load("digits")
    for row, p in zip(last.worst[:3], last.probabilities[:3], strict=True):
        assert f"said {p.argmax()} (" in shown and f"is {data.test_labels[row]}</li>" in shown
    assert shown.count("<li>") == 3 and shown.count("data:image/png;base64,") == 3


def bars(app):
    """What the page says of the picture: the heading, and the sentence below the bars."""
    return app.header[0].value, next(m.value for m in app.markdown if m.value.startswith("The network gives"))


def said_of(config, last, picture, true=None):
    chances = reading.read(config, dict(zip(last.names, last.parameters, strict=True)), picture)
    return f"The network says {chances.argmax()}", reading.answer(
        "0123456789", chances, true, trained=bool(last.names)
    )


def test_a_test_picture_is_read_then_another_and_one_that_it_misreads(tab, done):
    last, following = done.snapshots[-1], reading.example(DIGITS, reading.Reading().number)[0] + 1
    app = visit(tab, PAGE, **to_query(DIGITS))
    mistake = reading.next_mistake(last, following)
    for number, label in ((following, "Another test picture"), (mistake, "One that is misread")):
        app = press(app, label)
        _, picture, true = reading.example(DIGITS, number)
        assert bars(app) == said_of(DIGITS, last, picture, true)
        assert link(app) == to_query(DIGITS) | {"number": str(number)}
    assert "**wrong**" in bars(app)[1]


def test_a_picture_of_ones_own_is_read_and_gives_way_to_a_test_picture(tab, done):
    own = images.load("digits").test_images[30]
    app = visit(tab, PAGE, **to_query(DIGITS) | {"picture": pictures.to_text(own)})
    assert bars(app) == said_of(DIGITS, done.snapshots[-1], own)
    app = press(app, "Another test picture")
    assert "The class of this test picture is" in bars(app)[1] and "picture" not in link(app)


def test_a_file_that_gave_way_can_be_uploaded_again(tab, done):
    file = io.BytesIO()
    Image.fromarray(255 - images.load("digits").test_images[30]).save(file, "PNG")
    app = visit(tab, PAGE, **to_query(DIGITS))
    for times in range(2):
        (place,) = [one for one in app.file_uploader if one.key.startswith(f"{PAGE}.upload.")]
        place.set_value(("one.png", file.getvalue(), "image/png"))
        healthy(app.run())
        assert "picture" in link(app), f"upload {times + 1}"
        app = press(app, "Another test picture")
        assert "picture" not in link(app)


def test_before_its_training_it_answers_with_its_initial_weights(tab):
    app = visit(tab, PAGE, **to_query(LONG))
    assert "These are the answers of its initial weights, without any training." in bars(app)[1]
    assert next(b for b in app.button if b.label == "One that is misread").disabled


def test_a_tile_has_the_number_of_the_line_above_it_or_that_of_the_run_here(tab, done, monkeypatch):
    """MNIST's numbers are those of no other data set; two seeds are told by their mean, as on the line."""
    row = {"what": "Tidy and scrambled", "measured": "so", "mlp": [[0.02, 0.04], [0.05]], "convnet": [0.01, 0.06]}
    monkeypatch.setattr(digit_lab, "measured", lambda having="curves": [row] if having == "mlp" else [])
    names, shown = list(words.scrambling("mnist")), []

    class Column:
        def __enter__(self):
            return self

        def __exit__(self, *_):
            pass

    monkeypatch.setattr(outcome.st, "columns", lambda n: [Column()] * n)
    monkeypatch.setattr(outcome.st, "metric", lambda name, value: shown.append((name, value)))
    monkeypatch.setattr(digit_lab, "cost", lambda config: (9.0, ""))  # MNIST is not at hand
    page = SimpleNamespace(used=Config())
    monkeypatch.setattr(outcome.following, "look", lambda jobs, draw: draw(jobs))
    monkeypatch.setattr(digit_lab, "existing_job", lambda run: done if run == Config() else None)
    outcome.scrambled(page)
    here = percent(done.snapshots[-1].test_error, 2)
    assert shown == list(zip(names, (here, *(f"{e}.00\u202f%" for e in (5, 1, 6))), strict=True))
    shown.clear()
    page.used = DIGITS
    outcome.scrambled(page)
    assert shown == [(name, "–") for name in names]
