"""Classes on a real database: the door, who is present, taken back, closed."""

from datetime import timedelta

import pytest

from app.audit.models import AuditEntry
from app.community import presence
from app.community import service as community
from app.community.models import ClassSession, Presence
from app.core import clock
from app.core.db import db, transaction
from app.core.errors import NotFound
from app.identity import service as identity
from app.identity.words import Role
from tests import factories
from tests.community import given

pytestmark = pytest.mark.storage
PHONE = "10.0.0.7"


def actions() -> list[str]:
    return list(db.session.scalars(db.select(AuditEntry.action).order_by(AuditEntry.seq)))


def test_the_door_is_found_by_its_digits_and_its_token_while_the_class_is_open() -> None:
    leader = factories.actor(Role.HELPER)
    found = given.open_class(leader)
    code, token = given.code_of(found), given.token_of(found)
    assert community.door_of(code) is found
    assert community.door_of_token(token) is found
    assert community.door_of("12 34") is None
    assert community.door_of_token("x") is None

    with transaction():
        community.close_class(found, actor=leader)

    assert community.door_of(code) is None
    assert community.door_of_token(token) is None
    assert community.shown_door(found) is None
    assert db.session.get_one(ClassSession, found.id).door_sealed is None


def test_a_second_closing_changes_nothing() -> None:
    leader = factories.actor(Role.HELPER)
    found = given.open_class(leader)
    for _ in range(2):
        with transaction():
            community.close_class(found, actor=leader)

    assert actions().count("community.class.closed") == 1


def test_a_class_that_is_over_has_no_door() -> None:
    found = given.open_class(factories.actor(Role.HELPER))
    code = given.code_of(found)
    found.ends_at = clock.now()
    db.session.commit()

    assert community.door_of(code) is None
    assert community.find_open_class({"class": str(found.public_id)}) is None
    assert community.shown_door(found) is None


def test_every_class_has_a_door_of_its_own() -> None:
    leader = factories.actor(Role.HELPER)
    doors = {given.token_of(given.open_class(leader)) for _ in range(3)}

    assert len(doors) == 3


def test_a_class_with_impossible_times_is_refused() -> None:
    now = clock.now()

    with pytest.raises(community.BadTimes), transaction():
        community.open_class(leader=factories.actor(Role.HELPER), place="x", starts_at=now, ends_at=now)


def test_who_guesses_digits_must_wait_and_a_class_behind_one_address_need_not() -> None:
    found = given.open_class(factories.actor(Role.HELPER))
    code = given.code_of(found)
    wrong = "000000" if code != "000 000" else "000001"
    for _ in range(40):
        with transaction():
            assert community.join(code=code, address=PHONE)
            assert community.join(code=wrong, address=PHONE) is None
    for _ in range(30):
        with transaction():
            community.join(code=wrong, address=PHONE)

    assert community.join(code=code, address=PHONE) is None
    assert community.join(code=code, address="10.0.0.8") is found


def test_several_are_ticked_at_once_and_the_leader_is_nobodys_learner() -> None:
    leader = factories.account(Role.HELPER)
    actor = identity.actor_of(leader)
    found = given.open_class(actor)
    learners = [factories.person() for _ in range(3)]
    chosen = [person.public_id for person in [*learners, leader.person]]

    with transaction():
        assert community.note_present(found, chosen, actor=actor) == 3
    with transaction():
        assert community.note_present(found, chosen, actor=actor) == 0

    assert {person.id for person in community.present(found)} == {person.id for person in learners}
    assert actions().count("community.presence.noted") == 3


def test_taken_back_with_a_reason_and_back_again() -> None:
    leader, person = factories.actor(Role.HELPER), factories.person()
    found = given.open_class(leader)
    with transaction():
        community.note_present(found, [person.public_id], actor=leader)
    with transaction():
        community.take_back(found, person, reason="bấm nhầm tên", actor=leader)

    assert community.present(found) == []
    row = db.session.query(Presence).one()
    assert (row.taken_back_reason, row.taken_back_by_id) == ("bấm nhầm tên", leader.person_id)
    assert "community.presence.taken-back" in actions()

    with transaction():
        assert community.note_present(found, [person.public_id], actor=leader) == 1
    assert [one.id for one in community.present(found)] == [person.id]


def test_nobody_who_was_not_there_is_taken_back() -> None:
    leader = factories.actor(Role.HELPER)
    found = given.open_class(leader)

    with pytest.raises(NotFound), transaction():
        community.take_back(found, factories.person(), reason="x", actor=leader)


def test_nobody_is_ticked_in_a_class_that_is_closed() -> None:
    leader = factories.actor(Role.HELPER)
    found = given.open_class(leader)
    with transaction():
        community.close_class(found, actor=leader)

    with pytest.raises(presence.ClassClosed), transaction():
        community.note_present(found, [factories.person().public_id], actor=leader)


def test_somebody_at_two_classes_at_once_is_told_and_not_refused() -> None:
    one, other, person = factories.actor(Role.HELPER), factories.actor(Role.HELPER), factories.person()
    first, second = given.open_class(one), given.open_class(other)
    for found, leader in ((first, one), (second, other)):
        with transaction():
            community.note_present(found, [person.public_id], actor=leader)

    assert presence.also_elsewhere(first) == {person.id} == presence.also_elsewhere(second)
    with transaction():
        community.close_class(second, actor=other)
    assert presence.also_elsewhere(first) == set()


def test_a_class_is_its_leaders_and_readable_for_who_sees_all() -> None:
    leader, other = factories.actor(Role.HELPER), factories.actor(Role.HELPER)
    found = given.open_class(leader)

    assert community.get_class(found.public_id, reader=leader, sees_all=False) is found
    assert community.get_class(found.public_id, reader=other, sees_all=True) is found
    with pytest.raises(NotFound):
        community.get_class(found.public_id, reader=other, sees_all=False)


def test_those_of_earlier_classes_are_offered_first() -> None:
    leader, person = factories.actor(Role.HELPER), factories.person()
    earlier = given.open_class(leader)
    with transaction():
        community.note_present(earlier, [person.public_id], actor=leader)
    now = given.open_class(leader)

    assert [one.id for one in presence.candidates(now, "")] == [person.id]
    with transaction():
        community.note_present(now, [person.public_id], actor=leader)
    assert presence.candidates(now, "") == []
    assert presence.candidates(now, person.full_name) == []


def test_what_was_noted_follows_a_person_who_becomes_another() -> None:
    leader, old, listed = factories.actor(Role.HELPER), factories.person(), factories.person()
    both, only_old = given.open_class(leader), given.open_class(leader)
    with transaction():
        community.note_present(both, [old.public_id, listed.public_id], actor=leader)
        community.note_present(only_old, [old.public_id], actor=leader)

    with transaction():
        community.reassign(old.id, listed.id)

    assert [one.id for one in community.present(only_old)] == [listed.id]
    assert listed.id in {one.id for one in community.present(both)}


def test_classes_are_listed_by_time() -> None:
    leader = factories.actor(Role.HELPER)
    going_on, closed = given.open_class(leader), given.open_class(leader)
    with transaction():
        community.close_class(closed, actor=leader)
        later = clock.now() + timedelta(hours=20)
        coming = community.open_class(leader=leader, place="x", starts_at=later, ends_at=later + timedelta(hours=1))

    parts = community.by_time(community.list_classes(reader=leader, sees_all=False))

    assert parts == {"open": [going_on], "coming": [coming], "past": [closed]}
