"""The parts of one Word question sorted by what they are for, and its frame: heading, prompt, explanation, points."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from app.interchange.fitting import as_prompt
from app.interchange.making import Stem
from app.interchange.word.lines import Line, Span, Table, trimmed
from app.interchange.word.roles import NUMBERED, Entry, Role
from app.interchange.wording import one_line, quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.interchange.report import Findings
    from app.interchange.word.cutting import Draft
    from app.interchange.word.lines import Block
    from app.interchange.word.prose import Prose

POINTS = re.compile(r"\s*\(\s*(\d{1,2}(?:[.,]\d{1,2})?)\s*(?:điểm|đ)\s*\)\s*[.:]?\s*", re.IGNORECASE)
NOTE = re.compile(r"\s*\(([^()]{1,30})\)\s*[.:]\s*")
SENTENCE_ENDS = (".", "?", "!", ":", ";", "…")
STOP = re.compile(r"[.:)\]–—-]\s*")


@dataclass(slots=True)
class Parts:
    """One question: its number and first line, and its other lines by their use."""

    number: str
    head: Line
    stem: list[Block] = field(default_factory=list)
    options: list[Line] = field(default_factory=list)
    statements: list[Line] = field(default_factory=list)
    numbered: list[Line] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    explanation: list[Block] = field(default_factory=list)
    hint: list[Block] = field(default_factory=list)


@dataclass(slots=True)
class Desk:
    """What everybody who makes questions needs: the writer of Markdown, and the report."""

    prose: Prose
    findings: Findings

    def stem(self, parts: Parts, *, without: Sequence[Block] = (), pictures: Sequence[Block] = ()) -> Stem:
        """Return the frame of a question; the first line with words is its heading, `pictures` join the prompt."""
        head, points = _points(self._without_note(parts))
        rest = [block for block in parts.stem if not any(block is gone for gone in without)]
        while (more := _more(head, rest)) is not None:
            head = trimmed((*head.spans, Span(" "), *more.spans))
            rest.remove(more)
        title = self.prose.words(head) or f"Câu {parts.number}"
        shown = Line(tuple(span for span in head.spans if span.picture))
        prompt = self.prose.paragraphs([*([shown] if shown.spans else []), *rest, *pictures])
        return Stem(
            None,
            f"Câu {parts.number} ({quoted(title)})",
            title,
            as_prompt(prompt),
            self._single(parts.explanation),
            self._single(parts.hint),
            points,
        )

    def _without_note(self, parts: Parts) -> Line:
        """Return the head without a note on how hard the question is ("Câu 3 (Vận dụng): …"), which is told."""
        found = NOTE.match(parts.head.text)
        if found is None or POINTS.match(parts.head.text):
            return parts.head
        self.findings.lost(None, f"Ghi chú “{found[1]}” ở đầu câu {parts.number} không nhập.")
        return parts.head.cut(found.end())

    def _single(self, blocks: Sequence[Block]) -> str:
        lines = [block for block in blocks if isinstance(block, Line)]
        for block in blocks:
            if isinstance(block, Table):
                words = " ".join(" ".join(row) for row in block.words())
                self.findings.lost(None, f"Bảng {quoted(words)} trong lời giải không nhập.")
        return one_line(self.prose.paragraphs(lines))


def sort_parts(draft: Draft) -> Parts:
    """Sort the parts of a question; text below an option or an explanation goes on with it."""
    parts = Parts(draft.number, draft.head)
    has_options = any(isinstance(part, Entry) and part.role is Role.OPTION for part in draft.parts)
    target = Role.TEXT
    for part in draft.parts:
        if isinstance(part, Table):
            (parts.explanation if target is Role.EXPLANATION else parts.stem).append(part)
            continue
        role = Role.TEXT if part.role is Role.STATEMENT and has_options else part.role
        if role is Role.TEXT:
            _text(parts, part.line, target)
        else:
            _named(parts, part, role)
            is_aside = role is Role.ANSWER and target in (Role.EXPLANATION, Role.HINT)
            target = target if is_aside else Role.TEXT if role is Role.ANSWER else role
    return parts


def _named(parts: Parts, part: Entry, role: Role) -> None:
    """Put a line that says by its first words what it is."""
    if role is Role.ANSWER:
        parts.answers.append(part.rest.text.strip())
    elif role is Role.OPTION:
        parts.options.append(part.line)
    elif role is Role.STATEMENT:
        parts.statements.append(part.line)
    elif part.rest.spans:
        (parts.explanation if role is Role.EXPLANATION else parts.hint).append(part.rest)


def _text(parts: Parts, line: Line, target: Role) -> None:
    """Put a line of words where the line above it went."""
    if target in (Role.EXPLANATION, Role.HINT):
        (parts.explanation if target is Role.EXPLANATION else parts.hint).append(line)
    elif target in (Role.OPTION, Role.STATEMENT):
        lines = parts.options or parts.statements
        lines[-1] = trimmed((*lines[-1].spans, Span(" "), *line.spans))
    else:
        parts.stem.append(line)
        parts.numbered += [line] if NUMBERED.match(line.text) else []


def _more(head: Line, rest: Sequence[Block]) -> Line | None:
    """Return the line that goes on with the heading: the first words where it has none, else a sentence broken off."""
    first = next((block for block in rest if isinstance(block, Line) and block.text), None)
    if first is None or not head.text:
        return first
    is_broken = first is rest[0] and first.text[0].islower() and not head.text.endswith(SENTENCE_ENDS)
    return first if is_broken and not (first.label or NUMBERED.match(first.text)) else None


def _points(head: Line) -> tuple[Line, Fraction | None]:
    """Return the head of a question without "(0,5 điểm)" and the sign behind it, and those points."""
    stop = STOP.match(head.text)
    start = stop.end() if stop else 0
    found = POINTS.match(head.text, start)
    if found is None:
        return head.cut(start), None
    value = Fraction(found[1].replace(",", "."))
    return head.cut(found.end()), value if value > 0 else None
