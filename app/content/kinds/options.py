"""Check-lists: `- [x] …` lines with `>` feedback below them, and every way a hand misses that shape."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING

from app.content.messages import Report, remove_line, replace_line
from app.content.schema import Kind, Option, Question

if TYPE_CHECKING:
    from app.content.kinds.base import Draft, Item

OPTION = re.compile(r"[-*+]\s*\[\s*([^\]]{0,12}?)\s*\]\s*(.*)")
ROUND = re.compile(r"[-*+]?\s*\(\s*([xX]?)\s*\)\s*(.*)")
OTHER_BRACKETS = re.compile(r"[-*+]\s*[\[({<|/\\]?\s*([xX]?)\s*[\])}>|/\\]\s*(.*)")
OPEN_BRACKET = re.compile(r"[-*+]\s*[\[({]\s*[xX]?(?:\s.*|$)")
NO_DASH = re.compile(r"(?:[•–—·●▪■□_~]|\d{1,2}[.)]|[A-Ha-h][.)])?\s*\[\s*([xX]?)\s*\]\s*(.*)")
BARE = re.compile(r"(?:[-*+•–—·●▪]|\d{1,2}[.)]|[A-Ha-h][.)])\s*(\S.*)?")
TICKS = ("x", "X")
CHECKED = frozenset("✓✔☑vVｘхХχΧ×")  # Ticks (a hand writes v), and letters that only look like the x of the keyboard.
BOX = re.compile(r"\[\s*[xX]?\s*\].*")


class Options:
    """Reads the options of one question; `is_clean` tells whether every line was one."""

    def __init__(self, draft: Draft, report: Report) -> None:
        self.draft, self.report = draft, report
        self.options: list[Option] = []
        self.bare: list[tuple[int, str]] = []
        self.is_clean = True
        for item in draft.items:
            if item.text.startswith(">"):
                self._feedback(item)
            else:
                self.read_line(item)
        self._without_box()
        self._duplicates()

    def read_line(self, item: Item) -> None:
        """Take one line that is no feedback: an option, or the slip of one."""
        if found := OPTION.fullmatch(item.text):
            self.is_clean = is_box(found, item, self.draft, self.report) and self.is_clean
            self.options.append(Option(found[2], found[1] in TICKS, "", item.line))
            return
        self.is_clean = False
        if tell_box_slip(item, self.report):
            return
        if found := BARE.fullmatch(item.text):
            self.bare.append((item.line, found[1] or ""))
        else:
            self.draft.junk(self.report, item)

    def _feedback(self, item: Item) -> None:
        if not self.options:
            if self.is_clean:  # Otherwise it belongs to a spoilt option, which is reported.
                self.draft.junk(self.report, item)
            self.is_clean = False
            return
        last = self.options[-1]
        self.options[-1] = replace(last, feedback=with_quote(last.feedback, item.text))

    def _without_box(self) -> None:
        """Report lines without a box; where only one answer is right and it is ticked, the others are wrong ones."""
        is_sure = self.draft.kind is Kind.ONE and sum(option.correct for option in self.options) == 1
        for line, text in self.bare:
            self.report.add(line, "Q13.box", fix=replace_line(line, f"- [ ] {text}") if is_sure and text else None)

    def _duplicates(self) -> None:
        seen: dict[str, Option] = {}
        for option in self.options:
            first = seen.setdefault(same_letters(option.text), option)
            if option.text and first is not option:
                is_copy = first.correct == option.correct and not option.feedback
                fix = remove_line(option.line) if is_copy and len(self.options) > 2 else None
                self.report.add(option.line, "Q14", first=first.line, fix=fix)


def is_box(found: re.Match[str], item: Item, draft: Draft, report: Report) -> bool:
    """Return whether a line matched by `OPTION` has a good mark and a text; what is wrong is reported."""
    mark, text = found[1], found[2]
    if mark not in ("", *TICKS):
        report.add(
            item.line, "Q10", mark=mark, fix=replace_line(item.line, f"- [x] {text}") if mark in CHECKED else None
        )
    elif BOX.fullmatch(text):
        draft.junk(report, item)
    elif not text:
        report.add(item.line, "Q11")
    else:
        return True
    return False


def tell_box_slip(item: Item, report: Report) -> bool:
    """Report a line that was surely meant to have a box, with its repair when that is certain."""
    for pattern, code in ((ROUND, "Q12"), (NO_DASH, "Q13"), (OTHER_BRACKETS, "Q12.other")):
        if found := pattern.fullmatch(item.text):
            box = "[x]" if found[1] else "[ ]"
            fix = replace_line(item.line, f"- {box} {found[2]}") if found[2] else None
            report.add(item.line, code, fix=fix)
            return True
    if OPEN_BRACKET.fullmatch(item.text):
        report.add(item.line, "Q12.other")
        return True
    return False


def same_letters(text: str) -> str:
    """Return what two texts share that are the same: NFC, case and spaces only, because bán and bạn are two answers."""
    return " ".join(unicodedata.normalize("NFC", text).lower().split())


def with_quote(feedback: str, line: str) -> str:
    """Return feedback with one more line of it, as written behind `>`."""
    return f"{feedback}\n{line[1:].strip()}".strip()


def quoted(feedback: str) -> list[str]:
    """Return the lines of feedback below an option."""
    return [f"  > {text}" for text in feedback.split("\n")] if feedback else []


def write_options(question: Question) -> list[str]:
    """Return the lines of a check-list, feedback below its option."""
    lines: list[str] = []
    for option in question.options:
        lines += [f"- [{'x' if option.correct else ' '}] {option.text}", *quoted(option.feedback)]
    return lines
