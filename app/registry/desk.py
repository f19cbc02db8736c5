"""The desk for identities: who waits for a look at their card, and one person with the residents they may be."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, func, or_, select
from sqlalchemy.orm import aliased

from app.catalog import service as catalog
from app.core import clock
from app.core.actor import Actor
from app.core.db import db
from app.core.errors import Refusal
from app.core.text import N_
from app.identity.models import Account
from app.learning.models import LessonProgress, ProgrammeCompletion
from app.people import service as people
from app.people.models import CheckState, Group, GroupMembership, Hamlet, IdentityCheck, IdentityState, Person
from app.people.natural import natural_persons
from app.registry import linking
from app.registry.linking import Candidate
from app.registry.models import RegistrySlot
from app.registry.paging import Page, Place, page_of

WAITING, SECOND_LOOK, VERIFIED, EVERYBODY = "cho-xac-minh", "cho-xac-nhan", "da-xac-minh", "tat-ca"
LEARNERS, FINISHED = "dang-hoc", "hoc-xong"
SHOWN = frozenset({WAITING, SECOND_LOOK, VERIFIED, EVERYBODY, LEARNERS, FINISHED})
NOBODY = ""


class NoChoice(Refusal):
    """Nothing was said about who the person is in the resident list."""

    status = 400


@dataclass(frozen=True)
class Wanted:
    """What the address asks for; without anything the list shows who waits."""

    text: str = ""
    hamlet: str = ""
    show: str = ""
    group: str = ""

    @property
    def shown(self) -> str:
        """Return which people the list shows; a search without a choice goes over everybody."""
        if self.show in SHOWN:
            return self.show
        return EVERYBODY if self.text or self.hamlet or self.group else WAITING


@dataclass(frozen=True)
class Counts:
    """How many people wait for their first look, and for their second."""

    first_look: int
    second_look: int


def counts() -> Counts:
    """Return how many people wait at the desk."""
    return Counts(_count(_shown(people.search(""), WAITING)), _count(_shown(people.search(""), SECOND_LOOK)))


def _count(rows: Select[Any]) -> int:
    return db.session.scalar(select(func.count()).select_from(rows.order_by(None).subquery())) or 0


def listed(wanted: Wanted, place: UUID | None = None, *, is_before: bool = False) -> Page[Row[Any]]:
    """Return one page of people, by name; each row is the person and the name of the thôn."""
    rows = _shown(people.search(wanted.text, hamlet=wanted.hamlet or None), wanted.shown, wanted.group)
    home = aliased(Hamlet)  # The search may have joined the thôn for its filter.
    rows = rows.add_columns(select(home.name).where(home.id == Person.hamlet_id).scalar_subquery().label("home"))
    seen = db.session.execute(select(Person.sort_key, Person.id).where(Person.public_id == place)) if place else None
    key = seen.one_or_none() if seen else None
    return page_of(rows, [Person.sort_key, Person.id], Place(tuple(key), is_before) if key else None)


def _shown(rows: Select[Any], show: str, group: str = "") -> Select[Any]:
    open_check = _of_person(IdentityCheck).where(IdentityCheck.state == CheckState.WAITING).exists()
    has_account = _of_person(Account).exists()
    has_begun = select(LessonProgress.person_id).where(LessonProgress.person_id == Person.id).exists()
    if show == SECOND_LOOK:
        rows = rows.where(open_check)
    elif show == VERIFIED:
        rows = rows.where(Person.state == IdentityState.VERIFIED)
    elif show == WAITING:
        rows = rows.where(Person.state == IdentityState.UNVERIFIED, has_account, ~open_check)
    elif show == LEARNERS:
        rows = rows.where(or_(has_account, has_begun))
    elif show == FINISHED:
        return rows.where(_has_finished(group))  # Who finished a group's programme need not be its member.
    return rows.where(_is_member(group)) if group in set(Group) else rows


def _of_person(table: Any) -> Select[Any]:
    return select(table.id).where(table.person_id == Person.id)


def _is_member(group: str) -> ColumnElement[bool]:
    today = clock.today()
    return (
        _of_person(GroupMembership)
        .where(GroupMembership.group == group, GroupMembership.starts_on <= today)
        .where(or_(GroupMembership.ends_on.is_(None), GroupMembership.ends_on >= today))
        .exists()
    )


def _has_finished(group: str) -> ColumnElement[bool]:
    cycles = [one.cycle for one in catalog.list_programmes() if group in ("", one.group)]
    stands = ProgrammeCompletion.doubted_at.is_(None)
    return _of_person(ProgrammeCompletion).where(ProgrammeCompletion.cycle.in_(cycles), stands).exists()


@dataclass(frozen=True)
class Desk:
    """One person as the desk sees them."""

    person: Person
    groups: list[Group]
    logins: list[str]
    candidates: Sequence[Candidate]
    check: IdentityCheck | None
    is_own_check: bool
    merged_into: Person | None
    records: list[RegistrySlot]
    search: str

    def choices(self) -> list[tuple[str, str]]:
        """Return the residents to choose from, as value and words."""
        return [
            (str(one.person.public_id), f"{one.person.full_name}, {one.person.birth_year}, {one.person.hamlet.name}")
            for one in self.candidates
        ]

    @property
    def likely_choice(self) -> str | None:
        """Return what may be chosen beforehand: only that there is nobody, where nobody was found."""
        return None if self.candidates else NOBODY


def read(person_id: UUID, actor: Actor, *, search: str = "") -> Desk:
    """Return one person with the residents of the list they may be; `search` looks for more of them by name.

    Raises:
        NotFound: there is no such person.
    """
    person = people.get_person(person_id)
    check = linking.find_waiting(person)
    natural = natural_persons({actor.person_id, check.asked_by_id} if check else {actor.person_id})
    slots = select(RegistrySlot).where(RegistrySlot.person_id == person.id).order_by(RegistrySlot.id)
    logins = select(Account.login).where(Account.person_id == person.id).order_by(Account.login)
    return Desk(
        person=person,
        groups=people.groups_of(person.id),
        logins=list(db.session.scalars(logins)),
        candidates=_candidates(person, search),
        check=check,
        is_own_check=check is not None and natural[check.asked_by_id] == natural[actor.person_id],
        merged_into=people.find_person(person.merged_into_id) if person.merged_into_id else None,
        records=list(db.session.scalars(slots)),
        search=search,
    )


def _candidates(person: Person, search: str) -> list[Candidate]:
    found = linking.candidates(person)
    if not search or person.is_listed:
        return found
    known = {one.person.id for one in found}
    rows = people.search(search).where(Person.is_listed, Person.id.not_in(known)).limit(10)
    more = db.session.scalars(rows)
    return found + [
        Candidate(one, one.birth_year == person.birth_year, one.hamlet_id == person.hamlet_id) for one in more
    ]


def chosen(value: str | None) -> UUID | None:
    """Return which resident of the list was chosen; None says "nobody of the list".

    Raises:
        NoChoice: nothing was chosen.
    """
    if value is None:
        raise NoChoice(N_("Mời chọn một dòng của danh sách dân cư, hoặc “Không có trong danh sách”."))
    try:
        return UUID(value) if value else None
    except ValueError:
        raise NoChoice(N_("Mời chọn lại dòng của danh sách dân cư.")) from None
