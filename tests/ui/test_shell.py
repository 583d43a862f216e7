"""What the frame around all pages does when the server starts."""

from __future__ import annotations

import pytest

from core.config import applicable
from ui import lesson, shell


@pytest.mark.parametrize(("said", "many"), [("", 10), ("1", 10), ("0", 0)])
def test_what_first_pictures_show_is_recorded_at_the_start_unless_one_says_no(monkeypatch, tmp_path, said, many):
    class Asked(list):
        def start(self):
            self.started = True

        def submit(self, experiment, config, *, pinned):
            self.append((experiment, config, pinned))

    asked = Asked()
    monkeypatch.setattr(shell, "jobs", lambda: asked)
    monkeypatch.setenv("MLPSCOPE_DATA", str(tmp_path))
    monkeypatch.setenv("MLPSCOPE_FIRST_RUNS", said) if said else monkeypatch.delenv("MLPSCOPE_FIRST_RUNS", False)
    shell.warm_up()
    assert asked.started and len(asked) == many
    assert [config for _, config, _ in asked[:1]] == [lesson.home_run()[1]] * (many > 0), "Home opens with it"
    assert all(pinned for _, _, pinned in asked)
    assert not [config for _, config, _ in asked if "dataset" in applicable(config) and config.dataset == "mnist"]
