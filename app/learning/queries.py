"""Selects of progress: the one statement of a lesson's page, and what persons have done of some modules."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    Table,
    and_,
    bindparam,
    exists,
    false,
    func,
    insert,
    not_,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from app.catalog.models import GlossaryVersion, ModuleVersion, ProgrammeLesson, ProgrammeVersion
from app.core.db import db
from app.identity.words import Assurance
from app.learning.models import LessonProgress, Practice, ProgrammeCompletion, ReadingPlace
from app.people.models import Person

MODULE = ModuleVersion.__table__
PROGRAMME = ProgrammeVersion.__table__
PLACE = ProgrammeLesson.__table__
GLOSSARY = GlossaryVersion.__table__
STOPPED = cast(Table, ReadingPlace.__table__)
PROGRESS = cast(Table, LessonProgress.__table__)
PERSON = Person.__table__
# Who a row of persons stands for. One step is enough: only self-registered rows are merged, only into listed ones.
HUMAN = func.coalesce(PERSON.c.merged_into_id, PERSON.c.id)

Found = Row[*tuple[Any, ...]]
"""A row of a Core select; each function says its columns."""


def _lesson_page() -> Select[Any]:
    here, before, previous = PLACE.alias("here"), PLACE.alias("before"), MODULE.alias("previous")
    after, following = PLACE.alias("after"), MODULE.alias("following")
    names = ("id", "key", "number", "source_sha256", "title", "summary", "minutes", "mode", "valid_until")
    module = [MODULE.c[name] for name in names]
    programme = [PROGRAMME.c.title.label("programme"), PROGRAMME.c.rule]
    beside = [previous.c.key.label("previous_key"), previous.c.title.label("previous_title")]
    beside += [following.c.key.label("next_key"), following.c.title.label("next_title")]
    words = select(GLOSSARY.c.id).where(GLOSSARY.c.is_current).scalar_subquery().label("glossary_id")
    return (
        select(*module, *programme, *beside, PROGRESS.c.read_at, PROGRESS.c.passed_at, STOPPED.c.section, words)
        .select_from(MODULE)
        .outerjoin(PROGRAMME, and_(PROGRAMME.c.group == bindparam("group"), PROGRAMME.c.is_current))
        .outerjoin(here, and_(here.c.programme_id == PROGRAMME.c.id, here.c.module_key == MODULE.c.key))
        .outerjoin(before, and_(before.c.programme_id == here.c.programme_id, before.c.position == here.c.position - 1))
        .outerjoin(previous, and_(previous.c.key == before.c.module_key, previous.c.is_current))
        .outerjoin(after, and_(after.c.programme_id == here.c.programme_id, after.c.position == here.c.position + 1))
        .outerjoin(following, and_(following.c.key == after.c.module_key, following.c.is_current))
        .outerjoin(
            PROGRESS, and_(PROGRESS.c.person_id == bindparam("person_id"), PROGRESS.c.module_key == MODULE.c.key)
        )
        .outerjoin(STOPPED, and_(STOPPED.c.person_id == bindparam("person_id"), STOPPED.c.module_key == MODULE.c.key))
        .where(MODULE.c.key == bindparam("key"), MODULE.c.is_current)
    )


LESSON_PAGE = _lesson_page()
LESSON_TEXT = select(MODULE.c.page_html, MODULE.c.about).where(MODULE.c.id == bindparam("version_id"))


def lesson_page(group: str, key: str, person_id: int | None) -> Found | None:
    """Return all that a lesson's page depends on, in one statement and without an ORM object; None when there is none.

    Columns: id, key, number, source_sha256, title, summary, minutes, mode, valid_until; programme, rule (None outside a
    programme); previous_key, previous_title, next_key, next_title (None before the first, after the last one); read_at,
    passed_at, section (where the reader stopped) of the reader (None for a stranger); glossary_id.
    """
    return (
        db.session.connection().execute(LESSON_PAGE, {"group": group, "key": key, "person_id": person_id or 0}).first()
    )


def lesson_text(version_id: int) -> Found:
    """Return page_html and about of a version that exists."""
    return db.session.execute(LESSON_TEXT, {"version_id": version_id}).one()


def _progress_of() -> Select[Any]:
    read, passed = MODULE.alias("read_version"), MODULE.alias("passed_version")
    return (
        select(
            PROGRESS,
            read.c.mode.label("read_mode"),
            read.c.number.label("read_number"),
            passed.c.number.label("passed_number"),
            PERSON.c.public_id.label("witness"),
            HUMAN.label("witness_human"),
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

    Columns: those of `lesson_progress`, then read_mode, read_number, passed_number, witness (a public id),
    witness_human (the id of the natural person).
    """
    return db.session.execute(PROGRESS_OF, {"person_ids": list(person_ids), "keys": list(keys)}).all()


def _keep(insert_into: Callable[..., Any], names: Collection[str], replaced: Callable[[Any], Any]) -> Any:
    """Build "insert the progress of a module, or put these columns in the place of what is to be replaced"."""
    new = insert_into(PROGRESS)
    return new.on_conflict_do_update(
        index_elements=[PROGRESS.c.person_id, PROGRESS.c.module_key],
        set_={name: new.excluded[name] for name in names},
        where=replaced(new.excluded),
    )


def _by_vneid(columns: Any) -> ColumnElement[bool]:
    """Return the condition of a pass whose learner came in by VNeID, which no witness can make surer."""
    return func.coalesce(columns.assurance == Assurance.VNEID, false())


