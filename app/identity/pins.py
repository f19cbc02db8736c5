"""The learner's own four digits: chosen by the learner, known to nobody else, forgotten after too many wrong ones."""

import hmac

from app.audit import service as audit
from app.audit.actions import Action
from app.core.errors import Refusal
from app.core.runtime import vault
from app.core.text import N_
from app.identity import rules, service
from app.identity.models import Account
from app.identity.words import Assurance

# Whoever came in this way has shown more than a card, so an old PIN is not asked for.
STRONGER = frozenset({Assurance.CODE, Assurance.PASSWORD, Assurance.VNEID})


class PinForgotten(Refusal):
    """Too many wrong PINs were typed: only who is let in by more than the card chooses the next one."""


class WeakPin(Refusal):
    """These four digits are none, or the first that others would try."""

    status = 422


def hash_of(account: Account, pin: str) -> bytes:
    """Return what is kept of a PIN: a keyed hash, worth nothing without the server's key (requirement S22)."""
    return vault().index(f"{account.id}:{pin}", purpose="pin")


def is_right(account: Account, pin: str) -> bool:
    """Tell whether the PIN is right; a wrong one is counted, and the twentieth in a row makes the PIN forgotten.

    The caller holds the account's lock and commits either way.
    """
    if hmac.compare_digest(account.pin_hash or b"", hash_of(account, pin)):
        account.pin_failures = 0
        return True
    account.pin_failures += 1
    if account.pin_hash is not None and account.pin_failures >= rules.PIN_TRIES:
        account.pin_hash = None  # The count stays: it tells a forgotten PIN from one that was never chosen.
        audit.record(Action.PIN_FORGOTTEN, actor=service.actor_of(account), subject=f"account:{account.public_id}")
    return False


def asks_for_old(account: Account, method: Assurance) -> bool:
    """Tell whether the PIN of before must be typed to choose another one."""
    return account.pin_hash is not None and method not in STRONGER


def may_choose(account: Account, method: Assurance) -> bool:
    """Tell whether somebody let in this way may choose a PIN now.

    A forgotten one is chosen anew by a code or a password only: else twenty guesses would be worth a PIN to whoever
    opens another's card in a class.
    """
    return account.pin_hash is not None or account.pin_failures < rules.PIN_TRIES or method in STRONGER


def choose(account_id: int, pin: str, *, old: str, method: Assurance) -> bool:
    """Set the account's PIN; False (committed as a wrong try) when the old one was asked for and is wrong.

    Raises:
        PinForgotten: the PIN of before was guessed at too often.
        WeakPin: not four digits, or easy to guess.
    """
    account = service.lock_account(account_id)
    if not may_choose(account, method):
        raise PinForgotten(N_("Mã PIN đã bị gõ sai quá nhiều lần. Bác nhờ người hướng dẫn đọc mã rồi chọn mã PIN mới."))
    problem = rules.pin_problem(pin, birth_year=account.person.birth_year)
    if problem:
        raise WeakPin(problem)
    if asks_for_old(account, method) and not is_right(account, old):
        return False
    account.pin_hash, account.pin_failures = hash_of(account, pin), 0
    audit.record(Action.PIN_SET, actor=service.actor_of(account), subject=f"account:{account.public_id}")
    return True
