"""Text that people bring, on a page."""

import re


def plain(text: str) -> str:
    """Text that quotes a link or a file, as Markdown that shows it and does nothing: no picture, link or colour."""
    return re.sub(r"([!-/:-@[-`{-~])", r"\\\1", " ".join(text.split()))
