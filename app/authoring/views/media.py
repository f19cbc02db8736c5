"""Pictures, sounds and films of a lesson: sent, made small, described, and shown to those who write."""

from flask import Response, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.authoring import placing, service
from app.authoring.desk import Desk
from app.authoring.forms import SHELF_ONLY, UploadForm
from app.authoring.views.blueprint import bp, carry_out, read_desk, sentence
from app.content.media import LARGEST, BadMedia, Ready, free_stem, markdown_of, ready, stem_of
from app.core.errors import NotFound, Refusal
from app.core.text import N_
from app.web.access import Permission as May
from app.web.access import requires
from app.web.headers import reads_first, takes_files
from app.web.once import once

TYPES = {"webp": "image/webp", "mp3": "audio/mpeg", "mp4": "video/mp4", "vtt": "text/vtt"}
# What came in with the files of the courses; those are drawn by hand and are never taken from a form.
FROM_FILES = {"svg": "image/svg+xml", "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg"} | {
    "gif": "image/gif",
    "avif": "image/avif",
}


@bp.get("/soan/<folder>/<code>/media")
@requires(May.WRITE_COURSES)
def media(folder: str, code: str) -> ResponseReturnValue:
    """Show what lessons of this group can use, and the form for another file."""
    desk = read_desk(folder, code)
    return _page(desk, _offered(desk, UploadForm(formdata=None)))


def _offered(desk: Desk, form: UploadForm) -> UploadForm:
    return form.offer(placing.headings(desk.text, desk.file))


def _page(desk: Desk, form: UploadForm, problem: str | None = None) -> str:
    rows = service.list_media(desk.folder)
    return render_template(
        "authoring/media.html",
        desk=desk,
        form=form,
        rows=rows,
        problem=problem,
        removable=service.removable(desk.folder),
    )


@bp.post("/soan/<folder>/<code>/media")
@requires(May.WRITE_COURSES, keeps_typing=True)
@takes_files(LARGEST)
@reads_first
def upload(folder: str, code: str) -> ResponseReturnValue:
    """Take a file, make it fit, put it on the shelf of the group and its line into the lesson."""
    desk = read_desk(folder, code)
    form = _offered(desk, UploadForm())
    if not form.validate():
        return _page(desk, form), 422
    description = form.description.data
    try:
        files = ready(_bytes("file"), _bytes("captions"))
        with once() as op:
            name = _shelve(desk.folder, files, description)
            shown = markdown_of(name, description)
            line = None if form.place.data == SHELF_ONLY else _show(desk, shown, int(form.place.data or 0))
            op.location = url_for("authoring.edit" if line else "authoring.media", folder=folder, code=code, dong=line)
    except BadMedia as refusal:
        form[refusal.field].errors = [_(str(refusal))]
        return _page(desk, form), refusal.status
    except NotFound:
        raise
    except Refusal as refusal:
        form.file.errors = [sentence(refusal)]
        return _page(desk, form), refusal.status
    flash(
        _("Đã thêm “%(name)s” và đặt ở dòng %(line)s.", name=name, line=line)
        if line
        else _("Đã cất “%(name)s”.", name=name)
    )
    return op.answer()


@bp.post("/soan/<folder>/<code>/media/xoa")
@requires(May.WRITE_COURSES)
def remove(folder: str, code: str) -> ResponseReturnValue:
    """Take a file that nothing needs off the shelf of the group."""
    desk, name = read_desk(folder, code), request.form.get("ten", "")
    return carry_out(
        lambda: service.remove_media(folder, name, actor=current_user.actor),
        then=url_for("authoring.media", folder=folder, code=code),
        done=_("Đã xoá “%(name)s” khỏi kho.", name=name),
        again=lambda refusal: (_page(desk, _offered(desk, UploadForm(formdata=None)), sentence(refusal)), 409),
    )


def _bytes(name: str) -> bytes:
    found = request.files.get(name)
    return found.read() if found else b""


def _shelve(folder: str, files: list[Ready], description: str) -> str:
    """Put the files on the shelf under a free name; returns that of the first, the others only go with it."""
    known = {row.name: row.sha256 for row in service.list_media(folder)}
    stem = free_stem(stem_of(description), files, known)
    for file in files:
        service.put_media(folder, f"{stem}.{file.extension}", file.content, actor=current_user.actor)
    return f"{stem}.{files[0].extension}"


def _show(desk: Desk, shown: str, below: int) -> int:
    """Put the line that shows the file into the draft as it is now; returns its number."""
    draft = service.open_draft(desk.key, actor=current_user.actor)
    done = placing.place(draft.text, shown, desk.file, below)
    outcome = service.save(draft.id, done.text, base_revision=draft.revision, actor=current_user.actor)
    if isinstance(outcome, service.DraftConflict):
        raise service.NotWritable(draft)
    return done.line


@bp.get("/soan/media/<string(length=64):sha256>.<extension>")
@requires(May.WRITE_COURSES)
def draft_media(sha256: str, extension: str) -> Response:
    """Serve a file to those who write, whether or not a published lesson shows it."""
    mimetype = (TYPES | FROM_FILES).get(extension)
    if mimetype is None:
        raise NotFound(N_("Không có tệp này."))
    response = Response(service.get_media(sha256, extension), mimetype=mimetype)
    response.headers["Cache-Control"] = "private, max-age=3600"
    response.make_conditional(request, accept_ranges=True, complete_length=response.content_length)
    return response
