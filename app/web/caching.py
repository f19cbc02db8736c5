"""Answers that a browser may keep: pages that are the same for every stranger, and bytes that never change."""

from flask import Response, make_response, request, session
from flask_login import current_user

FOR_EVER = "public, max-age=31536000, immutable"


def shared_page(html: str) -> Response:
    """Answer a page that everybody without an account sees alike: kept, asked again each time, 304 when it is the same.

    With an account, or with anything in the cookie, the page is the reader's own: it has tokens, so it is never kept.
    """
    response = make_response(html)
    if current_user.is_authenticated or session:
        response.headers["Cache-Control"] = "private, no-cache"
        return response
    response.headers["Cache-Control"] = "public, no-cache"
    response.add_etag()
    return response.make_conditional(request)


def kept_bytes(content: bytes, mimetype: str) -> Response:
    """Answer bytes whose address holds their hash; players may ask for a part of them."""
    response = Response(content, mimetype=mimetype)
    response.headers["Cache-Control"] = FOR_EVER
    return response.make_conditional(request, accept_ranges=True, complete_length=len(content))
