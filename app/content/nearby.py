"""How alike two words are: the suggestions "Có phải …?" come from here."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST = 40  # Longer words are no slips of a key word, and the comparison stays cheap.


def distance(one: str, other: str) -> int:
    """Return the number of letters to insert, remove or replace to turn `one` into `other`."""
    row = list(range(len(other) + 1))
    for i, left in enumerate(one, 1):
        before, row[0] = row[0], i
        for j, right in enumerate(other, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (left != right))
    return row[-1]


def nearest(word: str, candidates: Iterable[str], limit: int = 2) -> str | None:
    """Return the candidate at most `limit` edits away (the closest; the first of equals), or None."""
    if len(word) > LONGEST:
        return None
    near = [
        (distance(word, candidate), candidate) for candidate in candidates if abs(len(word) - len(candidate)) <= limit
    ]
    best = min(near, key=lambda pair: pair[0], default=None)
    return best[1] if best and best[0] <= limit else None
