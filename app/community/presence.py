"""Who is present at a class: comes in by card, is ticked in a list, is taken back with a reason."""

from collections.abc import Collection, Sequence
from uuid import UUID

from app.audit import service as audit
from app.audit.actions import Action
from app.community import queries
from app.community.models import ClassSession, Presence
from app.core import clock
from app.core.actor import Actor
from app.core.db import db
from app.core.errors import NotFound, Refusal
from app.core.text import N_
from app.people import service as people
from app.people.models import Person
from app.people.natural import natural_persons

BY_CARD, BY_LIST = "card", "list"
SHOWN = 60


class ClassClosed(Refusal):
    """The class is not going on."""


def present(found: ClassSession) -> list[Person]:
    """Return who is present, in the order of names."""
    return [row.person for row in queries.presences(found.id)]


def list_present(found: ClassSession) -> Sequence[Presence]:
    """Return the rows of those present, with their persons, in the order of names."""
    return queries.presences(found.id)


def also_elsewhere(found: ClassSession) -> set[int]:
    """Return the ids of those present who are present at another class going on, too."""
    return queries.elsewhere(found.id, clock.now())


def candidates(found: ClassSession, typed: str) -> Sequence[Person]:
    """Return up to 60 people to tick: by name, or without one those of this leader's other classes."""
    if typed.strip():
        return queries.persons_named(typed, found.id, limit=SHOWN)
    return queries.persons_of_leader(found.leader_id, found.id, limit=SHOWN)


def note_present(found: ClassSession, chosen: Collection[UUID], *, actor: Actor) -> int:
    """Note those chosen from the list as present; return how many are new. The leader is nobody's learner there.

    Raises:
        ClassClosed: the class is closed or over.
    """
    held = queries.hold(found.id, to_change=False)
    if held.closed_at is not None or held.ends_at <= clock.now():
        raise ClassClosed(N_("Buổi học này đã đóng. Mời bác mở buổi học mới."))
    persons = queries.living_persons(chosen)
    natural = natural_persons({held.leader_id, *(person.id for person in persons)})
    learners = [person for person in persons if natural[person.id] != natural[held.leader_id]]
    noted = [person for person in learners if _note(held, person.id, BY_LIST, actor.person_id)]
    for person in noted:
        _trail(Action.PRESENCE_NOTED, held, person, actor, BY_LIST)
    return len(noted)


def come_by_card(held: ClassSession, actor: Actor) -> None:
    """Note who opened their card at a class that the caller holds; the leader's own card notes nobody."""
    natural = natural_persons({held.leader_id, actor.person_id})
    person = people.find_person(actor.person_id)
    if person is None or natural[person.id] == natural[held.leader_id]:
        return
    if _note(held, person.id, BY_CARD, person.id):
        _trail(Action.PRESENCE_NOTED, held, person, actor, BY_CARD)


def take_back(found: ClassSession, person: Person, *, reason: str, actor: Actor) -> None:
    """Take a presence back; the row stays with its reason, and a second call changes nothing.

    Raises:
        NotFound: this person was never noted here.
    """
    row = queries.find_presence(found.id, person.id)
    if row is None:
        raise NotFound(N_("Người này không có trong buổi học."))
    if row.taken_back_at is not None:
        return
    row.taken_back_at, row.taken_back_by_id, row.taken_back_reason = clock.now(), actor.person_id, reason
    audit.record(
        Action.PRESENCE_TAKEN_BACK,
        actor=actor,
        subject=f"class:{found.public_id}",
        reason=f"person:{person.public_id}",
        payload={"reason": reason},
    )


def reassign(from_person_id: int, to_person_id: int) -> None:
    """Let what was noted of a person, and the classes they led, be those of the one they were merged into."""
    queries.hand_over_classes(from_person_id, to_person_id)
    for row in queries.presences_of(from_person_id):
        other = queries.find_presence(row.session_id, to_person_id)
        if other is None:
            row.person_id = to_person_id
        elif other.taken_back_at is not None and row.taken_back_at is None:
            other.taken_back_at = other.taken_back_by_id = other.taken_back_reason = None
        db.session.flush()


def _note(held: ClassSession, person_id: int, how: str, by_id: int) -> bool:
    """Write one presence; tell whether the person was not present before."""
    now = clock.now()
    if queries.make_presence(held.id, person_id, how=how, by_id=by_id, at=now):
        return True
    row = queries.find_presence(held.id, person_id)
    if row is None or row.taken_back_at is None:
        return False
    row.how, row.noted_by_id, row.noted_at = how, by_id, now
    row.taken_back_at = row.taken_back_by_id = row.taken_back_reason = None
    return True


def _trail(action: Action, held: ClassSession, person: Person, actor: Actor, how: str) -> None:
    audit.record(action, actor=actor, subject=f"class:{held.public_id}", reason=f"person:{person.public_id} {how}")
