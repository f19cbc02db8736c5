"""The guards of the database: what was written down as it happened stays so, whoever asks, and the rest may move."""

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app.community.models import Presence
from app.content.words import QuizMode
from app.core import clock
from app.core.db import db
from app.identity.words import Role
from app.learning.models import Practice
from app.push.models import InboxEvent, OutboxMessage
from app.quiz.models import Accommodation, Attempt, AttemptState, PaperSheet, SavedAnswer, SheetState, Voiding
from tests import factories
from tests.community import given as classes
from tests.registry import given

pytestmark = pytest.mark.storage

CHANGES = [
    "DELETE FROM inbox_event", "UPDATE inbox_event SET status = 'rejected'", "UPDATE inbox_event SET receipt = 'R-9'",
    "DELETE FROM consent", "UPDATE consent SET is_given = NOT is_given", "UPDATE consent SET text_version = 'x'",
    "DELETE FROM practice", "UPDATE practice SET needed = 0", "UPDATE practice SET place = 'x'",
    "DELETE FROM programme_completion", "UPDATE programme_completion SET evidence_sha256 = 'x'",
    "DELETE FROM attempt", "UPDATE attempt SET score = '1' WHERE state = 'passed'",
    "UPDATE attempt SET state = 'failed' WHERE state = 'passed'",
    "UPDATE attempt SET state = 'in-progress' WHERE state = 'passed'",
    "UPDATE attempt SET assurance = 'vneid'", "UPDATE attempt SET medium = 'paper'",
    "UPDATE attempt SET is_read_aloud = NOT is_read_aloud", "UPDATE attempt SET paused_seconds = 7",
    "DELETE FROM voiding", "UPDATE voiding SET reason = 'x'",
    "DELETE FROM accommodation", "UPDATE accommodation SET extra_attempts = 9", "UPDATE accommodation SET reason = 'x'",
    "UPDATE accommodation SET withdrawn_reason = 'x' WHERE withdrawn_at IS NOT NULL",
    "DELETE FROM presence", "UPDATE presence SET session_id = session_id + 1",
    "DELETE FROM paper_sheet", "UPDATE paper_sheet SET layout = '[]'", "UPDATE paper_sheet SET code = 'x'",
    "UPDATE paper_sheet SET first = '{}'", "UPDATE paper_sheet SET state = 'printed'",
    "UPDATE attempt SET opened_at = started_at",
    "DELETE FROM proposal", "UPDATE proposal SET content_sha256 = 'x'", "UPDATE proposal SET evidence = '{}'",
    "DELETE FROM proposal_list", "UPDATE proposal_list SET note = 'x'",
    "DELETE FROM outbox_message", "UPDATE outbox_message SET body_sha256 = 'x'",
    "UPDATE outbox_message SET idempotency_key = 'x'", "UPDATE outbox_message SET lane = 'x'",
    "UPDATE module_version SET id = id + 1000 WHERE id = (SELECT max(id) FROM module_version)",
    "UPDATE programme_version SET id = id + 1000", "UPDATE programme_lesson SET module_key = 'x/y'",
]  # fmt: skip
MOVES = [
    "UPDATE inbox_event SET processed_at = received_at, outcome = 'applied'",
    "UPDATE consent SET person_id = (SELECT max(id) FROM person)",
    "UPDATE practice SET person_id = helper_id, helper_id = person_id",
    "UPDATE programme_completion SET person_id = (SELECT max(id) FROM person)",
    "UPDATE attempt SET person_id = (SELECT max(id) FROM person), number = 7, opened_by_id = NULL",
    "UPDATE attempt SET state = 'voided'",
    "UPDATE accommodation SET person_id = given_by_id, given_by_id = person_id",
    "UPDATE accommodation SET withdrawn_at = given_at, withdrawn_reason = 'x' WHERE withdrawn_at IS NULL",
    "UPDATE presence SET person_id = noted_by_id, taken_back_reason = 'x'",
    "UPDATE paper_sheet SET person_id = first_by_id, witness_id = NULL",
    "UPDATE proposal SET outcome = NULL, decided_at = NULL",
    "UPDATE outbox_message SET state = 'confirmed', attempts = 3, blocked_for = 'x'",
    "UPDATE module_version SET is_current = NOT is_current",
]


