"""Selects of attempts and answers: lean rows where a request needs little, one statement for a page."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Integer,
    Row,
    ScalarSelect,
    Table,
    Uuid,
    and_,
    bindparam,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import joinedload

from app.catalog.models import ModuleVersion
from app.content.words import QuizMode
from app.core.db import db
from app.people import service as people
from app.people.models import Person
from app.quiz.kinds.base import Answer
from app.quiz.models import Attempt, AttemptState, Regrade, RegradedAttempt, SavedAnswer

ANSWER = cast(Table, SavedAnswer.__table__)
AnyRow = Row[*tuple[Any, ...]]

# What every answer and every submit runs is built once: putting a statement together costs more than running it.
ID, PERSON = bindparam("attempt_id", type_=Uuid()), bindparam("person_id", type_=Integer())
OWN = (
    select(Attempt)
    .where(Attempt.id == ID, Attempt.person_id == PERSON)
    .with_for_update()
    .execution_options(populate_existing=True)
)
ANSWERS = select(ANSWER.c.question_id, ANSWER.c.chosen, ANSWER.c.seq).where(ANSWER.c.attempt_id == ID)


def _keep(insert: Callable[..., Any]) -> Any:
    """Build "insert, or put in the place of a lower sequence number", which tells the question id when it did."""
    new = insert(ANSWER)
    newer = new.on_conflict_do_update(
        index_elements=[ANSWER.c.attempt_id, ANSWER.c.question_id],
        set_={"seq": new.excluded.seq, "chosen": new.excluded.chosen, "saved_at": new.excluded.saved_at},
        where=ANSWER.c.seq < new.excluded.seq,
    )
    return newer.returning(ANSWER.c.question_id)


KEEP = {"sqlite": _keep(sqlite.insert), "postgresql": _keep(postgresql.insert)}


def find_attempt(attempt_id: UUID, person_id: int) -> Attempt | None:
    """Return this person's attempt, held against other writers until the transaction ends; None when not theirs."""
    return db.session.scalar(OWN, {"attempt_id": attempt_id, "person_id": person_id})


def find_open(person_id: int, key: str) -> Attempt | None:
    """Return the person's open attempt at a module, held against other writers; None when there is none."""
    running = select(Attempt).where(
        Attempt.person_id == person_id, Attempt.module_key == key, Attempt.state == AttemptState.IN_PROGRESS
    )
    return db.session.scalar(running.with_for_update().execution_options(populate_existing=True))


def newest_result() -> ColumnElement[bool]:
    """Return the condition that joins an attempt with its newest later result."""
    last = select(func.max(RegradedAttempt.id)).where(RegradedAttempt.attempt_id == Attempt.id)
    return RegradedAttempt.id == last.correlate(Attempt).scalar_subquery()


def _newest_decision() -> ScalarSelect[Any]:
    decisions = select(func.max(Regrade.id)).where(Regrade.module_key == Attempt.module_key)
    return decisions.correlate(Attempt).scalar_subquery()


def past_attempts(person_id: int, key: str) -> Sequence[AnyRow]:
    """Return number, state, later, submitted_at, ends_at of a person's attempts at a module, by number.

    `later` is the state of the newest later result, None where there is none.
    """
    columns = select(Attempt.number, Attempt.state, Attempt.submitted_at, Attempt.ends_at)
    rows = columns.add_columns(RegradedAttempt.state.label("later")).outerjoin(RegradedAttempt, newest_result())
    return db.session.execute(
        rows.where(Attempt.person_id == person_id, Attempt.module_key == key).order_by(Attempt.number)
    ).all()


def past_sheets(person_id: int, key: str, *, limit: int) -> Sequence[Any]:
    """Return the sheets of a person's newest attempts at a module."""
    newest = select(Attempt.layout).where(Attempt.person_id == person_id, Attempt.module_key == key)
    return db.session.scalars(newest.order_by(Attempt.number.desc()).limit(limit)).all()


def paper_row(attempt_id: UUID, person_id: int) -> AnyRow | None:
    """Return what the pages of an attempt need; None when it is not theirs.

    Columns: Attempt, title, snapshot, opener, RegradedAttempt (the newest later result, or None) and keys (those of the
    newest decision to count the module's assessments again, or None).
    """
    columns = select(Attempt, ModuleVersion.title, ModuleVersion.snapshot, Person.full_name.label("opener"))
    columns = columns.add_columns(RegradedAttempt, Regrade.keys)
    joined = columns.join(ModuleVersion, ModuleVersion.id == Attempt.version_id)
    joined = joined.outerjoin(RegradedAttempt, newest_result())
    joined = joined.outerjoin(Regrade, and_(Regrade.id == _newest_decision(), Attempt.mode == QuizMode.ASSESSMENT))
    joined = joined.outerjoin(Person, Person.id == Attempt.opened_by_id)
    return db.session.execute(joined.where(Attempt.id == attempt_id, Attempt.person_id == person_id)).first()


def answers_of(attempt_id: UUID) -> tuple[dict[str, Answer], int]:
    """Return the saved answers by question, and the sequence number of the next answer."""
    rows = db.session.execute(ANSWERS, {"attempt_id": attempt_id}).all()
    following = max((row.seq for row in rows), default=0) + 1
    return {row.question_id: row.chosen for row in rows}, following


