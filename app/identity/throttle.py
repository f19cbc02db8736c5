"""Failed tries in the database: they survive a restart and count across workers; nobody is locked out for good."""

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite

from app.core import clock
from app.core.db import db
from app.core.runtime import vault
from app.identity import rules
from app.identity.models import Throttle


def key_of(kind: str, value: str) -> bytes:
    """Return the keyed hash under which tries of this name or address are counted."""
    return vault().index(f"{kind}:{value}", purpose="throttle")


def place_key(kind: str, address: str) -> bytes:
    """Return the keyed hash under which acts from this address are counted; an IPv6 counts by its network."""
    return key_of(kind, rules.network_of(address))


def is_blocked(*keys: bytes) -> bool:
    """Tell whether one of these must wait now; all are looked at, so that the time tells nothing."""
    rows = [db.session.get(Throttle, key, populate_existing=True) for key in keys]
    now = clock.now()  # After the reading, which may have waited: a wait of nothing must hold nobody back.
    return any(row is not None and row.blocked_until is not None and row.blocked_until > now for row in rows)


def count_failure(key: bytes, *, free: int = rules.FREE_TRIES, fade: timedelta | None = None) -> None:
    """Count one failed try; from the `free`-th on every further one doubles the wait, up to a ceiling.

    Without `fade` the count is forgotten after a day without a failure; with it the count halves every so often.
    Safe when many fail at once: the row is made if it is missing, then locked.
    """
    now = clock.now()
    row = _locked_row(key, now)
    elapsed = now - row.failed_at
    if fade is not None:
        row.failures, used = rules.faded(row.failures, elapsed, fade)
        row.failed_at += used
    else:
        row.failures, row.failed_at = 0 if elapsed > rules.FORGET_AFTER else row.failures, now
    row.failures += 1
    row.blocked_until = now + rules.wait_after(row.failures, free=free)
    db.session.flush()


def _locked_row(key: bytes, now: datetime) -> Throttle:
    insert = postgresql.insert if db.session.get_bind().dialect.name == "postgresql" else sqlite.insert
    row = insert(Throttle).values(key=key, failures=0, failed_at=now)
    db.session.execute(row.on_conflict_do_nothing(index_elements=[Throttle.key]))
    return db.session.get_one(Throttle, key, with_for_update=True, populate_existing=True)


def clear(key: bytes) -> None:
    """Forget the failures after a success."""
    db.session.execute(delete(Throttle).where(Throttle.key == key))
