"""The closed lists of the workshop: the states of a draft and what a line of its history is; the value is stored."""

from enum import StrEnum

from app.core.text import N_


class DraftState(StrEnum):
    """Where a draft stands; the first three are living, and a key has at most one living draft."""

    DRAFT = "draft"
    IN_REVIEW = "in-review"
    RETURNED = "returned"
    PUBLISHED = "published"
    DISCARDED = "discarded"


class RevisionKind(StrEnum):
    """What a line of the history is; only the first one says nothing about who wrote the text."""

    START = "start"
    SAVED = "saved"
    AUTOSAVED = "autosaved"
    RESTORED = "restored"
    FORMATTED = "formatted"
    UNMERGED = "unmerged"


LIVING = frozenset({DraftState.DRAFT, DraftState.IN_REVIEW, DraftState.RETURNED})
OPEN_TO_WRITING = frozenset({DraftState.DRAFT, DraftState.RETURNED})

STATES = {
    DraftState.DRAFT: N_("Đang soạn"),
    DraftState.IN_REVIEW: N_("Đang chờ duyệt"),
    DraftState.RETURNED: N_("Được trả lại để sửa"),
    DraftState.PUBLISHED: N_("Đã phát hành"),
    DraftState.DISCARDED: N_("Đã bỏ"),
}
KINDS = {
    RevisionKind.START: N_("bắt đầu"),
    RevisionKind.SAVED: N_("lưu"),
    RevisionKind.AUTOSAVED: N_("tự lưu"),
    RevisionKind.RESTORED: N_("lấy lại bản cũ"),
    RevisionKind.FORMATTED: N_("sắp lại và cấp mã câu hỏi"),
    RevisionKind.UNMERGED: N_("bản chưa gộp"),
}
