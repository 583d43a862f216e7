"""Code that may take long says so before each piece of work, by spend(). Its caller can end it there.

The server allows a fixed amount of work, so that the same settings always take the same way. A worker asks whether
the result is still wanted.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

T = TypeVar("T")
_heard_by: ContextVar[Callable[[int], None] | None] = ContextVar("heard_by", default=None)


class TooDear(Exception):
    """It would take more work than it may take here."""


class Stopped(Exception):
    """Nobody wants it any more."""


def spend(work: int) -> None:
    """Say that so much work comes next, in units of about 10 ns of a core: the time for one number of an array.

    With 0 it is only a place at which the work can end.
    """
    heard_by = _heard_by.get()
    if heard_by is not None:
        heard_by(work)


@contextmanager
def allowance(work: int) -> Iterator[None]:
    """In here no more than `work` is done: before more of it TooDear is raised, always at the same place."""
    left = work

    def heard(spent: int) -> None:
        nonlocal left
        left -= spent
        if left < 0:
            raise TooDear

    with _heard(heard):
        yield


@contextmanager
def until(stop: Callable[[], bool]) -> Iterator[None]:
    """In here `stop` is asked before each piece of work, and Stopped is raised when it says so."""

    def heard(spent: int) -> None:
        if stop():
            raise Stopped

    with _heard(heard):
        yield


@contextmanager
def _heard(by: Callable[[int], None]) -> Iterator[None]:
    before = _heard_by.set(by)
    try:
        yield
    finally:
        _heard_by.reset(before)


def small(most: int, make: Callable[[], T]) -> T | None:
    """make(), or None where that is more work than `most`."""
    try:
        with allowance(most):
            return make()
    except TooDear:
        return None


def unless(stop: Callable[[], bool], make: Callable[[], T]) -> Iterator[T]:
    """The one value of make(), or none where `stop` ends it: the train() of what is no training."""
    try:
        with until(stop):
            found = make()
    except Stopped:
        return
    yield found
