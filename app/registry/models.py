"""Tables of the register; versions and actions are append-only, the slot holds the current state."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, UniqueConstraint, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base
from app.people.models import Person
from app.registry.words import State, Verb

LIVE = text("state <> 'revoked'")


class RegistrySlot(Base):
    """The current state of one person in one programme and cycle; recomputed from its actions by `registry check`.

    At most one is live: after a revocation a new confirmation is a new slot with its own number.
    """

    __tablename__ = "registry_slot"
    __table_args__ = (
        Index(
            "ix_registry_slot_live",
            "person_id",
            "programme",
            "cycle",
            unique=True,
            sqlite_where=LIVE,
            postgresql_where=LIVE,
        ),
        Index(None, "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(Uuid, unique=True, default=uuid4)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    programme: Mapped[str]
    cycle: Mapped[str]
    state: Mapped[State]
    # No foreign key: the version points here with one, and two tables that need each other first cannot be made.
    # `registry check` compares both directions.
    version_id: Mapped[int | None]
    changed_at: Mapped[datetime]

    person: Mapped[Person] = relationship()
    version: Mapped["RegistryVersion | None"] = relationship(
        primaryjoin="foreign(RegistrySlot.version_id) == RegistryVersion.id", viewonly=True
    )


class ProposalList(Base):
    """A frozen list of names proposed together (at most 200); approved, or returned, name by name."""

    __tablename__ = "proposal_list"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid4)
    programme: Mapped[str]
    cycle: Mapped[str]
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    proposed_at: Mapped[datetime]
    note: Mapped[str]

    proposed_by: Mapped[Person] = relationship()


class Proposal(Base):
    """One name on a proposal list, with the evidence as it was shown and its hash."""

    __tablename__ = "proposal"
    __table_args__ = (Index(None, "list_id"), Index(None, "slot_id"))

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid4)
    list_id: Mapped[UUID] = mapped_column(ForeignKey("proposal_list.id"))
    slot_id: Mapped[int] = mapped_column(ForeignKey("registry_slot.id"))
    evidence: Mapped[Any] = mapped_column(JSON)
    content_sha256: Mapped[str]
    outcome: Mapped[State | None]
    decided_at: Mapped[datetime | None]

    slot: Mapped[RegistrySlot] = relationship()
    list: Mapped[ProposalList] = relationship()


class RegistryVersion(Base):
    """One approved version of a record: rule, evidence and persons are copied in; never changed, never deleted."""

    __tablename__ = "registry_version"
    __table_args__ = (UniqueConstraint("slot_id", "version"), UniqueConstraint("number", "version"))

    id: Mapped[int] = mapped_column(primary_key=True)
    slot_id: Mapped[int] = mapped_column(ForeignKey("registry_slot.id"))
    number: Mapped[str]
    version: Mapped[int]
    framework: Mapped[str]
    person_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    completed_at: Mapped[datetime]
    evidence: Mapped[Any] = mapped_column(JSON)
    evidence_sha256: Mapped[str]
    rule: Mapped[Any] = mapped_column(JSON)
    ground: Mapped[str]
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    approved_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    approved_at: Mapped[datetime]


class RegistryAction(Base):
    """One act on a record, append-only: from, to, who, why."""

    __tablename__ = "registry_action"
    __table_args__ = (Index(None, "slot_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    slot_id: Mapped[int] = mapped_column(ForeignKey("registry_slot.id"))
    verb: Mapped[Verb]
    from_state: Mapped[State | None]
    to_state: Mapped[State]
    actor_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str]
    audit_seq: Mapped[int] = mapped_column(unique=True)
    at: Mapped[datetime]

    actor: Mapped[Person] = relationship()


class NumberSeries(Base):
    """The next registry number of an epoch; one row a commune and epoch, gap-free."""

    __tablename__ = "number_series"

    commune: Mapped[str] = mapped_column(primary_key=True)
    epoch: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]
