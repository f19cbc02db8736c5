"""The counter of the post: frozen letters, lanes, holding, taking back, deciding."""

from datetime import timedelta

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import IntegrityError

from app.core.canonical import sha256_hex
from app.core.db import db, transaction
from app.core.errors import NotFound
from app.core.runtime import vault
from app.operations.sandbox import Sandbox
from app.push import claims, history, queries, rules, service, worker
from app.push.gateway import Gateway
from app.push.models import OutboxMessage
from app.push.words import Kind
from app.push.words import MessageState as S
from tests.push.letters import fresh, letter, path_of, plan, settle, work_until

pytestmark = pytest.mark.storage


def test_a_letter_is_frozen_sealed_and_has_a_key_of_its_own() -> None:
    first, second = letter(), letter()

    opened = vault().open(first.body_sealed, place=service.place_of(first.id))
    assert sha256_hex(opened) == first.body_sha256
    assert str(first.id).encode() in opened
    assert "Nguyễn".encode() not in first.body_sealed
    assert first.idempotency_key != second.idempotency_key
    assert len(first.idempotency_key) == 32


def test_a_letter_is_undone_with_the_act_it_reports() -> None:
    def approve() -> None:
        with transaction():
            service.enqueue(lane="l", kind=Kind.CONFIRM, subject="s", version=1, body=lambda _: b"{}")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        approve()

    assert service.messages_of(["s"]) == {"s": []}


def test_one_version_of_a_record_is_confirmed_by_one_letter() -> None:
    letter(subject="s")

    with pytest.raises(IntegrityError):
        letter(subject="s")


def test_letters_of_one_person_leave_one_after_the_other(sandbox: Sandbox, gateway: Gateway) -> None:
    first = letter(lane="hoa", subject="s")
    second = letter(lane="hoa", subject="s", kind=Kind.REVOKE)
    plan(sandbox, "500-before")

    worker.step(gateway)
    worker.step(gateway)

    assert fresh(second).state is S.QUEUED
    assert settle(second) is S.CONFIRMED
    assert fresh(first).settled_at <= fresh(second).first_sent_at
    assert sandbox.store.state()["records"] == {"s": "REVOKE"}


def test_a_lane_that_waits_for_a_person_stops_and_the_others_go_on(sandbox: Sandbox) -> None:
    first, second, other = letter(lane="hoa"), letter(lane="hoa"), letter(lane="lan")
    plan(sandbox, "410", order=1)

    assert settle(other) is S.CONFIRMED

    assert fresh(first).state is S.NEEDS_HUMAN
    assert fresh(second).state is S.QUEUED


def test_a_held_lane_sends_nothing_until_it_is_released(sandbox: Sandbox, gateway: Gateway) -> None:
    message = letter(lane="hoa")
    with transaction():
        assert service.hold_lane("hoa", "on-hold") == 1

    assert not worker.step(gateway)
    assert fresh(message).blocked_for == "on-hold"
    with transaction():
        assert service.release_lane("hoa", reason="merge") == 0
        assert service.release_lane("hoa", reason="on-hold") == 1
    assert settle(message) is S.CONFIRMED
    assert path_of(message)[:3] == ["queued", "blocked", "queued"]


def test_a_hold_reaches_a_message_that_a_worker_has_just_taken_up(sandbox: Sandbox) -> None:
    message = letter(lane="hoa")
    with transaction():
        job = claims.claim_next()
    with transaction():
        service.hold_lane("hoa", "on-hold")

    with transaction():
        assert job is not None
        assert not claims.mark_sending(job)
    assert fresh(message).state is S.BLOCKED


def test_a_letter_in_doubt_whose_lane_is_held_is_asked_about_and_then_kept(sandbox: Sandbox, gateway: Gateway) -> None:
    message = letter(lane="hoa")
    plan(sandbox, "500-before")
    worker.step(gateway)
    assert fresh(message).state is S.UNKNOWN
    with transaction():
        assert service.hold_lane("hoa", "on-hold") == 0

    work_until(lambda: fresh(message).state is S.BLOCKED)

    assert sandbox.store.state()["effects"]["total"] == 0
    with transaction():
        assert service.release_lane("hoa", reason="on-hold") == 1
    assert settle(message) is S.CONFIRMED


