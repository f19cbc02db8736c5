"""The verbs on classes."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.community.models import ClassSession
from app.core import clock
from app.core.db import db

# Where the cookie of a telephone holds the public id of the class it has joined.
JOINED = "class"


def find_class(public_id: UUID) -> ClassSession | None:
    """Return the class with this public id, or None."""
    return db.session.scalar(select(ClassSession).where(ClassSession.public_id == public_id))


def find_open_class(cookie: Mapping[str, Any]) -> ClassSession | None:
    """Return the class that this telephone has joined, while it is open."""
    try:
        joined = find_class(UUID(cookie[JOINED]))
    except (KeyError, TypeError, ValueError, AttributeError):
        return None
    is_open = joined is not None and joined.closed_at is None and joined.starts_at <= clock.now() < joined.ends_at
    return joined if is_open else None
