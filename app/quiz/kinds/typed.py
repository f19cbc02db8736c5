"""`trả lời ngắn` and `số`: one line that is typed; compared as the teacher says, never by likeness."""

import unicodedata
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from app.content import compare
from app.content.words import Comparer, Scoring
from app.core.errors import Refusal
from app.core.text import N_
from app.quiz.kinds.base import Answer, KindRules, Laid, Material, Note, Posted, Told, not_on_sheet

LONGEST = 200


class Unreadable(Refusal):
    """What was typed is too long, or holds signs that no keyboard types."""

    status = 400


class Typed(KindRules):
    """One line of text; what was typed is kept as it was typed, in NFC and trimmed."""

    widget = "text"

    def read(self, laid: Laid, posted: Posted) -> str:
        """Return what was typed.

        Raises:
            NotOnSheet: two lines where one is asked.
            Unreadable: more than 200 letters, or control signs.
        """
        lines = [line for values in posted.values() for line in values]
        if len(lines) > 1:
            raise not_on_sheet()
        typed = unicodedata.normalize("NFC", lines[0] if lines else "").strip()
        if len(typed) > LONGEST:
            raise Unreadable(
                N_("Câu trả lời dài quá %(most)s chữ nên chưa được lưu. Bác quay lại và viết ngắn hơn."), most=LONGEST
            )
        if any(unicodedata.category(sign) == "Cc" for sign in typed):
            raise Unreadable(N_("Câu trả lời có ký tự lạ nên chưa được lưu. Bác quay lại và gõ lại bằng bàn phím."))
        return typed

    def typed(self, answer: Answer) -> str:
        """Return what was typed."""
        return answer if isinstance(answer, str) else ""


class Short(Typed):
    """A few words, a telephone number or a web address; the first right answer decides."""

    def material(self, record: Mapping[str, Any]) -> Material:
        """Return all answers that are right and how they are compared."""
        accepted = [record["answer"], *record["accepted"]]
        return Material({"accepted": accepted, "comparer": record["comparer"] or Comparer.EXACT.value})

    def share(self, key: Any, answer: Answer, scoring: Scoring) -> Fraction:
        """Return 1 when what was typed is one of the right answers."""
        typed, comparer = self.typed(answer), Comparer(key["comparer"])
        right = bool(typed) and any(compare.matches(typed, one, comparer) for one in key["accepted"])
        return Fraction(right)

    def told(self, material: Material, laid: Laid) -> Told:
        """Return all right answers."""
        return Told(N_("Đáp án: %(texts)s."), {"texts": "; ".join(laid["key"]["accepted"])})

    def right(self, key: Any) -> str:
        """Return the first right answer."""
        return str(key["accepted"][0])


class Number(Typed):
    """A number in Vietnamese style, with or without its unit behind it."""

    widget = "number"

    def material(self, record: Mapping[str, Any]) -> Material:
        """Return the numbers and ranges that are right, as they are written, and the unit."""
        return Material({"ranges": [record["answer"], *record["accepted"]], "unit": record["unit"]})

    def share(self, key: Any, answer: Answer, scoring: Scoring) -> Fraction:
        """Return 1 when the number lies in one of the ranges, ends included."""
        ranges = [compare.read_range(text) for text in key["ranges"]]
        return Fraction(compare.in_range(self.typed(answer), ranges, key["unit"]))

    def note(self, key: Any, answer: Answer) -> Note | None:
        """Tell at once that what was typed can't be read as a number; it is kept as typed."""
        typed = self.typed(answer)
        try:
            compare.read_number(typed, key["unit"])
        except compare.UnclearNumber as unclear:
            return _unclear(typed, unclear.readings) if typed else None
        return None

    def told(self, material: Material, laid: Laid) -> Told:
        """Return the ranges with their unit."""
        key = laid["key"]
        texts = (f"{_words(compare.read_range(text))} {key['unit']}".strip() for text in key["ranges"])
        return Told(N_("Đáp án: %(texts)s."), {"texts": "; ".join(texts)})

    def right(self, key: Any) -> str:
        """Return the lower end of the first range."""
        return _vietnamese(compare.read_range(key["ranges"][0]).low)


def _unclear(typed: str, readings: tuple[str, ...]) -> Note:
    if readings:
        said = N_("“%(typed)s” là %(first)s hay %(second)s? Bác viết lại cho rõ, số lớn thì viết liền.")
        return Note(said, {"typed": typed, "first": readings[0], "second": readings[1]})
    said = N_("Máy chưa đọc được “%(typed)s” là số nào. Bác viết bằng chữ số, ví dụ 15 hoặc 1,5.")
    return Note(said, {"typed": typed})


def _words(one: compare.Range) -> str:
    if one.low == one.high:
        return _vietnamese(one.low)
    return f"{_vietnamese(one.low)} đến {_vietnamese(one.high)}"


def _vietnamese(number: Fraction) -> str:
    """Return a number as it is written here: a decimal comma, no signs between thousands; all of ours are decimals."""
    places = 0
    while (number * 10**places).denominator != 1:
        places += 1
    digits = f"{abs(number * 10**places).numerator:0{places + 1}d}"
    whole, rest = (digits[:-places], digits[-places:]) if places else (digits, "")
    return f"{'-' if number < 0 else ''}{whole}{',' if rest else ''}{rest}"


SHORT, NUMBER = Short(), Number()
