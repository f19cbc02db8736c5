"""The numbers a QTI item accepts: declared values, and the ranges its scoring compares with."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from app.interchange.numbers import NUMBER, number_text
from app.interchange.wording import quoted

if TYPE_CHECKING:
    from app.interchange.qti.item import QtiItem, Response
    from app.interchange.report import Findings
    from app.interchange.xml_tree import Node

LOW, HIGH = ("gte", "gt"), ("lte", "lt")


def ranges_of(item: QtiItem, response: Response, findings: Findings) -> list[str]:
    """Return the accepted numbers as the module format writes them; what is no number is reported."""
    found: list[str] = []
    for node in item.processing.every() if item.processing else ():
        if not any(part.get("identifier") == response.identifier for part in node.every("variable")):
            continue
        if node.tag in ("equal", "equalRounded"):
            found += _equal(node, findings)
        elif node.tag == "and":
            found += _between(node, findings)
    if not found:
        full = max((response.mapping or {}).values(), default=Fraction(0))
        texts = [*response.correct, *(key for key, points in (response.mapping or {}).items() if 0 < points == full)]
        found = [text for value in texts if (text := _written(value, response.line, findings))]
    return list(dict.fromkeys(found))


def _equal(node: Node, findings: Findings) -> list[str]:
    """Return the range of a comparison with a plain value; one with the declared value says nothing of its own."""
    value = node.first("baseValue")
    if value is None:
        return []
    if node.tag == "equalRounded":
        findings.lost(node.line, "Cách làm tròn khi so số không giữ lại, phải đúng số đã ghi.")
    middle = _number(value.text(), node.line, findings)
    if middle is None:
        return []
    given = [part for part in node.get("tolerance").split() if NUMBER.fullmatch(part)]
    mode = node.get("toleranceMode", "exact")
    if not given or mode not in ("absolute", "relative"):
        return _ranges(middle, middle)
    scale = abs(middle) / 100 if mode == "relative" else Fraction(1)
    below, above = Fraction(given[0]) * scale, Fraction(given[-1]) * scale
    _tell_open_ends(node, findings)
    if below == above:
        texts = (number_text(middle), number_text(below))
        return [f"{texts[0]} ± {texts[1]}"] if all(texts) and below else _ranges(middle, middle)
    return _ranges(middle - below, middle + above)


def _between(node: Node, findings: Findings) -> list[str]:
    """Return the range of two comparisons, in either order of value and answer."""
    low = high = None
    for part in node.elements():
        value = part.first("baseValue")
        if part.tag not in LOW + HIGH or value is None:
            continue
        if part.tag in ("gt", "lt"):
            findings.lost(part.line, "Hai đầu của khoảng số vốn không tính, nay được tính.")
        is_reversed = part.elements()[:1] == [value]
        number = _number(value.text(), part.line, findings)
        if (part.tag in LOW) != is_reversed:
            low = number
        else:
            high = number
    return _ranges(low, high) if low is not None and high is not None and low <= high else []


def _ranges(low: Fraction, high: Fraction) -> list[str]:
    first, last = number_text(low), number_text(high)
    if first is None or last is None:
        return []
    return [first] if low == high else [f"từ {first} đến {last}"]


def _written(text: str, line: int, findings: Findings) -> str:
    number = _number(text, line, findings)
    return (number_text(number) or "") if number is not None else ""


def _number(text: str, line: int, findings: Findings) -> Fraction | None:
    if not NUMBER.fullmatch(text):
        findings.bad(line, f"{quoted(text)} không phải số. Viết như `5` hoặc `3.14`.")
        return None
    return Fraction(text)


def _tell_open_ends(node: Node, findings: Findings) -> None:
    if "false" in (node.get("includeLowerBound"), node.get("includeUpperBound")):
        findings.lost(node.line, "Hai đầu của khoảng số vốn không tính, nay được tính.")
