"""A setting is declared once: in the annotation of its field in an experiment's Config.

    @dataclass(frozen=True)
    class Config:
        width: Annotated[int, Range("Hidden units", 1, 64)] = 10

        filters: Annotated[int, Range("Filters", 1, 64), When(network="convnet")] = 32

        def __post_init__(self) -> None:
            check(self)

The slider, the link and the error message all read that declaration. Where a setting has no say, it is not in the
sidebar, not in the link, and at its default in what runs (`runnable`).
"""

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, dataclass, fields
from functools import cache
from typing import Annotated, Any, ClassVar, Protocol, TypeVar, get_args, get_origin, get_type_hints


class Settings(Protocol):
    """Any dataclass whose fields are annotated with Range, Choice, Text, Subset or Switch."""

    __dataclass_fields__: ClassVar[dict[str, Any]]


S = TypeVar("S", bound=Settings)


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
    """At most `most` characters, all of them matched by `pattern`; or empty."""

    label: str
    pattern: str
    most: int
    help: str = ""

    def allowed(self, kind: type) -> str:
        return f"empty or at most {self.most} characters that match {self.pattern}"

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
class Setting:
    """One field of a Config: its name, type, declaration and default, and where it has a say."""

    name: str
    kind: type
    declaration: Declaration
    default: Any
    when: When
    part: str = ""  # the only one that reads it; "" if all do


@dataclass(frozen=True)
class Preset:
    """A named Config and, in one sentence, why it is worth a look."""

    config: Any
    why: str


@cache
def settings(cls: type[Settings]) -> dict[str, Setting]:
    """The declared settings of a Config class by field name, in order."""
    hints = get_type_hints(cls, include_extras=True)
    found = {}
    for field in fields(cls):
        hint = hints[field.name]
        if get_origin(hint) is not Annotated or field.default is MISSING:
            raise TypeError(f"{cls.__name__}.{field.name} needs Annotated[type, declaration] and a default.")
        base, declaration, *more = get_args(hint)
        kind = base if isinstance(base, type) else tuple
        when = next((one for one in more if isinstance(one, When)), When())
        part = next((one.part for one in more if isinstance(one, Only)), "")
        found[field.name] = Setting(field.name, kind, declaration, field.default, when, part)
        if unknown_names := set(when.others) - {f.name for f in fields(cls)}:
            raise TypeError(
                f"{cls.__name__}.{field.name} depends on {', '.join(unknown_names)}, which are no fields."
            )
    return found


def complaint(setting: Setting, got: object) -> str:
    """The one voice of errors: 'width' must be in [1, 64]. Got 65 instead."""
    shown = got if isinstance(got, str) else repr(got)
    shown = shown if len(shown) <= 40 else shown[:37] + "..."
    return f"'{setting.name}' must be {setting.declaration.allowed(setting.kind)}. Got {shown} instead."


def check(config: Settings) -> None:
    """Raise ValueError, in one voice, for the first field outside what its declaration allows."""
    for setting in settings(type(config)).values():
        value = getattr(config, setting.name)
        if not setting.declaration.holds(value, setting.kind):
            raise ValueError(complaint(setting, value))


def runnable(config: S, part: str = "") -> S:
    """What of `config` has a say in that `part` of its lesson, or in any; all else is at its default.

    Two Configs whose runnables are equal give the same result there: one job, one cached picture.
    """
    every, values = settings(type(config)), {f.name: getattr(config, f.name) for f in fields(config)}
    for setting in every.values():
        if part and setting.part not in ("", part):
            values[setting.name] = setting.default
    while idle := [s for s in every.values() if values[s.name] != s.default and not s.when.holds(values)]:
        values |= {setting.name: setting.default for setting in idle}
    return type(config)(**values)


def applicable(config: Settings) -> set[str]:
    """The names of the settings that have a say beside the others."""
    values = {f.name: getattr(runnable(config), f.name) for f in fields(config)}
    return {setting.name for setting in settings(type(config)).values() if setting.when.holds(values)}


def to_query(config: Settings) -> dict[str, str]:
    """The fields that have a say and differ from their defaults, as they stand in a link."""
    said = runnable(config)
    return {
        s.name: s.declaration.write(getattr(said, s.name))
        for s in settings(type(config)).values()
        if getattr(said, s.name) != s.default
    }


def from_query(cls: type[S], query: Mapping[str, str]) -> tuple[S, list[str]]:
    """A Config from untrusted text, and one message for each value that had to be changed.

    A number out of range is clamped, a value of the wrong type becomes the default, and all do where they do not go
    together; names that are not fields are left alone (see `unknown`).
    """
    read = {s.name: _read(s, query[s.name]) for s in settings(cls).values() if s.name in query}
    values, messages = {name: value for name, (value, _) in read.items()}, [m for _, m in read.values() if m]
    try:
        return cls(**values), messages
    except ValueError as error:  # of what is allowed one by one
        return cls(), [*messages, f"{error} Using the defaults."]


def unknown(query: Iterable[str], *classes: type[Settings]) -> list[str]:
    """One message for each name in a link that no setting of `classes` has."""
    known = {name for cls in classes for name in settings(cls)}
    return [f"There is no setting '{name[:40]}' here: it was left out." for name in query if name not in known]


def _read(setting: Setting, text: str) -> tuple[Any, str]:
    declaration = setting.declaration
    try:
        value = declaration.parse(text, setting.kind)
        if declaration.holds(value, setting.kind):
            return value, ""
        value = declaration.clamp(value)
        if not declaration.holds(value, setting.kind):
            raise ValueError
    except (ValueError, KeyError, OverflowError):
        value = setting.default
    return value, f"{complaint(setting, text)} Using {declaration.write(value) or 'nothing'}."
