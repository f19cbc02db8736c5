"""Pages where accounts of officials are made, and where roles are asked for, granted and taken away."""

from uuid import UUID

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.core.errors import NotFound
from app.core.runtime import settings
from app.core.text import N_
from app.identity import links, service
from app.identity.forms import NewAccountForm
from app.identity.models import Account
from app.identity.views.blueprint import bp
from app.identity.words import Role
from app.people import service as people
from app.web.access import Permission, requires
from app.web.once import answer_repeat, once


@bp.get("/can-bo/tai-khoan")
@requires(Permission.SEE_ACCOUNTS)
def accounts() -> ResponseReturnValue:
    """List the officials' accounts with their roles; who manages accounts also finds any one by its sign-in name."""
    sought = request.args.get("tim", "").strip()
    found = service.find_by_login(sought) if current_user.may(Permission.MANAGE_ACCOUNTS) else None
    rows = service.list_official_accounts()
    return render_template("identity/accounts.html", roles=list(Role), accounts=rows, sought=sought, found=found)


@bp.route("/can-bo/tai-khoan/moi", methods=["GET", "POST"])
@requires(Permission.MANAGE_ACCOUNTS, fresh_factor=True)
def new_account() -> ResponseReturnValue:
    """Make an account for a verified person; its owner sets the password by a link that is shown once."""
    sought, form = request.values.get("tim", ""), NewAccountForm()
    form.offer(people.verified_named(sought))
    if not form.validate_on_submit():
        return _new_account_page(form, sought, 422 if form.errors else 200)
    try:
        with once() as op:
            account = service.create_account(
                people.get_person(UUID(form.person.data)),
                login=form.login.data,
                roles=[Role.LEARNER, Role(form.role.data)],
                actor=current_user.actor,
            )
            token = links.make_link(account)
            op.location = url_for("identity.accounts")
    except service.LoginTaken as refusal:
        answer_repeat()
        form.login.errors = [_(str(refusal))]
        return _new_account_page(form, sought, 422)
    except service.RolesClash as refusal:
        form.role.errors = [_(str(refusal)) % refusal.details]
        return _new_account_page(form, sought, 422)
    _flash_link(account, token)
    return op.answer()


def _new_account_page(form: NewAccountForm, sought: str, status: int) -> ResponseReturnValue:
    return render_template("identity/new_account.html", form=form, sought=sought), status


@bp.post("/can-bo/tai-khoan/<uuid:account_id>/lien-ket")
@requires(Permission.MANAGE_ACCOUNTS, fresh_factor=True)
def replace_password(account_id: UUID) -> ResponseReturnValue:
    """Make a link for somebody who lost their password; it is shown once, to be handed over in private."""
    with once() as op:
        account = service.get_account(account_id)
        token = links.replace_password(account, actor=current_user.actor)
        op.location = url_for("identity.accounts")
    _flash_link(account, token)
    return op.answer()


def _flash_link(account: Account, token: str) -> None:
    base = str(settings().base_url).rstrip("/")
    flash(_("Gửi riêng cho %(name)s, dùng một lần trong 24 giờ: %(link)s",
            name=account.login, link=f"{base}/dat-mat-khau/{token}"))  # fmt: skip


@bp.post("/can-bo/tai-khoan/<uuid:account_id>/<role>/de-nghi")
@requires(Permission.MANAGE_ACCOUNTS, fresh_factor=True)
def ask_role(account_id: UUID, role: str) -> ResponseReturnValue:
    """Ask for a role; a leader grants it."""
    with once() as op:
        service.ask_role(service.get_account(account_id), _role(role), actor=current_user.actor)
        op.location = url_for("identity.accounts")
    return op.answer()


@bp.post("/can-bo/tai-khoan/<uuid:account_id>/<role>/cap")
@requires(Permission.GRANT_ROLES, fresh_factor=True)
def grant_role(account_id: UUID, role: str) -> ResponseReturnValue:
    """Grant a role that somebody else asked for."""
    with once() as op:
        service.grant_role(service.get_account(account_id), _role(role), actor=current_user.actor)
        op.location = url_for("identity.accounts")
    flash(_("Đã cấp vai trò. Người ấy đăng nhập lại là dùng được."))
    return op.answer()


@bp.post("/can-bo/tai-khoan/<uuid:account_id>/<role>/thu-hoi")
@requires(Permission.GRANT_ROLES, Permission.MANAGE_ACCOUNTS, fresh_factor=True)
def remove_role(account_id: UUID, role: str) -> ResponseReturnValue:
    """Take a role away; the account's sessions end at once."""
    with once() as op:
        service.remove_role(service.get_account(account_id), _role(role), actor=current_user.actor)
        op.location = url_for("identity.accounts")
    flash(_("Đã thu hồi vai trò."))
    return op.answer()


@bp.post("/can-bo/tai-khoan/<uuid:account_id>/khoa/<int:locked>")
@requires(Permission.MANAGE_ACCOUNTS, fresh_factor=True)
def lock(account_id: UUID, locked: int) -> ResponseReturnValue:
    """Lock an account (1) or unlock it (0)."""
    with once() as op:
        service.set_locked(service.get_account(account_id), locked=bool(locked), actor=current_user.actor)
        op.location = url_for("identity.accounts")
    return op.answer()


def _role(word: str) -> Role:
    try:
        return Role(word)
    except ValueError:
        raise NotFound(N_("Không có vai trò này.")) from None
