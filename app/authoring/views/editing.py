"""The editor: the text, what the checker says of it, certain repairs, and how a learner will see it."""

from uuid import UUID

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.authoring import offering, quality, rules, service
from app.authoring.desk import Desk
from app.authoring.views.blueprint import bp, keep, next_page, read_desk, refused, sentence, told, typed_text
from app.content.show import problem_row
from app.core import clock
from app.core.db import transaction
from app.core.errors import NotFound, Refusal
from app.core.text import N_
from app.quiz import preview
from app.web.access import Permission as May
from app.web.access import requires
from app.web.filters import clock_time
from app.web.headers import framed, framing, reads_first
from app.web.once import once


@bp.get("/soan/<folder>/<code>")
@requires(May.WRITE_COURSES)
def edit(folder: str, code: str) -> ResponseReturnValue:
    """Show the text of the draft, or of the version a draft would begin from, with what is to be put right."""
    service.warm_up()  # The telephone beside the text asks for its first preview in a moment.
    return _page(read_desk(folder, code))


def _page(desk: Desk, text: str | None = None, problem: str | None = None, status: int = 200) -> ResponseReturnValue:
    shown = desk.text if text is None else text
    found = told(service.problems_of(desk.key, shown), desk.file)
    page = render_template(
        "authoring/edit.html",
        desk=desk,
        text=shown,
        lines=shown.split("\n"),
        problems=[one for one in found if not one.is_elsewhere],
        elsewhere=[one for one in found if one.is_elsewhere],
        problem=problem,
        quality=quality.beside(desk.key, shown),
        said_of=quality.said,
    )
    return framing(page, status)


@bp.post("/soan/<folder>/<code>")
@requires(May.WRITE_COURSES, keeps_typing=True)
def save(folder: str, code: str) -> ResponseReturnValue:
    """Save the text: in the background as JSON, or plainly and then on to the page that was asked for."""
    is_script = request.accept_mimetypes.best == "application/json"
    try:
        outcome = keep(folder, code, typed_text(), is_auto=request.form.get("tu_luu") == "1")
    except service.BadText as refusal:
        if is_script:
            return jsonify(message=sentence(refusal)), refusal.status
        return _page(read_desk(folder, code), typed_text(), sentence(refusal), refusal.status)
    if isinstance(outcome, service.DraftConflict):
        return (
            (jsonify(message=sentence(outcome)), 409) if is_script else _conflict(folder, code, outcome, typed_text())
        )
    if is_script:
        revision, at = (outcome.revision, outcome.updated_at) if outcome else (0, clock.now())
        return jsonify(revision=revision, at=clock_time(at))
    if outcome and "xong" in request.form:
        _resolve(outcome.id)
    if "roi" not in request.form:
        flash(_("Đã lưu.") if outcome else _("Bài chưa khác bản đang dùng nên chưa mở bản nháp."))
    return redirect(next_page(folder, code), code=303)


def _resolve(draft_id: UUID) -> None:
    """Close the comment whose tick was pressed; a second time changes nothing, so the form's operation is not spent."""
    try:
        comment_id = UUID(request.form["xong"])
    except ValueError:
        raise NotFound(N_("Không có nhận xét này.")) from None
    with transaction():
        service.resolve_comment(draft_id, comment_id, actor=current_user.actor)


def _conflict(folder: str, code: str, conflict: service.DraftConflict, mine: str) -> ResponseReturnValue:
    """Show both texts and what differs; nothing of either is lost, and the teacher decides."""
    page = render_template(
        "authoring/conflict.html",
        desk=read_desk(folder, code),
        conflict=conflict,
        mine=mine,
        rows=rules.differences(conflict.current_text, mine),
        problem=sentence(conflict),
    )
    return page, 409


@bp.post("/soan/<folder>/<code>/kiem-tra")
@requires(May.WRITE_COURSES)
@reads_first
def check(folder: str, code: str) -> ResponseReturnValue:
    """Tell what is to be put right in the text as it stands in the page; nothing is stored."""
    desk = read_desk(folder, code)
    found = told(service.problems_of(desk.key, typed_text()), desk.file)
    return jsonify(problems=[problem_row(one.problem) for one in found if not one.is_elsewhere])


