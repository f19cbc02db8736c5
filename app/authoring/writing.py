"""Writing in a draft by several hands: what comes too late is kept beside it, what is replaced stays in its history."""

from uuid import UUID

from app.authoring import history, rules
from app.authoring.drafts import locked, title_of, writable
from app.authoring.models import Draft
from app.authoring.opening import open_draft
from app.authoring.words import RevisionKind
from app.catalog.storing import find_version
from app.core import clock
from app.core.actor import Actor
from app.core.db import db
from app.core.errors import NotFound, Refusal
from app.core.text import N_


class DraftConflict(Refusal):
    """A text came too late and was kept beside the draft. It is returned, not raised: what was kept has to stay."""

    def __init__(self, draft: Draft, message: str, kept_number: int) -> None:
        super().__init__(message, by=draft.updated_by.full_name)
        self.draft_id, self.revision, self.is_writable = draft.id, draft.revision, draft.is_writable
        self.current_text, self.by, self.at = draft.text, draft.updated_by.full_name, draft.updated_at
        self.kept_number = kept_number


SAVED_MEANWHILE = N_("%(by)s vừa lưu một bản khác. Bản của thầy cô được giữ ở lịch sử, mời gộp hai bản rồi lưu lại.")
NOT_NOW = N_("Bài đang chờ duyệt hoặc đã khép lại nên chưa sửa được. Chữ vừa gõ được giữ ở lịch sử.")


def save(draft_id: UUID, text: str, *, base_revision: int, actor: Actor, auto: bool = False) -> Draft | DraftConflict:
    """Put a text in the place of the draft's; the same text again changes nothing, whatever it started from.

    A text that started from an older revision, or that comes while the draft is reviewed, is kept as a line of the
    history and answered with the conflict, not raised: it must not be lost with the transaction.

    Raises:
        BadText: too long, or characters in it that cannot be seen.
        NotFound: there is no such draft.
    """
    text = rules.cleaned(text)
    draft = locked(draft_id)
    if text == draft.text:
        if not auto and draft.is_writable:
            history.settle(draft, RevisionKind.SAVED, actor=actor)
        return draft
    if not draft.is_writable:
        return _refused(draft, text, base_revision, actor, NOT_NOW)
    if base_revision != draft.revision:
        return _refused(draft, text, base_revision, actor, SAVED_MEANWHILE)
    return _change(draft, text, RevisionKind.AUTOSAVED if auto else RevisionKind.SAVED, actor=actor)


def restore(draft_id: UUID, number: int, *, base_revision: int, actor: Actor) -> Draft:
    """Put the text of a line of the history in the place of the draft's, which stays in the history.

    Raises:
        NotFound: there is no such draft or line.
        NotWritable: the draft waits for its review, or has come to its end.
        Stale: somebody changed it meanwhile.
    """
    draft = writable(draft_id, base_revision)
    line = history.get_revision(draft_id, number)
    if line.text == draft.text:
        return draft
    return _change(draft, line.text, RevisionKind.RESTORED, actor=actor, note=str(number))


def restore_version(key: str, number: int, *, base_revision: int, actor: Actor) -> Draft:
    """Put the text of a published version in the place of the draft's, opening one where there is none.

    Raises:
        NotFound: there is no such version.
        NotWritable: the draft waits for its review.
        Stale: somebody changed it meanwhile.
    """
    version = find_version(key, number)
    if version is None:
        raise NotFound(history.NOWHERE)
    draft = open_draft(key, actor=actor)
    shown = 1 if base_revision == 0 and draft.revision == 1 else base_revision
    draft = writable(draft.id, shown)
    if version.source_text == draft.text:
        return draft
    return _change(draft, version.source_text, RevisionKind.RESTORED, actor=actor)


def reformat(draft: Draft, text: str, *, actor: Actor) -> None:
    """Put the text in its fixed form in the place of the draft's, or at least write down the text as it is."""
    if text != draft.text:
        _change(draft, text, RevisionKind.FORMATTED, actor=actor)
    else:
        history.settle(draft, actor=actor)


def _refused(draft: Draft, text: str, base_revision: int, actor: Actor, message: str) -> DraftConflict:
    line = history.keep_unmerged(draft, text, base_revision=base_revision, actor=actor)
    return DraftConflict(draft, message, line.number)


def _change(draft: Draft, text: str, kind: RevisionKind, *, actor: Actor, note: str | None = None) -> Draft:
    is_auto, now = kind is RevisionKind.AUTOSAVED, clock.now()
    if draft.updated_by_id != actor.person_id or kind in (RevisionKind.RESTORED, RevisionKind.FORMATTED):
        history.settle(draft, actor=actor)
    last_at, last_by = history.last_change(draft)
    draft.text, draft.title = text, title_of(text, draft.key) or draft.title
    draft.revision += 1
    draft.updated_by_id, draft.updated_account, draft.updated_at = actor.person_id, actor.account, now
    db.session.flush()
    if rules.makes_a_line(is_auto=is_auto, last_at=last_at, last_by=last_by, by=actor.person_id, now=now):
        history.write(draft, kind, actor=actor, note=note)
    return draft
