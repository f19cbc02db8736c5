"""One step of the postman: lost claims, abandoned messages, a gateway that is left alone, no gateway at all."""

import json
import threading
import time
from datetime import timedelta

import pytest
from flask import Flask
from pydantic import HttpUrl, SecretStr

from app.core import clock
from app.core.db import db, transaction
from app.core.runtime import vault
from app.core.settings import new_secrets
from app.operations.sandbox import Sandbox
from app.push import circuit, claims, queries, rules, service, worker
from app.push.answers import Trouble
from app.push.claims import Job
from app.push.gateway import Gateway, WrongPlace, _ensure_right_place
from app.push.models import GatewayCircuit, OutboxMessage
from app.push.words import MessageState as S
from tests.push.letters import fresh, letter, pace, path_of, plan, settle

pytestmark = pytest.mark.storage


def taken_up() -> Job:
    """Take up the one due message."""
    with transaction():
        job = claims.claim_next()
    assert job is not None
    return job


def claim_is_over(message: OutboxMessage) -> None:
    """Move the deadline of a claim into the past."""
    with transaction():
        service.get_message(message.id).claim_until = clock.now() - timedelta(seconds=1)


def test_a_worker_whose_claim_is_over_sends_nothing(sandbox: Sandbox) -> None:
    message = letter()
    job = taken_up()
    claim_is_over(message)

    with transaction():
        assert not claims.mark_sending(job)
    assert fresh(message).first_sent_at is None


def test_a_claim_that_never_reached_sending_goes_back_to_the_queue(sandbox: Sandbox) -> None:
    message = letter()
    taken_up()
    claim_is_over(message)

    assert settle(message) is S.CONFIRMED
    assert path_of(message)[:4] == ["queued", "claimed", "queued", "claimed"]


def test_a_worker_that_died_after_sending_leaves_an_unknown_message_that_is_asked_about(sandbox: Sandbox) -> None:
    message = letter()
    job = taken_up()
    with transaction():
        assert claims.mark_sending(job)
    claim_is_over(message)

    assert settle(message) is S.CONFIRMED
    assert path_of(message)[2:6] == ["sending", "unknown", "retry-wait", "claimed"]
    assert sandbox.store.state()["requests"] == {"query": 1, "send": 1}


def test_an_answer_that_comes_after_the_claim_was_lost_changes_nothing(sandbox: Sandbox, gateway: Gateway) -> None:
    message = letter()
    job = taken_up()
    with transaction():
        claims.mark_sending(job)
    answer, outcome = worker._speak(gateway, job)
    claim_is_over(message)
    worker.tidy()

    with transaction():
        assert not claims.settle(job, answer, outcome)
    assert fresh(message).state is S.UNKNOWN
    assert settle(message) is S.CONFIRMED
    assert sandbox.store.state()["effects"]["total"] == 1


def test_at_most_two_messages_are_under_way(sandbox: Sandbox) -> None:
    for _ in range(3):
        letter()
    taken_up()
    taken_up()

    with transaction():
        assert claims.claim_next() is None


def test_a_refusal_of_who_we_are_opens_the_circuit_and_burns_no_try(
    app: Flask, sandbox: Sandbox, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.extensions, "settings", pace(app, 1))
    first, second = letter(), letter()
    plan(sandbox, "401")

    assert worker.step(gateway)
    assert not worker.step(gateway)

    assert (fresh(first).state, fresh(first).attempts) == (S.RETRY_WAIT, 0)
    assert fresh(second).state is S.QUEUED
    status = queries.status()
    assert status.circuit_reason == "refused-us"
    assert status.circuit_open_until is not None
    assert status.circuit_open_until - clock.now() > timedelta(minutes=29)


def test_failures_in_a_row_let_the_gateway_rest_and_one_good_answer_ends_it(
    app: Flask, sandbox: Sandbox, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.extensions, "settings", pace(app, 1))
    for _ in range(7):
        letter()
    plan(sandbox, "500", next=5)

    assert [worker.step(gateway) for _ in range(6)] == [True] * 5 + [False]

    with transaction():
        row = db.session.get_one(GatewayCircuit, 1)
        assert row.failures == rules.FAILURES_THAT_OPEN
        row.open_until = clock.now()
    taken_up()
    with transaction():
        assert claims.claim_next() is None, "on probation one message goes at a time"
        db.session.execute(db.update(OutboxMessage).values(claim_until=None, claim_token=None))
    assert worker.step(gateway)
    assert circuit.failures_if_closed(clock.now()) == 0


