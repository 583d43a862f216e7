"""The shortest training of templates, and its link."""

from __future__ import annotations

from core.config import to_query
from core.experiments.templates import Config

DIGITS = Config(dataset="digits", epochs=1)
TINY = to_query(DIGITS)
