"""Paper for a class without phones: the lesson, its questions, the answer sheet, and the key for the teacher."""

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.authoring import service
from app.authoring.desk import Desk
from app.authoring.views.blueprint import bp, read_desk, told
from app.catalog.service import current_module, get_version
from app.core import clock
from app.core.text import N_
from app.interchange.paper.lesson import paper_of
from app.interchange.paper.sheets import Paper
from app.web.access import Permission as May
from app.web.access import requires
from app.web.filters import date_vi
from app.web.language import on_paper

# By the word in the address; an address without one shows all of them in this order.
PARTS = {
    "bai": N_("Bài học"),
    "cau-hoi": N_("Câu hỏi"),
    "phieu": N_("Phiếu trả lời"),
    "dap-an": N_("Đáp án"),
}
PUBLISHED = "phat-hanh"


@bp.get("/soan/<folder>/<code>/in")
@requires(May.WRITE_COURSES)
@on_paper
def print_lesson(folder: str, code: str) -> ResponseReturnValue:
    """Show a lesson as it goes to the printer: `phan` names a part, `ban=phat-hanh` asks for what learners get now."""
    desk = read_desk(folder, code)
    part = request.args.get("phan", "")
    if desk.is_programme or (part and part not in PARTS):
        abort(404)
    if desk.draft is None or request.args.get("ban") == PUBLISHED:
        return _page(desk, _published(desk), part)
    return _drafted(desk, part)


def _published(desk: Desk) -> Paper:
    """Return the paper of the version that learners get now; a lesson nobody gets is not found."""
    version = get_version(current_module(desk.key).id)
    edition = str(_("Bản số %(number)s", number=version.number))
    return paper_of(version.snapshot, edition=edition, day=date_vi(version.published_at))


def _drafted(desk: Desk, part: str) -> ResponseReturnValue:
    """Show the paper of the draft; one with errors is not printed, because questions could be missing from it."""
    found = service.check(desk.key, desk.text)
    errors = [problem for problem in found.problems if problem.is_error]
    if errors or found.page is None:
        return render_template("authoring/print_refused.html", desk=desk, problems=told(errors, desk.file)), 409
    edition = str(_("Bản nháp, lần lưu %(number)s", number=desk.revision))
    return _page(desk, paper_of(found.page, edition=edition, day=date_vi(clock.today())), part)


def _page(desk: Desk, paper: Paper, part: str) -> ResponseReturnValue:
    return render_template(
        "authoring/print_page.html",
        paper=paper,
        parts=[part] if part else list(PARTS),
        links=_links(desk, part),
        back=url_for("authoring.edit", folder=desk.folder, code=desk.code),
    )


def _links(desk: Desk, part: str) -> list[dict[str, object]]:
    """Return the ways to the parts, and to the other edition where there are both."""
    is_published = request.args.get("ban") == PUBLISHED
    rows = [_link(desk, _("Cả bài"), "", is_published=is_published, is_current=not part)]
    for name, words in PARTS.items():
        rows.append(_link(desk, _(words), name, is_published=is_published, is_current=name == part))
    if desk.draft and desk.current:
        words = _("Xem bản nháp") if is_published else _("Xem bản đang phát hành")
        rows.append(_link(desk, words, part, is_published=not is_published, is_current=False))
    return rows


def _link(desk: Desk, text: str, part: str, *, is_published: bool, is_current: bool) -> dict[str, object]:
    edition = PUBLISHED if is_published else None
    href = url_for("authoring.print_lesson", folder=desk.folder, code=desk.code, phan=part or None, ban=edition)
    return {"text": str(text), "href": href, "current": is_current}
