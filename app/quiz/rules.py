"""The policy of attempts: how often, how long, when again, what of the answers may be shown, which words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from typing import Any, Self

from app.content.words import QuizMode, Review
from app.quiz.words import ExtraTime

ASSESSMENT_ATTEMPTS = 5
# Answers on their way when the time ends still count (Moodle calls it the grace period).
GRACE = timedelta(seconds=60)
NEAR = Fraction(1, 5)


@dataclass(frozen=True, slots=True)
class Help:
    """The help of their own ("hỗ trợ riêng") that a learner has at a module; nothing by default."""

    extra_time: ExtraTime = ExtraTime.NONE
    extra_attempts: int = 0
    has_reader: bool = False
    may_pause: bool = False

    def stored(self) -> dict[str, Any]:
        """Return the help as JSON."""
        return {
            "extra_time": self.extra_time.value,
            "extra_attempts": self.extra_attempts,
            "has_reader": self.has_reader,
            "may_pause": self.may_pause,
        }

    @classmethod
    def read(cls, stored: dict[str, Any]) -> Self:
        """Return the help of `stored()`."""
        return cls(**stored | {"extra_time": ExtraTime(stored["extra_time"])})


NO_HELP = Help()


@dataclass(frozen=True, slots=True)
class Rule:
    """What an attempt is held to; stored with the attempt, so that a later version of the module changes nothing.

    `attempts` and `limit` are the module's own, for everybody; `help` is what this learner had beyond that.
    """

    mode: QuizMode
    pass_mark: Fraction
    attempts: int | None
    wait: timedelta
    limit: timedelta | None
    review: Review
    help: Help = NO_HELP

    @property
    def time_allowed(self) -> timedelta | None:
        """Return how long an attempt may take with the learner's help; None for any time."""
        if self.limit is None or self.help.extra_time is ExtraTime.UNLIMITED:
            return None
        more = 0 if self.help.extra_time is ExtraTime.NONE else int(self.help.extra_time)
        return self.limit * (100 + more) / 100

    def stored(self) -> dict[str, Any]:
        """Return the rule as JSON."""
        more = {"help": self.help.stored()} if self.help != NO_HELP else {}
        return {
            "mode": self.mode.value,
            "pass_mark": str(self.pass_mark),
            "attempts": self.attempts,
            "wait_seconds": int(self.wait.total_seconds()),
            "limit_seconds": int(self.limit.total_seconds()) if self.limit else None,
            "review": self.review.value,
            **more,
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
            help=Help.read(stored["help"]) if "help" in stored else NO_HELP,
        )


@dataclass(frozen=True, slots=True)
class Past:
    """An earlier, closed attempt as the rules see it."""

    submitted_at: datetime
    ends_at: datetime | None
    is_passed: bool


@dataclass(frozen=True, slots=True)
class Grant:
    """Attempts promised beyond the module's own number, counted from the moment of the promise."""

    given_at: datetime
    attempts: int


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


def attempts_left(rule: Rule, past: Sequence[Past], grants: Sequence[Grant] = ()) -> int | None:
    """Return how many attempts may still be started; None for any number.

    A promise counts on top of what was left when it was given, so one given after the last attempt brings its whole
    number; of several promises the one that leaves most counts.
    """
    if rule.attempts is None:
        return None
    return max(_left(rule.attempts, past), *(_left_of(grant, rule.attempts, past) for grant in grants), 0)


def _left(attempts: int, past: Sequence[Past]) -> int:
    return max(0, attempts - len(past))


def _left_of(grant: Grant, attempts: int, past: Sequence[Past]) -> int:
    before = [one for one in past if one.submitted_at < grant.given_at]
    return _left(attempts, before) + grant.attempts - (len(past) - len(before))


def next_start_at(rule: Rule, past: Sequence[Past]) -> datetime | None:
    """Return from when on the next attempt may start; None for at once.

    Counted from min(finish, start + time limit): a late automatic close must not punish. Nobody waits after passing.
    """
    if not past or not rule.wait or past[-1].is_passed:
        return None
    last = past[-1]
    return min(last.submitted_at, last.ends_at or last.submitted_at) + rule.wait


def is_past_its_day(valid_until: str | None, day: date) -> bool:
    """Tell whether a module cannot be used to assess on a day any more: `valid_until` (ISO) is its last day."""
    return valid_until is not None and valid_until < day.isoformat()


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
