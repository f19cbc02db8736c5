"""Letters for tests: say only what the test is about."""

import hmac
import json
import time
from collections.abc import Callable
from itertools import count
from typing import Any
from uuid import UUID

from flask import Flask
from werkzeug.test import TestResponse

from app.core.db import db, transaction
from app.push import service, worker
from app.push.models import OutboxMessage
from app.push.words import Kind
from app.push.words import MessageState as S
from tests.browser import Browser

_serial = count(1)


def content(message_id: UUID, *, kind: Kind, number: str, person: str, version: int) -> bytes:
    """Return the body of the contract."""
    record = {"number": number, "version": version, "programme": "nguoi-dan"}
    citizen = {"personal_number": person, "full_name": "Nguyễn Thị Hoa", "birth_date": "1962"}
    whole = {"message_id": str(message_id), "kind": kind.value, "citizen": citizen, "record": record}
    return json.dumps(whole, ensure_ascii=False).encode()


def letter(
    *, kind: Kind = Kind.CONFIRM, lane: str | None = None, subject: str | None = None, version: int = 1
) -> OutboxMessage:
    """Hand in a letter and commit; by default of a person and a record of its own."""
    n = next(_serial)
    lane, subject = lane or f"person-{n}", subject or f"07672-1-2026-{n:06d}"
    person = f"999{abs(hash(lane)) % 10**9:09d}"

    def body(message_id: UUID) -> bytes:
        return content(message_id, kind=kind, number=subject, person=person, version=version)

    with transaction():
        return service.enqueue(lane=lane, kind=kind, subject=subject, version=version, body=body)


def fresh(message: OutboxMessage) -> OutboxMessage:
    """Read a letter again."""
    db.session.expire_all()
    return service.get_message(message.id)


def work_until(done: Callable[[], bool], *, seconds: float = 8.0) -> None:
    """Let the postman work until something is so."""
    until = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < until, "it never came to that"
        if not worker.once():
            time.sleep(0.01)


def settle(message: OutboxMessage, *, seconds: float = 8.0) -> S:
    """Let the postman work until a letter is final or stops for a person; return how it stands."""
    ends = {S.CONFIRMED, S.REJECTED, S.CANCELLED, S.NEEDS_HUMAN}
    work_until(lambda: fresh(message).state in ends, seconds=seconds)
    return fresh(message).state


def path_of(message: OutboxMessage) -> list[str]:
    """Return the states a letter went through."""
    db.session.expire_all()
    return [event.to_state.value for event in service.history_of(message.subject) if event.message_id == message.id]


def callback(message: OutboxMessage, **given: Any) -> dict[str, Any]:
    """Return a callback that says a letter is confirmed."""
    default = {"event_id": f"event-{next(_serial)}", "message_id": str(message.id), "body_sha256": message.body_sha256}
    return default | {"status": "confirmed", "receipt": "R-1", "code": None} | given


def tell(
    browser: Browser, content: Any, *, stamp: str | None = None, signature: str | None = None, raw: bytes | None = None
) -> TestResponse:
    """Call back as the gateway does, with its signature unless another one is given."""
    raw = json.dumps(content).encode() if raw is None else raw
    stamp = str(int(time.time())) if stamp is None else stamp
    secret = browser.app.extensions["settings"].callback_secret.get_secret_value().encode()
    ours = "sha256=" + hmac.digest(secret, stamp.encode() + b"." + raw, "sha256").hex()
    headers = {"X-Timestamp": stamp, "X-Signature": signature or ours, "Content-Type": "application/json"}
    return browser.client.post("/api/vneid/callback", data=raw, headers=headers)


def plan(sandbox: Any, fault: str, **given: Any) -> None:
    """Make the next request of the sandbox break."""
    sandbox.store.control({"faults": [{"fault": fault, "next": 1} | given]})


def pace(app: Flask, value: float) -> Any:
    """Return the settings with another pace."""
    return app.extensions["settings"].model_copy(update={"push_pace": value})
