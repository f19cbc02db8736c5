"""The worker's side of the outbox: take up one message, write ahead that it leaves, write down what came of it."""

import random
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import CursorResult, Select, and_, bindparam, func, or_, select, update
from sqlalchemy.orm import aliased

from app.core import clock
from app.core.crypto import CannotOpen
from app.core.db import UTCDateTime, db, lock
from app.core.runtime import settings, vault
from app.push import circuit, history, rules, service
from app.push.answers import Answer, Outcome, Sent
from app.push.models import OutboxEvent, OutboxMessage
from app.push.words import MessageState as S

_UNDER_WAY = select(func.count()).where(OutboxMessage.claim_until > bindparam("now"))

# Two officials who have a letter sent again give it its time anew.
_SINCE = func.coalesce(OutboxMessage.resumed_at, OutboxMessage.first_sent_at)


@dataclass(frozen=True)
class Job:
    """One message as it leaves the database: no row, so nothing of it opens a transaction while on the network."""

    message_id: UUID
    token: str
    until: datetime
    stands: S
    sent: Sent
    key: str
    body: bytes

    @property
    def is_question(self) -> bool:
        """Say whether the gateway is asked about the message rather than sent it."""
        return self.stands in rules.MAY_BE_ASKED


def claim_next() -> Job | None:
    """Take up the message that is due longest and stands first in its lane; None when there is nothing to do now.

    The claim holds until its deadline. At most two messages are under way at a time, whatever the number of workers.
    A letter that does not open stops for a person; the others go on.
    """
    lock("push.claims")
    now = clock.now()
    failures = circuit.failures_if_closed(now)
    if failures is None or not rules.may_claim(_under_way(now), failures=failures):
        return None
    due = {"now": now, "too_late": now - rules.HORIZON}
    while (message := db.session.scalars(_due(), due).first()) is not None:
        job = _taken_up(message, now)
        if job is not None:
            return job
        db.session.flush()
    return None


def _taken_up(message: OutboxMessage, now: datetime) -> Job | None:
    """Claim a message; None when it cannot be opened (its key is gone, a byte was changed), and then it stops."""
    message.claim_token = secrets.token_hex(16)
    message.claim_until = now + rules.claim_lasts(settings().push_pace)
    if message.state in rules.MAY_BE_ASKED:
        return _job(message, b"")  # A question names the message only.
    stands = message.state
    history.move(message, S.CLAIMED, "claimed", at=now)
    try:
        body = vault().open(message.body_sealed, place=service.place_of(message.id))
    except CannotOpen:
        history.move(message, S.NEEDS_HUMAN, "cannot-open", at=now)
        return None
    return _job(message, body, stands)


def mark_sending(job: Job) -> bool:
    """Write ahead that the message leaves; False when the claim was lost or is over, and then nothing may leave."""
    now = clock.now()
    mine = (
        OutboxMessage.id == job.message_id,
        OutboxMessage.claim_token == job.token,
        OutboxMessage.claim_until > now,
        OutboxMessage.state == S.CLAIMED,
    )
    left = {"state": S.SENDING, "first_sent_at": func.coalesce(OutboxMessage.first_sent_at, now)}
    result = db.session.execute(
        update(OutboxMessage).where(*mine).values(left).execution_options(synchronize_session=False)
    )
    if cast("CursorResult[Any]", result).rowcount != 1:
        return False
    rules.ensure_may_follow(S.CLAIMED, S.SENDING)
    event = {"message_id": job.message_id, "at": now, "from_state": S.CLAIMED, "to_state": S.SENDING, "note": "sending"}
    db.session.add(OutboxEvent(**event))
    return True


def settle(job: Job, answer: Answer, outcome: Outcome) -> bool:
    """Write down what came of a message; False when its claim was lost meanwhile, and then nothing changes.

    A late answer of a lost claim is dropped: the message is unknown by then, and the gateway is asked.
    """
    rows = select(OutboxMessage).where(OutboxMessage.id == job.message_id, OutboxMessage.claim_token == job.token)
    locked = rows.with_for_update().execution_options(populate_existing=True)
    message = db.session.scalars(locked).first()
    circuit.note(outcome)
    if message is None:
        return False
    now = clock.now()
    _keep_answer(message, answer, outcome)
    message.next_at = now + _wait(message, job, outcome)
    if outcome.state is message.state:
        message.claim_token = message.claim_until = None
    else:
        history.move(message, outcome.state, outcome.note, at=now)
    return True


