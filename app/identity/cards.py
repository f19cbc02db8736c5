"""Learners' cards: issue, print, void, and open a session with one."""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy import exists, select, update
from sqlalchemy.orm import contains_eager

from app.audit import service as audit
from app.audit.actions import Action
from app.core import clock
from app.core.actor import Actor
from app.core.db import db
from app.core.runtime import vault
from app.identity import learners, pins, rules, service, sessions, throttle
from app.identity.models import Account, AccountRole, LearnerCard
from app.identity.words import Assurance, Role
from app.people.models import Person

log = structlog.get_logger()
PLACE = "learner_card|print_sealed|{}"


@dataclass(frozen=True)
class Door:
    """What a token that works leads to: whether the PIN is asked for; nothing about the person."""

    account_id: int
    asks_pin: bool


@dataclass(frozen=True)
class Opened:
    """What came of a card: a session's `token`; or `asks_again`, a wrong PIN; or neither, a card of no use now."""

    token: str | None = None
    asks_again: bool = False


def issue(person: Person, *, actor: Actor, guardian_agreed: bool = False) -> LearnerCard:
    """Issue a card; an earlier one is void at once, with the sessions it opened. The PIN of before goes on.

    Raises:
        HigherRole, NeedsGuardian: see `learners.account_for`.
    """
    account = learners.account_for(person, helper=actor, guardian_agreed=guardian_agreed)
    void(person, actor=actor)
    token, now = secrets.token_urlsafe(16), clock.now()
    card = LearnerCard(
        account_id=account.id,
        token_hash=sessions.hash_of(token),
        print_until=now + rules.PRINTABLE,
        issued_by_id=actor.person_id,
        issued_at=now,
    )
    db.session.add(card)
    db.session.flush()  # The id is the place the token is sealed to.
    card.print_sealed = vault().seal(token.encode(), place=PLACE.format(card.id))
    subject = f"account:{account.public_id}"
    audit.record(Action.CARD_ISSUED, actor=actor, subject=subject, reason=f"card:{card.public_id}")
    return card


def void(person: Person, *, actor: Actor) -> None:
    """Make the person's card worthless and end what it opened; a second call changes nothing."""
    for card in live_cards([person.id]):
        service.lock_account(card.account_id)
        _void(card, actor)


def _void(card: LearnerCard, actor: Actor) -> None:
    """Void a card whose account is locked: a session that is being opened by it is waited for and ended too."""
    db.session.refresh(card)
    if card.voided_at is not None:
        return
    card.voided_at, card.voided_by_id, card.print_sealed = clock.now(), actor.person_id, None
    db.session.flush()
    sessions.end_card_sessions(card.account_id)
    subject = f"account:{card.account.public_id}"
    audit.record(Action.CARD_VOIDED, actor=actor, subject=subject, reason=f"card:{card.public_id}")


def find_door(token: str, *, in_class: bool, address: str) -> Door | None:
    """Return where a token leads now; None for one that is unknown, void, blocked or not to be used yet.

    Each of these takes the same statements, so nobody learns which it is.
    """
    door = _find(token, in_class=in_class)
    is_blocked = throttle.is_blocked(*_keys(token, address))
    return None if is_blocked else door


def open_card(token: str, pin: str, *, class_id: str | None, address: str) -> Opened:
    """Open a learner's session: in an open class by the card alone, elsewhere with the learner's PIN.

    `class_id` is the public id of a class that the caller has found to be open. The caller commits either way.
    """
    card_key, place_key = _keys(token, address)
    is_blocked = throttle.is_blocked(card_key, place_key)
    door = _find(token, in_class=class_id is not None)
    account = service.lock_account(door.account_id) if door is not None and not is_blocked else None
    if account is None or _find(token, in_class=class_id is not None) != door:  # Void since it was looked up.
        if not is_blocked:
            throttle.count_failure(place_key, free=rules.FREE_TRIES_OF_ADDRESS, fade=rules.FADE_OF_ADDRESS)
        log.info("identity.sign-in.failed", reason="blocked" if is_blocked else "refused", kind="card")
        return Opened()
    method = Assurance.CARD if class_id is None else Assurance.CLASS
    if method is Assurance.CARD and not pins.is_right(account, pin):
        throttle.count_failure(card_key)
        throttle.count_failure(place_key, free=rules.FREE_TRIES_OF_ADDRESS, fade=rules.FADE_OF_ADDRESS)
        log.info("identity.sign-in.failed", reason="pin", kind="card")
        return Opened(asks_again=account.pin_hash is not None)
    throttle.clear(card_key)
    log.info("identity.sign-in.passed", kind=method.value)
    return Opened(token=sessions.open_session(account, with_factor=False, method=method))


def _keys(token: str, address: str) -> tuple[bytes, bytes]:
    return throttle.key_of("card", token), throttle.place_key("address", address)


def _find(token: str, *, in_class: bool) -> Door | None:
    """Look a token up, whatever has become of it, and say where it leads."""
    above = exists().where(AccountRole.account_id == Account.id, AccountRole.role != Role.LEARNER)
    query = (
        select(Account.id, Account.pin_hash.is_not(None).label("has_pin"))
        .join(LearnerCard, LearnerCard.account_id == Account.id)
        .where(LearnerCard.token_hash == sessions.hash_of(token), LearnerCard.voided_at.is_(None))
        .where(Account.is_locked.is_(False), ~above)
    )
    found = db.session.execute(query).first()
    if found is None or not (found.has_pin or in_class):
        return None
    return Door(found.id, asks_pin=not in_class)


def live_cards(person_ids: Collection[int]) -> Sequence[LearnerCard]:
    """Return the cards of these people that are not void."""
    query = select(LearnerCard).join(LearnerCard.account).options(contains_eager(LearnerCard.account))
    query = query.where(Account.person_id.in_(person_ids), LearnerCard.voided_at.is_(None))
    return db.session.scalars(query.order_by(LearnerCard.id)).all()


def last_voided(person_id: int) -> LearnerCard | None:
    """Return the card of this person that was voided last."""
    query = select(LearnerCard).join(Account).where(Account.person_id == person_id, LearnerCard.voided_at.is_not(None))
    return db.session.scalar(query.order_by(LearnerCard.voided_at.desc(), LearnerCard.id.desc()).limit(1))


def forget_printed(now: datetime) -> None:
    """Forget the tokens that waited for the printer longer than a day."""
    late = update(LearnerCard).where(LearnerCard.print_until <= now, LearnerCard.print_sealed.is_not(None))
    db.session.execute(late.values(print_sealed=None))
