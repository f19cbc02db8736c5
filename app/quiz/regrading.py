"""Counting attempts again by a corrected key: first what would change, then, decided by a person, the change itself.

Everything is held in the order in which everybody holds it: the register, attempts by id, all progress, the trail.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import insert, update

from app.audit import service as audit
from app.audit.actions import Action
from app.core import clock
from app.core.actor import Actor
from app.core.db import db, lock
from app.core.errors import NotAllowed, Refusal
from app.core.text import N_, normal
from app.learning import service as learning
from app.people.natural import natural_persons
from app.quiz import results
from app.quiz.closing import pass_of
from app.quiz.models import Attempt, AttemptState, Regrade, RegradedAttempt
from app.quiz.plans import Plan, plan_for
from app.quiz.recounting import Change, Tally, recounted, reopened

SHORTEST_REASON, LONGEST_REASON = 10, 1_000
# What the trail calls a decision: its place there says what was decided before it and what after.
TRACE = "regrade:{}"
OWN_KEY = N_("Người viết đáp án không tự quyết định chấm lại. Mời một người duyệt bài khác.")


class NoReason(Refusal):
    """Counting again was asked for without saying why."""

    status = 400


class NothingChanges(Refusal):
    """Every result is already what the key says."""


class Changed(Refusal):
    """What was shown is no longer what would happen."""


class OwnKey(NotAllowed):
    """Whoever wrote the key, or gets another result by it, does not decide that it counts for others."""


@dataclass(frozen=True, slots=True)
class Decision:
    """An earlier decision: its row, and how many results changed, came to pass, and no longer pass."""

    regrade: Regrade
    changed: int
    passed: int
    fallen: int


@dataclass(frozen=True, slots=True)
class Preview:
    """What counting again would do now, and what was decided before, the newest first."""

    plan: Plan
    tally: Tally
    earlier: Sequence[Decision]


@dataclass(frozen=True, slots=True)
class _Turned:
    """An attempt that came to pass or no longer passes, as much of it as entering that needs."""

    person_id: int
    passed: learning.PassedAttempt
    before: AttemptState
    after: AttemptState


def preview(key: str) -> Preview:
    """Return what counting a module's attempts again would change; changes nothing, however many there are.

    Raises:
        NotFound: no such module, or it was withdrawn.
    """
    plan = plan_for(key)
    tally = Tally(plan)
    for _ in _pages(plan, tally, hold=False):
        pass
    return Preview(plan, tally, decisions(key))


def decisions(key: str) -> list[Decision]:
    """Return the decisions about a module, the newest first."""
    rows = results.regrades_of(key)
    counts = results.counts_of([row.id for row in rows])
    found = [Decision(row, *counts.get(row.id, (0, 0, 0, 0))[1:]) for row in rows]
    return found[::-1]


def regrade(key: str, *, shown: str, reason: str, actor: Actor, authors: Collection[int]) -> Regrade:
    """Count a module's closed attempts by the newest version's key, all of them or none, and correct the open sheets.

    Earlier results stay where they are written. Who passes now is entered as at a submit; who does not any more keeps
    what is written down, and it does not count until they pass again. No record of the register is touched. `shown` is
    the `digest` of the preview; `authors` are the persons who wrote the key.

    Raises:
        NotFound: no such module.
        NoReason: the reason has fewer than 10 letters, or more than 1,000.
        OwnKey: the actor is, as a natural person, one of the authors, or one of those whose outcome turns.
        NothingChanges: nothing is left to do.
        Changed: it is not what was shown.
    """
    reason = _clean(reason)
    if is_own_key(actor, authors):
        raise OwnKey(OWN_KEY)
    lock("registry")  # No name is proposed or approved while results change.
    plan = plan_for(key)
    decision = _decided(plan, reason, actor)
    tally, turned = Tally(plan), list[_Turned]()
    for page in _pages(plan, tally, hold=True):
        _write(decision, page)
        turned += [_turned(change) for change in page if change.turns]
    if not tally.changed and not tally.open:
        raise NothingChanges(N_("Không còn bài nào cần chấm lại: kết quả đã theo đúng đáp án mới nhất."))
    if tally.digest != shown:
        raise Changed(N_("Có bài mới nộp hoặc đáp án vừa đổi từ lúc bác mở trang. Mời xem lại rồi quyết định."))
    _ensure_not_concerned(actor, turned)
    _enter(decision, tally, turned, actor)
    return decision


def _pages(plan: Plan, tally: Tally, *, hold: bool) -> Iterator[list[Change]]:
    """Yield the changed results page by page; with `hold` the sheets of open attempts are corrected on the way."""
    questions = {question for keys in plan.keys.values() for question in keys}
    for rows in results.assessments(plan.key, plan.version_ids, hold=hold):
        closed = [row for row in rows if row.state is not AttemptState.IN_PROGRESS]
        ids = [row.id for row in closed]
        later, answers = results.later_results(ids), results.answers_to(ids, questions)
        changes = [recounted(row, later.get(row.id), plan, answers) for row in closed]
        for change in changes:
            tally.note(change)
        tally.open += _correct_open(plan, [row.id for row in rows if row.id not in set(ids)], hold=hold)
        yield [change for change in changes if change is not None]


def _correct_open(plan: Plan, ids: Sequence[UUID], *, hold: bool) -> int:
    """Return how many of these attempts under way have sheets to correct; with `hold` correct them."""
    count = 0
    for row in results.sheets_of(ids):
        sheet = reopened(row.layout, plan.keys[str(row.version_id)])
        if sheet is not None:
            count += 1
            if hold:
                db.session.execute(update(Attempt).where(Attempt.id == row.id).values(layout=sheet))
    return count


def _clean(reason: str) -> str:
    reason = normal(reason)
    if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
        raise NoReason(N_("Mời ghi rõ vì sao chấm lại, từ 10 đến 1.000 chữ, để sau này ai đọc cũng hiểu."))
    return reason


def is_own_key(actor: Actor, authors: Collection[int]) -> bool:
    """Tell whether the actor is, as a natural person, one of those who wrote the key."""
    natural = natural_persons({actor.person_id, *authors})
    return natural[actor.person_id] in {natural[author] for author in authors}


def _ensure_not_concerned(actor: Actor, turned: Sequence[_Turned]) -> None:
    own = natural_persons({actor.person_id})[actor.person_id]
    if any(one.person_id == own for one in turned):
        raise OwnKey(N_("Trong số bài đổi kết quả có bài của chính bác. Mời một người duyệt bài khác quyết định."))


def _decided(plan: Plan, reason: str, actor: Actor) -> Regrade:
    decision = Regrade(
        module_key=plan.key,
        version_id=plan.version_id,
        keys=plan.keys,
        reason=reason,
        decided_by_id=actor.person_id,
        decided_at=clock.now(),
    )
    db.session.add(decision)
    db.session.flush()
    return decision


def _write(decision: Regrade, changes: Sequence[Change]) -> None:
    if changes:
        rows = [
            {**change.stored(), "regrade_id": decision.id, "regraded_at": decision.decided_at} for change in changes
        ]
        db.session.execute(insert(RegradedAttempt), rows)


def _turned(change: Change) -> _Turned:
    passed = pass_of(change.attempt, str(change.marks.score))
    return _Turned(change.attempt.person_id, passed, change.before, change.after)


def _enter(decision: Regrade, tally: Tally, turned: Sequence[_Turned], actor: Actor) -> None:
    """Tell progress and trail of every attempt that came to pass or does not any more."""
    learning.hold_everybody()
    _note(decision, tally, actor)
    for one in turned:
        audit.record(
            Action.ATTEMPT_REGRADED,
            actor=actor,
            subject=f"attempt:{one.passed.attempt_id}",
            from_state=one.before,
            to_state=one.after,
            reason=TRACE.format(decision.id),
        )
        if one.after is AttemptState.PASSED:
            learning.record_pass(person_id=one.person_id, key=decision.module_key, passed=one.passed)
        else:
            _take_back(one, decision.module_key)


def _take_back(one: _Turned, key: str) -> None:
    other = next(iter(results.standing_passes(one.person_id, key)), None)
    instead = pass_of(other, other.score) if other is not None else None
    learning.doubt_pass(person_id=one.person_id, key=key, attempt_id=one.passed.attempt_id, instead=instead)


def _note(decision: Regrade, tally: Tally, actor: Actor) -> None:
    counts = {"changed": tally.changed, "passed": tally.passed, "fallen": tally.fallen, "open": tally.open}
    audit.record(
        Action.MODULE_REGRADED,
        actor=actor,
        subject=TRACE.format(decision.id),
        reason=f"{decision.module_key}@{tally.plan.number}",
        payload={"reason": decision.reason, "results_sha256": tally.digest, **counts},
    )
