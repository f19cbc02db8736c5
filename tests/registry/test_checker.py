"""The checker finds each damage that somebody could do to the tables behind our back."""

import json

import pytest
from flask import Flask
from sqlalchemy import text

from app.core.db import db
from app.identity.words import Role
from app.people.models import Group
from app.registry import checker
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
    """One approved, one held, one revoked and one proposed record."""
    course = given.programme()
    first, second, third, fourth = (given.finisher(course) for _ in range(4))
    given.approved(first, second, third)
    registry.hold(given.slot_of(second).public_id, reason="Nghi nhầm", actor=factories.actor(Role.POLICE))
    gone = given.slot_of(third).public_id
    registry.propose_revoke(gone, ground="Điều 5", evidence="Biên bản", actor=factories.actor(Role.POLICE))
    registry.revoke(gone, reason="Đúng là nhầm", actor=factories.actor(Role.LEADER))
    given.proposed(fourth)


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
        ("UPDATE person SET verified_at = NULL", "I1"),
        ("UPDATE number_series SET last = last + 1", "NUMBER"),
        ("UPDATE registry_version SET number = '07672-1-2020-000009' WHERE number LIKE '%000001'", "NUMBER"),
        ("UPDATE outbox_message SET seq = 5", "I8"),
        ("UPDATE outbox_message SET state = 'queued' WHERE state = 'cancelled'", "I15"),
    ],
)
def test_each_damage_is_found(statement: str, code: str) -> None:
    assert code in damage(statement)


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
