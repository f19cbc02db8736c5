"""Pages between the official who proposes and the leader who approves."""

from uuid import UUID

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from app.catalog import service as catalog
from app.core.errors import Refusal
from app.people import service as people
from app.people.models import Group
from app.registry import listing, rules, service, sheets
from app.registry.forms import DecisionForm, ProposalForm
from app.registry.views.blueprint import bp, carry_out, group_or_none, named, page_place, sentence, turns, uuid_or_none
from app.web.access import Permission as May
from app.web.access import requires


@bp.get("/can-bo/so/de-nghi")
@requires(May.PROPOSE)
def eligible() -> ResponseReturnValue:
    """Show who may be proposed, fifty a page, and what keeps others from it."""
    return _eligible_page(ProposalForm(formdata=None))


def _eligible_page(form: ProposalForm, refusal: Refusal | None = None) -> str:
    programmes = [one for one in catalog.list_programmes() if one.has_register]
    group = group_or_none(request.values.get("nhom")) or listing.busiest_group()
    hamlet = request.values.get("thon", "")
    place, is_before = page_place()
    page = listing.eligible(group, hamlet, place, is_before=is_before) if group else None
    return render_template(
        "registry/eligible.html",
        form=form,
        programmes=programmes,
        group=group,
        hamlet=hamlet,
        hamlets=people.list_hamlets(),
        page=page,
        turns=turns(page, lambda row: row.public_id) if page else {},
        obstacles=listing.obstacles(group) if group else None,
        ticked=set(request.form.getlist("person")),
        most=rules.MOST_NAMES,
        problem=sentence(refusal) if refusal else None,
    )


@bp.post("/can-bo/so/de-nghi")
@requires(May.PROPOSE)
def propose() -> ResponseReturnValue:
    """Freeze the ticked people, or everybody the filter finds, as a list for the leaders."""
    form = ProposalForm()
    group = group_or_none(request.form.get("nhom")) or Group.RESIDENTS
    if not form.validate_on_submit():
        return _eligible_page(form), 422

    def act() -> None:
        ticked = [one for one in map(uuid_or_none, request.form.getlist("person")) if one]
        everybody = request.form.get("tat-ca") == "1"
        chosen = sheets.everybody(group, request.form.get("thon", "")) if everybody else sheets.persons(ticked)
        service.propose(chosen, group, note=form.note.data or "", actor=current_user.actor)

    done = _("Đã chốt danh sách và chuyển lãnh đạo duyệt.")
    then = url_for("registry.eligible", nhom=group)
    return carry_out(act, then=then, done=done, again=lambda refusal: _eligible_page(form, refusal))


@bp.get("/can-bo/duyet")
@requires(May.SEE_REGISTER)
def approvals() -> ResponseReturnValue:
    """Show the lists that wait for a decision, the oldest first."""
    return render_template("registry/approvals.html", lists=listing.waiting_lists())


@bp.get("/can-bo/duyet/<uuid:list_id>")
@requires(May.SEE_REGISTER)
def approval(list_id: UUID) -> ResponseReturnValue:
    """Show one frozen list, name by name, with what a decision would do."""
    return _list_page(list_id)


def _list_page(list_id: UUID, tried: str = "", refusal: Refusal | None = None) -> str:
    forms = {
        name: named(DecisionForm() if name == tried else DecisionForm(formdata=None), name)
        for name in ("return", "reject")
    }
    return render_template(
        "registry/approval.html",
        sheet=sheets.read(list_id, current_user.actor),
        forms=forms,
        excluded=set(request.form.getlist("excluded")),
        problem=sentence(refusal) if refusal else None,
    )


@bp.post("/can-bo/duyet/<uuid:list_id>")
@requires(May.APPROVE, fresh_factor=True)
def approve(list_id: UUID) -> ResponseReturnValue:
    """Approve the names that were shown, but for the ticked ones."""
    excluded = {one for one in map(uuid_or_none, request.form.getlist("excluded")) if one}
    approved: list[str] = []

    def act() -> None:
        shown = request.form.get("shown_hash", "")
        versions = service.approve(list_id, shown=shown, excluded=excluded, actor=current_user.actor)
        approved.extend(version.number for version in versions)

    return carry_out(
        act,
        then=url_for("registry.approval", list_id=list_id),
        done=lambda: ngettext(
            "Đã duyệt %(num)s người, số %(first)s. Bản tin đã xếp hàng chuyển VNeID.",
            "Đã duyệt %(num)s người, từ số %(first)s đến %(last)s. Bản tin đã xếp hàng chuyển VNeID.",
            len(approved),
            first=min(approved),
            last=max(approved),
        ),
        again=lambda refusal: _list_page(list_id, "approve", refusal),
    )


@bp.post("/can-bo/duyet/<uuid:list_id>/tra-lai")
@requires(May.APPROVE, May.PROPOSE)
def return_list(list_id: UUID) -> ResponseReturnValue:
    """Give the undecided names of a list back to be put right."""

    def act() -> None:
        reason, shown = request.form.get("reason", ""), request.form.get("shown_hash", "")
        service.return_names(list_id, shown=shown, reason=reason, actor=current_user.actor)

    then, done = url_for("registry.approvals"), _("Đã trả lại danh sách cho người đề nghị.")
    return carry_out(act, then=then, done=done, again=lambda refusal: _list_page(list_id, "return", refusal))


@bp.post("/can-bo/duyet/<uuid:list_id>/khong-xac-nhan")
@requires(May.APPROVE)
def reject_list(list_id: UUID) -> ResponseReturnValue:
    """Refuse the undecided names of a list."""

    def act() -> None:
        reason, shown = request.form.get("reason", ""), request.form.get("shown_hash", "")
        service.reject_names(list_id, shown=shown, reason=reason, actor=current_user.actor)

    then, done = url_for("registry.approvals"), _("Đã ghi là không xác nhận các tên còn lại.")
    return carry_out(act, then=then, done=done, again=lambda refusal: _list_page(list_id, "reject", refusal))
