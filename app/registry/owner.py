"""What is stored about one person, shown to that person and to nobody else."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.audit.actions import Action
from app.audit.models import AuditEntry
from app.core.actor import Actor
from app.core.db import db
from app.core.errors import NotFound
from app.core.text import N_
from app.identity.words import LABELS, Role
from app.people import service as people
from app.people.models import Consent, Group, Person, Purpose
from app.quiz import results
from app.quiz.queries import AnyRow
from app.registry.models import RegistrySlot, RegistryVersion


@dataclass(frozen=True)
class Look:
    """Somebody looked at the full number: when, and in which role."""

    at: datetime
    role: str


@dataclass(frozen=True)
class Stored:
    """What the platform holds of one person; the number stays masked. `attempts` are those of `quiz.results`."""

    person: Person
    groups: list[Group]
    consents: Mapping[Purpose, Consent | None]
    records: list[str]
    looks: list[Look]
    attempts: Sequence[AnyRow]


def stored_about(person_id: int) -> Stored:
    """Return what is stored about a person.

    Raises:
        NotFound: there is no such person.
    """
    person = _person(person_id)
    numbers = (
        select(RegistryVersion.number)
        .join(RegistrySlot, RegistrySlot.id == RegistryVersion.slot_id)
        .where(RegistrySlot.person_id == person.id)
        .order_by(RegistryVersion.number)
    )
    return Stored(
        person=person,
        groups=people.groups_of(person.id),
        consents={purpose: people.consent_for(person.id, purpose) for purpose in Purpose},
        records=list(db.session.scalars(numbers)),
        looks=_looks_at(person),
        attempts=results.closed_of(person.id),
    )


def set_consent(purpose: Purpose, *, is_given: bool, actor: Actor) -> None:
    """Write one's own yes or its withdrawal into the ledger, unless it already says so."""
    person = _person(actor.person_id)
    if (people.consent_for(person.id, purpose) is not None) != is_given:
        people.record_consent(person, purpose, is_given=is_given, method="web", actor=actor)


def _person(person_id: int) -> Person:
    person = people.find_person(person_id)
    if person is None:
        raise NotFound(N_("Không tìm thấy người này."))
    return person


def _looks_at(person: Person) -> list[Look]:
    """Return who looked at the number, the newest first (requirement S19: one's own log of who looked)."""
    rows = select(AuditEntry.at, AuditEntry.entry).where(
        AuditEntry.action == Action.NUMBER_SHOWN, AuditEntry.subject == f"person:{person.public_id}"
    )
    found = db.session.execute(rows.order_by(AuditEntry.seq.desc()).limit(20))
    return [Look(row.at, _role(json.loads(row.entry)["role"])) for row in found]


def _role(roles: str) -> str:
    known = [LABELS[Role(role)] for role in roles.split(",") if role in set(Role) and role != Role.LEARNER]
    return known[0] if known else N_("Cán bộ")
