"""Whether the gateway is spoken to at all: it rests after failures in a row, longer when it refuses who we are."""

from datetime import datetime

from sqlalchemy import select

from app.core import clock
from app.core.db import db, lock
from app.core.runtime import settings
from app.push import rules
from app.push.answers import Outcome
from app.push.models import GatewayCircuit


def failures_if_closed(now: datetime) -> int | None:
    """Return the failures in a row, or None while the gateway is left alone."""
    row = db.session.get(GatewayCircuit, 1, populate_existing=True)
    if row is None:
        return 0
    return None if row.open_until is not None and row.open_until > now else row.failures


def note(outcome: Outcome) -> None:
    """Count what an answer says about the gateway's health: a refusal of a message is healthy, no answer is not."""
    if outcome.refused_us:
        _failed("refused-us", refused_us=True)
    elif outcome.is_ill:
        _failed(outcome.note, refused_us=False)
    elif outcome.asked_wait is None:
        _healthy()


def _failed(reason: str, *, refused_us: bool) -> None:
    lock("push.circuit")
    row = _row() or GatewayCircuit(id=1, failures=0)
    db.session.add(row)
    row.failures = max(row.failures + 1, rules.FAILURES_THAT_OPEN if refused_us else 0)
    rest = rules.rest_after(row.failures, refused_us=refused_us, pace=settings().push_pace)
    row.reason = reason
    row.open_until = clock.now() + rest if rest is not None else None


def _healthy() -> None:
    row = db.session.get(GatewayCircuit, 1, populate_existing=True)
    if row is not None and row.failures:
        locked = _row()
        assert locked is not None  # noqa: S101  # The one row is never deleted.
        locked.failures, locked.open_until, locked.reason = 0, None, None


def _row() -> GatewayCircuit | None:
    row = select(GatewayCircuit).where(GatewayCircuit.id == 1).with_for_update()
    return db.session.scalars(row.execution_options(populate_existing=True)).first()
