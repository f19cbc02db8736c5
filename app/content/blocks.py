"""Cuts the body of a module into lesson text, sections and questions, and reports headings that miss their mark."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.content.fences import fenced
from app.content.messages import Report, replace_line, shortened
from app.content.nearby import nearest
from app.content.prose import without_closing_marks
from app.core.text import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

QUIZ, TASKS = "Kiểm tra", "Thực hành"
SECTION_NAMES = {"kiem tra": QUIZ, "thuc hanh": TASKS}
SLIPPED_NAMES = SECTION_NAMES | {"bai kiem tra": QUIZ}
CHECKLIST = re.compile(r"\s*(?:[-*+•–—]\s*)+\[\s*[xX✓✔]?\s*\](?!\()")
KIND_LINE = re.compile(r"\s*[*_]*(?:Kiểu|kiểu|KIỂU|Kieu|kieu|KIEU)[*_]*\s*[:：]")
LONGEST_NAME = 16
SCENARIO = ("tinhhuong",)
STEP = re.compile(r"(?:buoc|canh|man)\s*\d{1,2}(?!\d)")
ARROW = re.compile(r"\s*[-*+]\s*\[.{0,3}\].*(?:->|=>|→)")


@dataclass(slots=True)
class Block:
    """One question as lines: its heading and the numbered lines below it, up to the next heading."""

    title: str
    line: int
    section: str
    lines: list[tuple[int, str]] = field(default_factory=list)
    has_kind: bool = False
    is_scenario: bool = False
    targets: set[str] = field(default_factory=set)

    def keep(self, line: int, text: str) -> None:
        """Add one line and remember what its kind says about the lines to come."""
        self.lines.append((line, text))
        if found := ARROW.match(text):
            self.targets.add(text[found.end() :].strip(" .").lower())
        if KIND_LINE.match(text):
            self.has_kind = True
            kind = "".join(fold(text.partition(":")[2]).split()).rstrip(".")
            self.is_scenario = self.is_scenario or nearest(kind, SCENARIO) is not None

    def is_step(self, words: str) -> bool:
        """Whether these words name a step of the story: "Bước 2", or where a choice above leads to."""
        plain = words.strip("*_:. ").lower()
        return bool(STEP.match(fold(plain))) or plain in self.targets


@dataclass(slots=True)
class Section:
    """One `##` section: its introduction and its questions."""

    name: str
    line: int
    intro: list[tuple[int, str]] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)


@dataclass(slots=True)
class Body:
    """What stands below the head: lesson text, then sections."""

    prose: list[tuple[int, str]] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)


class Cutter:
    """Walks once over the lines of a body; code in a closed fence is never a heading."""

    def __init__(self, lines: Sequence[str], start: int, report: Report) -> None:
        self.lines, self.start, self.report = lines, start, report
        self.code, unclosed = fenced(lines, start)
        self.body = Body()
        self.is_lost = False
        self.list_above = False
        self.has_kind = False
        for index in unclosed:
            report.add(index + 1, "F09")

    def cut(self) -> Body:
        """Return the body; every line has a place in it or a problem of its own."""
        for index in range(self.start, len(self.lines)):
            text = self.lines[index]
            if self.code[index] or not text.strip():
                self._keep(index)
            elif name := self._section_name(index):
                self._open(index, name)
            elif self.body.sections:
                self._in_section(index)
            else:
                self._in_prose(index)
            if text.strip():
                self.list_above = not self.code[index] and bool(CHECKLIST.match(text))
        return self.body

    def _section_name(self, index: int) -> str:
        """Return the section a line opens, reporting the spellings that only look like it."""
        text = self.lines[index].strip()
        marks, words = heading_of(text)
        bare = words.strip(" *_:.：`=-")
        if len(bare) > LONGEST_NAME:
            return ""
        plain = fold(bare)
        if marks == 2 and bare == words and plain in SECTION_NAMES:
            return SECTION_NAMES[plain]
        name = SLIPPED_NAMES.get(plain, "")
        if not name and marks == 2 and (near := nearest(plain, SECTION_NAMES)):
            name = SECTION_NAMES[near]
        if name:
            self.report.add(index + 1, "Q91.heading", section=name, fix=replace_line(index + 1, f"## {name}"))
        return name

    def _open(self, index: int, name: str) -> None:
        same = next((section for section in self.body.sections if section.name == name), None)
        if same:
            self.report.add(index + 1, "Q33", section=name, first=same.line)
        self.body.sections.append(Section(name, index + 1))
        self.is_lost = False

    def _in_prose(self, index: int) -> None:
        text = self.lines[index]
        if heading_of(text.strip())[0]:
            self.has_kind = False
            if self._kind_follows(index):
                self.report.add(index + 1, "Q91.question")
        elif KIND_LINE.match(text):
            self.has_kind = True
            self.report.add(index + 1, "Q91.kind")
        elif CHECKLIST.match(text) and not self.list_above and not self.has_kind:
            self.report.add(index + 1, "Q91")
        self._keep(index)

    def _in_section(self, index: int) -> None:
        text = self.lines[index].strip()
        marks, words = heading_of(text)
        if marks and self._is_node(index, marks, words):
            self._node(index, marks, words)
        elif marks == 3:
            self._question(index, words)
        elif marks and self._kind_follows(index):
            self.report.add(index + 1, "Q08", title=words, fix=replace_line(index + 1, f"### {words}"))
            self._question(index, words)
        elif marks and not self._is_number(text):
            self._unknown(index)
        elif not marks and self._is_bare_question(index):
            self.report.add(index + 1, "Q37", title=text, fix=replace_line(index + 1, f"### {text}"))
            self._question(index, text)
        else:
            self._keep(index)

    def _question(self, index: int, title: str) -> None:
        section = self.body.sections[-1]
        section.blocks.append(Block(title, index + 1, section.name))
        self.is_lost = False

    def _unknown(self, index: int) -> None:
        section = self.body.sections[-1].name
        self.report.add(index + 1, "Q90", section=section, text=shortened(self.lines[index].strip(), 60))
        self.is_lost = True

    def _keep(self, index: int) -> None:
        numbered = (index + 1, self.lines[index])
        if not self.body.sections:
            self.body.prose.append(numbered)
        elif self.is_lost:
            return
        elif self.body.sections[-1].blocks:
            self.body.sections[-1].blocks[-1].keep(*numbered)
        else:
            self.body.sections[-1].intro.append(numbered)

    def _is_node(self, index: int, marks: int, words: str) -> bool:
        """Whether a heading opens a step of the story above; one with its own `Kiểu:` is a question with other marks.

        Where `Kiểu:` is missing four marks are kept for the reader of the question, who reports it.
        """
        block = self.body.sections[-1].blocks[-1] if self.body.sections[-1].blocks else None
        if block is None or self._kind_follows(index, up_to=ARROW):
            return False
        if marks == 4:
            return block.is_scenario or not block.has_kind
        return block.is_scenario and block.is_step(words)

    def _node(self, index: int, marks: int, words: str) -> None:
        if marks != 4:
            name = words.strip("*_ ").rstrip(":. *_")
            self.report.add(index + 1, "Q08.node", name=name, fix=replace_line(index + 1, f"#### {name}"))
            self.body.sections[-1].blocks[-1].keep(index + 1, f"#### {name}")
        elif not self.is_lost:
            self._keep(index)

    def _kind_follows(self, index: int, up_to: re.Pattern[str] | None = None) -> bool:
        """Whether a `Kiểu:` line comes before the next heading: then this heading was meant to be a question.

        A line that matches `up_to` ends the search as a heading does.
        """
        for number in range(index + 1, len(self.lines)):
            if up_to and up_to.match(self.lines[number]) and not self.code[number]:
                return False
            if KIND_LINE.match(self.lines[number]):
                return True
            if heading_of(self.lines[number].strip())[0] and not self.code[number]:
                return False
        return False

    def _is_bare_question(self, index: int) -> bool:
        """Whether a line of words stands right above `Kiểu:`, alone below the end of a question or of a heading."""
        blocks = self.body.sections[-1].blocks
        following = self.lines[index + 1] if index + 1 < len(self.lines) else ""
        if not KIND_LINE.match(following) or (blocks and not blocks[-1].has_kind):
            return False
        return _is_plain(self.lines[index]) and not _is_plain(self._line_above(index))

    def _line_above(self, index: int) -> str:
        return next((self.lines[i] for i in range(index - 1, self.start - 1, -1) if self.lines[i].strip()), "")

    @staticmethod
    def _is_number(text: str) -> bool:
        """Whether a line like `#113` or `#hashtag` is text and no heading."""
        return bool(re.match(r"#\w", text))


def heading_of(text: str) -> tuple[int, str]:
    """Return the number of `#` at the start of a line (0 for none) and the words behind them."""
    words = text.lstrip("#")
    marks = len(text) - len(words)
    return (marks, without_closing_marks(words)) if marks else (0, text)


def _is_plain(text: str) -> bool:
    """Whether a line is words only: no heading, list, quote or `KEY:` line."""
    text = text.strip()
    return bool(text) and text[0] not in "#->*+[(" and not re.match(r"[^:]{1,20}:", text)
