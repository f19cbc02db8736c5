"""Tables of progress; everything is kept per person, so an account may change and nothing is lost."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.identity.words import Assurance
from app.learning.words import Medium


class LessonProgress(Base):
    """What one person has done with one module: read it, passed its quiz (the attempt that counts).

    Since `doubted_at` the pass does not count: its attempt was marked again, by a corrected key, and came out below the
    mark, or it was declared void. It stays written down until another pass takes its place. `assurance`, `medium`,
    `place` and `is_read_aloud` repeat how the attempt was made; None where it was passed before that was kept.
    """

    __tablename__ = "lesson_progress"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    module_key: Mapped[str] = mapped_column(primary_key=True)
    read_at: Mapped[datetime | None]
    read_version_id: Mapped[int | None] = mapped_column(ForeignKey("module_version.id"))
    passed_at: Mapped[datetime | None]
    passed_version_id: Mapped[int | None] = mapped_column(ForeignKey("module_version.id"))
    attempt_id: Mapped[UUID | None] = mapped_column(Uuid)
    score: Mapped[str | None]
    pass_mark: Mapped[str | None]
    witness_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    doubted_at: Mapped[datetime | None]
    assurance: Mapped[Assurance | None]
    medium: Mapped[Medium | None]
    place: Mapped[str | None]
    is_read_aloud: Mapped[bool | None]


class ReadingPlace(Base):
    """Where somebody stopped in a lesson they are reading: the section (0 is the beginning); gone once it is read."""

    __tablename__ = "reading_place"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    module_key: Mapped[str] = mapped_column(primary_key=True)
    section: Mapped[int]
    at: Mapped[datetime]


class Practice(Base):
    """A practice that a helper saw with their own eyes; append-only, confirmed face to face."""

    __tablename__ = "practice"
    __table_args__ = (UniqueConstraint("person_id", "question_id", "version_id"), Index(None, "person_id"))

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid4)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    module_key: Mapped[str]
    question_id: Mapped[str]
    version_id: Mapped[int] = mapped_column(ForeignKey("module_version.id"))
    ticked: Mapped[Any] = mapped_column(JSON)
    needed: Mapped[int]
    of: Mapped[int]
    helper_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    place: Mapped[str]
    confirmed_at: Mapped[datetime]


class ProgrammeCompletion(Base):
    """A programme finished under one version of its rule, with the evidence as it stood; stored, never recomputed.

    Since `doubted_at` what the person has done no longer carries it; it counts again once it does.
    """

    __tablename__ = "programme_completion"
    __table_args__ = (UniqueConstraint("person_id", "group", "cycle"), Index(None, "group", "finished_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    group: Mapped[str]
    cycle: Mapped[str]
    programme_version_id: Mapped[int] = mapped_column(ForeignKey("programme_version.id"))
    finished_at: Mapped[datetime]
    evidence: Mapped[Any] = mapped_column(JSON)
    evidence_sha256: Mapped[str]
    doubted_at: Mapped[datetime | None]
