"""Quizzes of a class on a real database: opened for all those present, who can't is told, the states in words."""

from datetime import timedelta
from functools import partial

import pytest
from flask import Flask

from app.community import service as community
from app.community.models import Presence
from app.core import clock
from app.core.actor import Actor
from app.core.db import db, transaction
from app.identity import cards
from app.identity.words import Role
from app.learning import service as learning
from app.people.models import Group, Person
from app.quiz import class_work
from app.quiz import service as quiz
from app.quiz.models import Attempt
from tests import factories
from tests.browser import Browser
from tests.community import given as classes
from tests.quiz import given, sheets
from tests.races import together

pytestmark = pytest.mark.storage


@pytest.fixture
def leader() -> Actor:
    given.programme()
    given.module()
    return factories.actor(Role.HELPER)


def opened(found: object, *persons: Person, leader: Actor) -> dict[int, str]:
    """Open the assessment as the page does; return the refusals by person."""
    refused = {}
    for person in persons:
        with transaction():
            refusal = class_work.open_for_one(found, person.id, given.ASSESSMENT, leader=leader)  # type: ignore[arg-type]
        if refusal:
            refused[person.id] = refusal
    with transaction():
        class_work.note_opened(found, given.ASSESSMENT, refused, leader=leader)  # type: ignore[arg-type]
    return {one: type(refusal).__name__ for one, refusal in refused.items()}


def states(found: object) -> dict[str, str]:
    return {one.person.full_name: one.state for one in class_work.work_of(found).learners}  # type: ignore[arg-type]


def test_it_is_opened_for_those_present_and_who_cannot_is_told_with_the_reason(leader: Actor) -> None:
    found = classes.open_class(leader)
    fine, busy, pupil = factories.person(), factories.person(), factories.person(group=Group.PUPILS)
    given.answer(given.started(busy), {"aaaaaaa1": {0}})
    with transaction():
        community.note_present(found, [one.public_id for one in (fine, busy, pupil)], actor=leader)

    refused = opened(found, fine, busy, pupil, leader=leader)

    assert refused == {busy.id: "AlreadyUnderWay", pupil.id: "NotAllowed"}
    attempt = db.session.query(Attempt).filter_by(person_id=fine.id).one()
    assert (attempt.opened_by_id, attempt.place) == (leader.person_id, found.place)
    shown = class_work.work_of(found).opened
    assert {name for name, *_ in shown[0].refused} == {busy.full_name, pupil.full_name}


def test_a_second_press_changes_nothing(leader: Actor) -> None:
    found, person = classes.open_class(leader), factories.person()
    for _ in range(2):
        assert opened(found, person, leader=leader) == {}

    assert db.session.query(Attempt).count() == 1


def test_a_quiz_left_open_at_an_earlier_class_goes_on_at_this_one(leader: Actor) -> None:
    earlier, found, person = classes.open_class(leader), classes.open_class(leader), factories.person()
    with transaction():
        community.note_present(found, [person.public_id], actor=leader)
    assert opened(earlier, person, leader=leader) == {}

    assert opened(found, person, leader=leader) == {}
    assert states(found) == {person.full_name: "Chưa làm"}


def test_where_each_stands_is_said_in_words(leader: Actor) -> None:
    found = classes.open_class(leader)
    names = ["Chưa", "Mới", "Đang", "Nộp", "Đạt", "Giấy"]
    persons = [factories.person(full_name=f"Lò {name}") for name in names]
    with transaction():
        community.note_present(found, [one.public_id for one in persons], actor=leader)
    opened(found, *persons[1:5], leader=leader)
    attempts = [given.started(person) for person in persons[2:5]]
    given.answer(attempts[0], {"aaaaaaa1": {0}})
    given.submitted(attempts[1])
    given.answer(attempts[2], {laid["id"]: set(laid["key"]) for laid in attempts[2].layout})
    given.submitted(attempts[2])
    sheets.printed(leader, persons[5], found=found)

    assert states(found) == {
        "Lò Chưa": "Chưa mở bài",
        "Lò Mới": "Chưa làm",
        "Lò Đang": "Đang làm",
        "Lò Nộp": "Đã nộp",
        "Lò Đạt": "Đã đạt",
        "Lò Giấy": "Làm trên giấy",
    }


