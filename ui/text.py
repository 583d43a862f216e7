"""Text that people bring, on a page."""

import re


def plain(text: str) -> str:
    """Text that quotes a link or a file, as Markdown that shows it and does nothing: no picture, link or colour.

    Markdown on GitHub's terms makes links of bare addresses too, whatever is escaped in them: an invisible word
    joiner (U+2060) in each keeps it text.
    """
    still = re.sub(
        r"(https?|www|ftp|mailto|xmpp)(?=[:.])|(?=@)", "\\g<0>\u2060", " ".join(text.split()), flags=re.I
    )
    return re.sub(r"([!-/:-@[-`{-~])", r"\\\1", still)
