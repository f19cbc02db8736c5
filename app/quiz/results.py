"""Selects of results: the one an attempt got on its day, the later ones, and which of them stands."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, func, select

from app.catalog.models import ModuleVersion
from app.content.words import QuizMode
from app.core.db import db
from app.quiz.models import Attempt, AttemptState, Regrade, RegradedAttempt, SavedAnswer
from app.quiz.queries import AnyRow, newest_result

# How many attempts are in memory at once, however many there are.
PAGE = 500
# How an attempt was made: what `app.learning.circumstances` is about.
MADE = (Attempt.assurance, Attempt.medium, Attempt.place, Attempt.is_read_aloud)
CLOSED = (AttemptState.PASSED, AttemptState.FAILED)


def standing_state() -> ColumnElement[AttemptState]:
    """Return the state that counts now, in a select of attempts joined with its newest later result."""
    is_voided = Attempt.state == AttemptState.VOIDED
    return case((is_voided, Attempt.state), else_=func.coalesce(RegradedAttempt.state, Attempt.state))


def versions_of(key: str) -> Sequence[AnyRow]:
    """Return id, number, is_current, published_at and snapshot of a module's versions, the oldest first."""
    version = ModuleVersion
    rows = select(version.id, version.number, version.is_current, version.published_at, version.snapshot)
    return db.session.execute(rows.where(version.key == key).order_by(version.number)).all()


def regrades_of(key: str) -> Sequence[Regrade]:
    """Return the decisions to count a module's attempts again, the oldest first."""
    return db.session.scalars(select(Regrade).where(Regrade.module_key == key).order_by(Regrade.id)).all()


def counts_of(regrade_ids: Collection[int]) -> dict[int, AnyRow]:
    """Return changed, passed and fallen (numbers of attempts) of decisions, by id."""
    state, before = RegradedAttempt.state, RegradedAttempt.state_before
    rows = select(
        RegradedAttempt.regrade_id,
        func.count().label("changed"),
        func.count(case((and_(state == AttemptState.PASSED, before != AttemptState.PASSED), 1))).label("passed"),
        func.count(case((and_(state != AttemptState.PASSED, before == AttemptState.PASSED), 1))).label("fallen"),
    ).where(RegradedAttempt.regrade_id.in_(regrade_ids))
    return {row.regrade_id: row for row in db.session.execute(rows.group_by(RegradedAttempt.regrade_id))}


def assessments(key: str, version_ids: Collection[int], *, hold: bool) -> Iterator[Sequence[AnyRow]]:
    """Yield the attempts at an assessment under some versions, open and closed ones, page by page in the order of ids.

    Columns: id, person_id, module_key, version_id, number, state, score, marks, rule, opened_by_id, submitted_at and
    those of how it was made.
    With `hold` each stays held until the transaction ends, in the order in which everybody holds them.
    """
    columns: list[Any] = [
        *(Attempt.id, Attempt.person_id, Attempt.module_key, Attempt.version_id, Attempt.number, Attempt.state),
        *(Attempt.score, Attempt.marks, Attempt.rule, Attempt.opened_by_id, Attempt.submitted_at, *MADE),
    ]
    rows = select(*columns).where(*_under(key, version_ids)).order_by(Attempt.id).limit(PAGE)
    if hold:
        rows = rows.with_for_update()
    page = db.session.execute(rows).all() if version_ids else []
    while page:
        yield page
        page = db.session.execute(rows.where(Attempt.id > page[-1].id)).all()


def has_assessments(key: str, version_ids: Collection[int]) -> bool:
    """Tell whether anybody took an assessment under one of these versions, or is at it."""
    return db.session.scalar(select(Attempt.id).where(*_under(key, version_ids)).limit(1)) is not None


def _under(key: str, version_ids: Collection[int]) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions of the attempts at an assessment that some versions' keys are about."""
    is_counted = Attempt.state.in_((*CLOSED, AttemptState.IN_PROGRESS))
    return (
        Attempt.module_key == key,
        Attempt.version_id.in_(version_ids),
        Attempt.mode == QuizMode.ASSESSMENT,
        is_counted,
    )


