"""Check-lists: `- [x] …` lines with `>` feedback below them, and every way a hand misses that shape."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING

from app.content.messages import Report, replace_line
from app.content.schema import Option, Question

if TYPE_CHECKING:
    from app.content.kinds.base import Draft, Item

OPTION = re.compile(r"[-*+]\s*\[\s*([^\]]{0,12}?)\s*\]\s*(.*)")
ROUND = re.compile(r"[-*+]?\s*\(\s*([xX]?)\s*\)\s*(.*)")
OTHER_BRACKETS = re.compile(r"[-*+]\s*[\[({<|/\\]?\s*([xX]?)\s*[\])}>|/\\]\s*(.*)")
OPEN_BRACKET = re.compile(r"[-*+]\s*[\[({]\s*[xX]?(?:\s.*|$)")
NO_DASH = re.compile(r"(?:[•–—·●▪■□_~]|\d{1,2}[.)]|[A-Ha-h][.)])?\s*\[\s*([xX]?)\s*\]\s*(.*)")
BARE = re.compile(r"(?:[-*+•–—·●▪]|\d{1,2}[.)]|[A-Ha-h][.)])\s*(\S.*)?")
CHECKED = frozenset("✓✔☑ｘхХχΧ×")  # Ticks, and letters that only look like the x of the keyboard.
BOX = re.compile(r"\[\s*[xX]?\s*\].*")


class Options:
    """Reads the options of one question; `is_clean` tells whether every line was one."""

    def __init__(self, draft: Draft, report: Report) -> None:
        self.draft, self.report = draft, report
        self.options: list[Option] = []
        self.is_clean = True
        for item in draft.items:
            self._read(item)
        self._duplicates()

    def _read(self, item: Item) -> None:
        if item.text.startswith(">"):
            self._feedback(item)
        elif found := OPTION.fullmatch(item.text):
            self._option(item, found[1], found[2])
        else:
            self.is_clean = False
            self._slip(item)

    def _option(self, item: Item, mark: str, text: str) -> None:
        if mark not in ("", "x", "X"):
            self.is_clean = False
            fix = replace_line(item.line, f"- [x] {text}") if mark in CHECKED else None
            self.report.add(item.line, "Q10", mark=mark, fix=fix)
        elif BOX.fullmatch(text):
            self.is_clean = False
            self.draft.junk(self.report, item)
        elif not text:
            self.is_clean = False
            self.report.add(item.line, "Q11")
        self.options.append(Option(text, mark in ("x", "X"), "", item.line))

    def _feedback(self, item: Item) -> None:
        if not self.options:
            self.is_clean = False
            self.draft.junk(self.report, item)
            return
        last = self.options[-1]
        text = item.text.lstrip("> ").rstrip()
        self.options[-1] = replace(last, feedback=f"{last.feedback}\n{text}".strip())

    def _slip(self, item: Item) -> None:
        """Report a line that was meant to be an option, with its repair when that is certain."""
        if found := ROUND.fullmatch(item.text):
            self._repairable(item, "Q12", found)
        elif found := NO_DASH.fullmatch(item.text):
            self._repairable(item, "Q13", found)
        elif found := OTHER_BRACKETS.fullmatch(item.text):
            self._repairable(item, "Q12.other", found)
        elif OPEN_BRACKET.fullmatch(item.text):
            self.report.add(item.line, "Q12.other")
        elif BARE.fullmatch(item.text):
            self.report.add(item.line, "Q13.box")
        else:
            self.draft.junk(self.report, item)

    def _repairable(self, item: Item, code: str, found: re.Match[str]) -> None:
        box = "[x]" if found[1] else "[ ]"
        self.report.add(item.line, code, fix=replace_line(item.line, f"- {box} {found[2]}") if found[2] else None)

    def _duplicates(self) -> None:
        """Report options that are the same letters: NFC and case only, because bán and bạn are different answers."""
        seen: dict[str, int] = {}
        for option in self.options:
            key = " ".join(unicodedata.normalize("NFC", option.text).lower().split())
            if key and key in seen:
                self.report.add(option.line, "Q14", first=seen[key])
            seen.setdefault(key, option.line)


def write_options(question: Question) -> list[str]:
    """Return the lines of a check-list, feedback below its option."""
    lines: list[str] = []
    for option in question.options:
        lines.append(f"- [{'x' if option.correct else ' '}] {option.text}")
        lines.extend(f"  > {text}" for text in option.feedback.split("\n") if option.feedback)
    return lines
