"""One-time links: how an account gets its first password, or a new one, without anybody else knowing it."""

import secrets
from datetime import timedelta

from sqlalchemy import update

from app.audit import service as audit
from app.audit.actions import Action
from app.core import clock
from app.core.actor import Actor
from app.core.db import db
from app.core.errors import Refusal
from app.core.text import N_
from app.identity import service, sessions
from app.identity.models import Account, OneTimeLink

LINK_LIVES = timedelta(hours=24)
_SPENT = N_("Đường liên kết này đã dùng hoặc đã hết hạn. Mời bác xin đường liên kết mới.")


class LinkUsed(Refusal):
    """The one-time link is unknown, used or too old."""

    status = 404


def make_link(account: Account) -> str:
    """Return the token of a link with which the account's owner sets a password, once, within a day."""
    token = secrets.token_urlsafe(32)
    db.session.add(
        OneTimeLink(token_hash=sessions.hash_of(token), account_id=account.id, expires_at=clock.now() + LINK_LIVES)
    )
    return token


def replace_password(account: Account, *, actor: Actor) -> str:
    """Return the token of a link for a password that was lost; earlier links no longer work.

    The old password and open sessions count until the owner sets the new one.
    """
    service.lock_account(account.id)
    _spend_links(account)
    audit.record(Action.PASSWORD_LINK_MADE, actor=actor, subject=f"account:{account.public_id}")
    return make_link(account)


def account_of_link(token: str) -> Account:
    """Return whose password a link sets.

    Raises:
        LinkUsed: unknown, used or too old.
    """
    link = db.session.get(OneTimeLink, sessions.hash_of(token))
    if link is None or link.used_at is not None or link.expires_at <= clock.now():
        raise LinkUsed(_SPENT)
    return db.session.get_one(Account, link.account_id)


def set_password_by_link(token: str, password_hash: str) -> Account:
    """Set the password, spend the link and end every session of the account.

    Raises:
        LinkUsed: unknown, used or too old; also when another sending of the same link came first.
    """
    account = service.lock_account(account_of_link(token).id)
    if not _spend_links(account, sessions.hash_of(token)):
        raise LinkUsed(_SPENT)
    _spend_links(account)
    account.password_hash = password_hash
    sessions.end_sessions_of(account.id)
    audit.record(Action.PASSWORD_SET, actor=service.actor_of(account), subject=f"account:{account.public_id}")
    return account


def _spend_links(account: Account, token_hash: bytes | None = None) -> int:
    """Spend the account's links that still work, or this one of them, and return how many there were."""
    now = clock.now()
    spent = update(OneTimeLink).where(
        OneTimeLink.account_id == account.id, OneTimeLink.used_at.is_(None), OneTimeLink.expires_at > now
    )
    if token_hash is not None:
        spent = spent.where(OneTimeLink.token_hash == token_hash)
    return int(db.session.execute(spent.values(used_at=now)).rowcount)  # type: ignore[attr-defined]
