"""Selects of sheets of paper."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core.db import db
from app.people.models import IdentityState, Person
from app.quiz.models import PaperSheet, SheetState

HALF = (SheetState.TYPED, SheetState.DIFFERS, SheetState.AGREED)


def find(code: str, *, to_change: bool = False) -> PaperSheet | None:
    """Return the sheet with this code, held if it is to be changed; None for a foreign one."""
    row = select(PaperSheet).where(PaperSheet.code == code)
    if to_change:
        row = row.with_for_update(of=PaperSheet).execution_options(populate_existing=True)
    return db.session.scalar(row)


def is_code_taken(code: str) -> bool:
    """Tell whether a sheet has this code."""
    return db.session.scalar(select(PaperSheet.id).where(PaperSheet.code == code)) is not None


def of_batch(batch: UUID, printed_by_id: int) -> Sequence[PaperSheet]:
    """Return the sheets that somebody had printed together, those without a name last."""
    rows = select(PaperSheet).outerjoin(PaperSheet.person)
    rows = rows.options(joinedload(PaperSheet.person).joinedload(Person.hamlet))
    rows = rows.where(PaperSheet.batch == batch, PaperSheet.printed_by_id == printed_by_id)
    return db.session.scalars(rows.order_by(Person.id.is_(None), Person.sort_key, PaperSheet.id)).all()


def half_typed(*, limit: int) -> Sequence[PaperSheet]:
    """Return the sheets that wait for a second typist, a decision or their entry, the oldest first."""
    rows = select(PaperSheet).options(joinedload(PaperSheet.person)).where(PaperSheet.state.in_(HALF))
    return db.session.scalars(rows.order_by(PaperSheet.first_at, PaperSheet.id).limit(limit)).all()


def untyped(printed_by_id: int | None, before: datetime, *, limit: int) -> Sequence[PaperSheet]:
    """Return the sheets printed before this moment that nobody typed in, the oldest first."""
    rows = select(PaperSheet).options(joinedload(PaperSheet.person))
    rows = rows.where(PaperSheet.state == SheetState.PRINTED, PaperSheet.printed_at < before)
    if printed_by_id is not None:
        rows = rows.where(PaperSheet.printed_by_id == printed_by_id)
    return db.session.scalars(rows.order_by(PaperSheet.printed_at, PaperSheet.id).limit(limit)).all()


def living(public_ids: Collection[UUID]) -> Sequence[Person]:
    """Return the living entries with these public ids, in the order of names."""
    rows = select(Person).where(Person.public_id.in_(public_ids), Person.state != IdentityState.MERGED)
    return db.session.scalars(rows.options(joinedload(Person.hamlet)).order_by(Person.sort_key, Person.id)).all()
