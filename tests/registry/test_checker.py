"""The checker finds each damage that somebody could do to the tables behind our back."""

import json

import pytest
from flask import Flask
from sqlalchemy import text

from app.catalog.models import ModuleVersion, ProgrammeVersion
from app.core import clock
from app.core.canonical import sha256_hex
from app.core.db import db
from app.core.runtime import vault
from app.identity.words import Role
from app.learning.models import Practice
from app.people.models import Group, Person, Purpose
from app.push import service as push
from app.push.models import OutboxMessage
from app.registry import checker, linking
from app.registry import service as registry
from tests import factories
from tests.registry import given

pytestmark = pytest.mark.storage


def damage(statement: str, **values: object) -> list[str]:
    """Run plain SQL as somebody with the database in hand would, and return the codes that are found."""
    _take_the_guards_away()
    db.session.execute(text(statement), values)
    db.session.commit()
    db.session.expire_all()
    return sorted({finding.code for finding in checker.check()})


def _take_the_guards_away() -> None:
    """Drop what keeps tables append-only: whoever owns the database can, and then only the checker notices."""
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(text("SET LOCAL session_replication_role = replica"))
        return
    for name in db.session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
        db.session.execute(text(f"DROP TRIGGER {name}"))


@pytest.fixture
def _a_register() -> None:
    """One approved, one held, one revoked and one proposed record, each with a practice; one person's card was seen."""
    course = given.programme(rule=given.RULE | {"practices": 1})
    first, second, third, fourth = (_practised(course) for _ in range(4))
    _seen_in_person()
    given.approved(first, second, third)
    registry.hold(given.slot_of(second).public_id, reason="Nghi nhầm", actor=factories.actor(Role.POLICE))
    gone = given.slot_of(third).public_id
    registry.propose_revoke(gone, ground="Điều 5", evidence="Biên bản", actor=factories.actor(Role.POLICE))
    registry.revoke(gone, reason="Đúng là nhầm", actor=factories.actor(Role.LEADER))
    given.proposed(fourth)


def _practised(course: ProgrammeVersion) -> Person:
    """Return a verified person who finished a course that asks for a practice."""
    person = factories.person(verified=True, consents=(Purpose.REGISTRY,))
    lesson = db.session.query(ModuleVersion).filter_by(key=course.lessons[0]).one()
    seen = {"helper_id": factories.person().id, "place": "Nhà văn hóa", "confirmed_at": clock.now()}
    what = {"module_key": lesson.key, "version_id": lesson.id, "question_id": "q", "ticked": [0], "needed": 1, "of": 2}
    factories.save(Practice(person_id=person.id, **what, **seen))
    return given.finish(person, course)


def _seen_in_person() -> None:
    """Let two officials look at somebody's card."""
    person, number = factories.person(), factories.number()
    note = "Xem thẻ căn cước tại trụ sở"
    police, culture = factories.actor(Role.POLICE), factories.actor(Role.CULTURE)
    asked = linking.ask(person.public_id, number=number, listed_id=None, note=note, actor=police)
    linking.confirm(asked.public_id, number=number, actor=culture)
    db.session.commit()


@pytest.mark.usefixtures("_a_register")
def test_a_register_kept_by_the_services_has_no_finding() -> None:
    assert checker.check() == []


