"""The policy of the post on one page: which state may follow which, how long to wait, when to stop speaking."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from app.push.words import MessageState as S

FINAL = frozenset({S.CONFIRMED, S.REJECTED, S.CANCELLED})
MAY_BE_SENT = frozenset({S.QUEUED, S.RETRY_WAIT})
MAY_BE_ASKED = frozenset({S.UNKNOWN, S.ACCEPTED})
NOT_UNDER_WAY = frozenset({S.QUEUED, S.BLOCKED, S.CLAIMED, S.RETRY_WAIT})

ANSWERED = frozenset({S.CONFIRMED, S.ACCEPTED, S.REJECTED, S.NEEDS_HUMAN})
# The transitions of `registry-and-push`, section 4. A callback is an answer too, so every state in which bytes may
# have left can end by one. Hold and cancel reach a claimed message: its worker finds the claim gone and gives up.
# A letter that stopped because it does not open never left: it can be taken back, and once decided about it queues.
NEXT: dict[S | None, frozenset[S]] = {
    None: frozenset({S.QUEUED}),
    S.QUEUED: frozenset({S.BLOCKED, S.CLAIMED, S.CANCELLED}),
    S.BLOCKED: frozenset({S.QUEUED, S.RETRY_WAIT, S.CANCELLED}) | ANSWERED,
    S.CLAIMED: frozenset({S.SENDING, S.QUEUED, S.RETRY_WAIT, S.BLOCKED, S.CANCELLED}) | ANSWERED,
    S.SENDING: frozenset({S.UNKNOWN, S.RETRY_WAIT, S.BLOCKED}) | ANSWERED,
    S.UNKNOWN: frozenset({S.RETRY_WAIT, S.BLOCKED}) | ANSWERED,
    S.ACCEPTED: frozenset({S.UNKNOWN}) | (ANSWERED - {S.ACCEPTED}),
    S.RETRY_WAIT: frozenset({S.CLAIMED, S.BLOCKED}) | ANSWERED,
    S.NEEDS_HUMAN: frozenset({S.QUEUED, S.RETRY_WAIT, S.BLOCKED, S.REJECTED, S.CANCELLED}),
}

WAITS = tuple(
    timedelta(seconds=seconds) for seconds in (0, 30, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
)
DAY = timedelta(days=1)
HORIZON = timedelta(days=30)
CLAIM = timedelta(minutes=2)
IN_FLIGHT = 2
CONNECT, READ, WHOLE = 5.0, 20.0, 30.0

FAILURES_THAT_OPEN = 5
REST = timedelta(minutes=1)
REST_AFTER_401 = timedelta(minutes=30)


class ImpossibleMove(Exception):  # noqa: N818
    """A state was asked to follow one it never follows: a bug, not a refusal."""


def ensure_may_follow(before: S | None, after: S) -> None:
    """Raise `ImpossibleMove` unless `after` may follow `before`; final states are followed by nothing."""
    if after not in NEXT.get(before, frozenset()):
        raise ImpossibleMove(f"{before} -> {after}")


def wait_before(tries: int, *, pace: float, chance: float) -> timedelta:
    """Return how long to wait after `tries` counted tries: the ladder, then daily, ±20 % by `chance` in [0, 1)."""
    step = WAITS[tries] if tries < len(WAITS) else DAY
    return step * (0.8 + 0.4 * chance) * pace


def wait_as_asked(asked: timedelta, *, pace: float, chance: float) -> timedelta:
    """Return how long to wait when the gateway named the time: never less than asked, at least 30 s, at most a day."""
    return min(max(asked, WAITS[1]), DAY) * (1 + 0.2 * chance) * pace


def retry_after(header: str | None, *, now: datetime) -> timedelta | None:
    """Read `Retry-After` (RFC 9110, 10.2.3: seconds or a date); None when absent or unreadable."""
    text = (header or "").strip()
    if text.isascii() and text.isdigit():
        return min(timedelta(seconds=int(text[:9])), DAY)
    try:
        at = parsedate_to_datetime(text)
        at = at.replace(tzinfo=UTC) if at.tzinfo is None else at
        return min(max(at - now, timedelta()), DAY)
    except (ValueError, OverflowError):  # An absurd zone overflows: no date either.
        return None


def timeouts(pace: float) -> tuple[float, float, float]:
    """Return connect, read and whole-request limits in seconds; a faster pace has shorter ones, down to a floor."""
    return max(CONNECT * pace, 0.5), max(READ * pace, 1.0), max(WHOLE * pace, 1.5)


def claim_lasts(pace: float) -> timedelta:
    """Return how long a worker owns a message: always longer than a whole request may take."""
    return max(CLAIM * pace, timedelta(seconds=timeouts(pace)[2] + 1))


def rest_after(failures: int, *, refused_us: bool, pace: float) -> timedelta | None:
    """Return how long to leave the gateway alone after `failures` in a row; None while it may still be spoken to."""
    if refused_us:
        return REST_AFTER_401 * pace
    return REST * pace if failures >= FAILURES_THAT_OPEN else None


def may_claim(under_way: int, *, failures: int) -> bool:
    """Say whether one more message may be taken up: two at a time, one while the gateway is on probation."""
    return under_way < (1 if failures >= FAILURES_THAT_OPEN else IN_FLIGHT)
