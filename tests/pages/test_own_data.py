"""A person's own data set on a page: brought, chosen, trained on, in the link, and where it is not."""

from __future__ import annotations

import numpy as np
import pytest

from core.config import to_query
from core.data import images, own
from core.experiments.templates import Config
from core.jobs import State
from core.words import percent
from tests.helpers.npz import pictures, saved
from tests.helpers.pages import (
    choose,
    healthy,
    leave,
    link,
    metrics,
    texts,
    trained,
    unescaped,
    visit,
    widget,
)

DIGITS = to_query(Config(dataset="digits", epochs=1))
NAMES = np.array(["top", "second", "third"])
ROWS = saved({**pictures(300, 60), "class_names": NAMES})
FLOATS = saved({**pictures(), "test_images": np.zeros((6, 8, 6))})
GONE = "This data set is not on this server: upload it again. Until then this page shows 1,797 small digits"


@pytest.fixture(autouse=True)
def folder(monkeypatch, workers, no_data):
    """The app and its workers share a data folder here."""
    monkeypatch.setenv("MLPSCOPE_DATA", str(workers))
    yield workers
    for path in (workers / "own").glob("*.npz"):
        path.unlink()
    own._words.cache_clear()


def bring(app, raw: bytes = ROWS, name: str = "rows.npz"):
    app.file_uploader(key="templates.dataset.file").set_value((name, raw, ""))
    return healthy(app.run())


def choice(app) -> list[str]:
    return list(widget(app.selectbox, "templates.dataset").options)


def chosen(app) -> str:
    return widget(app.selectbox, "templates.dataset").value


def classes(app) -> tuple[list[str], list[int]]:
    """What is offered, and what is chosen of it."""
    pills = widget(app.pills, "templates.classes")
    return list(pills.options), pills.value


def test_it_is_brought_chosen_and_trained_on(open_page):
    app = bring(open_page(**DIGITS))
    name = chosen(app)
    assert own.is_own(name) and link(app) == {**DIGITS, "dataset": name}
    assert choice(app) == ["MNIST", "Fashion-MNIST", "CIFAR-10", "8x8 digits (offline)", "rows"]
    assert classes(app) == (["top", "second", "third"], [0, 1, 2])
    job = trained(Config(dataset=name, classes=(0, 1, 2), epochs=1))
    assert job.state is State.DONE, job.reason
    healthy(app.run())
    said = texts(app)
    assert "**rows**: 300 + 60 pictures of 8x6, 3 classes. Whoever has the link to this page may see them." in said
    assert "Pictures: rows. A file uploaded to this server." in said
    assert metrics(app)["Test error"] == percent(job.snapshots[-1].test_error) and metrics(app)["Weights"] == "144"
    assert not app.warning and not app.error
    assert widget(app.pills, "templates.by").options[0] == "top"


def test_a_wrong_file_gets_one_message_and_changes_nothing_else(open_page):
    app = bring(open_page(**DIGITS))
    before = chosen(app), link(app), choice(app), classes(app)
    bring(app, FLOATS, "floats.npz")
    (error,) = app.error
    assert unescaped(error.value).startswith(
        "'test_images' must be uint8 (N, H, W) or (N, H, W, 3). Got float64 (6,"
    )
    assert (chosen(app), link(app), choice(app), classes(app)) == before
    healthy(app.run())
    assert len(app.error) == 1  # it stays until something else is brought
    bring(app)
    assert not app.error
    bring(app, FLOATS, "floats.npz")
    app.file_uploader(key="templates.dataset.file").clear()
    assert not healthy(app.run()).error and chosen(app) == before[0]


def test_a_message_brings_no_markup_onto_the_page(open_page):
    app = bring(open_page(**DIGITS), saved({"![a](http://x.example/a.png)": np.zeros(2), ":red[b]": np.zeros(2)}))
    (error,) = app.error
    assert "![a](http" in unescaped(error.value) and "[a](" not in error.value and ":red[" not in error.value


def test_other_sessions_do_not_see_it_but_by_its_link(open_page):
    app = bring(open_page(**DIGITS))
    name = chosen(app)
    other = open_page(**DIGITS)
    assert choice(other) == choice(app)[:4]
    third = open_page(**link(app))
    assert chosen(third) == name and choice(third) == choice(app) and classes(third) == classes(app)
    assert not third.warning and link(third) == link(app)
    widget(third.selectbox, "templates.dataset").set_value("digits")
    assert choice(healthy(third.run())) == choice(app)  # and the way back
    widget(third.selectbox, "templates.dataset").set_value(name)
    healthy(third.run())
    assert link(third) == link(app)


def test_it_goes_along_to_another_page_and_back(open_page):
    app = bring(open_page(**DIGITS))
    name, before = chosen(app), choice(app)
    leave(app)
    visit(app, "templates", **DIGITS)
    assert chosen(app) == "digits" and choice(app) == before
    visit(app, "templates", dataset=name)
    assert chosen(app) == name and classes(app) == (["top", "second", "third"], [0, 1, 2])


def test_where_it_is_not_the_page_says_so_and_works_on_the_digits(open_page, folder):
    name = own.add(ROWS, "rows.npz")
    (folder / "own" / f"{name[4:]}.npz").unlink()
    own._words.cache_clear()
    asked = {"dataset": name, "epochs": "1", "classes": "0-2"}
    app = open_page(**asked)
    (warning,) = app.warning
    assert warning.value.startswith(GONE)
    assert "Try again" not in [button.label for button in app.button]
    assert link(app) == asked and choice(app)[-1] == "Not on this server" and chosen(app) == name
    assert classes(app) == (list("0123456789"), [0, 2])
    assert "Pictures: 8x8 digits (offline)." in texts(app)
    bring(app)
    assert not app.warning and link(app) == asked and choice(app)[-1] == "rows"
    assert classes(app) == (["top", "second", "third"], [0, 2])


