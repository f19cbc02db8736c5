"""A draft as a whole: found, kept from being changed by two at once, moved from state to state, discarded."""

from uuid import UUID

from app.audit import service as audit
from app.audit.actions import Action
from app.authoring import history, queries
from app.authoring.models import Draft
from app.authoring.words import LIVING, DraftState
from app.catalog.storing import find_current
from app.content.parse import parse_text
from app.core.actor import Actor
from app.core.errors import NotFound, Refusal
from app.core.text import N_

NO_DRAFT = N_("Không có bản nháp này.")
LONGEST_TITLE = 200


class Stale(Refusal):
    """The draft is not what was shown: somebody changed it meanwhile."""

    def __init__(self) -> None:
        super().__init__(N_("Bài vừa có người sửa thêm. Mời thầy cô tải lại trang để xem bản mới nhất."))


class NotWritable(Refusal):
    """The draft waits for its review, or has come to its end."""

    def __init__(self, draft: Draft) -> None:
        ended = draft.state not in LIVING
        super().__init__(
            N_("Bản nháp này đã khép lại. Mời thầy cô mở bài để soạn bản mới.")
            if ended
            else N_("Bài đang chờ duyệt nên chưa sửa được. Muốn sửa tiếp, mời thầy cô rút về.")
        )


def get_draft(draft_id: UUID) -> Draft:
    """Return a draft, living or not.

    Raises:
        NotFound: there is none.
    """
    draft = queries.find_draft(draft_id)
    if draft is None:
        raise NotFound(NO_DRAFT)
    return draft


def locked(draft_id: UUID) -> Draft:
    """Return a draft as it is now, with nobody else able to change it before this transaction ends.

    Raises:
        NotFound: there is none.
    """
    draft = queries.find_draft(draft_id, for_update=True)
    if draft is None:
        raise NotFound(NO_DRAFT)
    return draft


def accept_newer(draft_id: UUID, *, number: int, actor: Actor) -> Draft:
    """Let a draft go on from a newer published version: who asks for it has seen what that one changed.

    Raises:
        NotWritable: the draft waits for its review, or has come to its end.
        Stale: an even newer version was published.
    """
    draft = locked(draft_id)
    if not draft.is_writable:
        raise NotWritable(draft)
    if newer_number(draft) != number:
        raise Stale
    before, draft.base_number = draft.base_number, number
    payload = {"key": draft.key, "from": before, "to": number}
    audit.record(Action.DRAFT_REBASED, actor=actor, subject=f"draft:{draft.id}", payload=payload)
    return draft


def discard(draft_id: UUID, *, base_revision: int, actor: Actor) -> Draft:
    """End a draft that nobody wants to go on with; its history stays, what is published stays as it is.

    Raises:
        NotWritable: it waits for its review, or has come to its end.
        Stale: somebody changed it meanwhile.
    """
    draft = writable(draft_id, base_revision)
    history.settle(draft, actor=actor)
    move(draft, DraftState.DISCARDED, Action.DRAFT_DISCARDED, actor=actor)
    return draft


def newer_number(draft: Draft) -> int | None:
    """Return the number of a version that was published after the draft started, None where there is none."""
    current = find_current(draft.key)
    return current.number if current and current.number != draft.base_number else None


def writable(draft_id: UUID, base_revision: int) -> Draft:
    """Return a draft that may be written, as it was shown.

    Raises:
        NotFound: there is no such draft.
        NotWritable: it waits for its review, or has come to its end.
        Stale: somebody changed it meanwhile.
    """
    draft = locked(draft_id)
    if not draft.is_writable:
        raise NotWritable(draft)
    if draft.revision != base_revision:
        raise Stale
    return draft


def move(draft: Draft, state: DraftState, action: Action, *, actor: Actor, reason: str | None = None) -> None:
    """Move a draft to another state, with a line in the trail."""
    before, draft.state, draft.note = draft.state, state, reason
    payload = {"key": draft.key, "revision": draft.revision} | ({"reason": reason} if reason else {})
    subject = f"draft:{draft.id}"
    audit.record(action, actor=actor, subject=subject, from_state=before, to_state=state, payload=payload)


def title_of(text: str, key: str) -> str:
    """Return the title a text gives itself, empty where it has none."""
    document = parse_text(text, f"{key}.md")
    tree = document.module.meta if document.module else document.programme
    return tree.title[:LONGEST_TITLE] if tree else ""
