"""Who may open a view: every view wears `@public` or `@requires(...)`, and a test finds the naked ones."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.core.errors import NotAllowed
from app.core.text import N_
from app.web.permissions import Permission

__all__ = ["Permission", "kept_fields", "public", "requires"]

P = ParamSpec("P")
R = TypeVar("R", bound=ResponseReturnValue)


def public(view: Callable[P, R]) -> Callable[P, R]:
    """Mark a view that anybody may open."""
    view.access = "public"  # type: ignore[attr-defined]
    return view


def requires(
    *permissions: Permission, fresh_factor: bool = False, keeps_typing: bool = False
) -> Callable[[Callable[P, ResponseReturnValue]], Callable[P, ResponseReturnValue]]:
    """Mark a view for people who hold one of `permissions`.

    A stranger is sent to sign in and comes back. With `fresh_factor` the second factor must have been shown in
    the last five minutes (requirement S05); a form sent later is kept and goes on once the code is given. With
    `keeps_typing` a form sent after the session ended is kept as well, and sent again once somebody is signed in.
    """

    def mark(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            if not current_user.is_authenticated:
                if keeps_typing and request.method == "POST":
                    return _keep_for_later()
                back = request.full_path.rstrip("?") if request.method == "GET" else None
                return redirect(url_for("identity.sign_in", tiep=back), code=303)
            if not any(current_user.may(permission) for permission in permissions):
                raise NotAllowed(N_("Trang này không dành cho tài khoản của bác."))
            if fresh_factor and not _factor_is_fresh():
                return _ask_for_factor()
            return view(*args, **kwargs)

        guarded.access = permissions  # type: ignore[attr-defined]
        return guarded

    return mark


def _keep_for_later() -> ResponseReturnValue:
    """Hold what was typed in the page itself while the person signs in beside it (requirement S03)."""
    action = request.full_path.rstrip("?")
    return render_template("errors/signed_out.html", fields=kept_fields("op"), action=action), 401


def _factor_is_fresh() -> bool:
    if current_user.has_fresh_factor():
        return True
    code = request.form.get("factor_code") if request.method == "POST" else None
    return bool(code and current_user.confirm_factor(code))


def _ask_for_factor() -> ResponseReturnValue:
    if request.method != "POST":
        return redirect(url_for("identity.renew_factor", tiep=request.full_path.rstrip("?")), code=303)
    problem = _("Mã chưa đúng hoặc đã dùng rồi. Mời nhập mã đang hiện.") if "factor_code" in request.form else None
    page = render_template("errors/fresh_factor.html", fields=kept_fields(), problem=problem, action=request.path)
    return page, 403


def kept_fields(*dropped: str) -> list[tuple[str, Any]]:
    """Return what the person typed, for a page that sends it again: no password, no code, no spent token."""
    secret = {"csrf_token", "password", "password_again", "code", "factor_code", *dropped}
    return [(name, value) for name, value in request.form.items(multi=True) if name not in secret]
