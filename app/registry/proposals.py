"""The verbs on proposal lists: propose names, return them, refuse them."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from app.catalog import service as catalog
from app.core import clock
from app.core.actor import Actor
from app.core.db import db, lock
from app.core.errors import NotFound, Refusal
from app.core.text import N_, normal
from app.people.models import Group, Person
from app.registry import evidence, queries, rules, slots
from app.registry.evidence import Basis
from app.registry.models import Proposal, ProposalList, RegistrySlot
from app.registry.slots import Act
from app.registry.words import Part, State, Verb


class NoNames(Refusal):
    """A list has between one and two hundred names."""

    status = 400


class AlreadyRecorded(Refusal):
    """The person has a living record of this programme and cycle."""


class NoRegister(Refusal):
    """The programme is learnt without being entered."""


class ListChanged(Refusal):
    """What was shown is no longer what stands there."""


def propose(persons: Sequence[Person], programme: Group, *, note: str, actor: Actor) -> ProposalList:
    """Freeze a list of people who finished a programme, and hand it to the leaders: all of them or none.

    Raises:
        NoNames: no name, or more than 200.
        NoRegister: the programme has no register.
        NotEligible: says who, and what is missing.
        AlreadyRecorded: somebody on the list has a living record.
        SamePerson: the proposer is on the list, or witnessed somebody's evidence; or somebody witnessed their own.
    """
    lock("registry")
    unique = {person.id: person for person in persons}
    if not 1 <= len(unique) <= rules.MOST_NAMES:
        raise NoNames(N_("Một danh sách có từ 1 đến 200 người. Mời chọn lại."))
    current = catalog.current_programme(programme)
    if not current.has_register:
        raise NoRegister(N_("Chương trình này không ghi sổ."))
    frozen = ProposalList(
        programme=programme,
        cycle=current.cycle,
        proposed_by_id=actor.person_id,
        proposed_at=clock.now(),
        note=normal(note),
    )
    db.session.add(frozen)
    db.session.flush()
    standing = queries.standing_slots(unique, frozen.programme, frozen.cycle)
    for slot in standing.values():
        if slot.state in rules.LIVE:
            name = unique[slot.person_id].full_name
            raise AlreadyRecorded(N_("%(name)s đã có hồ sơ trong sổ hoặc đang chờ duyệt."), name=name)
    bases = evidence.read(list(unique.values()), programme, frozen.cycle)
    slots.ensure_seen_by_others({person_id: basis.evidence.witness_ids for person_id, basis in bases.items()})
    for person_id, basis in bases.items():
        _add_name(frozen, basis, standing.get(person_id), actor)
    db.session.flush()
    return frozen


def _add_name(frozen: ProposalList, basis: Basis, slot: RegistrySlot | None, actor: Actor) -> None:
    parts = {Part.SUBJECT: {basis.person.id}, Part.WITNESS: basis.evidence.witness_ids}
    slots.ensure_apart(Verb.PROPOSE, actor, parts)
    act = Act.of(Verb.PROPOSE, actor, list=str(frozen.id), content_sha256=basis.sha256)
    if slot is None:
        slot = RegistrySlot(person_id=basis.person.id, programme=frozen.programme, cycle=frozen.cycle)
        slots.enter(slot, act)
    else:
        slots.move(slot, act)
    facts, shown = basis.evidence.facts, basis.sha256
    db.session.add(Proposal(list_id=frozen.id, slot_id=slot.id, evidence=facts, content_sha256=shown))


def get_list(list_id: UUID) -> ProposalList:
    """Return a proposal list.

    Raises:
        NotFound: there is none.
    """
    found = db.session.get(ProposalList, list_id)
    if found is None:
        raise NotFound(N_("Không có danh sách này."))
    return found


def shown_hash(names: Sequence[Proposal]) -> str:
    """Return the hash of these undecided names, which the page carries and the decision compares."""
    return rules.list_hash((str(name.id), name.content_sha256) for name in names)


def return_names(list_id: UUID, *, shown: str, reason: str, actor: Actor, only: UUID | None = None) -> list[Proposal]:
    """Give the undecided names of a list (or one of them) back to be put right; each may be proposed again.

    Raises:
        NoReason: no reason was given.
        ListChanged: somebody else decided meanwhile.
    """
    return _end(Verb.RETURN, list_id, shown, Act.of(Verb.RETURN, actor, reason), only)


def reject_names(list_id: UUID, *, shown: str, reason: str, actor: Actor, only: UUID | None = None) -> list[Proposal]:
    """Refuse the undecided names of a list (or one of them), with the reason the people may read.

    Raises:
        NoReason: no reason was given.
        ListChanged: somebody else decided meanwhile.
        SamePerson: the proposer refuses, or the subject.
    """
    return _end(Verb.REJECT, list_id, shown, Act.of(Verb.REJECT, actor, reason), only)


def _end(verb: Verb, list_id: UUID, shown: str, act: Act, only: UUID | None) -> list[Proposal]:
    frozen, names = take_shown(list_id, shown)
    chosen = [name for name in names if only is None or name.id == only]
    if not chosen:
        raise NoNames(N_("Không còn ai trong danh sách này chờ quyết định."))
    for name in chosen:
        parts = {Part.PROPOSER: {frozen.proposed_by_id}, Part.SUBJECT: {name.slot.person_id}}
        slots.ensure_apart(verb, act.actor, parts)
        action = slots.move(name.slot, act)
        name.outcome, name.decided_at = action.to_state, action.at
    db.session.flush()
    return chosen


def take_shown(list_id: UUID, shown: str) -> tuple[ProposalList, list[Proposal]]:
    """Return a list and its undecided names for a decision, with nobody else able to decide meanwhile.

    Raises:
        ListChanged: they are not the ones that were shown.
    """
    lock("registry")
    frozen = get_list(list_id)
    names = queries.waiting_names(list_id)
    if not names or shown != shown_hash(names):
        raise ListChanged(N_("Danh sách đã thay đổi từ lúc bác mở trang. Mời xem lại trước khi quyết định."))
    return frozen, names


def find_waiting(slot: RegistrySlot) -> Proposal | None:
    """Return the undecided proposal of a record, or None."""
    if slot.state is not State.PROPOSED:
        return None
    return db.session.scalar(select(Proposal).where(Proposal.slot_id == slot.id, Proposal.outcome.is_(None)))
