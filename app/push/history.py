"""Every change of a message's state goes through here, so that each one leaves its event."""

from datetime import datetime

from sqlalchemy import update

from app.core.db import db
from app.push import rules
from app.push.models import OutboxDecision, OutboxEvent, OutboxMessage
from app.push.words import DecisionOutcome, MessageState


def begin(message: OutboxMessage) -> None:
    """Put a new message in the outbox with the first line of its history."""
    db.session.add(message)
    _note(message, None, MessageState.QUEUED, "queued", message.created_at)


def move(message: OutboxMessage, to: MessageState, note: str, *, at: datetime) -> None:
    """Move a message that this transaction has locked; a claim on it ends unless the move is the claim's own.

    Raises:
        ImpossibleMove: `to` never follows the state it stands in; final states are never left.
    """
    if message.blocked_for and to in rules.MAY_BE_SENT:
        to = MessageState.BLOCKED  # Its lane was held while it was under way: known not to be there, it waits.
    rules.ensure_may_follow(message.state, to)
    if message.state is MessageState.NEEDS_HUMAN:
        _end_what_was_asked(message, at)
    _note(message, message.state, to, note, at)
    message.state = to
    if to not in (MessageState.CLAIMED, MessageState.SENDING):
        message.claim_token = message.claim_until = None
    if to in rules.FINAL:
        message.settled_at = at


def _end_what_was_asked(message: OutboxMessage, at: datetime) -> None:
    """Nobody agrees any more to what was asked while the letter stood otherwise."""
    waiting = OutboxDecision.message_id == message.id, OutboxDecision.decided_at.is_(None)
    db.session.execute(update(OutboxDecision).where(*waiting).values(outcome=DecisionOutcome.OVERTAKEN, decided_at=at))


def _note(message: OutboxMessage, before: MessageState | None, after: MessageState, note: str, at: datetime) -> None:
    db.session.add(OutboxEvent(message_id=message.id, at=at, from_state=before, to_state=after, note=note))
