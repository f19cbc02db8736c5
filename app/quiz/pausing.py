"""The rest within a timed attempt: begun and ended by its learner, or for them by the witness beside them."""

from uuid import UUID

from app.audit import service as audit
from app.audit.actions import Action
from app.core import clock
from app.core.actor import Actor
from app.core.errors import NotAllowed, NotFound, Refusal
from app.core.text import N_
from app.quiz import queries, rules
from app.quiz.closing import end_rest
from app.quiz.models import Attempt, AttemptState
from app.quiz.rules import Rule


class NotNow(Refusal):
    """The attempt is closed, its time is over, or nothing of it runs that could rest."""


def pause(*, attempt_id: UUID, person_id: int, actor: Actor) -> None:
    """Let the time stand still; answers on their way are still taken. Twice changes nothing.

    Raises:
        NotFound: not this person's attempt.
        NotAllowed: the actor is neither the learner with that help, nor the witness of the attempt.
        NotNow: there is no time to stop.
    """
    attempt = _held(attempt_id, person_id, actor)
    if attempt.paused_at is not None:
        return
    if attempt.ends_at is None or attempt.state is not AttemptState.IN_PROGRESS or _is_over(attempt):
        raise NotNow(N_("Bài này không có giờ phải dừng, hoặc đã hết giờ."))
    attempt.paused_at = clock.now()
    audit.record(Action.ATTEMPT_PAUSED, actor=actor, subject=f"attempt:{attempt_id}")


def go_on(*, attempt_id: UUID, person_id: int, actor: Actor) -> None:
    """Let the time run again, with as much of it left as when it stopped; one that does not rest stays as it is.

    Raises:
        NotFound, NotAllowed: as for `pause`.
    """
    attempt = _held(attempt_id, person_id, actor)
    if attempt.paused_at is None:
        return
    rested = attempt.paused_seconds
    end_rest(attempt, clock.now())
    payload = {"seconds": attempt.paused_seconds - rested}
    audit.record(Action.ATTEMPT_CONTINUED, actor=actor, subject=f"attempt:{attempt_id}", payload=payload)


def _held(attempt_id: UUID, person_id: int, actor: Actor) -> Attempt:
    attempt = queries.find_attempt(attempt_id, person_id)
    if attempt is None:
        raise NotFound(N_("Không tìm thấy bài làm này."))
    is_witness = attempt.opened_by_id is not None and actor.person_id == attempt.opened_by_id
    is_helped = actor.person_id == person_id and (Rule.read(attempt.rule).help.may_pause or attempt.paused_at)
    if not (is_witness or is_helped):
        raise NotAllowed(N_("Bài này chưa có hỗ trợ tạm dừng. Mời bác nhờ người ngồi cạnh dừng giúp."))
    return attempt


def _is_over(attempt: Attempt) -> bool:
    return rules.is_over(attempt.due_at, clock.now())
