"""The numbers and ranges a teacher writes as a key: read, or told what is unclear about them, with the repair."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.content.messages import Report, replace_line
from app.content.numbers import MINUSES, UnclearNumber, plain_signs, range_parts, range_text, read_number, read_range
from app.content.schema import Fix
from app.core.text import fold

if TYPE_CHECKING:
    from app.content.attributes import Attribute
    from app.content.numbers import Range

NUMBER = r"([+-]?\s?\d[\d.,]*)"
WITHIN = re.compile(rf"{NUMBER}\s*(?:\+\s*/?\s*-|-\s*/?\s*\+|±|cong tru|sai so)\s*{NUMBER}")
SPAN = re.compile(rf"(?:tu\s*)?{NUMBER}\s*(?:\.\.+|…|-+>?|=>|→|~|den|toi|to)\s*{NUMBER}")
POINT = re.compile(r"[+-]?\d+\.\d+")
COMMAS = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
UNIT = re.compile(r"(?<=\d)\s*(?=[^\W\d_]|[%°])")


@dataclass(frozen=True, slots=True)
class Quantity:
    """Reads one key; `unit` is what `Đơn vị:` says."""

    given: Attribute
    unit: str
    report: Report

    def read(self) -> Range | None:
        """Return the range of the key, or None when it is unclear; the reason is reported."""
        text = self.given.value
        try:
            found = read_range(text)
        except UnclearNumber:
            self._unclear(text)
            return None
        first, sign, second = range_parts(text)
        if POINT.fullmatch(first) or POINT.fullmatch(second):
            parts = [part.replace(".", ",") if POINT.fullmatch(part) else part for part in (first, second)]
            self._tell("Q30.point", _spelt(parts[0], sign, parts[1]))
        return found

    def _unclear(self, text: str) -> None:
        first, sign, second = range_parts(text)
        if twofold := _ambiguous(first) or _ambiguous(second):
            self._ambiguous(twofold)
        elif wanted := _meant(text):
            self._tell("Q30.range", wanted)
        elif sign == "đến" and _is_range(_spelt(second, sign, first)):
            self._tell("Q30.order", _spelt(second, sign, first))
        elif not self._has_unit(text):
            plain = plain_signs(text)
            if COMMAS.fullmatch(plain):
                self._tell("Q30.comma", plain.replace(",", "").replace(".", ","))
            else:
                self.report.add(self.given.line, "Q30.unclear", value=text)

    def _ambiguous(self, told: UnclearNumber) -> None:
        whole, part = told.readings
        words = "một nghìn hay một phẩy không" if told.text == "1.000" else f"{whole} hay {part}"
        self.report.add(self.given.line, "Q30", value=told.text, words=words, whole=whole, part=part)

    def _tell(self, code: str, wanted: str) -> None:
        line = f"{self.given.key}: {wanted}"
        self.report.add(self.given.line, code, wanted=line, fix=replace_line(self.given.line, line))

    def _has_unit(self, text: str) -> bool:
        """Report a unit behind the number; it moves to a line of its own where there is none yet."""
        for found in UNIT.finditer(text):
            number, unit = text[: found.start()], text[found.end() :]
            if _is_range(number):
                self._tell_unit(range_text(number), unit)
                return True
        return False

    def _tell_unit(self, number: str, unit: str) -> None:
        key, line = self.given.key, self.given.line
        lines = [f"{key}: {number}"] if self.unit else [f"{key}: {number}", f"Đơn vị: {unit}"]
        is_sure = not self.unit or fold(unit) == fold(self.unit)
        fix = Fix(line, line, tuple(lines)) if is_sure else None
        self.report.add(line, "Q30.unit", key=key, wanted=number, unit=unit, fix=fix)


def _ambiguous(text: str) -> UnclearNumber | None:
    try:
        read_number(text)
    except UnclearNumber as told:
        return told if told.readings else None
    return None


def _is_range(text: str) -> bool:
    try:
        read_range(text)
    except UnclearNumber:
        return False
    return True


def _spelt(first: str, sign: str, second: str) -> str:
    if sign == "±":
        return f"{first} ± {second}"
    return f"từ {first} đến {second}" if sign else first


def _meant(text: str) -> str:
    """Return the right spelling of a range that is only spelt in another way, empty when it is none."""
    plain = fold(plain_signs(text).translate(MINUSES))
    for pattern, sign in ((WITHIN, "±"), (SPAN, "đến")):
        found = pattern.fullmatch(plain)
        wanted = _spelt(found[1], sign, found[2]) if found else ""
        if wanted and _is_range(wanted) and wanted != range_text(text):
            return wanted
    return ""
