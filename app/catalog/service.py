"""What is published: the door for everybody who needs a module, a programme, or to take in or write out the library."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import undefer

from app.catalog.exporting import CannotExport, Exported, export
from app.catalog.glossary import Word, words, words_in
from app.catalog.models import Media, ModuleVersion, ProgrammeLesson, ProgrammeVersion
from app.catalog.publishing import PublishRefused, PublishReport, publish
from app.catalog.search import Results, search
from app.catalog.words import GROUPS
from app.core.db import db
from app.core.errors import NotFound
from app.core.text import N_

# Beyond it PostgreSQL refuses the comparison.
LARGEST_ID = 2**31 - 1

__all__ = [
    "CannotExport",
    "Exported",
    "ModuleTitle",
    "PublishRefused",
    "PublishReport",
    "Results",
    "Word",
    "export",
    "publish",
    "search",
    "words",
    "words_in",
]


class ModuleTitle(NamedTuple):
    """What a list says of a module: its title, the minutes it takes, its quiz mode, and which version says so."""

    title: str
    minutes: int
    mode: str
    version_id: int


class OutlineRow(NamedTuple):
    """One lesson as a programme's page lists it; `page_bytes` is what opening it costs, pictures included.

    `weights` are the bytes of its pictures ("img"), sounds and films; None where its version is from before they were
    told apart.
    """

    key: str
    title: str
    summary: str
    minutes: int
    page_bytes: int
    weights: Mapping[str, int] | None


def current_module(key: str) -> ModuleVersion:
    """Return the version of a module that is served now; `key` is `<group>/<code>`.

    Raises:
        NotFound: there is none, or it was withdrawn.
    """
    version = db.session.scalar(select(ModuleVersion).where(ModuleVersion.key == key, ModuleVersion.is_current))
    if version is None:
        raise NotFound(N_("Không có bài học này."))
    return version


def get_version(version_id: int) -> ModuleVersion:
    """Return one version, current or not, with its snapshot.

    Raises:
        NotFound: there is none.
    """
    query = select(ModuleVersion).where(ModuleVersion.id == version_id).options(undefer(ModuleVersion.snapshot))
    version = db.session.scalar(query)
    if version is None:
        raise NotFound(N_("Không có bài học này."))
    return version


def version_number(key: str, version_id: int) -> int:
    """Return the number of a version of this module.

    Raises:
        NotFound: the module never had it.
    """
    query = select(ModuleVersion.number).where(ModuleVersion.id == version_id, ModuleVersion.key == key)
    number = db.session.scalar(query) if 0 < version_id <= LARGEST_ID else None
    if number is None:
        raise NotFound(N_("Không có bài học này."))
    return number


def current_programme(group: str) -> ProgrammeVersion:
    """Return the programme of a group as it is now.

    Raises:
        NotFound: the group has none.
    """
    query = select(ProgrammeVersion).where(ProgrammeVersion.group == group, ProgrammeVersion.is_current)
    programme = db.session.scalar(query)
    if programme is None:
        raise NotFound(N_("Chưa có chương trình học này."))
    return programme


def get_programme(version_id: int) -> ProgrammeVersion:
    """Return one version of a programme, current or not.

    Raises:
        NotFound: there is none.
    """
    programme = db.session.get(ProgrammeVersion, version_id)
    if programme is None:
        raise NotFound(N_("Chưa có chương trình học này."))
    return programme


def list_programmes() -> list[ProgrammeVersion]:
    """Return every programme as it is now, by group; the helpers' own one has no register."""
    return list(
        db.session.scalars(select(ProgrammeVersion).where(ProgrammeVersion.is_current).order_by(ProgrammeVersion.group))
    )


def list_doors(own: Collection[str] = ()) -> list[ProgrammeVersion]:
    """Return the programmes in the order of a choosing page: one's own, then the many before the few."""
    order = {group: place for place, group in enumerate(dict.fromkeys([*own, *GROUPS]))}
    return sorted(list_programmes(), key=lambda programme: order.get(programme.group, len(order)))


# Made once, as building them costs more than running them, and every submission does both.
PROGRAMMES_WITH = (
    select(ProgrammeVersion)
    .join(ProgrammeLesson, ProgrammeLesson.programme_id == ProgrammeVersion.id)
    .where(ProgrammeVersion.is_current, ProgrammeLesson.module_key == bindparam("key"))
    .order_by(ProgrammeVersion.group)
)
TITLES = (
    select(ModuleVersion.key, ModuleVersion.title, ModuleVersion.minutes, ModuleVersion.mode, ModuleVersion.id)
    .where(ModuleVersion.key.in_(bindparam("keys", expanding=True)))
    .order_by(ModuleVersion.is_current, ModuleVersion.number)
)


def list_programmes_with(key: str) -> list[ProgrammeVersion]:
    """Return the current programmes that have this module as a lesson or as their assessment."""
    return list(db.session.scalars(PROGRAMMES_WITH, {"key": key}))


def module_titles(keys: Collection[str]) -> dict[str, ModuleTitle]:
    """Return titles by key; a withdrawn module has that of its newest version, an unknown one is left out."""
    newest_last = db.session.execute(TITLES, {"keys": list(keys)})
    return {key: ModuleTitle(title, minutes, mode, id_) for key, title, minutes, mode, id_ in newest_last}


def outline(programme: ProgrammeVersion) -> list[OutlineRow]:
    """Return the lessons and then the assessment of a programme, as far as they are served now."""
    version = ModuleVersion
    rows = db.session.execute(
        select(version.key, version.title, version.summary, version.minutes, version.page_bytes, version.about).where(
            version.is_current, version.key.in_(programme.module_keys)
        )
    )
    by_key = {
        key: OutlineRow(key, title, summary, minutes, page_bytes, about.get("weights"))
        for key, title, summary, minutes, page_bytes, about in rows
    }
    return [by_key[key] for key in programme.module_keys if key in by_key]


def get_media(sha256: str, extension: str) -> bytes:
    """Return published bytes.

    Raises:
        NotFound: nothing published has this hash and ending.
    """
    wanted = select(Media.content).where(Media.sha256 == sha256, Media.extension == extension, Media.is_published)
    content = db.session.scalar(wanted)
    if content is None:
        raise NotFound(N_("Không có tệp này."))
    return content
