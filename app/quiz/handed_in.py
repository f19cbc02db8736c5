"""A file with answers that never found a line: read from a device, handed in on another one."""

import json
import zlib
from typing import Any
from uuid import UUID

from app.audit import service as audit
from app.audit.actions import Action
from app.core.actor import Actor
from app.core.errors import Refusal
from app.core.text import N_
from app.quiz import syncing
from app.quiz.syncing import Batch, Fate, Told, Whose

KIND = "hoc-vu-so/cau-tra-loi"
FORM = 1
LARGEST_FILE = 300_000


class BadFile(Refusal):
    """The file holds no answers of ours, or is not whole any more."""

    status = 422


def read_file(raw: bytes) -> Batch:
    """Return the entries of a file; the sum tells damage, and the rules of each attempt tell what is not true.

    Raises:
        BadFile: not our file, of a later form, damaged, too long, or with too many entries.
    """
    if len(raw) > LARGEST_FILE:
        raise BadFile(N_("Tệp này to quá, không phải tệp câu trả lời của Học Vụ Số."))
    try:
        sent = json.loads(raw)
    except (ValueError, RecursionError):
        raise _foreign() from None
    if not isinstance(sent, dict) or sent.get("kind") != KIND:
        raise _foreign()
    if sent.get("form") != FORM:
        raise BadFile(N_("Tệp này do bản mới hơn của Học Vụ Số làm ra, máy chủ chưa đọc được."))
    items = sent.get("items")
    if not isinstance(items, list) or not _is_whole(items, sent.get("sum")):
        raise BadFile(N_("Tệp này bị hỏng hoặc đã bị sửa nên máy chủ không nhận. Mời bác tải lại tệp từ máy cũ."))
    if len(items) > syncing.MOST_ITEMS:
        raise BadFile(N_("Tệp này có nhiều câu quá. Mời bác gửi từ chính máy đã làm bài."))
    return syncing.sort_entries("", items)


def sum_of(items: list[Any]) -> str:
    """Return the check sum of entries: CRC-32 of their shortest JSON, as `JSON.stringify` writes it."""
    text = json.dumps(items, ensure_ascii=False, separators=(",", ":"))
    return f"{zlib.crc32(text.encode(errors='surrogatepass')):08x}"


def may_hand_in(whose: Whose | None, *, reader: int, is_learner: bool, is_helper: bool) -> bool:
    """Tell whether somebody may hand in these answers: the owner, or a helper for the owner."""
    if whose is None:
        return False
    return is_learner if whose.person_id == reader else is_helper


def note_help(attempt_id: UUID, told: list[Told], *, helper: Actor) -> None:
    """Write into the trail that a helper handed in somebody's answers, and how many were stored."""
    saved = sum(one.fate is Fate.SAVED for one in told)
    payload = {"entries": len(told), "saved": saved}
    audit.record(Action.ANSWERS_HANDED_IN, actor=helper, subject=f"attempt:{attempt_id}", payload=payload)


def _foreign() -> BadFile:
    return BadFile(N_("Đây không phải tệp câu trả lời của Học Vụ Số. Mời bác chọn đúng tệp đã tải từ máy làm bài."))


def _is_whole(items: list[Any], told: Any) -> bool:
    try:
        return bool(sum_of(items) == told)
    except RecursionError:
        return False
