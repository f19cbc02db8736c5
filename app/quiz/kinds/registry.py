"""The list of kinds that learners answer: a new kind is one file and one line here."""

from collections.abc import Mapping
from typing import Any

from app.content.words import Kind
from app.quiz.kinds.base import KindRules, Laid
from app.quiz.kinds.choice import HOTSPOT, ONE, SEVERAL, SIGNS, TRUE_FALSE
from app.quiz.kinds.match import MATCH
from app.quiz.kinds.order import ORDER
from app.quiz.kinds.scenario import SCENARIO
from app.quiz.kinds.statements import STATEMENTS
from app.quiz.kinds.typed import NUMBER, SHORT

KINDS: dict[Kind, KindRules] = {
    Kind.ONE: ONE,
    Kind.SEVERAL: SEVERAL,
    Kind.TRUE_FALSE: TRUE_FALSE,
    Kind.SHORT: SHORT,
    Kind.NUMBER: NUMBER,
    Kind.ORDER: ORDER,
    Kind.MATCH: MATCH,
    Kind.HOTSPOT: HOTSPOT,
    Kind.SIGNS: SIGNS,
    Kind.SCENARIO: SCENARIO,
}


def rules_of_record(record: Mapping[str, Any]) -> KindRules:
    """Return the rules of a question in a snapshot; `đúng sai` with options is a group of statements."""
    kind = Kind(record["kind"])
    return STATEMENTS if kind is Kind.TRUE_FALSE and record["options"] else KINDS[kind]


def rules_of(kind: Kind, key: Any) -> KindRules:
    """Return the rules of a question by its key: that of a single statement has one number, that of a group more."""
    return STATEMENTS if kind is Kind.TRUE_FALSE and len(key) > 1 else KINDS[kind]


def rules_on(laid: Laid) -> KindRules:
    """Return the rules of a question on a sheet."""
    return rules_of(Kind(laid["kind"]), laid["key"])
