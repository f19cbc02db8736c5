"""The approval: numbers, versions, trail and letters of a frozen list, written together or not at all."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from app.audit import service as audit
from app.core import clock
from app.core.actor import Actor
from app.core.canonical import canonical
from app.core.clock import LOCAL
from app.core.db import db
from app.core.runtime import settings, vault
from app.core.text import N_
from app.people import service as people
from app.people.models import Group, Person
from app.push import service as push
from app.push.words import Kind
from app.registry import evidence, letters, queries, slots
from app.registry.evidence import Basis
from app.registry.letters import Citizen, Facts, Letter, NumberParts
from app.registry.models import NumberSeries, Proposal, ProposalList, RegistryVersion
from app.registry.proposals import ListChanged, NoNames, take_shown
from app.registry.slots import Act
from app.registry.words import Part, Verb

PERSON_PLACE = "registry_version|person_sealed|{number}|{version}"
HOLD = "record-hold"


def approve(list_id: UUID, *, shown: str, excluded: Collection[UUID] = (), actor: Actor) -> list[RegistryVersion]:
    """Approve the names that were shown, all but the excluded ones, and hand their letters to the postman.

    For each name number, version, action, slot, trail and message are written together or not at all; numbers follow
    each other without a gap. Excluded names stay on the list.

    Raises:
        ListChanged: the list, a person on it or their evidence is not what was shown; names who.
        NoNames: everybody is excluded.
        SamePerson: the approver proposed, is a subject, or witnessed the evidence; or a subject witnessed their own.
    """
    frozen, waiting = take_shown(list_id, shown)
    names = [name for name in waiting if name.id not in excluded]
    if not names:
        raise NoNames(N_("Chưa có ai được chọn để duyệt."))
    bases = _unchanged(names, frozen)
    _ensure_four_eyes(frozen, bases, actor)
    versions = _versions(frozen, names, bases, actor)
    for name, version in zip(names, versions, strict=True):
        name.slot.version_id = version.id
        details = {"number": version.number, "list": str(frozen.id), "content_sha256": name.content_sha256}
        action = slots.move(name.slot, Act.of(Verb.APPROVE, actor, **details))
        name.outcome, name.decided_at = action.to_state, action.at
    db.session.flush()
    head = audit.head()  # One anchor for all of them: it covers every approval of this act.
    for version, basis in zip(versions, bases, strict=True):
        citizen = _citizen(basis.person).as_told()
        post_letter(version, Kind.CONFIRM, Told(basis.person, frozen.programme, citizen, head))
    hold_again_where_held({basis.person for basis in bases})
    return versions


def _ensure_four_eyes(frozen: ProposalList, bases: list[Basis], actor: Actor) -> None:
    witnesses = {one for basis in bases for one in basis.evidence.witness_ids}
    subjects = {basis.person.id for basis in bases}
    parts = {Part.PROPOSER: {frozen.proposed_by_id}, Part.SUBJECT: subjects, Part.WITNESS: witnesses}
    slots.ensure_apart(Verb.APPROVE, actor, parts)
    slots.ensure_seen_by_others({basis.person.id: basis.evidence.witness_ids for basis in bases})


def _unchanged(names: list[Proposal], frozen: ProposalList) -> list[Basis]:
    """Read persons, grounds and evidence again, now, and insist that they are what the list froze."""
    persons = [name.slot.person for name in names]
    try:
        found = evidence.read(persons, Group(frozen.programme), frozen.cycle)
    except evidence.NotEligible as changed:
        raise ListChanged(str(changed), **changed.details) from changed
    bases = [found[person.id] for person in persons]
    for name, basis in zip(names, bases, strict=True):
        if basis.sha256 != name.content_sha256:
            raise ListChanged(
                N_("Hồ sơ của %(name)s đã thay đổi từ lúc đề nghị. Mời để riêng người này rồi trả lại."),
                name=basis.person.full_name,
            )
    return bases


def _versions(frozen: ProposalList, names: list[Proposal], bases: list[Basis], actor: Actor) -> list[RegistryVersion]:
    at = clock.now()
    numbers = _take_numbers(len(names), at)
    earlier = queries.last_versions({name.slot.person_id for name in names}, frozen.programme)
    versions = []
    for name, basis, number in zip(names, bases, numbers, strict=True):
        # A record after a revoked one goes on counting: the gateway knows an effect by person, programme and version.
        version = earlier.get(name.slot.person_id, 0) + 1
        versions.append(
            RegistryVersion(
                slot_id=name.slot_id,
                number=number,
                version=version,
                framework=basis.evidence.framework,
                person_sealed=_sealed(basis.person, number, version),
                completed_at=basis.finished_at,
                evidence=basis.evidence.facts,
                evidence_sha256=basis.evidence.sha256,
                rule=dict(basis.evidence.rule),
                ground=basis.ground,
                proposed_by_id=frozen.proposed_by_id,
                approved_by_id=actor.person_id,
                approved_at=at,
            )
        )
    db.session.add_all(versions)
    db.session.flush()
    return versions


def _take_numbers(count: int, at: datetime) -> list[str]:
    """Return the next registry numbers; they are used up only when the transaction commits, so there is no gap."""
    commune = settings().commune_code
    series = queries.current_series(commune)
    if series is None:
        series = NumberSeries(commune=commune, epoch=1, last=0)
        db.session.add(series)
    first = series.last + 1
    series.last += count
    year = at.astimezone(LOCAL).year
    parts = (NumberParts(commune, series.epoch, year, sequence) for sequence in range(first, first + count))
    return [letters.format_number(part) for part in parts]


def _sealed(person: Person, number: str, version: int) -> bytes:
    facts: dict[str, Any] = {"person": str(person.public_id)} | _citizen(person).as_told()
    return vault().seal(canonical(facts), place=PERSON_PLACE.format(number=number, version=version))


def _citizen(person: Person) -> Citizen:
    return Citizen(people.open_number(person), person.full_name, person.birth_date, person.birth_year)


def hold_again_where_held(persons: Collection[Person]) -> None:
    """Keep new letters from leaving where a record of their person is on hold."""
    held = queries.held_lanes({person.id for person in persons})
    for person in persons:
        if person.id in held:
            push.hold_lane(str(person.public_id), HOLD)


@dataclass(frozen=True)
class Told:
    """What a letter says besides the version: about whom, in which words, why, and the head of the trail."""

    person: Person
    programme: str
    citizen: dict[str, str]
    audit_head: str
    reason: str | None = None


def post_letter(version: RegistryVersion, kind: Kind, told: Told) -> None:
    """Hand the postman one sealed letter about a version, in the lane of its person."""
    facts = Facts(
        number=version.number,
        version=version.version,
        programme=told.programme,
        framework=version.framework,
        completed_at=version.completed_at,
        approved_at=version.approved_at,
        evidence_sha256=version.evidence_sha256,
    )
    letter = Letter(
        kind=kind,
        agency_code=settings().agency_code,
        commune_code=settings().commune_code,
        citizen=told.citizen,
        record=facts.as_told(),
        reason=told.reason,
        audit_head=told.audit_head,
    )
    push.enqueue(
        lane=str(told.person.public_id),
        kind=kind,
        subject=version.number,
        version=version.version,
        body=letter.body,
    )
