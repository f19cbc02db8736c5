"""The parts of one Word question sorted by what they are for, and its frame: heading, prompt, explanation, points."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from app.interchange.fitting import as_prompt
from app.interchange.making import Stem
from app.interchange.word_lines import Line, Span, Table, trimmed
from app.interchange.word_roles import NUMBERED, Entry, Role
from app.interchange.wording import one_line, quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.interchange.report import Findings
    from app.interchange.word_cutting import Draft
    from app.interchange.word_lines import Block
    from app.interchange.word_prose import Prose

POINTS = re.compile(r"\s*\(\s*(\d{1,2}(?:[.,]\d{1,2})?)\s*(?:điểm|đ)\s*\)\s*[.:]?\s*", re.IGNORECASE)
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
        head, points = _points(parts.head)
        rest = [block for block in parts.stem if not any(block is gone for gone in without)]
        first = next((block for block in rest if isinstance(block, Line) and block.text), None)
        if not head.text and first is not None:
            head = Line((*head.spans, *first.spans))
            rest.remove(first)
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


def _points(head: Line) -> tuple[Line, Fraction | None]:
    """Return the head of a question without "(0,5 điểm)" and the sign behind it, and those points."""
    stop = STOP.match(head.text)
    start = stop.end() if stop else 0
    found = POINTS.match(head.text, start)
    if found is None:
        return head.cut(start), None
    value = Fraction(found[1].replace(",", "."))
    return head.cut(found.end()), value if value > 0 else None