@pytest.mark.usefixtures("_a_register")
@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE registry_slot SET state = 'approved' WHERE state = 'revoked'", "STATE"),
        ("UPDATE registry_slot SET state = 'approved' WHERE state = 'proposed'", "STATE"),
        ("DELETE FROM registry_action WHERE verb = 'hold'", "STATE"),
        ("UPDATE proposal SET outcome = 'approved' WHERE outcome IS NULL", "STATE"),
        ("UPDATE registry_action SET actor_id = (SELECT min(actor_id) FROM registry_action)", "I9"),
        ("UPDATE registry_version SET approved_by_id = proposed_by_id", "I9"),
        ("DELETE FROM audit_entry WHERE action = 'registry.record.held'", "I11"),
        ("UPDATE registry_action SET audit_seq = audit_seq + 1000", "I11"),
        ("DELETE FROM outbox_message WHERE subject LIKE '%000001'", "I2"),
        ("UPDATE outbox_message SET version = 9 WHERE subject LIKE '%000001'", "I1"),
        ("UPDATE registry_version SET evidence_sha256 = 'x'", "I1"),
        ("UPDATE attempt SET state = 'voided'", "I1"),
        ("UPDATE attempt SET state = 'failed'", "I1"),
        ("UPDATE attempt SET score = '0'", "I1"),
        ('UPDATE attempt SET rule = \'{"pass_mark": "101"}\'', "I1"),
        ("UPDATE attempt SET opened_by_id = person_id", "I1"),
        ("UPDATE attempt SET opened_by_id = NULL", "I1"),
        ("UPDATE attempt SET person_id = opened_by_id", "I1"),
        ("DELETE FROM attempt", "I1"),
        ("DELETE FROM practice", "I1"),
        ("UPDATE practice SET helper_id = person_id", "I1"),
        ("UPDATE practice SET ticked = '[]'", "I1"),
        ("UPDATE lesson_progress SET score = '0', passed_at = NULL, attempt_id = NULL", "I1"),
        ("UPDATE lesson_progress SET score = '99'", "I1"),
        ("DELETE FROM programme_completion", "I1"),
        ("DELETE FROM consent", "I1"),
        ("UPDATE consent SET is_given = NOT is_given", "I1"),
        ("UPDATE consent SET purpose = 'contact'", "I1"),
        ("UPDATE consent SET person_id = (SELECT min(id) FROM person)", "I1"),
        ("UPDATE registry_version SET ground = 'nothing'", "I1"),
        ("UPDATE registry_version SET evidence = '{}'", "I1"),
        ("UPDATE person SET verified_at = NULL", "I1"),
        ("UPDATE person SET verified_at = '2020-01-01 00:00:00.000000'", "I1"),
        ("UPDATE person SET verified_by = 'card-seen'", "I1"),
        ("UPDATE identity_check SET asked_by_id = decided_by_id", "I9"),
        ("UPDATE identity_check SET person_id = decided_by_id", "I9"),
        ("UPDATE module_version SET is_current = NOT is_current", "CATALOG"),
        ("UPDATE outbox_message SET body_sha256 = 'x'", "I2"),
        ("UPDATE outbox_message SET id = '00000000000000000000000000000001' WHERE subject LIKE '%000001'", "I2"),
        ("UPDATE outbox_message SET kind = 'CORRECT' WHERE subject LIKE '%000001'", "I2"),
        ("UPDATE number_series SET last = last + 1", "NUMBER"),
        ("UPDATE registry_version SET number = '07672-1-2020-000009' WHERE number LIKE '%000001'", "NUMBER"),
        ("UPDATE outbox_message SET seq = 5", "I8"),
        ("UPDATE outbox_message SET state = 'queued' WHERE state = 'cancelled'", "I15"),
    ],
)
def test_each_damage_is_found(statement: str, code: str) -> None:
    assert code in damage(statement)


@pytest.mark.usefixtures("_a_register")
def test_a_letter_that_does_not_open_is_found() -> None:
    assert damage("UPDATE outbox_message SET body_sealed = :gone", gone=b"gone.key") == ["I2"]


@pytest.mark.usefixtures("_a_register")
def test_a_letter_sealed_anew_with_other_words_is_found() -> None:
    letter = db.session.query(OutboxMessage).order_by(OutboxMessage.id).first()
    assert letter is not None
    place = push.place_of(letter.id)
    other = vault().open(letter.body_sealed, place=place).replace(b'"version":1', b'"version":2')
    sealed, digest = vault().seal(other, place=place), sha256_hex(other)

    statement = "UPDATE outbox_message SET body_sealed = :sealed, body_sha256 = :digest WHERE subject = :subject"

    assert damage(statement, sealed=sealed, digest=digest, subject=letter.subject) == ["I2"]


def test_a_letter_that_overtook_the_one_before_is_found() -> None:
    learner = given.finisher(given.programme())
    given.finish(learner, given.programme(Group.OFFICIALS))
    given.approved(learner)
    given.approved(learner, group=Group.OFFICIALS)
    second = db.session.execute(text("SELECT id FROM outbox_message WHERE seq = 2")).scalar_one()
    insert = (
        "INSERT INTO outbox_event (message_id, at, from_state, to_state, note)"
        " VALUES (:id, '2026-11-22 00:00:00', 'claimed', 'sending', '')"
    )

    assert damage(insert, id=second) == ["I8"]


def test_two_records_of_one_merged_human_are_found() -> None:
    course = given.programme()
    first, second = given.finisher(course), given.finisher(course)
    given.approved(first, second)

    found = damage(
        "UPDATE person SET state = 'merged', merged_into_id = :into WHERE id = :one", into=second.id, one=first.id
    )

    assert "I3" in found


def test_the_command_says_so_and_exits_with_one(app: Flask) -> None:
    given.approved(given.finisher(given.programme()))
    runner = app.test_cli_runner()

    assert runner.invoke(args=["registry", "check"]).exit_code == 0
    damage("UPDATE number_series SET last = 7")
    answer = runner.invoke(args=["registry", "check", "--format", "json"])

    assert answer.exit_code == 1
    assert json.loads(answer.stdout)[0]["code"] == "NUMBER"


def test_the_export_is_masked_and_harmless_in_a_spreadsheet(app: Flask) -> None:
    learner = given.finisher(given.programme(framework="=1+1"), full_name="Nguyễn Thị Hoa", number="999062000123")
    given.approved(learner)

    lines = app.test_cli_runner().invoke(args=["registry", "export"]).stdout

    assert "999062000123" not in lines
    assert "•••••••••123" in lines
    assert "'=1+1" in lines
    assert "Nguyễn Thị Hoa" in lines
