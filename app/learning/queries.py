"""Selects of progress: the one statement of a lesson's page, and what persons have done of some modules."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, select

from app.catalog.models import ModuleVersion, ProgrammeLesson, ProgrammeVersion
from app.core.db import db
from app.learning.models import LessonProgress, Practice
from app.people.models import Person

MODULE = ModuleVersion.__table__
PROGRAMME = ProgrammeVersion.__table__
PLACE = ProgrammeLesson.__table__
PROGRESS = LessonProgress.__table__
PERSON = Person.__table__

Found = Row[*tuple[Any, ...]]
"""A row of a Core select; each function says its columns."""


def _lesson_page() -> Select[Any]:
    here, after, following = PLACE.alias("here"), PLACE.alias("after"), MODULE.alias("following")
    names = ("id", "key", "number", "source_sha256", "title", "minutes", "mode", "valid_until", "page_html", "about")
    module = [MODULE.c[name] for name in names]
    programme = [PROGRAMME.c.title.label("programme"), PROGRAMME.c.rule]
    after_it = [following.c.key.label("next_key"), following.c.title.label("next_title")]
    return (
        select(*module, *programme, *after_it, PROGRESS.c.read_at, PROGRESS.c.passed_at)
        .select_from(MODULE)
        .outerjoin(PROGRAMME, and_(PROGRAMME.c.group == bindparam("group"), PROGRAMME.c.is_current))
        .outerjoin(here, and_(here.c.programme_id == PROGRAMME.c.id, here.c.module_key == MODULE.c.key))
        .outerjoin(after, and_(after.c.programme_id == here.c.programme_id, after.c.position == here.c.position + 1))
        .outerjoin(following, and_(following.c.key == after.c.module_key, following.c.is_current))
        .outerjoin(
            PROGRESS, and_(PROGRESS.c.person_id == bindparam("person_id"), PROGRESS.c.module_key == MODULE.c.key)
        )
        .where(MODULE.c.key == bindparam("key"), MODULE.c.is_current)
    )


LESSON_PAGE = _lesson_page()


def lesson_page(group: str, key: str, person_id: int | None) -> Found | None:
    """Return all that a lesson's page shows, in one statement and without an ORM object; None when there is no lesson.

    Columns: id, key, number, source_sha256, title, minutes, mode, valid_until, page_html, about; programme, rule (None
    outside a programme); next_key, next_title (None after the last one); read_at, passed_at of the reader (None for a
    stranger).
    """
    return db.session.execute(LESSON_PAGE, {"group": group, "key": key, "person_id": person_id or 0}).first()


def _progress_of() -> Select[Any]:
    read, passed = MODULE.alias("read_version"), MODULE.alias("passed_version")
    return (
        select(
            PROGRESS,
            read.c.mode.label("read_mode"),
            read.c.number.label("read_number"),
            passed.c.number.label("passed_number"),
            PERSON.c.public_id.label("witness"),
        )
        .select_from(PROGRESS)
        .outerjoin(read, read.c.id == PROGRESS.c.read_version_id)
        .outerjoin(passed, passed.c.id == PROGRESS.c.passed_version_id)
        .outerjoin(PERSON, PERSON.c.id == PROGRESS.c.witness_id)
        .where(
            PROGRESS.c.person_id.in_(bindparam("person_ids", expanding=True)),
            PROGRESS.c.module_key.in_(bindparam("keys", expanding=True)),
        )
    )


# Made once: building it costs more than running it, and every submission runs it.
PROGRESS_OF = _progress_of()


def progress_of(person_ids: Collection[int], keys: Collection[str]) -> Sequence[Found]:
    """Return the progress of persons in modules; `read_mode` is the quiz mode of the version that was read.

    Columns: those of `lesson_progress`, then read_mode, read_number, passed_number, witness (a public id).
    """
    return db.session.execute(PROGRESS_OF, {"person_ids": list(person_ids), "keys": list(keys)}).all()


PRACTICES_OF = (
    select(Practice, ModuleVersion.number, Person.public_id.label("helper"))
    .join(ModuleVersion, ModuleVersion.id == Practice.version_id)
    .join(Person, Person.id == Practice.helper_id)
    .where(
        Practice.person_id.in_(bindparam("person_ids", expanding=True)),
        Practice.module_key.in_(bindparam("keys", expanding=True)),
    )
    .order_by(Practice.confirmed_at, Practice.id)
)


def practices_of(person_ids: Collection[int], keys: Collection[str]) -> Sequence[Found]:
    """Return the confirmed practices of persons in modules, oldest first.

    Columns: `Practice` (the row), number (of the module version), helper (a public id).
    """
    return db.session.execute(PRACTICES_OF, {"person_ids": list(person_ids), "keys": list(keys)}).all()
