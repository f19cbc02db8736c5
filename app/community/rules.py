"""The policy of classes: how long one lasts, how the door looks, and how its digits are typed."""

import hashlib
import re
from datetime import datetime, timedelta

from app.core.text import N_

LONGEST = timedelta(hours=12)
DOOR_DIGITS = 6
CODE = re.compile(rf"[0-9]{{{DOOR_DIGITS}}}")
# A whole class joins from one address; who guesses digits there spends the same count.
FREE_TRIES, FADE = 60, timedelta(minutes=10)


def times_problem(starts_at: datetime, ends_at: datetime, now: datetime) -> str | None:
    """Return why a class can't have these times, or None."""
    if ends_at <= starts_at:
        return N_("Giờ kết thúc phải sau giờ bắt đầu.")
    if ends_at - starts_at > LONGEST:
        return N_("Một buổi học dài nhất 12 giờ.")
    if ends_at <= now:
        return N_("Giờ kết thúc đã qua. Mời bác chọn lại.")
    return None


def is_open(starts_at: datetime, ends_at: datetime, closed_at: datetime | None, now: datetime) -> bool:
    """Tell whether a class is going on: begun, not over, not closed."""
    return closed_at is None and starts_at <= now < ends_at


def code_of(token: str) -> str:
    """Return the six digits that are made of a door's token."""
    drawn = int.from_bytes(hashlib.sha256(f"code|{token}".encode()).digest(), "big")
    return f"{drawn % 10**DOOR_DIGITS:0{DOOR_DIGITS}d}"


def read_code(typed: str) -> str | None:
    """Return the six digits that were typed, with whatever stands between them; None for anything else."""
    found = re.sub(r"[\s.-]", "", typed)
    return found if CODE.fullmatch(found) else None


def spaced(code: str) -> str:
    """Return the digits the way they are read out: "482 915"."""
    return f"{code[:3]} {code[3:]}"
