"""Signing in: name and password, then the one-time code for every role above learner."""

from dataclasses import dataclass

import structlog
from sqlalchemy import select

from app.audit import service as audit
from app.audit.actions import Action
from app.core.db import db, transaction
from app.identity import factors, passwords, rules, service, sessions, throttle
from app.identity.models import Account

log = structlog.get_logger()


@dataclass(frozen=True)
class SignInOutcome:
    """What came of a sign-in: `token` when done, `pending_account` when the second factor is still to be shown."""

    token: str | None = None
    pending_account: int | None = None


def with_password(login: str, password: str, *, address: str, is_shared: bool = False) -> SignInOutcome:
    """Check a name and a password; both refusals and successes are committed here, each in a short transaction.

    The slow hash is computed between the two transactions, so nobody waits for it with the write lock held.
    """
    login = rules.clean_login(login)
    name_key, place_key = throttle.key_of("login", login), throttle.place_key("address", address)
    with transaction():
        found = db.session.execute(select(Account.id, Account.password_hash).where(Account.login == login)).first()
        blocked = throttle.is_blocked(name_key, place_key)
    right = passwords.is_right(found.password_hash if found else None, password)
    with transaction():
        account = service.lock_account(found.id) if found is not None and right and not blocked else None
        if found is None or account is None or account.is_locked or account.password_hash != found.password_hash:
            if not blocked:
                throttle.count_failure(name_key)
                throttle.count_failure(place_key, free=rules.FREE_TRIES_OF_ADDRESS, fade=rules.FADE_OF_ADDRESS)
            log.info("identity.sign-in.failed", reason="blocked" if blocked else "refused")
            return SignInOutcome()
        throttle.clear(name_key)
        return _pass_first_factor(account, password, is_shared=is_shared)


def _pass_first_factor(account: Account, password: str, *, is_shared: bool) -> SignInOutcome:
    if account.password_hash and passwords.is_outdated(account.password_hash):
        account.password_hash = passwords.hash_of(password)
    if rules.needs_second_factor(service.granted_roles(account)):
        factors.prepare(account)
        return SignInOutcome(pending_account=account.id)
    log.info("identity.sign-in.passed")
    return SignInOutcome(token=sessions.open_session(account, with_factor=False, is_shared=is_shared))


def with_factor(account_id: int, code: str, *, is_shared: bool = False) -> str | None:
    """Finish a sign-in with the one-time code; returns the session token, or None (committed as a failed try).

    The account is locked first: a lock or a removed role either counts here, or waits and ends the new session.
    """
    with transaction():
        account = service.lock_account(account_id)
        first_time = not factors.is_enrolled(account)
        if account.is_locked or not factors.accept(account, code):
            return None
        if first_time:
            audit.record(
                Action.FACTOR_ENROLLED, actor=service.actor_of(account), subject=f"account:{account.public_id}"
            )
        log.info("identity.sign-in.passed")
        return sessions.open_session(account, with_factor=True, is_shared=is_shared)
