"""What linking two rows of one human does to what one witnessed of the other, and which tries stay in the trail."""

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from app.audit.actions import Action
from app.audit.models import AuditEntry
from app.core.db import db, transaction
from app.core.errors import NotFound
from app.identity.words import Role
from app.learning import service as learning
from app.learning.models import ProgrammeCompletion
from app.people import service as people
from app.people.models import CheckState, Group, IdentityCheck, Person, Purpose
from app.people.natural import Moved
from app.quiz import service as quiz
from app.quiz.models import AttemptState
from app.registry import checker, evidence, linking, listing, slots
from app.registry import service as registry
from app.registry.linking import CannotLink, NumberDisputed, WrongNumber
from tests import factories
from tests.browser import Browser
from tests.quiz import given as quizzes
from tests.registry import given

pytestmark = pytest.mark.storage


def asked(person: Person, number: str, listed: Person | None = None) -> IdentityCheck:
    with transaction():
        check = linking.ask(
            person.public_id,
            number=number,
            listed_id=listed.public_id if listed else None,
            note="Xem thẻ căn cước tại trụ sở",
            actor=factories.actor(Role.POLICE),
        )
    assert isinstance(check, IdentityCheck)
    return check


def typed(check: IdentityCheck, number: str) -> object:
    actor = factories.actor(Role.CULTURE)
    with transaction():
        return linking.confirm(check.public_id, number=number, actor=actor)


def traces(action: Action) -> int:
    return db.session.scalar(select(func.count()).select_from(AuditEntry).where(AuditEntry.action == action)) or 0


def test_who_turns_out_to_be_their_own_witness_is_not_entered() -> None:
    course, number = given.programme(), factories.number()
    listed = factories.person(is_listed=True, number=number, verified=True)
    learner = given.finish(factories.person(consents=(Purpose.REGISTRY,)), course, witness=listed)
    assert db.session.scalars(select(ProgrammeCompletion.person_id)).all() == [learner.id]

    typed(asked(learner, number, listed), number)

    found = learning.evidence_of(listed.id, Group.RESIDENTS)
    assert (found.meets, found.facts["passed"][0]["witness"], found.witness_ids) == (False, None, frozenset())
    with pytest.raises(evidence.NotEligible):
        registry.propose([listed], Group.RESIDENTS, note="", actor=factories.actor(Role.CULTURE))


def test_a_merger_of_old_is_found_and_looked_at_again(app: Flask) -> None:
    """Before mergers looked again, what rested on oneself as witness went on counting."""
    course, number = given.programme(), factories.number()
    listed = factories.person(is_listed=True, number=number, verified=True)
    learner = given.finish(factories.person(consents=(Purpose.REGISTRY,)), course, witness=listed)
    typed(asked(learner, number, listed), number)
    db.session.execute(update(ProgrammeCompletion).values(doubted_at=None))
    db.session.commit()
    line = learning.standing(listed.id, Group.RESIDENTS).line

    (finding,) = checker.check()
    assert (finding.code, finding.subject) == ("MERGED", f"person:{listed.public_id}")
    assert "Đã ghi 1 lần" in app.test_cli_runner().invoke(args=["registry", "look-again"]).output

    assert checker.check() == []
    assert learning.standing(listed.id, Group.RESIDENTS).line != line
    assert traces(Action.PROGRAMME_DOUBTED) == 2
    assert "Đã ghi 0 lần" in app.test_cli_runner().invoke(args=["registry", "look-again"]).output


