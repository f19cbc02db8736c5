"""Numeric answers of text2qti, exactly: `5`, `1_000`, `1.4142 +- 0.0001`, `20 +- 5%`, `[1.2598, 1.2600]`."""

from __future__ import annotations

import re
from fractions import Fraction

from app.interchange.numbers import number_text

WHOLE = re.compile(r"[+-]?(?:0|[1-9][0-9]*(?:_[0-9]+)*)")
DECIMAL = re.compile(r"[+-]?(?:[0-9]{1,18}(?:\.[0-9]{0,12})?|\.[0-9]{1,12})(?:[eE][+-]?[0-9]{1,2})?")
BETWEEN = re.compile(r"\[([^,\]]{1,40}),([^,\]]{1,40})\]")
WITHIN = re.compile(r"([^+]{1,40}|\+[^+]{1,40})\+-([^%]{1,40})(%?)")
LONGEST = 100


def numeric_answer(text: str) -> str | None:
    """Return the answer as the module format writes it ("1,4142 ± 0,0001"), None for what is no numeric answer."""
    text = text.strip()
    if len(text) > LONGEST:
        return None
    if found := BETWEEN.fullmatch(text):
        return _between(_number(found[1]), _number(found[2]))
    if found := WITHIN.fullmatch(text):
        return _within(_number(found[1]), _number(found[2]), is_percent=bool(found[3]))
    return number_text(Fraction(text.replace("_", ""))) if WHOLE.fullmatch(text) else None


def _number(text: str) -> Fraction | None:
    text = text.strip()
    return Fraction(text) if DECIMAL.fullmatch(text) else None


def _between(low: Fraction | None, high: Fraction | None) -> str | None:
    if low is None or high is None or low > high:
        return None
    first, second = number_text(low), number_text(high)
    return f"từ {first} đến {second}" if first and second else None


def _within(middle: Fraction | None, margin: Fraction | None, *, is_percent: bool) -> str | None:
    if middle is None or margin is None or margin < 0:
        return None
    margin = abs(middle) * margin / 100 if is_percent else margin
    first, second = number_text(middle), number_text(margin)
    if not first or not second:
        return None
    return f"{first} ± {second}" if margin else first
