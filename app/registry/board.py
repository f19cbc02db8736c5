"""The letters as the push board shows them: whose record, where it stands, and why it waits, in words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, and_, case, select

from app.core.db import db
from app.core.text import N_
from app.people.models import Person
from app.push.models import OutboxMessage
from app.push.words import Kind, MessageState
from app.registry.models import RegistrySlot, RegistryVersion
from app.registry.paging import Page, Place, page_of

STUCK = (MessageState.REJECTED, MessageState.UNKNOWN)
MOST_STUCK = 50
REASONS = {
    MessageState.QUEUED: N_("Đang xếp hàng, chưa gửi."),
    MessageState.BLOCKED: N_("Đang giữ lại, chưa gửi."),
    MessageState.CLAIMED: N_("Sắp gửi."),
    MessageState.SENDING: N_("Đang gửi."),
    MessageState.UNKNOWN: N_("Không nhận được trả lời rõ ràng; hệ thống hỏi lại trước khi gửi tiếp."),
    MessageState.ACCEPTED: N_("Cổng đã nhận, đang chờ kết quả."),
    MessageState.RETRY_WAIT: N_("Chưa tới nơi, sẽ gửi lại."),
    MessageState.NEEDS_HUMAN: N_("Dừng lại chờ người xem; các bản tin sau của người này cũng chờ."),
    MessageState.CONFIRMED: N_("Cổng đã ghi nhận, có biên nhận."),
    MessageState.REJECTED: N_("Cổng không nhận. Cần xem lại thông tin của hồ sơ."),
    MessageState.CANCELLED: N_("Đã huỷ trước khi gửi vì hồ sơ bị thu hồi."),
}
HELD = {
    "record-hold": N_("Hồ sơ của người này đang tạm giữ."),
    "no-account": N_("Người này chưa có tài khoản VNeID; không phải lỗi."),
}
KINDS = {
    Kind.CONFIRM: N_("Xác nhận"),
    Kind.CORRECT: N_("Sửa"),
    Kind.REVOKE: N_("Thu hồi"),
}


@dataclass(frozen=True)
class Letter:
    """One letter in the words of the board; `answer` is what the gateway wrote, if it wrote."""

    record_id: UUID | None
    number: str
    kind: str
    is_revoking: bool
    name: str
    state: MessageState
    reason: str
    answer: str
    receipt: str
    attempts: int
    created_at: datetime
    next_at: datetime
    id: UUID


def stuck() -> list[Letter]:
    """Return the letters that were refused or wait for an answer, the refused ones first."""
    order = case({state.value: place for place, state in enumerate(STUCK)}, value=OutboxMessage.state)
    rows = _letters().where(OutboxMessage.state.in_(STUCK)).order_by(order, OutboxMessage.id).limit(MOST_STUCK)
    return [_in_words(row) for row in db.session.execute(rows)]


def letters(state: MessageState | None, place: UUID | None = None, *, is_before: bool = False) -> Page[Letter]:
    """Return one page of letters, the newest first; a letter's id is in the order of making."""
    rows = _letters()
    if state is not None:
        rows = rows.where(OutboxMessage.state == state)
    page = page_of(rows, [OutboxMessage.id], Place((place,), is_before) if place else None, newest_first=True)
    return Page([_in_words(row) for row in page.rows], page.total, page.has_previous, page.has_next)


def stopped() -> list[Letter]:
    """Return the letters that stopped for people to decide, those that wait longest first."""
    rows = _letters().where(OutboxMessage.state == MessageState.NEEDS_HUMAN).order_by(OutboxMessage.id)
    return [_in_words(row) for row in db.session.execute(rows.limit(MOST_STUCK))]


def find_letter(message_id: UUID) -> Letter | None:
    """Return one letter, or None."""
    row = db.session.execute(_letters().where(OutboxMessage.id == message_id)).first()
    return _in_words(row) if row else None


def letters_of(number: str) -> list[Letter]:
    """Return every letter about a record, the oldest first."""
    rows = _letters().where(OutboxMessage.subject == number).order_by(OutboxMessage.id)
    return [_in_words(row) for row in db.session.execute(rows)]


def _letters() -> Select[Any]:
    columns: list[Any] = [OutboxMessage, RegistrySlot.public_id, Person.full_name]
    version = and_(RegistryVersion.number == OutboxMessage.subject, RegistryVersion.version == OutboxMessage.version)
    return (
        select(*columns)
        .outerjoin(RegistryVersion, version)
        .outerjoin(RegistrySlot, RegistrySlot.id == RegistryVersion.slot_id)
        .outerjoin(Person, Person.id == RegistrySlot.person_id)
    )


def _in_words(row: Row[Any]) -> Letter:
    message: OutboxMessage = row.OutboxMessage
    held = HELD.get(message.blocked_for or "") if message.state is MessageState.BLOCKED else None
    return Letter(
        record_id=row.public_id,
        number=message.subject,
        kind=KINDS[message.kind],
        is_revoking=message.kind is Kind.REVOKE,
        name=row.full_name or "",
        state=message.state,
        reason=held or REASONS[message.state],
        answer=" – ".join(part for part in (message.answer_code, message.answer_text) if part),
        receipt=message.receipt or "",
        attempts=message.attempts,
        created_at=message.created_at,
        next_at=message.next_at,
        id=message.id,
    )
