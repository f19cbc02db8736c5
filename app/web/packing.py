"""Pages of one person travel packed too; the tokens in them stay out of the packing, which would give them away."""

import re

from flask import Flask, Response, request

from app.web.kept import KeptPage, Packer

# The values that must never be compressed beside text somebody else may choose (the BREACH attack).
SECRETS = re.compile(r'(?<=name="csrf_token" value=")([^"]+)|(?<=name="op" value=")([^"]+)')
WORTH_IT = 1_000
# "?cau=12", "?cau=het": too short to say anything with.
LONGEST_STEP = 3


def init_app(app: Flask) -> None:
    """Pack every page that is not packed yet, where the browser takes it."""
    app.after_request(_pack)


def _pack(response: Response) -> Response:
    if not _may_be_packed(response):
        return response
    html = response.get_data(as_text=True)
    if len(html) < WORTH_IT:
        return response
    response.set_data(packed(html))
    response.headers["Content-Encoding"] = "gzip"
    response.vary.add("Accept-Encoding")
    return response


def packed(html: str) -> bytes:
    """Return a page in gzip with its tokens and operation ids as they are, between stretches that are compressed."""
    parts: list[tuple[str, bytes | None]] = []
    packer = Packer()
    end = 0
    for found in SECRETS.finditer(html):
        before, secret = html[end : found.start()], found.group()
        parts += [(before, packer.pack(before.encode())), (secret, None)]
        packer.hide(len(secret.encode()))
        end = found.end()
    return KeptPage([*parts, (html[end:], packer.pack(html[end:].encode()))]).gzip()


def _may_be_packed(response: Response) -> bool:
    is_page = response.mimetype == "text/html" and not response.is_streamed
    is_plain = "Content-Encoding" not in response.headers and response.status_code != 304
    is_asked_for = request.method == "GET" and request.accept_encodings["gzip"] > 0
    return is_page and is_plain and is_asked_for and not _asks_in_words()


def _asks_in_words() -> bool:
    """Tell whether the address brings words: who chose them could measure what they stand beside, escaped or not."""
    return any(len(value) > LONGEST_STEP for value in request.args.values())
