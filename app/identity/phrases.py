"""Passphrases: four simple words of one syllable and a number, told apart by nothing a tired hand gets wrong.

Tone marks, capitals and spaces of a passphrase do not count, so it is read in one form wherever it is typed. What is
not four words of the list and a number is a password like any other, and stays exactly as it was typed.
"""

import re
import secrets
from functools import cache
from pathlib import Path

from app.core.text import fold, normal

# Four of 685 words and one of 90 numbers: 44 bits, tried at most a hundred times a day by whoever guesses.
WORDS, LOWEST, NUMBERS = 4, 10, 90
SHAPE = re.compile(r"(?:[a-z]{2,6} ){4}[0-9]{2}")


def suggest() -> str:
    """Return a random passphrase, such as `trau cau vuon xanh 47`; the words differ from each other."""
    chosen: list[str] = []
    while len(chosen) < WORDS:
        word = secrets.choice(_listed())
        if word not in chosen:
            chosen.append(word)
    return f"{' '.join(chosen)} {LOWEST + secrets.randbelow(NUMBERS)}"


def one_form(password: str) -> str:
    """Return a passphrase without tone marks, capitals and further spaces; any other password as it is.

    It looks at what was typed and at nothing else, so signing in takes as long whoever's name stands above it.
    """
    plain = normal(fold(password))
    if SHAPE.fullmatch(plain) and all(word in _known() for word in plain.split(" ")[:WORDS]):
        return plain
    return password


def is_phrase(text: str) -> bool:
    """Tell whether this is a passphrase in its one form."""
    return SHAPE.fullmatch(text) is not None and one_form(text) == text and len(set(text.split())) > WORDS


@cache
def _listed() -> tuple[str, ...]:
    return tuple((Path(__file__).parent / "phrase_words.txt").read_text(encoding="utf-8").split())


@cache
def _known() -> frozenset[str]:
    return frozenset(_listed())
