"""The postman's round: one message at a time, three short transactions, none of them open while on the network."""

import threading
import time
from collections.abc import Callable, Iterable

import structlog
from sqlalchemy.exc import DBAPIError

from app.core import clock, readiness
from app.core.db import db, transaction
from app.core.runtime import settings
from app.push import answers, claims, inbox
from app.push.answers import Answer, Outcome
from app.push.claims import Job
from app.push.gateway import Gateway

log = structlog.get_logger()
IDLE, SHORTEST_IDLE = 1.0, 0.1
TIDY = 0.25
Chore = Callable[[], object]


def step(gateway: Gateway) -> bool:
    """Take up one due message and bring it one answer further; False when nothing is due."""
    with transaction():
        job = claims.claim_next()
    if job is None:
        return False
    deadline = time.monotonic() + (job.until - clock.now()).total_seconds()
    if not job.is_question and not _may_leave(job, deadline):
        log.info("push.claim-lost", message_id=str(job.message_id))
        return True
    answer, outcome = _speak(gateway, job)
    with transaction():
        is_kept = claims.settle(job, answer, outcome)
    log.info("push.answered" if is_kept else "push.answer-too-late", message_id=str(job.message_id), **_words(outcome))
    return True


def tidy() -> int:
    """Do what is due besides sending: find abandoned claims, apply callbacks; return how many rows were moved."""
    with transaction():
        moved = claims.sweep()
    with transaction():
        return moved + inbox.process()


def once() -> int:
    """Do everything that is due now and return how many steps it took; without a gateway only callbacks are applied."""
    tidy()
    gateway = _gateway()
    steps = 0
    while gateway is not None and step(gateway):
        steps += 1
        tidy()
    return steps


def run(stop: threading.Event, *, chores: Iterable[Chore] = ()) -> None:
    """Work until `stop` is set; the message under way is brought to its end first.

    `chores` are called about once a second (at pace 1) and open their own transactions; one that breaks stops nothing.
    """
    gateway = _gateway()
    idle = max(IDLE * settings().push_pace, SHORTEST_IDLE)
    tidied = float("-inf")
    while not stop.is_set():
        if time.monotonic() - tidied >= max(idle, TIDY):
            for chore in (tidy, *chores):
                _safely(chore)
            tidied = time.monotonic()
        if gateway is None or not _safely(lambda: step(gateway)):
            stop.wait(idle)


def _may_leave(job: Job, deadline: float) -> bool:
    with transaction():
        is_mine = claims.mark_sending(job)
    # The commit itself may have waited: a claim that ended meanwhile belongs to somebody else by now.
    return is_mine and time.monotonic() < deadline


def _speak(gateway: Gateway, job: Job) -> tuple[Answer, Outcome]:
    if job.is_question:
        answer = gateway.ask(job.sent.message_id)
        return answer, answers.of_asking(answer, job.sent, stands=job.stands)
    answer = gateway.send(job.body, key=job.key)
    return answer, answers.of_sending(answer, job.sent, now=clock.now())


def _safely(work: Callable[[], object]) -> bool:
    """Do one piece of work; a break is logged by its kind only and the round goes on. Tells whether work was found."""
    try:
        return bool(work())
    except Exception as error:  # The postman outlives one bad letter; the letter is found by the sweep.
        reason = readiness.problem() if isinstance(error, DBAPIError) else None
        log.error("push.work-broke", error=type(error).__name__, reason=reason)
        return False
    finally:
        db.session.remove()


def _gateway() -> Gateway | None:
    return Gateway(settings()) if settings().gateway_url is not None else None


def _words(outcome: Outcome) -> dict[str, str]:
    return {"state": outcome.state.value, "reason": outcome.note}
