"""An official declares an assessment void, with a reason: it counts for nothing and all of it stays readable."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from app.audit import service as audit
from app.audit.actions import Action
from app.catalog.models import ModuleVersion
from app.content.words import QuizMode
from app.core import clock
from app.core.actor import Actor
from app.core.db import db, lock
from app.core.errors import NotAllowed, NotFound, Refusal
from app.core.text import N_, normal
from app.learning import service as learning
from app.learning.circumstances import Circumstances
from app.people.models import Person
from app.people.natural import natural_persons
from app.quiz import results
from app.quiz.closing import pass_of
from app.quiz.models import Attempt, AttemptState, Voiding
from app.quiz.queries import AnyRow

SHORTEST_REASON, LONGEST_REASON = 10, 500


class NoReason(Refusal):
    """An attempt is declared void for a reason that anybody can read later."""

    status = 422


class AlreadyVoid(Refusal):
    """It was declared void before."""


@dataclass(frozen=True, slots=True)
class Voided:
    """Why and by whom an attempt was declared void, for the learner and for officials."""

    reason: str
    voided_by: str
    voided_at: datetime


@dataclass(frozen=True, slots=True)
class Sitting:
    """One assessment of a person as officials see it; `score` is the one that stands, `witness` a name."""

    id: UUID
    title: str
    number: int
    state: AttemptState
    started_at: datetime
    submitted_at: datetime | None
    score: str | None
    made: Circumstances
    witness: str | None
    voided: Voided | None


def void(*, attempt_id: UUID, reason: str, actor: Actor) -> Attempt:
    """Declare an assessment void, closed or under way; a pass of it does not count any more, another one takes over.

    No record of the register is touched: one that rests on it is a finding, and a person decides.

    Raises:
        NotFound: there is no such attempt.
        NotAllowed: one's own, or practice, which counts for nothing anyway.
        NoReason: fewer than 10 letters, or more than 500.
        AlreadyVoid: it was void before.
    """
    reason = _clean(reason)
    lock("registry")  # No name is proposed or approved while a result goes.
    attempt = db.session.scalar(
        select(Attempt).where(Attempt.id == attempt_id).with_for_update().execution_options(populate_existing=True)
    )
    if attempt is None:
        raise NotFound(N_("Không tìm thấy bài làm này."))
    _ensure_voidable(attempt, actor)
    before = _standing_state(attempt)
    if attempt.state is AttemptState.IN_PROGRESS:
        attempt.submitted_at = clock.now()
    attempt.state = AttemptState.VOIDED
    row = {"reason": reason, "voided_by_id": actor.person_id, "voided_at": clock.now()}
    db.session.add(Voiding(attempt_id=attempt.id, state_before=before, **row))
    db.session.flush()
    if before is AttemptState.PASSED:
        _take_back(attempt)
    _note(attempt, before, reason, actor)
    return attempt


def voided_of(attempt_ids: Sequence[UUID]) -> dict[UUID, Voided]:
    """Return why some attempts are void, by id; one that ended so because two persons became one has no entry."""
    rows = select(Voiding, Person.full_name).join(Person, Person.id == Voiding.voided_by_id)
    found = db.session.execute(rows.where(Voiding.attempt_id.in_(attempt_ids)))
    return {row.attempt_id: Voided(row.reason, name, row.voided_at) for row, name in found}


def list_sittings(person_id: int) -> list[Sitting]:
    """Return the assessments of a person, the newest first, with how each was made and what became of it."""
    columns = select(Attempt, ModuleVersion.title, Person.full_name)
    joined = columns.join(ModuleVersion, ModuleVersion.id == Attempt.version_id)
    joined = joined.outerjoin(Person, Person.id == Attempt.opened_by_id)
    own = joined.where(Attempt.person_id == person_id, Attempt.mode == QuizMode.ASSESSMENT)
    rows = db.session.execute(own.order_by(Attempt.started_at.desc(), Attempt.id)).all()
    ids = [attempt.id for attempt, _, _ in rows]
    later, voided = results.later_results(ids), voided_of(ids)
    return [_sitting(*row, later.get(row[0].id), voided.get(row[0].id)) for row in rows]


def _sitting(attempt: Attempt, title: str, witness: str | None, later: AnyRow | None, voided: Voided | None) -> Sitting:
    is_void = attempt.state is AttemptState.VOIDED
    return Sitting(
        id=attempt.id,
        title=title,
        number=attempt.number,
        state=later.state if later is not None and not is_void else attempt.state,
        started_at=attempt.started_at,
        submitted_at=attempt.submitted_at,
        score=later.score if later is not None else attempt.score,
        made=Circumstances(attempt.assurance, attempt.medium, attempt.place, attempt.is_read_aloud),
        witness=witness,
        voided=voided,
    )


def _clean(reason: str) -> str:
    reason = normal(reason)
    if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
        raise NoReason(N_("Mời ghi rõ vì sao huỷ bài làm, từ 10 đến 500 chữ; người học đọc được lý do này."))
    return reason


def _ensure_voidable(attempt: Attempt, actor: Actor) -> None:
    natural = natural_persons({actor.person_id, attempt.person_id})
    if natural[actor.person_id] == natural[attempt.person_id]:
        raise NotAllowed(N_("Không ai tự huỷ bài làm của mình. Mời một cán bộ khác xem."))
    if attempt.mode != QuizMode.ASSESSMENT:
        raise NotAllowed(N_("Bài luyện tập không tính điểm nên không phải huỷ."))
    if attempt.state is AttemptState.VOIDED:
        raise AlreadyVoid(N_("Bài làm này đã huỷ trước đó rồi."))


def _standing_state(attempt: Attempt) -> AttemptState:
    later = results.later_results([attempt.id]).get(attempt.id)
    return later.state if later is not None else attempt.state


def _take_back(attempt: Attempt) -> None:
    """Let the pass count no more; where another attempt passes, that one does."""
    other = next(iter(results.standing_passes(attempt.person_id, attempt.module_key)), None)
    instead = pass_of(other, other.score) if other is not None else None
    who, key = attempt.person_id, attempt.module_key
    learning.doubt_pass(person_id=who, key=key, attempt_id=attempt.id, instead=instead)


def _note(attempt: Attempt, before: AttemptState, reason: str, actor: Actor) -> None:
    audit.record(
        Action.ATTEMPT_VOIDED,
        actor=actor,
        subject=f"attempt:{attempt.id}",
        from_state=before,
        to_state=AttemptState.VOIDED,
        reason="official",
        payload={"reason": reason},
    )