READ = ("read_at", "read_version_id")
PASSED = ("passed_at", "passed_version_id", "attempt_id", "score", "pass_mark", "witness_id", "doubted_at")
MADE = ("assurance", "medium", "place", "is_read_aloud")
INSERTS: dict[str, Callable[..., Any]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
KEEP_READING = {name: _keep(into, READ, lambda _: PROGRESS.c.read_at.is_(None)) for name, into in INSERTS.items()}
KEEP_PASS = {
    name: _keep(
        into,
        PASSED + MADE,
        lambda new: or_(
            PROGRESS.c.passed_at.is_(None),
            PROGRESS.c.doubted_at.is_not(None),
            and_(PROGRESS.c.witness_id.is_(None), new.witness_id.is_not(None), not_(_by_vneid(PROGRESS.c))),
            and_(_by_vneid(new), not_(_by_vneid(PROGRESS.c))),
        ),
    )
    for name, into in INSERTS.items()
}


def keep_reading(person_id: int, key: str, *, version_id: int, at: datetime) -> None:
    """Note that the person has read this version of a module, unless they had read it before."""
    row = {"person_id": person_id, "module_key": key, "read_at": at, "read_version_id": version_id}
    db.session.execute(KEEP_READING[db.session.get_bind().dialect.name], row)


def keep_pass(person_id: int, key: str, passed: Mapping[str, Any]) -> None:
    """Note a pass (the columns PASSED and MADE), unless one stands of which it is as sure, or surer, whose it is."""
    row = {"person_id": person_id, "module_key": key, "doubted_at": None, **passed}
    db.session.execute(KEEP_PASS[db.session.get_bind().dialect.name], row)


def doubt_pass(person_id: int, key: str, attempt_id: UUID, *, at: datetime) -> None:
    """Note that the pass of this attempt does not count any more, where it is the one that counts."""
    own = PROGRESS.c.person_id == person_id, PROGRESS.c.module_key == key, PROGRESS.c.attempt_id == attempt_id
    db.session.execute(update(PROGRESS).where(*own, PROGRESS.c.doubted_at.is_(None)).values(doubted_at=at))


# The cycle of a programme is `ProgrammeVersion.cycle`, here in SQL.
CYCLE = ProgrammeVersion.group + "/" + ProgrammeVersion.framework
UNFINISHED = (
    select(ProgrammeVersion, ProgrammeCompletion)
    .join(ProgrammeLesson, ProgrammeLesson.programme_id == ProgrammeVersion.id)
    .outerjoin(
        ProgrammeCompletion,
        and_(
            ProgrammeCompletion.person_id == bindparam("person_id"),
            ProgrammeCompletion.group == ProgrammeVersion.group,
            ProgrammeCompletion.cycle == CYCLE,
        ),
    )
    .where(ProgrammeVersion.is_current, ProgrammeLesson.module_key == bindparam("key"))
    .where(or_(ProgrammeCompletion.id.is_(None), ProgrammeCompletion.doubted_at.is_not(None)))
    .order_by(ProgrammeVersion.group)
)
PUBLIC_ID = select(PERSON.c.public_id).where(PERSON.c.id == bindparam("person_id"))
ADD_COMPLETION = insert(cast(Table, ProgrammeCompletion.__table__))


def unfinished_programmes(person_id: int, key: str) -> Sequence[Found]:
    """Return the current programmes with this module which the person has not finished, or whose end is in doubt.

    Columns: `ProgrammeVersion`, `ProgrammeCompletion` (the one in doubt, or None).
    """
    return db.session.execute(UNFINISHED, {"person_id": person_id, "key": key}).all()


def standing_completions(person_id: int, key: str | None = None) -> Sequence[ProgrammeCompletion]:
    """Return the completions of a person that count, all or those stored under a programme with this module."""
    mine = ProgrammeCompletion.person_id == person_id, ProgrammeCompletion.doubted_at.is_(None)
    rows = select(ProgrammeCompletion).where(*mine)
    if key is not None:
        within = ProgrammeLesson.programme_id == ProgrammeCompletion.programme_version_id
        rows = rows.where(exists().where(within, ProgrammeLesson.module_key == key))
    return db.session.scalars(rows).all()


def add_completion(completion: Mapping[str, Any]) -> None:
    """Store a completion, given by column; without an ORM object, as the submit that everybody waits for does it."""
    db.session.execute(ADD_COMPLETION, dict(completion))


def public_id_of(person_id: int) -> UUID:
    """Return the public id of a person who exists."""
    public_id: UUID = db.session.execute(PUBLIC_ID, {"person_id": person_id}).scalar_one()
    return public_id


PRACTICES_OF = (
    select(Practice, ModuleVersion.number, Person.public_id.label("helper"))
    .join(ModuleVersion, ModuleVersion.id == Practice.version_id)
    .join(Person, Person.id == Practice.helper_id)
    .where(
        Practice.person_id.in_(bindparam("person_ids", expanding=True)),
        Practice.module_key.in_(bindparam("keys", expanding=True)),
        Practice.person_id != HUMAN,
    )
    .order_by(Practice.confirmed_at, Practice.id)
)


def practices_of(person_ids: Collection[int], keys: Collection[str]) -> Sequence[Found]:
    """Return the confirmed practices of persons in modules, oldest first.

    A practice whose helper turned out to be the learner is left out: nobody is their own witness.

    Columns: `Practice` (the row), number (of the module version), helper (a public id).
    """
    return db.session.execute(PRACTICES_OF, {"person_ids": list(person_ids), "keys": list(keys)}).all()
