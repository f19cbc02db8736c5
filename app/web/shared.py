"""What changes on a device of many hands: nothing is kept or filled in, and a page left alone asks who is there."""

import re
from typing import Any

from flask import Flask, Response, g, has_request_context, request, url_for
from flask_login import current_user
from jinja2.ext import Extension

ASK_AFTER_SECONDS = 540
FORM = re.compile(r"<form(?=[\s>])")


class NothingFilledIn(Extension):
    """Lets every form say on a shared device that the browser must not offer what somebody typed before."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Return the template's text with the mark at its forms."""
        return FORM.sub('<form{% if on_shared_device() %} autocomplete="off"{% endif %}', source)


def init_app(app: Flask) -> None:
    """Mark the forms and the answers of shared sessions."""
    app.jinja_env.globals["on_shared_device"] = on_shared_device
    app.jinja_env.add_extension(NothingFilledIn)
    app.after_request(_leave_nothing)


def on_shared_device() -> bool:
    """Tell whether somebody is signed in on a device that others use too."""
    return has_request_context() and bool(current_user.is_shared)


def _leave_nothing(response: Response) -> Response:
    """Keep nothing of a shared session, and let its pages ask for a sign of life by themselves, script or not.

    A header and not a tag does it: the question comes a minute before the end and can be answered, which is what
    WCAG 2.2.1 asks for.
    """
    reader: Any = g.get("_login_user")  # Who never asked who is signed in, a picture or a style, says nothing of them.
    if reader is None or not reader.is_shared:
        return response
    response.headers["Cache-Control"] = "no-store"
    if response.mimetype == "text/html" and not 300 <= response.status_code < 400:
        back = request.full_path.rstrip("?") if request.method == "GET" else None
        asks = url_for("identity.still_there", tiep=back)
        response.headers.setdefault("Refresh", f"{ASK_AFTER_SECONDS}; url={asks}")
    return response
