"""The database handle, the base class of every table, and the only commit in the codebase."""

import enum
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID
from zlib import crc32

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, Dialect, Engine, Enum, MetaData, event, text
from sqlalchemy.engine import Connection
from sqlalchemy.orm import DeclarativeBase, registry
from sqlalchemy.types import TypeDecorator

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "recursive_triggers=ON",
    "trusted_schema=OFF",
    "busy_timeout=15000",
)

# Whether the next transaction may write: SQLite must know at its first statement, or two readers that
# both turn into writers fail at once instead of waiting.
_writing: ContextVar[bool] = ContextVar("writing", default=False)


# An enumeration is stored as its value, in a plain text column: readable in any tool, the same on both databases.
WORDS = Enum(enum.Enum, native_enum=False, length=40, values_callable=lambda kind: [member.value for member in kind])


class UTCDateTime(TypeDecorator[datetime]):
    """A moment: refuses naive values, always hands back aware ones in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store in UTC; SQLite keeps no zone, so one zone is the only safe one."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Hand back an aware moment."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Base of every table; constraint names are predictable so migrations can drop them."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMING),
        type_annotation_map={datetime: UTCDateTime(), enum.Enum: WORDS},
    )


db = SQLAlchemy(model_class=Base, session_options={"join_transaction_mode": "create_savepoint"})


@contextmanager
def transaction() -> Iterator[None]:
    """Commit once, at the edge: a view, a command or the worker opens this; a service never."""
    with writing():
        try:
            yield
            db.session.commit()
        except BaseException:
            db.session.rollback()
            raise


@contextmanager
def writing() -> Iterator[None]:
    """Let transactions begun inside take the write lock at once; a reading one under way ends here."""
    if _writing.get():
        yield
        return
    db.session.rollback()
    token = _writing.set(True)
    try:
        yield
    finally:
        _writing.reset(token)


def let_go() -> None:
    """End a transaction that only read, so that nobody waits for what is slow now; the next statement begins anew.

    Raises:
        RuntimeError: something was changed and not written yet: it would be lost.
    """
    if db.session.new or db.session.dirty or db.session.deleted:
        raise RuntimeError("there is something unwritten to lose")
    db.session.rollback()


def lock(name: str, *, within: str | None = None) -> None:
    """Wait until no other transaction holds `name`; held to the end of this one.

    Holders of names `within` a larger one do not wait for each other, but whoever holds the larger one keeps all of
    them out. On SQLite a writing transaction already excludes every other one. On PostgreSQL this is what keeps two
    writers of one chain, counter or slot apart; rows read before it must be read again after it.
    """
    if db.session.get_bind().dialect.name != "postgresql":
        return
    keys = {"key": crc32(name.encode())}
    if within is None:
        db.session.execute(text("SELECT pg_advisory_xact_lock(:key)"), keys)
    else:
        both = text("SELECT pg_advisory_xact_lock_shared(:larger), pg_advisory_xact_lock(:key)")
        db.session.execute(both, keys | {"larger": crc32(within.encode())})


def uuid7() -> UUID:
    """Return a new UUID version 7 (RFC 9562): its order is the order of making, to the millisecond."""
    stamp = int(time.time() * 1000) << 80
    noise = secrets.randbits(80) & ~(0xF << 76) & ~(0x3 << 62)
    return UUID(int=stamp | 0x7 << 76 | 0x2 << 62 | noise)


@event.listens_for(Engine, "do_connect")
def _make_folder(dialect: Dialect, _record: Any, places: list[Any], _options: dict[str, Any]) -> None:
    """Make the folder of an SQLite file when it is first opened, so that what opens none leaves nothing behind."""
    if dialect.name == "sqlite":
        with suppress(OSError):  # SQLite says itself that it cannot open the file.
            Path(places[0]).parent.mkdir(parents=True, exist_ok=True)


@event.listens_for(Engine, "connect")
def _prepare_connection(connection: Any, _record: Any) -> None:
    if type(connection).__module__ != "sqlite3":
        return
    connection.isolation_level = None  # We say BEGIN ourselves, below.
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE" if _writing.get() else "BEGIN")
