"""Writes the lines of a Word file as Markdown: words with their looks, headings, lists, tables, pictures."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.interchange.fitting import as_prose
from app.interchange.word.lines import Line, Span, Table
from app.interchange.word.numbering import BULLET
from app.interchange.word.styles import Mark
from app.interchange.wording import SAFE, guarded, inline, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from app.interchange.report import Findings
    from app.interchange.word.lines import Block, Story

TYPED_BULLET = re.compile(r"[-–—+•●▪*]\s+")
TYPED_NUMBER = re.compile(r"\d{1,3}[.)]\s+")
LONGEST_HEADING = 100
NO_HEADING_END = (".", ";", ",", ":", "…", "?", "!")
UNSHOWN = {
    Mark.UNDERLINE: "gạch chân",
    Mark.COLOUR: "màu chữ",
    Mark.HIGHLIGHT: "tô nền",
    Mark.STRIKE: "gạch ngang",
}


class Prose:
    """Writes Markdown; looks that Markdown does not have are told once, at the end, by `tell`."""

    def __init__(self, story: Story, findings: Findings) -> None:
        self.story, self.findings = story, findings
        self.unshown: dict[str, None] = {}

    def lesson(self, blocks: Sequence[Block]) -> str:
        """Return the Markdown of a whole lesson; the highest headings become `#`."""
        levels = sorted({block.heading for block in blocks if isinstance(block, Line) and block.heading > 0})
        parts = [self._block(block, levels) for block in blocks]
        return as_prose("\n".join(part for part in parts if part))

    def paragraphs(self, blocks: Iterable[Block]) -> str:
        """Return the Markdown of some blocks, none of them as a heading."""
        parts = [self.table(block) if isinstance(block, Table) else self._text(block) for block in blocks]
        return "\n\n".join(part for part in parts if part)

    def tell(self) -> None:
        """Report the looks that were not kept."""
        if self.unshown:
            what = ", ".join(self.unshown)
            self.findings.lost(None, f"Kiểu chữ không giữ lại: {what}.")

    def words(self, line: Line) -> str:
        """Return the words of a line for a place without Markdown; looks that only some of them have are told.

        A look of all words marks the right answer or the heading: it is used, not lost.
        """
        looks = {Mark.BOLD: "chữ đậm", Mark.ITALIC: "chữ nghiêng"} | UNSHOWN
        for mark, words in looks.items():
            if not line.has(mark) and any(mark in span.marks for span in line.spans if span.text.strip()):
                self.unshown[f"{words} ở vài chữ của câu hỏi, phương án"] = None
        return " ".join(line.text.split())

    def inline(self, line: Line) -> str:
        """Return the words of a line as Markdown, pictures included."""
        return "".join(self._span(span) for span in _merged(line.spans))

    def table(self, table: Table) -> str:
        """Return a table as Markdown; one that Markdown cannot draw becomes lines, and that is told."""
        if len(table.rows) == 1 and len(table.rows[0]) == 1:
            return "\n".join(f"> {self.inline(line)}" for line in table.rows[0][0])
        rows = [[self._cell(cell) for cell in row] for row in table.rows]
        if table.is_simple and len(rows) > 1:
            head, *body = [f"| {' | '.join(cell or ' ' for cell in row)} |" for row in rows]
            return "\n".join([head, "|" + "---|" * len(rows[0]), *body])
        if table.is_simple:
            return "\n\n".join(cell for cell in rows[0] if cell)
        words = " ".join(" ".join(row) for row in table.words())
        self.findings.lost(None, f"Bảng {quoted(words)} có ô gộp hoặc bảng con: đã viết lại thành từng dòng chữ.")
        return "\n\n".join(" · ".join(cell for cell in row if cell) for row in rows)

    def _block(self, block: Block, levels: list[int]) -> str:
        if isinstance(block, Table):
            return f"\n{self.table(block)}\n"
        if not block.spans:
            return "\n"
        if block.heading > 0 or _is_bold_heading(block):
            level = levels.index(block.heading) + 1 if block.heading > 0 else min(len(levels) + 1, 2)
            return f"\n{'#' * min(level, 4)} {inline(self.heading(block))}\n"
        if item := self._item(block):
            return item
        return f"\n{self._text(block)}\n"

    def heading(self, line: Line) -> str:
        """Return the words of a heading: it is bold anyway."""
        return " ".join(line.text.split())

    def _item(self, line: Line) -> str:
        """Return a line of a list; letters and words before it stay, because Markdown counts in numbers only."""
        text = line.text
        indent = "    " * min(line.level, 3) if line.label else ""
        if line.label == BULLET:
            return f"{indent}- {self._joined(line.without_label())}"
        if found := TYPED_NUMBER.match(text):
            return f"{indent}{found.group().strip()} {self._joined(line.cut(found.end()))}"
        if found := TYPED_BULLET.match(text):
            return f"{indent}- {self._joined(line.cut(found.end()))}"
        return f"{indent}- {self._joined(line)}" if line.label else ""

    def _joined(self, line: Line) -> str:
        return " ".join(self.inline(line).split())

    def _text(self, line: Line) -> str:
        pictures = [f"![{self.story.alts[name]}]({name})" for name in line.pictures]
        words = guarded(self.inline(Line(tuple(span for span in line.spans if not span.picture)))).strip()
        return "\n\n".join([*([words] if words else []), *pictures])

    def _cell(self, cell: Iterable[Line]) -> str:
        return " ".join(self._joined(line) for line in cell).replace("|", "\\|")

    def _span(self, span: Span) -> str:
        if span.picture:
            return f"![{self.story.alts[span.picture]}]({span.picture})"
        self._tell(span)
        text = span.text.replace("\t", " ")
        words = text.strip()
        if not words:
            return text
        lead, tail = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
        mark = "**" * (Mark.BOLD in span.marks) + "*" * (Mark.ITALIC in span.marks)
        shown = f"{mark}{inline(words)}{mark[::-1]}"
        return f"{lead}{self._linked(shown, words, span.link)}{tail}"

    def _linked(self, shown: str, words: str, link: str) -> str:
        if not link or link == words:
            return shown
        if SAFE.fullmatch(link):
            return f"[{shown}]({link})"
        self.findings.lost(None, f"Đường liên kết {quoted(link)} không dùng được trên trang, đã thành chữ.")
        return f"{shown} ({inline(link)})"

    def _tell(self, span: Span) -> None:
        if span.text.strip():
            self.unshown |= {words: None for mark, words in UNSHOWN.items() if mark in span.marks}


def _is_bold_heading(line: Line) -> bool:
    """Return whether a line of text is a heading by its look: short, all bold, no sentence."""
    text = line.text
    return line.has(Mark.BOLD) and not line.label and len(text) <= LONGEST_HEADING and not text.endswith(NO_HEADING_END)


def _merged(spans: Iterable[Span]) -> list[Span]:
    """Return spans with neighbours of one look made one, so that marks do not meet."""
    out: list[Span] = []
    for span in spans:
        plain = Span(span.text, span.marks, span.link, span.picture)
        if out and not plain.picture and not out[-1].picture and _look(out[-1]) == _look(plain):
            out[-1] = Span(out[-1].text + plain.text, out[-1].marks | plain.marks, plain.link)
        else:
            out.append(plain)
    return out


def _look(span: Span) -> tuple[frozenset[Mark], str]:
    return span.marks & {Mark.BOLD, Mark.ITALIC}, span.link
