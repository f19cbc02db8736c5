"""Tables of the outbox and the inbox."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base
from app.people.models import Person
from app.push.words import DecisionOutcome, EventOutcome, Kind, MessageState

__all__ = ["GatewayCircuit", "InboxEvent", "Kind", "MessageState", "OutboxDecision", "OutboxEvent", "OutboxMessage"]

WAITING = text("decided_at IS NULL")


class OutboxMessage(Base):
    """One sealed letter: body frozen and encrypted, idempotency key stored and never made again."""

    __tablename__ = "outbox_message"
    __table_args__ = (
        UniqueConstraint("lane", "seq"),
        UniqueConstraint("subject", "version", "kind"),
        CheckConstraint("state <> 'cancelled' OR first_sent_at IS NULL", name="sent_is_never_cancelled"),
        Index(None, "state", "next_at"),
        Index(None, "claim_until"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    lane: Mapped[str]
    seq: Mapped[int]
    kind: Mapped[Kind]
    subject: Mapped[str]
    version: Mapped[int]
    body_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    body_sha256: Mapped[str]
    idempotency_key: Mapped[str] = mapped_column(unique=True)
    state: Mapped[MessageState] = mapped_column(default=MessageState.QUEUED)
    blocked_for: Mapped[str | None]
    attempts: Mapped[int] = mapped_column(default=0)
    queries: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    next_at: Mapped[datetime]
    first_sent_at: Mapped[datetime | None]
    resumed_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    claim_token: Mapped[str | None]
    claim_until: Mapped[datetime | None]
    receipt: Mapped[str | None]
    answer_code: Mapped[str | None]
    answer_text: Mapped[str | None]
    answer_sha256: Mapped[str | None]
    peer_certificate: Mapped[str | None]


class OutboxEvent(Base):
    """Every change of a message's state, append-only: what the push board shows as its history."""

    __tablename__ = "outbox_event"
    __table_args__ = (Index(None, "message_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[UUID] = mapped_column(Uuid)
    at: Mapped[datetime]
    from_state: Mapped[MessageState | None]
    to_state: Mapped[MessageState]
    note: Mapped[str]


class OutboxDecision(Base):
    """What one official asks to be done with a letter that stopped, and what became of it; one waits at a time."""

    __tablename__ = "outbox_decision"
    __table_args__ = (
        Index("ix_outbox_decision_waiting", "message_id", unique=True, sqlite_where=WAITING, postgresql_where=WAITING),
        Index(None, "message_id"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid4)
    message_id: Mapped[UUID] = mapped_column(ForeignKey("outbox_message.id"))
    to_state: Mapped[MessageState]
    reason: Mapped[str]
    answer: Mapped[str]
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_by_leader: Mapped[bool]
    asked_at: Mapped[datetime]
    outcome: Mapped[DecisionOutcome | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    note: Mapped[str | None]

    asked_by: Mapped[Person] = relationship(foreign_keys=asked_by_id)
    decided_by: Mapped[Person | None] = relationship(foreign_keys=decided_by_id)


class InboxEvent(Base):
    """One callback of the gateway; event ids are kept for ever, so a second delivery changes nothing."""

    __tablename__ = "inbox_event"
    __table_args__ = (Index(None, "processed_at"),)

    event_id: Mapped[str] = mapped_column(primary_key=True)
    message_id: Mapped[UUID] = mapped_column(Uuid)
    body_sha256: Mapped[str]
    status: Mapped[str]
    receipt: Mapped[str | None]
    code: Mapped[str | None]
    received_at: Mapped[datetime]
    processed_at: Mapped[datetime | None]
    outcome: Mapped[EventOutcome | None]


class GatewayCircuit(Base):
    """Whether the gateway is spoken to at all; one row."""

    __tablename__ = "gateway_circuit"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    open_until: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str | None]
