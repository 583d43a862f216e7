"""What the server has computed and keeps for all sessions, up to one bound in bytes: what was used last stays.

    @kept
    def _result(config: Config, _data: ImageData) -> Result: ...

is computed once for equal arguments; those whose names begin with "_" do not count. What takes long, or is large,
is a job (ui/following.py): its result lies in the store of the jobs, which has a bound of its own.
"""

import dataclasses
import inspect
import sys
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import numpy as np

MOST = 64_000_000  # bytes
P = ParamSpec("P")
T = TypeVar("T")


@dataclasses.dataclass(eq=False)
class _Entry:
    lock: threading.Lock = dataclasses.field(default_factory=threading.Lock)  # made once, whoever asks
    ready: bool = False
    value: Any = None
    size: int = 0


class Kept:
    """Values by their keys, in the order of their use, of at most so many bytes together."""

    def __init__(self, most: int = MOST) -> None:
        self.most, self.bytes = most, 0
        self._lock, self._entries = threading.Lock(), OrderedDict[Hashable, _Entry]()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The value at `key`, made if it is not there; what make() raises is not kept."""
        with self._lock:
            entry = self._entries.setdefault(key, _Entry())
            self._entries.move_to_end(key)
        with entry.lock:
            if not entry.ready:
                try:
                    entry.value = make()
                except BaseException:
                    with self._lock:
                        if self._entries.get(key) is entry:
                            del self._entries[key]
                    raise
                entry.size = size_of(entry.value) + 1_000  # and what lies around it
                self._make_room(entry, key)
            value: T = entry.value
        return value

    def _make_room(self, new: _Entry, key: Hashable) -> None:
        with self._lock:
            new.ready = True  # from now on it can be let go, and its bytes are counted
            if self._entries.get(key) is not new:
                return
            self.bytes += new.size
            while self.bytes > self.most:
                old = next(k for k, entry in self._entries.items() if entry.ready)
                self.bytes -= self._entries.pop(old).size

    def clear(self) -> None:
        with self._lock:
            self._entries.clear()
            self.bytes = 0


EVERY = Kept()


def kept(make: Callable[P, T]) -> Callable[P, T]:
    """A function whose values are kept in EVERY."""
    signature, name = inspect.signature(make), (make.__module__, make.__qualname__)

    @wraps(make)
    def found(*given: P.args, **named: P.kwargs) -> T:
        bound = signature.bind(*given, **named)
        bound.apply_defaults()
        key = (*name, *(value for argument, value in bound.arguments.items() if not argument.startswith("_")))
        return EVERY.get(key, lambda: make(*given, **named))

    return found


def size_of(value: Any) -> int:
    """Bytes of a value of arrays, texts, numbers, dataclasses and collections of these, about."""
    if isinstance(value, np.ndarray):
        return value.nbytes
    if dataclasses.is_dataclass(value):
        return sum(size_of(getattr(value, field.name)) for field in dataclasses.fields(value))
    if isinstance(value, dict):
        return sum(size_of(part) for pair in value.items() for part in pair)
    if isinstance(value, list | tuple | set | frozenset):
        return sum(map(size_of, value))
    return sys.getsizeof(value)
