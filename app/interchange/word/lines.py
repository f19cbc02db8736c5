"""What a Word file is read into: lines of words with their looks, and tables of them; plain values, nothing of Word."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.interchange.word.styles import Mark


@dataclass(frozen=True, slots=True)
class Span:
    """Words of one look; `link` is the address they lead to, `picture` the name of a picture in their place."""

    text: str
    marks: frozenset[Mark] = frozenset()
    link: str = ""
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a paragraph, without blanks at its ends.

    `label` is what Word itself wrote before it ("A.", "•"), which its spans begin with; `level` is how deep it stands
    in a list, `heading` its level as a heading (0: text, -1: title of the document).
    """

    spans: tuple[Span, ...]
    label: str = ""
    level: int = 0
    heading: int = 0

    @property
    def text(self) -> str:
        """The words of the line as they stand on the paper; tabs stay."""
        return "".join(span.text for span in self.spans)

    @property
    def pictures(self) -> tuple[str, ...]:
        """The names of the pictures in the line."""
        return tuple(span.picture for span in self.spans if span.picture)

    def has(self, mark: Mark) -> bool:
        """Return whether every letter and digit has a look, stops and dashes aside; a line without words has none."""
        full = [span for span in self.spans if span.text.strip()]
        words = [span for span in full if any(char.isalnum() for char in span.text)] or full
        return bool(words) and all(mark in span.marks for span in words)

    def cut(self, start: int, end: int | None = None) -> Line:
        """Return the part of the line between two places of its text, trimmed, with the pictures in it."""
        stop = len(self.text) if end is None else end
        found, at = [], 0
        for span in self.spans:
            text = span.text[max(start - at, 0) : max(stop - at, 0)]
            if text or (span.picture and start <= at <= stop):
                found.append(replace(span, text=text))
            at += len(span.text)
        return trimmed(found)

    def without_label(self) -> Line:
        """Return the line without what Word wrote before it."""
        return replace(self.cut(len(self.label)), level=self.level, heading=self.heading) if self.label else self


@dataclass(frozen=True, slots=True)
class Table:
    """A table: cells of lines by row; `is_simple` when each row has as many cells and none holds a table or list."""

    rows: tuple[tuple[tuple[Line, ...], ...], ...]
    is_simple: bool = True

    def words(self) -> list[list[str]]:
        """Return the words of every cell on one line."""
        return [[" ".join(line.text for line in cell if line.text) for cell in row] for row in self.rows]

    def lines(self) -> list[Line]:
        """Return all lines, cell after cell."""
        return [line for row in self.rows for cell in row for line in cell]


Block = Line | Table


@dataclass(slots=True)
class Story:
    """A whole document as it was read; `alts` are the words for each picture of `media`."""

    blocks: list[Block] = field(default_factory=list)
    media: dict[str, bytes] = field(default_factory=dict)
    alts: dict[str, str] = field(default_factory=dict)


def trimmed(spans: Iterable[Span], *, label: str = "", level: int = 0, heading: int = 0) -> Line:
    """Return a line of spans without blanks at its ends, with its label as its first words."""
    kept = list(spans)
    first = next((index for index, span in enumerate(kept) if span.text.strip()), None)
    if first is None:
        kept = [span for span in kept if span.picture]
        return Line((Span(label), *kept) if label else tuple(kept), label, level, heading)
    last = max(index for index, span in enumerate(kept) if span.text.strip())
    kept = [span for index, span in enumerate(kept) if first <= index <= last or span.picture]
    first = next(index for index, span in enumerate(kept) if span.text.strip())
    kept[first] = replace(kept[first], text=kept[first].text.lstrip())
    last = max(index for index, span in enumerate(kept) if span.text.strip())
    kept[last] = replace(kept[last], text=kept[last].text.rstrip())
    if label:
        kept.insert(0, Span(f"{label} ", kept[first].marks))
    return Line(tuple(kept), label, level, heading)
