"""The declarations and the scoring of a QTI 3 item, in the terms of the standard."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.content.numbers import range_parts, read_number, read_range
from app.interchange.numbers import point
from app.interchange.qti.xml import element, text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

RESPONSE, SCORE, FEEDBACK, EXPLANATION = "RESPONSE", "SCORE", "FEEDBACK", "EXPLANATION"


@dataclass(frozen=True, slots=True)
class Key:
    """What is right: the values, and points for single values with the points of any other."""

    cardinality: str
    base_type: str
    correct: Sequence[str]
    mapping: Sequence[tuple[str, Fraction]] = ()
    otherwise: Fraction | None = None
    ranges: Sequence[str] = field(default_factory=tuple)


def declarations(key: Key, points: Fraction, *, has_feedback: bool, has_explanation: bool) -> str:
    """Return the declared response and outcomes."""
    values = (element("qti-value", None, text(value)) for value in key.correct)
    inside = [element("qti-correct-response", None, *values)]
    if key.mapping:
        inside.append(_mapping(key, points))
    given = {"identifier": RESPONSE, "cardinality": key.cardinality, "base-type": key.base_type}
    found = [element("qti-response-declaration", given, *inside)]
    found += [_outcome(SCORE, "0", {"normal-maximum": decimal(points)}), _outcome("MAXSCORE", decimal(points), {})]
    for name, is_there in ((FEEDBACK, has_feedback), (EXPLANATION, has_explanation)):
        if is_there:
            several = key.cardinality if name == FEEDBACK else "single"
            told = {"identifier": name, "cardinality": several, "base-type": "identifier"}
            found.append(element("qti-outcome-declaration", told))
    return "".join(found)


def processing(key: Key, points: Fraction, *, has_feedback: bool, has_explanation: bool) -> str:
    """Return how the score is made, and what is said afterwards."""
    if key.mapping:
        rules = [_set(SCORE, element("qti-map-response", {"identifier": RESPONSE}))]
    else:
        condition = _any_range(key.ranges) if key.ranges else _is_correct()
        earned = _set(SCORE, _value("float", decimal(points)))
        rules = [element("qti-response-condition", None, element("qti-response-if", None, condition, earned))]
    if has_feedback:
        rules.append(_set(FEEDBACK, element("qti-variable", {"identifier": RESPONSE})))
    if has_explanation:
        rules.append(_set(EXPLANATION, _value("identifier", "explanation")))
    return element("qti-response-processing", None, *rules)


def decimal(value: Fraction) -> str:
    """Return a number as the standard writes it: exact when it has an end, else as near as a computer knows."""
    plain = value.denominator
    while plain % 2 == 0:
        plain //= 2
    while plain % 5 == 0:
        plain //= 5
    return point(value) if plain == 1 and value.denominator < 10**6 else repr(float(value))


def _mapping(key: Key, points: Fraction) -> str:
    is_text = key.base_type == "string"
    entries = (
        element("qti-map-entry", {"map-key": name, "mapped-value": decimal(earned), **_case(is_text=is_text)})
        for name, earned in key.mapping
    )
    given = {"lower-bound": "0", "upper-bound": decimal(points), "default-value": decimal(key.otherwise or points * 0)}
    return element("qti-mapping", given, *entries)


def _case(*, is_text: bool) -> dict[str, str]:
    return {"case-sensitive": "false"} if is_text else {}


def _outcome(name: str, value: str, more: dict[str, str]) -> str:
    default = element("qti-default-value", None, element("qti-value", None, value))
    return element(
        "qti-outcome-declaration", {"identifier": name, "cardinality": "single", "base-type": "float", **more}, default
    )


def _is_correct() -> str:
    return element("qti-match", None, _variable(), element("qti-correct", {"identifier": RESPONSE}))


def _any_range(ranges: Sequence[str]) -> str:
    return element("qti-or", None, *(_range(written) for written in ranges))


def _range(written: str) -> str:
    """Return the comparison of one key: `15` and `15 ± 1` by tolerance, `từ 10 đến 20` by its two ends."""
    first, sign, second = range_parts(written)
    found = read_range(written)
    if sign == "đến":
        low = element("qti-gte", None, _variable(), _value("float", decimal(found.low)))
        high = element("qti-lte", None, _variable(), _value("float", decimal(found.high)))
        return element("qti-and", None, low, high)
    middle = _value("float", decimal(read_number(first)))
    if not sign:
        return element("qti-equal", {"tolerance-mode": "exact"}, _variable(), middle)
    within = {"tolerance-mode": "absolute", "tolerance": decimal(read_number(second))}
    return element("qti-equal", within, _variable(), middle)


def _set(name: str, expression: str) -> str:
    return element("qti-set-outcome-value", {"identifier": name}, expression)


def _variable() -> str:
    return element("qti-variable", {"identifier": RESPONSE})


def _value(base_type: str, written: str) -> str:
    return element("qti-base-value", {"base-type": base_type}, written)
