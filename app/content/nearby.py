"""How alike two words are: the suggestions "Có phải …?" come from here."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST = 40  # Longer words are no slips of a key word, and the comparison stays cheap.


def distance(one: str, other: str, limit: int = LONGEST) -> int:
    """Return the number of letters to insert, remove, replace or swap with a neighbour to turn `one` into `other`.

    A number above `limit` only says that it is more.
    """
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, left in enumerate(one):
        last, row, earlier = row, [i + 1], before
        for j, right in enumerate(other):
            cost = min(last[j + 1] + 1, row[j] + 1, last[j] + (left != right))
            if i and j and left == other[j - 1] and one[i - 1] == right:
                cost = min(cost, earlier[j - 1] + 1)
            row.append(cost)
        before = last
        if min(row) > limit and min(last) > limit:
            return limit + 1
    return row[-1]


def nearest(word: str, candidates: Iterable[str], limit: int = 2) -> str | None:
    """Return the candidate at most `limit` edits away (the closest; the first of equals), or None."""
    if len(word) > LONGEST:
        return None
    alike = (one for one in candidates if abs(len(word) - len(one)) <= limit)
    near = [(distance(word, one, limit), one) for one in alike]
    best = min(near, key=lambda pair: pair[0], default=None)
    return best[1] if best and best[0] <= limit else None
