"""What a line of a Word file is by its first words: "Câu 3:", "A.", "a)", "Đáp án:", "Giải thích:", "PHẦN II"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from app.core.text import fold
from app.interchange.word.styles import Mark

if TYPE_CHECKING:
    from app.interchange.word.lines import Line


class Role(Enum):
    """The parts a line can have in a paper of questions."""

    QUESTION = auto()
    MAYBE_QUESTION = auto()
    OPTION = auto()
    STATEMENT = auto()
    ANSWER = auto()
    EXPLANATION = auto()
    HINT = auto()
    SECTION = auto()
    KEY = auto()
    TEXT = auto()


@dataclass(frozen=True, slots=True)
class Entry:
    """A line with its role: `rest` is what follows its first words, `number` the number of a question or a step."""

    role: Role
    line: Line
    rest: Line
    number: str = ""


LETTERS = r"[A-H](?:\s*(?:[,;&+]|và)?\s*[A-H])*"
NAMED = re.compile(r"(?:câu(?: hỏi)?|question)\s*(?:số\s*)?(\d{1,3})\s*", re.IGNORECASE)
STOP = re.compile(r"(?:\([^()]{1,30}\)\s*)?[.:)\]–—-]\s*|(?:\([^()]{1,30}\)\s*)?$")
NUMBERED = re.compile(r"(\d{1,3})[.)/]\s+(?=\S)")
OPTION = re.compile(r"[*#]?\s*[A-H]\s*[.)/]\s*(?=\S|$)")
STATEMENT = re.compile(r"[*#]?\s*[a-h]\s*[.)/]\s+(?=\S)")
SAID = re.compile(
    r"(?:đáp án|đáp số|trả lời)(?: đúng)?(?: là)?\s*[:：]\s*|(?:đ/?a|answer|chấp nhận)\s*[:：]\s*", re.IGNORECASE
)
CHOSEN = re.compile(
    rf"(?:(?:đáp án|phương án)(?: đúng)?(?: là)?|chọn(?: đáp án| phương án| câu)?|=>|⇒|→)\s*(?={LETTERS}\s*\.?$)",
    re.IGNORECASE,
)
EXPLAINED = re.compile(
    r"(?:giải thích(?: thêm)?|(?:hướng dẫn|lời) giải(?: chi tiết)?|hướng dẫn|hdg?)\s*(?:[:：]\s*|$)", re.IGNORECASE
)
HINTED = re.compile(r"gợi ý\s*[:：]\s*", re.IGNORECASE)
KEY = re.compile(
    r"(?:bang )?dap an(?: (?:trac nghiem|de(?: thi| so)?\b.*|tham khao|chi tiet|va (?:thang diem|huong dan).*|bai .*))?"
    r"|huong dan cham.*|answer key"
)
SECTION = re.compile(r"(?:phan|chuong|muc)\s+(?:[ivx]{1,4}|\d{1,2}|[a-d])\b.*|[ivx]{1,4}\s*[.)/:-]\s+.*")
ENDED = re.compile(r"[-–—_.* ]*(?:het|the end)[-–—_.* ]*")


def entry(line: Line) -> Entry:
    """Return the role of one line; `MAYBE_QUESTION` and headings are judged later by what follows them."""
    text = line.text
    if found := NAMED.match(text):
        stop = STOP.match(text, found.end())
        role = Role.QUESTION if stop else Role.MAYBE_QUESTION
        return Entry(role, line, line.cut(found.end()), found[1])
    for role, pattern in (
        (Role.ANSWER, SAID),
        (Role.ANSWER, CHOSEN),
        (Role.EXPLANATION, EXPLAINED),
        (Role.HINT, HINTED),
    ):
        if found := pattern.match(text):
            return Entry(role, line, line.cut(found.end()))
    return _by_shape(line, text)


def _by_shape(line: Line, text: str) -> Entry:
    plain = fold(text).strip(" .:*-")
    if KEY.fullmatch(plain) and not line.text.endswith("?"):
        return Entry(Role.KEY, line, line)
    if (SECTION.fullmatch(plain) and (_is_loud(line) or line.heading)) or ENDED.fullmatch(fold(text)):
        return Entry(Role.SECTION, line, line)
    if OPTION.match(text) or STATEMENT.match(text):
        return Entry(Role.OPTION if OPTION.match(text) else Role.STATEMENT, line, line)
    if found := NUMBERED.match(text):
        return Entry(Role.MAYBE_QUESTION, line, line.cut(found.end()), found[1])
    return Entry(Role.MAYBE_QUESTION if line.heading > 0 else Role.TEXT, line, line)


def _is_loud(line: Line) -> bool:
    """Return whether a line stands out as the name of a part does: bold, or in capitals."""
    letters = [char for char in line.text if char.isalpha()]
    return line.has(Mark.BOLD) or (bool(letters) and sum(char.isupper() for char in letters) * 2 > len(letters))
