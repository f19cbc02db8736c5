"""Tables of accounts and sign-in; every separation of duties compares persons, never accounts."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, LargeBinary, Uuid
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base
from app.identity.words import Role
from app.people.models import Person


class Account(Base):
    """A way for one person to sign in; one person may hold several."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(Uuid, unique=True, default=uuid4)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    login: Mapped[str] = mapped_column(unique=True)
    password_hash: Mapped[str | None]
    is_locked: Mapped[bool] = mapped_column(default=False)
    totp_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    totp_last_step: Mapped[int | None]
    created_at: Mapped[datetime]

    person: Mapped[Person] = relationship()
    roles: Mapped[list["AccountRole"]] = relationship(back_populates="account", order_by="AccountRole.role")


class AccountRole(Base):
    """A role that an account holds, or, while `granted_at` is empty, one that is asked for.

    Granting and removing end the account's sign-in sessions at once.
    """

    __tablename__ = "account_role"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    role: Mapped[Role] = mapped_column(primary_key=True)
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    granted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    granted_at: Mapped[datetime | None]

    account: Mapped[Account] = relationship(back_populates="roles")


class SignInSession(Base):
    """One signed-in browser; only the hash of its token is kept, and the roles it was opened with."""

    __tablename__ = "sign_in_session"
    __table_args__ = (Index(None, "account_id"), Index(None, "expires_at"))

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    account: Mapped[str]
    person: Mapped[str]
    display_name: Mapped[str]
    roles: Mapped[str]
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    factor_at: Mapped[datetime | None]


class Throttle(Base):
    """Failed tries of one account name or one address; the key is a keyed hash (requirement S10)."""

    __tablename__ = "throttle"

    key: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    failures: Mapped[int]
    failed_at: Mapped[datetime]
    blocked_until: Mapped[datetime | None]


class OneTimeLink(Base):
    """A short-lived link with which a new account sets its first password (requirement S16)."""

    __tablename__ = "one_time_link"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
