"""Fits Markdown into prompts and lessons, so that no line of it is taken for a heading, an answer or a key."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.content.attributes import attribute_of, slip_of
from app.content.blocks import CHECKLIST, KIND_LINE, SECTION_NAMES, SLIPPED_NAMES
from app.content.fences import fenced
from app.content.nearby import nearest
from app.content.prose import canonical
from app.core.text import fold
from app.interchange.wording import unfenced

if TYPE_CHECKING:
    from collections.abc import Callable

LIST = re.compile(r"(?:[-*+•–—·●▪]|\d{1,3}[.)])\s+\S.*|[-+*•–—]?\s*[\[(]\s*[xX]?\s*[\])](?!\().*")
HEADING = re.compile(r"(#{1,6})(?!\w)\s*(.*?)[\s#]*")


def as_prompt(markdown: str) -> str:
    """Return Markdown fit for a prompt of the module format: lists and lines like `Từ: …` go behind `>`.

    Headings become bold lines. Nothing of the text is lost; a prompt may hold neither lists nor keys.
    """
    return _line_by_line(markdown, _prompt_line)


def as_prose(markdown: str) -> str:
    """Return Markdown fit for a lesson: no line of it opens a section or a question.

    A heading that is the name of a section gets "Phần" before it, a box of a check-list becomes text.
    """
    return _line_by_line(markdown, _prose_line)


def as_feedback(markdown: str) -> str:
    """Return Markdown fit for what is said about an option: several lines, none of them blank or a quote of its own."""
    rows = (row.strip().lstrip("> ").rstrip() for row in markdown.split("\n"))
    return "\n".join(row for row in rows if row)


def _line_by_line(markdown: str, fitted: Callable[[str], str]) -> str:
    lines = markdown.split("\n")
    code, _ = fenced(lines)
    return canonical([line if is_code else fitted(line) for line, is_code in zip(lines, code, strict=True)]).strip("\n")


def _prompt_line(line: str) -> str:
    plain = line.strip()
    if not plain or plain.startswith((">", "|", "![")):
        return plain
    if found := HEADING.fullmatch(plain):
        return f"**{found[2]}**" if found[2] else ""
    if LIST.fullmatch(plain) or attribute_of(0, plain) or slip_of(plain):
        return f"> {plain}"
    return f"\\{plain}" if plain.startswith("#") else unfenced(plain)


def _prose_line(line: str) -> str:
    plain = line.strip()
    if found := HEADING.fullmatch(plain):
        return f"{found[1]} {_heading(found[2])}" if found[2] else ""
    if KIND_LINE.match(line):
        return f"> {plain}"
    if CHECKLIST.match(line):
        return line.replace("[", "\\[", 1)
    return unfenced(line)


def _heading(words: str) -> str:
    """Return the words of a heading; the names of the sections belong to the module format."""
    name = fold(words.strip(" *_:.：`=-"))
    is_taken = name in SLIPPED_NAMES or nearest(name, SECTION_NAMES) is not None
    return f"Phần {words[:1].lower()}{words[1:]}" if is_taken else words
