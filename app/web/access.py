"""Who may open a view: every view wears `@public` or `@requires(...)`, and a test finds the naked ones."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar
from urllib.parse import urlsplit

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.core.errors import NotAllowed
from app.core.text import N_
from app.web.permissions import Permission

__all__ = ["Permission", "for_scripts", "kept_fields", "public", "requires"]

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
            if not current_user.is_confirmed:
                return redirect(url_for("identity.is_it_you"), code=303)
            if not any(current_user.may(permission) for permission in permissions):
                raise NotAllowed(N_("Trang này không dành cho tài khoản của bác."))
            if fresh_factor and not _factor_is_fresh():
                return _ask_for_factor()
            return view(*args, **kwargs)

        guarded.access = permissions  # type: ignore[attr-defined]
        return guarded

    return mark


def for_scripts(
    *permissions: Permission, largest: int
) -> Callable[[Callable[P, ResponseReturnValue]], Callable[P, ResponseReturnValue]]:
    """Mark a view that our own scripts ask with JSON instead of a form and its token (requirement S06).

    No page of another site can send it: such JSON is asked for first, and nobody allows it. Who is not signed in, not
    confirmed or not allowed gets 401 and no page, so that a script can wait for a better moment.
    """

    def mark(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            if not _says_it_is_ours():
                return {"error": "foreign"}, 403
            if request.mimetype != "application/json":
                return {"error": "not-json"}, 415
            if request.content_length is None or request.content_length > largest:
                return {"error": "too-long"}, 413
            known = current_user.is_authenticated and current_user.is_confirmed
            if not known or not any(current_user.may(permission) for permission in permissions):
                return {"error": "sign-in"}, 401
            return view(*args, **kwargs)

        guarded.access = permissions  # type: ignore[attr-defined]
        return guarded

    return mark


def _says_it_is_ours() -> bool:
    """Tell whether the browser says that a page of ours sends this; one that says nothing at all is no browser."""
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site is None and origin is None:
        return False
    return site in (None, "same-origin") and (origin is None or urlsplit(origin).netloc == request.host)


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