def sheets_of(attempt_ids: Collection[UUID]) -> Sequence[AnyRow]:
    """Return id, version_id and layout of some attempts; most pages of closed ones need none."""
    if not attempt_ids:
        return []
    rows = select(Attempt.id, Attempt.version_id, Attempt.layout).where(Attempt.id.in_(attempt_ids))
    return db.session.execute(rows).all()


def later_results(attempt_ids: Collection[UUID]) -> dict[UUID, AnyRow]:
    """Return attempt_id, state, score and marks of the newest later result, by attempt; none where there is none."""
    columns = select(RegradedAttempt.attempt_id, RegradedAttempt.state, RegradedAttempt.score, RegradedAttempt.marks)
    rows = columns.where(RegradedAttempt.attempt_id.in_(attempt_ids)).order_by(RegradedAttempt.id)
    return {row.attempt_id: row for row in db.session.execute(rows)}


def answers_to(attempt_ids: Collection[UUID], questions: Collection[str]) -> dict[tuple[UUID, str], Any]:
    """Return the saved answers to some questions by attempt and question."""
    rows = select(SavedAnswer.attempt_id, SavedAnswer.question_id, SavedAnswer.chosen)
    wanted = rows.where(SavedAnswer.attempt_id.in_(attempt_ids), SavedAnswer.question_id.in_(questions))
    return {(row.attempt_id, row.question_id): row.chosen for row in db.session.execute(wanted)}


def closed_of(person_id: int) -> Sequence[AnyRow]:
    """Return the closed assessments of a person, the newest first, voided ones too: each result stays readable.

    Columns: id, title, number, submitted_at, state and score (those that stand; a voided one may have no score).
    """
    score = func.coalesce(RegradedAttempt.score, Attempt.score).label("score")
    columns: list[Any] = [Attempt.id, ModuleVersion.title, Attempt.number, Attempt.submitted_at]
    rows = (
        select(*columns, standing_state().label("state"), score)
        .join(ModuleVersion, ModuleVersion.id == Attempt.version_id)
        .outerjoin(RegradedAttempt, newest_result())
        .where(Attempt.person_id == person_id, Attempt.mode == QuizMode.ASSESSMENT)
        .where(Attempt.state != AttemptState.IN_PROGRESS)
    )
    return db.session.execute(rows.order_by(Attempt.submitted_at.desc(), Attempt.id)).all()


def standing_passes(person_id: int, key: str) -> Sequence[AnyRow]:
    """Return the attempts of a person at a module that pass as they stand now, the witnessed ones first.

    Columns: id, person_id, module_key, version_id, rule, opened_by_id, those of how it was made, and score (the one
    that stands).
    """
    score = func.coalesce(RegradedAttempt.score, Attempt.score).label("score")
    columns: list[Any] = [Attempt.id, Attempt.person_id, Attempt.module_key, Attempt.version_id, Attempt.rule]
    rows = (
        select(*columns, Attempt.opened_by_id, *MADE, score)
        .outerjoin(RegradedAttempt, newest_result())
        .where(Attempt.person_id == person_id, Attempt.module_key == key, standing_state() == AttemptState.PASSED)
    )
    return db.session.execute(rows.order_by(Attempt.opened_by_id.is_(None), Attempt.number)).all()


def with_newest(rows: Select[Any]) -> Select[Any]:
    """Join a select of many attempts with the newest later result of each, which may be none.

    The newest ones are found once for all of them; for one attempt alone `newest_result` is the shorter way.
    """
    later = RegradedAttempt
    last = select(later.attempt_id, func.max(later.id).label("id")).group_by(later.attempt_id).subquery()
    return rows.outerjoin(last, last.c.attempt_id == Attempt.id).outerjoin(later, later.id == last.c.id)


def merged_keys(decisions: Sequence[Regrade]) -> dict[str, Mapping[str, Any]]:
    """Return the keys used so far, by version id (as text) and question; a later decision goes before an earlier."""
    merged: dict[str, dict[str, Any]] = {}
    for decision in decisions:
        for version, keys in decision.keys.items():
            merged.setdefault(version, {}).update(keys)
    return dict(merged)
