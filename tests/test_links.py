"""Links that people have: what each of 408 meant when it was written down, it means today."""

from __future__ import annotations

import json
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from core.config import from_query, unknown

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
