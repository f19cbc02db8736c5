"""Pages to register, sign in, show the second factor and sign out."""

import segno
from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.core import clock
from app.core.db import transaction
from app.core.text import N_
from app.identity import entering, factors, links, passwords, phrases, service, sessions
from app.identity import sign_in as signing
from app.identity.forms import CodeForm, NewPasswordForm, RegisterForm, SignInForm, hamlet_choices
from app.identity.models import Account
from app.identity.views.blueprint import bp
from app.people import rules as people_rules
from app.people import service as people
from app.people.models import Group, Hamlet
from app.web import language
from app.web.access import Permission, public, requires
from app.web.navigation import first_page, own_path
from app.web.once import answer_repeat, once

PENDING_LIVES = 300
WRONG = N_(
    "Tên đăng nhập hoặc mật khẩu chưa đúng. Bác xem lại rồi thử lần nữa; nếu vừa thử sai nhiều lần, mời đợi ít phút. "
    "Quên mật khẩu thì nhờ quản trị của xã cấp đường liên kết đặt mật khẩu mới."
)


@bp.route("/dang-ky", methods=["GET", "POST"])
@public
def register() -> ResponseReturnValue:
    """Register a resident and sign them in."""
    form = RegisterForm()
    hamlets = {hamlet.code: hamlet for hamlet in people.list_hamlets()}
    form.hamlet.choices = hamlet_choices(hamlets.values())
    if not form.validate_on_submit():
        return _register_page(form), 422 if form.errors else 200
    if not people_rules.may_register_alone(form.birth_year.data, clock.today()):
        return render_template("identity/under_age.html", form=form), 422
    try:
        with transaction():
            service.count_registration(address=_address())
        return _register(_registration(form, hamlets))
    except service.LoginTaken as refusal:
        answer_repeat()  # Of two sendings of one form the second finds the name taken by the first.
        form.login.errors = [_(str(refusal))]
        return _register_page(form), 422
    except service.TooManyRegistrations as refusal:
        return _register_page(form, problem=_(str(refusal))), refusal.status


def _register_page(form: RegisterForm, problem: str | None = None) -> str:
    return render_template("identity/register.html", form=form, problem=problem, suggested=_suggested())


def _registration(form: RegisterForm, hamlets: dict[str, Hamlet]) -> service.Registration:
    return service.Registration(
        person=people.NewPerson(form.full_name.data, form.birth_year.data, hamlets[form.hamlet.data]),
        login=form.login.data,
        password_hash=passwords.hash_of(form.password.data),
        group=Group(form.group.data),
        purposes=tuple(form.purposes()),
    )


def _register(new: service.Registration) -> ResponseReturnValue:
    with once() as op:
        account = service.register(new)
        token = sessions.open_session(account, with_factor=False)
        op.location = url_for("registry.my_page")
    entering.enter(token)
    flash(_("Chào mừng bác! Tên đăng nhập của bác là: %(login)s", login=account.login))
    return op.answer()


@bp.route("/dang-nhap", methods=["GET", "POST"])
@public
def sign_in() -> ResponseReturnValue:
    """Check name and password; learners are in, officials go on to the second factor."""
    form = SignInForm()
    if current_user.is_authenticated:
        return redirect(first_page(), code=303)
    if not form.validate_on_submit():
        return render_template("identity/sign_in.html", form=form), 422 if form.errors else 200
    is_shared = form.is_shared.data
    outcome = signing.with_password(form.login.data, form.password.data, address=_address(), is_shared=is_shared)
    if outcome.pending_account is not None:
        session["pending"] = [outcome.pending_account, int(clock.now().timestamp()), is_shared]
        return redirect(url_for("identity.second_factor", tiep=request.args.get("tiep")), code=303)
    if outcome.token is None:
        form.password.errors = [_(WRONG)]
        return render_template("identity/sign_in.html", form=form), 422
    entering.enter(outcome.token)
    return redirect(own_path(request.args.get("tiep"), first_page()), code=303)


