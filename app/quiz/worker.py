"""What the background loop does for attempts: close those whose time is over."""

import structlog

from app.core.db import transaction
from app.quiz import service

log = structlog.get_logger()


def close_expired() -> None:
    """Close and grade what is overdue, as the learner's own next request would; each on its own.

    One that cannot be graded stays open, is logged by its kind only, and keeps no other one from its result.
    """
    with transaction():
        late = service.list_overdue()
    for attempt_id in late:
        try:
            with transaction():
                service.close_overdue(attempt_id)
        except Exception as error:
            log.error("quiz.closing-broke", attempt=str(attempt_id), error=type(error).__name__)
