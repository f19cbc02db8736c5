"""Selects of the workshop: drafts, who wrote in them, and what the board shows, in a fixed number of statements."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, Row, and_, cast, func, select
from sqlalchemy.orm import aliased, joinedload

from app.authoring.models import Draft, DraftRevision, ReviewComment
from app.authoring.words import LIVING, DraftState, RevisionKind
from app.catalog.models import ModuleVersion, ProgrammeLesson, ProgrammeVersion
from app.core.db import db
from app.people.models import Person

Found = Row[*tuple[Any, ...]]
"""A row of a select; each function says its columns."""


def find_draft(draft_id: UUID, *, for_update: bool = False) -> Draft | None:
    """Return a draft with the names of who made and changed it; `for_update` as it is now and stays until the end."""
    query = select(Draft).where(Draft.id == draft_id)
    if for_update:
        return db.session.scalar(query.with_for_update().execution_options(populate_existing=True))
    return db.session.scalar(query.options(joinedload(Draft.created_by), joinedload(Draft.updated_by)))


def living_draft(key: str) -> Draft | None:
    """Return the one living draft of a key."""
    return db.session.scalar(select(Draft).where(Draft.key == key, Draft.state.in_(LIVING)))


def drafts_of(key: str) -> list[Draft]:
    """Return all drafts of a key, the newest first."""
    return list(db.session.scalars(select(Draft).where(Draft.key == key).order_by(Draft.created_at.desc())))


def last_discarded(key: str) -> Draft | None:
    """Return the draft of a key that was discarded last."""
    gone = select(Draft).where(Draft.key == key, Draft.state == DraftState.DISCARDED)
    return db.session.scalar(gone.order_by(Draft.updated_at.desc(), Draft.created_at.desc()).limit(1))


def discarded_rows() -> Sequence[Found]:
    """Return the drafts of lessons that were given up before anybody could read them, the newest first.

    Columns: id, key, title, updated_at, full_name (of who changed it last), created_by_id.
    """
    columns = (Draft.id, Draft.key, Draft.title, Draft.updated_at, Person.full_name, Draft.created_by_id)
    known = select(ModuleVersion.key).where(ModuleVersion.key == Draft.key).exists()
    other = aliased(Draft)
    living = select(other.id).where(other.key == Draft.key, other.state.in_(LIVING)).exists()
    return db.session.execute(
        select(*columns)
        .join(Person, Person.id == Draft.updated_by_id)
        .where(Draft.state == DraftState.DISCARDED, Draft.base_number.is_(None), ~known, ~living)
        .order_by(Draft.updated_at.desc(), Draft.id)
    ).all()


def living_texts(folder: str) -> list[str]:
    """Return the texts of the living drafts of a folder."""
    query = select(Draft.text).where(Draft.key.startswith(f"{folder}/", autoescape=True), Draft.state.in_(LIVING))
    return list(db.session.scalars(query))


def drafts_of_version(key: str, number: int) -> list[UUID]:
    """Return the drafts a published version came from: one, or none where it came as a file."""
    return list(db.session.scalars(select(Draft.id).where(Draft.key == key, Draft.published_number == number)))


def codes_of(folder: str) -> set[str]:
    """Return every code that a lesson of a folder has or had, published or living as a draft."""
    published = select(ModuleVersion.key).where(ModuleVersion.key.startswith(f"{folder}/", autoescape=True))
    living = select(Draft.key).where(Draft.key.startswith(f"{folder}/", autoescape=True), Draft.state.in_(LIVING))
    keys = [*db.session.scalars(published.distinct()), *db.session.scalars(living)]
    return {key.partition("/")[2] for key in keys}


def newest_line(draft_id: UUID) -> DraftRevision | None:
    """Return the last line of the history that was the draft's own text."""
    mine = select(DraftRevision).where(DraftRevision.draft_id == draft_id, DraftRevision.kind != RevisionKind.UNMERGED)
    return db.session.scalar(mine.order_by(DraftRevision.number.desc()).limit(1))


def last_number(draft_id: UUID) -> int:
    """Return the number of the last line of the history, 0 before the first."""
    return db.session.scalar(select(func.max(DraftRevision.number)).where(DraftRevision.draft_id == draft_id)) or 0


def lines_of(draft_id: UUID) -> list[DraftRevision]:
    """Return the history of a draft with the names of the writers, the newest first, without the texts."""
    query = select(DraftRevision).where(DraftRevision.draft_id == draft_id).options(joinedload(DraftRevision.saved_by))
    return list(db.session.scalars(query.order_by(DraftRevision.number.desc())))


