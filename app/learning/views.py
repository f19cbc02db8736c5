"""Reading pages: the programme of a group, a lesson, and the note that it was read."""

from functools import partial

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.core import clock
from app.core.runtime import settings
from app.learning import reading, service
from app.web.access import Permission, public, requires
from app.web.caching import shared_page
from app.web.kept import render_kept
from app.web.once import once

bp = Blueprint("learning", __name__)


@bp.get("/hoc/<group>")
@public
def programme(group: str) -> ResponseReturnValue:
    """Show what a group learns, what is needed to finish, and where the reader stands."""
    page = reading.programme_page(group, person_id=current_user.person_id)
    return shared_page(render_template("learning/programme.html", page=page))


@bp.get("/hoc/<group>/<code>")
@public
def lesson(group: str, code: str) -> ResponseReturnValue:
    """Show one lesson; the page most people open: one statement, and its text only where the page is not kept yet."""
    page = reading.lesson_page(group, code, person_id=current_user.person_id)
    today = clock.today().isoformat()
    place = (page.programme, page.rule and (page.rule["trust"], page.rule["practices"]), page.next_key, page.next_title)
    read_on = page.read_at and page.read_at.astimezone(clock.LOCAL).date()
    depends_on = (page.id, page.source_sha256, place, read_on, today)
    address = f"{str(settings().base_url).rstrip('/')}/hoc/{page.key}"
    shown = {"page": page, "text": partial(reading.lesson_text, page.id), "today": today, "public_address": address}
    kept = render_kept("learning/lesson.html", depends_on, **shown)
    return shared_page(kept)


@bp.post("/hoc/<group>/<code>/da-doc")
@requires(Permission.LEARN)
def mark_read(group: str, code: str) -> ResponseReturnValue:
    """Note that the reader has read the version they were shown."""
    with once() as operation:
        service.mark_read(
            person_id=current_user.person_id,
            key=f"{group}/{code}",
            version_id=request.form.get("version", 0, type=int),
        )
        operation.location = url_for("learning.lesson", group=group, code=code)
    flash(_("Đã ghi là đọc xong bài này."))  # Only now: nothing says "done" before it is stored.
    return operation.answer()
