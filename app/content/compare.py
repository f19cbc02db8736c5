"""Whether what a learner typed is the answer, by each of the named comparers: exact rules, never a likeness.

Everything is compared in NFC, without invisible signs, and with full-width letters and digits made narrow.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.content.addresses import FINAL_MARKS, Address, UnclearAddress, read_address
from app.content.numbers import Range, UnclearNumber, in_range, plain_signs, range_text, read_number, read_range
from app.content.words import Comparer
from app.core.text import fold, one_placement

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = [
    "Address",
    "Range",
    "UnclearAddress",
    "UnclearNumber",
    "in_range",
    "matches",
    "phone_of",
    "range_text",
    "read_address",
    "read_number",
    "read_range",
    "same_address",
    "same_folded",
    "same_phone",
    "same_text",
]

PHONE = re.compile(r"\+?[\d*#]+")
PHONE_GAPS = re.compile(r"[\s.()‐-―−-]")
COUNTRY = re.compile(r"(?:\+|00)84(?:0(?=\d))?")


def matches(typed: str, answer: str, comparer: Comparer | None = None) -> bool:
    """Return whether `typed` is `answer` by this comparer (`đúng chữ` without one); blank text never is."""
    return RULES[comparer or Comparer.EXACT](typed, answer)


def same_text(typed: str, answer: str) -> bool:
    """Return whether two texts are the same letters: case, spaces and final punctuation aside (`đúng chữ`).

    The two places of a tone mark (`hoà`, `hòa`) are one spelling; `bán` and `bạn` are two words.
    """
    one = _letters(typed)
    return bool(one) and one == _letters(answer)


def same_folded(typed: str, answer: str) -> bool:
    """Return whether two texts are the same without accents as well (`không dấu`)."""
    one = fold(_letters(typed))
    return bool(one) and one == fold(_letters(answer))


def same_phone(typed: str, answer: str) -> bool:
    """Return whether two texts are the same telephone number: its digits, with +84 for the first 0."""
    one = phone_of(typed)
    return bool(one) and one == phone_of(answer)


def same_address(typed: str, answer: str) -> bool:
    """Return whether two texts are the same web address, host and path whole; see `read_address`."""
    try:
        return read_address(typed) == read_address(answer)
    except UnclearAddress:
        return False


def phone_of(text: str) -> str:
    """Return the signs to dial ("0912345678", "*101#"), or an empty text for what is no telephone number."""
    plain = PHONE_GAPS.sub("", plain_signs(text).rstrip(FINAL_MARKS))
    if not plain.isascii() or not PHONE.fullmatch(plain) or not any(char.isdecimal() for char in plain):
        return ""
    return COUNTRY.sub("0", plain, count=1) if COUNTRY.match(plain) else plain


def _letters(text: str) -> str:
    plain = plain_signs(text)
    short = plain.rstrip(FINAL_MARKS + " ")
    return one_placement((short or plain).casefold())


RULES: dict[Comparer, Callable[[str, str], bool]] = {
    Comparer.EXACT: same_text,
    Comparer.FOLDED: same_folded,
    Comparer.PHONE: same_phone,
    Comparer.ADDRESS: same_address,
}
