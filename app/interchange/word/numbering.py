"""The numbers and letters that Word writes itself before the paragraphs of a list: "A.", "Câu 3:", "•"."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from app.interchange.word.package import W

LEVELS = 9
BULLET = "•"
ROMAN = ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
LONGEST_LABEL = 40


@dataclass(slots=True)
class Level:
    """How one level of a list is numbered."""

    form: str
    text: str
    start: int


@dataclass(slots=True)
class Numbering:
    """Counts the lists of one document; ask for labels in the order of the paragraphs."""

    root: Any
    counts: dict[str, list[int | None]] = field(default_factory=dict)
    begun: set[tuple[str, int]] = field(default_factory=set)
    lists: dict[str, tuple[str, dict[int, Level], dict[int, int]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.root is not None:
            outlines = {_id(item, "abstractNumId"): _levels(item) for item in self.root.findall(f"{W}abstractNum")}
            for item in self.root.findall(f"{W}num"):
                outline = _value(item.find(f"{W}abstractNumId"))
                starts = {
                    _whole(_id(override, "ilvl"), 0): _whole(_value(start), 1)
                    for override in item.findall(f"{W}lvlOverride")
                    if (start := override.find(f"{W}startOverride")) is not None
                }
                self.lists[_id(item, "numId")] = (outline, outlines.get(outline, {}), starts)

    def label(self, list_id: str, level_text: str) -> str:
        """Return what stands before the next paragraph of a list at a level, and count it."""
        outline, levels, starts = self.lists.get(list_id, ("", {}, {}))
        at = min(_whole(level_text, 0), LEVELS - 1)
        level = levels.get(at)
        if level is None:
            return ""
        counts = self.counts.setdefault(outline, [None] * LEVELS)
        if at in starts and (list_id, at) not in self.begun:
            counts[at] = starts[at] - 1
        self.begun.add((list_id, at))
        counts[at] = (level.start - 1 if counts[at] is None else counts[at] or 0) + 1
        counts[at + 1 :] = [None] * (LEVELS - at - 1)
        if level.form == "bullet":
            return BULLET
        return _filled(level.text, levels, counts)[:LONGEST_LABEL]


def _filled(text: str, levels: dict[int, Level], counts: list[int | None]) -> str:
    def number(found: re.Match[str]) -> str:
        at = int(found[1]) - 1
        level = levels.get(at)
        count = counts[at]
        if level is None:
            return ""
        return _written(level.start if count is None else count, level.form)

    return re.sub("%([1-9])", number, text).strip()


def _written(number: int, form: str) -> str:
    if form == "none":
        return ""
    if form in ("upperLetter", "lowerLetter") and number > 0:
        letter = chr(ord("a") + (number - 1) % 26) * min((number - 1) // 26 + 1, 3)
        return letter.upper() if form == "upperLetter" else letter
    if form in ("upperRoman", "lowerRoman") and 0 < number < 400:
        roman = ""
        for value, sign in ROMAN:
            roman += sign * (number // value)
            number %= value
        return roman.upper() if form == "upperRoman" else roman
    return str(number)


def _levels(outline: Any) -> dict[int, Level]:
    return {
        _whole(_id(item, "ilvl"), 0): Level(
            _value(item.find(f"{W}numFmt")) or "decimal",
            _value(item.find(f"{W}lvlText")),
            _whole(_value(item.find(f"{W}start")), 1),
        )
        for item in outline.findall(f"{W}lvl")
    }


def _id(element: Any, name: str) -> str:
    return str(element.get(f"{W}{name}") or "")


def _value(element: Any) -> str:
    return "" if element is None else _id(element, "val")


def _whole(text: str, default: int) -> int:
    return int(text) if re.fullmatch("[0-9]{1,6}", text) else default
