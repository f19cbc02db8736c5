"""`đúng sai`: one statement with `Đáp án:`, or two to six statements marked `[Đ]` and `[S]`."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from app.content.kinds.base import Draft, Item, KindRules
from app.content.kinds.options import OPTION, Options, quoted
from app.content.messages import Report, replace_line
from app.content.schema import Fix, Option, Question, Scoring
from app.core.text import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

ANSWERS = {"dung": "Đúng", "sai": "Sai"}
# What else people write for the two words; "ð" is a letter of another language that looks like đ.
HABITS = {"d": "Đúng", "ð": "Đúng", "true": "Đúng", "t": "Đúng", "s": "Sai", "false": "Sai", "f": "Sai"}
SAID = ANSWERS | HABITS
YES_NO = {"co": "Đúng", "khong": "Sai", "yes": "Đúng", "no": "Sai"}
MOST, STEP_ITEMS = 6, 4
STATEMENT = re.compile(r"[-*+]\s*\[\s*([ĐS])\s*\]\s*(.*)")
START = r"(?:(?:[-*+•–—·●▪]|\d{1,2}[.)]|[A-Ha-hĐđ][.)])\s*)?"
WORD = r"(đúng|dung|đ|d|ð|true|t|sai|s|false|f)"
# A letter and a bracket ("đ)", "d.") may only count the statements, so it says nothing about them.
LABEL = r"(?:(đúng|dung|sai|true|false)\s*[:.)–—-]|(đ|d|s)\s*:)"
SLIPS = (
    re.compile(rf"{START}[\[({{<]\s*{WORD}\s*[\])}}>]\s*(?P<text>\S.*)", re.IGNORECASE),
    re.compile(rf"{START}{LABEL}\s*(?P<text>\S.*)", re.IGNORECASE),
    re.compile(rf"{START}(?P<text>\S.*?)\s*[\[({{]\s*{WORD}\s*[\])}}]\.?", re.IGNORECASE),
    re.compile(rf"{START}(?P<text>\S.*?)\s+[:–—-]\s*{WORD}\.?", re.IGNORECASE),
)
LISTED = re.compile(r"[-*+•–—·●▪\[({<]\s*\S.*|(?:\d{1,2}|[A-Ha-hĐđ])[.)]\s+\S.*")


class Statements(Options):
    """Reads statements; `correct` of one says that it is true."""

    @cached_property
    def marked(self) -> Fix | None:
        """The repair of the whole list, when it is certain."""
        return _marked(self.draft.items)

    def read_line(self, item: Item) -> None:
        """Take one statement, or report the slip of one with its repair."""
        found = STATEMENT.fullmatch(item.text)
        if found and found[2]:
            self.options.append(Option(found[2], found[1] == "Đ", "", item.line))
            return
        self.is_clean = False
        if found:
            self.report.add(item.line, "Q11")
        elif wanted := _repaired(item.text):
            self.report.add(item.line, "Q10.group", fix=replace_line(item.line, wanted))
        elif LISTED.fullmatch(item.text):
            self.report.add(item.line, "Q10.group", fix=self.marked)
        else:
            self.draft.junk(self.report, item)


def _repaired(text: str) -> str:
    for pattern in SLIPS:
        if found := pattern.fullmatch(text):
            word = next(value for value in found.groups() if value and value != found["text"])
            return f"- [{SAID[fold(word)][0]}] {found['text']}"
    return ""


def _marked(items: Sequence[Item]) -> Fix | None:
    """Return the repair of a whole list of boxes, some of them ticked: then the others are meant as untrue."""
    first, last = items[0].line, items[-1].line
    boxes = {item.line: found for item in items if (found := OPTION.fullmatch(item.text))}
    is_sure = all(found[1] in ("", "x", "X") and found[2] for found in boxes.values())
    is_whole = all(item.line in boxes or item.text[0] == ">" for item in items) and last - first + 1 == len(items)
    if not (is_sure and is_whole and any(found[1] for found in boxes.values())):
        return None
    lines = (
        f"- [{'Đ' if boxes[item.line][1] else 'S'}] {boxes[item.line][2]}" if item.line in boxes else f"  {item.text}"
        for item in items
    )
    return Fix(first, last, tuple(lines))


def read(draft: Draft, report: Report) -> Question:
    """Read one statement or a group of them."""
    if any(LISTED.fullmatch(item.text) or STATEMENT.fullmatch(item.text) for item in draft.items):
        return _two_boxes(draft, report) or _group(draft, report)
    for item in draft.items:
        draft.junk(report, item)
    for key in ("Tính điểm", "Trộn"):
        if key in draft.attributes.found:
            report.add(draft.attributes.line(key, draft.line), "Q18", key=key, kind="đúng sai (một ý)")
    return draft.question(answer=_answer(draft, report))


def _answer(draft: Draft, report: Report) -> str:
    value = draft.attributes.value("Đáp án")
    answer = ANSWERS.get(fold(value), "")
    line = draft.attributes.line("Đáp án", draft.kind_line)
    if value and not answer:
        meant = (SAID | YES_NO).get(fold(value).strip(" .,;`*[]()"), "")
        report.add(line, "Q24", value=value, fix=replace_line(line, f"Đáp án: {meant}") if meant else None)
    elif "Đáp án" not in draft.attributes.found:
        report.add(line, "Q24.missing")
    return answer


def _two_boxes(draft: Draft, report: Report) -> Question | None:
    """Report a list that is nothing but "Đúng" and "Sai": what is meant is `Đáp án:`."""
    found = [OPTION.fullmatch(item.text) for item in draft.items]
    words = {fold(box[2]).rstrip("."): bool(box[1]) for box in found if box}
    if not all(found) or set(words) != set(ANSWERS) or len(found) != len(words) or "Đáp án" in draft.attributes.found:
        return None
    wanted = next((ANSWERS[word] for word, is_ticked in words.items() if is_ticked), "")
    first, last = draft.items[0].line, draft.items[-1].line
    is_sure = sum(words.values()) == 1 and last == first + 1
    fix = Fix(first, last, (f"Đáp án: {wanted}",)) if is_sure else None
    report.add(first, "Q24.list", wanted=wanted if is_sure else "Đúng` hoặc `Đáp án: Sai", fix=fix)
    return draft.question(answer=wanted)


def _group(draft: Draft, report: Report) -> Question:
    statements = Statements(draft, report)
    count = len(statements.options)
    if "Đáp án" in draft.attributes.found:
        report.add(draft.attributes.line("Đáp án", draft.line), "Q24.both")
    scoring = draft.attributes.scoring(Scoring.SHARE, Scoring.STEPS)
    if statements.is_clean:
        _judge(draft, statements.options, report)
        if scoring is Scoring.STEPS and count != STEP_ITEMS:
            report.add(draft.attributes.line("Tính điểm", draft.line), "Q26.steps", count=count)
    return draft.question(options=tuple(statements.options), scoring=scoring)


def _judge(draft: Draft, options: list[Option], report: Report) -> None:
    if not 2 <= len(options) <= MOST:
        report.add(draft.line, "Q20.group", count=len(options))
    elif len({option.correct for option in options}) == 1:
        report.add(draft.line, "Q23.group")


def write_items(question: Question) -> list[str]:
    """Return the lines of a group of statements; the key of a single one is an attribute."""
    lines: list[str] = []
    for option in question.options:
        lines += [f"- [{'Đ' if option.correct else 'S'}] {option.text}", *quoted(option.feedback)]
    return lines


TRUE_FALSE = KindRules(frozenset({"Điểm", "Đáp án", "Tính điểm", "Trộn"}), read, write_items)
