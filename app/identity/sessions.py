"""Sign-in sessions as rows: one read tells who asks; deleting the row ends the session at once."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from flask_login import AnonymousUserMixin, UserMixin
from sqlalchemy import Table, bindparam, delete, insert, select, update

from app.core import clock
from app.core.actor import Actor
from app.core.db import db, transaction
from app.identity import rules
from app.identity.models import Account, SignInSession
from app.identity.words import Role
from app.web.access import Permission

ROW = cast(Table, SignInSession.__table__)
# Made once: every request of a signed-in person runs it.
BY_TOKEN = select(ROW).where(ROW.c.token_hash == bindparam("token_hash"))


@dataclass(frozen=True)
class SignedIn(UserMixin):  # type: ignore[misc]  # Flask-Login gives no types.
    """The signed-in person as pages know them; made from one session row, holds no database object."""

    token: str
    account_id: int
    person_id: int
    account: str
    person: str
    display_name: str
    roles: tuple[Role, ...]
    permissions: frozenset[Permission]
    factor_at: datetime | None

    def get_id(self) -> str:
        """Return what Flask-Login keeps in the cookie: the session's token, not the account's id."""
        return self.token

    def may(self, permission: Permission | str) -> bool:
        """Tell whether this person holds the permission."""
        return permission in self.permissions

    @property
    def actor(self) -> Actor:
        """Return who acts, for services and the trail."""
        return Actor(self.person_id, self.person, self.account, ",".join(self.roles))

    def has_fresh_factor(self) -> bool:
        """Tell whether the second factor was shown within the last five minutes."""
        return rules.is_fresh(self.factor_at, clock.now())

    def confirm_factor(self, code: str) -> bool:
        """Check a one-time code and, if it is right, note the moment in the session."""
        from app.identity import factors  # Factors open transactions of their own; sessions are below them.

        return factors.renew(self.account_id, hash_of(self.token), code)


class Stranger(AnonymousUserMixin):  # type: ignore[misc]  # Flask-Login gives no types.
    """Somebody who has not signed in: may nothing."""

    person_id = None
    display_name = ""

    def may(self, permission: Permission | str) -> bool:
        """Tell no."""
        return False


def find_signed_in(token: str) -> SignedIn | None:
    """Return who holds this session token; None when it is unknown, ended, too old or rested too long."""
    now = clock.now()
    row = db.session.connection().execute(BY_TOKEN, {"token_hash": hash_of(token)}).first()
    if row is None or row.expires_at <= now:
        return None
    roles = tuple(Role(role) for role in row.roles.split(",") if role)
    if now - row.seen_at > rules.idle_limit(roles):
        return None
    if now - row.seen_at > rules.TOUCH_AFTER:
        _touch(row.token_hash, now)
    return SignedIn(
        token=token,
        account_id=row.account_id,
        person_id=row.person_id,
        account=row.account,
        person=row.person,
        display_name=row.display_name,
        roles=roles,
        permissions=rules.permissions_of(roles),
        factor_at=row.factor_at,
    )


def open_session(account: Account, *, with_factor: bool) -> str:
    """Open a session with the roles the account holds now and return its token, which is kept nowhere else."""
    token, now = secrets.token_urlsafe(32), clock.now()
    roles = [entry.role for entry in account.roles if entry.granted_at is not None]
    db.session.execute(delete(ROW).where(ROW.c.expires_at <= now))
    db.session.execute(
        insert(ROW).values(
            token_hash=hash_of(token),
            account_id=account.id,
            person_id=account.person_id,
            account=str(account.public_id),
            person=str(account.person.public_id),
            display_name=account.person.full_name,
            roles=",".join(roles),
            created_at=now,
            seen_at=now,
            expires_at=now + rules.ABSOLUTE,
            factor_at=now if with_factor else None,
        )
    )
    return token


def end_session(token: str) -> None:
    """End this one session."""
    db.session.execute(delete(ROW).where(ROW.c.token_hash == hash_of(token)))


def end_sessions_of(account_id: int) -> None:
    """End every session of the account: after a role change, a lock, a new password."""
    db.session.execute(delete(ROW).where(ROW.c.account_id == account_id))


def hash_of(token: str) -> bytes:
    """Return what is stored of a random token."""
    return hashlib.sha256(token.encode(errors="surrogatepass")).digest()


def _touch(token_hash: bytes, now: datetime) -> None:
    with transaction():
        db.session.execute(update(ROW).where(ROW.c.token_hash == token_hash).values(seen_at=now))
