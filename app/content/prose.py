"""The teacher's Markdown: one spelling for the tree, and the small repairs that make it show as it was meant."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.content.fences import fenced

if TYPE_CHECKING:
    from collections.abc import Sequence

BULLET = re.compile(r"(\s*)[*+-]\s+(\S.*)")
RULE = re.compile(r"\s*([-*_])(?:\s*\1){2,}\s*")
NUMBER = re.compile(r"(\s*)(\d{1,3})[.)]\s+(\S.*)")
HEADING = re.compile(r"\s*(#{1,6})\s+(\S.*)")
TIGHT_HEADING = re.compile(r"\s*(#{2,6})([^\W\d_].*)")
QUOTE = re.compile(r"\s*((?:>\s?)+)(.*)")
CLOSING = re.compile(r"(?:^|\s+)#{2,}\s*$")
TABLE = re.compile(r"\s*\|.*\|\s*")
DEEPEST = 4  # Levels of nested lists; more is no text a learner can follow.


def canonical(lines: Sequence[str]) -> str:
    """Return one spelling of the text: `-` bullets, `1.` numbers, no trailing spaces, one blank line at a time."""
    mask, _ = fenced(lines)
    out: list[str] = []
    above, in_list = "blank", False
    for line, is_code in zip(lines, mask, strict=True):
        text = line.rstrip() if is_code else _canonical_line(line.expandtabs(4).rstrip())
        kind = "code" if is_code else _kind(text)
        in_list = kind == "item" or (in_list and (kind == "blank" or (kind == "text" and text.startswith(" "))))
        if kind == "text" and not in_list:
            text = text.lstrip()
        if out and out[-1] and _is_apart(above, kind, text):
            out.append("")
        if kind != "blank" or (out and out[-1]):
            out.append(text)
        above = kind
    return "\n".join(out).rstrip("\n")


def _is_apart(above: str, kind: str, text: str) -> bool:
    """Whether a blank line belongs between two lines; text goes on in a list when it is indented."""
    if kind == "heading" or (above == "item" and kind == "text" and text.startswith(" ")):
        return kind == "heading"
    return above not in ("blank", kind) and kind != "blank"


def without_closing_marks(words: str) -> str:
    """Return the words of a heading without the marks that may close it; `*101#` and "phím #" are words."""
    return CLOSING.sub("", words).strip()


def _canonical_line(line: str) -> str:
    if RULE.fullmatch(line):
        return "---"
    if found := BULLET.fullmatch(line):
        return f"{found[1]}- {found[2]}"
    if found := NUMBER.fullmatch(line):
        return f"{found[1]}{found[2]}. {found[3]}"
    if found := HEADING.fullmatch(line) or TIGHT_HEADING.fullmatch(line):
        return f"{found[1]} {without_closing_marks(found[2])}".rstrip()
    if found := QUOTE.fullmatch(line):
        return f"{'>' * found[1].count('>')} {found[2].strip()}".rstrip()
    return line


def for_renderer(text: str) -> str:
    """Return `text` as Python-Markdown needs it: blank lines around blocks, nesting by four, `#113` as text."""
    lines = canonical(text.split("\n")).split("\n")
    mask, _ = fenced(lines)
    layout = _Layout()
    for line, is_code in zip(lines, mask, strict=True):
        layout.put(line, "code" if is_code else _kind(line))
    return "\n".join(layout.out)


class _Layout:
    """Writes lines one by one and remembers which list is open."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self.indents: list[int] = []
        self.numbered: list[bool] = []
        self.previous = "blank"

    def put(self, line: str, kind: str) -> None:
        """Write one line of a kind, with a blank line before it where the renderer needs one."""
        if kind == "text" and self.previous == "item" and line.startswith(" "):
            self.out.append("    " * len(self.indents) + _escaped(line))
            return
        if kind not in ("blank", self.previous) or kind == "heading":
            self._part()
        if kind == "item":
            line = self._nested(line)
        elif kind == "text":
            line = self._text(line)
        elif kind != "blank":
            self._close_lists()
            line = f"{line[:-1]}\\#" if kind == "heading" and line.endswith("#") else line
        self.out.append(line)
        self.previous = kind

    def _part(self) -> None:
        if self.out and self.out[-1]:
            self.out.append("")

    def _nested(self, line: str) -> str:
        """Return a list line indented by four spaces a level, whatever the teacher's step was."""
        width = len(line) - len(line.lstrip())
        while self.indents and self.indents[-1] > width:
            self.indents.pop()
        if not self.indents or (self.indents[-1] < width and len(self.indents) < DEEPEST):
            self.indents.append(width)
        self._part_from_other_list(is_numbered=line.lstrip()[0] != "-")
        return "    " * (len(self.indents) - 1) + line.strip()

    def _part_from_other_list(self, *, is_numbered: bool) -> None:
        """Part a list with numbers from one with dashes at the same level: together they would be one text."""
        level = len(self.indents)
        if len(self.numbered) >= level and self.numbered[level - 1] != is_numbered:
            self._part()
        self.numbered[level - 1 :] = [is_numbered]

    def _text(self, line: str) -> str:
        if self.indents and line.startswith(" "):
            return "    " * len(self.indents) + _escaped(line)
        self._close_lists()
        return _escaped(line)

    def _close_lists(self) -> None:
        self.indents.clear()
        self.numbered.clear()


def _escaped(line: str) -> str:
    """Return a line of text that the renderer cannot take for a heading: `#113` is a number to call."""
    text = line.strip()
    return "\\" + text if text.startswith("#") else text


def _kind(line: str) -> str:
    if not line.strip():
        return "blank"
    tests = (
        ("rule", RULE),
        ("item", BULLET),
        ("item", NUMBER),
        ("heading", HEADING),
        ("quote", QUOTE),
        ("table", TABLE),
    )
    return next((kind for kind, pattern in tests if pattern.fullmatch(line)), "text")
