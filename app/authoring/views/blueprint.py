"""The blueprint that the pages of the workshop hang on, and what all of them do with a teacher's form."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.authoring import desk, service
from app.authoring.desk import Desk
from app.authoring.models import Draft
from app.content.schema import Problem
from app.core.db import transaction
from app.core.errors import NotFound, Refusal
from app.web.once import once

bp = Blueprint("authoring", __name__)
PIECES = re.compile(r"`([^`]+)`|\*\*([^*]+)\*\*")
THEN = re.compile(r"[a-z]+(?:-[a-z]+)*")


@dataclass(frozen=True)
class Told:
    """A problem, its sentence in pieces: (text, "" or "code" or "strong")."""

    problem: Problem
    pieces: list[tuple[str, str]]
    is_elsewhere: bool


def read_desk(folder: str, code: str) -> Desk:
    """Return what lies on the desk of who asks.

    Raises:
        NotFound: there is no such lesson.
    """
    return desk.read(f"{folder}/{code}", actor=current_user.actor)


def told(found: Iterable[Problem], file: str) -> list[Told]:
    """Return problems as the pages show them, errors first by line, those of other files last."""
    rows = [Told(problem, pieces(problem.message), problem.file != file) for problem in found]
    return sorted(rows, key=lambda row: (row.is_elsewhere, not row.problem.is_error, row.problem.line))


def pieces(message: str) -> list[tuple[str, str]]:
    """Return a sentence of the checker cut at what is written as it stands and at what is stressed."""
    found: list[tuple[str, str]] = []
    at = 0
    for part in PIECES.finditer(message):
        found += [(message[at : part.start()], ""), (part[1] or part[2], "code" if part[1] else "strong")]
        at = part.end()
    return [(text, kind) for text, kind in [*found, (message[at:], "")] if text]


def typed_text() -> str:
    """Return the text of the editor's form, with the line ends everything here counts by."""
    return request.form.get("text", "").replace("\r\n", "\n").replace("\r", "\n")


def keep(folder: str, code: str, text: str, *, is_auto: bool = False) -> Draft | service.DraftConflict | None:
    """Save what was typed, opening a draft where there is none; what comes too late is kept beside the draft.

    None: there is no draft and nothing was changed, so none was opened.

    Raises:
        BadText: the text cannot be kept.
        NotFound: there is no such lesson.
    """
    with transaction():
        if service.is_as_served(f"{folder}/{code}", text):
            return None
        draft = service.open_draft(f"{folder}/{code}", actor=current_user.actor)
        return service.save(draft.id, text, base_revision=base_of(draft), actor=current_user.actor, auto=is_auto)


def base_of(draft: Draft) -> int:
    """Return the revision the form started from; one that was shown before there was a draft fits a new one."""
    shown = request.form.get("revision", -1, type=int)
    return 1 if shown == 0 and draft.revision == 1 else shown


def carry_out(
    act: Callable[[], Any], *, then: str, done: str, again: Callable[[Refusal], ResponseReturnValue]
) -> ResponseReturnValue:
    """Carry out a form once and go on to `then`; when a rule says no, show the page `again` with what was typed."""
    try:
        with once() as op:
            act()
            op.location = then
    except NotFound:
        raise
    except Refusal as refusal:
        return again(refusal)
    flash(done)  # Only now: nothing says "done" before it is stored.
    return op.answer()


def sentence(refusal: Refusal) -> str:
    """Return what a refusal says, in words for the page."""
    return str(_(str(refusal), **refusal.details))


def refused(refusal: Refusal, folder: str, code: str) -> ResponseReturnValue:
    """Say no on a page of its own that leads back to the lesson."""
    back = url_for("authoring.edit", folder=folder, code=code)
    return render_template("authoring/refused.html", pieces=pieces(sentence(refusal)), back=back), refusal.status


def next_page(folder: str, code: str) -> str:
    """Return where a saved form goes on: a page of this lesson by the last word of its address, or the editor."""
    here = url_for("authoring.edit", folder=folder, code=code)
    wanted = request.form.get("roi", "")
    return f"{here}/{wanted}" if THEN.fullmatch(wanted) else here
