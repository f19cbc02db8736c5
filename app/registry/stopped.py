"""Letters that stopped for people: what is known about each, what is asked to be done, and who may answer."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.core.actor import Actor
from app.core.errors import NotFound
from app.core.text import N_
from app.push import decisions
from app.push import service as push
from app.push.models import OutboxDecision, OutboxEvent, OutboxMessage
from app.push.words import MessageState
from app.registry import board
from app.registry.board import Letter
from app.web.permissions import Permission as May

# Why a letter stopped, by the note that the post left in its history.
REASONS = {
    "key-mismatch": N_("Cổng nói mã gửi này đã dùng cho một nội dung khác."),
    "revoked-elsewhere": N_("Cổng nói hồ sơ này đã bị thu hồi ở nơi khác."),
    "tried-for-30-days": N_("Đã gửi và hỏi lại suốt 30 ngày mà chưa có kết quả."),
    "cannot-open": N_("Không mở được nội dung đã niêm phong của bản tin, nên chưa gửi."),
    "http-410": N_("Cổng nói địa chỉ nhận này không còn dùng nữa (410)."),
}
ELSEWHERE = N_("Cổng chuyển sang một địa chỉ khác; hệ thống không tự đi theo.")
DONE = {MessageState.RETRY_WAIT: N_("Gửi lại đúng bản tin này"), MessageState.REJECTED: N_("Ghi là cổng không nhận")}


@dataclass(frozen=True)
class Stopped:
    """A letter that waits for two officials: why, since when, and whether one of them has asked already."""

    letter: Letter
    why: str
    since: datetime
    waiting: OutboxDecision | None


@dataclass(frozen=True)
class Sheet:
    """Everything the page of one letter shows; `problem` says what bars who looks from agreeing to what is asked."""

    letter: Letter
    message: OutboxMessage
    why: str
    events: list[OutboxEvent]
    decisions: list[OutboxDecision]
    waiting: OutboxDecision | None
    may_decide: bool
    problem: str | None


def list_stopped() -> list[Stopped]:
    """Return the letters that wait for two officials, fifty at most, those that stopped longest first."""
    return [_stopped(letter) for letter in board.stopped()]


def read(message_id: UUID, actor: Actor, permissions: Collection[str]) -> Sheet:
    """Return one letter, with its history, as one official sees it.

    Raises:
        NotFound: there is no such letter.
    """
    letter = board.find_letter(message_id)
    if letter is None:
        raise NotFound(N_("Không tìm thấy bản tin này."))
    message, waiting = push.get_message(message_id), decisions.find_waiting(message_id)
    events = _events(letter)
    is_open = message.state is MessageState.NEEDS_HUMAN and May.RESOLVE_PUSH in permissions
    return Sheet(
        letter=letter,
        message=message,
        why=_why(events) if message.state is MessageState.NEEDS_HUMAN else letter.reason,
        events=events,
        decisions=decisions.decisions_of(message_id),
        waiting=waiting,
        may_decide=is_open,
        problem=decisions.objection(message, waiting, actor, is_leader=May.APPROVE in permissions) if is_open else None,
    )


def _stopped(letter: Letter) -> Stopped:
    events = _events(letter)
    return Stopped(letter, _why(events), events[-1].at, decisions.find_waiting(letter.id))


def _events(letter: Letter) -> list[OutboxEvent]:
    return [event for event in push.history_of(letter.number) if event.message_id == letter.id]


def _why(events: list[OutboxEvent]) -> str:
    note = events[-1].note
    return REASONS.get(note) or (ELSEWHERE if note.startswith("http-3") else note)
