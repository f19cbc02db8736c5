"""Texts on their way into a GIFT file: escaped signs, the format in front, weights."""

from __future__ import annotations

import re
from fractions import Fraction

from app.interchange.wording import as_markdown, as_plain

SIGNS = re.compile(r"([\\:#={}~])")
PLACES = 5  # As many as the common importers compare.


def escaped(text: str) -> str:
    """Return a text whose signs mean nothing to GIFT, on one line of the file."""
    return SIGNS.sub(r"\\\1", text).replace("\n", "\\n")


def worded(text: str, form: str, usual: str) -> str:
    """Return a text in the format `form` as it stands in a question whose own format is `usual`.

    What begins like a format or a weight is kept from being taken for one.
    """
    is_doubtful = form != usual or text.startswith(("[", "%"))
    return f"[{form}]{escaped(text)}" if is_doubtful else escaped(text)


def is_plain(markdown: str) -> bool:
    """Return whether a Markdown text is the same as the plain text it shows."""
    plain = as_plain(markdown)
    return not plain.lost and plain.text == markdown == as_markdown(plain.text)


def weight(count: int, *, is_right: bool) -> str:
    """Return the weight of an option when `count` options are right."""
    share = Fraction(100, max(count, 1))
    text = f"{float(share):.{PLACES}f}".rstrip("0").rstrip(".")
    return f"%{'' if is_right else '-'}{text}%"
