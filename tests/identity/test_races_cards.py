"""Cards and codes with many hands at once, on a database that commits for good."""

import threading
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import Engine, event, func, select

from app.core.db import db, transaction
from app.identity import cards, codes, pins
from app.identity.models import Account, LearnerCard, SignInSession
from app.identity.words import Role
from app.people import service as people
from tests import factories
from tests.identity.test_service_cards import PIN, token_of
from tests.races import at_once

pytestmark = pytest.mark.storage


def sessions_of(account_id: int) -> int:
    """Return how many sign-ins of the account are stored."""
    db.session.rollback()
    found = select(func.count()).select_from(SignInSession).where(SignInSession.account_id == account_id)
    return db.session.scalar(found) or 0


def test_one_code_typed_by_six_at_once_opens_one_session(own_database: Flask) -> None:
    with transaction():
        phone = codes.ask(address="-")
    request = codes.find(phone)
    assert request
    with transaction():
        given = codes.give(factories.person(), request.number, actor=factories.actor(Role.HELPER))
        code, account_id = codes.read_out(given), given.account_id
    db.session.remove()
    tokens: list[str | None] = []

    ends = at_once(own_database, [lambda: tokens.append(codes.open_with(phone, code))] * 6)

    assert ends == {"done": 6}
    assert len([token for token in tokens if token]) == 1
    assert account_id
    assert sessions_of(account_id) == 1


def test_six_who_issue_a_card_to_one_learner_at_once_leave_one_account_and_one_card(own_database: Flask) -> None:
    public_id = factories.person().public_id
    helper = factories.actor(Role.HELPER)
    db.session.remove()

    ends = at_once(own_database, [lambda: cards.issue(people.get_person(public_id), actor=helper)] * 6)

    assert ends == {"done": 6}
    person = people.get_person(public_id)
    assert db.session.scalar(select(func.count()).where(Account.person_id == person.id)) == 1
    live = select(func.count()).select_from(LearnerCard).where(LearnerCard.voided_at.is_(None))
    assert db.session.scalar(live) == 1


def test_twelve_wrong_pins_at_once_are_all_counted(own_database: Flask) -> None:
    token, account_id, _ = ready()

    def try_wrong() -> None:
        cards.open_card(token, "9999", class_id=None, address="-")

    ends = at_once(own_database, [try_wrong] * 12)

    assert ends == {"done": 12}
    assert sessions_of(account_id) == 0
    assert db.session.get_one(Account, account_id).pin_failures >= 5
    assert cards.find_door(token, in_class=False, address="-") is None


def test_a_card_that_is_voided_while_it_opens_leaves_no_session(own_database: Flask) -> None:
    token, account_id, void = ready()
    opening, voided = threading.Event(), threading.Event()

    def pause(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("DELETE FROM sign_in_session") and "expires_at" in statement:
            opening.set()
            voided.wait(1)

    def open_slowly() -> None:
        with own_database.app_context():
            with transaction():
                cards.open_card(token, PIN, class_id=None, address="-")
            db.session.remove()

    event.listen(Engine, "before_cursor_execute", pause)
    try:
        thread = threading.Thread(target=open_slowly)
        thread.start()
        assert opening.wait(5)
        with transaction():
            void()
        voided.set()
        thread.join()
    finally:
        event.remove(Engine, "before_cursor_execute", pause)
    assert sessions_of(account_id) == 0


def ready() -> tuple[str, int, Callable[[], None]]:
    """Return a card's token, its account, and what voids it."""
    helper, person = factories.actor(Role.HELPER), factories.person()
    with transaction():
        card = cards.issue(person, actor=helper)
        card.account.pin_hash = pins.hash_of(card.account, PIN)
        token, account_id, public_id = token_of(card), card.account_id, person.public_id
    db.session.remove()
    return token, account_id, lambda: cards.void(people.get_person(public_id), actor=helper)
