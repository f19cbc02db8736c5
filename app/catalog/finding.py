"""What is looked for and what is found: the words of a query, of a text, and the stretch that shows them; pure."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from app.core.text import fold, one_placement

LONGEST_QUERY, MOST_WORDS, LONGEST_WORD = 200, 12, 60
WORD = re.compile(r"[^\W_]+")
QUOTES = re.compile('[“”„«»"]')
UNENDED = re.compile(r"(?<![.!?…:;,])\n")
BETWEEN = r"[\W_]+"
BEFORE, AFTER = 50, 120
MOST_MARKS = 40


class _Evenly(dict[int, str]):
    """Gives each letter its folded form where that is one letter as well, so that places in a text stay the same."""

    def __missing__(self, code: int) -> str:
        folded = fold(chr(code))
        self[code] = folded if len(folded) == 1 else chr(code)
        return self[code]


_evenly = _Evenly()


def evenly_folded(text: str) -> str:
    """Return a text (NFC) without case and accents, letter by letter: a place here is the same place there."""
    return text.translate(_evenly)


def words_in(text: str) -> list[str]:
    """Return the words of a text as they are compared: no case, tone marks at one place, cut where they are endless."""
    return [word[:LONGEST_WORD] for word in WORD.findall(one_placement(text.casefold()))]


@dataclass(frozen=True)
class Run:
    """Words that were written one after the other; in quotes they must also be found so."""

    words: tuple[str, ...]
    is_quoted: bool = False


@dataclass(frozen=True)
class Asked:
    """A query as it is understood: runs of words with their tone marks; there is at least one word."""

    runs: tuple[Run, ...]

    @property
    def words(self) -> list[str]:
        """Return all its words."""
        return [word for run in self.runs for word in run.words]

    @property
    def may_go_on(self) -> bool:
        """Tell whether the last word may be the beginning of one: not in quotes, and not a single letter alone."""
        return not self.runs[-1].is_quoted and (len(self.words) > 1 or len(self.words[0]) > 1)

    def parts(self, *, together: bool) -> list[tuple[str, ...]]:
        """Return what must be found: each run as it stands, or each word of those without quotes."""
        if together:
            return [run.words for run in self.runs]
        apart = ([run.words] if run.is_quoted else [(word,) for word in run.words] for run in self.runs)
        return [part for parts in apart for part in parts]


def asked(text: str) -> Asked | None:
    """Return what a query asks for; None when it has no word at all. Beyond 200 letters or 12 words it is cut."""
    pieces = QUOTES.split(unicodedata.normalize("NFC", text[:LONGEST_QUERY]))
    runs, left = [], MOST_WORDS
    for number, piece in enumerate(pieces):
        words = words_in(piece)[:left]
        left -= len(words)
        is_closed = number < len(pieces) - 1
        if words:
            runs.append(Run(tuple(words), is_quoted=bool(number % 2) and is_closed))
    return Asked(tuple(runs)) if runs else None


@dataclass(frozen=True)
class Piece:
    """A part of a text that is shown; found or between what was found."""

    text: str
    is_found: bool = False


def marked(text: str, wanted: Asked, plain: str | None = None) -> list[Piece]:
    """Return a whole text in pieces, what was looked for apart from the rest; `plain` is the text evenly folded."""
    places = _places(text, plain if plain is not None else evenly_folded(text), wanted)
    return _cut(text, 0, len(text), places)


def excerpt(text: str, wanted: Asked, plain: str) -> list[Piece]:
    """Return a stretch of a text around the best place, in pieces; nothing when no word of the query stands there."""
    places = _places(text, plain, wanted)
    if not places:
        return []
    first = places[0][0]
    start = _word_start(text, max(first - BEFORE, 0))
    end = _word_end(text, min(first + AFTER, len(text)))
    return _cut(text, start, end, places)


def _places(text: str, plain: str, wanted: Asked) -> list[tuple[int, int]]:
    """Return where the words stand: together before apart, with the tone marks of the query before without."""
    for pattern, parts in _patterns(wanted):
        found = [match.span() for match, _ in zip(pattern.finditer(plain), range(MOST_MARKS), strict=False)]
        if found:
            return _as_written(text, found, parts)
    return []


def _as_written(text: str, found: list[tuple[int, int]], parts: set[tuple[str, ...]]) -> list[tuple[int, int]]:
    """Leave out of the places of each part those with other tone marks, where there are any with its own."""
    there = [tuple(words_in(text[start:end])) for start, end in found]
    met = {_folded(part) for part in parts.intersection(there)}
    return [place for place, words in zip(found, there, strict=True) if words in parts or _folded(words) not in met]


def _folded(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(fold, words))


def _patterns(wanted: Asked) -> Iterator[tuple[re.Pattern[str], set[tuple[str, ...]]]]:
    for together in (True, False):
        parts = wanted.parts(together=together)
        yield _pattern(parts, ending=r"(?![^\W_])"), set(parts)
        if wanted.may_go_on:
            yield _pattern(parts, ending=r"[^\W_]*"), set(parts)


def _pattern(parts: list[tuple[str, ...]], *, ending: str) -> re.Pattern[str]:
    longest_first = sorted(dict.fromkeys(parts), key=len, reverse=True)
    joined = "|".join(BETWEEN.join(fold(word) for word in part) for part in longest_first)
    return re.compile(rf"(?<![^\W_])(?:{joined}){ending}")


def _cut(text: str, start: int, end: int, places: list[tuple[int, int]]) -> list[Piece]:
    pieces, at = [Piece("…")] if start else [], start
    for first, last in places:
        if first < at or last > end:
            continue
        pieces += [Piece(_flat(text[at:first])), Piece(_flat(text[first:last]), is_found=True)]
        at = last
    pieces.append(Piece(_flat(text[at:end])))
    pieces += [Piece("…")] if end < len(text) else []
    return [piece for piece in pieces if piece.text]


def _flat(text: str) -> str:
    """Return a text on one line; a heading and what stands below it stay apart."""
    return UNENDED.sub(" · ", text).replace("\n", " ")


def _word_start(text: str, at: int) -> int:
    """Return the first place from `at` on where a word begins, so that none is cut."""
    while 0 < at < len(text) and not text[at - 1].isspace():
        at += 1
    return at


def _word_end(text: str, at: int) -> int:
    while 0 < at < len(text) and not text[at].isspace():
        at += 1
    return at
