"""Counts for the overview: for each figure how many persons, by group and thôn."""

from typing import Any

from sqlalchemy import Select, func, or_, select

from app.catalog.models import ProgrammeVersion
from app.core import clock
from app.core.db import db
from app.identity.models import Account
from app.learning.models import LessonProgress, ProgrammeCompletion
from app.people.models import GroupMembership, IdentityState, Person
from app.push.models import OutboxMessage
from app.push.words import MessageState
from app.registry.listing import confirms
from app.registry.models import RegistrySlot, RegistryVersion
from app.registry.rules import IN_FORCE
from app.registry.words import State
from app.reports.rules import Figure

Cells = dict[tuple[Figure, str, int], int]


def counts() -> Cells:
    """Return the number of persons by figure, group and thôn id; nobody is counted twice in one of these."""
    sources = {
        Figure.REGISTERED: _registered(),
        Figure.FINISHED: _finished(),
        Figure.PROPOSED: _records().where(RegistrySlot.state == State.PROPOSED),
        Figure.APPROVED: _records().where(RegistrySlot.state.in_(IN_FORCE)),
        Figure.CONFIRMED: _confirmed(),
    }
    return {
        (figure, group, hamlet): count
        for figure, rows in sources.items()
        for group, hamlet, count in db.session.execute(rows)
    }


def _by(group: Any, person_id: Any) -> Select[Any]:
    return (
        select(group, Person.hamlet_id, func.count(func.distinct(person_id)))
        .join(Person, Person.id == person_id)
        .group_by(group, Person.hamlet_id)
    )


def _registered() -> Select[Any]:
    """Count members of a group who have an account or have begun with a helper; a row merged away is nobody."""
    today = clock.today()
    return _by(GroupMembership.group, GroupMembership.person_id).where(
        GroupMembership.starts_on <= today,
        or_(GroupMembership.ends_on.is_(None), GroupMembership.ends_on >= today),
        Person.state != IdentityState.MERGED,
        or_(
            select(Account.id).where(Account.person_id == Person.id).exists(),
            select(LessonProgress.person_id).where(LessonProgress.person_id == Person.id).exists(),
        ),
    )


def _finished() -> Select[Any]:
    """Count who finished the programme as it is now: a completion under an older framework is another cycle.

    One that is in doubt since its attempt was counted again is none until the person has passed again.
    """
    current = select(ProgrammeVersion.group + "/" + ProgrammeVersion.framework).where(ProgrammeVersion.is_current)
    rows = _by(ProgrammeCompletion.group, ProgrammeCompletion.person_id)
    return rows.where(ProgrammeCompletion.cycle.in_(current), ProgrammeCompletion.doubted_at.is_(None))


def _records() -> Select[Any]:
    return _by(RegistrySlot.programme, RegistrySlot.person_id)


def _confirmed() -> Select[Any]:
    """Count records in force whose letter the gateway confirmed; approval alone is another figure."""
    return (
        _records()
        .join(RegistryVersion, RegistryVersion.id == RegistrySlot.version_id)
        .join(OutboxMessage, confirms(RegistryVersion))
        .where(RegistrySlot.state.in_(IN_FORCE), OutboxMessage.state == MessageState.CONFIRMED)
    )
