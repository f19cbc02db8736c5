"""The counter of the post: letters are handed in, held, released and taken back here; nothing is sent here."""

import secrets
from collections.abc import Callable, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from app.core import clock
from app.core.canonical import sha256_hex
from app.core.db import db, lock, uuid7
from app.core.errors import NotFound
from app.core.runtime import vault
from app.core.text import N_
from app.push import history, rules
from app.push.models import OutboxEvent, OutboxMessage
from app.push.words import Kind
from app.push.words import MessageState as S


def enqueue(*, lane: str, kind: Kind, subject: str, version: int, body: Callable[[UUID], bytes]) -> OutboxMessage:
    """Hand in a letter in the transaction of the act it reports: both exist, or neither.

    `body` is called once with the message id; its bytes are frozen, sealed, and sent as they are every time.
    `lane` is one person: letters of one lane leave one after the other, each when the one before is final.
    """
    lock(f"push.lane|{lane}")
    now, message_id = clock.now(), uuid7()
    content = body(message_id)
    last = db.session.scalar(select(func.max(OutboxMessage.seq)).where(OutboxMessage.lane == lane))
    message = OutboxMessage(
        id=message_id,
        lane=lane,
        seq=(last or 0) + 1,
        kind=kind,
        subject=subject,
        version=version,
        body_sealed=vault().seal(content, place=place_of(message_id)),
        body_sha256=sha256_hex(content),
        idempotency_key=secrets.token_hex(16),
        state=S.QUEUED,
        created_at=now,
        next_at=now,
    )
    history.begin(message)
    db.session.flush()
    return message


def hold_lane(lane: str, reason: str) -> int:
    """Keep what has not left, or is known not to have arrived, from leaving; return how many letters are kept.

    `reason` is a constant word that `release_lane` may name. A letter whose outcome is unknown goes on being asked
    about, which changes nothing at the gateway; once it is known not to have arrived it is kept as well.
    """
    messages = _locked(OutboxMessage.lane == lane, OutboxMessage.state.not_in(rules.FINAL))
    kept = [message for message in messages if message.state in (S.QUEUED, S.CLAIMED, S.RETRY_WAIT)]
    for message in messages:
        message.blocked_for = reason
    for message in kept:
        history.move(message, S.BLOCKED, f"held:{reason}", at=clock.now())
    return len(kept)


def release_lane(lane: str, *, reason: str | None = None) -> int:
    """Let what was held leave again, all of it or what was held for `reason`; return how many letters."""
    wanted = [OutboxMessage.lane == lane, OutboxMessage.blocked_for.is_not(None)]
    if reason is not None:
        wanted.append(OutboxMessage.blocked_for == reason)
    held = _locked(*wanted)
    for message in held:
        message.blocked_for = None
    messages = [message for message in held if message.state is S.BLOCKED]
    for message in messages:
        message.next_at = clock.now()
        history.move(message, S.RETRY_WAIT if message.first_sent_at else S.QUEUED, "released", at=clock.now())
    return len(messages)


def cancel_unsent(subject: str) -> bool:
    """Take back every letter of a record that never left; return whether nothing about it ever left.

    False means the gateway may know the record, so a REVOKE has to follow.
    """
    messages = _locked(OutboxMessage.subject == subject)
    for message in messages:
        if message.first_sent_at is None and message.state not in rules.FINAL:
            history.move(message, S.CANCELLED, "taken-back", at=clock.now())
    db.session.flush()
    return all(message.first_sent_at is None for message in messages)


def messages_of(subjects: Sequence[str]) -> dict[str, list[OutboxMessage]]:
    """Return the letters of each record, oldest first; every subject is a key."""
    found: dict[str, list[OutboxMessage]] = {subject: [] for subject in subjects}
    rows = select(OutboxMessage).where(OutboxMessage.subject.in_(found)).order_by(OutboxMessage.lane, OutboxMessage.seq)
    for message in db.session.scalars(rows):
        found[message.subject].append(message)
    return found


def state_of(subject: str) -> S | None:
    """Return where the newest letter of a record stands that was not taken back; None when there is none."""
    rows = select(OutboxMessage.state).where(OutboxMessage.subject == subject, OutboxMessage.state != S.CANCELLED)
    return db.session.scalars(rows.order_by(OutboxMessage.seq.desc()).limit(1)).first()


def history_of(subject: str) -> list[OutboxEvent]:
    """Return every change of state of a record's letters, oldest first."""
    letters = select(OutboxMessage.id).where(OutboxMessage.subject == subject)
    return list(
        db.session.scalars(select(OutboxEvent).where(OutboxEvent.message_id.in_(letters)).order_by(OutboxEvent.id))
    )


def get_message(message_id: UUID) -> OutboxMessage:
    """Return a letter.

    Raises:
        NotFound: there is none with this id.
    """
    message = db.session.get(OutboxMessage, message_id)
    if message is None:
        raise NotFound(N_("Không tìm thấy bản tin này."))
    return message


def get_locked(message_id: UUID) -> OutboxMessage:
    """Return a letter as it is now, with nobody else able to move it before this transaction ends.

    Raises:
        NotFound: there is none with this id.
    """
    messages = _locked(OutboxMessage.id == message_id)
    return messages[0] if messages else get_message(message_id)


def place_of(message_id: UUID) -> str:
    """Return the place a body is sealed for."""
    return f"outbox_message|body|{message_id}"


def _locked(*wanted: ColumnElement[bool]) -> Sequence[OutboxMessage]:
    rows = select(OutboxMessage).where(*wanted).order_by(OutboxMessage.seq)
    return db.session.scalars(rows.with_for_update().execution_options(populate_existing=True)).all()
