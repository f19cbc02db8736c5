"""Pages of the register: the list by filter, one record with its history, and the acts on it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.core.errors import Refusal
from app.people import service as people
from app.push.words import MessageState
from app.registry import dossier, listing, service
from app.registry.forms import DecisionForm, ReasonForm, RevocationForm
from app.registry.listing import Filter
from app.registry.views.blueprint import bp, carry_out, named, page_place, sentence, turns
from app.registry.words import State, Verb
from app.web.access import Permission as May
from app.web.access import requires

FORMS = {
    Verb.RETURN: DecisionForm,
    Verb.REJECT: DecisionForm,
    Verb.HOLD: ReasonForm,
    Verb.PROPOSE_REVOKE: RevocationForm,
    Verb.WITHDRAW_REVOKE: ReasonForm,
    Verb.REFUSE_REVOKE: ReasonForm,
    Verb.REVOKE: ReasonForm,
    Verb.KEEP: ReasonForm,
}


@bp.get("/can-bo/so")
@requires(May.SEE_REGISTER)
def records() -> ResponseReturnValue:
    """Show the register, fifty a page; the filter stands in the address."""
    asked = request.args
    wanted = Filter(
        text=asked.get("q", "").strip()[:100],
        group=asked.get("nhom", ""),
        hamlet=asked.get("thon", ""),
        state=asked.get("trang-thai", ""),
        push=asked.get("vneid", ""),
    )
    place, is_before = page_place()
    page = listing.records(wanted, place, is_before=is_before)
    return render_template(
        "registry/records.html",
        page=page,
        turns=turns(page, lambda row: row.public_id),
        counts=listing.counts_by_state(),
        wanted=wanted,
        hamlets=people.list_hamlets(),
        states=list(State),
        push_states=list(MessageState),
    )


@bp.get("/can-bo/so/<uuid:record_id>")
@requires(May.SEE_REGISTER)
def record(record_id: UUID) -> ResponseReturnValue:
    """Show one record with its whole history and the acts that are open to who looks."""
    return _page(record_id)


def _page(record_id: UUID, tried: Verb | None = None, refusal: Refusal | None = None) -> str:
    found = dossier.read(record_id, current_user.actor, current_user.permissions)
    # The form that was refused keeps what was typed; the others start empty.
    forms = {verb: named(form() if verb is tried else form(formdata=None), verb) for verb, form in FORMS.items()}
    problem = sentence(refusal) if refusal else None
    return render_template("registry/record.html", dossier=found, forms=forms, problem=problem)


def _act(record_id: UUID, verb: Verb, act: Callable[[], Any], done: str) -> ResponseReturnValue:
    then = url_for("registry.record", record_id=record_id)
    return carry_out(act, then=then, done=done, again=lambda refusal: _page(record_id, verb, refusal))


def _reason() -> str:
    return request.form.get("reason", "")


@bp.post("/can-bo/so/<uuid:record_id>/tam-giu")
@requires(May.HOLD)
def hold(record_id: UUID) -> ResponseReturnValue:
    """Put a record on hold, alone and at once."""

    def act() -> None:
        service.hold(record_id, reason=_reason(), actor=current_user.actor)

    return _act(record_id, Verb.HOLD, act, _("Đã tạm giữ hồ sơ. Chưa có gì thêm được chuyển đi."))


@bp.post("/can-bo/so/<uuid:record_id>/go-giu")
@requires(May.RELEASE)
def release(record_id: UUID) -> ResponseReturnValue:
    """End a hold that somebody else set."""

    def act() -> None:
        service.release(record_id, actor=current_user.actor)

    return _act(record_id, Verb.RELEASE, act, _("Đã gỡ tạm giữ. Hồ sơ tiếp tục được chuyển."))


@bp.post("/can-bo/so/<uuid:record_id>/de-nghi-thu-hoi")
@requires(May.PROPOSE_REVOKE)
def propose_revoke(record_id: UUID) -> ResponseReturnValue:
    """Ask the leaders to revoke a record."""

    def act() -> None:
        ground, evidence = request.form.get("ground", ""), request.form.get("evidence", "")
        service.propose_revoke(record_id, ground=ground, evidence=evidence, actor=current_user.actor)

    return _act(record_id, Verb.PROPOSE_REVOKE, act, _("Đã gửi đề nghị thu hồi đến lãnh đạo."))


@bp.post("/can-bo/so/<uuid:record_id>/rut-thu-hoi")
@requires(May.PROPOSE_REVOKE)
def withdraw_revoke(record_id: UUID) -> ResponseReturnValue:
    """Take one's own proposal to revoke back."""

    def act() -> None:
        service.withdraw_revoke(record_id, reason=_reason(), actor=current_user.actor)

    return _act(record_id, Verb.WITHDRAW_REVOKE, act, _("Đã rút đề nghị thu hồi."))


