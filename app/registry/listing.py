"""What the lists of the register show: records by filter, people who may be proposed, lists that wait."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, func, select
from sqlalchemy.orm import aliased

from app.catalog import service as catalog
from app.core.db import db
from app.learning.models import ProgrammeCompletion
from app.people import service as people
from app.people.models import Consent, Group, Hamlet, IdentityState, Person, Purpose
from app.push.models import OutboxMessage
from app.push.words import Kind, MessageState
from app.registry import reviews, rules
from app.registry.models import Proposal, ProposalList, RegistrySlot, RegistryVersion
from app.registry.paging import Page, Place, page_of
from app.registry.words import State

NUMBER = re.compile(r"[\d-]+")
IN_FORCE, TO_REVIEW = "in-force", "to-review"


@dataclass(frozen=True)
class Filter:
    """What the address of the list asks for; empty words mean everything."""

    text: str = ""
    group: str = ""
    hamlet: str = ""
    state: str = ""
    push: str = ""


def records(wanted: Filter, place: UUID | None = None, *, is_before: bool = False) -> Page[Row[Any]]:
    """Return one page of the register, the newest record first; `place` is a record that was seen."""
    key = db.session.scalar(select(RegistrySlot.id).where(RegistrySlot.public_id == place)) if place else None
    start = Place((key,), is_before) if key is not None else None
    return page_of(_records().where(*_conditions(wanted)), [RegistrySlot.id], start, newest_first=True)


def everything() -> Iterator[Row[Any]]:
    """Yield every record by number, for the export; the memory stays flat."""
    rows = _records().order_by(RegistryVersion.number, RegistrySlot.id).execution_options(yield_per=500)
    yield from db.session.execute(rows)


def _records() -> Select[Any]:
    columns: list[Any] = [
        RegistrySlot.public_id,
        RegistrySlot.programme,
        RegistrySlot.state,
        RegistrySlot.changed_at,
        RegistryVersion.number,
        RegistryVersion.framework,
        RegistryVersion.approved_at,
        OutboxMessage.state.label("push"),
        Person.full_name,
        Person.birth_year,
        Person.number_tail,
        Hamlet.name.label("hamlet"),
    ]
    return (
        select(*columns)
        .join(Person, Person.id == RegistrySlot.person_id)
        .join(Hamlet, Hamlet.id == Person.hamlet_id)
        .outerjoin(RegistryVersion, RegistryVersion.id == RegistrySlot.version_id)
        .outerjoin(OutboxMessage, confirms(RegistryVersion))
    )


def confirms(version: type[RegistryVersion]) -> ColumnElement[bool]:
    """Return the condition that joins a version with its one letter of confirmation."""
    return and_(
        OutboxMessage.subject == version.number,
        OutboxMessage.version == version.version,
        OutboxMessage.kind == Kind.CONFIRM,
    )


def _conditions(wanted: Filter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.group:
        found.append(RegistrySlot.programme == wanted.group)
    if wanted.hamlet:
        found.append(Hamlet.code == wanted.hamlet)
    found += _of_state(wanted.state)
    if wanted.push in set(MessageState):
        found.append(OutboxMessage.state == MessageState(wanted.push))
    text = wanted.text.strip()
    if NUMBER.fullmatch(text):
        found.append(RegistryVersion.number.contains(text, autoescape=True))
    elif text:
        found.append(people.name_matches(text))
    return found


def _of_state(wanted: str) -> list[ColumnElement[bool]]:
    if wanted == IN_FORCE:
        return [RegistrySlot.state.in_(rules.IN_FORCE)]
    if wanted == TO_REVIEW:
        return [RegistrySlot.public_id.in_([review.record_id for review in reviews.waiting()])]
    return [RegistrySlot.state == State(wanted)] if wanted in set(State) else []


def counts_by_state() -> dict[State, int]:
    """Return how many records stand in each state."""
    rows = select(RegistrySlot.state, func.count().label("records")).group_by(RegistrySlot.state)
    return dict.fromkeys(State, 0) | {row.state: row.records for row in db.session.execute(rows)}


def eligible(group: Group, hamlet: str = "", place: UUID | None = None, *, is_before: bool = False) -> Page[Row[Any]]:
    """Return one page of people who finished the programme, are verified, agreed, and have no living record."""
    rows = _finished(group).where(Person.state == IdentityState.VERIFIED, _has_agreed(), ~_is_recorded(group))
    if hamlet:
        rows = rows.where(Hamlet.code == hamlet)
    seen = select(Person.sort_key, Person.id).where(Person.public_id == place)
    key = db.session.execute(seen).one_or_none() if place else None
    start = Place(tuple(key), is_before) if key is not None else None
    return page_of(rows, [Person.sort_key, Person.id], start)


@dataclass(frozen=True)
class Obstacles:
    """How many people finished a programme and cannot be entered yet, by what is missing."""

    unverified: int
    without_consent: int
    doubted: int


def obstacles(group: Group) -> Obstacles:
    """Return what keeps people who finished from being proposed."""
    open_ones = _finished(group).where(~_is_recorded(group))
    verified = Person.state == IdentityState.VERIFIED
    return Obstacles(
        unverified=_count(open_ones.where(~verified)),
        without_consent=_count(open_ones.where(verified, ~_has_agreed())),
        doubted=_count(_stored(group).where(ProgrammeCompletion.doubted_at.is_not(None), ~_is_recorded(group))),
    )


def count_eligible(group: Group) -> int:
    """Return how many people may be proposed now."""
    return _count(_finished(group).where(Person.state == IdentityState.VERIFIED, _has_agreed(), ~_is_recorded(group)))


def busiest_group() -> Group | None:
    """Return the group with the most people to propose, residents where none has any; None without programmes."""
    groups = [Group(one.group) for one in catalog.list_programmes() if one.has_register]
    return max(groups, key=lambda group: (count_eligible(group), group is Group.RESIDENTS), default=None)


def _count(rows: Select[Any]) -> int:
    return db.session.scalar(select(func.count()).select_from(rows.order_by(None).subquery())) or 0


def _finished(group: Group) -> Select[Any]:
    """Select who finished a programme and whose result stands."""
    return _stored(group).where(ProgrammeCompletion.doubted_at.is_(None))


def _stored(group: Group) -> Select[Any]:
    columns: list[Any] = [Person.public_id, Person.full_name, Person.birth_year, Person.sort_key, Person.id]
    return (
        select(*columns, Hamlet.name.label("hamlet"), ProgrammeCompletion.finished_at)
        .select_from(ProgrammeCompletion)
        .join(Person, Person.id == ProgrammeCompletion.person_id)
        .join(Hamlet, Hamlet.id == Person.hamlet_id)
        .where(ProgrammeCompletion.group == group, ProgrammeCompletion.cycle == catalog.current_programme(group).cycle)
    )


def _is_recorded(group: Group) -> ColumnElement[bool]:
    """Say that the person has a living record, or one that was revoked on this very evidence."""
    living = select(RegistrySlot.id).where(
        RegistrySlot.person_id == ProgrammeCompletion.person_id,
        RegistrySlot.programme == group,
        RegistrySlot.cycle == ProgrammeCompletion.cycle,
        RegistrySlot.state.in_([*rules.LIVE, State.REVOKED]),
    )
    return living.exists()


def _has_agreed() -> ColumnElement[bool]:
    """Say that the newest line of the person's consent for the register is a yes."""
    later = aliased(Consent)
    newest = select(later.id).where(later.person_id == Person.id, later.purpose == Purpose.REGISTRY)
    newest = newest.order_by(later.recorded_at.desc(), later.id.desc()).limit(1)
    yes = select(Consent.id).where(Consent.id == newest.scalar_subquery(), Consent.is_given)
    return yes.exists()


def waiting_lists() -> list[Row[Any]]:
    """Return the lists with undecided names, the oldest first: the list, who proposed it, how many names wait."""
    waiting = func.count(Proposal.id).label("waiting")
    rows = (
        select(ProposalList, Person.full_name.label("proposer"), waiting)
        .join(Proposal, Proposal.list_id == ProposalList.id)
        .join(Person, Person.id == ProposalList.proposed_by_id)
        .where(Proposal.outcome.is_(None))
        .group_by(ProposalList.id, Person.full_name)
        .order_by(ProposalList.proposed_at)
    )
    return list(db.session.execute(rows))


def count_waiting_lists() -> int:
    """Return how many lists wait for a leader."""
    rows = select(func.count(func.distinct(Proposal.list_id))).where(Proposal.outcome.is_(None))
    return db.session.scalar(rows) or 0
