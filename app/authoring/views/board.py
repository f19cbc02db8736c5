"""The board of the workshop, and the start of a lesson."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.authoring import service
from app.authoring.forms import NewLessonForm
from app.authoring.views.blueprint import bp, sentence
from app.catalog.words import GROUPS
from app.core.errors import Refusal
from app.web.access import Permission as May
from app.web.access import requires
from app.web.once import once


@bp.get("/soan")
@requires(May.WRITE_COURSES)
def board() -> ResponseReturnValue:
    """Show what I write, what waits for me, what is due, and all lessons by group."""
    found = service.board(actor=current_user.actor)
    return render_template("authoring/board.html", board=found, may_publish=current_user.may(May.PUBLISH_COURSES))


@bp.get("/soan/moi")
@requires(May.WRITE_COURSES)
def new() -> ResponseReturnValue:
    """Ask for whom the new lesson is and what it is called."""
    return render_template("authoring/new.html", form=_form())


def _form() -> NewLessonForm:
    return NewLessonForm().offer((folder, str(_(words.name))) for folder, words in GROUPS.items())


@bp.post("/soan/moi")
@requires(May.WRITE_COURSES, keeps_typing=True)
def start() -> ResponseReturnValue:
    """Begin a lesson with a text that already reads well."""
    form = _form()
    if not form.validate_on_submit():
        return render_template("authoring/new.html", form=form), 422
    try:
        with once() as op:
            draft = service.new_draft(form.folder.data, form.title.data, actor=current_user.actor)
            op.location = url_for("authoring.edit", folder=draft.folder, code=draft.code)
    except Refusal as refusal:
        form.title.errors = [sentence(refusal)]
        return render_template("authoring/new.html", form=form), refusal.status
    flash(_("Đã mở bài mới. Thầy cô viết đè lên chữ mẫu; bài tự lưu trong lúc viết."))
    return redirect(op.location, code=303)
