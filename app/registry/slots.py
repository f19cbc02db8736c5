"""The one door through which a record changes its state: table, separation of duties, action and trail together."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.audit import service as audit
from app.audit.actions import Action
from app.core import clock
from app.core.actor import Actor
from app.core.db import db, lock
from app.core.errors import NotAllowed, NotFound, Refusal
from app.core.text import N_, normal
from app.people.natural import natural_persons
from app.registry import queries, rules
from app.registry.models import RegistryAction, RegistrySlot
from app.registry.words import Part, State, Verb

LONGEST_REASON = 1_000
ACTIONS = {
    Verb.PROPOSE: Action.RECORD_PROPOSED,
    Verb.RETURN: Action.RECORD_RETURNED,
    Verb.REJECT: Action.RECORD_REJECTED,
    Verb.APPROVE: Action.RECORD_APPROVED,
    Verb.HOLD: Action.RECORD_HELD,
    Verb.RELEASE: Action.RECORD_RELEASED,
    Verb.PROPOSE_REVOKE: Action.REVOKE_PROPOSED,
    Verb.WITHDRAW_REVOKE: Action.REVOKE_WITHDRAWN,
    Verb.REFUSE_REVOKE: Action.REVOKE_REFUSED,
    Verb.REVOKE: Action.RECORD_REVOKED,
    Verb.KEEP: Action.RECORD_KEPT,
}


@dataclass(frozen=True)
class Act:
    """One act on a record: what, by whom, why, and what the trail keeps of it besides."""

    verb: Verb
    actor: Actor
    reason: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, verb: Verb, actor: Actor, reason: str = "", **details: Any) -> "Act":
        """Return the act with its reason checked.

        Raises:
            NoReason: the act needs one and there is none, or it is too long.
        """
        return cls(verb, actor, _clean_reason(verb, reason), details)


class SamePerson(NotAllowed):
    """The act would lie in the hands of somebody who already has a part in the record."""


class WrongState(Refusal):
    """The record does not stand where this act begins; most often somebody else was quicker."""


class NoReason(Refusal):
    """An act that needs a reason came without one."""

    status = 400


def get_slot(record_id: UUID) -> RegistrySlot:
    """Return the record with this public id, for reading.

    Raises:
        NotFound: there is none.
    """
    slot = db.session.scalar(select(RegistrySlot).where(RegistrySlot.public_id == record_id))
    if slot is None:
        raise NotFound(N_("Không có hồ sơ này trong sổ."))
    return slot


def get_locked(record_id: UUID) -> RegistrySlot:
    """Return the record as it is now, with nobody else able to change it before this transaction ends.

    Raises:
        NotFound: there is none.
    """
    lock("registry")
    found = select(RegistrySlot).where(RegistrySlot.public_id == record_id).with_for_update(of=RegistrySlot)
    slot = db.session.scalar(found.execution_options(populate_existing=True))
    if slot is None:
        raise NotFound(N_("Không có hồ sơ này trong sổ."))
    return slot


def objection(verb: Verb, actor: Actor, parts: Mapping[Part, Collection[int]]) -> str | None:
    """Return why the natural person behind the act has a part in the record that bars it, or None."""
    merged_into = natural_persons({actor.person_id, *(one for ids in parts.values() for one in ids)})
    natural = {part: {merged_into[one] for one in ids} for part, ids in parts.items()}
    return rules.objection(verb, merged_into[actor.person_id], natural)


def ensure_apart(verb: Verb, actor: Actor, parts: Mapping[Part, Collection[int]]) -> None:
    """Let the act pass only when its natural person has no part in the record that bars it.

    Raises:
        SamePerson: says which part it is.
    """
    problem = objection(verb, actor, parts)
    if problem is not None:
        raise SamePerson(problem)


def ensure_seen_by_others(witnesses: Mapping[int, Collection[int]]) -> None:
    """Let a list pass only when nobody on it is, as a natural person, a witness of their own evidence.

    `witnesses` holds the witnesses of each subject's evidence, by subject.

    Raises:
        SamePerson: somebody is.
    """
    natural = natural_persons({one for subject, seen in witnesses.items() for one in (subject, *seen)})
    for subject, seen in witnesses.items():
        if natural[subject] in {natural[one] for one in seen}:
            raise SamePerson(rules.OWN_WITNESS)


def enter(slot: RegistrySlot, act: Act) -> RegistryAction:
    """Add a new record in the state the act leads to from nothing."""
    slot.state = _target(act.verb, None, None)
    slot.changed_at = clock.now()
    db.session.add(slot)
    db.session.flush()  # A new record gets the public id that its trail is kept under.
    return _write(slot, act, None)


def move(slot: RegistrySlot, act: Act) -> RegistryAction:
    """Change the state of a locked record: the slot, one action and one line of the trail, together.

    Raises:
        WrongState: the table does not lead from where the record stands.
    """
    current = slot.state
    before = queries.state_before(slot.id) if current is State.REVOKE_PROPOSED else None
    slot.state = _target(act.verb, current, before)
    return _write(slot, act, current)


def _target(verb: Verb, current: State | None, before: State | None) -> State:
    target = rules.target_of(verb, current, before)
    if target is None:
        raise WrongState(N_("Hồ sơ này vừa được người khác xử lý. Mời xem lại tình trạng mới nhất."))
    return target


def _write(slot: RegistrySlot, act: Act, from_state: State | None) -> RegistryAction:
    slot.changed_at = clock.now()
    audit_seq = audit.record(
        ACTIONS[act.verb],
        actor=act.actor,
        subject=f"record:{slot.public_id}",
        from_state=from_state,
        to_state=slot.state,
        payload={"reason": act.reason} | dict(act.details),
    )
    action = RegistryAction(
        slot_id=slot.id,
        verb=act.verb,
        from_state=from_state,
        to_state=slot.state,
        actor_id=act.actor.person_id,
        reason=act.reason,
        audit_seq=audit_seq,
        at=slot.changed_at,
    )
    db.session.add(action)
    return action


def _clean_reason(verb: Verb, reason: str) -> str:
    reason = normal(reason)
    if rules.TRANSITIONS[verb].needs_reason and len(reason) < 5:
        raise NoReason(N_("Việc này cần ghi rõ lý do, ít nhất vài chữ."))
    if len(reason) > LONGEST_REASON:
        raise NoReason(N_("Lý do dài quá, mời viết gọn trong 1.000 ký tự."))
    return reason
