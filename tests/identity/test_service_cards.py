"""Learners' cards on the real database: issued, printed, opened, voided."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from sqlalchemy import func, select

from app.audit.actions import Action
from app.audit.models import AuditEntry
from app.core import clock
from app.core.crypto import CannotOpen
from app.core.db import db
from app.core.errors import NotAllowed, NotFound
from app.core.runtime import vault
from app.identity import cards, desk, learners, mine, pins, printing, sessions, worker
from app.identity import service as identity
from app.identity.models import Account, AccountRole, LearnerCard, SignInSession
from app.identity.words import Assurance, Role
from app.people import service as people
from app.people.models import Person, Purpose
from app.web.permissions import Permission
from tests import factories

pytestmark = pytest.mark.storage
PIN = "2705"
HOME = "10.0.0.1"


def token_of(card: LearnerCard) -> str:
    """Return what the printed card would hold."""
    assert card.print_sealed
    return vault().open(card.print_sealed, place=cards.PLACE.format(card.id)).decode()


def given(pin: str | None = PIN, of: Person | None = None) -> tuple[Person, str]:
    """Return a learner with a card, and its token."""
    person = of or factories.person()
    card = cards.issue(person, actor=factories.actor(Role.HELPER))
    if pin:
        account = card.account
        account.pin_hash = pins.hash_of(account, pin)
    db.session.commit()
    return person, token_of(card)


def opened(token: str, pin: str = PIN, *, class_id: str | None = None) -> sessions.SignedIn | None:
    """Return whom the card lets in."""
    outcome = cards.open_card(token, pin, class_id=class_id, address=HOME)
    db.session.commit()
    return sessions.find_signed_in(outcome.token) if outcome.token else None


def acts() -> list[str]:
    """Return the last acts of the trail about cards and PINs."""
    rows = db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.seq))
    return [action for action in rows if action.startswith(("identity.card", "identity.pin"))]


def test_a_card_makes_an_account_for_whoever_has_none_and_keeps_only_the_hash_of_its_token() -> None:
    person, token = given()

    account = db.session.scalars(select(Account).where(Account.person_id == person.id)).one()
    card = db.session.scalars(select(LearnerCard)).one()
    assert (account.password_hash, [entry.role for entry in account.roles]) == (None, [Role.LEARNER])
    assert account.login.startswith("hv")
    assert len(token) == 22, "128 bits"
    assert card.token_hash == sessions.hash_of(token)
    assert token.encode() not in (card.print_sealed or b"")


def test_a_card_of_somebody_with_an_account_belongs_to_it() -> None:
    account = factories.account()
    given(of=account.person)

    assert db.session.scalars(select(LearnerCard)).one().account_id == account.id


def test_a_card_and_its_pin_open_a_learners_session_and_nothing_more() -> None:
    person, token = given()

    signed_in = opened(token)

    assert signed_in is not None
    assert (signed_in.person_id, signed_in.method, signed_in.is_shared) == (person.id, Assurance.CARD, True)
    assert signed_in.roles == (Role.LEARNER,)
    assert not signed_in.permissions, "nobody has said yet that it is them"
    sessions.confirm(signed_in.token)
    confirmed = sessions.find_signed_in(signed_in.token)
    assert confirmed is not None
    assert confirmed.permissions == {Permission.LEARN}


@pytest.mark.parametrize("method", [Assurance.CARD, Assurance.CLASS, Assurance.CODE])
def test_what_was_handed_over_opens_the_role_of_a_learner_whatever_the_account_holds(method: Assurance) -> None:
    account = factories.account(Role.LEADER)
    account.roles.append(AccountRole(role=Role.LEARNER, granted_at=clock.now()))
    db.session.commit()

    signed_in = sessions.find_signed_in(sessions.open_session(account, with_factor=False, method=method))

    assert signed_in is not None
    assert (signed_in.roles, signed_in.is_shared) == ((Role.LEARNER,), True)


def test_a_card_without_a_pin_opens_nothing_outside_a_class() -> None:
    _, token = given(pin=None)

    assert opened(token, "") is None
    assert opened(token, "0000") is None


def test_in_an_open_class_the_card_alone_is_enough() -> None:
    _, token = given(pin=None)

    signed_in = opened(token, "", class_id=str(uuid4()))

    assert signed_in is not None
    assert signed_in.method is Assurance.CLASS


def test_a_void_card_opens_nothing_and_what_it_opened_ends_at_once() -> None:
    person, token = given()
    by_card = opened(token)
    account = db.session.scalars(select(Account)).first()
    assert account
    assert by_card
    by_password = sessions.open_session(db.session.get_one(Account, by_card.account_id), with_factor=False)

    cards.void(person, actor=factories.actor(Role.CULTURE))

    assert sessions.find_signed_in(by_card.token) is None
    assert sessions.find_signed_in(by_password) is not None, "the card had nothing to do with it"
    assert opened(token) is None
    assert acts() == ["identity.card.issued", "identity.card.voided"]


def test_a_new_card_voids_the_old_one_in_one_act_and_the_pin_goes_on() -> None:
    person, old = given()
    first = opened(old)
    _, new = given(pin=None, of=person)

    assert first
    assert sessions.find_signed_in(first.token) is None
    assert opened(old) is None
    assert opened(new) is not None
    assert acts() == ["identity.card.issued", "identity.card.voided", "identity.card.issued"]
    assert db.session.scalar(select(func.count()).where(LearnerCard.voided_at.is_(None))) == 1


def test_the_owner_is_told_of_the_old_card_and_the_new_one() -> None:
    person, _ = given()
    given(of=person)

    news = mine.card_news(person.id)

    assert news
    assert news.voided
    assert news.live
    with time_machine.travel(clock.now() + timedelta(days=31), tick=False):
        assert mine.card_news(person.id) is None


def test_whoever_may_more_than_learn_gets_no_card_not_even_for_a_role_that_is_only_asked_for() -> None:
    official = factories.account(Role.HELPER).person
    asked = factories.person(verified=True)
    identity.ask_role(factories.account(of=asked), Role.HELPER, actor=factories.actor(Role.ADMIN))

    for person in (official, asked):
        with pytest.raises(learners.HigherRole):
            cards.issue(person, actor=factories.actor(Role.CULTURE))


def test_a_card_works_no_more_once_its_owner_was_given_a_role_or_locked() -> None:
    person, token = given()
    account = db.session.scalars(select(Account).where(Account.person_id == person.id)).one()
    assert opened(token)

    identity.set_locked(account, locked=True, actor=factories.actor(Role.ADMIN))
    assert opened(token) is None
    identity.set_locked(account, locked=False, actor=factories.actor(Role.ADMIN))
    people.mark_verified(person, by="test")
    identity.ask_role(account, Role.HELPER, actor=factories.actor(Role.ADMIN))
    assert opened(token) is None


def test_nobody_hands_themselves_a_card_and_a_merged_entry_gets_none() -> None:
    helper = factories.actor(Role.HELPER)
    me = people.find_person(helper.person_id)
    old = factories.person()
    people.mark_merged(old, into=factories.person())
    db.session.flush()

    assert me
    with pytest.raises(NotAllowed):
        learners.get_learner(me.public_id, helper=helper)
    with pytest.raises(NotFound):
        learners.get_learner(old.public_id, helper=helper)


def test_a_child_gets_a_card_once_a_guardian_agreed_and_that_is_written_down() -> None:
    child, helper = factories.person(birth_year=clock.today().year - 10), factories.actor(Role.TEACHER)

    with pytest.raises(learners.NeedsGuardian):
        cards.issue(child, actor=helper)
    cards.issue(child, actor=helper, guardian_agreed=True)

    consent = people.consent_for(child.id, Purpose.LEARNING)
    assert consent
    assert (consent.method, consent.recorded_by_id) == ("guardian", helper.person_id)


def test_fifty_wrong_pins_are_stopped_by_growing_waits_while_others_at_the_address_go_on() -> None:
    _, token = given()
    others = [given()[1] for _ in range(3)]

    again = [cards.open_card(token, f"9{n:03d}", class_id=None, address=HOME).asks_again for n in range(50)]

    assert again.count(True) == 5, "after the fifth nothing more was even looked at"
    assert cards.find_door(token, in_class=False, address=HOME) is None
    assert opened(token) is None, "not even the right one, for now"
    assert all(opened(other) for other in others)
    with time_machine.travel(clock.now() + timedelta(minutes=1), tick=False):
        assert opened(token)


def test_after_twenty_wrong_pins_in_a_row_the_pin_is_forgotten_however_long_they_took() -> None:
    _, token = given()
    moment = clock.now()
    for n in range(20):
        moment += timedelta(hours=25)
        with time_machine.travel(moment, tick=False):
            cards.open_card(token, f"9{n:03d}", class_id=None, address=HOME)

    with time_machine.travel(moment + timedelta(days=2), tick=False):
        assert opened(token) is None
        assert opened(token, class_id=str(uuid4())), "the learner's way back is the class, or a code"
    assert acts()[-1] == "identity.pin.forgotten"


def test_a_right_pin_clears_what_was_counted() -> None:
    _, token = given()
    for _ in range(3):
        cards.open_card(token, "9999", class_id=None, address=HOME)
        assert opened(token)
        cards.open_card(token, "9999", class_id=None, address=HOME)

    assert opened(token)
    assert db.session.scalars(select(Account.pin_failures).where(Account.pin_hash.is_not(None))).all() == [0]


@pytest.mark.parametrize("kind", ["unknown", "void", "locked", "without a pin", "blocked"])
def test_every_card_of_no_use_costs_the_same_statements(kind: str, statements: list[str]) -> None:
    person, token = given(pin=None if kind == "without a pin" else PIN)
    account = db.session.scalars(select(Account).where(Account.person_id == person.id)).one()
    if kind == "void":
        cards.void(person, actor=factories.actor(Role.HELPER))
    account.is_locked = kind == "locked"
    for _ in range(5 if kind == "blocked" else 0):
        cards.open_card(token, "9999", class_id=None, address=HOME)
    db.session.commit()
    statements.clear()

    door = cards.find_door("x" if kind == "unknown" else token, in_class=False, address=HOME)

    assert door is None
    assert [statement.split()[0] for statement in statements] == ["SELECT"] * 3


def test_the_token_can_be_printed_for_a_day_by_whoever_issued_it_and_is_gone_afterwards() -> None:
    helper, other = factories.actor(Role.HELPER), factories.actor(Role.HELPER)
    card = factories.save(cards.issue(factories.person(), actor=helper))

    assert [one.id for one in printing.waiting(helper)] == [card.id]
    assert list(printing.waiting(other)) == []
    assert printing.on_paper([card])[0].picture.startswith("data:image/svg+xml")
    with time_machine.travel(clock.now() + timedelta(hours=24, seconds=1), tick=False):
        assert list(printing.waiting(helper)) == []
        worker.forget_secrets()
    assert db.session.scalars(select(LearnerCard.print_sealed)).all() == [None]


def test_done_printing_forgets_the_tokens_and_leaves_a_line_a_card() -> None:
    helper = factories.actor(Role.HELPER)
    chosen = [cards.issue(factories.person(), actor=helper) for _ in range(2)]
    left = cards.issue(factories.person(), actor=helper)

    assert printing.finish(helper, [card.public_id for card in chosen]) == 2
    assert printing.finish(helper, []) == 0

    assert [one.id for one in printing.waiting(helper)] == [left.id]
    assert acts().count(Action.CARD_PRINTED.value) == 2


def test_a_sealed_token_opens_in_its_own_row_only() -> None:
    first, second = (cards.issue(factories.person(), actor=factories.actor(Role.HELPER)) for _ in range(2))

    with pytest.raises(CannotOpen):
        vault().open(first.print_sealed or b"", place=cards.PLACE.format(second.id))


def test_a_list_gets_cards_but_for_those_a_rule_refuses() -> None:
    helper = factories.actor(Role.HELPER)
    plain, child = factories.person(), factories.person(birth_year=clock.today().year - 9)
    official = factories.account(Role.TEACHER).person
    had, token = given()
    me = people.find_person(helper.person_id)
    assert me
    chosen = [one.public_id for one in (plain, child, official, had, me)] + [uuid4()]

    issued = desk.issue_to(chosen, actor=helper)

    assert issued.count == 1
    assert {type(refusal) for _, refusal in issued.refused} == {learners.NeedsGuardian, learners.HigherRole, NotAllowed}
    assert opened(token), "whoever has a card keeps it"


def test_a_pin_is_chosen_in_class_and_changed_only_by_whoever_knows_it_or_was_read_a_code() -> None:
    person, _ = given(pin=None)
    account = db.session.scalars(select(Account).where(Account.person_id == person.id)).one()

    assert pins.choose(account.id, "2705", old="", method=Assurance.CLASS)
    assert not pins.choose(account.id, "3816", old="9999", method=Assurance.CLASS)
    assert not pins.choose(account.id, "3816", old="", method=Assurance.CARD)
    assert pins.choose(account.id, "3816", old="2705", method=Assurance.CARD)
    assert pins.choose(account.id, "4927", old="", method=Assurance.CODE)
    with pytest.raises(pins.WeakPin):
        pins.choose(account.id, "1234", old="", method=Assurance.CODE)
    assert pins.is_right(account, "4927")


def test_twenty_guesses_in_a_class_are_not_worth_a_pin() -> None:
    person, _ = given()
    account = db.session.scalars(select(Account).where(Account.person_id == person.id)).one()
    for n in range(20):
        pins.choose(account.id, "3816", old=f"9{n:03d}", method=Assurance.CLASS)

    assert account.pin_hash is None
    for method in (Assurance.CLASS, Assurance.CARD):
        with pytest.raises(pins.PinForgotten):
            pins.choose(account.id, "3816", old="", method=method)
    assert pins.choose(account.id, "3816", old="", method=Assurance.CODE)
    assert pins.choose(account.id, "4927", old="3816", method=Assurance.CLASS), "and from then on as ever"


def test_one_sees_and_ends_ones_own_sign_ins() -> None:
    person, token = given()
    here, there = opened(token), opened(token)
    assert here
    assert there
    stranger = sessions.open_session(factories.account(), with_factor=False)

    rows = sessions.list_open(person.id)
    assert {row.method for row in rows} == {Assurance.CARD}
    ended = sessions.end_others(person.id, but=here.token, only=sessions.ref_of(sessions.hash_of(there.token)))

    assert (ended, len(sessions.list_open(person.id))) == (1, 1)
    assert sessions.end_others(person.id, but=here.token) == 0
    assert sessions.find_signed_in(stranger)


def test_a_shared_session_has_ended_after_ten_minutes_without_a_sign_of_life() -> None:
    _, token = given()
    signed_in = opened(token)
    assert signed_in

    with time_machine.travel(clock.now() + timedelta(minutes=10, seconds=1), tick=False):
        assert sessions.find_signed_in(signed_in.token) is None
        assert sessions.list_open(signed_in.person_id) == []
    assert db.session.scalar(select(SignInSession.is_shared))
