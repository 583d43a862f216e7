"""What a setting may be, what a person reads of it, and where it has a say."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Range:
    """A number between `low` and `high`, both allowed; `log`: its slider moves in powers."""

    label: str
    low: float
    high: float
    help: str = ""
    log: bool = False
    zero: bool = False  # 0 is allowed too, though low > 0 (a log scale has no 0)

    def allowed(self, kind: type) -> str:
        prefix = "an integer in" if kind is int else "in"
        return f"{prefix} [{self.low:g}, {self.high:g}]" + (" or 0" if self.zero else "")

    def holds(self, value: Any, kind: type) -> bool:
        number = isinstance(value, int if kind is int else (int, float)) and not isinstance(value, bool)
        return number and (self.low <= value <= self.high or (self.zero and value == 0))

    def parse(self, text: str, kind: type) -> Any:
        return kind(text)

    def clamp(self, value: Any) -> Any:
        if isinstance(value, float) and math.isnan(value):
            raise ValueError
        return type(value)(min(max(value, self.low), self.high))

    def write(self, value: Any) -> str:
        return str(value)


class _AsItIs:
    """A value that stands in a link as it is, and that has no nearest one."""

    def parse(self, text: str, kind: type) -> Any:
        return text

    def clamp(self, value: Any) -> Any:
        raise ValueError

    def write(self, value: Any) -> str:
        return str(value)


@dataclass(frozen=True)
class Choice(_AsItIs):
    """One of `options`: what the link says -> what a person reads."""

    label: str
    options: Mapping[str, str]
    help: str = ""

    def allowed(self, kind: type) -> str:
        return "one of " + ", ".join(map(repr, self.options))

    def holds(self, value: Any, kind: type) -> bool:
        return isinstance(value, str) and value in self.options


@dataclass(frozen=True)
class Text(_AsItIs):
    """At most `most` characters, all of them matched by `pattern`; or empty. `form` says in words what matches."""

    label: str
    pattern: str
    most: int
    help: str = ""
    form: str = field(default="", kw_only=True)  # after "at most 9 characters, ": "such as 50-20"

    def allowed(self, kind: type) -> str:
        return f"empty or at most {self.most:,} characters" + (f", {self.form}" if self.form else "")

    def holds(self, value: Any, kind: type) -> bool:
        short = isinstance(value, str) and len(value) <= self.most
        return short and (value == "" or re.fullmatch(self.pattern, value) is not None)


@dataclass(frozen=True)
class Subset:
    """At least `least` different integers between `low` and `high`, ascending; in a link: 0-1-2-3.

    `words` are what a person reads, one for each number from `low` on.
    """

    label: str
    low: int
    high: int
    least: int = 1
    help: str = ""
    words: tuple[str, ...] = ()

    def allowed(self, kind: type) -> str:
        return f"at least {self.least} different integers in [{self.low}, {self.high}], ascending"

    def holds(self, value: Any, kind: type) -> bool:
        return (
            isinstance(value, tuple)
            and all(isinstance(v, int) and self.low <= v <= self.high for v in value)
            and list(value) == sorted(set(value))
            and len(value) >= self.least
        )

    def parse(self, text: str, kind: type) -> Any:
        return tuple(int(part) for part in text.split("-"))

    def clamp(self, value: Any) -> Any:
        return tuple(sorted({v for v in value if self.low <= v <= self.high}))

    def write(self, value: Any) -> str:
        return "-".join(map(str, value))


@dataclass(frozen=True)
class Switch(_AsItIs):
    """True or False; in a link: 1 or 0."""

    label: str
    help: str = ""

    def allowed(self, kind: type) -> str:
        return "1 or 0"

    def holds(self, value: Any, kind: type) -> bool:
        return isinstance(value, bool)

    def parse(self, text: str, kind: type) -> Any:
        return {"1": True, "0": False, "true": True, "false": False}[text.lower()]

    def write(self, value: Any) -> str:
        return "1" if value else "0"


Declaration = Range | Choice | Text | Subset | Switch


class When:
    """A setting has a say only where others have these values: When(net=("trained", "digits")).

    `otherwise` says to a person, in a sentence, what holds in its place.
    """

    def __init__(self, otherwise: str = "", **others: str | bool | tuple[str, ...]) -> None:
        self.otherwise = otherwise
        self.others = {name: v if isinstance(v, tuple) else (v,) for name, v in others.items()}

    def holds(self, values: Mapping[str, Any]) -> bool:
        return all(values[name] in allowed for name, allowed in self.others.items())


@dataclass(frozen=True)
class Only:
    """A setting is read by this part of its lesson alone: Only("training")."""

    part: str


@dataclass(frozen=True)
class Formerly:
    """The name that a setting had in links before: Formerly("mode"). One that it has now comes first."""

    name: str
