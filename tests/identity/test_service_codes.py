"""Codes read out by a helper, on the real database."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from sqlalchemy import func, insert, select

from app.audit.models import AuditEntry
from app.core import clock
from app.core.db import db
from app.identity import codes, learners, mine, sessions, worker
from app.identity.models import CodeRequest
from app.identity.words import Assurance, Role
from app.people.models import Person
from tests import factories

pytestmark = pytest.mark.storage
HOME = "10.0.0.1"


def asked() -> tuple[str, str]:
    """Return the secret a telephone keeps, and the number it shows."""
    phone = codes.ask(address=HOME)
    db.session.commit()
    request = codes.find(phone)
    assert request
    return phone, request.number


def given() -> tuple[str, str, Person]:
    """Return a telephone, the code that was made for it, and for whom."""
    phone, number = asked()
    person = factories.person()
    request = codes.give(person, number, actor=factories.actor(Role.HELPER))
    db.session.commit()
    return phone, codes.read_out(request), person


def test_a_code_lets_its_learner_in_on_the_telephone_that_asked_and_once() -> None:
    phone, code, person = given()

    token = codes.open_with(phone, code)

    assert token
    signed_in = sessions.find_signed_in(token)
    assert signed_in
    assert (signed_in.person_id, signed_in.method, signed_in.is_shared) == (person.id, Assurance.CODE, True)
    assert signed_in.roles == (Role.LEARNER,)
    assert codes.open_with(phone, code) is None
    assert codes.find(phone) is None


def test_a_code_is_two_groups_of_four_and_stands_nowhere_in_the_open() -> None:
    phone, code, _ = given()

    assert len(code) == 9
    assert (code[4], (code[:4] + code[5:]).isdigit()) == (" ", True)
    request = codes.find(phone)
    assert request
    assert code.replace(" ", "").encode() not in (request.code_sealed or b"")


def test_the_code_of_one_telephone_opens_nothing_on_another() -> None:
    _, code, _ = given()
    other, _, _ = given()
    waiting, _ = asked()

    assert codes.open_with(other, code) is None
    assert codes.open_with(waiting, code) is None
    assert codes.open_with("", code) is None


def test_the_fifth_wrong_try_ends_the_code() -> None:
    phone, code, _ = given()
    for _ in range(4):
        assert codes.open_with(phone, "0000 0000") is None
    assert codes.find(phone)

    assert codes.open_with(phone, "không phải số") is None

    assert codes.find(phone) is None
    assert codes.open_with(phone, code) is None
    assert db.session.scalars(select(CodeRequest.code_sealed)).all() == [None]


@pytest.mark.parametrize(("minutes", "is_in"), [(9, True), (11, False)])
def test_a_code_lives_ten_minutes(minutes: int, *, is_in: bool) -> None:
    phone, code, _ = given()

    with time_machine.travel(clock.now() + timedelta(minutes=minutes), tick=False):
        assert bool(codes.open_with(phone, code)) is is_in


def test_a_number_that_no_telephone_shows_any_more_gets_no_code() -> None:
    _, number = asked()
    helper, person = factories.actor(Role.HELPER), factories.person()

    with pytest.raises(codes.NoSuchRequest):
        codes.give(person, "0123", actor=helper)
    with time_machine.travel(clock.now() + timedelta(minutes=16), tick=False), pytest.raises(codes.NoSuchRequest):
        codes.give(person, number, actor=helper)
    codes.give(person, f" {number} ", actor=helper)
    with pytest.raises(codes.NoSuchRequest):
        codes.give(factories.person(), number, actor=helper)


def test_nobody_above_a_learner_is_let_in_by_a_code() -> None:
    _, number = asked()

    with pytest.raises(learners.HigherRole):
        codes.give(factories.account(Role.LEADER).person, number, actor=factories.actor(Role.HELPER))


def test_the_helper_reads_their_own_code_again_and_no_other_helper_does() -> None:
    _, number = asked()
    person, helper = factories.person(), factories.actor(Role.TEACHER)
    request = codes.give(person, number, actor=helper)

    again = codes.given(person, actor=helper)

    assert again is request
    assert codes.given(person, actor=factories.actor(Role.HELPER)) is None
    row = db.session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc()).limit(1)).one()
    assert (row.action, row.actor) == ("identity.code.given", helper.person)
    assert codes.read_out(request) not in row.entry


def test_a_class_of_forty_asks_from_one_address_and_a_flood_must_wait() -> None:
    numbers = {asked()[1] for _ in range(40)}

    assert len(numbers) == 40, "each telephone has a number of its own"
    with pytest.raises(codes.TooManyRequests):
        for _ in range(40):
            codes.ask(address=HOME)


def test_what_is_over_is_forgotten() -> None:
    given()
    asked()
    with time_machine.travel(clock.now() + timedelta(minutes=12), tick=False):
        worker.forget_secrets()
        assert db.session.scalar(select(func.count()).select_from(CodeRequest)) == 1


def test_a_code_that_was_used_is_told_to_its_owner_for_a_month() -> None:
    phone, code, person = given()
    unused = given()[2]
    assert codes.open_with(phone, code)
    db.session.commit()
    with time_machine.travel(clock.now() + timedelta(days=29), tick=False):
        worker.forget_secrets()
        news = mine.card_news(person.id)
        assert news
        assert news.code
        assert news.code.given_by
        assert mine.card_news(unused.id) is None
    with time_machine.travel(clock.now() + timedelta(days=31), tick=False):
        assert mine.card_news(person.id) is None
        worker.forget_secrets()
        assert db.session.scalar(select(func.count()).select_from(CodeRequest)) == 0


def test_when_no_number_is_free_one_is_asked_to_wait() -> None:
    lives = {"ends_at": clock.now() + timedelta(minutes=5)}
    rows = [
        lives | {"public_id": uuid4(), "phone_hash": str(n).encode(), "number": str(n)} for n in range(1000, 10_000)
    ]
    db.session.execute(insert(CodeRequest), rows)

    with pytest.raises(codes.TooManyRequests):
        codes.ask(address="10.0.0.2")
