"""The selects behind the register: who stands behind a record, what is waiting, one page of the list."""

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager

from app.audit.actions import Action
from app.audit.models import AuditEntry
from app.core.db import db
from app.people.models import IdentityCheck, IdentityState, Person
from app.registry.models import NumberSeries, Proposal, RegistryAction, RegistrySlot, RegistryVersion
from app.registry.words import State, Verb


def count_mistyped(check: IdentityCheck) -> int:
    """Return how many wrong second numbers the trail holds since this check was asked for."""
    typed = select(func.count()).where(
        AuditEntry.action == Action.IDENTITY_MISTYPED,
        AuditEntry.subject == f"person:{check.person.public_id}",
        AuditEntry.at >= check.asked_at,
    )
    return db.session.scalar(typed) or 0


def last_action(slot_id: int, verb: Verb) -> RegistryAction | None:
    """Return the newest act of this kind on a record."""
    rows = select(RegistryAction).where(RegistryAction.slot_id == slot_id, RegistryAction.verb == verb)
    return db.session.scalar(rows.order_by(RegistryAction.id.desc()).limit(1))


def witnesses_of(version: RegistryVersion) -> set[int]:
    """Return the persons who, by the evidence of a version, saw an attempt or a practice."""
    facts = version.evidence
    named = [one["witness"] for one in facts["passed"]] + [one["helper"] for one in facts["practices"]]
    rows = select(Person.id).where(Person.public_id.in_([UUID(name) for name in named if name]))
    return set(db.session.scalars(rows))


def state_before(slot_id: int) -> State | None:
    """Return where a record stood before its newest act."""
    rows = select(RegistryAction.from_state).where(RegistryAction.slot_id == slot_id)
    return db.session.scalar(rows.order_by(RegistryAction.id.desc()).limit(1))


def actions_of(slot_id: int) -> list[RegistryAction]:
    """Return the whole history of a record, oldest first."""
    rows = select(RegistryAction).where(RegistryAction.slot_id == slot_id).order_by(RegistryAction.id)
    return list(db.session.scalars(rows))


def standing_slots(person_ids: Collection[int], programme: str, cycle: str) -> dict[int, RegistrySlot]:
    """Return each person's record that is not revoked, by person; read anew."""
    rows = select(RegistrySlot).where(
        RegistrySlot.person_id.in_(person_ids),
        RegistrySlot.programme == programme,
        RegistrySlot.cycle == cycle,
        RegistrySlot.state != State.REVOKED,
    )
    return {slot.person_id: slot for slot in db.session.scalars(rows.execution_options(populate_existing=True))}


def revoked_evidence(person_ids: Collection[int], programme: str) -> dict[int, set[str]]:
    """Return the hashes of the evidence of each person's revoked records: it cannot carry a new one."""
    rows = (
        select(RegistrySlot.person_id, RegistryVersion.evidence_sha256)
        .join(RegistryVersion, RegistryVersion.slot_id == RegistrySlot.id)
        .where(RegistrySlot.person_id.in_(person_ids), RegistrySlot.programme == programme)
        .where(RegistrySlot.state == State.REVOKED)
    )
    found: dict[int, set[str]] = defaultdict(set)
    for row in db.session.execute(rows):
        found[row.person_id].add(row.evidence_sha256)
    return found


def last_versions(person_ids: Collection[int], programme: str) -> dict[int, int]:
    """Return the highest version number each person has in a programme, over all of their records."""
    rows = (
        select(RegistrySlot.person_id, func.max(RegistryVersion.version).label("version"))
        .join(RegistryVersion, RegistryVersion.slot_id == RegistrySlot.id)
        .where(RegistrySlot.person_id.in_(person_ids), RegistrySlot.programme == programme)
        .group_by(RegistrySlot.person_id)
    )
    return {found.person_id: found.version for found in db.session.execute(rows)}


def waiting_names(list_id: UUID) -> list[Proposal]:
    """Return the undecided names of a list with their records, read anew, in the order of names."""
    rows = (
        select(Proposal)
        .join(Proposal.slot)
        .join(RegistrySlot.person)
        .where(Proposal.list_id == list_id, Proposal.outcome.is_(None))
        .order_by(Person.sort_key, Person.id)
        .options(contains_eager(Proposal.slot).contains_eager(RegistrySlot.person))
    )
    return list(db.session.scalars(rows.execution_options(populate_existing=True)))


def current_series(commune: str) -> NumberSeries | None:
    """Return the number series of the newest epoch, read anew and kept from other writers."""
    rows = select(NumberSeries).where(NumberSeries.commune == commune).order_by(NumberSeries.epoch.desc()).limit(1)
    return db.session.scalar(rows.with_for_update().execution_options(populate_existing=True))


def held_lanes(person_ids: Collection[int], *, but_for: int | None = None) -> set[int]:
    """Return which persons have a record (`but_for` aside) on hold now, or when its revocation was proposed."""
    states = select(RegistrySlot.id, RegistrySlot.person_id, RegistrySlot.state).where(
        RegistrySlot.person_id.in_(person_ids),
        RegistrySlot.state.in_([State.ON_HOLD, State.REVOKE_PROPOSED]),
        RegistrySlot.id != (but_for or 0),
    )
    rows = db.session.execute(states).all()
    return {row.person_id for row in rows if row.state is State.ON_HOLD or state_before(row.id) is State.ON_HOLD}


def has_record(person_id: int) -> bool:
    """Tell whether the person ever stood in the register."""
    return db.session.scalar(select(RegistrySlot.id).where(RegistrySlot.person_id == person_id).limit(1)) is not None


def listed_namesakes(person: Person) -> list[Person]:
    """Return living rows of the resident list with the same name, tone marks and case aside; at most twenty."""
    rows = select(Person).where(
        Person.is_listed,
        Person.folded_name == person.folded_name,
        Person.state.in_([IdentityState.UNVERIFIED, IdentityState.VERIFIED]),
        Person.id != person.id,
    )
    return list(db.session.scalars(rows.order_by(Person.sort_key, Person.id).limit(20)))
