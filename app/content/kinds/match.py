"""`ghép đôi`: pairs of a left and a right side, and right sides that belong to none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.content.kinds.arrows import Sides, split
from app.content.kinds.base import Draft, Item, KindRules
from app.content.kinds.options import same_letters
from app.content.messages import Report, remove_line, replace_line
from app.content.schema import Pair

if TYPE_CHECKING:
    from app.content.schema import Question

FEWEST, MOST = 2, 50  # Each pair is shown with all right sides to choose from.
# A bullet, but no arrow and no minus: "-5 độ" is a left side whose bullet is missing.
PAIR = re.compile(r"[-*+](?:\s+|(?=[^\W\d_])|(?=->|=>|→))(.*)")
MINUS = re.compile(r"[-+*]\d")
SECOND_START = re.compile(r"[-–—*+•·●▪](?=\s)|\[\s*[xXvĐS✓]?\s*\]|\(\s*[xX]?\s*\)")
START = re.compile(r"(?:(?:[-*+•–—·●▪■□»]+|\d{1,2}[.)]|[A-Ha-h][.)]|[\[(]\s*[xX]?\s*[\])])(?!>)\s*)+")


class Pairs:
    """Reads pairs; what is wrong with the whole is said only when every line could be read."""

    def __init__(self, draft: Draft, report: Report) -> None:
        self.draft, self.report = draft, report
        self.pairs: list[Pair] = []
        self.is_clean = True
        for item in draft.items:
            self._read(item)
        self._duplicates()
        if self.is_clean and sum(bool(pair.left) for pair in self.pairs) < FEWEST:
            report.add(draft.line, "Q20.pair")

    def _read(self, item: Item) -> None:
        found = PAIR.fullmatch(item.text)
        if found and not SECOND_START.match(found[1]):
            self._pair(item, split(found[1]))
            return
        self.is_clean = False
        bare = START.sub("", item.text, count=1) if START.match(item.text) else item.text
        sides = None if item.text[0] in ">#" else split(bare)
        if sides and sides.right:
            fix = None if MINUS.match(item.text) else replace_line(item.line, line_of(sides))
            self.report.add(item.line, "Q13.pair", fix=fix)
        elif START.match(item.text):
            self.report.add(item.line, "Q28")
        else:
            self.draft.junk(self.report, item)

    def _pair(self, item: Item, sides: Sides | None) -> None:
        is_fine = bool(sides and sides.is_exact and sides.right)
        self.is_clean = self.is_clean and is_fine
        if sides is None:
            self.report.add(item.line, "Q28")
        elif not sides.right:
            self.report.add(item.line, "Q11.right")
        elif not sides.is_exact:
            wanted = line_of(sides)
            self.report.add(item.line, "Q28.arrow", wanted=wanted, fix=replace_line(item.line, wanted))
        else:
            self.pairs.append(Pair(sides.left, sides.right, item.line))

    def _duplicates(self) -> None:
        lefts: dict[str, Pair] = {}
        rights: dict[str, Pair] = {}
        for pair in self.pairs:
            left, right = same_letters(pair.left), same_letters(pair.right)
            first = lefts.setdefault(left, pair) if left else pair
            other = rights.setdefault(right, pair)
            if first is not pair:
                fix = remove_line(pair.line) if first is other else None
                self.report.add(pair.line, "Q14.left", first=first.line, fix=fix)
            elif other is not pair:
                fix = None if pair.left else remove_line(pair.line)
                self.report.add(pair.line, "Q14.right", first=other.line, fix=fix)


def line_of(sides: Sides | Pair) -> str:
    """Return the line of a pair."""
    return f"- {sides.left} -> {sides.right}" if sides.left else f"- -> {sides.right}"


def read(draft: Draft, report: Report) -> Question:
    """Read a matching question."""
    return draft.question(pairs=tuple(Pairs(draft, report).pairs))


def write_items(question: Question) -> list[str]:
    """Return the lines of the pairs."""
    return [line_of(pair) for pair in question.pairs]


MATCH = KindRules(frozenset({"Điểm"}), read, write_items, most_items=MOST)
