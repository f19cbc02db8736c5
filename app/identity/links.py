"""One-time links: how a new account gets its first password without anybody else knowing it."""

import secrets
from datetime import timedelta

from sqlalchemy import update

from app.audit import service as audit
from app.audit.actions import Action
from app.core import clock
from app.core.db import db
from app.core.errors import Refusal
from app.core.text import N_
from app.identity import passwords, service, sessions
from app.identity.models import Account, OneTimeLink

LINK_LIVES = timedelta(hours=24)


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


def account_of_link(token: str) -> Account:
    """Return whose password a link sets.

    Raises:
        LinkUsed: unknown, used or too old.
    """
    link = db.session.get(OneTimeLink, sessions.hash_of(token))
    if link is None or link.used_at is not None or link.expires_at <= clock.now():
        raise LinkUsed(N_("Đường liên kết này đã dùng hoặc đã hết hạn. Mời bác xin đường liên kết mới."))
    return db.session.get_one(Account, link.account_id)


def set_password_by_link(token: str, password: str) -> Account:
    """Set the password, spend the link and end every session of the account."""
    account = account_of_link(token)
    account.password_hash = passwords.hash_of(password)
    spent = update(OneTimeLink).where(OneTimeLink.account_id == account.id, OneTimeLink.used_at.is_(None))
    db.session.execute(spent.values(used_at=clock.now()))
    sessions.end_sessions_of(account.id)
    audit.record(Action.PASSWORD_SET, actor=service.actor_of(account), subject=f"account:{account.public_id}")
    return account
