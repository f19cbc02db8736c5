"""Vietnamese text: normal form, folding for search, the order of names."""

import re
import unicodedata

LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
# The old placement of the tone mark (hoà, uý) moved to the new one (hòa, úy): one spelling for search and duplicates.
OLD_PLACEMENT = re.compile(r"\b(\w*?(?:(?<![qQ])[oO][àáảãạèéẻẽẹ]|(?<![qQ])[uU][ỳýỷỹỵ]))\b")


def N_(message: str) -> str:  # noqa: N802  # The name the message extractor knows.
    """Mark a Vietnamese sentence for translation where it is written; the web layer translates it where it is shown."""
    return message


def normal(text: str) -> str:
    """Return `text` in NFC with runs of spaces made one and the ends trimmed."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip()


def fold(text: str) -> str:
    """Return `text` without case and accents, đ as d: for key words and searching, never for comparing answers."""
    apart = unicodedata.normalize("NFD", text.casefold())
    plain = "".join(char for char in apart if not unicodedata.combining(char))
    return unicodedata.normalize("NFC", plain).replace("đ", "d")


def one_placement(text: str) -> str:
    """Return `text` in NFC with tone marks at one place: `hoà` and `hòa` become the same string."""
    return OLD_PLACEMENT.sub(lambda found: _move_tone(found.group()), unicodedata.normalize("NFC", text))


def sort_key(name: str) -> str:
    """Return a key that orders Vietnamese names by given name (the last word), then by the words before it."""
    words = one_placement(normal(name).lower()).split(" ")
    return " ".join(_word_key(word) for word in [words[-1], *words[:-1]])


def _move_tone(word: str) -> str:
    apart = unicodedata.normalize("NFD", word[-1])
    tone = next(char for char in apart if char in TONES)
    return word[:-2] + unicodedata.normalize("NFC", word[-2] + tone) + apart.replace(tone, "")


def _word_key(word: str) -> str:
    letters, tone = "", 0
    for char in unicodedata.normalize("NFD", word):
        if char in TONES:
            tone = TONES[char]
        elif unicodedata.combining(char) and letters:
            letters = letters[:-1] + unicodedata.normalize("NFC", letters[-1] + char)
        else:
            letters += char
    # Letters rank above tones and tones above the space between words, so that An comes before Anh.
    ranks = "".join(chr(ord("A") + LETTERS.index(char)) for char in letters if char in LETTERS)
    return f"{ranks}{tone}"
