"""Cuts a Word file into the lesson, the questions and the table of answers at its end."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.core.text import fold
from app.interchange.word.lines import Line, Table
from app.interchange.word.roles import Entry, Role, entry
from app.interchange.word.styles import Mark
from app.interchange.wording import quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.interchange.report import Findings
    from app.interchange.word.lines import Block

AHEAD = 25  # Lines within which a question shows its answers.
TRUTH_HEADS = {"d": True, "dung": True, "s": False, "sai": False}
KEY_VALUE = re.compile(r"[\s.:)–—-]*[A-H](?:\s*[,;]?\s*[A-H])*\.?")
FEW_LETTERS = re.compile(r"[*#]?\s*[A-Ha-h]\s*[.)/]")

Part = Entry | Table


@dataclass(slots=True)
class Draft:
    """One question: its number, the line it begins with, and all its parts in their order."""

    number: str
    head: Line
    parts: list[Part] = field(default_factory=list)

    def lines(self, *roles: Role) -> list[Line]:
        """Return the lines of some roles, without their first words."""
        return [part.rest for part in self.parts if isinstance(part, Entry) and part.role in roles]


@dataclass(slots=True)
class Paper:
    """A document cut in three; `title` is taken from its first lines, None when they have none."""

    title: Line | None = None
    lesson: list[Block] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    key: list[Part] = field(default_factory=list)


def cut(blocks: Sequence[Block], findings: Findings) -> Paper:
    """Return a document cut in three. Names of parts ("PHẦN II") are told, because the module format has none."""
    full = [block for block in blocks if isinstance(block, Table) or block.spans]
    title, full = _title(full)
    parts: list[Part] = _judged([entry(block) if isinstance(block, Line) else block for block in full])
    first = next((at for at, part in enumerate(parts) if _opens(part)), len(parts))
    paper = Paper(title)
    paper.lesson = [part.line if isinstance(part, Entry) else part for part in parts[:first]]
    if parts[first:]:
        _drop_last_heading(paper, findings)
    _Cutter(paper, findings).walk(parts[first:])
    return paper


def _title(blocks: list[Block]) -> tuple[Line | None, list[Block]]:
    """Return the title of a document: in the style of titles, or its first line when that is a heading or all bold."""
    for at, block in enumerate(blocks[:5]):
        if isinstance(block, Line) and block.heading == -1:
            return block, blocks[:at] + blocks[at + 1 :]
    first = blocks[0] if blocks else None
    is_title = isinstance(first, Line) and (first.heading == 1 or (first.has(Mark.BOLD) and len(first.text) <= 150))
    if isinstance(first, Line) and is_title and entry(first).role in (Role.TEXT, Role.SECTION, Role.MAYBE_QUESTION):
        return first, blocks[1:]
    return None, blocks


def _judged(parts: list[Part]) -> list[Part]:
    """Decide what may be a question by what follows it; where questions are named "Câu 1" only those are."""
    is_named = any(isinstance(part, Entry) and part.role is Role.QUESTION for part in parts)
    out: list[Part] = []
    for at, part in enumerate(parts):
        if isinstance(part, Entry) and part.role is Role.MAYBE_QUESTION:
            is_candidate = not is_named or fold(part.line.text).startswith(("cau", "question"))
            role = Role.QUESTION if is_candidate and _shows_answers(parts[at + 1 : at + 1 + AHEAD]) else Role.TEXT
            out.append(Entry(role, part.line, part.rest if role is Role.QUESTION else part.line, part.number))
        else:
            out.append(part)
    return out


def _shows_answers(following: Sequence[Part]) -> bool:
    """Return whether options, statements or an answer come before anything that could be the next question."""
    letters = 0
    for part in following:
        if isinstance(part, Table):
            letters += 2 * (is_option_table(part) or truth_columns(part) is not None)
        elif part.role in (Role.QUESTION, Role.MAYBE_QUESTION, Role.SECTION, Role.KEY):
            break
        elif part.role is Role.ANSWER:
            return True
        elif part.role in (Role.OPTION, Role.STATEMENT):
            letters += len(re.findall(r"(?:^|\s)[*#]?[A-Ha-h][.)/]", part.line.text))
    return letters > 1


def _opens(part: Part) -> bool:
    return isinstance(part, Entry) and part.role is Role.QUESTION


def is_option_table(table: Table) -> bool:
    """Return whether every filled cell begins with a letter of an option: a table that only sets them side by side."""
    cells = [cell for row in table.words() for cell in row if cell]
    return len(cells) > 1 and all(FEW_LETTERS.match(cell) for cell in cells)


def truth_columns(table: Table) -> tuple[int, int] | None:
    """Return the columns headed Đúng and Sai of a table of statements, None when there are none."""
    if not table.is_simple or len(table.rows) < 2:
        return None
    heads = [TRUTH_HEADS.get(fold(cell).strip(" .")) for cell in table.words()[0]]
    return (heads.index(True), heads.index(False)) if True in heads and False in heads else None


def _drop_last_heading(paper: Paper, findings: Findings) -> None:
    """Take away headings right above the first question: the module format writes its own."""
    while paper.lesson:
        last = paper.lesson[-1]
        if not isinstance(last, Line):
            return
        is_name = last.heading > 0 or last.has(Mark.BOLD) or entry(last).role is Role.SECTION
        if not is_name or len(last.text) > 120:
            return
        findings.lost(None, f"Tên phần {quoted(last.text)} không nhập; phần câu hỏi luôn có tên “Kiểm tra”.")
        paper.lesson.pop()


class _Cutter:
    """Walks over what follows the lesson."""

    def __init__(self, paper: Paper, findings: Findings) -> None:
        self.paper, self.findings = paper, findings
        self.draft: Draft | None = None
        self.passage: list[Part] = []
        self.is_key = False

    def walk(self, parts: Sequence[Part]) -> None:
        """Give every part to a question, to the table of answers, or to the report."""
        for part in parts:
            if isinstance(part, Table):
                self._table(part)
            elif part.role is Role.QUESTION and not (self.is_key and KEY_VALUE.fullmatch(part.rest.text)):
                self._open(part)
            elif part.role is Role.KEY and not part.line.text.rstrip().endswith((":", "：")):
                self.is_key, self.draft = True, None
            elif self.is_key:
                self.paper.key.append(part)
            elif part.role is Role.SECTION:
                self.findings.lost(None, f"Dòng ngăn phần {quoted(part.line.text)} không nhập, các câu nối tiếp nhau.")
                self.draft = None
            else:
                self._part(part)
        for part in self.passage:
            self.findings.lost(None, f"Đoạn {quoted(_words(part))} không thuộc câu nào nên không nhập.")

    def _open(self, part: Entry) -> None:
        self.is_key = False
        for above in self.passage:
            what = f"đứng ngoài các câu, đã đưa vào phần đề của câu {part.number} ngay dưới"
            self.findings.lost(None, f"Đoạn {quoted(_words(above))} {what}.")
        self.draft = Draft(part.number or str(len(self.paper.drafts) + 1), part.rest, self.passage)
        self.passage = []
        self.paper.drafts.append(self.draft)

    def _table(self, table: Table) -> None:
        if self.is_key or self.draft is None:
            (self.paper.key if self.is_key else self.passage).append(table)
        elif is_option_table(table):
            self.draft.parts += [entry(line) for line in table.lines() if line.spans]
        else:
            self.draft.parts.append(table)

    def _part(self, part: Entry) -> None:
        """Text below options goes on with them when it begins small; else it belongs to the next question."""
        draft = self.draft
        if draft is None or (part.role is Role.TEXT and _is_full(draft) and not part.line.text[:1].islower()):
            self.draft = None
            self.passage.append(part)
        else:
            draft.parts.append(part)


def _words(part: Part) -> str:
    return part.line.text if isinstance(part, Entry) else " ".join(" ".join(row) for row in part.words())


def _is_full(draft: Draft) -> bool:
    """Return whether a question has its options and nothing that explains them: more text would be about another."""
    roles = {part.role for part in draft.parts if isinstance(part, Entry)}
    return Role.OPTION in roles and not roles & {Role.EXPLANATION, Role.HINT}