def sweep() -> int:
    """Find what its worker left behind and what was tried for too long; return how many messages were moved.

    A claim past its deadline that never reached SENDING goes back; one that did is unknown, whatever happened.
    """
    now = clock.now()
    left_behind = and_(OutboxMessage.state.in_((S.CLAIMED, S.SENDING)), OutboxMessage.claim_until <= now)
    free = or_(OutboxMessage.claim_until.is_(None), OutboxMessage.claim_until <= now)
    tried = OutboxMessage.state.in_((S.RETRY_WAIT, S.UNKNOWN, S.ACCEPTED))
    too_long = and_(tried, now - rules.HORIZON >= _SINCE, free)
    rows = select(OutboxMessage).where(or_(left_behind, too_long)).order_by(OutboxMessage.id)
    messages = db.session.scalars(
        rows.with_for_update(skip_locked=True).execution_options(populate_existing=True)
    ).all()
    for message in messages:
        _sweep_one(message, now)
    return len(messages)


def _sweep_one(message: OutboxMessage, now: datetime) -> None:
    if message.state is S.CLAIMED:
        history.move(message, S.RETRY_WAIT if message.first_sent_at else S.QUEUED, "claim-over", at=now)
    elif message.state is S.SENDING:
        message.attempts += 1
        message.queries = 0
        message.next_at = now
        history.move(message, S.UNKNOWN, "worker-lost", at=now)
    else:
        history.move(message, S.NEEDS_HUMAN, "tried-for-30-days", at=now)


@cache
def _due() -> Select[OutboxMessage]:
    """Return the one statement that is asked for every message; building it costs more than asking it."""
    now = bindparam("now", type_=UTCDateTime())
    earlier = aliased(OutboxMessage)
    open_before = select(earlier.id).where(
        earlier.lane == OutboxMessage.lane, earlier.seq < OutboxMessage.seq, earlier.state.not_in(rules.FINAL)
    )
    too_late = and_(OutboxMessage.state == S.RETRY_WAIT, bindparam("too_late", type_=UTCDateTime()) >= _SINCE)
    return (
        select(OutboxMessage)
        .where(
            OutboxMessage.state.in_(rules.MAY_BE_SENT | rules.MAY_BE_ASKED),
            OutboxMessage.next_at <= now,
            or_(OutboxMessage.claim_until.is_(None), OutboxMessage.claim_until <= now),
            ~open_before.exists(),
            ~too_late,
        )
        .order_by(OutboxMessage.next_at, OutboxMessage.id)
        .limit(1)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )


def _under_way(now: datetime) -> int:
    return db.session.scalar(_UNDER_WAY, {"now": now}) or 0


def _job(message: OutboxMessage, body: bytes, stands: S | None = None) -> Job:
    assert message.claim_token is not None  # noqa: S101  # Set by the caller, for the type.
    assert message.claim_until is not None  # noqa: S101
    return Job(
        message_id=message.id,
        token=message.claim_token,
        until=message.claim_until,
        stands=stands or message.state,
        sent=Sent(str(message.id), message.body_sha256, message.kind),
        key=message.idempotency_key,
        body=body,
    )


def _keep_answer(message: OutboxMessage, answer: Answer, outcome: Outcome) -> None:
    message.receipt = outcome.receipt or message.receipt
    message.answer_code = outcome.code
    message.answer_text = outcome.text
    message.answer_sha256 = answer.sha256 or message.answer_sha256
    message.peer_certificate = answer.certificate or message.peer_certificate


def _wait(message: OutboxMessage, job: Job, outcome: Outcome) -> timedelta:
    """Count the try and return how long the message rests: sends and questions have a ladder each."""
    if outcome.refused_us:
        return timedelta()
    if job.is_question:
        message.queries += 1
    else:
        message.attempts += 1
        message.queries = 0
    pace, chance = settings().push_pace, random.random()  # noqa: S311  # Spreads the load; nothing secret.
    if outcome.asked_wait is not None:
        return rules.wait_as_asked(outcome.asked_wait, pace=pace, chance=chance)
    tries = message.queries + 1 if outcome.state in rules.MAY_BE_ASKED else message.attempts
    return rules.wait_before(tries, pace=pace, chance=chance)
