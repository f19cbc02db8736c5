"""The verbs on attempts: start, open for somebody, save, submit, close; each writes all of its rows or none."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select

from app.audit import service as audit
from app.audit.actions import Action
from app.catalog import service as catalog
from app.content.words import Review
from app.core import clock
from app.core.actor import Actor
from app.core.db import db
from app.core.errors import NotFound
from app.core.text import N_
from app.identity.words import Assurance
from app.quiz import accommodations, layout, queries, rules
from app.quiz.closing import finish, lower
from app.quiz.kinds.base import NOTHING, Answer, Note
from app.quiz.kinds.registry import rules_on
from app.quiz.models import Attempt, AttemptState
from app.quiz.paper import Paper
from app.quiz.rules import Rule
from app.quiz.starting import AlreadyUnderWay, NoneLeft, Outdated, TooSoon, lock_starts, open_for, past_of, start

__all__ = ["AlreadyUnderWay", "NoneLeft", "Outdated", "Paper", "TooSoon", "open_for", "start"]


NO_ATTEMPT = N_("Không tìm thấy bài làm này.")


class Outcome(StrEnum):
    """What became of an answer."""

    SAVED = "saved"
    OLDER = "older"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Saved:
    """The outcome of a save, the sequence number that the server now holds, and the steps here and after it.

    `note` is what should be said of the answer at once, right or wrong.
    """

    outcome: Outcome
    seq: int
    here: str | None = None
    next_step: str | None = None
    note: Note | None = None


@dataclass(frozen=True, slots=True)
class NextTry:
    """What may follow an attempt: how many are left (None: any number), from when on (None: now), what to read.

    `last_day` is the last day of the assessment where that comes before the wait is over; else None.
    """

    left: int | None
    starts_at: datetime | None
    lessons: Mapping[str, str]
    last_day: date | None = None


def save_answer(
    *,
    attempt_id: UUID,
    person_id: int,
    fields: Mapping[str, Collection[str]],
    seq: int | None,
    shown: int | None = None,
    method: Assurance = Assurance.PASSWORD,
) -> Saved:
    """Save the answers of a post; the highest sequence number stays, an older or repeated post changes nothing.

    `fields` are the posted values by name; without `seq` the post is the newest. `shown` is the place (from 1) of the
    question whose whole form was sent: boxes that were all unticked send nothing. `method` is how the learner showed
    who they are; the attempt keeps the weakest. A post after the end of time closes the attempt.

    Raises:
        NotFound: not this person's attempt.
        NotOnSheet: a question or value that the attempt does not offer, or a number far above all others; then nothing
            of the post is saved.
        Unreadable: a typed answer that is too long or holds control signs; nothing of the post is saved either.
    """
    attempt, now = _own(attempt_id, person_id), clock.now()
    if not _takes_answers(attempt, now):
        return Saved(Outcome.CLOSED, 0)
    answers = layout.with_unticked(attempt.layout, layout.read_answers(attempt.layout, fields), shown)
    outcome, place = Outcome.SAVED, _place(attempt_id, seq)
    kept = queries.keep_answers(attempt_id, answers, seq=place, at=now) if answers else set()
    if kept:
        lower(attempt, method)
    if len(kept) < len(answers):
        outcome, place = _compared(attempt_id, answers, place)
    return _saved(attempt, outcome, place, answers, shown or 0)


def submit(*, attempt_id: UUID, person_id: int, method: Assurance = Assurance.PASSWORD) -> Attempt:
    """Close and grade the attempt; a pass is entered in the learner's progress. A second call changes nothing.

    After the end of time it only closes, as the periodic job would, and `method` says nothing.

    Raises:
        NotFound: not this person's attempt.
    """
    attempt, now = _own(attempt_id, person_id), clock.now()
    if attempt.state is AttemptState.IN_PROGRESS:
        if not rules.is_over(attempt.due_at, now):
            lower(attempt, method)
        finish(attempt, now)
    return attempt


def list_overdue() -> Sequence[UUID]:
    """Return the attempts whose time is over, for `close_overdue`."""
    return queries.overdue(clock.now() - rules.GRACE)


def close_overdue(attempt_id: UUID) -> None:
    """Close and grade an attempt whose time is over, as the learner's own next request would.

    One a transaction: a pass locks the progress of its learner and the trail, and nobody locks two learners' at once.
    """
    now = clock.now()
    attempt = queries.find_overdue(attempt_id, now - rules.GRACE)
    if attempt is not None:
        finish(attempt, now)


def get_paper(attempt_id: UUID, person_id: int) -> Paper:
    """Return everything the pages of an attempt are made from; read only, even when its time is over.

    Raises:
        NotFound: not this person's attempt, or none at all: both look the same (requirement S18).
    """
    row = queries.paper_row(attempt_id, person_id)
    if row is None:
        raise NotFound(NO_ATTEMPT)
    answers, following = queries.answers_of(attempt_id)
    return Paper.read(row, answers, following, now=clock.now())


def what_next(paper: Paper, person_id: int, *, now: datetime) -> NextTry | None:
    """Return when, how often and after which reading a quiz may be tried again; None after passing an assessment."""
    if paper.is_passed:
        return None
    past = past_of(queries.past_attempts(person_id, paper.key))
    again = rules.next_start_at(paper.rule, past)
    starts_at = again if again is not None and again > now else None
    left = rules.attempts_left(paper.rule, past, accommodations.promised(person_id, paper.key, now).grants)
    return NextTry(left, starts_at, lessons_to_read(paper), _last_day_before(paper, starts_at))


def lessons_to_read(paper: Paper) -> dict[str, str]:
    """Return the titles, by key, of what to read again: lessons with the skills that were missed, else all of them."""
    keys = [key for programme in catalog.list_programmes_with(paper.key) for key in programme.lessons]
    if not keys or paper.key in keys:
        return {paper.key: paper.title}
    skills = queries.skills_of(keys) if paper.missed_skills else {}
    fitting = [key for key in keys if paper.missed_skills & skills.get(key, frozenset())]
    titles = catalog.module_titles(keys)
    return {key: titles[key].title for key in fitting or keys if key in titles}


def list_open(person_id: int) -> Sequence[queries.AnyRow]:
    """Return id, module_key, title, place and opener (None when begun alone) of the person's attempts under way."""
    return queries.open_attempts(person_id)