def next_seq(attempt_id: UUID) -> int:
    """Return the sequence number after the highest one saved."""
    return (db.session.scalar(select(func.max(ANSWER.c.seq)).where(ANSWER.c.attempt_id == attempt_id)) or 0) + 1


def stored_answers(attempt_id: UUID, question_ids: Sequence[str]) -> dict[str, AnyRow]:
    """Return question_id, seq and chosen of some answers, by question."""
    rows = select(ANSWER.c.question_id, ANSWER.c.seq, ANSWER.c.chosen)
    mine = rows.where(ANSWER.c.attempt_id == attempt_id, ANSWER.c.question_id.in_(question_ids))
    return {row.question_id: row for row in db.session.execute(mine)}


def keep_answers(attempt_id: UUID, answers: Mapping[str, Answer], *, seq: int, at: datetime) -> set[str]:
    """Save answers where none has this sequence number or a higher one; return the ids of the questions it saved."""
    newer = KEEP[db.session.get_bind().dialect.name]
    row = {"attempt_id": attempt_id, "seq": seq, "saved_at": at}
    posted = [row | {"question_id": question, "chosen": chosen} for question, chosen in answers.items()]
    return {kept for values in posted if (kept := db.session.scalar(newer, values)) is not None}


def has_answers(attempt_id: UUID) -> bool:
    """Tell whether any answer was saved."""
    return db.session.scalar(select(literal(1)).where(ANSWER.c.attempt_id == attempt_id).limit(1)) is not None


def overdue(before: datetime) -> Sequence[UUID]:
    """Return the ids of open attempts whose time ended before this moment, the oldest first."""
    late = select(Attempt.id).where(Attempt.state == AttemptState.IN_PROGRESS, Attempt.ends_at < before)
    late = late.where(Attempt.paused_at.is_(None))
    return db.session.scalars(late.order_by(Attempt.ends_at, Attempt.id)).all()


def find_overdue(attempt_id: UUID, before: datetime) -> Attempt | None:
    """Return the attempt, held, if it is still open and overdue; None when not, or when another writer holds it."""
    late = select(Attempt).where(
        *(Attempt.id == attempt_id, Attempt.state == AttemptState.IN_PROGRESS, Attempt.ends_at < before),
        Attempt.paused_at.is_(None),
    )
    return db.session.scalar(late.with_for_update(skip_locked=True).execution_options(populate_existing=True))


def hold_all_of(person_ids: Collection[int], opened_by_id: int) -> Sequence[Attempt]:
    """Return the attempts of persons and those somebody opened for others, held until the transaction ends."""
    rows = select(Attempt).where(or_(Attempt.person_id.in_(person_ids), Attempt.opened_by_id == opened_by_id))
    held = rows.order_by(Attempt.id).with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(held).all()


def open_attempts(person_id: int) -> Sequence[AnyRow]:
    """Return id, module_key, title, place, opened_by_id, ends_at, paused_at and opener of a person's open attempts.

    The oldest comes first; `opener` is the name, None where they began alone.
    """
    times: list[Any] = [Attempt.opened_by_id, Attempt.ends_at, Attempt.paused_at]
    opener = Person.full_name.label("opener")
    columns = select(Attempt.id, Attempt.module_key, ModuleVersion.title, Attempt.place, *times, opener)
    joined = columns.join(ModuleVersion, ModuleVersion.id == Attempt.version_id)
    joined = joined.outerjoin(Person, Person.id == Attempt.opened_by_id)
    mine = joined.where(Attempt.person_id == person_id, Attempt.state == AttemptState.IN_PROGRESS)
    return db.session.execute(mine.order_by(Attempt.started_at)).all()


def skills_of(keys: Sequence[str]) -> dict[str, frozenset[str]]:
    """Return the skill tags of modules as they are served now, by key."""
    current = select(ModuleVersion.key, ModuleVersion.snapshot).where(ModuleVersion.is_current)
    rows = current.where(ModuleVersion.key.in_(keys))
    return {key: frozenset(snapshot["meta"]["skills"]) for key, snapshot in db.session.execute(rows)}


def find_persons(typed: str, *, limit: int) -> list[Person]:
    """Return the first persons, in the order of names, whose name holds these words; each with the thôn."""
    found = people.search(typed).options(joinedload(Person.hamlet)).limit(limit)
    return list(db.session.scalars(found))


def valid_until(key: str) -> str | None:
    """Return the last day (ISO) of a module as it is served now; None where it has none, or is served no more."""
    last = select(ModuleVersion.valid_until).where(ModuleVersion.key == key, ModuleVersion.is_current)
    return db.session.scalar(last)


def open_ones(person_id: int) -> Sequence[Attempt]:
    """Return the person's attempts under way, held until the transaction ends, in the order of ids."""
    running = select(Attempt).where(Attempt.person_id == person_id, Attempt.state == AttemptState.IN_PROGRESS)
    held = running.order_by(Attempt.id).with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(held).all()


def modules_with_practices(keys: Sequence[str]) -> Sequence[AnyRow]:
    """Return key, title and about of the modules among `keys` that are served now, in that order."""
    rows = select(ModuleVersion.key, ModuleVersion.title, ModuleVersion.about).where(ModuleVersion.is_current)
    found = {row.key: row for row in db.session.execute(rows.where(ModuleVersion.key.in_(keys)))}
    return [found[key] for key in keys if key in found]
