"""The arrow between two sides: `->`, `=>` or `→` with a space on each side, and the signs people put for it."""

from __future__ import annotations

import re
from dataclasses import dataclass

ARROW = re.compile(r"(?:(?<=\s)|^)(?:->|=>|→)(?=\s|$)")
# What word processors and hands make of an arrow; U+F0E0 is the one of an old symbol font.
LOOSE = re.compile(r"(?<![-=–—−])[-=–—−]+\s?[>＞〉›»]+|[→⇒➔➜➝➞⟶⟹\uf0e0]️?|[>＞›»]+")


@dataclass(frozen=True, slots=True)
class Sides:
    """The texts on both sides of an arrow; `is_exact` says whether the arrow is written as it should be."""

    left: str
    right: str
    is_exact: bool = True


def split(text: str, *, at_last: bool = False) -> Sides | None:
    """Return the sides of the first (or last) arrow; of a sign that is surely meant as one; None without any."""
    exact = list(ARROW.finditer(text))
    if exact:
        found = exact[-1 if at_last else 0]
        return Sides(text[: found.start()].strip(), text[found.end() :].strip())
    loose = list(LOOSE.finditer(text))
    if not loose or (len(loose) > 1 and not at_last):
        return None
    found = loose[-1 if at_last else 0]
    return Sides(text[: found.start()].strip(), text[found.end() :].strip(), is_exact=False)
