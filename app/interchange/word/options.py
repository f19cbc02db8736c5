"""The options of a Word question: taken apart where several stand on one line, and which of them a hand has marked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.interchange.word.lines import Line
from app.interchange.word.styles import Mark

if TYPE_CHECKING:
    from collections.abc import Sequence

# Looks that teachers give to the right answer; slanted and crossed out words mean other things.
MARKS = (Mark.HIGHLIGHT, Mark.COLOUR, Mark.UNDERLINE, Mark.BOLD)
LETTER = re.compile(r"[*#]?\s*([A-Ha-h])\s*[.)/]\s*")


@dataclass(frozen=True, slots=True)
class Lettered:
    """One option: its letter, the line with letter and words, where its words begin, whether it begins with a star."""

    letter: str
    line: Line
    start: int
    has_star: bool = False

    @property
    def pictures(self) -> Line:
        """The pictures of the option."""
        return Line(tuple(span for span in self.line.spans if span.picture))

    @property
    def words(self) -> Line:
        """The words of the option."""
        return self.line.cut(self.start)


@dataclass(frozen=True, slots=True)
class Options:
    """The options of a question; `is_guess` when lines were cut at single blanks, which a person should look at."""

    items: tuple[Lettered, ...]
    is_guess: bool = False


def taken_apart(lines: Sequence[Line]) -> Options:
    """Return the options on some lines: cut at tabs and wide gaps, at single blanks only when that makes A, B, C."""
    wide = [item for line in lines for item in _items(line, r"\t\s*|\s{2,}")]
    if _is_run(wide):
        return Options(tuple(wide))
    narrow = [item for line in lines for item in _items(line, r"\s+")]
    return Options(tuple(narrow), is_guess=True) if _is_run(narrow) else Options(tuple(wide))


def _items(line: Line, gap: str) -> list[Lettered]:
    text = line.text
    first = LETTER.match(text)
    if first is None:
        return []
    starts = [0]
    due = chr(ord(first[1]) + 1)
    while found := re.compile(rf"(?<=\S)(?:{gap})(?=[*#]?\s*{due}\s*[.)/](?:\s|\S))").search(text, starts[-1] + 1):
        starts.append(found.end())
        due = chr(ord(due) + 1)
    ends = [*starts[1:], len(text)]
    return [_item(line.cut(start, end)) for start, end in zip(starts, ends, strict=True)]


def _item(line: Line) -> Lettered:
    found = LETTER.match(line.text)
    letter = found[1] if found else "?"
    return Lettered(letter.upper(), line, found.end() if found else 0, line.text.startswith(("*", "#")))


def _is_run(items: Sequence[Lettered]) -> bool:
    return len(items) > 1 and [item.letter for item in items] == [chr(ord("A") + at) for at in range(len(items))]


def marked(options: Sequence[Lettered]) -> set[frozenset[int]]:
    """Return the different sets of options that stand out from the others, by each look of their letter or words.

    No set: nothing is marked. More than one: the looks contradict each other. A look that all have marks nothing.
    """
    found = {frozenset(at for at, option in enumerate(options) if option.has_star)}
    for mark in MARKS:
        found.add(frozenset(at for at, option in enumerate(options) if option.line.cut(0, option.start).has(mark)))
        found.add(frozenset(at for at, option in enumerate(options) if option.words.has(mark)))
    return {marks for marks in found if 0 < len(marks) < len(options)}
