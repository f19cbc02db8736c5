"""The board of the workshop: what I write, what waits for me, what is published, what is due."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from app.authoring import queries, rules
from app.authoring.models import INDEX
from app.authoring.words import DraftState
from app.catalog.sources import frameworks
from app.catalog.words import GROUPS, Origin
from app.content.schema import Framework
from app.core import clock
from app.core.actor import Actor
from app.people.natural import natural_persons


@dataclass(frozen=True)
class DraftRow:
    """A living draft as the board lists it; `note` is why it was returned."""

    id: UUID
    key: str
    title: str
    state: DraftState
    revision: int
    updated_at: datetime
    updated_by: str
    open_comments: int
    note: str | None


@dataclass(frozen=True)
class ModuleRow:
    """A published lesson; `programmes` are the titles of those that name it, `published_by` None for a file."""

    key: str
    title: str
    number: int
    mode: str
    published_at: datetime
    origin: Origin
    published_by: str | None
    review_by: date | None
    valid_until: date | None
    programmes: tuple[str, ...]
    draft: DraftRow | None


@dataclass(frozen=True)
class ProgrammeRow:
    """A published programme."""

    key: str
    title: str
    number: int
    published_at: datetime
    origin: Origin
    published_by: str | None
    draft: DraftRow | None


@dataclass(frozen=True)
class WithdrawnRow:
    """A lesson that is served no more and can be opened again."""

    key: str
    title: str
    number: int
    withdrawn_at: datetime | None


@dataclass
class FolderRow:
    """What a group has."""

    folder: str
    name: str
    programme: ProgrammeRow | None = None
    modules: list[ModuleRow] = field(default_factory=list)
    withdrawn: list[WithdrawnRow] = field(default_factory=list)


@dataclass(frozen=True)
class DueRow:
    """A lesson whose day came or comes soon: to be looked over again (`review`), or no longer in force (`expiry`).

    A table of skills has no `key`: it is a file of the installation and is not written here.
    """

    key: str
    title: str
    what: str
    day: date
    is_past: bool


@dataclass(frozen=True)
class GivenUpRow:
    """A lesson this person began, or wrote last, that was discarded before anybody could read it."""

    key: str
    title: str
    updated_at: datetime


@dataclass(frozen=True)
class Board:
    """Everything of the workshop for one person."""

    mine: list[DraftRow]
    waiting: list[DraftRow]
    others: list[DraftRow]
    folders: list[FolderRow]
    due: list[DueRow]
    given_up: list[GivenUpRow]


def board(*, actor: Actor) -> Board:
    """Return the board of one person; a fixed number of statements, however much there is."""
    rows = queries.living_rows()
    drafts = {row.id: _draft(row) for row in rows}
    writers = queries.writers_of(drafts)
    for row in rows:  # Who only opened it may review it, but until then it is on their desk and on nobody else's.
        if row.state is not DraftState.IN_REVIEW:
            writers.setdefault(row.id, set()).add(row.created_by_id)
    natural = natural_persons({actor.person_id}.union(*writers.values()))
    me = natural[actor.person_id]
    is_mine = {draft_id: me in {natural[one] for one in writers.get(draft_id, ())} for draft_id in drafts}
    mine = [draft for draft in drafts.values() if is_mine[draft.id]]
    strangers = [draft for draft in drafts.values() if not is_mine[draft.id]]
    folders = _folders({draft.key: draft for draft in drafts.values()})
    return Board(
        mine=mine,
        waiting=[draft for draft in strangers if draft.state is DraftState.IN_REVIEW],
        others=[draft for draft in strangers if draft.state is not DraftState.IN_REVIEW],
        folders=folders,
        due=_due([module for folder in folders for module in folder.modules], _frameworks(), clock.today()),
        given_up=_given_up(me),
    )


def _draft(row: queries.Found) -> DraftRow:
    return DraftRow(
        id=row.id,
        key=row.key,
        title=row.title,
        state=row.state,
        revision=row.revision,
        updated_at=row.updated_at,
        updated_by=row.full_name,
        open_comments=row.open_comments,
        note=row.note,
    )


def _folders(drafts: dict[str, DraftRow]) -> list[FolderRow]:
    folders = {folder: FolderRow(folder, words.name) for folder, words in GROUPS.items()}
    places: defaultdict[str, list[str]] = defaultdict(list)
    for module_key, title in queries.places():
        places[module_key].append(title)
    for row in queries.programme_rows():
        key = f"{row.group}/{INDEX}"
        fields = (row.title, row.number, row.published_at, row.origin, row.full_name)
        _folder(folders, row.group).programme = ProgrammeRow(key, *fields, drafts.get(key))
    for row in queries.module_rows():
        module = _module(row, tuple(places[row.key]), drafts.get(row.key))
        _folder(folders, row.key.partition("/")[0]).modules.append(module)
    for row in queries.withdrawn_rows():
        _folder(folders, row.key.partition("/")[0]).withdrawn.append(WithdrawnRow(*row))
    return list(folders.values())


def _folder(folders: dict[str, FolderRow], folder: str) -> FolderRow:
    return folders.setdefault(folder, FolderRow(folder, folder))


def _module(row: queries.Found, programmes: tuple[str, ...], draft: DraftRow | None) -> ModuleRow:
    return ModuleRow(
        key=row.key,
        title=row.title,
        number=row.number,
        mode=row.mode,
        published_at=row.published_at,
        origin=row.origin,
        published_by=row.full_name,
        review_by=_day(row.review_by),
        valid_until=_day(row.valid_until),
        programmes=programmes,
        draft=draft,
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _given_up(me: int) -> list[GivenUpRow]:
    rows = queries.discarded_rows()
    if not rows:
        return []
    writers = queries.writers_of({row.id for row in rows})
    natural = natural_persons({row.created_by_id for row in rows}.union(*writers.values()))
    mine = [row for row in rows if me in {natural[one] for one in {row.created_by_id, *writers.get(row.id, ())}}]
    return [GivenUpRow(row.key, row.title, row.updated_at) for row in {row.key: row for row in reversed(mine)}.values()]


def _frameworks() -> list[Framework]:
    return [document.framework for document in frameworks() if document.framework]


def _due(modules: list[ModuleRow], tables: list[Framework], today: date) -> list[DueRow]:
    days = [(module.key, module.title, "review", module.review_by) for module in modules]
    days += [(module.key, module.title, "expiry", module.valid_until) for module in modules]
    days += [("", table.title, "review", table.review_by) for table in tables]
    found = [
        DueRow(key, title, what, day, is_past=day < today)
        for key, title, what, day in days
        if day and rules.is_due(day, today)
    ]
    return sorted(found, key=lambda row: (row.day, row.key))
