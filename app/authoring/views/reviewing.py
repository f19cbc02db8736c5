"""The review by a second person: sent, read with comments at its lines, sent back or published; and withdrawing."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import abort, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.authoring import quality, rules, service
from app.authoring.desk import Desk
from app.authoring.forms import CommentForm, ReasonForm
from app.authoring.views.blueprint import base_of, bp, carry_out, read_desk, refused, sentence, told
from app.core.errors import NotFound, Refusal
from app.core.text import N_
from app.web.access import Permission as May
from app.web.access import requires
from app.web.headers import framing, reads_first
from app.web.once import once


@bp.get("/soan/<folder>/<code>/gui-duyet")
@requires(May.WRITE_COURSES)
def send_page(folder: str, code: str) -> ResponseReturnValue:
    """Say what sending to a review does, or what has to be put right before."""
    return _send_page(read_desk(folder, code))


def _send_page(desk: Desk, refusal: Refusal | None = None) -> ResponseReturnValue:
    found = told(service.problems_of(desk.key, desk.text), desk.file)
    problem = sentence(refusal) if refusal else None
    page = render_template("authoring/send.html", desk=desk, problems=found, lines=desk.lines, problem=problem)
    return page, refusal.status if refusal else 200


@bp.post("/soan/<folder>/<code>/gui-duyet")
@requires(May.WRITE_COURSES)
def send(folder: str, code: str) -> ResponseReturnValue:
    """Hand the draft to a second person."""
    desk = read_desk(folder, code)

    def act() -> None:
        draft = service.get_draft(_draft_id(desk))
        service.send_to_review(draft.id, base_revision=base_of(draft), actor=current_user.actor)

    return carry_out(
        act,
        then=url_for("authoring.board"),
        done=_("Đã gửi duyệt. Người duyệt sẽ thấy bài ở mục chờ duyệt."),
        again=lambda refusal: _send_page(desk, refusal),
    )


@bp.post("/soan/<folder>/<code>/rut-ve")
@requires(May.WRITE_COURSES)
def take_back(folder: str, code: str) -> ResponseReturnValue:
    """Take the draft out of its review to write on."""
    desk = read_desk(folder, code)
    return carry_out(
        lambda: service.take_back(_draft_id(desk), actor=current_user.actor),
        then=url_for("authoring.edit", folder=folder, code=code),
        done=_("Đã rút về. Thầy cô sửa tiếp rồi gửi duyệt lại."),
        again=lambda refusal: refused(refusal, folder, code),
    )


@bp.get("/soan/<folder>/<code>/duyet")
@requires(May.WRITE_COURSES)
def review(folder: str, code: str) -> ResponseReturnValue:
    """Show a draft in review: its lines with comments, what changed, what the checker says, how a learner sees it."""
    return _review_page(_in_review(folder, code))


def _in_review(folder: str, code: str) -> Desk:
    desk = read_desk(folder, code)
    if not desk.is_in_review:
        raise NotFound(N_("Bài này hiện không chờ duyệt."))
    return desk


def _review_page(
    desk: Desk, form: CommentForm | ReasonForm | None = None, refusal: Refusal | None = None, status: int = 200
) -> ResponseReturnValue:
    """Show the page; `form` is the one that was sent, with what was typed and what is to be put right in it."""
    draft = desk.draft
    if draft is None:
        abort(404)
    found = told(service.problems_of(desk.key, desk.text), desk.file)
    asked = request.values.get("dong", 0, type=int)
    page = render_template(
        "authoring/review.html",
        desk=desk,
        seal=service.seal_of(draft),
        rows=rules.differences(service.base_text(draft), desk.text) if draft.base_number else [],
        problems=found,
        open_line=asked if 0 < asked <= len(desk.lines) else None,
        comment_form=form if isinstance(form, CommentForm) else CommentForm(formdata=None),
        reason_form=form if isinstance(form, ReasonForm) else ReasonForm(formdata=None),
        tried=form,
        problem=sentence(refusal) if refusal else None,
        may_publish=current_user.may(May.PUBLISH_COURSES) and not desk.is_mine,
    )
    return framing(page, refusal.status if refusal else status)


@bp.post("/soan/<folder>/<code>/nhan-xet")
@requires(May.WRITE_COURSES, keeps_typing=True)
def comment(folder: str, code: str) -> ResponseReturnValue:
    """Say something about one line."""
    desk, form = _in_review(folder, code), CommentForm()
    if not form.validate():
        return _review_page(desk, form, status=422)
    line = request.form.get("dong", 0, type=int)

    def act() -> None:
        revision = request.form.get("revision", 0, type=int)
        service.comment(_draft_id(desk), revision=revision, line=line, text=form.text.data, actor=current_user.actor)

    return _act(desk, form, act, _("Đã ghi nhận xét ở dòng %(line)s.", line=line), anchor=f"dong-{line}")


@bp.post("/soan/<folder>/<code>/nhan-xet/<uuid:comment_id>/xong")
@requires(May.WRITE_COURSES)
def resolve(folder: str, code: str, comment_id: UUID) -> ResponseReturnValue:
    """Close a comment on the page of the review."""
    desk = _in_review(folder, code)
    return _act(
        desk,
        None,
        lambda: service.resolve_comment(_draft_id(desk), comment_id, actor=current_user.actor),
        _("Đã đánh dấu nhận xét là xong."),
    )


def _act(
    desk: Desk, form: CommentForm | None, act: Callable[[], Any], done: str, anchor: str = ""
) -> ResponseReturnValue:
    then = url_for("authoring.review", folder=desk.folder, code=desk.code, _anchor=anchor or None)
    return carry_out(act, then=then, done=done, again=lambda refusal: _review_page(desk, form, refusal))


@bp.post("/soan/<folder>/<code>/tra-lai")
@requires(May.PUBLISH_COURSES, keeps_typing=True)
def send_back(folder: str, code: str) -> ResponseReturnValue:
    """Give the draft back to who wrote it, with the reason."""
    desk, form = _in_review(folder, code), ReasonForm()
    if not form.validate():
        return _review_page(desk, form, status=422)

    def act() -> None:
        shown = request.form.get("revision", 0, type=int)
        reason = form.reason.data
        service.send_back(_draft_id(desk), shown_revision=shown, reason=reason, actor=current_user.actor)

    return carry_out(
        act,
        then=url_for("authoring.board"),
        done=_("Đã trả lại bài kèm lý do."),
        again=lambda refusal: _review_page(desk, form, refusal),
    )


@bp.post("/soan/<folder>/<code>/phat-hanh")
@requires(May.PUBLISH_COURSES)
@reads_first
def publish(folder: str, code: str) -> ResponseReturnValue:
    """Make the draft, as it was shown, what learners get from now on; it is rendered before anything is locked."""
    desk = _in_review(folder, code)
    seal, revision = request.form.get("seal", ""), request.form.get("revision", 0, type=int)
    try:
        ready = service.prepare(_draft_id(desk), shown_revision=revision, shown_seal=seal)
        with once() as op:
            version = service.publish(ready, actor=current_user.actor)
            number = version.number
            op.location = _after_publishing(desk)
    except NotFound:
        raise
    except Refusal as refusal:
        return _review_page(_in_review(folder, code), None, refusal)
    flash(
        _(
            "Đã phát hành “%(title)s”, bản số %(number)s. Bài đang làm dở không bị ảnh hưởng.",
            title=desk.title,
            number=number,
        )
    )
    return op.answer()


def _after_publishing(desk: Desk) -> str:
    """Return where a published draft leads: to what a corrected key would change, where there is one."""
    if not desk.is_programme and quality.has_corrected_key(desk.key):
        return url_for("authoring.regrade_page", folder=desk.folder, code=desk.code)
    return url_for("authoring.board")


@bp.get("/soan/<folder>/<code>/rut-bai")
@requires(May.PUBLISH_COURSES)
def withdraw_page(folder: str, code: str) -> ResponseReturnValue:
    """Say what withdrawing a lesson does, and ask why."""
    return _withdraw_page(read_desk(folder, code), ReasonForm(formdata=None))


def _withdraw_page(
    desk: Desk, form: ReasonForm, refusal: Refusal | None = None, status: int = 200
) -> ResponseReturnValue:
    problem = sentence(refusal) if refusal else None
    page = render_template("authoring/withdraw.html", desk=desk, form=form, problem=problem)
    return page, refusal.status if refusal else status


@bp.post("/soan/<folder>/<code>/rut-bai")
@requires(May.PUBLISH_COURSES, keeps_typing=True)
def withdraw(folder: str, code: str) -> ResponseReturnValue:
    """Let a lesson be read no more."""
    desk, form = read_desk(folder, code), ReasonForm()
    if not form.validate():
        return _withdraw_page(desk, form, status=422)
    return carry_out(
        lambda: service.withdraw(desk.key, reason=form.reason.data, actor=current_user.actor),
        then=url_for("authoring.board"),
        done=_("Đã rút bài. Kết quả học trước đây vẫn còn nguyên."),
        again=lambda refusal: _withdraw_page(desk, form, refusal),
    )


def _draft_id(desk: Desk) -> UUID:
    if desk.draft is None:
        raise NotFound(N_("Không có bản nháp này."))
    return desk.draft.id
