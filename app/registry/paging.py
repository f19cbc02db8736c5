"""Fifty a page by key: the address names the last row seen, so a page costs the same wherever it lies."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, func, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from app.core.db import db

SIZE = 50
T = TypeVar("T")


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a list with the size of the whole; `has_previous` and `has_next` tell whether there is more."""

    rows: list[T]
    total: int
    has_previous: bool
    has_next: bool


@dataclass(frozen=True)
class Place:
    """Where a page begins: the key of a row and whether the page lies after it or before it."""

    key: tuple[Any, ...]
    is_before: bool = False


def page_of(
    rows: Select[Any], keys: Sequence[InstrumentedAttribute[Any]], place: Place | None, *, newest_first: bool = False
) -> Page[Any]:
    """Return one page of `rows` in the order of `keys`; a place out of range gives the nearest page."""
    total = db.session.scalar(select(func.count()).select_from(rows.order_by(None).subquery())) or 0
    backwards = place is not None and place.is_before
    descending = newest_first != backwards
    if place is not None:
        here = tuple_(*keys)
        rows = rows.where(here < place.key if descending else here > place.key)
    order = [key.desc() if descending else key.asc() for key in keys]
    found = list(db.session.execute(rows.order_by(None).order_by(*order).limit(SIZE + 1)))
    more, found = len(found) > SIZE, found[:SIZE]
    if backwards:
        found.reverse()
    return Page(found, total, has_previous=more if backwards else place is not None, has_next=backwards or more)
