"""What `sắp xếp`, `ghép đôi` and groups of `đúng sai` share: rows, each answered by itself."""

from abc import abstractmethod
from collections.abc import Sequence
from fractions import Fraction
from random import Random
from typing import Any

from app.content.words import Scoring
from app.quiz.kinds.base import (
    WHOLE,
    Answer,
    KindRules,
    Laid,
    Material,
    Posted,
    Row,
    by_scoring,
    not_on_sheet,
    numbers,
    taken_apart,
)


class Parts(KindRules):
    """Rows with the same options; an answer holds an option number, or nothing, for each part; so does the key.

    A post brings the whole question: a row it leaves out is an open one.
    """

    def order(self, material: Material, source: Random, *, shuffles: bool) -> tuple[list[int], list[int]]:
        """Return the options as they are, the rows in another order where they may change places."""
        return numbers(material.options, source, shuffles=False), numbers(material.parts, source, shuffles=shuffles)

    def fields(self, laid: Laid) -> int:
        """Return the number of rows."""
        return len(laid["parts"])

    def read(self, laid: Laid, posted: Posted) -> list[int | None]:
        """Return the number chosen for each part; nothing chosen anywhere is an empty answer."""
        offered = taken_apart(laid)
        found: list[int | None] = [None] * len(laid["parts"])
        for row, values in posted.items():
            chosen = {value for value in values if value}
            if not chosen <= offered.keys() or len(chosen) > 1 or (chosen and row == WHOLE):
                raise not_on_sheet()
            if chosen:
                found[laid["parts"][row - 1]] = offered[chosen.pop()]
        return found if self.is_begun(found) else []

    def share(self, key: Any, answer: Answer, scoring: Scoring) -> Fraction:
        """Return what the rows earn, or all or nothing where everything must be right."""
        return by_scoring(self.earned(key, _filled(key, answer), scoring), scoring)

    @abstractmethod
    def earned(self, key: Sequence[int], answer: Sequence[int | None], scoring: Scoring) -> Fraction:
        """Return the share of an answer that has a place for every part."""

    def is_begun(self, answer: Answer) -> bool:
        """Tell whether any row is answered."""
        return any(number is not None for number in answer)

    def is_whole(self, key: Any, answer: Answer) -> bool:
        """Tell whether every row is answered."""
        return not self.left(key, answer)

    def left(self, key: Any, answer: Answer) -> int:
        """Return how many rows are open."""
        return _filled(key, answer).count(None)

    def rows(self, laid: Laid, answer: Answer) -> list[Row]:
        """Return all rows in the order of the sheet."""
        filled = _filled(laid["key"], answer)
        return [Row(row, part, laid["options"], filled[part]) for row, part in enumerate(laid["parts"], 1)]

    def is_right(self, key: Any, row: Row) -> bool:
        """Tell whether the option of the key was chosen."""
        return bool(row.chosen == key[row.part])

    def right(self, key: Any) -> list[int]:
        """Return the key itself."""
        return list(key)


def mixed(count: int, source: Random, *, never: Sequence[int]) -> list[int]:
    """Return the numbers below `count` in an order that is drawn; of three or more not the one that is the key."""
    drawn = source.sample(range(count), count)
    return [*drawn[1:], drawn[0]] if count > 2 and drawn == list(never) else drawn


def twice(answer: Answer) -> bool:
    """Tell whether the same thing was chosen for two rows."""
    chosen = [number for number in answer if number is not None]
    return len(set(chosen)) < len(chosen)


def _filled(key: Sequence[int], answer: Answer) -> list[int | None]:
    return [answer[part] if part < len(answer) else None for part in range(len(key))]  # type: ignore[misc]
