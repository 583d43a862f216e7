"""Links that people have: what each of 408 meant when it was written down, it means today, and the same is run."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from core.config import Text, applicable, complaint, from_query, runnable, settings, to_query, unknown
from core.experiments.approximation import sizes

LINKS = [json.loads(line) for line in Path(__file__).with_name("links.jsonl").read_text().splitlines()]


def called(link: dict[str, Any]) -> str:
    return f"{link['lesson']}: {link['why']}"


def plain(config: Any) -> dict[str, Any]:
    """The fields of a Config as JSON has them."""
    found: dict[str, Any] = json.loads(json.dumps(asdict(config)))
    return found


def test_there_are_enough_of_them():
    assert len(LINKS) > 400 and len({link["lesson"] for link in LINKS}) == 13
    assert len({(link["lesson"], *link["query"].items()) for link in LINKS}) == len(LINKS)


@pytest.mark.parametrize("link", LINKS, ids=called)
def test_a_link_means_what_it_meant(link):
    face = import_module(f"core.experiments.{link['lesson']}")
    classes = [getattr(face, name) for name in link["settings"]]
    messages = unknown(link["query"], *classes)
    for cls, meant in zip(classes, link["settings"].values(), strict=True):
        config, changed = from_query(cls, link["query"])
        messages += changed
        assert plain(config) == meant
    assert messages == link["messages"]


PARTS = {"main": "training", "still": "initial"}  # what the parts of a lesson that run were called then


@pytest.mark.parametrize("link", [link for link in LINKS if "runs" in link], ids=called)
def test_a_link_runs_what_it_ran(link):
    face = import_module(f"core.experiments.{link['lesson']}")
    config, _ = from_query(face.Config, link["query"])
    for part, ran in link["runs"].items():
        if part == "sizes":
            assert plain(sizes.of(config)) == ran
        else:
            now = plain(runnable(config, PARTS[part]))
            say = applicable(config)
            assert {name: now[name] for name in say} == {name: ran[name] for name in say}


@pytest.mark.parametrize("link", LINKS, ids=called)
def test_what_is_written_into_the_address_bar_means_and_runs_the_same(link):
    face = import_module(f"core.experiments.{link['lesson']}")
    for name in link["settings"]:
        config, _ = from_query(getattr(face, name), link["query"])
        again, messages = from_query(getattr(face, name), to_query(config))
        assert runnable(again) == runnable(config) and not messages


TEXTS = sorted(
    {
        (link["lesson"], name, setting.name)
        for link in LINKS
        for name in link["settings"]
        for setting in settings(getattr(import_module(f"core.experiments.{link['lesson']}"), name)).values()
        if isinstance(setting.declaration, Text)
    }
)


@pytest.mark.parametrize(("lesson", "cls", "name"), TEXTS)
def test_a_message_shows_an_example_and_no_regular_expression(lesson, cls, name):
    setting = settings(getattr(import_module(f"core.experiments.{lesson}"), cls))[name]
    declaration = setting.declaration
    words = complaint(setting, "<b>x")
    assert isinstance(declaration, Text) and (not declaration.pattern or declaration.pattern not in words)
    assert not set("\\{}*+?|^$") & set(words) and "[a-z" not in words.lower() and "[0-9" not in words
    if example := re.search(r"(?:such as|like) (\S+?)[.,]? (?:Got|angles)", words):
        assert declaration.holds(example[1].rstrip(","), str), words


def test_every_text_setting_is_looked_at():
    assert len(TEXTS) >= 12
