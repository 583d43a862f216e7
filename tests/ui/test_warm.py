"""What is recorded before anybody asks: which runs, in which order, and how a terminal hears of it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest

from core import jobs as module
from core.experiments.gradients import first
from core.jobs import Jobs
from core.jobs.store import Store
from tests.helpers.jobs import TOY, fresh, wait
from tests.helpers.toy_experiment import Config
from ui import lesson, warm
from ui.catalogue import HOME_RUN, LESSONS
from ui.warm import Wanted


@pytest.fixture(autouse=True)
def terse(monkeypatch: pytest.MonkeyPatch) -> None:
    """However busy the machine is, there is a line for each run and no other."""
    monkeypatch.setattr(warm, "SAY", 600.0)


@pytest.fixture(scope="module")
def of(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Jobs]:
    jobs = Jobs(slots=2, store=Store(str(tmp_path_factory.mktemp("recordings")), 1e9))
    jobs.start()
    yield jobs
    jobs.stop()


def wanted(many: int, **settings: object) -> list[Wanted]:
    return [Wanted(f"Run {i}", TOY, Config(seed=next(fresh), **settings)) for i in range(many)]  # type: ignore[arg-type]


def record(of: Jobs, runs: list[Wanted]) -> tuple[bool, list[str]]:
    lines: list[str] = []
    return warm.record(of, runs, lines.append), lines


def test_it_is_what_all_lessons_show_first_and_home_before_all_others():
    runs = warm.first()
    assert runs[0].config == lesson.home_run()[1] and runs[0].name.endswith(HOME_RUN[1])
    assert len({one.key for one in runs}) == len({one.name for one in runs}) == len(runs)
    every = {(here.name, run) for here in LESSONS for run, _ in lesson.first_runs(here.name)}
    assert len(runs) == len(every) >= 10


def test_a_step_that_is_shown_by_a_recording_is_recorded_with_what_its_question_asks_of():
    runs = warm.runs()
    assert runs[0] == warm.first()[0] and {one.key for one in warm.first()} <= {one.key for one in runs}
    assert len({one.key for one in runs}) == len({one.name for one in runs}) == len(runs) > 30
    (steps,) = [one for one in LESSONS if one.name == "digit_lab"]
    modules = {run[1].__module__.rpartition(".")[2] for run in lesson.step_runs(steps.name)}
    assert modules == {"training", "widths"}
    figures = [run for run in lesson.step_runs("gradients") if run[1] is first.train]
    assert len(figures) == len(lesson.course_of("gradients").steps)
    assert not lesson.step_runs("folding") and not lesson.step_runs("three_views")


def test_what_is_missing_is_recorded_and_what_is_there_is_not(of, tmp_path):
    log = tmp_path / "begun"
    runs = wanted(5, log=str(log))
    good, lines = record(of, runs[:2])
    assert good and lines[0] == "0 of 2 runs are in the store. 2 are recorded now." and len(lines) == 3
    assert lines[-1].startswith("2 of 2: Run ") and lines[-1].endswith("s. 100 % of all.".replace(" %", "\u202f%"))
    wait(lambda: all(of.stored(TOY, one.config) for one in runs[:2]))  # they are written aside
    good, lines = record(of, runs)
    assert good and lines[0] == "2 of 5 runs are in the store. 3 are recorded now."
    assert len(log.read_text().split()) == 5, "each is trained once"


def test_two_are_recorded_at_a_time_and_it_is_said_how_far_that_is(of, monkeypatch):
    monkeypatch.setattr(warm, "SAY", 0.15)
    monkeypatch.setattr(warm, "LOOK", 0.02)
    at_once, submit = [], of.submit

    def counted(*given, **more):
        key = submit(*given, **more)
        at_once.append(sum(entry.live for entry in of._ledger.entries.values()))
        return key

    monkeypatch.setattr(of, "submit", counted)
    good, lines = record(of, wanted(5, steps=4, pause=0.1))
    assert good and max(at_once) == 2
    shares = [int(line.split("\u202f%")[0].split()[-1]) for line in lines[1:] if "yet" not in line]
    assert len(shares) > 5 and all(one <= next for one, next in pairwise(shares)) and shares[-1] == 100


def test_one_that_fails_is_said_and_the_others_are_recorded(of):
    runs = [*wanted(1, fail="value"), *wanted(1)]
    good, lines = record(of, runs)
    assert not good and len(lines) == 3
    assert any("Run 0, 'lr' must be in [0, 1]. Got 2 instead. " in line for line in lines)
    wait(lambda: of.stored(TOY, runs[1].config))


def test_the_command_fills_the_store_and_a_server_finds_it(monkeypatch, tmp_path, capsys):
    runs = wanted(2)
    monkeypatch.setattr(warm, "runs", lambda: runs)
    monkeypatch.setenv("MLPSCOPE_STORE", str(tmp_path))
    monkeypatch.setenv("MLPSCOPE_STORE_BYTES", "1e9")
    try:
        assert warm.main() == 0
        assert capsys.readouterr().out.startswith("0 of 2 runs are in the store. 2 are recorded now.\n1 of 2: Run ")
        asked: list[object] = []
        monkeypatch.setattr(Jobs, "submit", lambda *given, **more: asked.append(given))
        assert warm.main() == 0 and "2 of 2 runs are in the store. 0 are" in capsys.readouterr().out
        warm.begin(module.jobs())
        assert not asked
        monkeypatch.setenv("MLPSCOPE_STORE_BYTES", "0")
        module.close()
        assert warm.main() == 1 and "There is no store" in capsys.readouterr().out
    finally:
        module.close()
