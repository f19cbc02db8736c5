"""The list of kinds: a new kind is one file and one line here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.content.kinds.choice import ONE, SEVERAL, SIGNS
from app.content.kinds.hotspot import HOTSPOT
from app.content.kinds.match import MATCH
from app.content.kinds.order import ORDER
from app.content.kinds.practice import PRACTICE
from app.content.kinds.scenario import SCENARIO
from app.content.kinds.true_false import TRUE_FALSE
from app.content.kinds.typed import NUMBER, SHORT
from app.content.schema import Kind

if TYPE_CHECKING:
    from app.content.kinds.base import KindRules

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
    Kind.PRACTICE: PRACTICE,
}
