"""A Config as a link, and back: what comes from a link is not trusted."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from core.config.settings import S, Setting, Settings, complaint, runnable, settings

# What mailers, advertisers and social sites put behind a link to follow who opens it: no mistake of the reader.
_TRACKING = re.compile(
    r"(utm|mtm|pk|piwik|matomo|hsa|oly|vero|trk)_\w+|\w+clk?id|gclsrc|gbraid|wbraid|gad_\w+|_ga|_gl|_hsenc|_hsmi|__hs\w+|"
    r"igshid|igsh|mc_[ce]id|mkt_tok|li_fat_id|ml_subscriber\w*|srsltid|ref|ref_\w+|referrer|s_cid|sc_cid|ncid|cmpid|"
    r"spm|share_id|si|mibextid",
    re.IGNORECASE | re.ASCII,
)


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
    texts = [(s, _text(s, query)) for s in settings(cls).values()]
    read = {s.name: _read(s, text) for s, text in texts if text is not None}
    values, messages = {name: value for name, (value, _) in read.items()}, [m for _, m in read.values() if m]
    try:
        return cls(**values), messages
    except ValueError as error:  # of what is allowed one by one
        return cls(), [*messages, f"{error} Using the defaults."]


def unknown(query: Iterable[str], *classes: type[Settings]) -> list[str]:
    """One message for each name in a link that no setting of `classes` has; none where a site added it to track."""
    known = {name for cls in classes for s in settings(cls).values() for name in s.names}
    strange = [name for name in query if name not in known and not _TRACKING.fullmatch(name)]
    return [f"There is no setting '{name[:40]}' here: it was left out." for name in strange]


def _text(setting: Setting, query: Mapping[str, str]) -> str | None:
    """What a link says of a setting: by its name, or by its former one where that makes sense here."""
    texts = [query[name] for name in setting.names if name in query]
    return texts[0] if setting.name in query else next((t for t in texts if not _read(setting, t)[1]), None)


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
