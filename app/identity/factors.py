"""The second factor: one-time codes by time (TOTP), each step once, tries limited."""

import pyotp
from sqlalchemy import or_, update

from app.audit import service as audit
from app.audit.actions import Action
from app.core import clock
from app.core.actor import Actor
from app.core.db import db, transaction
from app.core.runtime import vault
from app.identity import sessions, throttle
from app.identity.models import Account, SignInSession

PLACE = "account|totp|{}"
ISSUER = "Học Vụ Số"
STEP = 30


def prepare(account: Account) -> None:
    """Give the account a secret if it has none; it counts from the first right code on."""
    if account.totp_sealed is None:
        set_secret(account, pyotp.random_base32())


def set_secret(account: Account, secret: str) -> None:
    """Seal a one-time code secret into the account's row."""
    account.totp_sealed = vault().seal(secret.encode(), place=PLACE.format(account.id))
    account.totp_last_step = None


def is_enrolled(account: Account) -> bool:
    """Tell whether a first right code has shown that the person's device has the secret."""
    return account.totp_last_step is not None


def enrolment(account: Account) -> tuple[str, str]:
    """Return the secret and its address for a QR code; only for an account that is not enrolled yet."""
    secret = _secret(account)
    return secret, pyotp.TOTP(secret).provisioning_uri(name=account.login, issuer_name=ISSUER)


def accept(account: Account, code: str) -> bool:
    """Tell whether the code is right and unused, and spend it: one step early or late counts, each step once.

    The caller commits either way: a wrong code counts as a failed try.
    """
    key = throttle.key_of("factor", account.login)
    if throttle.is_blocked(key):
        return False
    step = _matching_step(account, code)
    if step is None or not _spend(account, step):
        throttle.count_failure(key)
        return False
    throttle.clear(key)
    return True


def renew(account_id: int, token_hash: bytes, code: str) -> bool:
    """Check a code for a session that is open already and note the moment in it."""
    with transaction():
        account = db.session.get_one(Account, account_id)
        accepted = accept(account, code)
        if accepted:
            row = update(SignInSession).where(SignInSession.token_hash == token_hash)
            db.session.execute(row.values(factor_at=clock.now()))
    return accepted


def reset(account: Account, *, actor: Actor, witnesses: list[str]) -> None:
    """Forget a lost second factor after two officials met its owner; the next sign-in makes a new one."""
    account.totp_sealed = None
    account.totp_last_step = None
    sessions.end_sessions_of(account.id)
    audit.record(
        Action.FACTOR_RESET, actor=actor, subject=f"account:{account.public_id}", payload={"witnesses": witnesses}
    )


def _secret(account: Account) -> str:
    if account.totp_sealed is None:
        return ""
    return vault().open(account.totp_sealed, place=PLACE.format(account.id)).decode()


def _matching_step(account: Account, code: str) -> int | None:
    code = code.replace(" ", "")
    if account.totp_sealed is None or len(code) != 6 or not (code.isascii() and code.isdigit()):
        return None
    totp, now = pyotp.TOTP(_secret(account)), int(clock.now().timestamp()) // STEP
    return next((step for step in (now - 1, now, now + 1) if totp.verify(code, for_time=step * STEP)), None)


def _spend(account: Account, step: int) -> bool:
    unused = update(Account).where(
        Account.id == account.id, or_(Account.totp_last_step.is_(None), Account.totp_last_step < step)
    )
    return bool(db.session.execute(unused.values(totp_last_step=step)).rowcount)  # type: ignore[attr-defined]
