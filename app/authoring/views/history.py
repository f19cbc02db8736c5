"""The history of a draft: its lines, what differs between two of them, and back to an older one."""

from uuid import UUID

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.authoring import rules, service
from app.authoring.desk import Desk, published_text
from app.authoring.models import Draft, DraftRevision
from app.authoring.views.blueprint import base_of, bp, carry_out, read_desk, refused
from app.authoring.words import KINDS, LIVING
from app.catalog.storing import Version
from app.core.errors import NotFound
from app.core.text import N_
from app.web.access import Permission as May
from app.web.access import requires
from app.web.filters import datetime_vi

NOW, BASE, FIRST, PUBLISHED = "nay", "0", "1", "moi"
OF_VERSION, OF_DRAFT = "ph", "nhap-"


@bp.get("/soan/<folder>/<code>/lich-su")
@requires(May.WRITE_COURSES)
def history(folder: str, code: str) -> ResponseReturnValue:
    """List what was saved, by whom and when, the newest first."""
    desk = read_desk(folder, code)
    shown = desk.draft or desk.given_up
    return render_template(
        "authoring/history.html",
        desk=desk,
        rows=service.history(shown.id) if shown else [],
        kinds=KINDS,
        versions=service.versions_of(desk.key),
        ended=_ended(desk),
    )


def _ended(desk: Desk) -> list[Draft]:
    """Return the drafts that came to their end, without the one whose lines are shown."""
    return [draft for draft in service.drafts_of(desk.key) if draft.state not in LIVING and draft != desk.given_up]


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
    choices += [(f"{OF_VERSION}{row.number}", _version(row)) for row in service.versions_of(desk.key)]
    choices += [(f"{OF_DRAFT}{row.id}", _draft(row)) for row in _ended(desk)]
    rows = rules.differences(_text(desk, old), _text(desk, new))
    return render_template("authoring/compare.html", desk=desk, rows=rows, choices=choices, old=old, new=new)


def _line(row: DraftRevision) -> str:
    when, who = datetime_vi(row.saved_at), row.saved_by.full_name
    return str(_("Bản %(number)s, %(when)s, %(who)s", number=row.number, when=when, who=who))


def _version(row: Version) -> str:
    return str(_("Đã phát hành: bản số %(number)s", number=row.number))


def _draft(row: Draft) -> str:
    return str(_("Bản nháp cũ, %(when)s, %(who)s", when=datetime_vi(row.updated_at), who=row.updated_by.full_name))


def _text(desk: Desk, wanted: str) -> str:
    if wanted.startswith(OF_VERSION):
        return service.version_text(desk.key, _number(wanted.removeprefix(OF_VERSION)))
    if wanted.startswith(OF_DRAFT):
        found = [draft.text for draft in _ended(desk) if str(draft.id) == wanted.removeprefix(OF_DRAFT)]
        if not found:
            raise NotFound(N_("Không có bản này."))
        return found[0]
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


@bp.post("/soan/<folder>/<code>/lay-ban-phat-hanh")
@requires(May.WRITE_COURSES)
def restore_version(folder: str, code: str) -> ResponseReturnValue:
    """Put the text of a published version in the place of the draft's, which stays in the history."""
    number, shown = _number(request.form.get("so", "")), request.form.get("revision", -1, type=int)
    return carry_out(
        lambda: service.restore_version(f"{folder}/{code}", number, base_revision=shown, actor=current_user.actor),
        then=url_for("authoring.edit", folder=folder, code=code),
        done=_(
            "Bản nháp nay mang chữ của bản đã phát hành số %(number)s. Mời thầy cô xem lại rồi gửi duyệt.",
            number=number,
        ),
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
