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

from core.config.declarations import Choice, Declaration, Formerly, Only, Range, Subset, Switch, Text, When
from core.config.links import from_query, to_query, unknown
from core.config.settings import Preset, Setting, Settings, applicable, check, complaint, runnable, settings

__all__ = [
    "Choice",
    "Declaration",
    "Formerly",
    "Only",
    "Preset",
    "Range",
    "Setting",
    "Settings",
    "Subset",
    "Switch",
    "Text",
    "When",
    "applicable",
    "check",
    "complaint",
    "from_query",
    "runnable",
    "settings",
    "to_query",
    "unknown",
]
