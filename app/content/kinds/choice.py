"""Check-lists whose ticks are the key: `một đáp án`, `nhiều đáp án`, and `tìm dấu hiệu` with the parts of a message."""

from dataclasses import replace

from app.content.kinds.base import Draft, KindRules
from app.content.kinds.options import Options, write_options
from app.content.messages import Report, replace_line, shortened
from app.content.schema import Kind, Option, Question, Scoring


def read(draft: Draft, report: Report) -> Question:
    """Read a choice question; its marks are judged only when every option could be read."""
    options = Options(draft, report)
    if options.is_clean:
        judge(draft, options.options, report)
    scoring = draft.attributes.scoring(Scoring.SHARE, Scoring.ALL_RIGHT)
    return draft.question(options=tuple(options.options), scoring=scoring)


def read_signs(draft: Draft, report: Report) -> Question:
    """Read the parts of a message; they stay in the order in which the message is read."""
    return replace(read(draft, report), shuffle=False)


def judge(draft: Draft, options: list[Option], report: Report) -> None:
    """Report what is wrong with the ticks of a list."""
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


ONE = KindRules(frozenset({"Điểm", "Trộn"}), read, write_options)
SEVERAL = KindRules(frozenset({"Điểm", "Trộn", "Tính điểm"}), read, write_options)
SIGNS = KindRules(frozenset({"Điểm", "Tính điểm"}), read_signs, write_options)
