"""A letter that stopped and the two officials who decide about it: one asks for an outcome, the other agrees or not."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from app.audit import service as audit
from app.audit.actions import Action
from app.core import clock
from app.core.actor import Actor
from app.core.db import db
from app.core.errors import NotAllowed, Refusal
from app.core.text import N_, normal
from app.people.natural import natural_persons
from app.push import history, service
from app.push.models import OutboxDecision, OutboxMessage
from app.push.words import DecisionOutcome
from app.push.words import MessageState as S

SHORTEST = 5
OUTCOMES = (S.RETRY_WAIT, S.REJECTED)


class NotWithAPerson(Refusal):
    """The letter waits for nobody's decision, or for another one than the one that was shown."""


class NotTheTwo(NotAllowed):
    """The decision would not lie with two persons, one who proposes and one who leads, neither of them the citizen."""


class NoGround(Refusal):
    """A decision was asked for, or put aside, without saying why."""

    status = 400


@dataclass(frozen=True)
class Wish:
    """What is asked: sent again as it is, or refused for good; why; and which written answer of the gateway says so."""

    to: S | None
    reason: str
    answer: str


def ask(message_id: UUID, wish: Wish, *, actor: Actor, is_leader: bool) -> OutboxDecision:
    """Ask for a decision about a letter that stopped; it counts once the second official agrees.

    Raises:
        NotFound: there is no such letter.
        NotWithAPerson: it does not stand NEEDS_HUMAN, or somebody asked already.
        NotTheTwo: the official would decide about themselves.
        NoGround: reason or written answer are missing, or the outcome is none of the two.
    """
    message = _stopped(message_id)
    _ensure_may(objection(message, None, actor, is_leader=is_leader))
    if find_waiting(message_id) is not None:
        raise NotWithAPerson(N_("Đã có đề nghị cho bản tin này. Mời xem lại trang rồi quyết định."))
    if wish.to is None or wish.to not in OUTCOMES:
        raise NoGround(N_("Mời chọn gửi lại hoặc ghi là không nhận."))
    reason, answer = _said(wish.reason), _said(wish.answer)
    decision = OutboxDecision(
        message_id=message_id,
        to_state=wish.to,
        reason=reason,
        answer=answer,
        asked_by_id=actor.person_id,
        asked_by_leader=is_leader,
        asked_at=clock.now(),
    )
    db.session.add(decision)
    _record(Action.MESSAGE_DECISION_ASKED, message, actor, {"to": wish.to.value, "reason": reason, "answer": answer})
    return decision


def agree(message_id: UUID, shown: UUID, *, actor: Actor, is_leader: bool) -> None:
    """Carry out what was asked and shown: the letter is sent again with the same key and bytes, or is refused for good.

    Raises:
        NotFound: there is no such letter.
        NotWithAPerson: something else is asked by now, or the letter moved on.
        NotTheTwo: asked by the same natural person, or not by one who proposes and one who leads.
    """
    message = _stopped(message_id)
    decision = _waiting(message_id, shown)
    _ensure_may(objection(message, decision, actor, is_leader=is_leader))
    now = clock.now()
    _end(decision, DecisionOutcome.AGREED, actor)
    before, message.next_at = message.state, now
    message.resumed_at = now if message.first_sent_at else None
    never_left = decision.to_state is S.RETRY_WAIT and message.first_sent_at is None
    history.move(message, S.QUEUED if never_left else decision.to_state, "decided", at=now)
    audit.record(
        Action.MESSAGE_RESOLVED,
        actor=actor,
        subject=f"record:{message.subject}",
        from_state=before.value,
        to_state=message.state.value,
        payload={"reason": decision.reason, "answer": decision.answer, "asked_by": str(decision.asked_by.public_id)},
    )


def put_aside(message_id: UUID, shown: UUID, *, reason: str, actor: Actor) -> None:
    """End what was asked without carrying it out: taken back by who asked, or refused by another official.

    Raises:
        NotFound: there is no such letter.
        NotWithAPerson: something else is asked by now, or the letter moved on.
        NoGround: no reason was given.
    """
    message = _stopped(message_id)
    decision = _waiting(message_id, shown)
    decision.note = _said(reason)
    _end(decision, DecisionOutcome.PUT_ASIDE, actor)
    _record(Action.MESSAGE_DECISION_PUT_ASIDE, message, actor, {"reason": decision.note})


def find_waiting(message_id: UUID) -> OutboxDecision | None:
    """Return what is asked about a letter and waits for the second official, or None."""
    rows = select(OutboxDecision).where(OutboxDecision.message_id == message_id, OutboxDecision.decided_at.is_(None))
    return db.session.scalar(rows.execution_options(populate_existing=True))


def decisions_of(message_id: UUID) -> list[OutboxDecision]:
    """Return everything that was ever asked about a letter, the oldest first."""
    rows = select(OutboxDecision).where(OutboxDecision.message_id == message_id).order_by(OutboxDecision.asked_at)
    return list(db.session.scalars(rows))


def objection(message: OutboxMessage, decision: OutboxDecision | None, actor: Actor, *, is_leader: bool) -> str | None:
    """Return why this official may not ask (no `decision` yet) or not agree, or None; compares natural persons."""
    if actor.person == message.lane:
        return N_("Không ai tự quyết định hồ sơ của chính mình. Mời một cán bộ khác làm việc này.")
    if decision is None:
        return None
    natural = natural_persons({actor.person_id, decision.asked_by_id})
    if natural[actor.person_id] == natural[decision.asked_by_id]:
        return N_("Người đồng ý phải là người khác với người đề nghị.")
    if decision.asked_by_leader == is_leader:
        return N_("Việc này cần một chuyên viên và một lãnh đạo cùng quyết định.")
    return None


def _ensure_may(problem: str | None) -> None:
    if problem is not None:
        raise NotTheTwo(problem)


def _stopped(message_id: UUID) -> OutboxMessage:
    message = service.get_locked(message_id)
    if message.state is not S.NEEDS_HUMAN:
        raise NotWithAPerson(N_("Bản tin này không chờ ai quyết định."))
    return message


def _waiting(message_id: UUID, shown: UUID) -> OutboxDecision:
    decision = find_waiting(message_id)
    if decision is None or decision.id != shown:
        raise NotWithAPerson(N_("Đề nghị đã khác so với lúc mở trang. Mời xem lại trước khi quyết định."))
    return decision


def _end(decision: OutboxDecision, outcome: DecisionOutcome, actor: Actor) -> None:
    decision.outcome, decision.decided_by_id, decision.decided_at = outcome, actor.person_id, clock.now()
    db.session.flush()


def _said(words: str) -> str:
    words = normal(words)
    if len(words) < SHORTEST:
        raise NoGround(N_("Mời ghi rõ lý do và văn bản trả lời của cổng, mỗi mục ít nhất vài chữ."))
    return words


def _record(action: Action, message: OutboxMessage, actor: Actor, payload: dict[str, str]) -> None:
    db.session.flush()
    audit.record(action, actor=actor, subject=f"record:{message.subject}", payload=payload)
