"""Tables of published content; a version is never changed after it was published, nor what a question id stands for."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.catalog.words import Origin
from app.core.db import Base

CURRENT = text("is_current")
INDEX = "index"


class ModuleVersion(Base):
    """One published version of a module: what learners read and are asked under it, for ever.

    `key` is `<group>/<code>`. `about` is what a reader may know beside the text: sources, practices, how much is asked.
    `snapshot` is the record made by `app.content.snapshot`: it holds the answer keys and never leaves the server whole.
    `media` gives the hash of each file the text names. `published_by_id` is nobody's for a version that came as a file.
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
    media: Mapped[Any] = mapped_column(JSON, default=dict)
    origin: Mapped[Origin] = mapped_column(default=Origin.FILES)
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    published_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]

    @property
    def source_key(self) -> str:
        """Return where its text stands in a folder of courses, without the ending."""
        return self.key

    @property
    def label(self) -> str:
        """Return how people and the trail call it: `<group>/<code>@<number>`."""
        return f"{self.key}@{self.number}"


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
    media: Mapped[Any] = mapped_column(JSON, default=dict)
    origin: Mapped[Origin] = mapped_column(default=Origin.FILES)
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    published_at: Mapped[datetime]

    @property
    def source_key(self) -> str:
        """Return where its text stands in a folder of courses, without the ending."""
        return f"{self.group}/{INDEX}"

    @property
    def label(self) -> str:
        """Return how people and the trail call it: `<group>@<number>`."""
        return f"{self.group}@{self.number}"

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
    """Bytes by their SHA-256; served to everybody at `/media/<sha256>.<extension>` once a version names them."""

    __tablename__ = "media"

    sha256: Mapped[str] = mapped_column(primary_key=True)
    extension: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    is_published: Mapped[bool] = mapped_column(default=True)


class ModuleMedia(Base):
    """Which media a module version shows."""

    __tablename__ = "module_media"

    version_id: Mapped[int] = mapped_column(ForeignKey("module_version.id"), primary_key=True)
    sha256: Mapped[str] = mapped_column(ForeignKey("media.sha256"), primary_key=True)


class ShelfFile(Base):
    """A picture, sound or film that lessons of a folder can name; `put_by_id` is None for one that came as a file."""

    __tablename__ = "shelf_file"

    folder: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(ForeignKey("media.sha256"), index=True)
    size: Mapped[int]
    put_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    put_at: Mapped[datetime]


class TakenFile(Base):
    """The file of a key as it was when the folder of courses was last taken in: what tells who changed it since."""

    __tablename__ = "taken_file"

    key: Mapped[str] = mapped_column(primary_key=True)
    sha256: Mapped[str]
    taken_at: Mapped[datetime]


class PublishedQuestion(Base):
    """What an id stands for, once published: answers and evidence name it, so it never means another question."""

    __tablename__ = "published_question"

    id: Mapped[str] = mapped_column(primary_key=True)
    module_key: Mapped[str]
    kind: Mapped[str]
    title: Mapped[str]


class SearchedLesson(Base):
    """What a search shows of a lesson that is served now; derived, with its words in the index beside it.

    `place` is where its group stands on the page that lets people choose. `text` is a line for each block of the page,
    `plain` the same folded letter by letter: what stands at a place in one stands there in the other.
    """

    __tablename__ = "searched_lesson"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    place: Mapped[int]
    title: Mapped[str]
    summary: Mapped[str]
    text: Mapped[str]
    plain: Mapped[str]


class GlossaryVersion(Base):
    """One published version of the list of hard words; it came as a file and is never changed.

    `words` are rows of `name`, `forms` (all spellings that stand for it) and `text`, in the order of the alphabet.
    """

    __tablename__ = "glossary_version"
    __table_args__ = (
        Index("ix_glossary_version_current", "is_current", unique=True, sqlite_where=CURRENT, postgresql_where=CURRENT),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    is_current: Mapped[bool]
    title: Mapped[str]
    words: Mapped[Any] = mapped_column(JSON)
    source_text: Mapped[str] = mapped_column(deferred=True)
    source_sha256: Mapped[str]
    published_at: Mapped[datetime]

    @property
    def label(self) -> str:
        """Return how people and the trail call it: `tu-kho@<number>`."""
        return f"tu-kho@{self.number}"
