"""How the post stands, in figures: for `push status`, the push board and the watchers."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from app.core import clock
from app.core.db import db
from app.push import rules
from app.push.models import GatewayCircuit, InboxEvent, OutboxMessage
from app.push.words import MessageState as S

SILENT = timedelta(hours=24)


@dataclass(frozen=True)
class Status:
    """The post at one moment; `silent` are record numbers whose letter waits for more than a day."""

    counts: dict[S, int]
    oldest: datetime | None
    circuit_open_until: datetime | None
    circuit_reason: str | None
    silent: list[str]
    alarms: dict[str, int]
    unknown_events: int

    @property
    def needs_a_person(self) -> bool:
        """Say whether somebody has to look: a stopped lane, a silent letter, a callback that disagrees."""
        return bool(self.counts[S.NEEDS_HUMAN] or self.silent or self.alarms or self.unknown_events)


def status() -> Status:
    """Return how the post stands now. Held letters are not silent: somebody chose that they wait."""
    now = clock.now()
    open_ones = OutboxMessage.state.not_in(rules.FINAL)
    circuit = db.session.get(GatewayCircuit, 1)
    is_open = circuit is not None and circuit.open_until is not None and circuit.open_until > now
    silent = select(OutboxMessage.subject).where(
        open_ones, OutboxMessage.state != S.BLOCKED, OutboxMessage.created_at < now - SILENT
    )
    return Status(
        counts=_counts(),
        oldest=db.session.scalar(select(func.min(OutboxMessage.created_at)).where(open_ones)),
        circuit_open_until=circuit.open_until if circuit and is_open else None,
        circuit_reason=circuit.reason if circuit and is_open else None,
        silent=list(db.session.scalars(silent.order_by(OutboxMessage.created_at))),
        alarms=_alarms(),
        unknown_events=_unknown_events(now),
    )


def _counts() -> dict[S, int]:
    found = select(OutboxMessage.state, func.count()).group_by(OutboxMessage.state)
    return dict.fromkeys(S, 0) | {row[0]: row[1] for row in db.session.execute(found)}


def _alarms() -> dict[str, int]:
    found = select(InboxEvent.outcome, func.count()).where(InboxEvent.outcome.is_not(None)).group_by(InboxEvent.outcome)
    return {outcome.value: n for outcome, n in db.session.execute(found) if outcome and outcome.startswith("alarm")}


def _unknown_events(now: datetime) -> int:
    waiting = select(func.count()).where(InboxEvent.processed_at.is_(None), InboxEvent.received_at < now - SILENT)
    return db.session.scalar(waiting) or 0
