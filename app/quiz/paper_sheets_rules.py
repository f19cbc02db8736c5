"""The policy of quizzes on paper: the code with its check sign, the kinds it can ask, from when a sheet counts."""

import re
import secrets
from datetime import date, datetime, time, timedelta

from app.content.words import Kind
from app.core import clock
from app.core.text import N_

# 31 signs, a prime number: nothing that looks like 0, 1 or another sign when it is written by hand.
SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 8
# A story shows its next step only after the answer, which paper can't do.
NOT_ON_PAPER = frozenset({Kind.SCENARIO})
MOST_SHEETS = 60
STALE = timedelta(days=60)
LAST_MINUTE = time(23, 59)


def new_code() -> str:
    """Return a fresh code: seven random signs and the check sign."""
    drawn = "".join(secrets.choice(SIGNS) for _ in range(LENGTH - 1))
    return drawn + check_sign(drawn)


def check_sign(drawn: str) -> str:
    """Return the sign that makes the weighted sum of a code divisible by 31.

    With different weights below a prime, one wrong sign and two that changed places are always noticed.
    """
    total = sum(weight * SIGNS.index(sign) for weight, sign in enumerate(drawn, 1))
    weight = len(drawn) + 1
    return next(sign for value, sign in enumerate(SIGNS) if (total + weight * value) % len(SIGNS) == 0)


def read_code(typed: str) -> str:
    """Return what was typed as a code is stored: capital letters without blanks and dashes; it may still be wrong."""
    return re.sub(r"[\s.-]", "", typed).upper()


def code_problem(code: str) -> str | None:
    """Return why this can't be the code of any sheet, or None."""
    if len(code) != LENGTH:
        return N_("Mã phiếu có 8 chữ và số. Mời bác xem lại góc trên của phiếu.")
    if not set(code) <= set(SIGNS):
        return N_("Mã phiếu không có chữ I, L, O và số 0, 1. Mời bác xem lại từng chữ.")
    if check_sign(code[:-1]) != code[-1]:
        return N_("Có một chữ gõ chưa đúng, hoặc hai chữ đổi chỗ. Mời bác xem lại mã trên phiếu.")
    return None


def spaced(code: str) -> str:
    """Return the code as it stands on paper: "K7M2-9XQA"."""
    return f"{code[:4]}-{code[4:]}"


def can_be_asked(kind: Kind) -> bool:
    """Tell whether paper can carry this kind of question."""
    return kind not in NOT_ON_PAPER


def sat_at(held_on: date, now: datetime) -> datetime:
    """Return the moment at which a sheet counts: the end of the day on it, or now on that day itself."""
    return min(datetime.combine(held_on, LAST_MINUTE, clock.LOCAL), now)


def is_stale(printed_at: datetime, now: datetime) -> bool:
    """Tell whether a sheet has waited for more than 60 days to be typed in."""
    return now - printed_at > STALE
