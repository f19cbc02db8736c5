"""The verbs on one approved record: hold, release, and the way to a revocation."""

import json
from uuid import UUID

from app.audit import service as audit
from app.core.actor import Actor
from app.core.errors import Refusal
from app.core.runtime import vault
from app.core.text import N_, normal
from app.push import service as push
from app.push.words import Kind, MessageState
from app.registry import queries, reviews, slots
from app.registry.approvals import HOLD, PERSON_PLACE, Told, hold_again_where_held, post_letter
from app.registry.models import RegistrySlot, RegistryVersion
from app.registry.slots import Act
from app.registry.words import Part, State, Verb


class NoEvidence(Refusal):
    """A revocation is proposed on a legal ground and with evidence, both in words."""

    status = 400


class NothingToReview(Refusal):
    """Nothing about this record waits for a look."""


def hold(record_id: UUID, *, reason: str, actor: Actor) -> RegistrySlot:
    """Put a record on hold at once, alone; letters of this person that have not left stay here."""
    slot = slots.get_locked(record_id)
    # Letters are locked before the trail, here and below: whoever decides about a letter locks in this order too.
    push.hold_lane(_lane(slot), HOLD)
    slots.move(slot, Act.of(Verb.HOLD, actor, reason))
    return slot


def release(record_id: UUID, *, actor: Actor) -> RegistrySlot:
    """End a hold; somebody else than who held it decides.

    Raises:
        SamePerson: the holder, or the subject, releases.
    """
    slot = slots.get_locked(record_id)
    slots.ensure_apart(Verb.RELEASE, actor, parts_in(slot))
    _open_lane(slot)
    slots.move(slot, Act.of(Verb.RELEASE, actor))
    return slot


def keep(record_id: UUID, *, reason: str, actor: Actor) -> RegistrySlot:
    """Decide, after its result was counted again and fell, that a record stays as it is; says that somebody has looked.

    Raises:
        NothingToReview: no result of it fell, or somebody has decided since.
        SamePerson: the proposer, the subject or a witness of the evidence decides.
    """
    slot = slots.get_locked(record_id)
    if reviews.find(slot) is None:
        raise NothingToReview(N_("Hồ sơ này không có kết quả nào đang chờ xem lại."))
    slots.ensure_apart(Verb.KEEP, actor, parts_in(slot))
    slots.move(slot, Act.of(Verb.KEEP, actor, reason))
    return slot


def propose_revoke(record_id: UUID, *, ground: str, evidence: str, actor: Actor) -> RegistrySlot:
    """Ask the leaders to revoke a record; it stays as it is until one of them decides.

    Raises:
        NoEvidence: legal ground or evidence is missing.
    """
    slot = slots.get_locked(record_id)
    ground, evidence = normal(ground), normal(evidence)
    if len(ground) < 5 or len(evidence) < 5:
        raise NoEvidence(N_("Đề nghị thu hồi cần ghi căn cứ và bằng chứng."))
    slots.move(slot, Act.of(Verb.PROPOSE_REVOKE, actor, f"{ground} – {evidence}", ground=ground, evidence=evidence))
    return slot


def withdraw_revoke(record_id: UUID, *, reason: str, actor: Actor) -> RegistrySlot:
    """Take one's own proposal back; the record stands where it stood before.

    Raises:
        SamePerson: somebody else withdraws.
    """
    return _end_revoke(record_id, Verb.WITHDRAW_REVOKE, reason, actor)


def refuse_revoke(record_id: UUID, *, reason: str, actor: Actor) -> RegistrySlot:
    """Decide against a revocation; the record stands where it stood before.

    Raises:
        SamePerson: the proposer or the subject decides.
    """
    return _end_revoke(record_id, Verb.REFUSE_REVOKE, reason, actor)


def _end_revoke(record_id: UUID, verb: Verb, reason: str, actor: Actor) -> RegistrySlot:
    slot = slots.get_locked(record_id)
    slots.ensure_apart(verb, actor, parts_in(slot))
    slots.move(slot, Act.of(verb, actor, reason))
    return slot


def revoke(record_id: UUID, *, reason: str, actor: Actor) -> RegistrySlot:
    """Revoke a record for good, and have it revoked at the gateway unless nothing about it ever left.

    Raises:
        SamePerson: the proposer of the revocation, or the subject, decides.
    """
    slot = slots.get_locked(record_id)
    slots.ensure_apart(Verb.REVOKE, actor, parts_in(slot))
    act, version = Act.of(Verb.REVOKE, actor, reason), slot.version
    is_known = version is not None and _is_known_outside(version)
    _open_lane(slot)  # A revocation must be able to leave.
    slots.move(slot, act)
    if version is not None and is_known:
        told = Told(slot.person, slot.programme, _citizen_of(version), audit.head(), act.reason)
        post_letter(version, Kind.REVOKE, told)
        hold_again_where_held({slot.person})
    return slot


def _is_known_outside(version: RegistryVersion) -> bool:
    """Take an unsent confirmation back; tell whether one left that the gateway has not refused."""
    if push.cancel_unsent(version.number):
        return False
    sent = push.messages_of([version.number]).get(version.number, [])
    return any(one.kind is Kind.CONFIRM and one.state is not MessageState.REJECTED for one in sent)


def _citizen_of(version: RegistryVersion) -> dict[str, str]:
    """Return the person as the gateway was told when the record was approved, whatever changed since."""
    place = PERSON_PLACE.format(number=version.number, version=version.version)
    told: dict[str, str] = json.loads(vault().open(version.person_sealed, place=place))
    return {name: value for name, value in told.items() if name != "person"}


def parts_in(slot: RegistrySlot) -> dict[Part, set[int]]:
    """Return who has which part in a record as it stands now."""
    held = queries.last_action(slot.id, Verb.HOLD) if slot.state is State.ON_HOLD else None
    asked = queries.last_action(slot.id, Verb.PROPOSE_REVOKE) if slot.state is State.REVOKE_PROPOSED else None
    proposed = queries.last_action(slot.id, Verb.PROPOSE)
    return {
        Part.SUBJECT: {slot.person_id},
        Part.WITNESS: queries.witnesses_of(slot.version) if slot.version else set(),
        Part.PROPOSER: {proposed.actor_id} if proposed else set(),
        Part.HOLDER: {held.actor_id} if held else set(),
        Part.REVOKE_PROPOSER: {asked.actor_id} if asked else set(),
    }


def _open_lane(slot: RegistrySlot) -> None:
    """Let the person's letters leave again, unless another record of theirs is on hold."""
    if not queries.held_lanes({slot.person_id}, but_for=slot.id):
        push.release_lane(_lane(slot), reason=HOLD)


def _lane(slot: RegistrySlot) -> str:
    return str(slot.person.public_id)
