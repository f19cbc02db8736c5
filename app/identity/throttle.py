"""Failed tries in the database: they survive a restart and count across workers; nobody is locked out for good."""

from sqlalchemy import delete

from app.core import clock
from app.core.db import db
from app.core.runtime import vault
from app.identity import rules
from app.identity.models import Throttle


def key_of(kind: str, value: str) -> bytes:
    """Return the keyed hash under which tries of this name or address are counted."""
    return vault().index(f"{kind}:{value}", purpose="throttle")


def is_blocked(*keys: bytes) -> bool:
    """Tell whether one of these must wait now."""
    now = clock.now()
    rows = (db.session.get(Throttle, key, populate_existing=True) for key in keys)
    return any(row is not None and row.blocked_until is not None and row.blocked_until > now for row in rows)


def count_failure(key: bytes, *, free: int = rules.FREE_TRIES) -> None:
    """Count one failed try; from the `free`-th on every further one doubles the wait, up to a ceiling."""
    now = clock.now()
    row = db.session.get(Throttle, key, with_for_update=True, populate_existing=True)
    if row is None:
        row = Throttle(key=key, failures=0, failed_at=now)
        db.session.add(row)
    if now - row.failed_at > rules.FORGET_AFTER:
        row.failures = 0
    row.failures += 1
    row.failed_at = now
    row.blocked_until = now + rules.wait_after(row.failures, free=free)


def clear(key: bytes) -> None:
    """Forget the failures after a success."""
    db.session.execute(delete(Throttle).where(Throttle.key == key))
