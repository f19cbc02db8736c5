"""One step of the loop that closes attempts whose time is over; safe to lose and safe to repeat."""

from app.core.db import transaction
from app.quiz import service


def step() -> int:
    """Close what is due in one short transaction and return how many were closed."""
    with transaction():
        return service.close_expired()
