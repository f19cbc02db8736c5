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
    from collections.abc import Callable, Hashable

__all__ = [
    "Address",
    "Range",
    "UnclearAddress",
    "UnclearNumber",
    "answer_key",
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
    key = answer_key(typed, comparer)
    return key is not None and key == answer_key(answer, comparer)


def answer_key(text: str, comparer: Comparer | None = None) -> Hashable:
    """Return what all spellings of one answer share; None for what no answer can be."""
    return KEYS[comparer or Comparer.EXACT](text)


def same_text(typed: str, answer: str) -> bool:
    """Return whether two texts are the same letters: case, spaces and final punctuation aside (`đúng chữ`).

    The two places of a tone mark (`hoà`, `hòa`) are one spelling; `bán` and `bạn` are two words.
    """
    return matches(typed, answer, Comparer.EXACT)


def same_folded(typed: str, answer: str) -> bool:
    """Return whether two texts are the same without accents as well (`không dấu`)."""
    return matches(typed, answer, Comparer.FOLDED)


def same_phone(typed: str, answer: str) -> bool:
    """Return whether two texts are the same telephone number: its digits, with +84 for the first 0."""
    return matches(typed, answer, Comparer.PHONE)


def same_address(typed: str, answer: str) -> bool:
    """Return whether two texts are the same web address, host and path whole; see `read_address`."""
    return matches(typed, answer, Comparer.ADDRESS)


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


def _address(text: str) -> Address | None:
    try:
        return read_address(text)
    except UnclearAddress:
        return None


KEYS: dict[Comparer, Callable[[str], Hashable]] = {
    Comparer.EXACT: lambda text: _letters(text) or None,
    Comparer.FOLDED: lambda text: fold(_letters(text)) or None,
    Comparer.PHONE: lambda text: phone_of(text) or None,
    Comparer.ADDRESS: _address,
}
