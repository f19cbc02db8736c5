"""Reads what a Word file says about right answers: "Đáp án: B", "a) Đ, b) S", "1-b, 2-a", tables of answers."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from app.core.text import fold
from app.interchange.word.lines import Table
from app.interchange.wording import quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.interchange.report import Findings
    from app.interchange.word.cutting import Part

LETTERS = re.compile(r"[A-Ha-h](?:\s*(?:[,;&+]|và)?\s*[A-Ha-h])*\s*\.?")
TRUTH = r"(?:đúng|sai|true|false|[đdtsf])"
NAMED_TRUTH = re.compile(rf"([a-h])\s*[.)\-–:]*\s*[\[(]?\s*({TRUTH})(?![^\W\d_])[\])]?", re.IGNORECASE)
BARE_TRUTHS = re.compile(r"(?:[đds][\s,;–-]*){2,8}", re.IGNORECASE)
TRUTH_WORDS = {"dung": True, "true": True, "d": True, "t": True, "sai": False, "false": False, "s": False, "f": False}
PAIR = re.compile(r"(\d{1,2})\s*[-–—.:→>)]+\s*([a-hA-H])(?![^\W\d_])")
STEPS = re.compile(r"\d{1,2}(?:\s*(?:[-–—,;→>]|->|=>)\s*\d{1,2})+\s*\.?")
ONE_KEY = re.compile(r"(?:câu\s*)?(\d{1,3})\s*[.:)\-–]?\s*([A-H])(?![^\W_])", re.IGNORECASE)
NUMBER_CELL = re.compile(r"(?:câu\s*)?(\d{1,3})\s*[.:)]?", re.IGNORECASE)
NUMERIC = re.compile(r"[-−]?(?:0|[1-9]\d{0,14})(?:,\d{1,8})?")
BEHIND = re.compile(
    rf"(.*?\S)\s*(?:[\[(]\s*({TRUTH})\s*[\])]|(?:\t|\s{{2,}}|\s[–—-]\s)\s*({TRUTH}))\s*\.?", re.IGNORECASE
)
BEFORE = re.compile(rf"[\[(]\s*({TRUTH})\s*[\])]\s*(\S.*)", re.IGNORECASE)


def letters(text: str) -> list[str] | None:
    """Return the capital letters a text consists of ("A, C" → A, C), None for any other text."""
    return re.findall("[A-H]", re.sub("và", " ", text).upper()) if LETTERS.fullmatch(text.strip()) else None


def truths(text: str, count: int) -> list[bool] | None:
    """Return what is said of `count` statements: "a) Đ, b) S …" or "Đ S Đ S"; None when it is not said of each."""
    named = {found[1].lower(): TRUTH_WORDS[fold(found[2])] for found in NAMED_TRUTH.finditer(text)}
    if len(named) == count and list(named) == [chr(ord("a") + at) for at in range(count)]:
        return list(named.values())
    if BARE_TRUTHS.fullmatch(text.strip()):
        found = [TRUTH_WORDS[fold(char)] for char in text if fold(char) in "ds" and char.strip()]
        return found if len(found) == count else None
    words = [TRUTH_WORDS.get(fold(word)) for word in re.split(r"[\s,;–-]+", text.strip(" ."))]
    return [bool(word) for word in words] if len(words) == count and None not in words else None


def truth(text: str) -> bool | None:
    """Return what "Đúng", "Sai", "Đ" or "S" says, None for any other text."""
    return TRUTH_WORDS.get(fold(text).strip(" ."))


def marked_truth(text: str) -> tuple[bool, int, int] | None:
    """Return what is said of a statement before or behind its words ("[Đ] …", "… (S)"), and where its words are."""
    if found := BEFORE.fullmatch(text):
        return TRUTH_WORDS[fold(found[1])], found.start(2), found.end(2)
    if found := BEHIND.fullmatch(text):
        return TRUTH_WORDS[fold(found[2] or found[3])], 0, found.end(1)
    return None


def pairs(text: str) -> dict[int, str] | None:
    """Return which letter goes with which number ("1-b, 2-a"), None for any other text."""
    found = {int(number): letter.lower() for number, letter in PAIR.findall(text)}
    rest = re.sub(r"[\s,;.và]", "", PAIR.sub("", text))
    return found if len(found) > 1 and not rest else None


def steps(text: str, count: int) -> list[int] | None:
    """Return an order of the numbers 1…count ("2-1-3"), None for any other text."""
    found = [int(number) for number in re.findall(r"\d+", text)] if STEPS.fullmatch(text.strip()) else []
    return found if len(found) == count and sorted(found) == list(range(1, count + 1)) else None


def is_number(text: str) -> bool:
    """Return whether a text is a number and nothing that only looks like one: a telephone number begins with 0."""
    return bool(NUMERIC.fullmatch(text.strip()))


def answers_by_number(parts: Sequence[Part], findings: Findings) -> dict[str, list[str]]:
    """Return the letters that the table of answers at the end gives for each number; what it says else is told."""
    found: dict[str, list[str]] = {}
    for part in parts:
        text = "" if isinstance(part, Table) else part.line.text
        given = _of_table(part) if isinstance(part, Table) else ONE_KEY.findall(text)
        if not given:
            words = " ".join(" ".join(row) for row in part.words()) if isinstance(part, Table) else text
            findings.lost(None, f"Trong phần đáp án, không hiểu {quoted(words)} nên không nhập.")
        for number, letter in given:
            found.setdefault(number.lstrip("0"), []).append(letter.upper())
    return found


def _of_table(table: Table) -> list[tuple[str, str]]:
    """Return number and letter of a table: in one cell ("1. A"), below each other, or side by side."""
    rows = table.words()
    inside = [pair for row in rows for cell in row for pair in ONE_KEY.findall(cell)]
    if inside:
        return inside
    for lines in (rows, [list(column) for column in zip(*rows, strict=False)] if table.is_simple else []):
        found = [pair for upper, lower in pairwise(lines) for pair in _below(upper, lower)]
        if found:
            return found
    return []


def _below(upper: list[str], lower: list[str]) -> list[tuple[str, str]]:
    both = [(NUMBER_CELL.fullmatch(top), letters(bottom)) for top, bottom in zip(upper, lower, strict=False)]
    return [(number[1], found[0]) for number, found in both if number and found and len(found) == 1]
