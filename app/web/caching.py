"""Answers that a browser may keep: pages that are the same for every stranger, and bytes that never change."""

import gzip
import hashlib
from dataclasses import dataclass
from functools import lru_cache

import brotli
from flask import Response, make_response, request, session
from flask_login import current_user

FOR_EVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class _Packed:
    """A page as strangers get it: its tag and its bytes by encoding."""

    etag: str
    bodies: dict[str, bytes]


def shared_page(html: str) -> Response:
    """Answer a page that everybody without an account sees alike: packed, kept, asked again each time, 304 if the same.

    With an account, or with anything in the cookie, the page is the reader's own: it has tokens, so it is neither kept
    nor packed (what is typed and what is secret must not be compressed together).
    """
    if current_user.is_authenticated or session:
        response = make_response(html)
        response.headers["Cache-Control"] = "private, no-cache"
        return response
    packed = _packed(html)
    encoding = request.accept_encodings.best_match(("br", "gzip"), default="")
    response = Response(packed.bodies.get(encoding or "", html), mimetype="text/html")
    if encoding:
        response.headers["Content-Encoding"] = encoding
    response.vary.add("Accept-Encoding")
    response.headers["Cache-Control"] = "public, no-cache"
    response.set_etag(packed.etag, weak=True)
    response.make_conditional(request)
    return response


@lru_cache(maxsize=200)
def _packed(html: str) -> _Packed:
    body = html.encode()
    bodies = {"br": brotli.compress(body, mode=brotli.MODE_TEXT), "gzip": gzip.compress(body, mtime=0)}
    return _Packed(hashlib.sha256(body).hexdigest()[:32], bodies)


def kept_bytes(content: bytes, mimetype: str) -> Response:
    """Answer bytes whose address holds their hash; players may ask for a part of them."""
    response = Response(content, mimetype=mimetype)
    response.headers["Cache-Control"] = FOR_EVER
    response.make_conditional(request, accept_ranges=True, complete_length=len(content))
    return response
