"""Every error has a page in Vietnamese that says what to do now; only a bug is a 500."""

import secrets
import traceback
from pathlib import Path

import structlog
from flask import Flask, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import HTTPException, MethodNotAllowed, SecurityError

from app.core import readiness
from app.core.db import db
from app.core.errors import Refusal
from app.core.text import N_
from app.web.access import kept_fields

log = structlog.get_logger()
PAGES = frozenset({400, 403, 404, 405, 409, 413, 429, 503})
# Shown when the database or the session broke, so they are rendered without asking who is signed in.
STATIC = frozenset({500, 503})
NOT_OPEN = N_("Máy của xã đang được chuẩn bị, chưa mở được trang này. Những gì đã lưu vẫn còn nguyên.")


def init_app(app: Flask) -> None:
    """Register the pages of refusals, HTTP errors and bugs."""
    app.register_error_handler(Refusal, refused)
    app.register_error_handler(CSRFError, stale_form)
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(DBAPIError, database_trouble)
    app.register_error_handler(Exception, bug)
    # Flask's own line would hold the path and the error's text: a link's token, a person's data.
    app.log_exception = lambda info: log.error("web.page-of-bug-broke", error=_shape(info[1]))  # type: ignore[method-assign,assignment,arg-type]


def refused(error: Refusal) -> ResponseReturnValue:
    """Show a rule's no as a page; what was begun is undone."""
    db.session.rollback()
    details = {name: _(value) if isinstance(value, str) else value for name, value in error.details.items()}
    return page(error.status, message=_(str(error), **details))


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
    try:
        return *page(code), headers
    except DBAPIError as broken:  # The page of a 404 has a header that asks who is signed in.
        return database_trouble(broken)


def database_trouble(error: DBAPIError) -> ResponseReturnValue:
    """Answer 503 while the database is busy, away or without its tables; what an operator must do is in the log.

    Nothing was stored and nothing says it was. Anything else the database says is a bug.
    """
    db.session.rollback()
    if not readiness.is_busy(error):
        reason = readiness.problem()
        if reason is not None:
            log.error("web.database-not-ready", endpoint=request.endpoint, reason=reason)
            return *page(503, message=NOT_OPEN), {"Retry-After": "30"}
        if not error.connection_invalidated:
            return bug(error)
    return *page(503), {"Retry-After": "5"}


def bug(error: Exception) -> ResponseReturnValue:
    """Log what nobody foresaw under a code that the person can read out, and show a page that needs nothing."""
    incident = secrets.token_hex(4)
    log.error("web.bug", incident=incident, endpoint=request.endpoint, method=request.method, error=_shape(error))
    db.session.rollback()
    return page(500, incident=incident)


def page(status: int, *, message: str | None = None, incident: str | None = None) -> tuple[str, int]:
    """Return the error page of a status, with a sentence of its own where a rule gave one."""
    if status in STATIC:
        template = current_app.jinja_env.get_template(f"errors/{status}.html")
        return template.render(message=message, incident=incident), status
    return render_template(f"errors/{status}.html", message=message), status


def _shape(error: Exception) -> str:
    """Return kind and places of an error without its text: the text may hold a person's data."""
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    places = " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames))
    return f"{type(error).__name__} at {places}"