def test_without_a_gateway_messages_stay_where_they_are(app: Flask) -> None:
    message = letter()

    assert worker.once() == 0
    assert fresh(message).state is S.QUEUED


def test_a_gateway_that_is_not_there_was_not_reached_and_is_tried_again(
    app: Flask, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = letter()
    there = app.extensions["settings"]
    nobody = there.model_copy(update={"gateway_url": HttpUrl("http://127.0.0.1:9")})

    assert worker.step(Gateway(nobody))

    assert fresh(message).state is S.RETRY_WAIT
    assert fresh(message).attempts == 1
    assert settle(message) is S.CONFIRMED


def test_the_same_bytes_and_key_leave_every_time(sandbox: Sandbox) -> None:
    message = letter()
    plan(sandbox, "500-before", next=2)

    settle(message)

    state = sandbox.store.state()
    assert list(state["effects"]["per_key"]) == [message.idempotency_key]
    assert state["messages"][0]["body_sha256"] == message.body_sha256


def test_a_gateway_with_another_key_refuses_us_and_we_stop(app: Flask, sandbox: Sandbox) -> None:
    message = letter()
    other = {"gateway_key": SecretStr(new_secrets()["gateway_key"])}

    assert worker.step(Gateway(app.extensions["settings"].model_copy(update=other)))

    assert (fresh(message).state, fresh(message).attempts) == (S.RETRY_WAIT, 0)


@pytest.mark.parametrize(
    ("host", "address", "is_right"),
    [
        ("127.0.0.1", "127.0.0.1", True),
        ("localhost", "127.0.0.1", True),
        ("10.1.2.3", "10.1.2.3", True),
        ("gateway.example.vn", "10.1.2.3", False),
        ("gateway.example.vn", "127.0.0.1", False),
        ("gateway.example.vn", "169.254.169.254", False),
        ("gateway.example.vn", "fe80::1%eth0", False),
        ("gateway.example.vn", "1.1.1.1", True),
        ("[::1]", "::1", True),
    ],
)
def test_a_name_never_leads_inside_unless_that_address_is_configured(host: str, address: str, is_right: bool) -> None:
    if is_right:
        _ensure_right_place(host, address)
    else:
        with pytest.raises(WrongPlace):
            _ensure_right_place(host, address)


def test_the_environments_proxies_are_not_used(app: Flask, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    message = letter()

    assert settle(message) is S.CONFIRMED


def test_a_long_answer_is_not_read_to_its_end(sandbox: Sandbox, gateway: Gateway) -> None:
    job_of = letter()
    plan(sandbox, "huge")

    answer = gateway.send(vault_body(job_of), key="k" * 32)

    assert answer.trouble is Trouble.TOO_LONG


def test_an_answer_that_trickles_is_cut_when_the_whole_request_takes_too_long(
    app: Flask, sandbox: Sandbox, gateway: Gateway
) -> None:
    body = vault_body(letter())
    plan(sandbox, "slow")
    began = time.monotonic()

    answer = gateway.send(body, key="k" * 32)

    assert answer.trouble is not None
    assert time.monotonic() - began < 4


def test_a_redirect_is_neither_followed_nor_unpacked(sandbox: Sandbox, gateway: Gateway) -> None:
    body = vault_body(letter())
    plan(sandbox, "redirect-bomb")

    answer = gateway.send(body, key="k" * 32)

    assert answer.status == 302
    assert answer.body.startswith(b"\x1f\x8b"), "still packed, as it came"


def vault_body(message: OutboxMessage) -> bytes:
    """Open the body of a letter."""
    return vault().open(message.body_sealed, place=service.place_of(message.id))


def test_the_loop_stops_when_asked_and_a_broken_chore_stops_nothing(app: Flask, sandbox: Sandbox) -> None:
    stop, called = threading.Event(), []

    def broken() -> None:
        called.append(1)
        if len(called) == 3:
            stop.set()
        raise RuntimeError

    worker.run(stop, chores=(broken,))

    assert len(called) == 3


def test_the_command_does_one_pass_and_tells_how_the_post_stands(app: Flask, sandbox: Sandbox) -> None:
    message = letter()
    run = app.test_cli_runner().invoke

    assert run(args=["push", "once"]).output.endswith("Đã làm 1 bước.\n")
    assert fresh(message).state is S.CONFIRMED
    told = json.loads(run(args=["push", "status", "--format", "json"]).stdout)
    assert told["counts"]["confirmed"] == 1
    assert told["circuit"] == {"open": False, "until": None, "reason": None}
    assert "confirmed" in run(args=["push", "status"]).output
