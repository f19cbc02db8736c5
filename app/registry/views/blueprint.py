"""The blueprint that the pages of the register hang on, and what all of them do with an official's form."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from flask import Blueprint, flash, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.errors import NotFound, Refusal
from app.people.models import Group
from app.registry.paging import Page
from app.web.forms import BaseForm
from app.web.once import once

bp = Blueprint("registry", __name__)
# The names of every filter of a list; what else stands in an address is not carried on.
FILTERS = ("q", "hien", "nhom", "thon", "trang-thai", "vneid")


def carry_out(
    act: Callable[[], Any], *, then: str, done: str | Callable[[], str], again: Callable[[Refusal], str]
) -> ResponseReturnValue:
    """Carry out a form once and go on to `then`; when a rule says no, show the page `again` with what was typed.

    An act that raises a refusal leaves nothing behind; one that returns it has left its trace, which is committed.
    """
    try:
        with once() as op:
            outcome = act()
            op.location = then
    except NotFound:
        raise
    except Refusal as refusal:
        return again(refusal), refusal.status
    if isinstance(outcome, Refusal):
        return again(outcome), outcome.status
    flash(done if isinstance(done, str) else done())  # Only now: nothing says "done" before it is stored.
    return op.answer()


def sentence(refusal: Refusal) -> str:
    """Return what a refusal says, in words for the page."""
    return str(_(str(refusal), **refusal.details))


def uuid_or_none(text: str | None) -> UUID | None:
    """Return the public id in an address or a form, or None where there is no well-formed one."""
    try:
        return UUID(text or "")
    except ValueError:
        return None


def group_or_none(text: str | None) -> Group | None:
    """Return the target group of this name, or None."""
    return Group(text) if text in set(Group) else None


def named(form: BaseForm, suffix: str) -> BaseForm:
    """Give the fields of one form of several on a page ids of their own; the names stay."""
    for field in form:
        field.id = f"{field.id}-{suffix}"
        field.label.field_id = field.id
    return form


def page_place() -> tuple[UUID | None, bool]:
    """Return the row a page of a list begins at, and whether the page lies before it."""
    before = uuid_or_none(request.args.get("truoc"))
    return before or uuid_or_none(request.args.get("sau")), before is not None


def turns(page: Page[Any], key: Callable[[Any], UUID]) -> dict[str, str | None]:
    """Return the addresses of the pages before and after, with the filter that stands in this one's address."""
    kept = {one: request.args[one] for one in FILTERS if request.args.get(one)}

    def to(**place: UUID) -> str:
        # Put together by hand: `url_for` takes some names of a query for orders of its own.
        return f"{request.root_path}{request.path}?{urlencode(kept | place)}"

    before = to(truoc=key(page.rows[0])) if page.rows and page.has_previous else None
    after = to(sau=key(page.rows[-1])) if page.rows and page.has_next else None
    return {"previous": before, "next": after}
