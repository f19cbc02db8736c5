"""Headers of every answer, errors included (requirement S24), and the checks every request passes first."""

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import unquote, urlsplit

from flask import Flask, Response, abort, current_app, g, request
from flask_login import current_user

from app.core.db import writing
from app.web.assets import ENDPOINT as STATIC

V = TypeVar("V", bound=Callable[..., Any])
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
# The one page that is shown inside another, and the page around it: both our own (the editor's preview).
FRAMED = CONTENT_SECURITY_POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'")
FRAMING = f"{CONTENT_SECURITY_POLICY}; frame-src 'self'"
FIXED = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}
# A style sheet or a script is no document: these say nothing about it, and a slow line carries them for nothing.
OF_DOCUMENTS = frozenset({"Cross-Origin-Opener-Policy", "Permissions-Policy"})
NOTHING_INSIDE = "default-src 'none'; frame-ancestors 'none'"
_OF_PARTS = {
    **{name: value for name, value in FIXED.items() if name not in OF_DOCUMENTS},
    "Content-Security-Policy": NOTHING_INSIDE,
}
LONGEST_FORM = 500_000
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def init_app(app: Flask) -> None:
    """Set the headers on every answer and refuse what no honest browser sends."""
    secure = not app.extensions["settings"].demo
    app.before_request(_allow_files)
    app.before_request(_refuse_nul)
    app.before_request(_refuse_foreign)
    app.before_request(_take_write_lock_early)
    app.teardown_request(_end_writing)

    @app.after_request
    def _set(response: Response) -> Response:
        for name, value in (_OF_PARTS if is_part(request.endpoint, response.mimetype) else FIXED).items():
            response.headers.setdefault(name, value)
        if secure:
            response.headers["Strict-Transport-Security"] = "max-age=31536000"
        response.headers.setdefault("Cache-Control", "no-store")
        return response


def is_part(endpoint: str | None, mimetype: str | None) -> bool:
    """Tell whether an answer is only ever a part of a page: a style sheet or script of our own folder."""
    return endpoint == STATIC and mimetype in ("text/css", "text/javascript")


def framed(page: str) -> Response:
    """Answer a page that may be shown in a frame, by our own pages only."""
    return Response(page, mimetype="text/html", headers={"Content-Security-Policy": FRAMED})


def framing(page: str, status: int = 200) -> Response:
    """Answer a page that shows one of our own in a frame."""
    return Response(page, status, mimetype="text/html", headers={"Content-Security-Policy": FRAMING})


def takes_files(largest: int) -> Callable[[V], V]:
    """Mark a view whose form may bring this many bytes, from somebody signed in."""

    def mark(view: V) -> V:
        view.largest_body = largest  # type: ignore[attr-defined]
        return view

    return mark


def reads_first(view: V) -> V:
    """Mark a view whose POST reads, renders or computes for long: it takes the write lock when it writes, if ever."""
    view.reads_first = True  # type: ignore[attr-defined]
    return view


def _allow_files() -> None:
    """Let a larger body in where a view takes files; it is set before anybody reads the form."""
    largest = getattr(current_app.view_functions.get(request.endpoint or ""), "largest_body", None)
    if largest and request.method not in SAFE_METHODS and current_user.is_authenticated:
        request.max_content_length = largest


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
    """An unsafe request that says it comes from another site is refused, token or not (requirement S06).

    Machines say nothing of the kind, so the addresses that take no form are held to it too.
    """
    if request.method in SAFE_METHODS:
        return
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        abort(403)
    origin = request.headers.get("Origin")
    if origin and urlsplit(origin).netloc != request.host:
        abort(403)


def _take_write_lock_early() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    if request.method not in SAFE_METHODS and not getattr(view, "reads_first", False):
        g.writing = writing()
        g.writing.__enter__()


def _end_writing(error: BaseException | None) -> None:
    held = g.pop("writing", None)
    if held is not None:
        held.__exit__(None, None, None)
