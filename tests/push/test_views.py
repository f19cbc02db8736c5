"""The callback address: believed only when signed and fresh, stored once, applied later, undoing nothing final."""

import json
import time

import pytest
from sqlalchemy import select

from app.core.db import db, transaction
from app.operations.sandbox import Sandbox
from app.push import claims, queries, worker
from app.push.gateway import Gateway
from app.push.models import InboxEvent
from app.push.words import EventOutcome
from app.push.words import MessageState as S
from tests.browser import Browser
from tests.push.letters import callback, fresh, letter, plan, settle, tell

pytestmark = pytest.mark.storage


def outcomes() -> list[EventOutcome | None]:
    """Return what became of every callback."""
    db.session.expire_all()
    return list(db.session.scalars(select(InboxEvent.outcome).order_by(InboxEvent.received_at)))


def test_a_callback_ends_what_was_accepted(browser: Browser, sandbox: Sandbox, gateway: Gateway) -> None:
    message = letter()
    plan(sandbox, "callback-forged")
    worker.step(gateway)

    assert tell(browser, callback(message, receipt="R-9")).status_code == 204
    worker.tidy()

    assert (fresh(message).state, fresh(message).receipt) == (S.CONFIRMED, "R-9")


def test_a_callback_that_overtakes_its_answer_is_believed_and_the_late_answer_changes_nothing(
    browser: Browser, sandbox: Sandbox, gateway: Gateway
) -> None:
    message = letter()
    with transaction():
        job = claims.claim_next()
    assert job is not None
    with transaction():
        assert claims.mark_sending(job)
    answer, outcome = worker._speak(gateway, job)

    tell(browser, callback(message))
    worker.tidy()
    with transaction():
        assert not claims.settle(job, answer, outcome)

    assert fresh(message).state is S.CONFIRMED
    assert outcomes() == [EventOutcome.APPLIED]


def test_the_same_callback_twice_changes_nothing(browser: Browser, sandbox: Sandbox) -> None:
    message = letter()
    plan(sandbox, "callback-never")
    settle(message)
    content = callback(message)

    assert [tell(browser, content).status_code for _ in range(2)] == [204, 204]
    worker.tidy()

    assert outcomes() == [EventOutcome.REPEATED]


def test_a_callback_that_disagrees_with_a_final_state_is_kept_and_raises_an_alarm(
    browser: Browser, sandbox: Sandbox
) -> None:
    message = letter()
    settle(message)

    tell(browser, callback(message, status="rejected", code="no"))
    worker.tidy()

    assert fresh(message).state is S.CONFIRMED
    assert queries.status().alarms == {"alarm-contradicts": 1}


def test_a_callback_for_a_message_that_never_left_is_an_alarm(browser: Browser) -> None:
    message = letter()

    tell(browser, callback(message))
    worker.tidy()

    assert fresh(message).state is S.QUEUED
    assert outcomes() == [EventOutcome.NEVER_SENT]


def test_a_callback_about_another_body_is_an_alarm(browser: Browser, sandbox: Sandbox, gateway: Gateway) -> None:
    message = letter()
    plan(sandbox, "500-before")
    worker.step(gateway)

    tell(browser, callback(message, body_sha256="0" * 64))
    worker.tidy()

    assert fresh(message).state is S.UNKNOWN
    assert outcomes() == [EventOutcome.OTHER_BODY]


def test_a_callback_for_a_message_we_do_not_know_stays_in_the_inbox(browser: Browser) -> None:
    message = letter()

    assert tell(browser, callback(message, message_id="01936f2e-0000-7000-8000-000000000001")).status_code == 204
    worker.tidy()

    assert outcomes() == [None]


@pytest.mark.parametrize(
    ("stamp", "signature"),
    [
        (None, "sha256=" + "0" * 64),
        (None, "sha256=đây là chữ ký"),
        (None, "none"),
        (str(int(time.time()) - 400), None),
        (str(int(time.time()) + 4000), None),
        ("soon", None),
        ("9" * 400, None),
        ("²", None),
    ],
)
def test_a_callback_that_is_not_the_gateways_is_refused_without_a_word(
    browser: Browser, stamp: str | None, signature: str | None
) -> None:
    message = letter()

    answer = tell(browser, callback(message), stamp=stamp, signature=signature)

    assert (answer.status_code, answer.data) == (401, b"")
    assert outcomes() == []


@pytest.mark.parametrize(
    "raw",
    [b"", b"[]", b"\xff", b"{}", b"[" * 4000, json.dumps({"event_id": "x", "message_id": 7}).encode()],
)
def test_a_signed_callback_that_is_none_of_the_contract_is_refused(browser: Browser, raw: bytes) -> None:
    assert tell(browser, None, raw=raw).status_code == 400


@pytest.mark.parametrize("wrong", [{"status": "done"}, {"event_id": ""}, {"event_id": "a\x00"}, {"body_sha256": "x"}])
def test_a_callback_with_a_wrong_word_is_refused(browser: Browser, wrong: dict[str, str]) -> None:
    assert tell(browser, callback(letter()) | wrong).status_code == 400


def test_a_callback_is_small(browser: Browser) -> None:
    assert tell(browser, None, raw=b" " * 9000).status_code == 413
