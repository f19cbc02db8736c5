"""What the tests of classes start from: an open class with its door, and a learner with a card."""

from datetime import timedelta

from app.community import service as community
from app.community.models import ClassSession
from app.core import clock
from app.core.actor import Actor
from app.core.db import transaction
from app.core.runtime import vault
from app.identity import cards
from app.identity.words import Role
from app.people.models import Person, Purpose
from tests import factories

PLACE = "Nhà văn hoá thôn Đồng Làng"


def open_class(leader: Actor, *, place: str = PLACE, minutes: int = 120) -> ClassSession:
    """Return a class that began a minute ago, committed."""
    now = clock.now()
    with transaction():
        begun, ends = now - timedelta(minutes=1), now + timedelta(minutes=minutes)
        return community.open_class(leader=leader, place=place, starts_at=begun, ends_at=ends)


def card_of(person: Person) -> str:
    """Return the token of a card issued to a learner."""
    with transaction():
        card = cards.issue(person, actor=factories.actor(Role.HELPER))
        return vault().open(card.print_sealed or b"", place=cards.PLACE.format(card.id)).decode()


def learner(**given: object) -> Person:
    """Return somebody who may be issued a card."""
    return factories.person(consents=(Purpose.LEARNING,), **given)  # type: ignore[arg-type]


def code_of(found: ClassSession) -> str:
    """Return the digits of an open class."""
    door = community.shown_door(found)
    assert door
    return door.code


def token_of(found: ClassSession) -> str:
    """Return the token of an open class."""
    door = community.shown_door(found)
    assert door
    return door.address.rpartition("/")[2]
