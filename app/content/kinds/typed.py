"""`trả lời ngắn` and `số`: no list, the keys stand in `Đáp án:` and `Chấp nhận:`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.content.attributes import answer_slip_of, report_slip
from app.content.compare import UnclearAddress, answer_key, phone_of, range_text, read_address
from app.content.kinds.base import Draft, KindRules
from app.content.kinds.options import OPTION, TICKS
from app.content.kinds.quantities import Quantity
from app.content.messages import Report, remove_line, replace_line
from app.content.nearby import nearest
from app.content.numbers import WIDE
from app.content.schema import Comparer
from app.core.text import fold

if TYPE_CHECKING:
    from collections.abc import Hashable

    from app.content.attributes import Attribute
    from app.content.compare import Range
    from app.content.schema import Question

LONGEST = 200  # What a learner may type.
ANSWERS = ("Đáp án", "Chấp nhận")
COMPARERS = {fold(comparer): comparer for comparer in Comparer}
HABITS = {
    "chinh xac": Comparer.EXACT,
    "dung tung chu": Comparer.EXACT,
    "khong can dau": Comparer.FOLDED,
    "bo dau": Comparer.FOLDED,
    "sdt": Comparer.PHONE,
    "dien thoai": Comparer.PHONE,
    "web": Comparer.ADDRESS,
    "trang web": Comparer.ADDRESS,
    "dia chi": Comparer.ADDRESS,
    "dia chi trang web": Comparer.ADDRESS,
    "url": Comparer.ADDRESS,
}
LISTED = re.compile(r"[-*+•–—·●▪\[(].*|\d{1,2}[.)]\s.*|[A-Ha-h][.)]\s.*")
LISTED_TEXT = re.compile(r"(?:[-*+•–—·●▪]|\d{1,2}[.)]|[A-Ha-h][.)]|[\[(].*)\s*")


def read_short(draft: Draft, report: Report) -> Question:
    """Read a short answer; every key must be one that its comparer can meet."""
    given = _answers(draft, report)
    comparer = _comparer(draft, report)
    seen: dict[Hashable, Attribute] = {}
    for attribute in given:
        _suits(attribute, comparer, report)
        key = answer_key(attribute.value, comparer) or attribute.value
        _same(seen.get(key), attribute, report)
        seen.setdefault(key, attribute)
    # Full-width signs come from a keyboard's mood; answers are compared without them, so keys are kept without them.
    accepted = tuple(attribute.value.translate(WIDE) for attribute in draft.attributes.every("Chấp nhận"))
    return draft.question(answer=draft.attributes.value("Đáp án").translate(WIDE), accepted=accepted, comparer=comparer)


def read_number(draft: Draft, report: Report) -> Question:
    """Read a number or a range; the keys are kept as they are written, in one spelling."""
    unit = draft.attributes.value("Đơn vị")
    seen: dict[Range, Attribute] = {}
    for attribute in _answers(draft, report):
        found = Quantity(attribute, unit, report).read()
        if found:
            _same(seen.get(found), attribute, report)
            seen.setdefault(found, attribute)
    accepted = tuple(range_text(attribute.value) for attribute in draft.attributes.every("Chấp nhận"))
    return draft.question(answer=range_text(draft.attributes.value("Đáp án")), accepted=accepted, unit=unit)


def _answers(draft: Draft, report: Report) -> list[Attribute]:
    """Return the keys in the order of the file; lines that are none are reported."""
    for item in draft.items:
        slip = answer_slip_of(item.text)
        if slip and slip.key in ANSWERS:
            draft.attributes.put(report_slip(report, item.line, slip))
        elif LISTED.fullmatch(item.text):
            is_only = len(draft.items) == 1 and "Đáp án" not in draft.attributes.found
            text = _listed(item.text) if is_only else ""
            report.add(
                item.line, "Q46", kind=draft.kind, fix=replace_line(item.line, f"Đáp án: {text}") if text else None
            )
        else:
            draft.junk(report, item)
    if "Đáp án" not in draft.attributes.found and not any(LISTED.fullmatch(item.text) for item in draft.items):
        report.add(draft.kind_line, "Q24.answer", kind=draft.kind)
    return sorted(draft.attributes.every(*ANSWERS), key=lambda attribute: attribute.line)


def _listed(text: str) -> str:
    """Return the answer a line of a list holds; an empty box says that it is none."""
    box = OPTION.fullmatch(text)
    if box:
        return box[2] if box[1] in TICKS else ""
    return LISTED_TEXT.sub("", text, count=1)


def _same(first: Attribute | None, second: Attribute, report: Report) -> None:
    if first:
        fix = remove_line(second.line) if second.key == "Chấp nhận" else None
        report.add(second.line, "Q14.answer", first=first.line, fix=fix)


def _comparer(draft: Draft, report: Report) -> Comparer:
    given = draft.attributes.found.get("So sánh")
    value = " ".join(fold(given.value).split()).rstrip(".") if given else ""
    if given is None or not value:
        return Comparer.EXACT
    known = COMPARERS.get(value)
    if known:
        return known
    near = nearest(value, COMPARERS)
    meant = HABITS.get(value) or (COMPARERS[near] if near else None)
    if meant:
        fix = replace_line(given.line, f"So sánh: {meant}")
        report.add(given.line, "Q47", value=given.value, wanted=meant, fix=fix)
    else:
        report.add(given.line, "Q47.unknown", value=given.value, choices=" · ".join(Comparer))
    return meant or Comparer.EXACT


def _suits(attribute: Attribute, comparer: Comparer, report: Report) -> None:
    if len(attribute.value) > LONGEST:
        report.add(attribute.line, "Q48.long", limit=LONGEST)
    elif comparer is Comparer.PHONE and not phone_of(attribute.value):
        report.add(attribute.line, "Q48.phone", value=attribute.value)
    elif comparer is Comparer.ADDRESS:
        try:
            read_address(attribute.value)
        except UnclearAddress:
            report.add(attribute.line, "Q48.address", value=attribute.value)


def write_items(_: Question) -> list[str]:
    """Return no lines: the keys are attributes."""
    return []


SHORT = KindRules(frozenset({"Điểm", "Đáp án", "Chấp nhận", "So sánh"}), read_short, write_items)
NUMBER = KindRules(frozenset({"Điểm", "Đáp án", "Chấp nhận", "Đơn vị"}), read_number, write_items)