def test_one_that_was_forgotten_meanwhile_is_said_too(open_page, folder):
    app = bring(open_page(**DIGITS))
    (folder / "own" / f"{chosen(app)[4:]}.npz").unlink()
    healthy(app.run())
    assert app.warning[0].value.startswith(GONE) and "Pictures: 8x8 digits (offline)." in texts(app)
    widget(app.selectbox, "templates.dataset").set_value("digits")
    assert choice(healthy(app.run())) == ["MNIST", "Fashion-MNIST", "CIFAR-10", "8x8 digits (offline)"]
    assert not app.warning


def test_a_damaged_one_is_said(open_page, folder):
    name = own.add(ROWS, "rows.npz")
    images._loaded.clear()
    path = folder / "own" / f"{name[4:]}.npz"
    path.write_bytes(path.read_bytes()[:1000])
    app = open_page(dataset=name, epochs="1")
    assert f"{path.name} in own in the data folder is damaged: upload it again." in app.warning[0].value
    assert "Pictures: 8x8 digits (offline)." in texts(app)


def test_a_disk_that_takes_nothing_is_said_below_the_uploader(open_page, monkeypatch, tmp_path):
    (tmp_path / "file").touch()
    monkeypatch.setenv("MLPSCOPE_DATA", str(tmp_path / "file"))
    app = bring(open_page(**DIGITS))
    assert "but a file is in the place of that folder." in unescaped(app.error[0].value) and chosen(app) == "digits"


# Classes


def test_all_its_classes_stand_for_all_classes(open_page):
    app = bring(open_page(**DIGITS))
    name = chosen(app)
    widget(app.selectbox, "templates.dataset").set_value("digits")
    healthy(app.run())
    assert classes(app) == (list("0123456789"), list(range(10))) and link(app) == DIGITS
    widget(app.selectbox, "templates.dataset").set_value(name)
    healthy(app.run())
    widget(app.pills, "templates.classes").set_value([2, 0])
    healthy(app.run())
    assert link(app) == {"dataset": name, "epochs": "1", "classes": "0-2"}
    widget(app.pills, "templates.classes").set_value([2, 0, 1])
    healthy(app.run())
    assert link(app) == {"dataset": name, "epochs": "1"}
    widget(app.pills, "templates.classes").set_value([2, 0])
    healthy(app.run())
    bring(app, saved(pictures(60, 30, k=5)), "five.npz")
    widget(app.pills, "templates.classes").set_value([0, 1, 2])
    healthy(app.run())
    assert link(app)["classes"] == "0-1-2" and classes(app) == (list("01234"), [0, 1, 2])
    choose(app, "Four digits")
    assert link(app) == {"classes": "0-1-2-3"} and classes(app)[1] == [0, 1, 2, 3]


@pytest.mark.parametrize(("asked", "left"), [("7-8", [0, 1, 2]), ("0-2-9", [0, 2]), ("0-1-2-3", [0, 1, 2])])
def test_classes_in_a_link_that_it_has_not_are_left_out(open_page, asked, left):
    name = own.add(ROWS, "others.npz")
    app = open_page(dataset=name, epochs="1", classes=asked)
    assert classes(app) == (["top", "second", "third"], left) and not app.warning
    assert trained(Config(dataset=name, epochs=1, classes=tuple(left))).state is State.DONE
    healthy(app.run())
    assert metrics(app)["Weights"] == str(48 * len(left)) and classes(app)[1] == left
    assert link(app) == {"dataset": name, "epochs": "1", "classes": asked}


def test_the_same_three_chosen_among_ten_stay_three(open_page):
    app = bring(open_page(**DIGITS))
    leave(app)
    visit(app, "templates", **DIGITS, classes="0-1-2")
    assert classes(app)[1] == [0, 1, 2] and link(app) == {**DIGITS, "classes": "0-1-2"}


def test_too_few_of_its_classes_keep_the_last_picture_and_say_why(open_page):
    app = bring(open_page(**DIGITS))
    widget(app.pills, "templates.classes").set_value([1])
    healthy(app.run())
    assert "'classes' must be at least 2 different integers" in unescaped(app.warning[0].value)
    assert classes(app)[1] == [1]


# What it is called


def test_another_file_of_the_same_name_takes_its_place_in_the_choice(open_page):
    app = bring(open_page(**DIGITS))
    first = chosen(app)
    bring(app, saved(pictures(60, 30, k=4)))
    assert chosen(app) != first and choice(app)[4:] == ["rows"]
    assert classes(app)[0] == ["0", "1", "2", "3"]


def test_a_name_that_is_taken_is_told_apart(open_page):
    app = bring(open_page(**DIGITS), name="mnist.npz")
    assert choice(app)[0] == "MNIST" and choice(app)[4:] == [f"mnist ({chosen(app)[4:8]})"]


def test_a_file_name_brings_no_markup_onto_the_page(open_page):
    app = bring(open_page(**DIGITS), name="![a](http://x.example/a.png) :red[b].npz")
    assert choice(app)[-1] == "!a(http//x.example/a.png) redb"
    assert "](" not in texts(app).split("Pictures:")[-1] and ":red[" not in texts(app)
