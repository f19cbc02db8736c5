"""Tables of the workshop: drafts, their history that only grows, and the comments of a review."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.authoring.words import OPEN_TO_WRITING, DraftState, RevisionKind
from app.core.db import Base
from app.people.models import Person

LIVING = text("state IN ('draft', 'in-review', 'returned')")
INDEX = "index"


class Draft(Base):
    """A text on its way to the learners; `key` is `<group>/<code>`, or `<group>/index` for a programme.

    `revision` counts every change of `text`: who saves says which one they started from, who publishes which one they
    saw. `base_number` is the published version it started from, None for something new; `published_number` is the one
    it became.
    """

    __tablename__ = "draft"
    __table_args__ = (
        Index("ix_draft_living", "key", unique=True, sqlite_where=LIVING, postgresql_where=LIVING),
        Index(None, "key", "published_number"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid4)
    key: Mapped[str]
    state: Mapped[DraftState]
    title: Mapped[str]
    text: Mapped[str]
    revision: Mapped[int]
    base_number: Mapped[int | None]
    published_number: Mapped[int | None]
    note: Mapped[str | None]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    created_account: Mapped[str]
    created_at: Mapped[datetime]
    updated_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    updated_account: Mapped[str]
    updated_at: Mapped[datetime]

    created_by: Mapped[Person] = relationship(foreign_keys=created_by_id)
    updated_by: Mapped[Person] = relationship(foreign_keys=updated_by_id)

    @property
    def folder(self) -> str:
        """Return the folder it belongs to: the address of its group."""
        return self.key.partition("/")[0]

    @property
    def code(self) -> str:
        """Return its own part of the key; `index` for a programme."""
        return self.key.partition("/")[2]

    @property
    def is_programme(self) -> bool:
        """Tell whether it is the index of a group and no lesson."""
        return self.code == INDEX

    @property
    def is_writable(self) -> bool:
        """Tell whether its text may be changed now: not while somebody reviews it, not after its end."""
        return self.state in OPEN_TO_WRITING


class DraftRevision(Base):
    """One line of a draft's history; never changed. `number` counts them from 1, `revision` is the draft's own count.

    An unmerged one was refused because somebody else had saved meanwhile: its `revision` is the one it started from.
    """

    __tablename__ = "draft_revision"

    draft_id: Mapped[UUID] = mapped_column(ForeignKey("draft.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    revision: Mapped[int]
    kind: Mapped[RevisionKind]
    text: Mapped[str] = mapped_column(deferred=True)
    saved_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    saved_account: Mapped[str]
    saved_at: Mapped[datetime]
    note: Mapped[str | None]

    saved_by: Mapped[Person] = relationship()


class ReviewComment(Base):
    """What a reviewer says about a line of a draft; `quote` is the line as it was, so that it is found again."""

    __tablename__ = "review_comment"
    __table_args__ = (Index(None, "draft_id"),)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid4)
    draft_id: Mapped[UUID] = mapped_column(ForeignKey("draft.id"))
    revision: Mapped[int]
    line: Mapped[int]
    quote: Mapped[str]
    text: Mapped[str]
    written_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    written_at: Mapped[datetime]
    resolved_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    resolved_at: Mapped[datetime | None]

    written_by: Mapped[Person] = relationship(foreign_keys=written_by_id)
    resolved_by: Mapped[Person | None] = relationship(foreign_keys=resolved_by_id)
