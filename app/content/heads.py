"""The three heads of the format: which keys a module, a programme and a framework know, and what is made of them."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

from app.content.frontmatter import Head, Key
from app.content.meta import FORMAT, MODULE_ID, SOURCES, TITLE, Values
from app.content.schema import (
    CompletionRule,
    Framework,
    LessonRef,
    ModuleMeta,
    Programme,
    QuizMode,
    Review,
    Scoring,
    Trust,
)
from app.core.text import fold

if TYPE_CHECKING:
    from app.content.messages import Report

GROUPS = Key("nhóm", is_list=True, splits=True, example="[người dân]")
REVIEW_BY = Key("soát lại trước")
SUMMARY = Key("tóm tắt")
MODULE_KEYS = (
    FORMAT,
    Key("mã", example="an-toan-otp"),
    TITLE,
    SUMMARY,
    GROUPS,
    Key("kỹ năng", is_list=True, splits=True),
    Key("thời lượng"),
    Key("âm thanh"),
    SOURCES,
    Key("hiệu lực đến"),
    REVIEW_BY,
    Key("kiểm tra"),
    Key("đạt"),
    Key("số lần làm"),
    Key("chờ"),
    Key("giới hạn thời gian"),
    Key("lấy"),
    Key("trộn"),
    Key("tính điểm"),
    Key("xem lại"),
    Key("tác giả", is_list=True, splits=True),
)
PROGRAMME_KEYS = (
    FORMAT,
    Key("nhóm", example="người dân"),
    TITLE,
    Key("khung", example="757/QĐ-BKHCN v1.0 (khung tạm)"),
    Key("bài", is_list=True, splits=True, example="[an-toan-otp]"),
    Key("bài đánh giá"),
    Key("đạt khi", is_list=True, splits=True, example="[tất cả bài, bài đánh giá]"),
    Key("mức tin cậy"),
)
FRAMEWORK_KEYS = (
    FORMAT,
    Key("mã", example="TT02"),
    TITLE,
    SUMMARY,
    Key("nhóm", is_list=True, splits=True),
    SOURCES,
    REVIEW_BY,
)
FRAMEWORK_ID = re.compile(r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*")
REFERENCE = re.compile(r"(?:([a-z0-9-]+)/)?([a-z0-9]+(?:-[a-z0-9]+)*)")
DEFAULT_PASS = Fraction(80)


def module_meta(head: Head, report: Report) -> ModuleMeta:
    """Return the head of a module."""
    values = Values(head.entries, report)
    values.format()
    return ModuleMeta(
        id=values.id(),
        title=values.text("tiêu đề"),
        summary=values.text("tóm tắt"),
        groups=values.groups(),
        skills=values.skills(),
        minutes=values.minutes("thời lượng"),
        audio=values.text("âm thanh"),
        sources=values.sources(),
        valid_until=values.day("hiệu lực đến"),
        review_by=values.day("soát lại trước"),
        quiz=values.choice("kiểm tra", QuizMode) or QuizMode.PRACTICE,
        pass_percent=values.percent("đạt", DEFAULT_PASS),
        attempts=values.count("số lần làm", "lần", "không giới hạn"),
        wait_minutes=values.minutes("chờ", "không") or 0,
        limit_minutes=values.minutes("giới hạn thời gian", "không"),
        draw=values.count("lấy", "câu", "tất cả") or None,
        shuffle=values.yes("trộn"),
        scoring=values.choice("tính điểm", Scoring) or Scoring.SHARE,
        review=values.choice("xem lại", Review),
        authors=values.texts("tác giả"),
        lines=head.lines(),
        written=head.written(),
    )


def programme_of(head: Head, report: Report) -> Programme:
    """Return a programme without its introduction."""
    values = Values(head.entries, report)
    values.format()
    groups = values.groups()
    lessons = tuple(ref for value, line in _pairs(head, "bài") if (ref := _reference(value, line, report)))
    exam = [ref for value, line in _pairs(head, "bài đánh giá") if (ref := _reference(value, line, report))]
    return Programme(
        title=values.text("tiêu đề"),
        group=groups[0] if groups else None,
        framework=values.text("khung"),
        lessons=lessons,
        assessment=exam[0] if exam else None,
        rule=_rule(head, report),
        trust=values.choice("mức tin cậy", Trust) or Trust.SELF,
        lines=head.lines(),
        written=head.written(),
    )


def framework_of(head: Head, report: Report) -> Framework:
    """Return a framework without its skills."""
    values = Values(head.entries, report)
    values.format()
    return Framework(
        id=values.id(FRAMEWORK_ID),
        title=values.text("tiêu đề"),
        summary=values.text("tóm tắt"),
        groups=values.groups(),
        sources=values.sources(),
        review_by=values.day("soát lại trước"),
        lines=head.lines(),
        written=head.written(),
    )


def _pairs(head: Head, name: str) -> list[tuple[str, int]]:
    entry = head.entries.get(name)
    return list(zip(entry.values, entry.value_lines, strict=True)) if entry else []


def _reference(value: str, line: int, report: Report) -> LessonRef | None:
    found = REFERENCE.fullmatch(value)
    if not found or not MODULE_ID.fullmatch(found[2]):
        report.add(line, "F16", value=value)
        return None
    return LessonRef(found[2], found[1] or "", line)


def _rule(head: Head, report: Report) -> CompletionRule:
    every, lessons, exam, practices = False, None, False, 0
    for value, line in _pairs(head, "đạt khi"):
        words = " ".join(fold(value).split())
        number = re.fullmatch(r"([1-9]\d{0,2}) (bai|thuc hanh)", words)
        if words == "tat ca bai":
            every = True
        elif words == "bai danh gia":
            exam = True
        elif number and number[2] == "bai":
            lessons = int(number[1])
        elif number:
            practices = int(number[1])
        else:
            report.add(line, "G03", value=value)
    return CompletionRule(every, lessons, exam, practices)
