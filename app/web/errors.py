"""Every error has a page in Vietnamese that says what to do now; only a bug is a 500."""

import secrets
import traceback
from pathlib import Path

import structlog
from flask import Flask, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, MethodNotAllowed, SecurityError

from app.core.db import db
from app.core.errors import Refusal
from app.web.access import kept_fields

log = structlog.get_logger()
# PostgreSQL gave up on a deadlock or on a lock: nothing was stored, and the same form will do a moment later.
TRY_AGAIN = frozenset({"40P01", "40001", "55P03"})
PAGES = frozenset({400, 403, 404, 405, 409, 413, 429, 503})


def init_app(app: Flask) -> None:
    """Register the pages of refusals, HTTP errors and bugs."""
    app.register_error_handler(Refusal, refused)
    app.register_error_handler(CSRFError, stale_form)
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(OperationalError, database_busy)
    app.register_error_handler(Exception, bug)
    # Flask's own line would hold the path and the error's text: a link's token, a person's data.
    app.log_exception = lambda info: log.error("web.page-of-bug-broke", error=_shape(info[1]))  # type: ignore[method-assign,assignment,arg-type]


def refused(error: Refusal) -> ResponseReturnValue:
    """Show a rule's no as a page; what was begun is undone."""
    db.session.rollback()
    return page(error.status, message=_(str(error), **error.details))


def stale_form(error: CSRFError) -> ResponseReturnValue:
    """Keep what was typed when the page's token is too old, and offer to send it again (requirement S06)."""
    if request.mimetype not in ("application/x-www-form-urlencoded", "multipart/form-data"):
        return page(400)
    template = "errors/stale_form.html"
    return render_template(template, fields=kept_fields("op"), action=request.full_path.rstrip("?")), 400


def http_error(error: HTTPException) -> ResponseReturnValue:
    """Show the page of an HTTP error; answers that carry their own response pass."""
    code = error.code or 500
    if error.response is not None or code < 400:
        return error.get_response()
    if isinstance(error, SecurityError):  # A strange Host: no address of ours can be built for it.
        return render_template("errors/strange_host.html"), 400
    if code not in PAGES:
        code = 400 if code < 500 else 500
    headers = {"Allow": ", ".join(error.valid_methods or ())} if isinstance(error, MethodNotAllowed) else {}
    return *page(code), headers


def database_busy(error: OperationalError) -> ResponseReturnValue:
    """Answer 503 when the write lock did not come in time; nothing was stored and nothing says it was."""
    db.session.rollback()
    if "locked" in str(error.orig) or getattr(error.orig, "sqlstate", None) in TRY_AGAIN:
        body, status = page(503)
        return body, status, {"Retry-After": "5"}
    return bug(error)


def bug(error: Exception) -> ResponseReturnValue:
    """Log what nobody foresaw under a code that the person can read out, and show a page that needs nothing."""
    incident = secrets.token_hex(4)
    log.error("web.bug", incident=incident, endpoint=request.endpoint, method=request.method, error=_shape(error))
    db.session.rollback()
    return render_template("errors/500.html", incident=incident), 500


def page(status: int, *, message: str | None = None) -> tuple[str, int]:
    """Return the error page of a status, with a sentence of its own where a rule gave one."""
    return render_template(f"errors/{status}.html", message=message), status


def _shape(error: Exception) -> str:
    """Return kind and places of an error without its text: the text may hold a person's data."""
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    places = " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames))
    return f"{type(error).__name__} at {places}"
