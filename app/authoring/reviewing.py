"""The review by a second person: sent, commented at its lines, sent back, or taken back by who wrote it."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from app.audit import service as audit
from app.audit.actions import Action
from app.authoring import checking, drafts, queries, rules, writing
from app.authoring.drafts import Stale
from app.authoring.models import Draft, ReviewComment
from app.authoring.words import DraftState
from app.catalog.editions import fingerprint
from app.catalog.models import PublishedQuestion
from app.catalog.shelf import files
from app.content.format import CannotFormat, NewIds, write
from app.content.parse import parse_text
from app.content.schema import Problem
from app.core import clock
from app.core.actor import Actor
from app.core.db import db
from app.core.errors import NotFound, Refusal
from app.core.text import N_


class NotInReview(Refusal):
    """The draft does not wait for a review, or does no more."""

    def __init__(self) -> None:
        super().__init__(N_("Bài này hiện không chờ duyệt. Mời thầy cô tải lại trang."))


class CannotSend(Refusal):
    """The text still has errors; `problems` are all of its own."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(N_("Còn %(count)s chỗ cần sửa trước khi gửi duyệt."), count=len(problems))
        self.problems = problems


@dataclass(frozen=True)
class PlacedComment:
    """A comment and the line its words stand at now, None when they are gone."""

    comment: ReviewComment
    line: int | None

    @property
    def is_open(self) -> bool:
        """Tell whether it still waits for somebody."""
        return self.comment.resolved_at is None


def send_to_review(draft_id: UUID, *, base_revision: int, actor: Actor) -> Draft:
    """Hand a draft to a second person, in the fixed form of the format and with an id for each question.

    Raises:
        CannotSend: there are errors in it.
        NotWritable: it waits already, or has come to its end.
        Stale: somebody changed it meanwhile.
    """
    draft = drafts.writable(draft_id, base_revision)
    found = checking.examine(draft.key, draft.text)
    errors = tuple(problem for problem in found.problems if problem.is_error)
    if errors:
        raise CannotSend(errors)
    try:
        text = write(found.document, NewIds(set(db.session.scalars(select(PublishedQuestion.id)))))
    except CannotFormat as refusal:
        raise CannotSend(refusal.problems) from refusal
    writing.reformat(draft, text, actor=actor)
    drafts.move(draft, DraftState.IN_REVIEW, Action.DRAFT_SENT, actor=actor)
    return draft


def take_back(draft_id: UUID, *, actor: Actor) -> Draft:
    """Take a draft out of its review to write on.

    Raises:
        NotInReview: it is in no review.
    """
    draft = in_review(draft_id)
    drafts.move(draft, DraftState.DRAFT, Action.DRAFT_TAKEN_BACK, actor=actor)
    return draft


def send_back(draft_id: UUID, *, shown_revision: int, reason: str, actor: Actor) -> Draft:
    """Give a draft back to who wrote it, with the reason.

    Raises:
        BadComment: no reason.
        NotInReview: it is in no review.
        Stale: it is not what was shown.
    """
    said = rules.reason(reason)
    draft = in_review(draft_id, shown_revision)
    drafts.move(draft, DraftState.RETURNED, Action.DRAFT_RETURNED, actor=actor, reason=said)
    return draft


def in_review(draft_id: UUID, shown_revision: int | None = None) -> Draft:
    """Return a draft that waits for its review, as it was shown.

    Raises:
        NotFound: there is no such draft.
        NotInReview: it is in no review.
        Stale: it is not what was shown.
    """
    draft = drafts.locked(draft_id)
    if draft.state is not DraftState.IN_REVIEW:
        raise NotInReview
    if shown_revision not in (None, draft.revision):
        raise Stale
    return draft


def seal_of(draft: Draft) -> str:
    """Return the hash of what a review shows: the text and the media it names, as they are now."""
    return fingerprint(parse_text(draft.text, f"{draft.key}.md").text, files(draft.folder))


def comments(draft: Draft) -> list[PlacedComment]:
    """Return the comments of a draft, those at its first lines first."""
    rows = queries.comments_of(draft.id)
    found = [PlacedComment(row, rules.placed(row.line, row.quote, draft.text)) for row in rows]
    return sorted(found, key=lambda one: (one.line or one.comment.line, one.comment.written_at))


def comment(draft_id: UUID, *, revision: int, line: int, text: str, actor: Actor) -> ReviewComment:
    """Say something about a line (from 1) of a draft in review.

    Raises:
        BadComment: nothing is said, or too much.
        NotFound: there is no such draft or line.
        NotInReview: it is in no review.
        Stale: it is not what was shown.
    """
    said = rules.comment_text(text)
    draft = in_review(draft_id, revision)
    lines = draft.text.split("\n")
    if not 0 < line <= len(lines):
        raise NotFound(N_("Bài không có dòng này."))
    what = {"draft_id": draft.id, "revision": revision, "line": line, "quote": lines[line - 1], "text": said}
    row = ReviewComment(**what, written_by_id=actor.person_id, written_at=clock.now())
    db.session.add(row)
    payload = {"key": draft.key, "revision": revision, "line": line, "text": said}
    audit.record(Action.DRAFT_COMMENTED, actor=actor, subject=f"draft:{draft.id}", payload=payload)
    return row


def resolve_comment(draft_id: UUID, comment_id: UUID, *, actor: Actor) -> ReviewComment:
    """Close a comment: what it asked for is done or talked over. A second time changes nothing.

    Raises:
        NotFound: this draft has no such comment.
    """
    drafts.locked(draft_id)
    row = db.session.get(ReviewComment, comment_id)
    if row is None or row.draft_id != draft_id:
        raise NotFound(N_("Không có nhận xét này."))
    if row.resolved_at is None:
        row.resolved_by_id, row.resolved_at = actor.person_id, clock.now()
        payload = {"comment": str(row.id), "line": row.line}
        audit.record(Action.COMMENT_RESOLVED, actor=actor, subject=f"draft:{draft_id}", payload=payload)
    return row
