"""Answers that a browser may keep: pages that are the same for every stranger, and bytes that never change."""

import gzip
import hashlib
from dataclasses import dataclass
from functools import lru_cache

import brotli
from flask import Response, request, session
from flask_login import current_user

from app.web.kept import KeptPage

BEST, HASTY = 11, 4  # Of brotli; gzip ends at 9.
FOR_EVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class _Packed:
    """A page as strangers get it: its tag and its bytes by encoding ("" for none)."""

    etag: str
    bodies: dict[str, bytes]


def shared_page(page: str | KeptPage, *, is_one_of_many: bool = False) -> Response:
    """Answer a page that everybody without an account sees alike: packed, kept, asked again each time, 304 if the same.

    One of endlessly many, like what a search found, is packed in haste and not kept here: it would push out the others.

    With an account, or with anything in the cookie, the page is the reader's own: it has tokens, so it is never kept,
    and packed only where the tokens stay out of the packing.
    """
    if current_user.is_authenticated or session:
        return _own(page)
    html = page if isinstance(page, str) else page.html
    packed = _pack(html, quality=HASTY) if is_one_of_many else _packed(html)
    encoding = request.accept_encodings.best_match(("br", "gzip"), default="")
    response = _answer(packed.bodies.get(encoding or "", packed.bodies[""]), encoding)
    response.headers["Cache-Control"] = "public, no-cache"
    response.set_etag(packed.etag, weak=True)
    response.make_conditional(request)
    return response


def _own(page: str | KeptPage) -> Response:
    if isinstance(page, KeptPage) and request.accept_encodings["gzip"] > 0:
        response = _answer(page.gzip(), "gzip")
    else:
        response = _answer((page if isinstance(page, str) else page.html).encode(), "")
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _answer(body: bytes, encoding: str | None) -> Response:
    response = Response(body, mimetype="text/html")
    if encoding:
        response.headers["Content-Encoding"] = encoding
    response.vary.add("Accept-Encoding")
    return response


@lru_cache(maxsize=200)
def _packed(html: str) -> _Packed:
    return _pack(html, quality=BEST)


def _pack(html: str, *, quality: int) -> _Packed:
    body = html.encode()
    small = brotli.compress(body, mode=brotli.MODE_TEXT, quality=quality)
    bodies = {"": body, "br": small, "gzip": gzip.compress(body, compresslevel=min(quality, 9), mtime=0)}
    return _Packed(hashlib.sha256(body).hexdigest()[:32], bodies)


def kept_bytes(content: bytes, mimetype: str) -> Response:
    """Answer bytes whose address holds their hash; players may ask for a part of them."""
    response = Response(content, mimetype=mimetype)
    response.headers["Cache-Control"] = FOR_EVER
    response.make_conditional(request, accept_ranges=True, complete_length=len(content))
    return response
