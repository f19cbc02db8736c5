"""Selects of classes and of who was there."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import joinedload

from app.community.models import ClassSession, Presence
from app.core.db import db
from app.people import service as people
from app.people.models import IdentityState, Person


def hold(session_id: int, *, to_change: bool) -> ClassSession:
    """Return the class as it is now, held until the transaction ends: those who only come in do not wait for others."""
    row = select(ClassSession).where(ClassSession.id == session_id).execution_options(populate_existing=True)
    return db.session.scalars(row.with_for_update(read=not to_change)).one()


def find(public_id: UUID) -> ClassSession | None:
    """Return the class with this public id, or None."""
    return db.session.scalar(select(ClassSession).where(ClassSession.public_id == public_id))


def is_going_on(now: datetime) -> ColumnElement[bool]:
    """Return the condition "the class has begun, is not over and not closed"."""
    return and_(ClassSession.closed_at.is_(None), ClassSession.starts_at <= now, ClassSession.ends_at > now)


def find_by_door(
    now: datetime, *, door_hash: bytes | None = None, code_hash: bytes | None = None
) -> ClassSession | None:
    """Return the class going on that this token or these digits lead to, or None."""
    which = ClassSession.door_hash == door_hash if code_hash is None else ClassSession.code_hash == code_hash
    return db.session.scalar(select(ClassSession).where(which, is_going_on(now)).order_by(ClassSession.id))


def is_code_taken(code_hash: bytes, now: datetime) -> bool:
    """Tell whether a class that is not over has these digits."""
    taken = select(ClassSession.id).where(
        ClassSession.code_hash == code_hash, ClassSession.closed_at.is_(None), ClassSession.ends_at > now
    )
    return db.session.scalar(taken.limit(1)) is not None


def classes(leader_id: int | None, *, limit: int) -> Sequence[ClassSession]:
    """Return the classes of a leader, or everybody's, the newest first."""
    rows = select(ClassSession).options(joinedload(ClassSession.leader))
    if leader_id is not None:
        rows = rows.where(ClassSession.leader_id == leader_id)
    return db.session.scalars(rows.order_by(ClassSession.starts_at.desc(), ClassSession.id.desc()).limit(limit)).all()


def find_presence(session_id: int, person_id: int) -> Presence | None:
    """Return the row of a person at a class, taken back or not, held; None where there is none."""
    row = select(Presence).where(Presence.session_id == session_id, Presence.person_id == person_id)
    return db.session.scalar(row.with_for_update().execution_options(populate_existing=True))


def make_presence(session_id: int, person_id: int, *, how: str, by_id: int, at: datetime) -> bool:
    """Note a person as present unless a row is there already; tell whether it was made now."""
    insert = postgresql.insert if db.session.get_bind().dialect.name == "postgresql" else sqlite.insert
    row = insert(Presence).values(session_id=session_id, person_id=person_id, how=how, noted_by_id=by_id, noted_at=at)
    made = row.on_conflict_do_nothing(index_elements=["session_id", "person_id"]).returning(Presence.person_id)
    return db.session.scalar(made) is not None


def presences(session_id: int) -> Sequence[Presence]:
    """Return who is present, with person and thôn, in the order of names."""
    return db.session.scalars(
        select(Presence)
        .join(Presence.person)
        .options(joinedload(Presence.person).joinedload(Person.hamlet))
        .where(Presence.session_id == session_id, Presence.taken_back_at.is_(None))
        .order_by(Person.sort_key, Person.id)
    ).all()


def elsewhere(session_id: int, now: datetime) -> set[int]:
    """Return who of those present at a class is present at another one going on, too."""
    mine = _present_ids(session_id)
    others = select(Presence.person_id).join(ClassSession, ClassSession.id == Presence.session_id)
    others = others.where(Presence.session_id != session_id, Presence.taken_back_at.is_(None), is_going_on(now))
    return set(db.session.scalars(others.where(Presence.person_id.in_(mine))))


def persons_named(typed: str, session_id: int, *, limit: int) -> Sequence[Person]:
    """Return living entries whose name holds these words and who are not present yet."""
    rows = people.search(typed).where(Person.id.not_in(_present_ids(session_id)))
    return db.session.scalars(rows.options(joinedload(Person.hamlet)).limit(limit)).all()


def persons_of_leader(leader_id: int, session_id: int, *, limit: int) -> Sequence[Person]:
    """Return who was at the leader's other classes and is not present yet, in the order of names."""
    before = select(Presence.person_id).join(ClassSession, ClassSession.id == Presence.session_id)
    before = before.where(ClassSession.leader_id == leader_id, Presence.taken_back_at.is_(None))
    rows = people.search("").where(Person.id.in_(before), Person.id.not_in(_present_ids(session_id)))
    return db.session.scalars(rows.options(joinedload(Person.hamlet)).limit(limit)).all()


def living_persons(public_ids: Collection[UUID]) -> Sequence[Person]:
    """Return the living entries with these public ids, by id."""
    rows = select(Person).where(Person.public_id.in_(public_ids), Person.state != IdentityState.MERGED)
    return db.session.scalars(rows.order_by(Person.id)).all()


def presences_of(person_id: int) -> Sequence[Presence]:
    """Return everything noted of a person, by class."""
    rows = select(Presence).where(Presence.person_id == person_id)
    return db.session.scalars(rows.order_by(Presence.session_id).with_for_update()).all()


def hand_over_classes(from_person_id: int, to_person_id: int) -> None:
    """Let the classes one person led be those of another."""
    led = update(ClassSession).where(ClassSession.leader_id == from_person_id)
    db.session.execute(led.values(leader_id=to_person_id))


def _present_ids(session_id: int) -> Select[int]:
    return select(Presence.person_id).where(Presence.session_id == session_id, Presence.taken_back_at.is_(None))
