"""The policy of attempts: how often, how long, when again, what of the answers may be shown, which words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from typing import Any, Self

from app.content.words import QuizMode, Review

ASSESSMENT_ATTEMPTS = 5
# Answers on their way when the time ends still count (Moodle calls it the grace period).
GRACE = timedelta(seconds=60)
NEAR = Fraction(1, 5)


@dataclass(frozen=True, slots=True)
class Rule:
    """What an attempt is held to; stored with the attempt, so that a later version of the module changes nothing."""

    mode: QuizMode
    pass_mark: Fraction
    attempts: int | None
    wait: timedelta
    limit: timedelta | None
    review: Review

    def stored(self) -> dict[str, Any]:
        """Return the rule as JSON."""
        return {
            "mode": self.mode.value,
            "pass_mark": str(self.pass_mark),
            "attempts": self.attempts,
            "wait_seconds": int(self.wait.total_seconds()),
            "limit_seconds": int(self.limit.total_seconds()) if self.limit else None,
            "review": self.review.value,
        }

    @classmethod
    def read(cls, stored: dict[str, Any]) -> Self:
        """Return the rule of `stored()`."""
        limit = stored["limit_seconds"]
        return cls(
            mode=QuizMode(stored["mode"]),
            pass_mark=Fraction(stored["pass_mark"]),
            attempts=stored["attempts"],
            wait=timedelta(seconds=stored["wait_seconds"]),
            limit=timedelta(seconds=limit) if limit else None,
            review=Review(stored["review"]),
        )


@dataclass(frozen=True, slots=True)
class Past:
    """An earlier, closed attempt as the rules see it."""

    submitted_at: datetime
    ends_at: datetime | None
    is_passed: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """What of a question's outcome may leave the server."""

    verdict: bool = False
    explanation: bool = False
    key: bool = False


class Band(StrEnum):
    """The three bands of words after a quiz; none of them calls anybody a failure."""

    REACHED = "reached"
    NEAR = "near"
    AGAIN = "again"


def review_of(mode: QuizMode, written: Review | None) -> Review:
    """Return the review preset; an assessment never shows anything question by question before it is submitted."""
    if mode is QuizMode.ASSESSMENT:
        return Review.RESULT if written is Review.RESULT else Review.AFTER
    return written or Review.EACH


def attempts_left(rule: Rule, past: Sequence[Past]) -> int | None:
    """Return how many attempts may still be started; None for any number."""
    return None if rule.attempts is None else max(0, rule.attempts - len(past))


def next_start_at(rule: Rule, past: Sequence[Past]) -> datetime | None:
    """Return from when on the next attempt may start; None for at once.

    Counted from min(finish, start + time limit): a late automatic close must not punish. Nobody waits after passing.
    """
    if not past or not rule.wait or past[-1].is_passed:
        return None
    last = past[-1]
    return min(last.submitted_at, last.ends_at or last.submitted_at) + rule.wait


def is_over(ends_at: datetime | None, now: datetime) -> bool:
    """Tell whether answers come too late; the minute of grace is still in time."""
    return ends_at is not None and now > ends_at + GRACE


def closed_at(ends_at: datetime | None, now: datetime) -> datetime:
    """Return the moment an attempt counts as finished: now, or when its time ended if that is long past."""
    return ends_at if ends_at is not None and is_over(ends_at, now) else now


def shown_while_open(rule: Rule, *, is_answered: bool) -> Shown:
    """Return what may be shown of a question while the attempt is open."""
    tells = rule.review is Review.EACH and is_answered
    return Shown(verdict=tells, explanation=tells)


def shown_afterwards(rule: Rule, *, is_passed: bool) -> Shown:
    """Return what may be shown of every question once the attempt is closed.

    An assessment keeps its key until it is passed: the same questions come again.
    """
    if rule.review is Review.RESULT:
        return Shown()
    return Shown(verdict=True, explanation=True, key=is_passed or rule.mode is QuizMode.PRACTICE)


def band(score: Fraction, pass_mark: Fraction) -> Band:
    """Return which words fit; compared exactly, before any rounding."""
    if score >= pass_mark:
        return Band.REACHED
    return Band.NEAR if score >= pass_mark - NEAR else Band.AGAIN