@pytest.fixture(autouse=True)
def _one_of_everything(_rolled_back: None) -> None:
    """One record in force with all that it rests on, a practice, and a callback."""
    course = given.programme()
    learner = given.finisher(course)
    given.approved(learner)
    letter = db.session.query(OutboxMessage).one()
    version = db.session.query(Attempt).one().version_id
    now = clock.now()
    fields: dict[str, Any] = {"person_id": learner.id, "helper_id": factories.person().id, "version_id": version}
    what = {"module_key": course.assessment, "question_id": "q", "ticked": [0], "needed": 1, "of": 1}
    factories.save(Practice(**fields, **what, place="Nhà văn hóa", confirmed_at=now))
    attempt = db.session.query(Attempt).one()
    void = {"state_before": AttemptState.PASSED, "reason": "r", "voided_by_id": fields["helper_id"], "voided_at": now}
    factories.save(Voiding(attempt_id=attempt.id, **void))
    for withdrawn_at in (None, now):
        help_: dict[str, Any] = {"person_id": learner.id, "given_by_id": fields["helper_id"], "given_at": now}
        factories.save(Accommodation(**help_, module_key="", reason="r", ends_at=now, withdrawn_at=withdrawn_at))
    session = classes.open_class(factories.actor(Role.HELPER))
    held: dict[str, Any] = {"session_id": session.id, "person_id": learner.id}
    factories.save(Presence(**held, how="list", noted_by_id=fields["helper_id"], noted_at=now))
    sheet: dict[str, Any] = {"code": "A", "batch": uuid4(), "module_key": course.assessment, "version_id": version}
    sheet |= {"seed": "s", "layout": [], "rule": {}, "place": "p", "held_on": clock.today(), "printed_at": now}
    typed: dict[str, Any] = {"first": {}, "first_at": now, "state": SheetState.ENTERED}
    printed_by = {"printed_by_id": fields["helper_id"], "first_by_id": fields["helper_id"]}
    factories.save(PaperSheet(**held, **sheet, **typed, **printed_by))
    about = {"message_id": letter.id, "body_sha256": letter.body_sha256, "status": "confirmed"}
    factories.save(InboxEvent(event_id="e", **about, received_at=now))


def run(statement: str, **values: object) -> int:
    """Run plain SQL in a savepoint, as somebody with the database in hand would; return how many rows it met."""
    with db.session.begin_nested():
        met = db.session.connection().execute(text(statement), values).rowcount
    return int(met)


@pytest.mark.parametrize("statement", CHANGES)
def test_what_was_frozen_is_neither_changed_nor_removed(statement: str) -> None:
    with pytest.raises(IntegrityError, match="only grows"):
        run(statement)


@pytest.mark.parametrize("statement", MOVES)
def test_what_may_move_moves(statement: str) -> None:
    assert run(statement) > 0


def test_a_voided_attempt_never_counts_again() -> None:
    run("UPDATE attempt SET state = 'voided'")

    with pytest.raises(IntegrityError, match="only grows"):
        run("UPDATE attempt SET state = 'passed'")


def test_a_completion_goes_only_while_no_record_stands_on_it() -> None:
    given.finisher(db.session.query(given.ProgrammeVersion).one())
    free = "DELETE FROM programme_completion WHERE person_id NOT IN (SELECT person_id FROM registry_slot)"

    assert run(free) == 1


@pytest.fixture
def answered() -> Attempt:
    """An attempt under way with one saved answer."""
    version = db.session.query(Attempt).first()
    assert version is not None
    new = {"person_id": factories.person().id, "module_key": version.module_key, "version_id": version.version_id}
    state = {"mode": QuizMode.PRACTICE, "state": AttemptState.IN_PROGRESS, "seed": str(uuid4()), "layout": []}
    attempt = factories.save(Attempt(**new, **state, number=1, rule={}, asked=1, started_at=clock.now()))
    factories.save(SavedAnswer(attempt_id=attempt.id, question_id="q", seq=1, chosen=[1], saved_at=clock.now()))
    return attempt


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE saved_answer SET seq = seq + 1",
        "INSERT INTO saved_answer SELECT attempt_id, 'r', seq, chosen, saved_at FROM saved_answer",
    ],
)
def test_answers_are_written_until_the_attempt_ends_and_not_after(answered: Attempt, statement: str) -> None:
    run("UPDATE saved_answer SET seq = seq + 1")

    answered.state = AttemptState.FINISHED
    db.session.commit()

    with pytest.raises(IntegrityError, match="only grows"):
        run(statement)


def test_no_saved_answer_is_removed(answered: Attempt) -> None:
    with pytest.raises(IntegrityError, match="only grows"):
        run("DELETE FROM saved_answer")


@pytest.mark.parametrize(
    "table", ["outbox_message", "consent", "practice", "attempt", "inbox_event", "proposal", "presence", "paper_sheet"]
)
def test_on_sqlite_no_row_is_replaced_by_another(table: str) -> None:
    if db.session.get_bind().dialect.name != "sqlite":
        pytest.skip("PostgreSQL has no INSERT OR REPLACE")

    with pytest.raises(IntegrityError, match="only grows"):
        run(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")  # noqa: S608  # Names of our own.


def test_on_sqlite_no_attempt_is_ousted_by_another_that_takes_its_number(answered: Attempt) -> None:
    if db.session.get_bind().dialect.name != "sqlite":
        pytest.skip("PostgreSQL has no UPDATE OR REPLACE")

    with pytest.raises(IntegrityError, match="only grows"):
        run("UPDATE OR REPLACE attempt SET person_id = :one", one=answered.person_id)
