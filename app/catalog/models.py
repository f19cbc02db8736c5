"""Tables of published content; a version is never changed after it was published."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base

CURRENT = text("is_current")


class ModuleVersion(Base):
    """One published version of a module: what learners read and are asked under it, for ever.

    `key` is `<group>/<code>`. `about` is what a reader may know beside the text: sources, practices, how much is asked.
    `snapshot` is the record made by `app.content.snapshot`: it holds the answer keys and never leaves the server whole.
    """

    __tablename__ = "module_version"
    __table_args__ = (
        UniqueConstraint("key", "number"),
        Index("ix_module_version_current", "key", unique=True, sqlite_where=CURRENT, postgresql_where=CURRENT),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str]
    number: Mapped[int]
    is_current: Mapped[bool]
    title: Mapped[str]
    summary: Mapped[str]
    minutes: Mapped[int]
    mode: Mapped[str]
    valid_until: Mapped[str | None]
    page_html: Mapped[str]
    page_bytes: Mapped[int]
    about: Mapped[Any] = mapped_column(JSON)
    snapshot: Mapped[Any] = mapped_column(JSON, deferred=True)
    source_text: Mapped[str] = mapped_column(deferred=True)
    source_sha256: Mapped[str]
    published_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class ProgrammeVersion(Base):
    """One published version of a group's programme; `rule` is its completion rule as data."""

    __tablename__ = "programme_version"
    __table_args__ = (
        UniqueConstraint("group", "number"),
        Index("ix_programme_version_current", "group", unique=True, sqlite_where=CURRENT, postgresql_where=CURRENT),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    group: Mapped[str]
    number: Mapped[int]
    is_current: Mapped[bool]
    title: Mapped[str]
    framework: Mapped[str]
    intro_html: Mapped[str]
    lessons: Mapped[Any] = mapped_column(JSON)
    assessment: Mapped[str | None]
    rule: Mapped[Any] = mapped_column(JSON)
    has_register: Mapped[bool]
    source_text: Mapped[str] = mapped_column(deferred=True)
    source_sha256: Mapped[str]
    published_at: Mapped[datetime]

    @property
    def is_provisional(self) -> bool:
        """Tell whether everything made from this programme carries the words "khung tạm"."""
        return "khung tạm" in self.framework.lower()

    @property
    def module_keys(self) -> list[str]:
        """Return the lessons in order, then the assessment where there is one."""
        return list(dict.fromkeys([*self.lessons, *([self.assessment] if self.assessment else [])]))

    @property
    def cycle(self) -> str:
        """Return what a completion is unique for: the programme and the version of its framework."""
        return f"{self.group}/{self.framework}"


class ProgrammeLesson(Base):
    """The place of a lesson in a programme version, the assessment last: a page finds the next one in one statement."""

    __tablename__ = "programme_lesson"
    __table_args__ = (UniqueConstraint("programme_id", "module_key"), Index(None, "module_key"))

    programme_id: Mapped[int] = mapped_column(ForeignKey("programme_version.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    module_key: Mapped[str]


class Media(Base):
    """Published bytes by their SHA-256; served at `/media/<sha256>.<extension>`."""

    __tablename__ = "media"

    sha256: Mapped[str] = mapped_column(primary_key=True)
    extension: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)


class ModuleMedia(Base):
    """Which media a module version shows."""

    __tablename__ = "module_media"

    version_id: Mapped[int] = mapped_column(ForeignKey("module_version.id"), primary_key=True)
    sha256: Mapped[str] = mapped_column(ForeignKey("media.sha256"), primary_key=True)
