"""What the background loop does for attempts: close those whose time is over."""

from app.core.db import transaction
from app.quiz import service


def close_expired() -> None:
    """Close and grade what is overdue, as the learner's own next request would."""
    with transaction():
        service.close_expired()
