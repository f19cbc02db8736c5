"""Tables of accounts and sign-in; every separation of duties compares persons, never accounts."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, LargeBinary, Uuid, false, text, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base
from app.identity.words import Assurance, Role
from app.people.models import Person


class Account(Base):
    """A way for one person to sign in; one person may hold several.

    The PIN goes with the learner's card of this account and stays when the card is replaced.
    """

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(Uuid, unique=True, default=uuid4)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    login: Mapped[str] = mapped_column(unique=True)
    password_hash: Mapped[str | None]
    is_locked: Mapped[bool] = mapped_column(default=False)
    totp_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    totp_last_step: Mapped[int | None]
    pin_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    pin_failures: Mapped[int] = mapped_column(default=0, server_default="0")
    language: Mapped[str | None]
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
    """One signed-in browser; only the hash of its token is kept, and the roles it was opened with.

    A session that was not confirmed ("Đúng, là tôi") may nothing yet.
    """

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
    method: Mapped[Assurance] = mapped_column(server_default=Assurance.PASSWORD.value)
    is_shared: Mapped[bool] = mapped_column(server_default=false())
    is_confirmed: Mapped[bool] = mapped_column(server_default=true())


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


class LearnerCard(Base):
    """A printed card whose token opens a learner's session; only the token's hash is kept (requirement S12).

    `print_sealed` holds the token for the printer, until it is printed or `print_until` is over.
    """

    __tablename__ = "learner_card"
    __table_args__ = (
        Index(None, "account_id"),
        Index(
            "ix_learner_card_live",
            "account_id",
            unique=True,
            sqlite_where=text("voided_at IS NULL"),
            postgresql_where=text("voided_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(Uuid, unique=True, default=uuid4)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    print_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    print_until: Mapped[datetime | None]
    issued_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    issued_at: Mapped[datetime]
    voided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    voided_at: Mapped[datetime | None]

    account: Mapped[Account] = relationship()
    issued_by: Mapped[Person] = relationship(foreign_keys=issued_by_id)
    voided_by: Mapped[Person | None] = relationship(foreign_keys=voided_by_id)


class CodeRequest(Base):
    """A telephone that asks to be let in, and the code a helper read out for one learner on it (requirement S12).

    `number` stands on the telephone for the helper to see; the code is sealed, and gone once it is used or spent.
    """

    __tablename__ = "code_request"
    __table_args__ = (Index(None, "number"), Index(None, "ends_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(Uuid, unique=True, default=uuid4)
    phone_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    number: Mapped[str]
    ends_at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    given_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    code_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    tries: Mapped[int] = mapped_column(default=0, server_default="0")
    used_at: Mapped[datetime | None]

    account: Mapped[Account | None] = relationship()
    given_by: Mapped[Person | None] = relationship()
