"""What kind a question without `Kiểu:` is, from the shape of its lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.content.attributes import attribute_of
from app.content.compare import UnclearNumber, read_range
from app.content.kinds.arrows import split
from app.content.kinds.hotspot import AREA
from app.content.kinds.match import PAIR
from app.content.kinds.options import OPTION, TICKS
from app.content.kinds.order import FEWEST, STEP
from app.content.kinds.true_false import ANSWERS, STATEMENT
from app.content.schema import Kind
from app.core.text import fold

if TYPE_CHECKING:
    from collections.abc import Sequence


def guess(lines: Sequence[str]) -> tuple[Kind, bool]:
    """Return the likeliest kind of a quiz question, and whether it can hardly be another."""
    plain = [line.strip() for line in lines if line.strip()]
    if any(line.startswith("####") for line in plain):
        return Kind.SCENARIO, True
    if any(STATEMENT.fullmatch(line) for line in plain):
        return Kind.TRUE_FALSE, True
    boxes = [found for line in plain if (found := OPTION.fullmatch(line))]
    if boxes:
        right = sum(found[1] in TICKS for found in boxes)
        if all(AREA.fullmatch(found[2]) for found in boxes):
            return Kind.HOTSPOT, True
        return (Kind.SEVERAL if right > 1 else Kind.ONE), right > 0
    return _by_items(plain) or _by_answer(plain)


def _by_items(lines: Sequence[str]) -> tuple[Kind, bool] | None:
    pairs = [found for line in lines if (found := PAIR.fullmatch(line)) and split(found[1])]
    if len(pairs) > 1:
        return Kind.MATCH, True
    steps = [line for line in lines if STEP.fullmatch(line)]
    return (Kind.ORDER, True) if len(steps) >= FEWEST else None


def _by_answer(lines: Sequence[str]) -> tuple[Kind, bool]:
    given = {found.key: found.value for line in lines if (found := attribute_of(0, line))}
    answer = given.get("Đáp án", "")
    if fold(answer) in ANSWERS:
        return Kind.TRUE_FALSE, True
    if "So sánh" in given:
        return Kind.SHORT, True
    try:
        read_range(answer)
    except UnclearNumber:
        return (Kind.SHORT, True) if answer else (Kind.ONE, False)
    return Kind.NUMBER, "Đơn vị" in given
