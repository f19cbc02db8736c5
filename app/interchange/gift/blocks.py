"""Cuts a GIFT text into questions: comments, categories, names, escapes, braces, each with its line.

The rules are those of the importer most GIFT files are written for (Moodle's, read 2026-11-22): a blank line ends a
question, `//` opens a comment line, `$CATEGORY:` a category, `::` stands around a name, a backslash frees a sign.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.interchange.stems import GAP

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.interchange.report import Findings

ESCAPE = re.compile(r"\\([\\:#={}~n])")
# An escaped sign becomes a noncharacter of Unicode and a filler, so that no rule sees it and every place stays.
HIDDEN = {sign: chr(0xFDD0 + number) for number, sign in enumerate("\\:#={}~n")}
FILLER = chr(0xFDDF)
SHOWN = {ord(code): "\n" if sign == "n" else sign for sign, code in HIDDEN.items()} | {ord(FILLER): None}
NONCHARACTER = re.compile("[\ufdd0-\ufdef]")
CATEGORY = re.compile(r"\s*\$CATEGORY:(.*)")
ID = re.compile(r"\[id:([^\[\]]+)\]")
TAG = re.compile(r"\[tag:([^\[\]<>]+)\]")


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the file with its escaped signs hidden, and the line it begins on."""

    text: str
    line: int

    def cut(self, start: int, end: int | None = None) -> Part:
        """Return a stretch of this stretch, without the white space around it."""
        piece = self.text[start:end]
        lead = len(piece) - len(piece.lstrip())
        return Part(piece.strip(), self.line + self.text.count("\n", 0, start + lead))

    def shown(self) -> str:
        """Return the text as it was meant: escaped signs are themselves, `\\n` is a line end."""
        return self.text.translate(SHOWN).strip()


@dataclass(frozen=True, slots=True)
class Block:
    """One question as it stands: its name, its text, what stands in its braces (None: no braces), its id and tags."""

    name: str
    text: Part
    answers: Part | None
    has_gap: bool = False
    id: str = ""
    tags: tuple[str, ...] = ()

    @property
    def line(self) -> int:
        """The line the question begins on."""
        return self.text.line


@dataclass(frozen=True, slots=True)
class Cut:
    """A whole file: its questions, and its categories with their escaped signs hidden."""

    blocks: tuple[Block, ...]
    categories: tuple[Part, ...]


def cut(text: str, findings: Findings) -> Cut:
    """Return the questions of a GIFT text; what cannot be one is reported, all of it."""
    blocks: list[Block] = []
    categories: list[Part] = []
    comments = 0
    for part, notes in _paragraphs(text, findings):
        comments += sum(not (ID.search(note) or TAG.search(note)) for note in notes)
        while found := CATEGORY.match(part.text):
            categories.append(Part(found[1], part.line))
            part = part.cut(found.end())  # noqa: PLW2901  # The question goes on below its category.
        if part.text and (block := _block(part, "\n".join(notes), findings)):
            blocks.append(block)
    if comments:
        findings.lost(None, f"{comments} dòng ghi chú `//` không được giữ lại.")
    return Cut(tuple(blocks), tuple(categories))


def _paragraphs(text: str, findings: Findings) -> Iterator[tuple[Part, list[str]]]:
    """Yield what stands between blank lines, and the comments in it; their places stay as empty lines."""
    lines: list[str] = []
    notes: list[str] = []
    for number, line in enumerate([*text.split("\n"), ""], 1):
        if NONCHARACTER.search(line):
            findings.bad(number, "Có ký tự không dùng để viết chữ. Xoá ký tự đó rồi gõ lại chỗ ấy.")
        plain = line.strip()
        if plain.startswith("//"):
            notes.append(plain)
        if plain:
            lines.append("" if plain.startswith("//") else plain)
        elif lines:
            hidden = ESCAPE.sub(lambda found: HIDDEN[found[1]] + FILLER, "\n".join(lines))
            yield Part(hidden, number - len(lines)).cut(0), notes
            lines, notes = [], []


def _block(part: Part, notes: str, findings: Findings) -> Block | None:
    name, part = _name(part, findings)
    opens, closes = part.text.find("{"), part.text.find("}")
    found = ID.search(notes)
    given = {"id": found[1].strip() if found else "", "tags": tuple(tag.strip() for tag in TAG.findall(notes))}
    if opens < 0 and closes < 0:
        return Block(name, part, None, id=str(given["id"]), tags=tuple(given["tags"]))
    if not _are_paired(part, opens, closes, findings):
        return None
    tail = part.text[closes + 1 :].strip()
    text = f"{part.text[:opens]}{GAP}{part.text[closes + 1 :]}" if tail else part.text[:opens]
    answers = part.cut(opens + 1, closes)
    return Block(name, Part(text.strip(), part.line), answers, bool(tail), str(given["id"]), tuple(given["tags"]))


def _name(part: Part, findings: Findings) -> tuple[str, Part]:
    if not part.text.startswith("::"):
        return "", part
    end = part.text.find("::", 2)
    if end < 0:
        findings.bad(part.line, "Tên câu mở bằng `::` nhưng chưa đóng. Viết: `::tên câu:: nội dung`.")
        return "", part.cut(2)
    return part.cut(2, end).shown(), part.cut(end + 2)


def _are_paired(part: Part, opens: int, closes: int, findings: Findings) -> bool:
    """Report braces that do not stand as one pair; a forgotten blank line between two questions is such a case."""
    if opens < 0 or 0 <= closes < opens:
        findings.bad(part.cut(closes).line, "Có dấu } mà chưa có dấu {. Nếu là chữ trong câu, viết `\\}`.")
        return False
    if closes < 0:
        findings.bad(part.cut(opens).line, "Dấu { chưa đóng. Trong ngoặc không được có dòng trống; thêm dấu }.")
        return False
    again = re.search("[{}]", part.text[opens + 1 : closes] + part.text[closes + 1 :])
    if again:
        place = opens + 1 + again.start() + (1 if opens + 1 + again.start() >= closes else 0)
        words = "Có thêm dấu ngoặc nhọn. Giữa hai câu cần một dòng trống; nếu là chữ, viết `\\{` hoặc `\\}`."
        findings.bad(part.cut(place).line, words)
    return again is None
