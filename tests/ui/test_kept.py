"""What the server keeps of what it has computed: up to so many bytes, what was used last, and each made once."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

import numpy as np
import pytest

from ui import kept
from ui.kept import Kept, size_of


@dataclass(frozen=True)
class Result:
    values: np.ndarray
    parts: tuple[np.ndarray, ...]
    said: str


def test_a_value_is_made_once_and_one_that_fails_is_not_kept():
    store, made = Kept(10**6), []

    def make():
        made.append(len(made))
        if len(made) == 1:
            raise ValueError("no")
        return made[-1]

    with pytest.raises(ValueError, match="no"):
        store.get("a", make)
    assert [store.get("a", make) for _ in range(3)] == [1, 1, 1] and made == [0, 1]


def test_all_that_is_kept_has_one_bound_in_bytes_and_what_was_used_last_stays():
    store = Kept(100_000)
    for name in "abcdefgh":
        store.get(name, lambda: np.zeros(20_000, np.uint8))
        store.get("a", lambda: pytest.fail("what is used stays"))
        assert store.bytes <= store.most
    remade = []
    for name in "gh":
        store.get(name, lambda: pytest.fail("the last ones are there"))
    store.get("b", lambda: remade.append(1))
    assert remade == [1]


def test_what_gives_way_has_been_counted(monkeypatch):
    """Others make room while a value that is just made waits for its turn to be counted."""
    store, room, waits, goes_on = Kept(100_000), Kept._make_room, threading.Event(), threading.Event()

    def slowly(self, new, key):
        if key == "late":
            waits.set()
            assert goes_on.wait(10)
        room(self, new, key)

    monkeypatch.setattr(Kept, "_make_room", slowly)
    late = threading.Thread(target=lambda: store.get("late", lambda: np.zeros(90_000, np.uint8)))
    late.start()
    assert waits.wait(10)
    for name in "abcd":
        store.get(name, lambda: np.zeros(45_000, np.uint8))
    goes_on.set()
    late.join()
    held = sum(entry.size for entry in store._entries.values())
    assert store.bytes == held <= store.most


def test_what_is_larger_than_the_bound_is_given_and_not_kept():
    store = Kept(1_000)
    assert len(store.get("large", lambda: np.zeros(5_000))) == 5_000
    assert store.bytes == 0
    assert store.get("large", lambda: 7) == 7


def test_bytes_are_those_of_all_arrays_in_a_value():
    parts = (np.zeros(1_000), np.zeros((10, 10), np.float32))
    assert 8_400 <= size_of(Result(parts[0], parts[1:], "x")) < 9_000
    assert size_of({"a": [parts[0]], "b": parts}) >= 16_400


def test_many_who_ask_at_once_wait_for_the_one_that_makes_it():
    store, made, got = Kept(10**6), [], []

    def make():
        made.append(1)
        time.sleep(0.1)
        return "there"

    threads = [threading.Thread(target=lambda: got.append(store.get("a", make))) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert made == [1] and got == ["there"] * 8


def test_arguments_tell_values_apart_but_for_those_with_a_line_before_their_names(monkeypatch):
    monkeypatch.setattr(kept, "EVERY", Kept(10**6))
    made = []

    @kept.kept
    def total(a: int, b: int = 0, _data: object = None) -> int:
        made.append((a, b))
        return a + b

    assert total(1, _data=[1]) == total(1, _data=[2]) == 1
    assert total(1, 2) == total(1, b=2) == 3
    assert made == [(1, 0), (1, 2)]


def test_what_could_not_be_made_leaves_nothing_and_is_tried_again():
    store = Kept(1_000)
    with pytest.raises(ZeroDivisionError):
        store.get("a", lambda: 1 / 0)
    assert not store._entries and store.get("a", lambda: 3) == 3


def test_each_argument_has_its_own_place_in_the_key(monkeypatch):
    monkeypatch.setattr(kept, "EVERY", Kept(10**6))

    @kept.kept
    def both(a: int, b: int = 0, c: int = 0) -> tuple[int, int, int]:
        return a, b, c

    assert both(1, b=2) == (1, 2, 0) and both(1, c=2) == (1, 0, 2)
