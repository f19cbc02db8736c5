"""Pages that hardly differ between readers: rendered once, then only the name and the tokens are set in."""

import re
import secrets
from collections.abc import Callable, Hashable
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
_kept: dict[Hashable, list[str]] = {}


class _Reader:
    """Stands for the signed-in person while a page is rendered for keeping: the same rights, a mark for the name."""

    display_name = _NAME

    def __init__(self, permissions: frozenset[Any]) -> None:
        self.permissions = permissions
        self.is_authenticated = True

    def may(self, permission: Any) -> bool:
        """Tell whether the person holds the permission."""
        return permission in self.permissions


def init_app(app: Flask) -> None:
    """Give the templates tokens that know when a page is rendered for keeping."""
    app.jinja_env.globals["csrf_token"] = lambda: _mark_or(_TOKEN, generate_csrf)
    app.jinja_env.globals["new_op"] = lambda: _mark_or(_OP, new_op)


def render_kept(template: str, key: Hashable, **context: Any) -> str:
    """Return the page; `key` must name everything its words depend on but the reader's name, rights and tokens.

    A page with a message for this one moment is rendered as ever.
    """
    if "_flashes" in session:
        return render_template(template, **context)
    signed_in = current_user.is_authenticated
    rights = current_user.permissions if signed_in else None
    whole_key = (template, str(get_locale()), rights, key)
    parts = _kept.get(whole_key)
    if parts is None:
        if len(_kept) >= MOST:
            _kept.clear()
        if signed_in:
            context["current_user"] = _Reader(current_user.permissions)
        parts = _kept[whole_key] = _rendered(template, context)
    return "".join(map(_set_in, parts))


def _rendered(template: str, context: dict[str, Any]) -> list[str]:
    g.keeping = True
    try:
        return _MARKS.split(render_template(template, **context))
    finally:
        g.keeping = False


def _set_in(part: str) -> str:
    if part == _NAME:
        return str(escape(current_user.display_name))
    if part == _TOKEN:
        return str(generate_csrf())
    return new_op() if part == _OP else part


def _mark_or(mark: str, make: Callable[[], str]) -> str:
    return mark if g.get("keeping", False) else make()
