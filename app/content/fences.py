"""Lines of text and the code fences among them: inside a closed fence nothing is a heading or a question."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST = 8
FENCE = re.compile(r"(`{3,}|~{3,})([^`]*)")


def fenced(lines: Sequence[str], start: int = 0) -> tuple[list[bool], list[int]]:
    """Return which lines lie in a closed fence (its marks included), and where unclosed ones open (indexes)."""
    mask = [False] * len(lines)
    unclosed: list[int] = []
    closers = _closers(lines, start)
    index = start
    while index < len(lines):
        mark = _mark(lines[index])
        end = _closing(closers, index, mark) if mark else None
        if end is not None:
            mask[index : end + 1] = [True] * (end + 1 - index)
            index = end
        elif mark:
            unclosed.append(index)
        index += 1
    return mask, unclosed


def _mark(line: str) -> str:
    text = line.lstrip()
    found = FENCE.fullmatch(text) if text[:3] in ("```", "~~~") else None
    return found.group(1) if found else ""


def _closers(lines: Sequence[str], start: int) -> dict[str, list[int]]:
    """Return the indexes of lines that are nothing but a mark, by the mark; longer ones are cut to `LONGEST`."""
    found: dict[str, list[int]] = {}
    for index in range(start, len(lines)):
        text = lines[index].strip()
        if text[:3] in ("```", "~~~") and not text.strip(text[0]):
            found.setdefault(text[:LONGEST], []).append(index)
    return found


def _closing(closers: dict[str, list[int]], index: int, mark: str) -> int | None:
    """Return the first line below `index` that closes `mark`: the same sign, at least as many."""
    ends: list[int] = []
    for length in range(min(len(mark), LONGEST), LONGEST + 1):
        places = closers.get(mark[0] * length, [])
        at = bisect_right(places, index)
        ends += places[at : at + 1]
    return min(ends, default=None)
