"""The form of a lesson's head: title, groups, sources, days, how its quiz counts."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import abort, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.authoring import heading, service
from app.authoring.desk import Desk
from app.authoring.forms import HeadForm
from app.authoring.head_lines import HeadBroken
from app.authoring.typed import Unclear
from app.authoring.views.blueprint import base_of, bp, read_desk, refused, sentence
from app.core.errors import NotFound, Refusal
from app.web.access import Permission as May
from app.web.access import requires
from app.web.once import once


@bp.get("/soan/<folder>/<code>/thong-tin")
@requires(May.WRITE_COURSES)
def head(folder: str, code: str) -> ResponseReturnValue:
    """Show the head of a lesson as fields."""
    desk = _lesson(folder, code)
    try:
        form = HeadForm(formdata=None, data=heading.values_of(desk.text, desk.file))
    except HeadBroken as refusal:
        return refused(refusal, folder, code)
    return _page(desk, form)


def _lesson(folder: str, code: str) -> Desk:
    desk = read_desk(folder, code)
    if desk.is_programme:
        abort(404)
    return desk


def _page(desk: Desk, form: HeadForm, problem: str | None = None) -> str:
    form.revision.data = str(desk.revision)
    form.offer(row.name for row in service.list_media(desk.folder) if row.extension == "mp3")
    rows = form.shown_rows(more="them" in request.form)
    return render_template("authoring/head.html", desk=desk, form=form, rows=rows, problem=problem)


@bp.post("/soan/<folder>/<code>/thong-tin")
@requires(May.WRITE_COURSES, keeps_typing=True)
def save_head(folder: str, code: str) -> ResponseReturnValue:
    """Write the head of the draft as it is now; the lines below it stay as they are. Or show one more row."""
    desk, form = _lesson(folder, code), HeadForm()
    form.offer(row.name for row in service.list_media(folder) if row.extension == "mp3")
    if "them" in request.form:
        return _page(desk, form)
    if not form.validate():
        return _page(desk, form), 422
    try:
        with once() as op:
            write_head(desk, form.data, heading.with_head)
            op.location = url_for("authoring.edit", folder=folder, code=code)
    except Unclear as refusal:
        form.blame(refusal.slips, _)
        return _page(desk, form), refusal.status
    except NotFound:
        raise
    except Refusal as refusal:
        return _page(_lesson(folder, code), form, sentence(refusal)), refusal.status
    flash(_("Đã ghi thông tin bài."))
    return op.answer()


def write_head(desk: Desk, data: Mapping[str, Any], with_head: Callable[[str, str, Mapping[str, Any]], str]) -> None:
    """Save the draft as it is now with the head that was typed, opening one where there is none.

    Raises:
        Unclear: what was typed cannot be written.
        Stale: somebody saved meanwhile.
        NotWritable: the draft waits for its review.
    """
    if desk.draft is None and service.is_as_served(desk.key, with_head(desk.text, desk.file, data)):
        return
    draft = service.open_draft(desk.key, actor=current_user.actor)
    text = with_head(draft.text, desk.file, data)
    outcome = service.save(draft.id, text, base_revision=base_of(draft), actor=current_user.actor)
    if isinstance(outcome, service.DraftConflict):
        raise service.Stale if outcome.is_writable else service.NotWritable(draft)
