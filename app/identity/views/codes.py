"""The code a helper reads out: the learner's telephone asks and types it, the helper's page makes it."""

from uuid import UUID

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.identity import codes, desk, entering
from app.identity.card_forms import PhoneNumberForm, ReadCodeForm
from app.identity.learners import get_learner
from app.identity.views.blueprint import bp
from app.web.access import Permission, public, requires
from app.web.once import once


@bp.get("/dang-nhap/nho-doc-ma")
@public
def ask_code() -> ResponseReturnValue:
    """Show this telephone's number for the helper, and where to type what the helper reads out."""
    return _asking(ReadCodeForm())


def _asking(form: ReadCodeForm) -> str:
    return render_template("identity/ask_code.html", form=form, waiting=codes.find(entering.held_request()))


@bp.post("/dang-nhap/nho-doc-ma")
@public
def request_code() -> ResponseReturnValue:
    """Ask for a code on this telephone."""
    with once() as op:
        phone = codes.ask(address=request.remote_addr or "-")
        op.location = url_for("identity.ask_code")
    entering.hold_request(phone)
    return op.answer()


@bp.post("/dang-nhap/nho-doc-ma/mo")
@public
def open_with_code() -> ResponseReturnValue:
    """Let the learner in with the code that was read out."""
    form = ReadCodeForm()
    if not form.validate_on_submit():
        return _asking(form), 422
    with once() as op:
        token = codes.open_with(entering.held_request(), form.code.data)
        if token is not None:
            entering.end_earlier()
        op.location = url_for("identity.is_it_you" if token is not None else "identity.ask_code")
    if token is None:
        form.code.errors = [_("Mã chưa đúng hoặc đã hết hạn. Mời bác nhờ đọc lại; sai năm lần thì xin số mới.")]
        return _asking(form), 422
    entering.enter(token)
    return op.answer()


@bp.get("/ke-cap/<uuid:person_id>/ma")
@requires(Permission.ISSUE_CARDS)
def give_code(person_id: UUID) -> ResponseReturnValue:
    """Show the code to read out, while it works; else where to type the number of the learner's telephone."""
    return _giving(person_id, PhoneNumberForm())


def _giving(person_id: UUID, form: PhoneNumberForm) -> str:
    person, given = desk.read_code(person_id, helper=current_user.actor)
    code = codes.read_out(given) if given else None
    return render_template("identity/give_code.html", form=form, person=person, given=given, code=code)


@bp.post("/ke-cap/<uuid:person_id>/ma")
@requires(Permission.ISSUE_CARDS)
def make_code(person_id: UUID) -> ResponseReturnValue:
    """Make a code for this learner on the telephone that shows this number."""
    form = PhoneNumberForm()
    if not form.validate_on_submit():
        return _giving(person_id, form), 422
    try:
        with once() as op:
            codes.give(get_learner(person_id, helper=current_user.actor), form.number.data, actor=current_user.actor)
            op.location = url_for("identity.give_code", person_id=person_id)
    except codes.NoSuchRequest as refusal:
        form.number.errors = [_(str(refusal))]
        return _giving(person_id, form), 422
    return op.answer()
