"""Pages that hardly differ between readers: rendered once, then only the name and the tokens are set in."""

import re
import secrets
import time
import zlib
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

from flask import Flask, g, render_template, session
from flask_babel import get_locale
from flask_login import current_user
from flask_wtf.csrf import generate_csrf
from markupsafe import escape

from app.web.once import new_op

MOST = 1_000
# Marks that no text of a person or a course can hold: they are random and made anew with every process.
_NAME, _TOKEN, _OP = (f"{word}{secrets.token_hex(12)}" for word in ("name", "token", "op"))
_MARKS = re.compile(f"({_NAME}|{_TOKEN}|{_OP})")
_GZIP_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
_LAST_BLOCK = b"\x03\x00"
_STORED_AT_MOST = 65_535
_WINDOW = 32_768  # How far back a packed stretch can refer.


# Tokens and operation ids have one length each, so what is packed behind them may refer to what stands before them.
_LENGTHS = {_TOKEN: 91, _OP: 36}
_UNSAID = b"\x00"  # Stands in for a secret while what follows it is packed; no page holds it, so nothing refers to it.


@dataclass(frozen=True)
class _Part:
    """A stretch that is the same for everybody, with its packed form; or, unpacked, a mark to set something in."""

    text: str
    packed: bytes | None


@dataclass(frozen=True)
class KeptPage:
    """A page as its reader gets it, by stretches, so that it can be sent plain or packed."""

    parts: list[tuple[str, bytes | None]]

    @property
    def html(self) -> str:
        """Return the page."""
        return "".join(text for text, _ in self.parts)

    def gzip(self) -> bytes:
        """Return the page packed. What is set in stays unpacked, so nothing secret is compressed beside other text."""
        body = self.html.encode()
        blocks = (packed or stored(text.encode()) for text, packed in self.parts if text)
        tail = zlib.crc32(body).to_bytes(4, "little") + (len(body) & 0xFFFFFFFF).to_bytes(4, "little")
        return b"".join((_GZIP_HEAD, *blocks, _LAST_BLOCK, tail))


_kept: dict[Hashable, list[_Part]] = {}
_tokens: dict[str, tuple[int, str]] = {}


class _Reader:
    """Stands for the signed-in person while a page is rendered for keeping: the same rights, a mark for the name."""

    display_name = _NAME
    is_authenticated = True

    def __init__(self, permissions: frozenset[Any], *, is_shared: bool) -> None:
        self.permissions = permissions
        self.is_shared = is_shared

    def may(self, permission: Any) -> bool:
        """Tell whether the person holds the permission."""
        return permission in self.permissions


def init_app(app: Flask) -> None:
    """Give the templates tokens that know when a page is rendered for keeping."""
    app.jinja_env.globals["csrf_token"] = lambda: _mark_or(_TOKEN, generate_csrf)
    app.jinja_env.globals["new_op"] = lambda: _mark_or(_OP, new_op)


def render_kept(template: str, key: Hashable, **context: Any) -> KeptPage:
    """Return the page; `key` must name everything its words depend on but the reader's name, rights and tokens.

    A page with a message for this one moment is rendered as ever.
    """
    if "_flashes" in session:
        return KeptPage([(render_template(template, **context), None)])
    signed_in = current_user.is_authenticated
    rights = (current_user.permissions, current_user.is_shared) if signed_in else None
    whole_key = (template, str(get_locale()), rights, key)
    parts = _kept.get(whole_key)
    if parts is None:
        if len(_kept) >= MOST:
            _kept.clear()
        if signed_in:
            context["current_user"] = _Reader(current_user.permissions, is_shared=current_user.is_shared)
        parts = _kept[whole_key] = _rendered(template, context)
    words = _Words()
    said = [words[part.text] if part.packed is None else part.text for part in parts]
    fits = _fit(words)
    return KeptPage([(text, part.packed if fits else None) for text, part in zip(said, parts, strict=True)])


def _fit(words: "_Words") -> bool:
    """Tell whether the token is as long as it was when the page was packed; else the page travels unpacked."""
    return len(words.get(_TOKEN, "")) in (0, _LENGTHS[_TOKEN])


def _rendered(template: str, context: dict[str, Any]) -> list[_Part]:
    g.keeping = True
    try:
        texts = _MARKS.split(render_template(template, **context))
    finally:
        g.keeping = False
    packer = Packer()
    return [_part(packer, text) for text in texts if text]


def _part(packer: "Packer", text: str) -> _Part:
    if text in _LENGTHS:
        packer.hide(_LENGTHS[text])
    elif text == _NAME:
        packer.forget()
    else:
        return _Part(text, packer.pack(text.encode()))
    return _Part(text, None)


class Packer:
    """Packs stretches of a page (RFC 1951): each ends at a byte and refers to earlier ones, never to a secret."""

    def __init__(self) -> None:
        self._before = b""

    def pack(self, data: bytes) -> bytes:
        """Return the next stretch, packed."""
        packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS, zdict=self._before[-_WINDOW:])
        self._before += data
        return packer.compress(data) + packer.flush(zlib.Z_FULL_FLUSH)

    def hide(self, length: int) -> None:
        """Pass over so many bytes that are set in unpacked and are secret."""
        self._before += _UNSAID * length

    def forget(self) -> None:
        """Pass over bytes whose number is not known: nothing that follows can refer to what was before them."""
        self._before = b""


def stored(data: bytes) -> bytes:
    """Return stored (unpacked) blocks of a deflate stream: a zero byte, the length, its complement, the bytes."""
    pieces = (data[at : at + _STORED_AT_MOST] for at in range(0, len(data), _STORED_AT_MOST))
    sizes = ((len(piece), piece) for piece in pieces)
    return b"".join(
        b"\x00" + size.to_bytes(2, "little") + (size ^ 0xFFFF).to_bytes(2, "little") + piece for size, piece in sizes
    )


class _Words(dict[str, str]):
    """What is set in for a mark, made when it is met: one name and one token a page, an operation id a form."""

    def __missing__(self, mark: str) -> str:
        """Return the words of a mark."""
        if mark == _OP:
            return new_op()
        self[mark] = str(escape(current_user.display_name)) if mark == _NAME else _token()
        return self[mark]


def _token() -> str:
    """Return the token of the forms, signed anew every minute only: signing it is a twentieth of a kept page."""
    minute = int(time.time() // 60)
    secret = session.get("csrf_token")
    if secret is None:
        return str(generate_csrf())
    signed_at, token = _tokens.get(secret, (0, ""))
    if signed_at != minute:
        if len(_tokens) >= MOST:
            _tokens.clear()
        token = str(generate_csrf())
        _tokens[secret] = (minute, token)
    return token


def _mark_or(mark: str, make: Callable[[], str]) -> str:
    return mark if g.get("keeping", False) else make()
