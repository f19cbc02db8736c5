"""Cards on their way to the printer: who issued them prints them, within a day, and then their tokens are gone."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

import segno
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.audit import service as audit
from app.audit.actions import Action
from app.core import clock
from app.core.actor import Actor
from app.core.db import db
from app.core.runtime import settings, vault
from app.identity.cards import PLACE
from app.identity.models import Account, LearnerCard
from app.people.models import Person


@dataclass(frozen=True)
class PrintedCard:
    """One card as it stands on paper; `picture` is the QR code as an SVG address."""

    full_name: str
    hamlet: str
    login: str
    has_pin: bool
    picture: str


def waiting(actor: Actor, only: Collection[UUID] = ()) -> Sequence[LearnerCard]:
    """Return the cards this person issued and can still print, by learner's name; only these where some are named."""
    query = (
        select(LearnerCard)
        .join(LearnerCard.account)
        .join(Account.person)
        .options(joinedload(LearnerCard.account).joinedload(Account.person).joinedload(Person.hamlet))
        .where(LearnerCard.issued_by_id == actor.person_id, LearnerCard.voided_at.is_(None))
        .where(LearnerCard.print_sealed.is_not(None), LearnerCard.print_until > clock.now())
        .order_by(Person.sort_key, LearnerCard.id)
    )
    if only:
        query = query.where(LearnerCard.public_id.in_(only))
    return db.session.scalars(query).all()


def is_waiting(card: LearnerCard, actor: Actor) -> bool:
    """Tell whether this person can still print the card."""
    return card.public_id in {one.public_id for one in waiting(actor, [card.public_id])}


def on_paper(cards: Sequence[LearnerCard]) -> list[PrintedCard]:
    """Return the cards as they are printed."""
    base = str(settings().base_url).rstrip("/")
    return [_on_paper(card, base) for card in cards]


def finish(actor: Actor, only: Collection[UUID]) -> int:
    """Forget the tokens of cards that are on paper; return how many."""
    printed = waiting(actor, only) if only else ()
    for card in printed:
        card.print_sealed = None
    for card in printed:
        subject = f"account:{card.account.public_id}"
        audit.record(Action.CARD_PRINTED, actor=actor, subject=subject, reason=f"card:{card.public_id}")
    return len(printed)


def _on_paper(card: LearnerCard, base: str) -> PrintedCard:
    account = card.account
    token = vault().open(card.print_sealed or b"", place=PLACE.format(card.id)).decode()
    code = segno.make(f"{base}/the/{token}", error="m")
    return PrintedCard(
        full_name=account.person.full_name,
        hamlet=account.person.hamlet.name,
        login=account.login,
        has_pin=account.pin_hash is not None,
        picture=code.svg_data_uri(scale=4, border=2),
    )