def test_a_programme_may_name_an_assessment_before_it_is_published() -> None:
    given.programme(assessment="nguoi-dan/chua-co")
    person = factories.person()

    found = learning.standing(person.id, Group.RESIDENTS)
    assert "đọc bài" in str(found.line)
    assert found.assessment is not None
    assert not found.assessment.is_passed


def test_nothing_is_opened_in_a_class_that_is_closed(leader: Actor) -> None:
    found, person = classes.open_class(leader), factories.person()
    with transaction():
        community.close_class(found, actor=leader)

    with pytest.raises(class_work.NotOpen):
        opened(found, person, leader=leader)


@pytest.mark.parametrize(("minutes_since", "is_witnessed"), [(29, True), (31, False)])
def test_the_leader_vouches_until_half_an_hour_after_the_class(
    app: Flask, leader: Actor, minutes_since: int, is_witnessed: bool
) -> None:
    found, person = classes.open_class(leader), factories.person()
    with transaction():
        community.note_present(found, [person.public_id], actor=leader)
    opened(found, person, leader=leader)
    attempt = db.session.query(Attempt).filter_by(person_id=person.id).one()
    with transaction():
        found.closed_at = clock.now() - timedelta(minutes=minutes_since)
        attempt.opened_at = found.closed_at - timedelta(minutes=20)

    given.answer(attempt, given.KEY)
    given.submitted(attempt)

    assert (attempt.opened_by_id == leader.person_id) is is_witnessed
    shown = Browser(app).sign_in(factories.account(of=person)).open(f"/bai-lam/{attempt.id}/ket-qua").text
    assert ("người mở bài đã về" in shown) is not is_witnessed


def test_one_left_open_at_a_class_and_opened_anew_in_a_house_has_left_the_class_behind(leader: Actor) -> None:
    found, person, helper = classes.open_class(leader), factories.person(), factories.actor(Role.HELPER)
    with transaction():
        community.note_present(found, [person.public_id], actor=leader)
    opened(found, person, leader=leader)
    with transaction():
        found.closed_at = clock.now() - timedelta(hours=2)
    with transaction():
        attempt = quiz.open_for(person_id=person.id, key=given.ASSESSMENT, helper=helper, place="Nhà riêng")

    given.answer(attempt, given.KEY)
    given.submitted(attempt)

    assert attempt.opened_by_id == helper.person_id


def test_the_leader_is_not_their_own_witness(leader: Actor) -> None:
    found = classes.open_class(leader)
    me = db.session.get_one(Person, leader.person_id)

    assert opened(found, me, leader=leader) == {me.id: "NotAllowed"}


def test_forty_are_quick(leader: Actor, statements: list[str]) -> None:
    found, persons = classes.open_class(leader), [factories.person() for _ in range(40)]
    with transaction():
        community.note_present(found, [one.public_id for one in persons], actor=leader)
    assert opened(found, *persons, leader=leader) == {}

    statements.clear()
    assert len(class_work.work_of(found).learners) == 40
    assert len(statements) <= 12, "the page costs the same however many are there"


def test_a_card_that_opens_while_the_class_is_closed_came_before_or_is_asked_for_its_pin(own_database: Flask) -> None:
    leader = factories.actor(Role.HELPER)
    found = classes.open_class(leader)
    tokens = [classes.card_of(classes.learner()) for _ in range(5)]
    cookie, class_id = {"class": str(found.public_id)}, found.id
    db.session.rollback()

    def come(token: str) -> bool:
        with transaction():
            joined = community.hold_open_class(cookie)
            name = str(joined.public_id) if joined else None
            card = cards.open_card(token, "", class_id=name, address="10.0.0.9")
            if joined and card.token:
                person = db.session.scalar(
                    db.select(Person)
                    .join(cards.Account)
                    .join(cards.LearnerCard)
                    .where(cards.LearnerCard.token_hash == cards.sessions.hash_of(token))
                )
                assert person
                community.come_by_card(joined, Actor(person.id, str(person.public_id), "x", "hoc-vien"))
            return card.token is not None

    def close() -> None:
        with transaction():
            community.close_class(community.find_class(found_id), actor=leader)  # type: ignore[arg-type]

    found_id = found.public_id
    db.session.rollback()
    outcomes = together(own_database, [*(partial(come, token) for token in tokens), close])

    db.session.rollback()
    assert outcomes[-1] is None
    assert db.session.query(Presence).filter_by(session_id=class_id).count() == outcomes.count(True)
    assert not come(classes.card_of(classes.learner()))
