"""The settings of a Config: read from its annotations, checked, and narrowed to those that have a say."""

from dataclasses import MISSING, dataclass, fields
from functools import cache
from typing import Annotated, Any, ClassVar, Protocol, TypeVar, get_args, get_origin, get_type_hints

from core.config.declarations import Declaration, Formerly, Only, When


class Settings(Protocol):
    """Any dataclass whose fields are annotated with Range, Choice, Text, Subset or Switch."""

    __dataclass_fields__: ClassVar[dict[str, Any]]


S = TypeVar("S", bound=Settings)


@dataclass(frozen=True)
class Setting:
    """One field of a Config: its name, type, declaration and default, and where it has a say."""

    name: str
    kind: type
    declaration: Declaration
    default: Any
    when: When
    part: str = ""  # the only one that reads it; "" if all do
    formerly: tuple[str, ...] = ()  # its names in older links

    @property
    def names(self) -> tuple[str, ...]:
        """What it is called in links, today's name first."""
        return (self.name, *self.formerly)


@dataclass(frozen=True)
class Preset:
    """A named Config, in one sentence why it is worth a look, and the section of the page that shows it.

    "" where it is the first figure that does.
    """

    config: Any
    why: str
    section: str = ""


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
        formerly = tuple(one.name for one in more if isinstance(one, Formerly))
        found[field.name] = Setting(field.name, kind, declaration, field.default, when, part, formerly)
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
