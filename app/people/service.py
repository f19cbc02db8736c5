"""The verbs on persons: enter, find, read and set the personal number, join a group, record a consent."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select

from app.audit import service as audit
from app.audit.actions import Action
from app.core import clock
from app.core.actor import SYSTEM, Actor
from app.core.db import db
from app.core.errors import NotFound, Refusal
from app.core.runtime import vault
from app.core.text import N_, fold, normal, one_placement, sort_key
from app.people.models import Consent, Group, GroupMembership, Hamlet, IdentityState, Person, Purpose

CONSENT_TEXT = "2026-11"
NUMBER_PLACE = "person|number|{}"


class NumberTaken(Refusal):
    """Another person of the commune already has this personal number."""


@dataclass(frozen=True)
class NewPerson:
    """What is known of a person when they are entered."""

    full_name: str
    birth_year: int
    hamlet: Hamlet
    birth_date: date | None = None
    sex: str | None = None
    is_listed: bool = False
    household_id: int | None = None


def add_person(new: NewPerson) -> Person:
    """Enter a person and return the row with its id; the name is normalised, search and sort keys are made."""
    name = normal(new.full_name)
    person = Person(
        full_name=name,
        sort_key=sort_key(name),
        lower_name=one_placement(name).lower(),
        folded_name=fold(one_placement(name)),
        birth_year=new.birth_year,
        birth_date=new.birth_date,
        sex=new.sex,
        hamlet_id=new.hamlet.id,
        household_id=new.household_id,
        is_listed=new.is_listed,
        created_at=clock.now(),
    )
    db.session.add(person)
    db.session.flush()  # The id is the place its number is sealed to.
    return person


def get_person(public_id: UUID) -> Person:
    """Return the person with this public id.

    Raises:
        NotFound: there is none.
    """
    person = db.session.scalar(select(Person).where(Person.public_id == public_id))
    if person is None:
        raise NotFound(N_("Không tìm thấy người này."))
    return person


def find_person(person_id: int) -> Person | None:
    """Return the person with this id, or None."""
    return db.session.get(Person, person_id)


def find_by_number(number: str) -> Person | None:
    """Return the person who has this personal number, or None; looked up by its keyed hash."""
    return db.session.scalar(select(Person).where(Person.number_index == number_index(number)))


def number_index(number: str) -> bytes:
    """Return the keyed hash under which a personal number is found and compared."""
    return vault().index(number, purpose="person.number")


def set_number(person: Person, number: str) -> None:
    """Seal a checked personal number into the person's row.

    Raises:
        NumberTaken: somebody else has it.
    """
    other = find_by_number(number)
    if other is not None and other.id != person.id:
        raise NumberTaken(N_("Số định danh này đã có ở một người khác trong danh sách."))
    person.number_sealed = vault().seal(number.encode(), place=NUMBER_PLACE.format(person.id))
    person.number_index = number_index(number)
    person.number_tail = number[-3:]


def open_number(person: Person) -> str:
    """Return the personal number in full, or an empty string; showing it to anybody is the caller's act to record."""
    if person.number_sealed is None:
        return ""
    return vault().open(person.number_sealed, place=NUMBER_PLACE.format(person.id)).decode()


def mark_verified(person: Person, *, by: str) -> None:
    """Note that the commune now knows who this person is; `by` names the method."""
    person.state = IdentityState.VERIFIED
    person.verified_at = clock.now()
    person.verified_by = by


def mark_merged(person: Person, *, into: Person) -> None:
    """Note that this self-registered person is that one of the list; consents and groups follow, the row stays."""
    person.merged_into_id, person.state = into.id, IdentityState.MERGED
    for consent in db.session.scalars(select(Consent).where(Consent.person_id == person.id)):
        consent.person_id = into.id
    for group in groups_of(person.id):
        join_group(into, group, source="self")


def join_group(person: Person, group: Group, *, source: str) -> None:
    """Make the person a member of the target group from today on, unless they are one already."""
    if group not in groups_of(person.id):
        db.session.add(GroupMembership(person_id=person.id, group=group, starts_on=clock.today(), source=source))
        db.session.flush()


def groups_of(person_id: int) -> list[Group]:
    """Return the target groups the person belongs to today."""
    today = clock.today()
    rows = select(GroupMembership.group).where(
        GroupMembership.person_id == person_id,
        GroupMembership.starts_on <= today,
        or_(GroupMembership.ends_on.is_(None), GroupMembership.ends_on >= today),
    )
    return sorted(db.session.scalars(rows.distinct()))


def record_consent(person: Person, purpose: Purpose, *, is_given: bool, method: str, actor: Actor = SYSTEM) -> None:
    """Write one yes, or its withdrawal, into the consent ledger; earlier lines stay (requirement S48)."""
    db.session.add(
        Consent(
            person_id=person.id,
            purpose=purpose,
            text_version=CONSENT_TEXT,
            is_given=is_given,
            method=method,
            recorded_by_id=actor.person_id or None,
            recorded_at=clock.now(),
        )
    )
    action = Action.CONSENT_GIVEN if is_given else Action.CONSENT_WITHDRAWN
    audit.record(action, actor=actor, subject=f"person:{person.public_id}", reason=f"{purpose}@{CONSENT_TEXT}")


def consent_for(person_id: int, purpose: Purpose) -> Consent | None:
    """Return the consent that stands for this purpose; None when never given or withdrawn since."""
    newest = (
        select(Consent)
        .where(Consent.person_id == person_id, Consent.purpose == purpose)
        .order_by(Consent.recorded_at.desc(), Consent.id.desc())
        .limit(1)
    )
    consent = db.session.scalar(newest)
    return consent if consent is not None and consent.is_given else None


def list_hamlets() -> list[Hamlet]:
    """Return the thôn that exist today, by name."""
    today = clock.today()
    rows = select(Hamlet).where(Hamlet.starts_on <= today, or_(Hamlet.ends_on.is_(None), Hamlet.ends_on >= today))
    return sorted(db.session.scalars(rows), key=lambda hamlet: sort_key(hamlet.name))


def find_hamlet(code: str) -> Hamlet | None:
    """Return the thôn with this code, or None."""
    return db.session.scalar(select(Hamlet).where(Hamlet.code == code))


def add_hamlet(code: str, name: str, *, starts_on: date, old_commune: str | None = None) -> Hamlet:
    """Enter a thôn and return it with its id."""
    hamlet = Hamlet(code=code, name=name, starts_on=starts_on, old_commune=old_commune)
    db.session.add(hamlet)
    db.session.flush()
    return hamlet


def name_matches(typed: str) -> ColumnElement[bool]:
    """Return the condition "the name holds these words", with tone marks where they were typed, else without."""
    words = one_placement(normal(typed)).lower()
    if words == fold(words):
        return Person.folded_name.contains(words, autoescape=True)
    return Person.lower_name.contains(words, autoescape=True)


def search(typed: str, *, hamlet: str | None = None) -> Select[Person]:
    """Return the select of living rows (not merged ones) that match a name and a thôn, in the order of names."""
    rows = select(Person).where(Person.state != IdentityState.MERGED).order_by(Person.sort_key, Person.id)
    if typed.strip():
        rows = rows.where(name_matches(typed))
    if hamlet:
        rows = rows.join(Person.hamlet).where(Hamlet.code == hamlet)
    return rows


def verified_named(typed: str, *, limit: int = 10) -> list[Person]:
    """Return verified persons whose name holds these words, by name; nobody while nothing is typed."""
    if not typed.strip():
        return []
    return list(db.session.scalars(search(typed).where(Person.state == IdentityState.VERIFIED).limit(limit)))