def test_learner_helper_and_official_read_the_same_about_who_was_their_own_witness(app: Flask) -> None:
    course, number = given.programme(), factories.number()
    listed = factories.person(is_listed=True, number=number, verified=True)
    learner = given.finish(factories.person(consents=(Purpose.REGISTRY,)), course, witness=listed)
    account = factories.account(of=learner)
    assert listing.count_eligible(Group.RESIDENTS) == 0, "nobody has seen the card yet"
    typed(asked(learner, number, listed), number)
    line = "Còn thiếu: một lần làm bài đánh giá hoặc thực hành có người chứng kiến."

    own = Browser(app).sign_in(account).get("registry.my_page").text
    beside = Browser(app).sign_in(factories.account(Role.HELPER)).get("quiz.learner", person_id=listed.public_id).text
    culture = Browser(app).sign_in(factories.account(Role.CULTURE))
    listed_page = culture.get("registry.eligible").text
    refused = culture.post(
        "registry.propose", {"nhom": "nguoi-dan", "person": str(listed.public_id), "note": ""}, expect=409
    ).text

    assert f'data-testid="status-line">{line}<' in own
    assert line in beside
    assert f"chưa đủ điều kiện hoàn thành chương trình. {line}" in refused
    assert 'data-count="eligible">0<' in listed_page
    assert "người chứng kiến chính là họ" in listed_page

    given.finish(listed, course)
    assert listing.count_eligible(Group.RESIDENTS) == 1
    assert "chờ xã xác nhận" in Browser(app).sign_in(account).get("registry.my_page").text
    given.approved(listed)


def test_no_list_passes_with_a_subject_who_witnessed_their_own_evidence() -> None:
    person, other, merged = factories.person(is_listed=True), factories.person(), factories.person()
    people.mark_merged(merged, into=person)
    db.session.commit()

    slots.ensure_seen_by_others({person.id: [other.id], other.id: [person.id]})
    for own in (person, merged):
        with pytest.raises(slots.SamePerson):
            slots.ensure_seen_by_others({other.id: [person.id], person.id: [own.id]})


def test_a_wrong_second_number_stays_in_the_trail_and_the_third_one_ends_the_check() -> None:
    number = factories.number()
    check = asked(factories.person(), number)

    assert isinstance(typed(check, factories.number()), WrongNumber)
    assert isinstance(typed(check, factories.number()), WrongNumber)
    assert check.state is CheckState.WAITING
    assert isinstance(typed(check, factories.number()), CannotLink)

    assert traces(Action.IDENTITY_MISTYPED) == 3
    assert (check.state, traces(Action.IDENTITY_REFUSED)) == (CheckState.REFUSED, 1)
    with pytest.raises(CannotLink):
        typed(check, number)


def test_wrong_numbers_of_an_earlier_check_are_not_counted_again() -> None:
    person, number = factories.person(), factories.number()
    first = asked(person, number)
    for _ in range(3):
        typed(first, factories.number())

    second = asked(person, number)

    assert isinstance(typed(second, factories.number()), WrongNumber)
    assert second.state is CheckState.WAITING


def test_trying_a_number_that_is_somebody_elses_stays_in_the_trail() -> None:
    owner, person = factories.person(verified=True, is_listed=True), factories.person()
    with transaction():
        outcome = linking.ask(
            person.public_id,
            number=people.open_number(owner),
            listed_id=None,
            note="Xem thẻ căn cước",
            actor=factories.actor(Role.POLICE),
        )

    assert isinstance(outcome, NumberDisputed)
    assert traces(Action.NUMBER_DISPUTED) == 1
    assert linking.find_waiting(person) is None


def test_a_check_is_found_only_under_the_person_it_is_about() -> None:
    person, other = factories.person(), factories.person()
    check = asked(person, factories.number())

    assert linking.get_check(check.public_id, about=person.public_id) == check
    with pytest.raises(NotFound):
        linking.get_check(check.public_id, about=other.public_id)


def test_an_attempt_that_a_merger_voids_is_in_the_trail() -> None:
    quizzes.module()
    one, other = factories.person(), factories.person()
    moved = quizzes.started(one)
    quizzes.started(other)

    with transaction():
        voided = quiz.reassign(one.id, other.id)
        quiz.note_voided(voided, actor=factories.actor(Role.CULTURE))

    assert (voided, moved.state) == ([moved.id], AttemptState.VOIDED)
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == Action.ATTEMPT_VOIDED)).one()
    assert entry.subject == f"attempt:{moved.id}"


def test_nobody_starts_an_attempt_under_a_row_that_was_merged() -> None:
    quizzes.module()
    person, listed = factories.person(), factories.person(is_listed=True)
    people.mark_merged(person, into=listed)
    db.session.commit()

    with pytest.raises(Moved):
        quizzes.started(person)
