"""How the questions of a lesson did, and counting its attempts again after its key was corrected."""

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.authoring import quality
from app.authoring.forms import RegradeForm
from app.authoring.views.blueprint import bp, carry_out, read_desk, sentence
from app.core.errors import Refusal
from app.web.access import Permission as May
from app.web.access import requires


@bp.get("/soan/<folder>/<code>/chat-luong")
@requires(May.WRITE_COURSES)
def questions(folder: str, code: str) -> ResponseReturnValue:
    """Show how each question did, with what was chosen; nobody's name, nobody's attempt."""
    desk, found = read_desk(folder, code), quality.read(f"{folder}/{code}")
    return render_template("authoring/quality.html", desk=desk, found=found, said=quality.said)


@bp.get("/soan/<folder>/<code>/cham-lai")
@requires(May.PUBLISH_COURSES)
def regrade_page(folder: str, code: str) -> ResponseReturnValue:
    """Show what counting again would change; changes nothing."""
    return _page(folder, code, RegradeForm(formdata=None))


def _page(
    folder: str, code: str, form: RegradeForm, refusal: Refusal | None = None, status: int = 200
) -> ResponseReturnValue:
    found = quality.regrade_page(f"{folder}/{code}", actor=current_user.actor)
    form.shown.data = found.preview.tally.digest
    page = render_template(
        "authoring/regrade.html",
        desk=read_desk(folder, code),
        form=form,
        found=found,
        problem=sentence(refusal) if refusal else None,
    )
    return page, refusal.status if refusal else status


@bp.post("/soan/<folder>/<code>/cham-lai")
@requires(May.PUBLISH_COURSES, fresh_factor=True, keeps_typing=True)
def regrade(folder: str, code: str) -> ResponseReturnValue:
    """Count the attempts again, as it was shown, for the reason that is given."""
    form = RegradeForm()
    if not form.validate():
        return _page(folder, code, form, status=422)
    shown, reason = form.shown.data or "", form.reason.data or ""

    return carry_out(
        lambda: quality.regrade(f"{folder}/{code}", shown=shown, reason=reason, actor=current_user.actor),
        then=url_for("authoring.regrade_page", folder=folder, code=code),
        done=_("Đã chấm lại. Kết quả trước vẫn được giữ, lần quyết định này ghi ở cuối trang."),
        again=lambda refusal: _page(folder, code, form, refusal),
    )
