"""What a learner says and sees about their own ways in: "that is me", the PIN, the card, the open sign-ins."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import update

from app.core import clock
from app.core.db import db
from app.identity import cards, codes, learners, pins, rules, sessions
from app.identity.models import Account, CodeRequest, LearnerCard
from app.identity.sessions import SignedIn
from app.people import service as people
from app.people.models import Purpose


@dataclass(frozen=True)
class CardNews:
    """What others did lately: the card that was voided, the one that counts now, the code read out last."""

    voided: LearnerCard | None
    live: LearnerCard | None
    code: CodeRequest | None


def may_confirm(person_id: int, *, consents: bool) -> bool:
    """Tell whether "that is me" is enough, or the consent to store anything is still missing."""
    return consents or learners.has_agreed(person_id)


WHEN_CONFIRMED: list[Callable[[SignedIn], None]] = []


def confirm(reader: SignedIn, *, consents: bool) -> None:
    """Note the learner's "that is me", the first time with what hangs on it, and the consent that came with it."""
    sessions.confirm(reader.token)
    for heard in WHEN_CONFIRMED if not reader.is_confirmed else ():
        heard(reader)
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
    """Return what the owner should know of the last thirty days: a voided card, a new one, a code that let them in."""
    since = clock.now() - rules.TOLD_FOR
    voided = cards.last_voided(person_id)
    live = next(iter(cards.live_cards([person_id])), None)
    voided = voided if voided is not None and voided.voided_at is not None and voided.voided_at > since else None
    code = codes.last_used(person_id, since)
    if voided is None and code is None and (live is None or live.issued_at <= since):
        return None
    return CardNews(voided, live if voided or (live and live.issued_at > since) else None, code)


def choose_language(account_id: int, chosen: str) -> None:
    """Keep the language the account's owner wants to read the site in."""
    db.session.execute(update(Account).where(Account.id == account_id).values(language=chosen))
