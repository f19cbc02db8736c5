"""Sign-in sessions as rows: one read tells who asks; deleting the row ends the session at once."""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar, cast

from flask import current_app, has_request_context, request
from flask_login import AnonymousUserMixin, UserMixin
from sqlalchemy import Table, bindparam, delete, insert, select, update

from app.core import clock
from app.core.actor import Actor
from app.core.db import db, transaction
from app.identity import rules
from app.identity.models import Account, SignInSession
from app.identity.words import HANDED, Assurance, Role
from app.web.access import Permission

V = TypeVar("V", bound=Callable[..., Any])
ROW = cast(Table, SignInSession.__table__)
# Made once: every request of a signed-in person runs it.
BY_TOKEN = (
    select(ROW, Account.language)
    .join(Account, Account.id == ROW.c.account_id)
    .where(ROW.c.token_hash == bindparam("token_hash"))
)


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
    method: Assurance = Assurance.PASSWORD
    is_shared: bool = False
    is_confirmed: bool = True
    language: str | None = None

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
    is_shared = False
    is_confirmed = True
    language = None

    def may(self, permission: Permission | str) -> bool:
        """Tell no."""
        return False


def find_signed_in(token: str) -> SignedIn | None:
    """Return who holds this session token; None when it is unknown, ended, too old or rested too long."""
    now = clock.now()
    row = db.session.connection().execute(BY_TOKEN, {"token_hash": hash_of(token)}).first()
    if row is None or row.expires_at <= now:
        return None
    roles = _roles(row.roles)
    if now - row.seen_at > rules.idle_limit(roles, is_shared=row.is_shared):
        return None
    if now - row.seen_at > rules.TOUCH_AFTER and not _asks_quietly():
        _touch(row.token_hash, now)
    return SignedIn(
        token=token,
        account_id=row.account_id,
        person_id=row.person_id,
        account=row.account,
        person=row.person,
        display_name=row.display_name,
        roles=roles,
        permissions=rules.permissions_of(roles) if row.is_confirmed else frozenset(),
        factor_at=row.factor_at,
        method=row.method,
        is_shared=row.is_shared,
        is_confirmed=row.is_confirmed,
        language=row.language,
    )


def open_session(
    account: Account, *, with_factor: bool, method: Assurance = Assurance.PASSWORD, is_shared: bool = False
) -> str:
    """Open a session with the roles the account holds now and return its token, which is kept nowhere else.

    What was handed to a learner (card, class, code) opens a shared session of a learner and nothing more, and waits
    for "that is me" before anything else is shown.
    """
    token, now = secrets.token_urlsafe(32), clock.now()
    is_handed = method in HANDED
    roles = [entry.role for entry in account.roles if entry.granted_at is not None]
    if is_handed:
        roles = [role for role in roles if role is Role.LEARNER]
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
            method=method,
            is_shared=is_shared or is_handed,
            is_confirmed=not is_handed,
        )
    )
    return token


def end_session(token: str) -> None:
    """End this one session."""
    db.session.execute(delete(ROW).where(ROW.c.token_hash == hash_of(token)))


def end_sessions_of(account_id: int) -> None:
    """End every session of the account: after a role change, a lock, a new password."""
    db.session.execute(delete(ROW).where(ROW.c.account_id == account_id))


def end_card_sessions(account_id: int) -> None:
    """End what the account's card opened; sign-ins by password or code go on."""
    by_card = ROW.c.method.in_((Assurance.CARD, Assurance.CLASS))
    db.session.execute(delete(ROW).where(ROW.c.account_id == account_id, by_card))


def confirm(token: str) -> None:
    """Note that the person said "that is me"."""
    db.session.execute(update(ROW).where(ROW.c.token_hash == hash_of(token)).values(is_confirmed=True))


@dataclass(frozen=True)
class OpenSession:
    """One open sign-in as its owner sees it; `ref` names it in a form and opens nothing."""

    ref: str
    method: Assurance
    is_shared: bool
    created_at: datetime
    seen_at: datetime


def list_open(person_id: int) -> list[OpenSession]:
    """Return the person's open sign-ins, the one used last first (requirement S04)."""
    now = clock.now()
    rows = select(ROW).where(ROW.c.person_id == person_id, ROW.c.expires_at > now)
    found = db.session.execute(rows.order_by(ROW.c.seen_at.desc(), ROW.c.created_at.desc()))
    return [
        OpenSession(ref_of(row.token_hash), row.method, row.is_shared, row.created_at, row.seen_at)
        for row in found
        if now - row.seen_at <= rules.idle_limit(_roles(row.roles), is_shared=row.is_shared)
    ]


def end_others(person_id: int, *, but: str, only: str = "") -> int:
    """End the person's sign-ins but the one with this token, or only the one of this `ref`; return how many ended."""
    rows = db.session.execute(select(ROW.c.token_hash).where(ROW.c.person_id == person_id)).scalars()
    ended = [one for one in rows if one != hash_of(but) and only in ("", ref_of(one))]
    db.session.execute(delete(ROW).where(ROW.c.token_hash.in_(ended)))
    return len(ended)


def ref_of(token_hash: bytes) -> str:
    """Return what names a session in a form: the beginning of its hash."""
    return token_hash.hex()[:16]


def keeps_quiet(view: V) -> V:
    """Mark a view whose opening is no sign of life: it leaves the session's last-seen time as it is."""
    view.keeps_quiet = True  # type: ignore[attr-defined]
    return view


def _roles(stored: str) -> tuple[Role, ...]:
    return tuple(Role(role) for role in stored.split(",") if role)


def _asks_quietly() -> bool:
    view = current_app.view_functions.get(request.endpoint or "") if has_request_context() else None
    return bool(getattr(view, "keeps_quiet", False))


def hash_of(token: str) -> bytes:
    """Return what is stored of a random token."""
    return hashlib.sha256(token.encode(errors="surrogatepass")).digest()


def _touch(token_hash: bytes, now: datetime) -> None:
    with transaction():
        db.session.execute(update(ROW).where(ROW.c.token_hash == token_hash).values(seen_at=now))
