"""Headers of every answer, errors included (requirement S24), and the checks every request passes first."""

from urllib.parse import unquote, urlsplit

from flask import Flask, Response, abort, g, request

from app.core.db import writing

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "font-src 'self'",
        "img-src 'self' data:",
        "media-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "object-src 'none'",
    )
)
FIXED = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}
LONGEST_FORM = 500_000
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def init_app(app: Flask) -> None:
    """Set the headers on every answer and refuse what no honest browser sends."""
    secure = not app.extensions["settings"].demo
    app.before_request(_refuse_nul)
    app.before_request(_refuse_foreign)
    app.before_request(_take_write_lock_early)
    app.teardown_request(_end_writing)

    @app.after_request
    def _set(response: Response) -> Response:
        response.headers.update(FIXED)
        if secure:
            response.headers["Strict-Transport-Security"] = "max-age=31536000"
        response.headers.setdefault("Cache-Control", "no-store")
        return response


def _refuse_nul() -> None:
    """PostgreSQL refuses NUL in text and SQLite keeps it silently: it never comes in."""
    if request.method in SAFE_METHODS:  # No form is read for a page that is only opened.
        if "\x00" in request.path or "\x00" in unquote(request.query_string.decode("latin-1")):
            abort(400)
        return
    if request.mimetype == "application/x-www-form-urlencoded":
        _refuse_long_form()
    pairs = [*request.args.items(multi=True), *request.form.items(multi=True)]
    # A part of a multipart body may come without a name; no form of ours sends one.
    if "\x00" in request.path or any(name is None or "\x00" in name or "\x00" in value for name, value in pairs):
        abort(400)


def _refuse_long_form() -> None:
    """A form says how long it is and is not long: a body without a length would be cut off and half of it read."""
    if request.content_length is None or request.content_length > LONGEST_FORM:
        abort(413)


def _refuse_foreign() -> None:
    """An unsafe request that says it comes from another site is refused, token or not (requirement S06)."""
    if request.method in SAFE_METHODS or request.path.startswith("/api/"):
        return
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        abort(403)
    origin = request.headers.get("Origin")
    if origin and urlsplit(origin).netloc != request.host:
        abort(403)


def _take_write_lock_early() -> None:
    if request.method not in SAFE_METHODS:
        g.writing = writing()
        g.writing.__enter__()


def _end_writing(error: BaseException | None) -> None:
    held = g.pop("writing", None)
    if held is not None:
        held.__exit__(None, None, None)