@bp.post("/can-bo/so/<uuid:record_id>/khong-thu-hoi")
@requires(May.APPROVE)
def refuse_revoke(record_id: UUID) -> ResponseReturnValue:
    """Decide against a revocation."""

    def act() -> None:
        service.refuse_revoke(record_id, reason=_reason(), actor=current_user.actor)

    return _act(record_id, Verb.REFUSE_REVOKE, act, _("Đã quyết định không thu hồi."))


@bp.post("/can-bo/so/<uuid:record_id>/thu-hoi")
@requires(May.APPROVE, fresh_factor=True)
def revoke(record_id: UUID) -> ResponseReturnValue:
    """Revoke a record for good."""

    def act() -> None:
        service.revoke(record_id, reason=_reason(), actor=current_user.actor)

    return _act(record_id, Verb.REVOKE, act, _("Đã thu hồi hồ sơ."))


@bp.post("/can-bo/so/<uuid:record_id>/giu-nguyen")
@requires(May.APPROVE, fresh_factor=True)
def keep(record_id: UUID) -> ResponseReturnValue:
    """Decide that a record stays as it is although a result it rests on was counted again and fell."""

    def act() -> None:
        service.keep(record_id, reason=_reason(), actor=current_user.actor)

    return _act(record_id, Verb.KEEP, act, _("Đã ghi là đã xem lại và giữ nguyên hồ sơ."))


@bp.post("/can-bo/so/<uuid:record_id>/tra-lai")
@requires(May.APPROVE, May.PROPOSE)
def return_name(record_id: UUID) -> ResponseReturnValue:
    """Give one proposed name back to be put right."""
    return _decide(record_id, Verb.RETURN, service.return_names, _("Đã trả lại, có thể đề nghị lại sau."))


@bp.post("/can-bo/so/<uuid:record_id>/khong-xac-nhan")
@requires(May.APPROVE)
def reject_name(record_id: UUID) -> ResponseReturnValue:
    """Refuse one proposed name."""
    return _decide(record_id, Verb.REJECT, service.reject_names, _("Đã ghi là không xác nhận."))


def _decide(record_id: UUID, verb: Verb, decide: Callable[..., Any], done: str) -> ResponseReturnValue:
    def act() -> None:
        name = dossier.waiting_name(record_id)
        shown = request.form.get("shown_hash", "")
        decide(name.list_id, shown=shown, reason=_reason(), actor=current_user.actor, only=name.id)

    return _act(record_id, verb, act, done)


@bp.post("/can-bo/so/<uuid:record_id>/de-nghi-lai")
@requires(May.PROPOSE)
def propose_again(record_id: UUID) -> ResponseReturnValue:
    """Propose a person again whose record ended: returned, refused, or revoked with new evidence since."""

    def act() -> None:
        dossier.propose_again(record_id, current_user.actor)

    return _act(record_id, Verb.PROPOSE, act, _("Đã đề nghị lại, chờ lãnh đạo duyệt."))
