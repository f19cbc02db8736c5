"""Reading pages: the programme of a group, a lesson, and the note that it was read."""

from typing import NamedTuple

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.core import clock
from app.core.runtime import settings
from app.learning import reading, service
from app.learning.queries import Found
from app.web.access import Permission, public, requires
from app.web.caching import shared_page
from app.web.once import once

bp = Blueprint("learning", __name__)

VERSIONS_KEPT = 500


class KeptParts(NamedTuple):
    """The parts of a lesson's page that are the same for every reader: text and practices; sources and address."""

    body_html: str
    tail_html: str


_kept: dict[tuple[str, int, str], KeptParts] = {}


@bp.get("/hoc/<group>")
@public
def programme(group: str) -> ResponseReturnValue:
    """Show what a group learns, what is needed to finish, and where the reader stands."""
    page = reading.programme_page(group, person_id=current_user.person_id)
    return shared_page(render_template("learning/programme.html", page=page))


@bp.get("/hoc/<group>/<code>")
@public
def lesson(group: str, code: str) -> ResponseReturnValue:
    """Show one lesson; the page most people open, so it costs one statement and no ORM object."""
    page = reading.lesson_page(group, code, person_id=current_user.person_id)
    today = clock.today().isoformat()
    return shared_page(render_template("learning/lesson.html", page=page, kept=_kept_parts(page), today=today))


def _kept_parts(page: Found) -> KeptParts:
    """Return what every reader of this version sees alike; a version never changes, so it is rendered once."""
    version = (page.key, page.number, page.source_sha256)
    parts = _kept.get(version)
    if parts is None:
        if len(_kept) >= VERSIONS_KEPT:
            _kept.clear()
        address = f"{str(settings().base_url).rstrip('/')}/hoc/{page.key}"
        parts = _kept[version] = KeptParts(
            render_template("learning/lesson_body.html", page=page),
            render_template("learning/lesson_tail.html", page=page, address=address),
        )
    return parts


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
        flash(_("Đã ghi là đọc xong bài này."))
    return operation.answer()
