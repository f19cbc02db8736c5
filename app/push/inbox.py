"""Callbacks of the gateway: believed only when signed and fresh, stored before they are thanked for, applied later."""

import hmac
import json
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.core import clock
from app.core.db import db
from app.core.errors import Refusal
from app.core.runtime import settings
from app.core.text import N_
from app.push import answers, history, rules
from app.push.answers import Sent
from app.push.models import InboxEvent, OutboxMessage
from app.push.words import EventOutcome
from app.push.words import MessageState as S

TOLERANCE = timedelta(minutes=5)
LIMIT = 8 * 1024
BATCH = 200
STATUSES = frozenset({"accepted", "confirmed", "rejected", "revoked"})
DIGEST = re.compile(r"[0-9a-f]{64}")


class NotSigned(Refusal):
    """The callback is not signed with the shared secret, or too old."""

    status = 401


class TooLong(Refusal):
    """The callback is longer than any of the contract."""

    status = 413


class Unreadable(Refusal):
    """The callback is signed but is not one of the contract."""

    status = 400


@dataclass(frozen=True)
class Callback:
    """One callback as the contract has it."""

    event_id: str
    message_id: UUID
    body_sha256: str
    status: str
    receipt: str | None
    code: str | None


def ensure_signed(raw: bytes, *, timestamp: str, signature: str) -> None:
    """Let pass what carries our gateway's signature and a time within five minutes of ours.

    Raises:
        TooLong: the body is over 8 kB.
        NotSigned: signature or time are not right.
    """
    if len(raw) > LIMIT:
        raise TooLong(N_("Nội dung quá dài."))
    secret = settings().callback_secret.get_secret_value().encode()
    expected = "sha256=" + hmac.digest(secret, timestamp.encode("utf-8", "replace") + b"." + raw, "sha256").hex()
    is_ours = hmac.compare_digest(expected.encode(), signature.encode("utf-8", "replace"))
    digits = timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12
    if not is_ours or not digits or abs(clock.now().timestamp() - int(timestamp)) > TOLERANCE.total_seconds():
        raise NotSigned(N_("Chữ ký không đúng."))


def receive(raw: bytes) -> None:
    """Store a signed callback; one whose event id is known changes nothing.

    Raises:
        Unreadable: the content is not a callback of the contract.
    """
    callback = _read(raw)
    if db.session.get(InboxEvent, callback.event_id) is None:
        db.session.add(InboxEvent(**vars(callback), received_at=clock.now()))
        db.session.flush()


def process() -> int:
    """Apply what came in; return how many events were dealt with. Unknown messages stay and are tried again."""
    is_known = select(OutboxMessage.id).where(OutboxMessage.id == InboxEvent.message_id).exists()
    waiting = select(InboxEvent).where(InboxEvent.processed_at.is_(None), is_known).order_by(InboxEvent.received_at)
    events = db.session.scalars(waiting.limit(BATCH).with_for_update(skip_locked=True)).all()
    for event in events:
        rows = select(OutboxMessage).where(OutboxMessage.id == event.message_id).with_for_update()
        message = db.session.scalars(rows.execution_options(populate_existing=True)).one()
        event.outcome = _apply(event, message)
        event.processed_at = clock.now()
    return len(events)


def _apply(event: InboxEvent, message: OutboxMessage) -> EventOutcome:
    if event.body_sha256 != message.body_sha256:
        return EventOutcome.OTHER_BODY
    if message.first_sent_at is None:
        return EventOutcome.NEVER_SENT
    return _apply_status(event, message)


def _apply_status(event: InboxEvent, message: OutboxMessage) -> EventOutcome:
    sent = Sent(str(message.id), message.body_sha256, message.kind)
    content = {"status": event.status, "receipt": event.receipt, "code": event.code}
    outcome = answers.of_status(content, sent)
    if outcome is None:
        return EventOutcome.NO_MEANING
    if message.state in rules.FINAL:
        same = outcome.state is message.state or outcome.state is S.ACCEPTED
        return EventOutcome.REPEATED if same else EventOutcome.CONTRADICTS
    if message.state is S.NEEDS_HUMAN:
        return EventOutcome.WITH_A_PERSON
    if message.state is outcome.state:
        return EventOutcome.REPEATED
    message.receipt = outcome.receipt or message.receipt
    message.answer_code = outcome.code
    history.move(message, outcome.state, f"callback-{event.status}", at=clock.now())
    return EventOutcome.APPLIED


def _read(raw: bytes) -> Callback:
    wrong = Unreadable(N_("Nội dung không đúng."))
    try:
        content = json.loads(raw)
        message_id = UUID(content["message_id"])
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise wrong from None
    words = {name: _word(content.get(name)) for name in ("event_id", "body_sha256", "status", "receipt", "code")}
    event_id, digest, status = words["event_id"], words["body_sha256"], words["status"]
    if not event_id or not digest or not DIGEST.fullmatch(digest) or status not in STATUSES:
        raise wrong
    return Callback(event_id, message_id, digest, status, words["receipt"], words["code"])


def _word(value: Any) -> str | None:
    return value if isinstance(value, str) and 0 < len(value) <= 200 and value.isprintable() else None
