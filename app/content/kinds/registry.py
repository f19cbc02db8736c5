"""The list of kinds that can be read: a new kind is one file and one line here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.content.kinds.choice import ONE, SEVERAL
from app.content.kinds.practice import PRACTICE
from app.content.kinds.true_false import TRUE_FALSE
from app.content.schema import Kind

if TYPE_CHECKING:
    from app.content.kinds.base import KindRules

KINDS: dict[Kind, KindRules] = {
    Kind.ONE: ONE,
    Kind.SEVERAL: SEVERAL,
    Kind.TRUE_FALSE: TRUE_FALSE,
    Kind.PRACTICE: PRACTICE,
}