def test_what_never_left_is_taken_back(sandbox: Sandbox, gateway: Gateway) -> None:
    message = letter(subject="s")
    with transaction():
        assert service.cancel_unsent("s")

    assert fresh(message).state is S.CANCELLED
    assert service.state_of("s") is None
    assert not worker.step(gateway)


def test_what_may_have_left_cannot_be_taken_back(sandbox: Sandbox, gateway: Gateway) -> None:
    message = letter(subject="s")
    plan(sandbox, "500-before")
    worker.step(gateway)

    with transaction():
        assert not service.cancel_unsent("s")
    assert fresh(message).state is S.UNKNOWN


def test_the_database_itself_refuses_to_cancel_what_was_sent(sandbox: Sandbox) -> None:
    message = letter()
    settle(message)

    with pytest.raises(IntegrityError), transaction():
        db.session.execute(db.update(OutboxMessage).values(state=S.CANCELLED))


def test_a_final_state_is_never_left(sandbox: Sandbox) -> None:
    message = letter()
    settle(message)

    with pytest.raises(rules.ImpossibleMove), transaction():
        history.move(fresh(message), S.RETRY_WAIT, "again", at=message.created_at)


def test_there_is_no_letter_without_its_id() -> None:
    with pytest.raises(NotFound):
        service.get_message(service.uuid7())


def test_every_change_of_state_is_in_the_history() -> None:
    message = letter(lane="hoa", subject="s")
    with transaction():
        service.hold_lane("hoa", "on-hold")
        service.release_lane("hoa")
        service.cancel_unsent("s")

    assert path_of(message) == ["queued", "blocked", "queued", "cancelled"]


def test_after_thirty_days_a_message_stops_for_a_person_and_is_not_sent_again(
    sandbox: Sandbox, gateway: Gateway
) -> None:
    message = letter()
    with transaction():
        row = fresh(message)
        row.state, row.first_sent_at = S.RETRY_WAIT, row.created_at - rules.HORIZON

    assert not worker.step(gateway)
    worker.tidy()

    assert fresh(message).state is S.NEEDS_HUMAN


def test_the_status_names_what_a_person_should_look_at(sandbox: Sandbox) -> None:
    message, held = letter(), letter(lane="held")
    _thaw_letters()
    with transaction():
        service.hold_lane("held", "on-hold")
        for row in (message, held):
            service.get_message(row.id).created_at -= timedelta(hours=25)

    now = queries.status()

    assert (now.counts[S.QUEUED], now.counts[S.BLOCKED]) == (1, 1)
    assert now.silent == [message.subject]
    assert now.oldest == fresh(message).created_at
    assert now.needs_a_person


def test_a_letter_that_does_not_open_stops_for_a_person_and_the_others_go_on(sandbox: Sandbox) -> None:
    bad, after, other = letter(lane="hoa"), letter(lane="hoa"), letter(lane="lan")
    _lose_the_key_of(bad)

    assert settle(other) is S.CONFIRMED

    assert fresh(bad).state is S.NEEDS_HUMAN
    assert fresh(bad).claim_token is None
    assert service.history_of(bad.subject)[-1].note == "cannot-open"
    assert fresh(after).state is S.QUEUED


def test_a_letter_that_never_opened_is_taken_back_with_its_record() -> None:
    message = letter(subject="s")
    _lose_the_key_of(message)
    with transaction():
        assert claims.claim_next() is None

    with transaction():
        assert service.cancel_unsent("s")

    assert fresh(message).state is S.CANCELLED


def test_a_sent_letter_that_no_longer_opens_is_still_asked_about(sandbox: Sandbox, gateway: Gateway) -> None:
    message = letter()
    plan(sandbox, "500-after")
    worker.step(gateway)
    _lose_the_key_of(message)

    assert settle(message) is S.CONFIRMED


def _thaw_letters() -> None:
    """Take away the guard of what was frozen, inside the test's own transaction."""
    table = "" if db.engine.dialect.name == "sqlite" else " ON outbox_message"
    db.session.execute(text(f"DROP TRIGGER guard_outbox_message_frozen{table}"))
    db.session.commit()


def _lose_the_key_of(message: OutboxMessage) -> None:
    """Seal the body with a key that nobody has."""
    _thaw_letters()
    db.session.execute(update(OutboxMessage).where(OutboxMessage.id == message.id).values(body_sealed=b"gone.key"))
    db.session.commit()
