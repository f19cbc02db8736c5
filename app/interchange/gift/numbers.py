"""Numbers of GIFT (a decimal point, `5:1`, `1..5`) and of the module format (a decimal comma, `5 ± 1`), both ways."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from app.content.numbers import UnclearNumber, range_parts, read_number
from app.interchange.numbers import NUMBER, number_text, point
from app.interchange.wording import quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.interchange.gift.blocks import Part
    from app.interchange.report import Findings


def ranges_of(parts: Sequence[Part], findings: Findings) -> list[str]:
    """Return the numbers of a question as the module format writes them; what is no number is reported."""
    found = []
    for part in parts:
        text = part.shown().replace(" ", "")
        try:
            found.append(_range(text))
        except UnclearNumber as error:
            words = f"{quoted(error.text or text)} không phải số. Viết như `5`, `3.14`, `5:1` hoặc `1..5`."
            findings.bad(part.line, words)
    return found


def _range(text: str) -> str:
    if ".." in text[1:]:
        low, _, high = text.partition("..")
        if _number(low) > _number(high):
            raise UnclearNumber(text)
        return f"từ {_written(low)} đến {_written(high)}"
    middle, colon, within = text.partition(":")
    if colon and _number(within):
        if _number(within) < 0:
            raise UnclearNumber(text)
        return f"{_written(middle)} ± {_written(within)}"
    return _written(middle)


def _number(text: str) -> Fraction:
    if not NUMBER.fullmatch(text):
        raise UnclearNumber(text)
    return Fraction(text)


def _written(text: str) -> str:
    found = number_text(_number(text))
    if found is None:
        raise UnclearNumber(text)
    return found


def gift_range(text: str) -> str:
    """Return a key of the module format ("15 ± 1", "từ 10 đến 20") as GIFT writes it; raises `UnclearNumber`."""
    first, sign, second = range_parts(text)
    if sign == "±":
        return f"{point(read_number(first))}:{point(read_number(second))}"
    return f"{point(read_number(first))}..{point(read_number(second))}" if sign else f"{point(read_number(first))}:0"
