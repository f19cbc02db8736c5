"""`đúng sai`: one statement with `Đáp án: Đúng` or `Đáp án: Sai`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.content.kinds.base import Draft, KindRules
from app.core.text import fold

if TYPE_CHECKING:
    from app.content.messages import Report
    from app.content.schema import Question

ANSWERS = {"dung": "Đúng", "sai": "Sai"}
GROUP_ITEM = re.compile(r"[-*+]\s*\[\s*[ĐđDdSs]\s*\].*")


def read(draft: Draft, report: Report) -> Question | None:
    """Read a single statement; a group of statements is a kind of a later release."""
    if any(GROUP_ITEM.fullmatch(item.text) for item in draft.items):
        report.add(draft.kind_line, "Q06", value="đúng sai (nhóm nhiều ý)")
        return None
    for item in draft.items:
        draft.junk(report, item)
    value = draft.attributes.value("Đáp án")
    answer = ANSWERS.get(fold(value), "")
    if value and not answer:
        report.add(draft.attributes.line("Đáp án", draft.line), "Q24", value=value)
    elif "Đáp án" not in draft.attributes.found:
        report.add(draft.kind_line, "Q24.missing")
    return draft.question(answer=answer)


def write_items(_: Question) -> list[str]:
    """Return no lines: the key is an attribute."""
    return []


TRUE_FALSE = KindRules(frozenset({"Điểm", "Đáp án"}), read, write_items)