@bp.post("/soan/<folder>/<code>/sua-giup")
@requires(May.WRITE_COURSES, keeps_typing=True)
@reads_first
def fix(folder: str, code: str) -> ResponseReturnValue:
    """Make one certain repair in the text as it stands in the page, and save it."""
    desk, text = read_desk(folder, code), typed_text()
    wanted, _colon, line = request.form.get("sua", "").partition(":")
    number = int(line) if line.isascii() and line.isdigit() and len(line) < 7 else 0
    try:
        repaired = service.repair(desk.key, text, wanted, number)
        _shelve(folder, repaired)
        outcome = keep(folder, code, repaired.text)
    except Refusal as refusal:
        return _page(desk, text, sentence(refusal), refusal.status)
    if isinstance(outcome, service.DraftConflict):
        return _conflict(folder, code, outcome, repaired.text)
    flash(
        _("Đã thu nhỏ ảnh ở dòng %(line)s còn %(size)s KB và lưu.", line=number, size=repaired.kilobytes)
        if repaired.content
        else _("Đã sửa dòng %(line)s và lưu.", line=number)
    )
    return redirect(url_for("authoring.edit", folder=folder, code=code, dong=number), code=303)


def _shelve(folder: str, repaired: service.Repair) -> None:
    """Put the picture of a repair on the shelf, if it made one, before a text names it."""
    if repaired.content:
        with transaction():
            service.put_media(folder, repaired.name, repaired.content, actor=current_user.actor)


@bp.get("/soan/<folder>/<code>/xem-thu")
@requires(May.WRITE_COURSES)
def preview_saved(folder: str, code: str) -> ResponseReturnValue:
    """Show the saved text as a learner would see it; `?dap-an=1` with the right answers."""
    desk = read_desk(folder, code)
    return _preview(desk, desk.text, with_key=request.args.get("dap-an") == "1")


@bp.post("/soan/<folder>/<code>/xem-thu")
@requires(May.WRITE_COURSES, keeps_typing=True)
@reads_first
def preview_typed(folder: str, code: str) -> ResponseReturnValue:
    """Show the text as it stands in the page as a learner would see it; nothing is stored."""
    return _preview(read_desk(folder, code), typed_text(), with_key=False)


def _preview(desk: Desk, text: str, *, with_key: bool) -> ResponseReturnValue:
    found = service.check(desk.key, text)
    page = found.page
    is_lesson = page is not None and "questions" in page
    return framed(
        render_template(
            "authoring/preview.html",
            desk=desk,
            page=page,
            questions=preview.shown_questions(page, with_key=with_key) if page and is_lesson else [],
            problems=[one for one in told(found.problems, desk.file) if one.problem.is_error],
            titles=offering.titles() if desk.is_programme else {},
            with_key=with_key,
        )
    )


@bp.post("/soan/<folder>/<code>/bat-dau")
@requires(May.WRITE_COURSES)
def begin(folder: str, code: str) -> ResponseReturnValue:
    """Open a draft: of what is published, of what was withdrawn, or of a programme that is not there yet."""
    with once() as op:
        service.open_draft(f"{folder}/{code}", actor=current_user.actor)
        op.location = url_for("authoring.edit", folder=folder, code=code)
    return op.answer()


@bp.post("/soan/<folder>/<code>/bo")
@requires(May.WRITE_COURSES)
def discard(folder: str, code: str) -> ResponseReturnValue:
    """End a draft nobody wants to go on with."""
    desk = read_desk(folder, code)
    if desk.draft is None:
        raise NotFound(N_("Không có bản nháp này."))
    try:
        with once() as op:
            revision = request.form.get("revision", 0, type=int)
            service.discard(desk.draft.id, base_revision=revision, actor=current_user.actor)
            op.location = url_for("authoring.board")
    except (service.Stale, service.NotWritable) as refusal:
        return refused(refusal, folder, code)
    flash(_("Đã bỏ bản nháp. Bản đang dùng vẫn như cũ."))
    return op.answer()
