"""Cuts a text2qti file into elements: each starts at the left edge with its sign and goes on while it is indented."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.interchange.report import Findings

# The signs of the format by the role they have; those of `BARE` stand alone on their line.
SIGNS = {
    "question": r"\d+\.",
    "right": r"\*[a-zA-Z]\)",
    "wrong": r"[a-zA-Z]\)",
    "ticked": r"\[\*\]",
    "unticked": r"\[ ?\]",
    "short": r"\*",
    "feedback": r"\.\.\.",
    "if right": r"\+",
    "if wrong": r"-",
    "solution": r"!",
    "number": r"=",
    "quiz title": r"[Qq]uiz [Tt]itle:",
    "quiz description": r"[Qq]uiz [Dd]escription:",
    "text title": r"[Tt]ext [Tt]itle:",
    "text": r"[Tt]ext:",
    "title": r"[Tt]itle:",
    "points each": r"[Pp]oints per question:",
    "points": r"[Pp]oints:",
    "pick": r"[Pp]ick:",
    "solutions pick": r"[Ss]olutions pick:",
    "shuffle": r"[Ss]huffle answers:",
    "setting": r"(?:[Ss]how correct answers|[Oo]ne question at a time|[Cc]an't go back|[Ff]eedback is solution"
    r"|[Ss]olutions (?:sample|randomize) groups):",
}
BARE = {
    "group": r"GROUP",
    "end of group": r"END_GROUP",
    "essay": r"_{3,}",
    "upload": r"\^{3,}",
    "program": r"`{3,}\s*\{.*\.run\b.*\}",
}
START = re.compile("|".join(f"(?P<s{number}>{sign})(?=[ \\t]|$)" for number, sign in enumerate(SIGNS.values())))
ALONE = re.compile("|".join(f"(?P<b{number}>{sign})[ \\t]*$" for number, sign in enumerate(BARE.values())))
TIGHT = re.compile(r"(?:\d+\.|\*?[a-zA-Z]\)|\[[* ]?\]|\.\.\.|=)(?=\S)")


@dataclass(slots=True)
class Element:
    """One element: its role (a key of `SIGNS` or `BARE`), its line, its text with the indentation taken off."""

    role: str
    line: int
    text: str


def elements(text: str, findings: Findings) -> list[Element]:
    """Return the elements of a file; lines that belong to none are reported, comments are counted."""
    found: list[Element] = []
    more: list[str] = []
    for number, line in _without_comments(text, findings):
        role, rest = _role(line)
        if role:
            _finish(found, more)
            found.append(Element(role, number, rest))
        elif found and (not line.strip() or line[0] == " "):
            more.append(line)
        elif line.strip():
            _finish(found, more)
            _unknown(number, line.strip(), findings)
    _finish(found, more)
    return found


def _role(line: str) -> tuple[str, str]:
    """Return the role of a line and the text behind its sign, empty for a line that starts no element."""
    if found := ALONE.match(line):
        return list(BARE)[int(str(found.lastgroup)[1:])], line
    if found := START.match(line):
        return list(SIGNS)[int(str(found.lastgroup)[1:])], line[found.end() :].strip()
    return "", ""


def _finish(found: list[Element], more: list[str]) -> None:
    """Add the indented lines to the element above them."""
    if found and more:
        rest = textwrap.dedent("\n".join(more)).rstrip()
        found[-1].text = f"{found[-1].text}\n{rest}".rstrip()
    more.clear()


def _unknown(number: int, line: str, findings: Findings) -> None:
    if found := TIGHT.match(line):
        findings.bad(number, f"Cần một dấu cách sau `{found.group()}`.")
        return
    what = f"Không hiểu dòng “{line[:60]}”. Chữ viết tiếp của một câu hay một phương án phải thụt vào đầu dòng."
    findings.bad(number, what)


def _without_comments(text: str, findings: Findings) -> Iterator[tuple[int, str]]:
    """Yield the numbered lines that are no comment; how many were is told once."""
    opened, count = 0, 0
    for number, raw in enumerate(text.split("\n"), 1):
        line = raw.expandtabs(4).rstrip()
        if opened or line == "COMMENT" or line.startswith("%"):
            count += 1
            opened = number if line == "COMMENT" and not opened else opened
            opened = 0 if line == "END_COMMENT" else opened
        else:
            yield number, line
    if opened:
        findings.bad(opened, "Chú thích mở bằng `COMMENT` chưa có dòng `END_COMMENT`.")
    if count:
        findings.lost(None, f"{count} dòng chú thích của người soạn không nhập.")
