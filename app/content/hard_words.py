"""The list of hard words, `## <từ>, <cách viết khác>` and a plain explanation each: reading it, finding its words."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from app.content.blocks import heading_of
from app.content.frontmatter import Key
from app.content.messages import Report, replace_line
from app.content.meta import FORMAT, SOURCES, TITLE, Values
from app.core.text import one_placement

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from app.content.frontmatter import Head
    from app.content.schema import Source

FILE = "tu-kho.md"
GLOSSARY_KEYS = (FORMAT, TITLE, SOURCES, Key("soát lại trước"))
# What would stand on the page as signs: the explanation is shown as it is written.
BEGUN = re.compile(r"(?:[-*+•>|]|\d{1,3}[.)])(?:\s|$)|```|~~~")
MARKS = re.compile(r"\*\*|__|`|\]\(|<[A-Za-z/!]")
LONGEST_TEXT = 300


@dataclass(frozen=True, slots=True)
class HardWord:
    """A word that is hard to understand: how it is shown, every spelling of it, and a plain explanation."""

    name: str
    forms: tuple[str, ...] = ()
    text: str = ""
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Glossary:
    """The list of hard words of all lessons (`courses/khung/tu-kho.md`)."""

    title: str = ""
    words: tuple[HardWord, ...] = ()
    sources: tuple[Source, ...] = ()
    review_by: date | None = None
    file: str = field(default="", compare=False)
    lines: Mapping[str, int] = field(default_factory=dict, compare=False, repr=False, hash=False)
    written: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict, compare=False, repr=False, hash=False)


def glossary_of(head: Head, lines: Sequence[str], report: Report) -> Glossary:
    """Return the list of hard words; every line belongs to a word or is reported."""
    values = Values(head.entries, report)
    values.format()
    words = _words(list(enumerate(lines[head.body :], head.body + 1)), report)
    _check(words, report)
    return Glossary(
        title=values.text("tiêu đề"),
        words=tuple(words),
        sources=values.sources(),
        review_by=values.day("soát lại trước"),
        file=report.file,
        lines=head.lines(),
        written=head.written(),
    )


def lines_of(glossary: Glossary) -> Iterator[str]:
    """Yield the body of the file in its fixed form, part by part."""
    for word in glossary.words:
        yield f"## {', '.join(word.forms)}"
        yield word.text


def occurring(text: str, forms: Mapping[str, Sequence[str]]) -> list[str]:
    """Return which of the words stand in a text, in the order they come; `forms` are the spellings by name.

    Only whole words count, tone marks must be right, and the longest spelling takes the place: "mã OTP" is no "mã".
    A spelling in capitals is found in capitals: "AI" is no "ai".
    """
    named = {_placed(form) if form.isupper() else _same(form): name for name, all_ in forms.items() for form in all_}
    if not named:
        return []
    longest_first = sorted(named, key=len, reverse=True)
    spelt = "|".join(re.escape(form) if form.isupper() else f"(?i:{re.escape(form)})" for form in longest_first)
    found = (match.group() for match in re.finditer(rf"(?<!\w)(?:{spelt})(?!\w)", _placed(text)))
    return list(dict.fromkeys(named.get(words) or named[_same(words)] for words in found))


def _words(rows: Iterable[tuple[int, str]], report: Report) -> list[HardWord]:
    words: list[HardWord] = []
    for number, line in rows:
        text = " ".join(line.split())
        marks, name = heading_of(text)
        if marks:
            words.append(_word(number, marks, name, report))
        elif text and not words:
            report.add(number, "G21")
        elif text:
            if BEGUN.match(text) or MARKS.search(text):
                report.add(number, "G22")
            words[-1] = replace(words[-1], text=f"{words[-1].text}\n{text}".strip())
    return words


def _word(number: int, marks: int, name: str, report: Report) -> HardWord:
    forms = tuple(form.strip() for form in name.split(",") if re.search(r"\w", form))
    if marks != 2 or not forms:
        fix = replace_line(number, f"## {', '.join(forms)}") if forms else None
        report.add(number, "G20", fix=fix)
    return HardWord(forms[0] if forms else "", forms, line=number)


def _check(words: Sequence[HardWord], report: Report) -> None:
    seen: dict[str, int] = {}
    for word in words:
        for form in word.forms:
            if _same(form) in seen:
                report.add(word.line, "G24", value=form, first=seen[_same(form)])
            seen.setdefault(_same(form), word.line)
        if word.name and not word.text:
            report.add(word.line, "G23", value=word.name)
        if len(word.text) > LONGEST_TEXT:
            report.add(word.line, "G25", value=word.name, count=len(word.text), limit=LONGEST_TEXT)


def _same(text: str) -> str:
    return _placed(text.casefold())


def _placed(text: str) -> str:
    return " ".join(one_placement(text).split())
