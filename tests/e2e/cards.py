"""Cards of demo learners for the tests that walk through the product: issued by a helper, with a PIN of their own."""

from dataclasses import dataclass

from sqlalchemy import select

from app.core.db import db, transaction
from app.core.runtime import vault
from app.identity import cards, pins
from app.identity import service as identity
from app.identity.models import Account
from app.people import service as people
from app.people.models import Group, Person
from tests.e2e.deeds import database_of
from tests.e2e.house import House

PIN = "2705"


@dataclass(frozen=True)
class Holder:
    """A learner and what is on their card."""

    name: str
    login: str
    token: str


def hand_out(house: House, names: list[str], *, helper: str = "daisu1") -> list[Holder]:
    """Enter these learners and issue each a card with PIN."""
    with database_of(house), transaction():
        issuer = identity.actor_of(db.session.scalars(select(Account).where(Account.login == helper)).one())
        home = people.list_hamlets()[0]
        persons = [people.add_person(people.NewPerson(name, 1951, home, is_listed=True)) for name in names]
        return [_handed(person, issuer) for person in persons]


def _handed(person: Person, issuer: identity.Actor) -> Holder:
    people.join_group(person, Group.RESIDENTS, source="test")
    card = cards.issue(person, actor=issuer)
    card.account.pin_hash = pins.hash_of(card.account, PIN)
    token = vault().open(card.print_sealed or b"", place=cards.PLACE.format(card.id)).decode()
    return Holder(person.full_name, card.account.login, token)
