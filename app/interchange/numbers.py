"""Exact numbers on their way between formats: a decimal point there, a decimal comma in the module format."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.content.numbers import UnclearNumber

if TYPE_CHECKING:
    from fractions import Fraction

NUMBER = re.compile(r"[-+]?(?:\d{1,18}(?:\.\d{0,18})?|\.\d{1,18})(?:[eE][-+]?\d{1,2})?")


def number_text(value: Fraction) -> str | None:
    """Return an exact number with a decimal comma, None when it has no end or more places than anybody writes."""
    scaled, places = value, 0
    while scaled.denominator != 1 and places < 12:
        scaled, places = scaled * 10, places + 1
    if scaled.denominator != 1 or abs(scaled) >= 10**18:
        return None
    digits = f"{abs(scaled.numerator):0{places + 1}d}"
    text = f"{digits[:-places]},{digits[-places:]}" if places else digits
    return f"-{text}" if value < 0 else text


def point(value: Fraction) -> str:
    """Return an exact number with a decimal point; raises `UnclearNumber` for one without an end."""
    text = number_text(value)
    if text is None:
        raise UnclearNumber(str(value))
    return text.replace(",", ".")
