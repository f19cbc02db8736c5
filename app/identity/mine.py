"""What a learner says and sees about their own ways in: "that is me", the PIN, the card, the open sign-ins."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import update

from app.core import clock
from app.core.db import db
from app.identity import cards, learners, pins, sessions
from app.identity.models import Account, LearnerCard
from app.identity.sessions import SignedIn
from app.people import service as people
from app.people.models import Purpose

NEWS = timedelta(days=30)


@dataclass(frozen=True)
class CardNews:
    """What happened to the learner's card lately: the one that was voided, the one that counts now."""

    voided: LearnerCard | None
    live: LearnerCard | None


def may_confirm(person_id: int, *, consents: bool) -> bool:
    """Tell whether "that is me" is enough, or the consent to store anything is still missing."""
    return consents or learners.has_agreed(person_id)


def confirm(reader: SignedIn, *, consents: bool) -> None:
    """Note the learner's "that is me", and the consent that came with it."""
    sessions.confirm(reader.token)
    person = people.find_person(reader.person_id)
    if person is not None and consents and not learners.has_agreed(person.id):
        people.record_consent(person, Purpose.LEARNING, is_given=True, method=reader.method.value, actor=reader.actor)


def lacks_pin(reader: SignedIn) -> bool:
    """Tell whether the reader has a card, no PIN to use it with at home, and may choose one now."""
    account = db.session.get_one(Account, reader.account_id)
    if account.pin_hash is not None or not pins.may_choose(account, reader.method):
        return False
    return any(card.account_id == account.id for card in cards.live_cards([account.person_id]))


def may_choose_pin(reader: SignedIn) -> bool:
    """Tell whether the way the reader came in is enough to choose a PIN now."""
    return pins.may_choose(db.session.get_one(Account, reader.account_id), reader.method)


def asks_for_old_pin(reader: SignedIn) -> bool:
    """Tell whether the reader must type the PIN of before to choose another one."""
    return pins.asks_for_old(db.session.get_one(Account, reader.account_id), reader.method)


def card_news(person_id: int) -> CardNews | None:
    """Return what the owner should know about their card: a voided one, and a new one, of the last thirty days."""
    since = clock.now() - NEWS
    voided = cards.last_voided(person_id)
    live = next(iter(cards.live_cards([person_id])), None)
    voided = voided if voided is not None and voided.voided_at is not None and voided.voided_at > since else None
    if voided is None and (live is None or live.issued_at <= since):
        return None
    return CardNews(voided, live)


def choose_language(account_id: int, chosen: str) -> None:
    """Keep the language the account's owner wants to read the site in."""
    db.session.execute(update(Account).where(Account.id == account_id).values(language=chosen))
