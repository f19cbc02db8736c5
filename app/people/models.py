"""Tables of persons: a person is neither an account nor a group."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, Text, UniqueConstraint, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base


class Group(StrEnum):
    """The target groups of the movement; the value is the address and the folder of a programme."""

    OFFICIALS = "can-bo"
    PUPILS = "hoc-sinh"
    WORKERS = "nguoi-lao-dong"
    RESIDENTS = "nguoi-dan"


class IdentityState(StrEnum):
    """What the commune knows about who this person is (`registry-and-push`, section 2)."""

    UNVERIFIED = "unverified"
    VERIFIED = "verified"
    SUSPENDED = "suspended"
    MERGED = "merged"


class Purpose(StrEnum):
    """What personal data are used for; consent is given for each on its own."""

    LEARNING = "learning"
    REGISTRY = "registry"
    STATISTICS = "statistics"
    CONTACT = "contact"


class CheckState(StrEnum):
    """Where an identity check stands."""

    WAITING = "waiting"
    CONFIRMED = "confirmed"
    REFUSED = "refused"


class Hamlet(Base):
    """A thôn with the days between which it exists; thôn are merged often."""

    __tablename__ = "hamlet"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    old_commune: Mapped[str | None]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]


class Household(Base):
    """People who live together; the unit of "gia đình số"."""

    __tablename__ = "household"
    __table_args__ = (UniqueConstraint("hamlet_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    hamlet_id: Mapped[int] = mapped_column(ForeignKey("hamlet.id"))
    code: Mapped[str]


class Person(Base):
    """One natural person. The personal number is sealed; `number_index` finds it, `number_tail` masks it.

    `lower_name` and `folded_name` are what a search with and without tone marks looks at: neither database folds
    Vietnamese by itself, nor both the same way.
    """

    __tablename__ = "person"
    __table_args__ = (
        CheckConstraint("(number_sealed IS NULL) = (number_index IS NULL)", name="number_whole"),
        CheckConstraint("(state = 'merged') = (merged_into_id IS NOT NULL)", name="merged_has_target"),
        Index(None, "hamlet_id", "sort_key"),
        Index(None, "sort_key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(Uuid, unique=True, default=uuid4)
    full_name: Mapped[str]
    sort_key: Mapped[str] = mapped_column(Text().with_variant(Text(collation="C"), "postgresql"))
    lower_name: Mapped[str]
    folded_name: Mapped[str]
    birth_year: Mapped[int]
    birth_date: Mapped[date | None]
    sex: Mapped[str | None]
    hamlet_id: Mapped[int] = mapped_column(ForeignKey("hamlet.id"))
    household_id: Mapped[int | None] = mapped_column(ForeignKey("household.id"))
    is_listed: Mapped[bool] = mapped_column(default=False)
    number_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    number_index: Mapped[bytes | None] = mapped_column(LargeBinary(32), unique=True)
    number_tail: Mapped[str | None]
    state: Mapped[IdentityState] = mapped_column(default=IdentityState.UNVERIFIED)
    verified_at: Mapped[datetime | None]
    verified_by: Mapped[str | None]
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]

    hamlet: Mapped[Hamlet] = relationship()

    @property
    def is_verified(self) -> bool:
        """Tell whether the commune has verified who this is."""
        return self.state is IdentityState.VERIFIED

    @property
    def masked_number(self) -> str:
        """Return `•••••••••123`, or an empty string where no number is known."""
        return f"•••••••••{self.number_tail}" if self.number_tail else ""


class GroupMembership(Base):
    """A person belongs to a target group from a day on; a teacher is an official and a resident."""

    __tablename__ = "group_membership"
    __table_args__ = (UniqueConstraint("person_id", "group", "starts_on"), Index(None, "group", "person_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    group: Mapped[Group]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    source: Mapped[str]


class Consent(Base):
    """One yes (or its withdrawal) for one purpose, with the text version and how it was given (requirement S48)."""

    __tablename__ = "consent"
    __table_args__ = (Index(None, "person_id", "purpose"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    purpose: Mapped[Purpose]
    text_version: Mapped[str]
    is_given: Mapped[bool]
    method: Mapped[str]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime]


class IdentityCheck(Base):
    """A card seen in person: one official typed the number, another types it again before it counts.

    With `listed_id` the check also says that the self-registered person is that one of the resident list.
    """

    __tablename__ = "identity_check"
    __table_args__ = (
        Index(
            "ix_identity_check_open",
            "person_id",
            unique=True,
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(Uuid, unique=True, default=uuid4)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    listed_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    number_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    number_index: Mapped[bytes] = mapped_column(LargeBinary(32))
    warnings: Mapped[str]
    evidence: Mapped[str]
    state: Mapped[CheckState] = mapped_column(default=CheckState.WAITING)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    reason: Mapped[str | None]

    person: Mapped[Person] = relationship(foreign_keys=person_id)
    listed: Mapped[Person | None] = relationship(foreign_keys=listed_id)