def has_history(person_id: int) -> bool:
    """Tell whether the person ever started an attempt."""
    return db.session.scalar(select(Attempt.id).where(Attempt.person_id == person_id).limit(1)) is not None


def witnesses(attempt_ids: Collection[UUID]) -> dict[UUID, int]:
    """Return who opened each attempt for the learner; those started alone are left out."""
    rows = select(Attempt.id, Attempt.opened_by_id).where(Attempt.id.in_(attempt_ids))
    opened = db.session.execute(rows.where(Attempt.opened_by_id.is_not(None)))
    return {attempt_id: person_id for attempt_id, person_id in opened if person_id is not None}


def reassign(from_person_id: int, to_person_id: int) -> list[UUID]:
    """Move attempts, and those opened for others, to the person they belong to; numbers go on after the other's own.

    Where both have one under way at a module, the moved one is voided: nobody sits two at once. Return the voided ones
    for `note_voided`, which comes after every other lock: the trail's is the last one that anybody takes.
    """
    for person_id in sorted((from_person_id, to_person_id)):
        lock_starts(person_id)
    held = queries.hold_all_of((from_person_id, to_person_id), from_person_id)
    for attempt in held:
        if attempt.opened_by_id == from_person_id:
            attempt.opened_by_id = to_person_id
    accommodations.reassign(from_person_id, to_person_id)
    voided = []
    moved = [attempt for attempt in held if attempt.person_id == from_person_id]
    for attempt in sorted(moved, key=lambda one: one.number):
        if attempt.state is AttemptState.IN_PROGRESS and queries.find_open(to_person_id, attempt.module_key):
            attempt.state, attempt.submitted_at = AttemptState.VOIDED, clock.now()
            voided.append(attempt.id)
        earlier = queries.past_attempts(to_person_id, attempt.module_key)
        attempt.number = (earlier[-1].number if earlier else 0) + 1
        attempt.person_id = to_person_id
        db.session.flush()
    return voided


def note_voided(attempt_ids: Collection[UUID], *, actor: Actor) -> None:
    """Write into the trail that these attempts ended without a result, because two persons became one."""
    for attempt_id in attempt_ids:
        audit.record(
            Action.ATTEMPT_VOIDED,
            actor=actor,
            subject=f"attempt:{attempt_id}",
            from_state=AttemptState.IN_PROGRESS,
            to_state=AttemptState.VOIDED,
            reason="person-merged",
        )


def _last_day_before(paper: Paper, starts_at: datetime | None) -> date | None:
    """Return the last day of the assessment, as it is served now, if the wait ends only after it."""
    if starts_at is None or paper.is_practice:
        return None
    last = queries.valid_until(paper.key)
    is_too_late = rules.is_past_its_day(last, starts_at.astimezone(clock.LOCAL).date())
    return date.fromisoformat(last) if last is not None and is_too_late else None


def _own(attempt_id: UUID, person_id: int) -> Attempt:
    attempt = queries.find_attempt(attempt_id, person_id)
    if attempt is None:
        raise NotFound(NO_ATTEMPT)
    return attempt


def _takes_answers(attempt: Attempt, now: datetime) -> bool:
    if attempt.state is AttemptState.IN_PROGRESS and rules.is_over(attempt.due_at, now):
        finish(attempt, now)
    return attempt.state is AttemptState.IN_PROGRESS


def _place(attempt_id: UUID, seq: int | None) -> int:
    """Return the number of a post; only one so high that it might lock an answer costs a look at the others."""
    if seq is None:
        return queries.next_seq(attempt_id)
    if seq > layout.SEQ_AHEAD:
        layout.ensure_near(seq, queries.next_seq(attempt_id) - 1)
    return seq


def _compared(attempt_id: UUID, answers: Mapping[str, Answer], seq: int) -> tuple[Outcome, int]:
    """Tell a repeat of what is stored from a post that came after a newer one."""
    stored = queries.stored_answers(attempt_id, list(answers))
    if all(stored[question].chosen == chosen for question, chosen in answers.items()):
        return Outcome.SAVED, seq
    return Outcome.OLDER, max(row.seq for row in stored.values())


def _saved(attempt: Attempt, outcome: Outcome, seq: int, answers: Mapping[str, Answer], shown: int) -> Saved:
    """Return what the pages need to go on: in practice, and while a story goes on, the same question again."""
    here = max(layout.places_of(attempt.layout, answers), default=shown)
    if not 1 <= here <= attempt.asked:
        return Saved(outcome, seq)
    laid = attempt.layout[here - 1]
    kind, answer = rules_on(laid), answers.get(laid["id"], NOTHING)
    note = kind.note(laid["key"], answer)
    if kind.leads_on(laid["key"], answer) or Rule.read(attempt.rule).review is Review.EACH:
        return Saved(outcome, seq, str(here), str(here), note)
    return Saved(outcome, seq, str(here), str(here + 1) if here < attempt.asked else layout.CHECK, note)
