"""Reading pages: the programme of a group, a lesson on the screen and on paper, and the notes a reader leaves."""

from functools import partial

import segno
from flask import Blueprint, Response, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from markupsafe import escape

from app.catalog.words import GROUPS
from app.content.pages import for_paper
from app.core import clock
from app.core.db import transaction
from app.learning import reading, service
from app.people import service as people
from app.web.access import Permission, public, requires
from app.web.addresses import site_address
from app.web.caching import shared_page
from app.web.kept import render_kept
from app.web.language import on_paper
from app.web.once import once

bp = Blueprint("learning", __name__)


@bp.app_template_global("onward")
def onward(known: service.Standing | None = None) -> service.Onward | None:
    """Return the lesson the reader goes on with; None for strangers and who has read everything."""
    if not current_user.may(Permission.LEARN):
        return None
    return service.onward(current_user.person_id, list(people.groups_of(current_user.person_id)), known)


@bp.get("/hoc/<group>")
@public
def programme(group: str) -> ResponseReturnValue:
    """Show what a group learns, what is needed to finish, and where the reader stands."""
    page = reading.programme_page(group, person_id=current_user.person_id)
    return shared_page(render_template("learning/programme.html", page=page, groups=GROUPS))


@bp.get("/hoc/<group>/<code>")
@public
def lesson(group: str, code: str) -> ResponseReturnValue:
    """Show one lesson; the page most people open: one statement, and its text only where the page is not kept yet."""
    page = reading.lesson_page(group, code, person_id=current_user.person_id)
    today = clock.today().isoformat()
    rule = page.rule and (page.rule["trust"], page.rule["practices"])
    beside = (page.previous_key, page.previous_title, page.next_key, page.next_title)
    read_on = page.read_at and page.read_at.astimezone(clock.LOCAL).date()
    stopped = None if read_on else page.section
    words = (page.programme, rule, beside, page.glossary_id)
    depends_on = (page.id, page.source_sha256, words, read_on, stopped, today)
    shown = {"page": page, "text": partial(reading.lesson_text, page.id), "today": today, "stopped": stopped}
    kept = render_kept("learning/lesson.html", depends_on, **shown)
    return shared_page(kept)


@bp.get("/hoc/<group>/<code>/in")
@public
@on_paper
def print_lesson(group: str, code: str) -> ResponseReturnValue:
    """Show a lesson as it goes to the printer: no questions, sounds and films by their address, the address to scan."""
    page = reading.lesson_page(group, code, person_id=None)
    text = reading.lesson_text(page.id)
    heard = escape(_("(Nghe: %(words)s, tại %(address)s)", words="{words}", address="{address}"))
    seen = escape(_("(Xem phim: %(words)s, tại %(address)s)", words="{words}", address="{address}"))
    address = site_address(f"/hoc/{page.key}")
    paper_html = for_paper(text.page_html, base=site_address(""), heard=str(heard), seen=str(seen))
    today = clock.today().isoformat()
    code_picture = segno.make(address, error="m").svg_data_uri(scale=4, border=0)
    shown = {"paper_html": paper_html, "address": address, "code_picture": code_picture, "today": today}
    is_small = request.args.get("chu") == "nho"
    return shared_page(render_template("learning/print.html", page=page, text=text, is_small=is_small, **shown))


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


@bp.post("/hoc/<group>/<code>/cho-dang-doc")
@requires(Permission.LEARN)
def keep_place(group: str, code: str) -> ResponseReturnValue:
    """Note which section of a lesson the reader is at, so that another phone knows it too; said by the page itself."""
    with transaction():
        service.keep_place(
            person_id=current_user.person_id,
            key=f"{group}/{code}",
            version_id=request.form.get("version", 0, type=int),
            section=request.form.get("phan", -1, type=int),
        )
    return Response(status=204, mimetype="text/plain")
