"""Numbers as Vietnamese writes them: a decimal comma, points between thousands, ranges with both ends included."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from app.content.files import INVISIBLE
from app.core.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST = 40  # More signs are no number a person would type.
MINUSES = dict.fromkeys(map(ord, "−–‐‑‒﹣"), "-")  # The signs a keyboard or a word processor puts for a minus.
WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
# One point and three digits behind it: a thousand here, one and a bit on a pocket calculator.
AMBIGUOUS = re.compile(r"([+-]?)([1-9]\d{0,2})\.(\d{3})")
GROUPED = re.compile(
    r"([+-]?)([1-9]\d{0,2}(?:\.\d{3}){2,}|[1-9]\d{0,2}(?:\.\d{3})+(?=,)|[1-9]\d{0,2}(?: \d{3})+)(?:,(\d+))?"
)
PLAIN = re.compile(r"([+-]?)(\d+)(?:[.,](\d+))?")
NUMBER = r"[+-]?\s?\d[\d., ]*"
HEAD = re.compile(rf"[−–‐‑‒﹣]?{NUMBER}")
WITHIN = re.compile(rf"({NUMBER})\s*±\s*({NUMBER})")
FROM_TO = re.compile(rf"tu\s+({NUMBER})\s+den\s+({NUMBER})")


class UnclearNumber(ValueError):  # noqa: N818  # Named like the refusals of the application.
    """A text is no number; `readings` holds the two ways to read it when it is one of two ("1.000")."""

    def __init__(self, text: str, readings: tuple[str, ...] = ()) -> None:
        super().__init__(text)
        self.text, self.readings = text, readings


@dataclass(frozen=True, slots=True)
class Range:
    """All numbers from `low` to `high`, both included; a single number has equal ends."""

    low: Fraction
    high: Fraction

    def __contains__(self, number: Fraction) -> bool:
        return self.low <= number <= self.high


def plain_signs(text: str) -> str:
    """Return `text` in NFC with full-width signs made narrow, invisible ones removed and runs of spaces made one."""
    narrow = unicodedata.normalize("NFC", INVISIBLE.sub("", text)).translate(WIDE)
    return " ".join(narrow.split())


def read_number(text: str, unit: str = "") -> Fraction:
    """Return the number a person typed, exactly; the words of `unit` may stand behind it.

    "1,5", "1.5", "1 000 000" and "1.000.000,5" have one reading each. Raises `UnclearNumber` for what has two ("1.000"
    is a thousand or one), with both readings, and for what is no number.
    """
    plain = _without_unit(plain_signs(text), plain_signs(unit)).translate(MINUSES)
    plain = re.sub(r"^([+-]) ", r"\1", plain)
    if len(plain) > LONGEST or not plain.isascii():
        raise UnclearNumber(text)
    if found := AMBIGUOUS.fullmatch(plain):
        sign, whole, rest = found.groups()
        raise UnclearNumber(text, (f"{sign}{whole}{rest}", f"{sign}{whole},{rest.rstrip('0') or '0'}"))
    found = GROUPED.fullmatch(plain) or PLAIN.fullmatch(plain)
    if found is None:
        raise UnclearNumber(text)
    sign, whole, part = found.groups()
    return Fraction(f"{sign}{re.sub('[. ]', '', whole)}.{part or 0}")


def _without_unit(text: str, unit: str) -> str:
    found = HEAD.match(text) if unit else None
    if found and fold(text[found.end() :].strip()) == fold(unit):
        return found[0].strip()
    return text


def range_parts(text: str) -> tuple[str, str, str]:
    """Return how a key is written: ("15", "", ""), ("15", "±", "1") or ("10", "đến", "20"); nothing is judged."""
    plain = plain_signs(text).translate(MINUSES)
    if found := WITHIN.fullmatch(plain):
        return found[1].strip(), "±", found[2].strip()
    if found := FROM_TO.fullmatch(fold(plain)):
        return found[1].strip(), "đến", found[2].strip()
    return plain, "", ""


def range_text(text: str) -> str:
    """Return the one spelling of a key: "15", "15 ± 1", "từ 10 đến 20"; digits stay as they are written."""
    first, sign, second = range_parts(text)
    if sign == "±":
        return f"{first} ± {second}"
    return f"từ {first} đến {second}" if sign else first


def read_range(text: str) -> Range:
    """Return the range of a key: "15", "15 ± 1" or "từ 10 đến 20".

    Raises `UnclearNumber` when a number in it is unclear, when its ends are the wrong way round, or it is no range.
    """
    first, sign, second = range_parts(text)
    low = high = read_number(first)
    if sign == "±":
        within = read_number(second)
        low, high = low - within, high + within
    elif sign:
        high = read_number(second)
    if low > high:
        raise UnclearNumber(text)
    return Range(low, high)


def in_range(typed: str, ranges: Iterable[Range], unit: str = "") -> bool:
    """Return whether a typed number lies in one of the ranges; a text that is no clear number lies in none."""
    try:
        number = read_number(typed, unit)
    except UnclearNumber:
        return False
    return any(number in allowed for allowed in ranges)
