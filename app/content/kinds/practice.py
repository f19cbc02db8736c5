"""`thực hành`: a list of things to do, ticked by the person who watches."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.content.blocks import TASKS
from app.content.kinds.base import Draft, KindRules
from app.content.kinds.options import Options, write_options
from app.content.messages import Report, replace_line
from app.content.nearby import nearest
from app.core.text import fold

if TYPE_CHECKING:
    from app.content.schema import Question

CONFIRMERS = {fold(word): word for word in ("người hướng dẫn", "giáo viên", "cán bộ")}
MINIMUM = re.compile(r"(\d{1,2})\s*/\s*(\d{1,2})")


def read(draft: Draft, report: Report) -> Question:
    """Read a practice task; without `Tối thiểu` all of it is asked for."""
    options = Options(draft, report)
    for option in options.options:
        if option.correct:
            report.add(option.line, "Q29", fix=replace_line(option.line, f"- [ ] {option.text}"))
    if options.is_clean and not options.options:
        report.add(draft.kind_line, "Q31")
    count = len(options.options)
    minimum = _minimum(draft, count, report, counts=options.is_clean)
    return draft.question(options=tuple(options.options), confirmer=_confirmer(draft), minimum=minimum)


def _minimum(draft: Draft, count: int, report: Report, *, counts: bool) -> tuple[int, int]:
    value = draft.attributes.value("Tối thiểu")
    if not value:
        return count, count
    found = MINIMUM.fullmatch(value)
    if not found or not 0 < int(found[1]) <= int(found[2]):
        draft.attributes.unclear("Tối thiểu", "số việc cần đạt trên tổng số việc", f"{max(count - 1, 1)}/{count}")
        return count, count
    least, total = int(found[1]), int(found[2])
    if counts and total != count:
        wanted = f"{min(least, count)}/{count}"
        report.add(draft.attributes.line("Tối thiểu", draft.line), "Q27", value=value, count=count, wanted=wanted)
    return least, total


def _confirmer(draft: Draft) -> str:
    value = draft.attributes.value("Người xác nhận")
    if not value:
        return CONFIRMERS["nguoi huong dan"]
    known = CONFIRMERS.get(fold(" ".join(value.split())))
    if known is None:
        near = nearest(fold(value), CONFIRMERS)
        line = draft.attributes.line("Người xác nhận", draft.line)
        fix = replace_line(line, f"Người xác nhận: {CONFIRMERS[near]}") if near else None
        draft.attributes.unclear("Người xác nhận", " · ".join(CONFIRMERS.values()), "người hướng dẫn", fix)
    return known or ""


PRACTICE = KindRules(frozenset({"Người xác nhận", "Tối thiểu"}), read, write_options, TASKS)
