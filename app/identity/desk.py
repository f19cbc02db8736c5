"""What a helper sees of learners' cards: one person's, or those of a list."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core.actor import Actor
from app.core.db import db
from app.core.errors import Refusal
from app.identity import cards, codes, learners, printing
from app.identity.models import CodeRequest, LearnerCard
from app.people import service as people
from app.people.models import IdentityState, Person

SHOWN = 100


@dataclass(frozen=True)
class CardDesk:
    """One learner's card as the helper beside them sees it."""

    person: Person
    login: str
    card: LearnerCard | None
    can_print: bool
    has_pin: bool
    needs_guardian: bool


@dataclass(frozen=True)
class Row:
    """One person of a list, and the card that counts."""

    person: Person
    card: LearnerCard | None


@dataclass(frozen=True)
class Issued:
    """What became of a list: how many cards were made, and whose was not, with the reason."""

    count: int
    refused: Sequence[tuple[str, Refusal]]


def read(public_id: UUID, *, helper: Actor) -> CardDesk:
    """Return where a learner's card stands; refuses as `learners.get_learner` does."""
    person = learners.get_learner(public_id, helper=helper)
    card = next(iter(cards.live_cards([person.id])), None)
    accounts = learners.list_accounts(person.id)
    account = card.account if card else next(iter(accounts), None)
    return CardDesk(
        person=person,
        login=account.login if account else "",
        card=card,
        can_print=card is not None and printing.is_waiting(card, helper),
        has_pin=account is not None and account.pin_hash is not None,
        needs_guardian=learners.needs_guardian(person),
    )


def list_people(typed: str, hamlet: str, *, whole_hamlet: bool) -> list[Row]:
    """Return up to a hundred people of a name, with their cards; of a whole thôn only for those who see all people."""
    if not typed.strip() and not (whole_hamlet and hamlet):
        return []
    found = people.search(typed, hamlet=hamlet or None).options(joinedload(Person.hamlet)).limit(SHOWN)
    persons = list(db.session.scalars(found))
    live = {card.account.person_id: card for card in cards.live_cards([person.id for person in persons])}
    return [Row(person, live.get(person.id)) for person in persons]


def issue_to(chosen: Sequence[UUID], *, actor: Actor) -> Issued:
    """Issue a card to each of these who has none; one that a rule refuses keeps no other from theirs."""
    found = select(Person).where(Person.public_id.in_(chosen), Person.state != IdentityState.MERGED)
    persons = db.session.scalars(found.order_by(Person.id)).all()
    have = {card.account.person_id for card in cards.live_cards([person.id for person in persons])}
    count, refused = 0, []
    for person in persons:
        if person.id in have:
            continue
        try:
            learners.get_learner(person.public_id, helper=actor)
            cards.issue(person, actor=actor)
            count += 1
        except Refusal as refusal:
            refused.append((person.full_name, refusal))
    return Issued(count, refused)


def read_code(public_id: UUID, *, helper: Actor) -> tuple[Person, CodeRequest | None]:
    """Return a learner and the code that this helper can read out to them now."""
    person = learners.get_learner(public_id, helper=helper)
    return person, codes.given(person, actor=helper)
