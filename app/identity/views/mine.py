"""A learner's own ways in: the PIN of the card, and the open sign-ins."""

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.identity import mine, pins, rules, sessions
from app.identity.card_forms import ChoosePinForm
from app.identity.views.blueprint import bp
from app.web.access import Permission, requires
from app.web.navigation import own_path
from app.web.once import once


@bp.get("/toi/ma-pin")
@requires(Permission.LEARN)
def choose_pin() -> ResponseReturnValue:
    """Let the learner choose the four digits that go with the card."""
    return _pin_page(ChoosePinForm())


def _pin_page(form: ChoosePinForm) -> str:
    form.old.flags.required = asks_old = mine.asks_for_old_pin(current_user)
    return render_template(
        "identity/pin.html",
        form=form,
        asks_old=asks_old,
        may_choose=mine.may_choose_pin(current_user),
        back=own_path(request.values.get("tiep"), url_for("registry.my_page")),
    )


@bp.post("/toi/ma-pin")
@requires(Permission.LEARN)
def set_pin() -> ResponseReturnValue:
    """Set the PIN; nobody else ever sees it."""
    form = ChoosePinForm()
    pin, again = rules.digits(form.pin.data or ""), rules.digits(form.again.data or "")
    if not form.validate_on_submit():
        return _pin_page(form), 422
    if pin != again:
        form.again.errors = [_("Hai lần gõ chưa giống nhau. Mời bác gõ lại.")]
        return _pin_page(form), 422
    try:
        with once() as op:
            old = rules.digits(form.old.data or "")
            is_set = pins.choose(current_user.account_id, pin, old=old, method=current_user.method)
            back = own_path(request.form.get("tiep"), url_for("registry.my_page"))
            op.location = back if is_set else url_for("identity.choose_pin")
    except pins.WeakPin as refusal:
        form.pin.errors = [_(str(refusal))]
        return _pin_page(form), 422
    if not is_set:
        form.old.errors = [_("Mã PIN đang dùng chưa đúng. Bác quên thì nhờ người hướng dẫn đọc mã.")]
        return _pin_page(form), 422
    flash(_("Đã đặt mã PIN. Lần sau bác quét thẻ rồi gõ 4 số này."))
    return op.answer()


@bp.get("/toi/dang-nhap")
@requires(Permission.LEARN)
def open_sign_ins() -> ResponseReturnValue:
    """Show on which devices somebody is signed in as this person."""
    here = sessions.ref_of(sessions.hash_of(current_user.token))
    return render_template("identity/sign_ins.html", rows=sessions.list_open(current_user.person_id), here=here)


@bp.post("/toi/dang-nhap/ket-thuc")
@requires(Permission.LEARN)
def end_sign_ins() -> ResponseReturnValue:
    """End one other sign-in, or all others."""
    with once() as op:
        sessions.end_others(current_user.person_id, but=current_user.token, only=request.form.get("phien", ""))
        op.location = url_for("identity.open_sign_ins")
    flash(_("Đã kết thúc. Máy ấy không còn vào được bằng lần đăng nhập đó."))
    return op.answer()
