"""Forms that put a question of each kind into a lesson, so that nobody must remember how it is written."""

from flask import abort, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.authoring import inserting, service
from app.authoring.question_forms import BY_SLUG, ENTRIES, Entry, HotspotForm, QuestionForm
from app.authoring.typed import Unclear
from app.authoring.views.blueprint import bp, read_desk, sentence
from app.core.errors import NotFound, Refusal
from app.web.access import Permission as May
from app.web.access import requires
from app.web.once import once


@bp.get("/soan/<folder>/<code>/chen")
@requires(May.WRITE_COURSES)
def choose_kind(folder: str, code: str) -> ResponseReturnValue:
    """Offer the kinds of questions."""
    desk = read_desk(folder, code)
    if desk.is_programme:
        abort(404)
    doors = [
        {
            "href": url_for("authoring.question_form", folder=folder, code=code, slug=entry.slug),
            "title": _(entry.name),
            "text": _(entry.about),
        }
        for entry in ENTRIES
    ]
    return render_template("authoring/choose_kind.html", folder=folder, code=code, doors=doors)


@bp.get("/soan/<folder>/<code>/chen/<slug>")
@requires(May.WRITE_COURSES)
def question_form(folder: str, code: str, slug: str) -> ResponseReturnValue:
    """Show the empty form of one kind."""
    entry, form = _asked(folder, code, slug)
    return _page(folder, code, entry, form)


def _asked(folder: str, code: str, slug: str) -> tuple[Entry, QuestionForm]:
    """Return the kind and its form; a programme has no questions."""
    entry = BY_SLUG.get(slug)
    if entry is None or read_desk(folder, code).is_programme:
        abort(404)
    form = entry.form()
    if isinstance(form, HotspotForm):
        form.offer(_pictures(folder))
    return entry, form


def _pictures(folder: str) -> dict[str, str]:
    """Return the addresses of the pictures of a group by name."""
    rows = service.list_media(folder)
    return {row.name: row.preview_address for row in rows if row.extension not in ("mp3", "mp4", "vtt")}


def _page(folder: str, code: str, entry: Entry, form: QuestionForm, problem: str | None = None) -> str:
    return render_template(
        "authoring/insert.html",
        folder=folder,
        code=code,
        entry=entry,
        form=form,
        rows=form.shown_rows(more=request.form.get("them") == "1"),
        pictures=_pictures(folder) if isinstance(form, HotspotForm) else {},
        problem=problem,
    )


@bp.post("/soan/<folder>/<code>/chen/<slug>")
@requires(May.WRITE_COURSES, keeps_typing=True)
def add_question(folder: str, code: str, slug: str) -> ResponseReturnValue:
    """Put the question at the end of its section, save, and open the editor at its line; or show one more row."""
    entry, form = _asked(folder, code, slug)
    if "them" in request.form:
        return _page(folder, code, entry, form)
    if not form.validate():
        return _page(folder, code, entry, form), 422
    try:
        question = inserting.question_text(entry.kind, entry.data(form))
        with once() as op:
            line = _put(folder, code, question)
            op.location = url_for("authoring.edit", folder=folder, code=code, dong=line)
    except Unclear as refusal:
        form.blame(refusal.slips, _)
        return _page(folder, code, entry, form), refusal.status
    except NotFound:
        raise
    except Refusal as refusal:
        return _page(folder, code, entry, form, sentence(refusal)), refusal.status
    flash(_("Đã thêm câu hỏi ở dòng %(line)s.", line=line))
    return op.answer()


def _put(folder: str, code: str, question: str) -> int:
    """Put a question into the draft as it is now, whoever saved last: what is added at an end is in nobody's way."""
    draft = service.open_draft(f"{folder}/{code}", actor=current_user.actor)
    done = inserting.put_in(draft.text, question, f"{folder}/{code}.md")
    outcome = service.save(draft.id, done.text, base_revision=draft.revision, actor=current_user.actor)
    if isinstance(outcome, service.DraftConflict):
        raise service.NotWritable(draft)
    return done.line
