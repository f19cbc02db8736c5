"""Rules of one file that need its whole tree or today's date: drawing, days, ids, what learners can guess."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import TYPE_CHECKING

from app.content.check_text import TextRules
from app.content.kinds.hotspot import PICTURE
from app.content.kinds.true_false import STEP_ITEMS
from app.content.messages import Report, insert_before, new_problem, remove_line, replace_line
from app.content.meta import MODULE_ID
from app.content.schema import Document, Fix, Framework, Group, Kind, Module, Problem, Question, QuizMode, Scoring
from app.content.sentences import sentence_lengths
from app.core.text import fold

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

MAX_WORDS = 3_000
WORDS_A_MINUTE = 200
ORDER_WORDS = re.compile(
    r"(?:ca|tat ca|gom)\b.*\b(?:tren|[a-d]|dap an|phuong an)\b.*|(?:khong|chang)\b.*\b(?:dap an|phuong an)\b.*"
    r"|(?:ca )?[a-d](?:\s*(?:,|va|&|\+)\s*[a-d])+\b.*|ca (?:hai|ba|bon)\b.*|tat ca deu (?:dung|sai).*"
)
GUESSABLE_FROM = 4  # Fewer questions say nothing about a habit.
LONGEST_SENTENCES = 20  # Words on average; for residents who read slowly.
READABLE_FROM = 5  # Fewer sentences say nothing about how a text reads.


def check_document(document: Document, *, today: date, media: Mapping[str, int] | None = None) -> tuple[Problem, ...]:
    """Return all problems of one file, those of its grammar included, by line.

    `media` maps the names of the files beside it to their sizes in bytes; with None files are not looked for.
    """
    report = Report(document.file)
    text_rules = TextRules(document, media, report)
    text_rules.check()
    _ids(document, report)
    if document.module:
        _module(document, document.module, today, report)
        if document.module.meta.audio and media is not None:
            text_rules.file(document.module.meta.lines.get("âm thanh", 1), document.module.meta.audio)
        for question in document.module.items if media is not None else ():
            if PICTURE.fullmatch(question.picture):
                text_rules.file(question.lines.get("Ảnh", question.line), question.picture)
    if document.framework:
        _framework(document.framework, report)
    return in_order([*document.problems, *report.problems])


def in_order(problems: list[Problem]) -> tuple[Problem, ...]:
    """Return problems by file, line and code, each once."""
    return tuple(sorted(dict.fromkeys(problems), key=lambda problem: (problem.file, problem.line, problem.code)))


def _ids(document: Document, report: Report) -> None:
    seen: dict[str, int] = {}
    for value, line in document.ids:
        if value in seen:
            report.add(line, "Q05", value=value, first=seen[value], fix=remove_line(line))
        seen.setdefault(value, line)


def _module(document: Document, module: Module, today: date, report: Report) -> None:
    meta = module.meta
    if meta.draw and meta.draw > document.question_count:
        report.add(meta.lines.get("lấy", 1), "F08", wanted=meta.draw, count=document.question_count)
    if meta.quiz is QuizMode.ASSESSMENT and not document.question_count:
        report.add(meta.lines.get("kiểm tra", 1), "F29")
    stem = PurePath(document.file).stem
    if MODULE_ID.fullmatch(meta.id) and stem != meta.id:
        report.add(meta.lines.get("mã", 1), "F23", value=meta.id, stem=stem)
    _days(module, today, report)
    _steps(module, report)
    _length(document, module, report)
    _reading(module, report)
    _guessing(module, report)


def _days(module: Module, today: date, report: Report) -> None:
    meta = module.meta
    if meta.review_by and today > meta.review_by:
        report.add(meta.lines.get("soát lại trước", 1), "F27", day=_vietnamese(meta.review_by))
    if meta.valid_until and today > meta.valid_until:
        code = "F28.exam" if meta.quiz is QuizMode.ASSESSMENT else "F28.note"
        report.add(meta.lines.get("hiệu lực đến", 1), code, day=_vietnamese(meta.valid_until))


def outdated(module: Module, *, today: date) -> list[Problem]:
    """Return what stands against a new version of an assessment whose day is over.

    One that was published in time and only grew old is no error (`check_document` tells it): nobody can start it any
    more, and it must not stop whoever publishes something else.
    """
    meta = module.meta
    if meta.quiz is not QuizMode.ASSESSMENT or meta.valid_until is None or today <= meta.valid_until:
        return []
    return [new_problem(module.file, meta.lines.get("hiệu lực đến", 1), "F28", day=_vietnamese(meta.valid_until))]


def _steps(module: Module, report: Report) -> None:
    """Report groups of statements that the step scale of the whole lesson does not fit."""
    groups = [one for one in module.questions if one.kind is Kind.TRUE_FALSE and one.options and one.scoring is None]
    for question in groups if module.meta.scoring is Scoring.STEPS else ():
        if len(question.options) != STEP_ITEMS:
            fix = _below_kind(question, f"Tính điểm: {Scoring.SHARE}")
            report.add(question.line, "Q26.lesson", count=len(question.options), fix=fix)


def _length(document: Document, module: Module, report: Report) -> None:
    words = len(module.prose.split())
    if words > MAX_WORDS:
        minutes = round(words / WORDS_A_MINUTE)
        report.add(module.prose_line, "P01", words=f"{words:,}".replace(",", "."), minutes=minutes)
    if not words and not module.items and not any(problem.is_error for problem in document.problems):
        report.add(document.body_line, "P02")


def _reading(module: Module, report: Report) -> None:
    """Tell the author of a text for residents that its sentences are long."""
    lengths = sentence_lengths(module.prose) if Group.RESIDENTS in module.meta.groups else []
    if len(lengths) >= READABLE_FROM and sum(lengths) > LONGEST_SENTENCES * len(lengths):
        words = f"{sum(lengths) / len(lengths):.1f}".replace(".", ",")
        report.add(module.prose_line, "P13", words=words, limit=LONGEST_SENTENCES)


def _guessing(module: Module, report: Report) -> None:
    """Tell the author what a learner could guess from: words about the order, the longest answer."""
    choices = [question for question in module.questions if question.kind in (Kind.ONE, Kind.SEVERAL)]
    for question in choices:
        for option in question.options if question.shuffle else ():
            if ORDER_WORDS.fullmatch(fold(option.text).rstrip(".")):
                report.add(option.line, "Q45", text=option.text, fix=_unmixed(question))
    single = [question for question in choices if question.kind is Kind.ONE and len(question.options) > 1]
    longest = sum(right_is_longest(question) for question in single)
    if len(single) >= GUESSABLE_FROM and longest * 4 >= len(single) * 3:
        report.add(single[0].line, "Q50", longest=longest, count=len(single))


def _unmixed(question: Question) -> Fix | None:
    """Return the repair that keeps the options of a question in their order."""
    at = question.lines.get("Trộn")
    return replace_line(at, "Trộn: không") if at else _below_kind(question, "Trộn: không")


def _below_kind(question: Question, text: str) -> Fix | None:
    kind = question.lines.get("Kiểu")
    return insert_before(kind + 1, text) if kind else None


def right_is_longest(question: Question) -> bool:
    """Return whether the right option has more letters than every wrong one, so that it can be guessed."""
    right = [len(option.text) for option in question.options if option.correct]
    others = [len(option.text) for option in question.options if not option.correct]
    return bool(right and others) and max(right) > max(others)


def _framework(framework: Framework, report: Report) -> None:
    seen: dict[str, int] = {}
    for skill in framework.skills:
        if skill.id in seen:
            report.add(skill.line, "G11", value=skill.id, first=seen[skill.id])
        if not skill.text:
            report.add(skill.line, "G12", value=skill.id)
        seen.setdefault(skill.id, skill.line)


def _vietnamese(day: date) -> str:
    return f"{day.day}/{day.month}/{day.year}"
