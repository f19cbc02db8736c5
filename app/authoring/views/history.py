"""The history of a draft: its lines, what differs between two of them, and back to an older one."""

from uuid import UUID

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.authoring import rules, service
from app.authoring.desk import Desk, published_text
from app.authoring.models import DraftRevision
from app.authoring.views.blueprint import base_of, bp, carry_out, read_desk, refused
from app.authoring.words import KINDS
from app.core.errors import NotFound
from app.core.text import N_
from app.web.access import Permission as May
from app.web.access import requires
from app.web.filters import datetime_vi

NOW, BASE, FIRST, PUBLISHED = "nay", "0", "1", "moi"


@bp.get("/soan/<folder>/<code>/lich-su")
@requires(May.WRITE_COURSES)
def history(folder: str, code: str) -> ResponseReturnValue:
    """List what was saved, by whom and when, the newest first."""
    desk = read_desk(folder, code)
    rows = service.history(desk.draft.id) if desk.draft else []
    return render_template("authoring/history.html", desk=desk, rows=rows, kinds=KINDS)


@bp.get("/soan/<folder>/<code>/so-sanh")
@requires(May.WRITE_COURSES)
def compare(folder: str, code: str) -> ResponseReturnValue:
    """Show what differs between two lines of the history; 0 is where the draft began, "nay" the text as it is, "moi"
    a version that was published since.
    """
    desk = read_desk(folder, code)
    is_new = desk.draft is not None and desk.draft.base_number is None
    old, new = request.args.get("tu", FIRST if is_new else BASE), request.args.get("den", NOW)
    lines = service.history(desk.draft.id) if desk.draft else []
    choices = [
        (NOW, _("Bây giờ")),
        *((str(row.number), _line(row)) for row in lines),
        (BASE, _("Chưa có gì") if is_new else _("Bản đang dùng lúc bắt đầu")),
    ]
    if desk.newer:
        choices.append((PUBLISHED, _("Bản đang dùng số %(number)s", number=desk.newer)))
    rows = rules.differences(_text(desk, old), _text(desk, new))
    return render_template("authoring/compare.html", desk=desk, rows=rows, choices=choices, old=old, new=new)


def _line(row: DraftRevision) -> str:
    when, who = datetime_vi(row.saved_at), row.saved_by.full_name
    return str(_("Bản %(number)s, %(when)s, %(who)s", number=row.number, when=when, who=who))


def _text(desk: Desk, wanted: str) -> str:
    if wanted == NOW:
        return desk.text
    if wanted == PUBLISHED:
        return published_text(desk)
    number = _number(wanted)
    if desk.draft is None:
        return desk.text
    return service.get_revision(desk.draft.id, number).text if number else service.base_text(desk.draft)


def _number(text: str) -> int:
    if text.isascii() and text.isdigit() and len(text) < 10:
        return int(text)
    raise NotFound(N_("Không có bản này."))


@bp.post("/soan/<folder>/<code>/khoi-phuc")
@requires(May.WRITE_COURSES)
def restore(folder: str, code: str) -> ResponseReturnValue:
    """Put an older text in the place of today's, which stays in the history."""
    desk, number = read_desk(folder, code), _number(request.form.get("so", ""))

    def act() -> None:
        draft = service.get_draft(_draft_id(desk))
        service.restore(draft.id, number, base_revision=base_of(draft), actor=current_user.actor)

    return carry_out(
        act,
        then=url_for("authoring.edit", folder=folder, code=code),
        done=_("Đã lấy lại bản số %(number)s. Bản vừa rồi vẫn còn trong lịch sử.", number=number),
        again=lambda refusal: refused(refusal, folder, code),
    )


@bp.post("/soan/<folder>/<code>/nhan-ban-moi")
@requires(May.WRITE_COURSES)
def accept_newer(folder: str, code: str) -> ResponseReturnValue:
    """Go on from a newer published version, whose changes were shown."""
    desk, number = read_desk(folder, code), _number(request.form.get("so", ""))

    def act() -> None:
        service.accept_newer(_draft_id(desk), number=number, actor=current_user.actor)

    return carry_out(
        act,
        then=url_for("authoring.edit", folder=folder, code=code),
        done=_("Đã ghi nhận. Thầy cô soạn tiếp từ bản đang dùng số %(number)s.", number=number),
        again=lambda refusal: refused(refusal, folder, code),
    )


def _draft_id(desk: Desk) -> UUID:
    if desk.draft is None:
        raise NotFound(N_("Không có bản nháp này."))
    return desk.draft.id
