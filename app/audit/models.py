"""The tables of the audit chain."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class AuditEntry(Base):
    """One line of the chain; `entry` is the canonical text that `hash` was made of. Never changed, never deleted."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index(None, "action"), Index(None, "subject"))

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    action: Mapped[str]
    subject: Mapped[str]
    actor: Mapped[str]
    entry: Mapped[str]
    hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)


class AuditPayload(Base):
    """The details of one entry behind a salted commitment: may be erased, and the chain still verifies (I17)."""

    __tablename__ = "audit_payload"

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    salt: Mapped[bytes] = mapped_column(LargeBinary(16))
    payload: Mapped[Any] = mapped_column(JSON)
