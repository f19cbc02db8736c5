"""Files of other programmes: one is read, looked at with its report, made a draft; a lesson is taken away as one."""

from flask import Response, abort, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.authoring import exporting, importing, service
from app.authoring.desk import Desk
from app.authoring.forms import ImportForm
from app.authoring.views.blueprint import bp, read_desk, refused, sentence, told, typed_text
from app.catalog.words import GROUPS
from app.content.library import FOLDERS
from app.core.db import transaction
from app.core.errors import Refusal
from app.core.text import normal
from app.interchange import formats
from app.interchange.guarded import read_file
from app.interchange.report import BadFile
from app.interchange.shelving import made_fit
from app.quiz import preview
from app.web.access import Permission as May
from app.web.access import requires
from app.web.headers import reads_first, takes_files
from app.web.once import once

LARGEST = 10_100_000  # Of a whole form: the largest archive, and the fields around it.
LONGEST_FILE_NAME = 100


@bp.get("/soan/nhap-tu-tep")
@requires(May.WRITE_COURSES)
def import_file() -> ResponseReturnValue:
    """Ask for a file, its format, and for whom its questions are."""
    return _ask(ImportForm(formdata=None))


def _ask(form: ImportForm, refusal: BadFile | None = None, status: int = 200) -> ResponseReturnValue:
    return render_template("authoring/import.html", form=_offered(form), refusal=refusal), status


def _offered(form: ImportForm) -> ImportForm:
    known = [(name, formats.FORMATS[name].label) for name in formats.readable()]
    return form.offer(known, ((folder, str(_(words.name))) for folder, words in GROUPS.items()))


@bp.post("/soan/nhap-tu-tep")
@requires(May.WRITE_COURSES)
@takes_files(LARGEST)
@reads_first
def import_preview() -> ResponseReturnValue:
    """Read a file and show what it brings and what it does not; only its pictures are kept, on the shelf."""
    form = _offered(ImportForm())
    if not form.validate():
        return _ask(form, status=422)
    sent = request.files["file"]
    name = normal((sent.filename or "").replace("\\", "/").rpartition("/")[2])[-LONGEST_FILE_NAME:]
    folder, title = form.folder.data, form.title.data
    try:
        found = read_file(sent.read(), name, form=form.form.data, title=title, group=FOLDERS[folder])
    except BadFile as refusal:
        return _ask(form, refusal, refusal.status)
    fit = made_fit(found.media)  # Takes long where there are many pictures, so nobody waits to write meanwhile.
    with transaction():
        brought = importing.bring(found, fit, folder=folder, actor=current_user.actor)
    return _shown(brought.text, folder, brought)


def _shown(
    text: str, folder: str, brought: importing.Brought | None = None, problem: str | None = None, status: int = 200
) -> ResponseReturnValue:
    """Show a lesson that is no draft yet, each question with its key, as one would proof-read it."""
    key = f"{folder}/{importing.code_of(text)}"
    found = service.check(key, text)
    page = render_template(
        "authoring/import_preview.html",
        title=importing.title_of(text),
        text=text,
        folder=folder,
        group=_(GROUPS[folder].name),
        brought=brought,
        questions=preview.shown_questions(found.page, with_key=True) if found.page else [],
        lesson_html=found.page["lesson_html"] if found.page else "",
        problems=[one for one in told(found.problems, f"{key}.md") if one.problem.is_error],
        problem=problem,
    )
    return page, status


@bp.post("/soan/nhap-tu-tep/nhan")
@requires(May.WRITE_COURSES, keeps_typing=True)
def import_accept() -> ResponseReturnValue:
    """Make a draft of what was looked at."""
    folder, text = request.form.get("folder", ""), typed_text()
    if folder not in FOLDERS:
        abort(400)
    try:
        with once() as op:
            draft = service.new_draft(folder, importing.title_of(text), actor=current_user.actor, text=text)
            op.location = url_for("authoring.edit", folder=draft.folder, code=draft.code)
    except Refusal as refusal:
        return _shown(text, folder, problem=sentence(refusal), status=refusal.status)
    flash(_("Đã thành bản nháp. Mời thầy cô đọc lại từng câu trước khi gửi duyệt."))
    return op.answer()


@bp.get("/soan/<folder>/<code>/xuat")
@requires(May.WRITE_COURSES)
def export(folder: str, code: str) -> ResponseReturnValue:
    """Show what a lesson would be in other formats and what each leaves out; `?dang=gift` hands over the file."""
    desk = read_desk(folder, code)
    wanted = request.args.get("dang", "")
    if desk.is_programme or (wanted and wanted not in exporting.FORMS):
        abort(404)
    errors = exporting.errors_of(desk.key, desk.text)
    if errors:
        return render_template("authoring/export.html", desk=desk, problems=told(errors, desk.file), rows=[]), 409
    if wanted:
        return _handed_over(desk, wanted)
    return render_template(
        "authoring/export.html", desk=desk, problems=[], rows=[_row(desk, form) for form in exporting.FORMS]
    )


def _row(desk: Desk, form: str) -> dict[str, object]:
    """Return what the page says of one format: what it leaves out, and where the file is fetched if there is one."""
    label = formats.FORMATS[form].label
    try:
        losses = exporting.export(desk.key, desk.text, form).losses
    except BadFile as refusal:
        return {"label": label, "losses": refusal.problems, "href": None}
    href = url_for("authoring.export", folder=desk.folder, code=desk.code, dang=form)
    return {"label": label, "losses": losses, "href": href}


def _handed_over(desk: Desk, form: str) -> ResponseReturnValue:
    """Return the file to be kept; the browser never shows it as a page of ours."""
    try:
        exported = exporting.export(desk.key, desk.text, form)
    except BadFile as error:
        return refused(error, desk.folder, desk.code)
    response = Response(exported.content, mimetype="application/octet-stream")
    response.headers["Content-Disposition"] = f'attachment; filename="{desk.code}.{exported.extension}"'
    return response
