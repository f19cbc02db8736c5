"""Password hashes: argon2id, one cost for everybody, also for names that do not exist."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.identity import phrases

# Requirement S22: 19 MiB, two passes, one lane; about 25 ms on the commune's machine.
HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def hash_of(password: str) -> str:
    """Return the argon2id hash of a password; of a passphrase in its one form."""
    return HASHER.hash(phrases.one_form(password))


def is_right(stored: str | None, password: str) -> bool:
    """Tell whether the password is right; takes as long for an account without one, or without an account."""
    try:
        return HASHER.verify(stored or _nobody(), phrases.one_form(password)) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(stored: str) -> bool:
    """Tell whether the hash was made at another cost and should be made anew at this sign-in."""
    return HASHER.check_needs_rehash(stored)


@cache
def _nobody() -> str:
    return HASHER.hash("nobody has this password")
