"""One record opened on the desk: the person, what stands behind it, its whole history, and what may be done now."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from app.catalog import service as catalog
from app.core.actor import Actor
from app.core.db import db
from app.core.text import N_
from app.learning import service as learning
from app.people.models import Group, Person
from app.push import service as push
from app.push.models import OutboxEvent, OutboxMessage
from app.push.words import Kind
from app.registry import board, passes, proposals, queries, records, reviews, rules, slots
from app.registry.board import Letter
from app.registry.models import Proposal, RegistryAction, RegistrySlot, RegistryVersion
from app.registry.passes import Made
from app.registry.reviews import Review
from app.registry.rules import Journey
from app.registry.slots import WrongState
from app.registry.words import State, Verb

ENDED = frozenset({State.RETURNED, State.REJECTED, State.REVOKED})


@dataclass(frozen=True)
class Possible:
    """An act the table knows from here and this official holds the permission for; `problem` says what bars them."""

    verb: Verb
    problem: str | None


@dataclass(frozen=True)
class Dossier:
    """Everything the page of a record shows.

    `review` is what waits for a look since a result fell; `meets` tells whether the person passes all the same by now.
    `passes` tells of each passed attempt of the evidence, by its id, how it was made; `titles` are those of the
    lessons that the evidence names by their keys.
    """

    slot: RegistrySlot
    version: RegistryVersion | None
    journey: Journey
    confirm: OutboxMessage | None
    revoking: OutboxMessage | None
    waiting: Proposal | None
    shown_hash: str
    actions: list[RegistryAction]
    letters: list[Letter]
    events: list[OutboxEvent]
    names: dict[int, str]
    titles: dict[str, str]
    acts: list[Possible]
    review: Review | None
    meets: bool
    passes: dict[str, Made]

    @property
    def shown(self) -> OutboxMessage | None:
        """Return the letter whose state the record wears: the revocation's, once there is one."""
        return self.revoking or self.confirm

    @property
    def may_be_proposed_again(self) -> bool:
        """Tell whether the record has ended, so that the person may be proposed once more."""
        return self.slot.state in ENDED


def read(record_id: UUID, actor: Actor, permissions: Collection[str]) -> Dossier:
    """Return the dossier of a record as one official sees it.

    Raises:
        NotFound: there is no such record.
    """
    slot = slots.get_slot(record_id)
    version = slot.version
    letters = push.messages_of([version.number])[version.number] if version else []
    confirm = next((one for one in letters if one.kind is Kind.CONFIRM), None)
    waiting = proposals.find_waiting(slot)
    actions = queries.actions_of(slot.id)
    review = reviews.find(slot)
    return Dossier(
        slot=slot,
        version=version,
        journey=rules.journey(slot.state, confirm.state if confirm else None, is_finished=True),
        confirm=confirm,
        revoking=next((one for one in letters if one.kind is Kind.REVOKE), None),
        waiting=waiting,
        shown_hash=proposals.shown_hash(queries.waiting_names(waiting.list_id)) if waiting else "",
        actions=actions,
        letters=board.letters_of(version.number) if version else [],
        events=push.history_of(version.number) if version else [],
        names=_names({action.actor_id for action in actions}),
        titles=_titles(version) if version else {},
        acts=_acts(slot, actor, permissions, is_to_review=review is not None),
        review=review,
        passes=passes.made([version.evidence]) if version else {},
        meets=review is not None and learning.evidence_of(slot.person_id, slot.programme).meets,
    )


def _acts(slot: RegistrySlot, actor: Actor, permissions: Collection[str], *, is_to_review: bool) -> list[Possible]:
    parts = records.parts_in(slot)
    elsewhere = {Verb.APPROVE, Verb.PROPOSE} | (set() if is_to_review else {Verb.KEEP})
    open_to_me = [
        verb
        for verb in rules.verbs_from(slot.state)
        if verb not in elsewhere and set(rules.TRANSITIONS[verb].permissions) & set(permissions)
    ]
    return [Possible(verb, slots.objection(verb, actor, parts)) for verb in open_to_me]


def _names(ids: Collection[int]) -> dict[int, str]:
    rows = select(Person.id, Person.full_name).where(Person.id.in_(ids))
    return {row.id: row.full_name for row in db.session.execute(rows)}


def _titles(version: RegistryVersion) -> dict[str, str]:
    facts = version.evidence
    keys = {one["module"] for part in ("passed", "read", "practices") for one in facts[part]}
    return {key: found.title for key, found in catalog.module_titles(keys).items()}


def waiting_name(record_id: UUID) -> Proposal:
    """Return the undecided proposal of a record.

    Raises:
        NotFound: there is no such record.
        WrongState: it was decided already.
    """
    name = proposals.find_waiting(slots.get_slot(record_id))
    if name is None:
        raise WrongState(N_("Hồ sơ này vừa được người khác xử lý. Mời xem lại tình trạng mới nhất."))
    return name


def propose_again(record_id: UUID, actor: Actor) -> None:
    """Propose the person of a record that ended, alone on a list of their own.

    Raises:
        NotFound: there is no such record; the refusals of `propose`.
    """
    slot = slots.get_slot(record_id)
    proposals.propose([slot.person], Group(slot.programme), note="", actor=actor)
