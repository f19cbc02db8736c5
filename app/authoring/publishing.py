"""From a reviewed draft to what learners read: prepared without a lock, stored as the review saw it; withdrawing."""

from dataclasses import dataclass
from uuid import UUID

from app.authoring import checking, drafts, history, queries, reviewing, rules
from app.authoring.checking import Checked
from app.authoring.drafts import Stale, newer_number
from app.authoring.models import INDEX, Draft
from app.authoring.reviewing import NotInReview, in_review
from app.authoring.words import DraftState
from app.catalog import service as catalog
from app.catalog import shelf, storing
from app.catalog.editions import Edition, edition_of_module, edition_of_programme
from app.catalog.publishing import nameless
from app.catalog.rendering import MediaFile, Unrenderable, page_of_module, page_of_programme, render_page
from app.catalog.storing import Version, find_current
from app.catalog.words import Origin
from app.content.schema import Document, Problem
from app.core.actor import Actor
from app.core.db import db, let_go, lock
from app.core.errors import NotAllowed, NotFound, Refusal
from app.core.text import N_


class CannotPublish(Refusal):
    """Errors stand against it: `problems` in the text itself, `elsewhere` in files that name it."""

    def __init__(self, problems: tuple[Problem, ...], elsewhere: tuple[Problem, ...] = ()) -> None:
        count = len(problems) + len(elsewhere)
        super().__init__(N_("Còn %(count)s chỗ cần sửa nên chưa phát hành được."), count=count)
        self.problems, self.elsewhere = problems, elsewhere


class OwnWork(NotAllowed):
    """Who wrote in a draft does not publish it, under whatever account."""

    def __init__(self) -> None:
        super().__init__(N_("Thầy cô đã viết trong bài này, nên cần một người khác duyệt và phát hành."))


class OpenComments(Refusal):
    """Somebody's comment still waits for an answer."""

    def __init__(self, count: int) -> None:
        super().__init__(N_("Còn %(count)s nhận xét chưa xong. Mời thầy cô xem hết rồi phát hành."), count=count)


class NewerVersion(Refusal):
    """A newer version was published after the draft started: publishing would undo it in silence."""

    def __init__(self, number: int) -> None:
        super().__init__(
            N_("Bài này vừa có bản phát hành mới (bản %(number)s) từ tệp. Mời người soạn xem khác biệt rồi gửi lại."),
            number=number,
        )


class NothingNew(Refusal):
    """The draft is what learners read already."""

    def __init__(self) -> None:
        super().__init__(N_("Bài không khác bản đang dùng, không có gì để phát hành."))


class InUse(Refusal):
    """A programme names the lesson, so it cannot be withdrawn."""


@dataclass(frozen=True)
class Prepared:
    """A draft that was checked and rendered, ready to be stored as it was shown."""

    draft_id: UUID
    revision: int
    edition: Edition


def prepare(draft_id: UUID, *, shown_revision: int, shown_seal: str) -> Prepared:
    """Check and render a draft as its reviewer saw it; `shown_seal` is `seal_of` what the page showed.

    To be called before anything is locked: rendering may take seconds.

    Raises:
        CannotPublish: something is wrong with it, also beside what is published by now.
        NotFound: there is no such draft.
        NotInReview: it is in no review.
        Stale: it is not what was shown.
    """
    draft = drafts.get_draft(draft_id)
    if draft.state is not DraftState.IN_REVIEW:
        raise NotInReview
    if draft.revision != shown_revision or reviewing.seal_of(draft) != shown_seal:
        raise Stale
    key, beside = draft.key, shelf.files(draft.folder)
    found = _sound(key, draft.text)
    let_go()
    try:
        return Prepared(draft_id, shown_revision, _edition(key, found.document, beside))
    except Unrenderable as refused:
        raise CannotPublish((refused.problem,)) from None


def publish(prepared: Prepared, *, actor: Actor) -> Version:
    """Make a reviewed draft the version that learners get from now on; attempts under way stay on theirs.

    Raises:
        CannotPublish: what was published meanwhile stands against it.
        NewerVersion: the lesson itself was published meanwhile.
        NotInReview: it is in no review any more.
        NothingNew: it is what learners read already.
        OpenComments: a comment waits for an answer.
        OwnWork: this natural person wrote in it.
        Stale: it is not what was shown.
    """
    lock("catalog")
    draft = in_review(prepared.draft_id, prepared.revision)
    _ensure_another_pair_of_eyes(draft, actor)
    if number := newer_number(draft):
        raise NewerVersion(number)
    if reviewing.seal_of(draft) != prepared.edition.sha256:
        raise Stale
    before = find_current(draft.key)
    if before is not None and before.source_sha256 == prepared.edition.sha256:
        raise NothingNew
    _sound(draft.key, draft.text)
    trace = {"draft": str(draft.id), "revision": draft.revision}
    version = storing.store(prepared.edition, before, origin=Origin.EDITOR, actor=actor, trace=trace)
    draft.state, draft.published_number = DraftState.PUBLISHED, version.number
    db.session.flush()
    return version


def withdraw(key: str, *, reason: str, actor: Actor) -> Version:
    """Let a lesson be read no more; what rests on its versions keeps them.

    Raises:
        BadComment: no reason.
        InUse: a programme names it, or it is a programme itself.
        NotFound: nothing is published under this key.
    """
    said = rules.reason(reason)
    lock("catalog")
    if key.endswith(f"/{INDEX}"):
        raise InUse(N_("Chương trình không rút được. Mời thầy cô sửa danh sách bài của chương trình."))
    version = find_current(key)
    if version is None:
        raise NotFound(N_("Không có bài học này."))
    programmes = catalog.list_programmes_with(key)
    if programmes:
        titles = ", ".join(programme.title for programme in programmes)
        raise InUse(N_("Bài đang nằm trong chương trình: %(titles)s. Mời thầy cô bỏ khỏi đó trước."), titles=titles)
    storing.withdraw(version, actor=actor, reason=said)
    db.session.flush()
    return version


def _ensure_another_pair_of_eyes(draft: Draft, actor: Actor) -> None:
    if history.is_author(draft, actor):
        raise OwnWork
    if waiting := queries.open_comments(draft.id):
        raise OpenComments(waiting)


def _sound(key: str, text: str) -> Checked:
    """Return what was found in a text without an error."""
    found = checking.examine(key, text)
    module = found.document.module
    errors = [problem for problem in found.problems if problem.is_error] + nameless([module] if module else [])
    if errors or found.elsewhere:
        raise CannotPublish(tuple(errors), found.elsewhere)
    return found


def _edition(key: str, document: Document, beside: dict[str, MediaFile]) -> Edition:
    folder = key.partition("/")[0]
    addresses = {name: file.address for name, file in beside.items()}
    if document.programme:
        (intro_html,) = render_page(page_of_programme(folder, document.programme), addresses)
        return edition_of_programme(folder, document.programme, document.text, intro_html, beside)
    if document.module is None:
        raise CannotPublish(document.problems)
    html = render_page(page_of_module(key, document.module), addresses)
    return edition_of_module(key, document.module, document.text, html, beside)
