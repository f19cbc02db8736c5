"""Records whose evidence was counted again and fell below the mark: a person looks, nothing changes by itself."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select

from app.audit.actions import Action
from app.audit.models import AuditEntry
from app.core.db import db
from app.people.models import Person
from app.quiz import regrading
from app.quiz.models import Attempt, AttemptState, Regrade, RegradedAttempt
from app.quiz.queries import newest_result
from app.registry import rules
from app.registry.models import RegistryAction, RegistrySlot, RegistryVersion
from app.registry.words import State, Verb

# The acts by which a person has decided that the record stands; a revoked one stands no more.
SETTLING = (Verb.KEEP, Verb.RELEASE, Verb.REFUSE_REVOKE)


@dataclass(frozen=True)
class Review:
    """One record in force that waits for a person: what the evidence said, what it says now, who decided that and why.

    `score_before` and `score` are exact shares as text, the first one the result of the day of the attempt.
    """

    slot_id: int
    record_id: UUID
    number: str
    state: State
    module_key: str
    score_before: str
    score: str
    pass_mark: str
    regraded_at: datetime
    reason: str
    decided_by: str


def waiting(person_id: int | None = None) -> list[Review]:
    """Return the records, of one person or of all, that nobody has looked at since their result fell, by number.

    The number of statements does not grow with the register. Before and after are told by the trail, never by a clock.
    """
    newest = {row.slot_id: row for row in _fallen(person_id) if _entry(row) is not None}
    decided = _last_decisions(newest)
    counted = _counted({row.regrade_id for row in newest.values()})
    open_ones = [row for slot, row in newest.items() if decided.get(slot, 0) < counted.get(row.regrade_id, 1)]
    return sorted((_review(row) for row in open_ones), key=lambda review: review.number)


def find(slot: RegistrySlot) -> Review | None:
    """Return what waits for a look at this record, or None."""
    return next((review for review in waiting(slot.person_id) if review.slot_id == slot.id), None)


def _fallen(person_id: int | None) -> Sequence[Row[Any]]:
    """Return the attempts that do not pass any more beside the records in force of their learners, oldest first."""
    columns: list[Any] = [
        *(RegistrySlot.id.label("slot_id"), RegistrySlot.public_id, RegistrySlot.state, RegistryVersion.number),
        *(RegistryVersion.evidence, Attempt.id.label("attempt_id"), RegradedAttempt.score, RegradedAttempt.regraded_at),
        *(RegradedAttempt.regrade_id, Regrade.reason, Person.full_name),
    ]
    rows = (
        select(*columns)
        .select_from(RegradedAttempt)
        .join(Attempt, Attempt.id == RegradedAttempt.attempt_id)
        .join(Regrade, Regrade.id == RegradedAttempt.regrade_id)
        .join(Person, Person.id == Regrade.decided_by_id)
        .join(RegistrySlot, RegistrySlot.person_id == Attempt.person_id)
        .join(RegistryVersion, RegistryVersion.id == RegistrySlot.version_id)
        .where(newest_result(), RegradedAttempt.state == AttemptState.FAILED, Attempt.state != AttemptState.VOIDED)
        .where(RegistrySlot.state.in_(rules.IN_FORCE))
    )
    if person_id is not None:
        rows = rows.where(RegistrySlot.person_id == person_id)
    return db.session.execute(rows.order_by(RegradedAttempt.id)).all()


def _entry(row: Row[Any]) -> dict[str, Any] | None:
    """Return what the record's evidence says of the attempt; None where it does not rest on it."""
    passed: list[dict[str, Any]] = row.evidence["passed"]
    return next((one for one in passed if one["attempt"] == str(row.attempt_id)), None)


def _review(row: Row[Any]) -> Review:
    entry = _entry(row) or {}
    return Review(
        slot_id=row.slot_id,
        record_id=row.public_id,
        number=row.number,
        state=row.state,
        module_key=entry["module"],
        score_before=entry["score"],
        score=row.score,
        pass_mark=entry["pass_mark"],
        regraded_at=row.regraded_at,
        reason=row.reason,
        decided_by=row.full_name,
    )


def _last_decisions(slot_ids: Collection[int]) -> dict[int, int]:
    """Return the place in the trail of the last act, by record, with which somebody decided that it stands."""
    action = RegistryAction
    rows = select(action.slot_id, func.max(action.audit_seq).label("place")).where(action.slot_id.in_(slot_ids))
    decided = rows.where(action.verb.in_(SETTLING)).group_by(action.slot_id)
    return {row.slot_id: row.place for row in db.session.execute(decided)}


def _counted(regrade_ids: Collection[int]) -> dict[int, int]:
    """Return the places in the trail of decisions to count again."""
    names = {regrading.TRACE.format(id_): id_ for id_ in regrade_ids}
    rows = select(AuditEntry.subject, AuditEntry.seq).where(AuditEntry.action == Action.MODULE_REGRADED)
    return {names[row.subject]: row.seq for row in db.session.execute(rows.where(AuditEntry.subject.in_(names)))}
