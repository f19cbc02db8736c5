"""`một đáp án` and `nhiều đáp án`: a check-list whose ticks are the key."""

from __future__ import annotations

from app.content.kinds.base import Draft, KindRules
from app.content.kinds.options import Options, write_options
from app.content.messages import Report, replace_line, shortened
from app.content.schema import Kind, Option, Question, Scoring
from app.core.text import fold

SCORINGS = {fold(word): word for word in (Scoring.SHARE, Scoring.ALL_RIGHT)}


def read(draft: Draft, report: Report) -> Question:
    """Read a choice question; its marks are judged only when every option could be read."""
    options = Options(draft, report)
    if options.is_clean:
        _judge(draft, options.options, report)
    return draft.question(options=tuple(options.options), scoring=_scoring(draft))


def _judge(draft: Draft, options: list[Option], report: Report) -> None:
    right = [option for option in options if option.correct]
    if len(options) < 2:
        report.add(draft.line, "Q20")
    elif not right:
        report.add(draft.line, "Q22")
    elif draft.kind is Kind.ONE and len(right) > 1:
        marks = ", ".join(str(option.line) for option in right[:-1]) + f" và {right[-1].line}"
        fix = replace_line(draft.kind_line, f"Kiểu: {Kind.SEVERAL}") if len(right) < len(options) else None
        report.add(draft.line, "Q21", title=shortened(draft.title), marks=marks, fix=fix)
    elif len(right) == len(options):
        report.add(draft.line, "Q23")


def _scoring(draft: Draft) -> Scoring | None:
    value = fold(draft.attributes.value("Tính điểm"))
    if value and value not in SCORINGS:
        draft.attributes.unclear("Tính điểm", "`từng phần` hoặc `đúng hết`", "đúng hết")
    return SCORINGS.get(value)


ONE = KindRules(frozenset({"Điểm", "Trộn"}), read, write_options)
SEVERAL = KindRules(frozenset({"Điểm", "Trộn", "Tính điểm"}), read, write_options)
