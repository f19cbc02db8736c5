"""Tables of attempts, their saved answers, what became of their results, and the help promised to learners."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, UniqueConstraint, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base
from app.identity.words import Assurance
from app.learning.words import Medium
from app.people.models import Person
from app.quiz.words import ExtraTime

OPEN = text("state = 'in-progress'")


class AttemptState(StrEnum):
    """Where an attempt stands; the last three are final, a final one may only be voided."""

    IN_PROGRESS = "in-progress"
    PASSED = "passed"
    FAILED = "failed"
    FINISHED = "finished"
    VOIDED = "voided"


class Attempt(Base):
    """One try at a module's quiz, pinned to the version, the drawn questions, their order and the passing rule.

    `layout` is the sheet of `app.quiz.layout`, keys included; `rule` is `app.quiz.rules.Rule`; `score` and the shares
    in `marks` are exact rationals as text ("7/8"). Practice never has a score. `assurance` is the weakest way in which
    its learner showed who they are when it was begun, answered or handed in. While it rests, since `paused_at`, the
    time stands still; `ends_at` is moved when it goes on, and `paused_seconds` counts all rests together.
    """

    __tablename__ = "attempt"
    __table_args__ = (
        UniqueConstraint("person_id", "module_key", "number"),
        Index("ix_attempt_open", "person_id", "module_key", unique=True, sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_attempt_due", "ends_at", sqlite_where=OPEN, postgresql_where=OPEN),
        Index(None, "module_key", "id"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid4)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    module_key: Mapped[str]
    version_id: Mapped[int] = mapped_column(ForeignKey("module_version.id"))
    number: Mapped[int]
    mode: Mapped[str]
    state: Mapped[AttemptState] = mapped_column(default=AttemptState.IN_PROGRESS)
    seed: Mapped[str]
    layout: Mapped[Any] = mapped_column(JSON)
    rule: Mapped[Any] = mapped_column(JSON)
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    opened_at: Mapped[datetime | None]
    place: Mapped[str | None]
    assurance: Mapped[Assurance] = mapped_column(default=Assurance.PASSWORD)
    medium: Mapped[Medium] = mapped_column(default=Medium.SCREEN)
    is_read_aloud: Mapped[bool] = mapped_column(default=False)
    paused_at: Mapped[datetime | None]
    paused_seconds: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    submitted_at: Mapped[datetime | None]
    score: Mapped[str | None]
    right: Mapped[int | None]
    asked: Mapped[int]
    marks: Mapped[Any | None] = mapped_column(JSON)

    @property
    def due_at(self) -> datetime | None:
        """Return when its time is over; None while there is no end: without a limit, or while it rests."""
        return None if self.paused_at is not None else self.ends_at


class SavedAnswer(Base):
    """The last answer to one question: the highest sequence number wins, whatever order they arrive in.

    `chosen` is what `app.quiz.kinds` reads from a post, by the numbers of the version's options and parts: option
    numbers, an option number or null for each part, or the text typed. Empty is an answer taken back.
    """

    __tablename__ = "saved_answer"

    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    question_id: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger)
    chosen: Mapped[Any] = mapped_column(JSON)
    saved_at: Mapped[datetime]


class Voiding(Base):
    """Why an attempt was declared void by an official, and what it was before; written once, for ever.

    The attempt keeps its answers and its marks. One that ended void because two persons became one has no such row.
    """

    __tablename__ = "voiding"

    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    state_before: Mapped[AttemptState]
    reason: Mapped[str]
    voided_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    voided_at: Mapped[datetime]


class Accommodation(Base):
    """Help of their own ("hỗ trợ riêng") that a learner was promised: at one module, or at all where the key is empty.

    It holds from the day it is given to `ends_at`, unless it is withdrawn before; what was promised never changes.
    """

    __tablename__ = "accommodation"
    __table_args__ = (Index(None, "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(Uuid, unique=True, default=uuid4)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    module_key: Mapped[str]
    extra_time: Mapped[ExtraTime] = mapped_column(default=ExtraTime.NONE)
    extra_attempts: Mapped[int] = mapped_column(default=0)
    has_reader: Mapped[bool] = mapped_column(default=False)
    may_pause: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str]
    ends_at: Mapped[datetime]
    given_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    given_at: Mapped[datetime]
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str | None]

    given_by: Mapped[Person] = relationship(foreign_keys=[given_by_id])


class Regrade(Base):
    """A decision to count a module's attempts by the corrected key of a later version; written once, for ever.

    `version_id` is the version with the corrected key. `keys` holds, by the id (as text) of each older version and by
    question, the key that was used, as it would stand on a sheet of that version: `app.quiz.layout`.
    """

    __tablename__ = "regrade"
    __table_args__ = (Index(None, "module_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    module_key: Mapped[str]
    version_id: Mapped[int] = mapped_column(ForeignKey("module_version.id"))
    keys: Mapped[Any] = mapped_column(JSON)
    reason: Mapped[str]
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime]

    decided_by: Mapped[Person] = relationship()


class RegradedAttempt(Base):
    """A later result of a closed attempt; the newest one counts, and what stood before stays where it was written.

    The row of the attempt itself keeps for ever the result of the day it was closed, as `marks`, `score`, `state` do.
    """

    __tablename__ = "regraded_attempt"
    __table_args__ = (UniqueConstraint("attempt_id", "regrade_id"), Index(None, "regrade_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    regrade_id: Mapped[int] = mapped_column(ForeignKey("regrade.id"))
    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempt.id"))
    state_before: Mapped[AttemptState]
    score_before: Mapped[str]
    state: Mapped[AttemptState]
    score: Mapped[str]
    right: Mapped[int]
    marks: Mapped[Any] = mapped_column(JSON)
    regraded_at: Mapped[datetime]


class ClassQuiz(Base):
    """A quiz that was opened for those present at a class, and for whom it could not be, with the reasons.

    `refused` holds, by person id as text, a message id and its details.
    """

    __tablename__ = "class_quiz"

    session_id: Mapped[int] = mapped_column(ForeignKey("class_session.id"), primary_key=True)
    module_key: Mapped[str] = mapped_column(primary_key=True)
    opened_at: Mapped[datetime]
    refused: Mapped[Any] = mapped_column(JSON)


class ClassAttempt(Base):
    """An attempt that was made at a class."""

    __tablename__ = "class_attempt"

    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("class_session.id"), index=True)


class SheetState(StrEnum):
    """Where a sheet of paper stands: from the printer over one or two typists to an attempt, or to the bin."""

    PRINTED = "printed"
    TYPED = "typed"
    DIFFERS = "differs"
    AGREED = "agreed"
    ENTERED = "entered"
    VOIDED = "voided"


class PaperSheet(Base):
    """One printed quiz: drawn like an attempt, found by the code on it, and an attempt once it is typed in.

    `layout` and `rule` are as in `Attempt`, keys included; `first`, `second` and `agreed` are answers by question.
    """

    __tablename__ = "paper_sheet"
    __table_args__ = (Index(None, "batch"), Index(None, "state", "printed_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    batch: Mapped[UUID] = mapped_column(Uuid)
    module_key: Mapped[str]
    version_id: Mapped[int] = mapped_column(ForeignKey("module_version.id"))
    session_id: Mapped[int | None] = mapped_column(ForeignKey("class_session.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    seed: Mapped[str]
    layout: Mapped[Any] = mapped_column(JSON)
    rule: Mapped[Any] = mapped_column(JSON)
    place: Mapped[str]
    held_on: Mapped[date]
    printed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    printed_at: Mapped[datetime]
    state: Mapped[SheetState] = mapped_column(default=SheetState.PRINTED)
    witness_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    first: Mapped[Any | None] = mapped_column(JSON)
    first_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    first_at: Mapped[datetime | None]
    second: Mapped[Any | None] = mapped_column(JSON)
    second_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    second_at: Mapped[datetime | None]
    agreed: Mapped[Any | None] = mapped_column(JSON)
    attempt_id: Mapped[UUID | None] = mapped_column(ForeignKey("attempt.id"), unique=True)
    voided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    voided_at: Mapped[datetime | None]
    void_reason: Mapped[str | None]

    person: Mapped[Person | None] = relationship(foreign_keys=person_id)
    witness: Mapped[Person | None] = relationship(foreign_keys=witness_id)
