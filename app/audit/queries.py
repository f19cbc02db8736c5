"""The stored chain as the verifier reads it."""

import json
from collections.abc import Generator

from sqlalchemy import select

from app.audit.models import AuditEntry, AuditPayload
from app.audit.verify import Broken, Line, Outcome
from app.core.db import db


def stored_lines(*, details: bool = True) -> Generator[Line, None, None]:
    """Yield the entries in their order, with their details where they are kept and `details` is wanted.

    Close it when it is left before its end: PostgreSQL keeps a cursor open behind it.

    Raises:
        Broken: a column beside the canonical text says something else than the text.
    """
    chain = (
        select(AuditEntry, AuditPayload)
        .outerjoin(AuditPayload, AuditPayload.seq == AuditEntry.seq)
        .order_by(AuditEntry.seq)
        .execution_options(yield_per=500, populate_existing=True)
    )
    with db.session.execute(chain) as rows:
        for entry, kept in rows:
            _ensure_columns_agree(entry)
            if kept is None or not details:
                yield Line(entry.entry, entry.hash.hex())
            else:
                yield Line(entry.entry, entry.hash.hex(), kept.salt.hex(), kept.payload)


def _ensure_columns_agree(entry: AuditEntry) -> None:
    try:
        content = json.loads(entry.entry)
        written = [content[name] for name in ("seq", "at", "action", "object", "actor")]
    except (ValueError, KeyError, TypeError):
        written = []
    at = entry.at.isoformat(timespec="microseconds")
    if written != [entry.seq, at, entry.action, entry.subject, entry.actor]:
        raise Broken(Outcome.ALTERED, f"bị sửa ở dòng {entry.seq}")
