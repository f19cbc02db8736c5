"""The form of a programme: which lessons, in which order, what of them is needed."""

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.authoring import offering, programme
from app.authoring.desk import Desk
from app.authoring.head_lines import HeadBroken
from app.authoring.models import INDEX
from app.authoring.programme_forms import ProgrammeForm
from app.authoring.typed import Unclear
from app.authoring.views.blueprint import bp, read_desk, refused, sentence
from app.authoring.views.heading import write_head
from app.core.errors import NotFound, Refusal
from app.web.access import Permission as May
from app.web.access import requires
from app.web.once import once

MOVES = {"len": -1, "xuong": 1}


@bp.get("/soan/<folder>/index/chuong-trinh")
@requires(May.WRITE_COURSES)
def outline(folder: str) -> ResponseReturnValue:
    """Show the head of a programme as fields; `?bai=<key>` puts one more lesson at its end."""
    desk = read_desk(folder, INDEX)
    try:
        form = ProgrammeForm(formdata=None, data=programme.values_of(desk.text, desk.file))
    except HeadBroken as refusal:
        return refused(refusal, folder, INDEX)
    offers = offering.lessons_for(folder)
    if (wanted := request.args.get("bai")) in {one.key for one in offers}:
        form.add(str(wanted))
    return _page(desk, form)


def _page(desk: Desk, form: ProgrammeForm, problem: str | None = None) -> str:
    form.revision.data = str(desk.revision)
    form.offer(offering.lessons_for(desk.folder), _)
    rows = form.shown_rows(more="them" in request.form)
    return render_template("authoring/programme.html", desk=desk, form=form, rows=rows, problem=problem)


@bp.post("/soan/<folder>/index/chuong-trinh")
@requires(May.WRITE_COURSES, keeps_typing=True)
def save_outline(folder: str) -> ResponseReturnValue:
    """Write the head of the programme as it is now; or show one more row, or two lessons that changed places."""
    desk, form = read_desk(folder, INDEX), ProgrammeForm()
    form.offer(offering.lessons_for(folder), _)
    if pressed := [name for name in ("them", *MOVES) if name in request.form]:
        form.move(request.form.get(pressed[0], 0, type=int), MOVES.get(pressed[0], 0))
        return _page(desk, form)
    if not form.validate():
        return _page(desk, form), 422
    try:
        with once() as op:
            write_head(desk, form.data, programme.with_head)
            op.location = url_for("authoring.edit", folder=folder, code=INDEX)
    except Unclear as refusal:
        form.blame(refusal.slips, _)
        return _page(desk, form), refusal.status
    except NotFound:
        raise
    except Refusal as refusal:
        return _page(read_desk(folder, INDEX), form, sentence(refusal)), refusal.status
    flash(_("Đã ghi chương trình. Bà con thấy sau khi được duyệt và phát hành."))
    return op.answer()
