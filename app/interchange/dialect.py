"""Takes the Markdown of a dialect into the places of the module format and reports what each place cannot hold."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.interchange.fitting import LIST, as_feedback, as_prompt, as_prose
from app.interchange.wording import as_plain, listed, one_line, quoted, tame

if TYPE_CHECKING:
    from app.interchange.report import Findings

FORMULA = re.compile(r"(?<![\\$\w])\$(?=[^\s$])[^$\n]{1,300}(?<=[^\s\\])\$(?!\w)|\$\$[^$]{1,1000}\$\$")
STRUCTURE = re.compile(r"```|~~~|\|.*\|")


class Words:
    """Converts texts one by one; `findings` hears of every loss with its line."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings

    def plain(self, line: int, markdown: str, where: str) -> str:
        """Return text for a place without Markdown: the heading of a question, an option."""
        self._formula(line, markdown)
        found = as_plain(markdown)
        if found.lost:
            what = f"{where} {quoted(found.text)} chỉ giữ lại chữ, không giữ {listed(found.lost)}."
            self.findings.lost(line, what)
        return found.text

    def prompt(self, line: int, markdown: str) -> str:
        """Return Markdown for a prompt."""
        return as_prompt(self.rich(line, markdown, "Phần đề"))

    def prose(self, line: int, markdown: str) -> str:
        """Return Markdown for a lesson."""
        return as_prose(self.rich(line, markdown, "Phần bài đọc"))

    def feedback(self, line: int, markdown: str) -> str:
        """Return Markdown for what is said about an option."""
        return as_feedback(self.rich(line, markdown, "Lời nhắn của phương án"))

    def single(self, line: int, markdown: str, where: str) -> str:
        """Return Markdown for a place of one line: an explanation or a hint."""
        rows = [row.strip() for row in markdown.split("\n") if row.strip()]
        if len(rows) > 1 and any(LIST.fullmatch(row) or STRUCTURE.match(row) for row in rows):
            words = "chỉ có một dòng: danh sách, bảng hoặc khối mã đã nối lại thành một đoạn"
            self.findings.lost(line, f"{where} {words}.")
        return one_line(self.rich(line, markdown, where))

    def rich(self, line: int, markdown: str, where: str) -> str:
        """Return Markdown without what the module format does not show."""
        self._formula(line, markdown)
        found = tame(markdown)
        if found.lost:
            self.findings.lost(line, f"{where} không nhập được: {listed(found.lost)}.")
        return found.text

    def _formula(self, line: int, markdown: str) -> None:
        if found := FORMULA.search(markdown):
            what = f"Công thức {quoted(found.group())} giữ nguyên dạng chữ, trang không vẽ thành công thức."
            self.findings.lost(line, what)
