"""Until when a witness vouches for an attempt: to the end of the class, or for an evening where there was none."""

from datetime import datetime, timedelta

from sqlalchemy import func, select

from app.audit import service as audit
from app.audit.actions import Action
from app.community.models import ClassSession
from app.core.actor import SYSTEM
from app.core.db import db
from app.learning.words import Medium
from app.quiz.models import Attempt, ClassAttempt, SavedAnswer

# Somebody may still be at the last question, and answers given in a dead spot arrive on the way home.
AFTER_CLASS = timedelta(minutes=30)
# A helper who opens an assessment in a house sits beside one learner; nobody sits there longer.
BESIDE_ONE = timedelta(hours=3)


def end_when_alone(attempt: Attempt) -> bool:
    """Take the witness off an attempt that was answered on after they had gone; return whether it was so.

    An assessment that is opened at a class and finished at home is its learner's own word. The caller holds the row and
    closes the attempt. A sheet of paper names its witness itself.
    """
    if attempt.opened_by_id is None or attempt.medium is Medium.PAPER:
        return False
    last = db.session.scalar(select(func.max(SavedAnswer.saved_at)).where(SavedAnswer.attempt_id == attempt.id))
    until = vouched_until(attempt)
    if last is None or until is None or last <= until:
        return False
    attempt.opened_by_id = None
    return True


def note_left_alone(attempt: Attempt) -> None:
    """Write into the trail that the attempt lost its witness; after every other lock, as the trail's is the last."""
    audit.record(Action.ATTEMPT_LEFT_ALONE, actor=SYSTEM, subject=f"attempt:{attempt.id}")


def vouched_until(attempt: Attempt) -> datetime | None:
    """Return when the witness was gone at the latest; None for an attempt that was opened before this was noted.

    One that was left open at a class and opened anew after it, in a house, has left that class behind.
    """
    held = select(ClassSession).join(ClassAttempt, ClassAttempt.session_id == ClassSession.id)
    session = db.session.scalar(held.where(ClassAttempt.attempt_id == attempt.id))
    class_end = min(session.closed_at or session.ends_at, session.ends_at) if session is not None else None
    if class_end is not None and (attempt.opened_at is None or attempt.opened_at <= class_end):
        return class_end + AFTER_CLASS
    return attempt.opened_at + BESIDE_ONE if attempt.opened_at else None
