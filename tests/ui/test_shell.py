"""What the frame around all pages does when the server starts."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from core.config import applicable
from tests.helpers.server import ROOT
from ui import lesson, shell, warm


@pytest.mark.parametrize(
    ("said", "stored", "keeps", "many"),
    [("", 0, False, 12), ("1", 1, False, 11), ("0", 0, True, 0), ("", 0, True, None)],
)
def test_what_pages_show_is_recorded_at_the_start_unless_one_says_no_or_it_is_there(
    monkeypatch, tmp_path, said, stored, keeps, many
):
    class Asked(list):
        def start(self):
            self.started = True

        def stored(self, experiment, config):
            return config == there

        def submit(self, experiment, config, *, pinned):
            self.append((experiment, config, pinned))

    asked = Asked()
    asked.keeps = keeps
    monkeypatch.setattr(shell, "jobs", lambda: asked)
    monkeypatch.setenv("MLPSCOPE_DATA", str(tmp_path))
    monkeypatch.setenv("MLPSCOPE_FIRST_RUNS", said) if said else monkeypatch.delenv("MLPSCOPE_FIRST_RUNS", False)
    there = warm.first()[-1].config if stored else None
    shell.warm_up()
    many = len(warm.runs()) if many is None else many  # with those of all steps
    assert asked.started and len(asked) == many
    assert [config for _, config, _ in asked[:1]] == [lesson.home_run()[1]] * (many > 0), "Home opens with it"
    assert all(pinned for _, _, pinned in asked)
    assert not [config for _, config, _ in asked if "dataset" in applicable(config) and config.dataset == "mnist"]


SLOW = {"altair", "distributed", "sklearn", "torch", "torch._dynamo", "torchvision"}


def test_a_server_and_its_workers_start_without_what_takes_seconds_to_import_and_few_need():
    code = (
        "import sys; from multiprocessing import forkserver; from core.jobs import local; from ui import shell;"
        "shell.jobs = lambda: type('Jobs', (), {'start': lambda self: local.prepare()})();"
        "shell.warm_up(); [__import__(name) for name in forkserver._forkserver._preload_modules];"
        f"print(*sorted({SLOW} & set(sys.modules)))"
    )
    env, how = os.environ | {"MLPSCOPE_FIRST_RUNS": "0"}, {"capture_output": True, "text": True, "check": True}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=env, **how)
    assert done.stdout.split() == ["altair", "distributed", "torch"]