@bp.route("/dang-nhap/ma", methods=["GET", "POST"])
@public
def second_factor() -> ResponseReturnValue:
    """Ask for the one-time code; the first time also show how to set it up."""
    account_id, is_shared = _pending_account()
    account = service.find_account(account_id)
    if account is None:
        return redirect(url_for("identity.sign_in"), code=303)
    form = CodeForm()
    if form.validate_on_submit():
        token = signing.with_factor(account.id, form.code.data, is_shared=is_shared)
        if token is not None:
            entering.enter(token)
            return redirect(own_path(request.args.get("tiep"), first_page()), code=303)
        form.code.errors = [_("Mã chưa đúng hoặc đã dùng rồi. Mời nhập mã đang hiện; sai nhiều lần thì đợi ít phút.")]
    enrolment = None if factors.is_enrolled(account) else _enrolment(account)
    page = render_template("identity/second_factor.html", form=form, enrolment=enrolment)
    return page, 422 if form.errors else 200


@bp.route("/dang-nhap/xac-nhan-ma", methods=["GET", "POST"])
@requires(*Permission)
def renew_factor() -> ResponseReturnValue:
    """Ask for a fresh one-time code before an act that matters."""
    form = CodeForm()
    if form.validate_on_submit():
        if current_user.confirm_factor(form.code.data):
            return redirect(own_path(request.args.get("tiep"), first_page()), code=303)
        form.code.errors = [_("Mã chưa đúng hoặc đã dùng rồi. Mời đợi mã mới rồi nhập lại.")]
    return render_template("identity/renew_factor.html", form=form), 422 if form.errors else 200


@bp.post("/dang-xuat")
@public
def sign_out() -> ResponseReturnValue:
    """End the session in the database, not only in the cookie; on a shared device nothing stays behind."""
    is_shared = current_user.is_shared
    if current_user.is_authenticated:
        with transaction():
            sessions.end_session(current_user.token)
    entering.leave()
    if is_shared:
        answer = redirect(url_for("identity.next_person"), code=303)
        answer.headers["Clear-Site-Data"] = '"cache", "storage"'
        language.forget(answer)
        return answer
    flash(_("Bác đã đăng xuất. Hẹn gặp lại bác."))
    answer = redirect(url_for("catalog.home"), code=303)
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


@bp.route("/dat-mat-khau/<token>", methods=["GET", "POST"])
@public
def set_password(token: str) -> ResponseReturnValue:
    """Let the owner of an account choose its password."""
    account = links.account_of_link(token)
    form = NewPasswordForm(official=service.is_official(account), own_words=(account.login,))
    if not form.validate_on_submit():
        page = render_template("identity/set_password.html", form=form, login=account.login, suggested=_suggested())
        return page, 422 if form.errors else 200
    hashed = passwords.hash_of(form.password.data)
    with once() as op:
        links.set_password_by_link(token, hashed)
        op.location = url_for("identity.sign_in")
    flash(_("Đã đặt mật khẩu. Mời đăng nhập."))
    return op.answer()


def _pending_account() -> tuple[int, bool]:
    """Return whose second factor is asked for (0: nobody's), and whether the device is shared."""
    account_id, since, is_shared = session.get("pending", (0, 0, False))
    return (account_id if clock.now().timestamp() - since < PENDING_LIVES else 0), is_shared


def _suggested() -> str:
    """Return the passphrase this page offered before, or a new one."""
    offered = request.form.get("goi_y", "")
    return offered if phrases.is_phrase(offered) else phrases.suggest()


def _enrolment(account: Account) -> dict[str, str]:
    secret, address = factors.enrolment(account)
    spaced = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    return {"secret": spaced, "picture": segno.make(address, error="m").svg_data_uri(scale=5, border=2)}


def _address() -> str:
    return request.remote_addr or "-"
