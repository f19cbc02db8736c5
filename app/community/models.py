"""Tables of classes: a session with its place and time, and who was there."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, LargeBinary, Uuid
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base
from app.people.models import Person


class ClassSession(Base):
    """One meeting of a class, led by a helper; a telephone joins it by its door, a token or the six digits made of it.

    Both are found by their hashes; `door_sealed` is the token for the leader's screen, gone once the class is closed.
    """

    __tablename__ = "class_session"
    __table_args__ = (Index(None, "leader_id"), Index(None, "door_hash"), Index(None, "code_hash"))

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(Uuid, unique=True, default=uuid4)
    leader_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    place: Mapped[str]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    door_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    code_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    door_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)

    leader: Mapped[Person] = relationship()


class Presence(Base):
    """One person who was at a meeting, and how that is known: by their card, or from the list.

    A row that was taken back stays with its reason; who is noted again afterwards is present again.
    """

    __tablename__ = "presence"

    session_id: Mapped[int] = mapped_column(ForeignKey("class_session.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    how: Mapped[str]
    noted_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    noted_at: Mapped[datetime]
    taken_back_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    taken_back_at: Mapped[datetime | None]
    taken_back_reason: Mapped[str | None]

    person: Mapped[Person] = relationship(foreign_keys=person_id)
