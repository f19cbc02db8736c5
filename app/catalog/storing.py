"""The one place where a version is stored, superseded or withdrawn, wherever its text came from."""

from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute

from app.audit import service as audit
from app.audit.actions import Action
from app.catalog import ledger, search_index, shelf
from app.catalog.editions import Edition
from app.catalog.models import INDEX, ModuleMedia, ModuleVersion, ProgrammeLesson, ProgrammeVersion
from app.catalog.words import Origin
from app.core import clock
from app.core.actor import Actor
from app.core.db import db

Version = ModuleVersion | ProgrammeVersion


@dataclass(frozen=True)
class Stock:
    """Where versions of one sort stand: their table, what they are counted by, what the trail calls them."""

    table: type[ModuleVersion] | type[ProgrammeVersion]
    counted_by: InstrumentedAttribute[str]
    subject: str
    published: Action
    withdrawn: Action

    def key_of(self, value: str) -> str:
        """Return where the text stands of what is counted by `value` here."""
        return value if self.table is ModuleVersion else f"{value}/{INDEX}"


MODULES = Stock(ModuleVersion, ModuleVersion.key, "module", Action.MODULE_PUBLISHED, Action.MODULE_WITHDRAWN)
PROGRAMMES = Stock(
    ProgrammeVersion, ProgrammeVersion.group, "programme", Action.PROGRAMME_PUBLISHED, Action.PROGRAMME_WITHDRAWN
)


def current_versions() -> dict[str, Version]:
    """Return everything that is served now, by where its text stands: `<group>/<code>` or `<group>/index`."""
    found: list[Version] = list(db.session.scalars(select(ModuleVersion).where(ModuleVersion.is_current)))
    found += db.session.scalars(select(ProgrammeVersion).where(ProgrammeVersion.is_current))
    return {version.source_key: version for version in found}


def find_current(key: str) -> Version | None:
    """Return what is served now under a key, or None."""
    stock, value = stock_of(key)
    found = db.session.scalar(select(stock.table).where(stock.counted_by == value, stock.table.is_current))
    return cast("Version | None", found)


def find_version(key: str, number: int | None = None) -> Version | None:
    """Return the version of a key with this number, or its newest one; served or not. None where there is none."""
    stock, value = stock_of(key)
    query = select(stock.table).where(stock.counted_by == value).order_by(stock.table.number.desc()).limit(1)
    found = db.session.scalar(query if number is None else query.where(stock.table.number == number))
    return cast("Version | None", found)


def versions_of(key: str) -> list[Version]:
    """Return every version of a key, the newest first, with its text not yet read."""
    stock, value = stock_of(key)
    query = select(stock.table).where(stock.counted_by == value).order_by(stock.table.number.desc())
    return cast("list[Version]", list(db.session.scalars(query)))


def stock_of(key: str) -> tuple[Stock, str]:
    """Return where versions of this key stand, and what they are counted by there."""
    group, _, code = key.partition("/")
    return (PROGRAMMES, group) if code == INDEX else (MODULES, key)


def store(
    edition: Edition, before: Version | None, *, origin: Origin, actor: Actor, trace: dict[str, Any] | None = None
) -> Version:
    """Make an edition the version that is served, in the place of `before`, with a line in the trail.

    The caller holds the lock of the catalog; `trace` joins what the line says.
    """
    stock, value = stock_of(edition.key)
    number = before.number if before else _last_number(stock, value)
    if before is not None:
        before.is_current = False
        db.session.flush()  # There is one current version at any moment, also for the database's index.
    source = {"origin": origin, "published_by_id": actor.person_id or None, "published_at": clock.now()}
    version = stock.table(number=number + 1, is_current=True, **source, **edition.columns)
    shelf.publish(edition.files.values())
    db.session.add(version)
    db.session.flush()
    db.session.add_all(_belongings(version))
    ledger.note(edition)
    if isinstance(version, ModuleVersion):
        shown = {"title": version.title, "summary": version.summary, "page_html": version.page_html}
        search_index.enter(version.key, **shown)
    details = {"title": version.title, "source_sha256": version.source_sha256} | (trace or {})
    audit.record(stock.published, actor=actor, subject=f"{stock.subject}:{version.label}", payload=details)
    return version


def withdraw(version: Version, *, actor: Actor, reason: str = "") -> None:
    """Serve a version no more; attempts and evidence that rest on it keep it. A line in the trail says why."""
    stock, _ = stock_of(version.source_key)
    version.is_current = False
    if isinstance(version, ModuleVersion):
        version.withdrawn_at = clock.now()
        search_index.leave(version.key)
    payload = {"reason": reason} if reason else None
    audit.record(stock.withdrawn, actor=actor, subject=f"{stock.subject}:{version.label}", payload=payload)


def _last_number(stock: Stock, value: str) -> int:
    return db.session.scalar(select(func.max(stock.table.number)).where(stock.counted_by == value)) or 0


def _belongings(version: Version) -> list[ModuleMedia | ProgrammeLesson]:
    if isinstance(version, ModuleVersion):
        return [ModuleMedia(version_id=version.id, sha256=sha256) for sha256 in sorted(set(version.media.values()))]
    return [
        ProgrammeLesson(programme_id=version.id, position=position, module_key=key)
        for position, key in enumerate(version.module_keys)
    ]