def comments_of(draft_id: UUID) -> list[ReviewComment]:
    """Return the comments of a draft with the names of who wrote and resolved them, by line."""
    names = (joinedload(ReviewComment.written_by), joinedload(ReviewComment.resolved_by))
    query = select(ReviewComment).where(ReviewComment.draft_id == draft_id).options(*names)
    return list(db.session.scalars(query.order_by(ReviewComment.line, ReviewComment.written_at)))


def open_comments(draft_id: UUID) -> int:
    """Return how many comments of a draft nobody has resolved."""
    query = select(func.count()).where(ReviewComment.draft_id == draft_id, ReviewComment.resolved_at.is_(None))
    return db.session.scalar(query) or 0


def writers_of(drafts: Collection[UUID]) -> dict[UUID, set[int]]:
    """Return the persons who wrote in each draft: every line but the one that only opened it, and what is unsaved."""
    lines = (
        select(DraftRevision.draft_id, DraftRevision.saved_by_id)
        .where(DraftRevision.draft_id.in_(drafts), DraftRevision.kind != RevisionKind.START)
        .distinct()
    )
    changed = select(Draft.id, Draft.updated_by_id).where(Draft.id.in_(drafts), Draft.revision > 1)
    found: defaultdict[UUID, set[int]] = defaultdict(set)
    for query in (lines, changed):
        for draft_id, person_id in db.session.execute(query):
            found[draft_id].add(person_id)
    return found


def living_rows() -> Sequence[Found]:
    """Return the living drafts, the newest first.

    Columns: id, key, title, state, revision, updated_at, note, created_by_id, full_name (of who changed it last),
    open_comments.
    """
    waiting = (
        select(ReviewComment.draft_id, func.count().label("open_comments"))
        .where(ReviewComment.resolved_at.is_(None))
        .group_by(ReviewComment.draft_id)
        .subquery()
    )
    columns = (
        Draft.id,
        Draft.key,
        Draft.title,
        Draft.state,
        Draft.revision,
        Draft.updated_at,
        Draft.note,
        Draft.created_by_id,
    )
    return db.session.execute(
        select(*columns, Person.full_name, func.coalesce(waiting.c.open_comments, 0).label("open_comments"))
        .join(Person, Person.id == Draft.updated_by_id)
        .outerjoin(waiting, waiting.c.draft_id == Draft.id)
        .where(Draft.state.in_(LIVING))
        .order_by(Draft.updated_at.desc(), Draft.id)
    ).all()


def module_rows() -> Sequence[Found]:
    """Return the modules that are served now, by key.

    Columns: key, title, number, mode, published_at, origin, valid_until, review_by (ISO texts), pass_percent (a
    fraction as text), full_name.
    """
    module = ModuleVersion
    review_by = module.snapshot["meta"]["review_by"].as_string().label("review_by")
    pass_percent = module.snapshot["meta"]["pass_percent"].as_string().label("pass_percent")
    columns = (module.key, module.title, module.number, module.mode, module.published_at, module.origin)
    return db.session.execute(
        select(*columns, module.valid_until, review_by, pass_percent, Person.full_name)
        .outerjoin(Person, Person.id == module.published_by_id)
        .where(module.is_current)
        .order_by(module.key)
    ).all()


def withdrawn_rows() -> Sequence[Found]:
    """Return the newest version of each module that is served no more, by key: key, title, number, withdrawn_at."""
    newest = (
        select(ModuleVersion.key, func.max(ModuleVersion.number).label("number"))
        .group_by(ModuleVersion.key)
        .having(func.sum(cast(ModuleVersion.is_current, Integer)) == 0)
        .subquery()
    )
    module = ModuleVersion
    return db.session.execute(
        select(module.key, module.title, module.number, module.withdrawn_at)
        .join(newest, and_(newest.c.key == module.key, newest.c.number == module.number))
        .order_by(module.key)
    ).all()


def programme_rows() -> Sequence[Found]:
    """Return the programmes that are served now: group, title, number, published_at, origin, full_name."""
    programme = ProgrammeVersion
    columns = (programme.group, programme.title, programme.number, programme.published_at, programme.origin)
    return db.session.execute(
        select(*columns, Person.full_name)
        .outerjoin(Person, Person.id == programme.published_by_id)
        .where(programme.is_current)
        .order_by(programme.group)
    ).all()


def places() -> Sequence[Found]:
    """Return which module stands in which programme that is served now: module_key, title of the programme."""
    return db.session.execute(
        select(ProgrammeLesson.module_key, ProgrammeVersion.title)
        .join(ProgrammeVersion, ProgrammeVersion.id == ProgrammeLesson.programme_id)
        .where(ProgrammeVersion.is_current)
        .order_by(ProgrammeVersion.group)
    ).all()
