"""The quizzes of a class: opened for all those present, and where each of them stands, without a figure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import exists, select

from app.audit import service as audit
from app.audit.actions import Action
from app.catalog import service as catalog
from app.community import presence
from app.community import service as community
from app.community.models import ClassSession, Presence
from app.core import clock
from app.core.actor import Actor
from app.core.db import db, lock
from app.core.errors import Refusal
from app.core.text import N_
from app.people.models import Person
from app.quiz.models import Attempt, AttemptState, ClassAttempt, ClassQuiz, PaperSheet, SavedAnswer, SheetState
from app.quiz.starting import open_for

NOT_OPENED = (N_("Chưa mở bài"), "neutral")
NOT_STARTED = (N_("Chưa làm"), "wait")
ANSWERING = (N_("Đang làm"), "info")
SUBMITTED = (N_("Đã nộp"), "info")
PASSED = (N_("Đã đạt"), "done")
NOT_COUNTED = (N_("Bài không tính"), "neutral")
ON_PAPER = (N_("Làm trên giấy"), "wait")
ENDED = {
    AttemptState.PASSED: PASSED,
    AttemptState.FAILED: SUBMITTED,
    AttemptState.FINISHED: SUBMITTED,
    AttemptState.VOIDED: NOT_COUNTED,
}


class NotOpen(Refusal):
    """The class is not going on."""


@dataclass(frozen=True, slots=True)
class Learner:
    """One of those present, in words: how they came in, where they stand, whether they are at another class too."""

    person: Person
    by_card: bool
    state: str
    kind: str
    is_elsewhere: bool


@dataclass(frozen=True, slots=True)
class Opened:
    """A quiz opened at the class; `refused` are the names it could not be opened for, by message and details."""

    title: str
    refused: Sequence[tuple[str, str, Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class Work:
    """Everything the leader's screen shows of a class."""

    learners: Sequence[Learner]
    opened: Sequence[Opened]
    choices: Mapping[str, str]


def work_of(found: ClassSession) -> Work:
    """Return who is present with their states, what was opened, and what can be."""
    rows, elsewhere = presence.list_present(found), presence.also_elsewhere(found)
    states = _states(found)
    learners = [_learner(row, states.get(row.person_id, NOT_OPENED), elsewhere) for row in rows]
    return Work(learners, _opened(found, {row.person_id: row.person.full_name for row in rows}), choices())


def choices() -> dict[str, str]:
    """Return the titles, by key, of the assessments that programmes with a register ask for now.

    The helpers' own programme has none: nobody is in its group, and they vouch for themselves.
    """
    programmes = [programme for programme in catalog.list_programmes() if programme.has_register]
    keys = [programme.assessment for programme in programmes if programme.assessment]
    return {key: row.title for key, row in catalog.module_titles(keys).items()}


def ensure_open(found: ClassSession) -> None:
    """Make sure the class is going on.

    Raises:
        NotOpen: it is closed, over or yet to come.
    """
    if not community.is_open(found):
        raise NotOpen(N_("Buổi học này không mở. Mời bác mở buổi học mới rồi mở bài."))


def open_for_one(found: ClassSession, person_id: int, key: str, *, leader: Actor) -> Refusal | None:
    """Open a quiz for one of those present, with the leader as its witness; return why not, where it can't be.

    One a transaction: nobody holds the attempts of two learners at once. Doing it twice changes nothing.
    """
    ensure_open(found)
    try:
        with db.session.begin_nested():
            attempt = open_for(person_id=person_id, key=key, helper=leader, place=found.place)
            # One that was begun at an earlier class goes on at this one.
            db.session.merge(ClassAttempt(attempt_id=attempt.id, session_id=found.id))
    except Refusal as refusal:
        return refusal
    return None


def note_opened(found: ClassSession, key: str, refused: Mapping[int, Refusal], *, leader: Actor) -> None:
    """Note that a quiz was opened at the class, and for whom it was not."""
    lock(f"class:{found.id}")
    reasons = {str(one): [str(refusal), dict(refusal.details)] for one, refusal in refused.items()}
    row = db.session.get(ClassQuiz, (found.id, key), populate_existing=True)
    if row is None:
        db.session.add(ClassQuiz(session_id=found.id, module_key=key, opened_at=clock.now(), refused=reasons))
    else:
        row.opened_at, row.refused = clock.now(), reasons
    audit.record(
        Action.CLASS_QUIZ_OPENED,
        actor=leader,
        subject=community.subject_of(found),
        reason=key,
        payload={"refused": len(reasons)},
    )


def _learner(row: Presence, state: tuple[str, str], elsewhere: set[int]) -> Learner:
    return Learner(row.person, row.how == presence.BY_CARD, *state, is_elsewhere=row.person_id in elsewhere)


def _states(found: ClassSession) -> dict[int, tuple[str, str]]:
    """Return state and kind of everybody who has an attempt or a sheet of this class; the newest attempt counts."""
    waiting = (SheetState.ENTERED, SheetState.VOIDED)
    sheets = select(PaperSheet.person_id).where(PaperSheet.session_id == found.id, PaperSheet.state.not_in(waiting))
    states = dict.fromkeys((one for one in db.session.scalars(sheets) if one is not None), ON_PAPER)
    is_begun = exists().where(SavedAnswer.attempt_id == Attempt.id)
    rows = select(Attempt.person_id, Attempt.state, is_begun.label("is_begun"))
    rows = rows.join(ClassAttempt, ClassAttempt.attempt_id == Attempt.id).where(ClassAttempt.session_id == found.id)
    for row in db.session.execute(rows.order_by(Attempt.started_at, Attempt.number)):
        running = ANSWERING if row.is_begun else states.get(row.person_id, NOT_STARTED)
        states[row.person_id] = ENDED.get(row.state, running)
    return states


def _opened(found: ClassSession, names: Mapping[int, str]) -> list[Opened]:
    rows = db.session.scalars(
        select(ClassQuiz).where(ClassQuiz.session_id == found.id).order_by(ClassQuiz.opened_at)
    ).all()
    titles = catalog.module_titles([row.module_key for row in rows])
    return [
        Opened(
            titles[row.module_key].title if row.module_key in titles else row.module_key,
            [(names[int(one)], *reason) for one, reason in row.refused.items() if int(one) in names],
        )
        for row in rows
    ]


def present_ids(found: ClassSession) -> list[int]:
    """Return who is present, by the order of names."""
    return [person.id for person in community.present(found)]


def note_made_at(session_id: int | None, attempt_id: UUID) -> None:
    """Note that an attempt was made at a class, where there was one."""
    if session_id is not None and db.session.get(ClassAttempt, attempt_id) is None:
        db.session.add(ClassAttempt(attempt_id=attempt_id, session_id=session_id))
