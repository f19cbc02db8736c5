"""A form is carried out once: its one-time operation id is stored with its result in the act's own transaction."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import cast
from uuid import UUID, uuid4

import structlog
from flask import Flask, redirect, request
from flask_login import current_user
from sqlalchemy import Table, bindparam, insert, select
from sqlalchemy.exc import IntegrityError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from app.core import clock
from app.core.db import db, lock, transaction
from app.core.errors import Refusal
from app.core.text import N_
from app.web.models import FormOperation

log = structlog.get_logger()
# Made once and without ORM objects: every form reads twice and writes once.
FORM = cast(Table, FormOperation.__table__)
FIRST = select(FORM.c.location).where(FORM.c.key == bindparam("key"))
STORE = insert(FORM)


@dataclass
class Operation:
    """The operation under way; set `location` before the block ends to say where its result is shown."""

    location: str = "/"

    def answer(self) -> Response:
        """Return the redirect to the result (POST, then GET)."""
        return redirect(self.location, code=303)


class Repeated(HTTPException):
    """The same form was sent before; carries the answer of the first time."""

    def __init__(self, location: str) -> None:
        super().__init__(response=redirect(location, code=303))


class Clash(Refusal):
    """Somebody else wrote the same thing a moment before; nothing of this form was stored."""


class NoOperation(Refusal):
    """The form came without its one-time id."""

    status = 400


def init_app(app: Flask) -> None:
    """Answer repeats before the view looks at the form: what was right the first time may be wrong by now."""
    app.before_request(answer_repeat)


def answer_repeat() -> None:
    """Raise the first answer if this person sent this very form before.

    Raises:
        Repeated: answered by Flask with the first redirect.
    """
    if request.method == "POST" and "op" in request.form:
        with suppress(NoOperation):
            _answer_repeat(_key())


def new_op() -> str:
    """Return a fresh one-time operation id for a form."""
    return str(uuid4())


@contextmanager
def once() -> Iterator[Operation]:
    """Open the transaction of one form; a repeat (double click, back, refresh) raises the first answer instead.

    Raises:
        NoOperation: the form has no well-formed `op`.
        Clash: a unique key of the database was taken meanwhile.
        Repeated: this person sent this operation before; answered by Flask with the first redirect.
    """
    key = _key()
    operation = Operation()
    try:
        with transaction():
            lock(f"op|{key.hex()}")  # The second of two clicks waits here for the first one's answer.
            _answer_repeat(key)
            yield operation
            db.session.flush()
            db.session.execute(STORE, {"key": key, "location": operation.location, "made_at": clock.now()})
    except IntegrityError as error:
        log.warning("web.clash", endpoint=request.endpoint, error=type(error.orig).__name__)
        raise Clash(N_("Vừa có người khác làm cùng việc này. Mời bác tải lại trang để xem.")) from error


def _answer_repeat(key: bytes) -> None:
    location = db.session.execute(FIRST, {"key": key}).scalar()
    if location is not None:
        raise Repeated(location)


def _key() -> bytes:
    try:
        op = UUID(request.form.get("op", ""))
    except ValueError:
        raise NoOperation(N_("Trang này mở đã lâu. Mời bác tải lại trang rồi làm lại.")) from None
    who = current_user.account_id if current_user.is_authenticated else "-"
    return hashlib.sha256(f"{op}|{who}|{request.path}".encode()).digest()
