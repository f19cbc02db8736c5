"""A letter that stopped: one who proposes and one who leads decide about it, and nobody alone."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from app.audit.models import AuditEntry
from app.core.actor import Actor
from app.core.db import db, transaction
from app.identity.words import Role
from app.operations.sandbox import Sandbox
from app.people import service as people
from app.push import decisions, history, rules, service, worker
from app.push.decisions import NoGround, NotTheTwo, NotWithAPerson, Wish
from app.push.gateway import Gateway
from app.push.models import OutboxDecision, OutboxMessage
from app.push.words import DecisionOutcome
from app.push.words import MessageState as S
from tests import factories
from tests.push.letters import fresh, letter, path_of, plan, settle

pytestmark = pytest.mark.storage

AGAIN = Wish(S.RETRY_WAIT, "Cổng đã sửa xong", "Công văn 12/2026, ngày 20/11/2026")
REFUSED = Wish(S.REJECTED, "Cổng không nhận hồ sơ này", "Công văn 13/2026")


@pytest.fixture
def culture() -> Actor:
    return factories.actor(Role.CULTURE)


@pytest.fixture
def leader() -> Actor:
    return factories.actor(Role.LEADER)


def stopped(note: str = "http-410", *, was_sent: bool = True, lane: str | None = None) -> OutboxMessage:
    """Return a letter that stopped for a person."""
    message = letter(lane=lane)
    with transaction():
        row, at = service.get_locked(message.id), message.created_at
        for state in (S.CLAIMED, S.SENDING) if was_sent else (S.CLAIMED,):
            history.move(row, state, "on its way", at=at)
        row.first_sent_at = at if was_sent else None
        history.move(row, S.NEEDS_HUMAN, note, at=at)
    return fresh(message)


def asked(message: OutboxMessage, actor: Actor, wish: Wish = AGAIN, *, is_leader: bool = False) -> OutboxDecision:
    with transaction():
        return decisions.ask(message.id, wish, actor=actor, is_leader=is_leader)


def agreed(message: OutboxMessage, decision: OutboxDecision, actor: Actor, *, is_leader: bool = True) -> None:
    with transaction():
        decisions.agree(message.id, decision.id, actor=actor, is_leader=is_leader)


def test_two_persons_have_a_stopped_letter_sent_again_as_it_is(
    sandbox: Sandbox, gateway: Gateway, culture: Actor, leader: Actor
) -> None:
    message = letter()
    plan(sandbox, "410")
    worker.step(gateway)
    before = fresh(message).idempotency_key, fresh(message).body_sha256
    agreed(message, asked(message, culture), leader)

    assert settle(message) is S.CONFIRMED
    assert (fresh(message).idempotency_key, fresh(message).body_sha256) == before
    assert path_of(message)[-5:] == ["needs-human", "retry-wait", "claimed", "sending", "confirmed"]
    acts = [one for one in db.session.scalars(select(AuditEntry.action)) if one.startswith("push.")]
    assert acts == ["push.message.decision-asked", "push.message.resolved"]


def test_or_they_enter_it_as_refused(culture: Actor, leader: Actor) -> None:
    message = stopped()
    agreed(message, asked(message, leader, REFUSED, is_leader=True), culture, is_leader=False)

    assert fresh(message).state is S.REJECTED
    decision = decisions.decisions_of(message.id)[0]
    assert (decision.outcome, decision.decided_by_id) == (DecisionOutcome.AGREED, culture.person_id)


def test_nobody_decides_alone_nor_in_two_accounts_nor_after_being_merged_with_themselves(culture: Actor) -> None:
    message = stopped()
    decision = asked(message, culture)
    listed = factories.person()
    person = people.get_person(UUID(culture.person))
    of_the_same = factories.actor(Role.LEADER, of=person)
    with pytest.raises(NotTheTwo):
        agreed(message, decision, of_the_same)

    people.mark_merged(person, into=listed)
    db.session.commit()
    with pytest.raises(NotTheTwo):
        agreed(message, decision, factories.actor(Role.LEADER, of=listed))
    assert fresh(message).state is S.NEEDS_HUMAN


@pytest.mark.parametrize("is_leader", [True, False])
def test_it_takes_one_who_proposes_and_one_who_leads(culture: Actor, leader: Actor, is_leader: bool) -> None:
    message = stopped()
    decision = asked(message, culture, is_leader=is_leader)

    with pytest.raises(NotTheTwo):
        agreed(message, decision, leader, is_leader=is_leader)


def test_nobody_decides_about_their_own_letter(culture: Actor, leader: Actor) -> None:
    own, led = stopped(lane=culture.person), stopped(lane=leader.person)

    with pytest.raises(NotTheTwo):
        asked(own, culture)
    with pytest.raises(NotTheTwo):
        agreed(led, asked(led, culture), leader)


@pytest.mark.parametrize(
    "wish",
    [
        Wish(S.RETRY_WAIT, "", "Công văn 12/2026"),
        Wish(S.RETRY_WAIT, "Cổng đã sửa", "  .  "),
        Wish(S.CONFIRMED, "Cổng đã sửa", "Công văn 12/2026"),
    ],
)
def test_what_is_asked_has_its_ground_and_is_one_of_the_two(culture: Actor, wish: Wish) -> None:
    with pytest.raises(NoGround):
        asked(stopped(), culture, wish)


def test_one_thing_is_asked_at_a_time_and_only_what_was_shown_is_agreed_to(culture: Actor, leader: Actor) -> None:
    message = stopped()
    first = asked(message, culture)
    with pytest.raises(NotWithAPerson):
        asked(message, leader, REFUSED, is_leader=True)
    with transaction():
        decisions.put_aside(message.id, first.id, reason="Ghi nhầm công văn", actor=culture)
    asked(message, culture, REFUSED)

    with pytest.raises(NotWithAPerson):
        agreed(message, first, leader)
    assert [one.outcome for one in decisions.decisions_of(message.id)] == [DecisionOutcome.PUT_ASIDE, None]


def test_what_is_put_aside_says_why(culture: Actor, leader: Actor) -> None:
    message = stopped()
    decision = asked(message, culture)

    with pytest.raises(NoGround), transaction():
        decisions.put_aside(message.id, decision.id, reason="?", actor=leader)
    assert decisions.find_waiting(message.id) is not None


def test_only_a_letter_that_stopped_is_decided_about(culture: Actor) -> None:
    with pytest.raises(NotWithAPerson):
        asked(letter(), culture)


def test_what_was_asked_ends_when_the_letter_goes_another_way(culture: Actor, leader: Actor) -> None:
    message = stopped("cannot-open", was_sent=False)
    decision = asked(message, culture)
    with transaction():
        service.cancel_unsent(message.subject)

    with pytest.raises(NotWithAPerson):
        agreed(message, decision, leader)
    assert decisions.decisions_of(message.id)[0].outcome is DecisionOutcome.OVERTAKEN


def test_a_letter_that_never_left_queues_again_and_can_still_be_taken_back(culture: Actor, leader: Actor) -> None:
    message = stopped("cannot-open", was_sent=False)
    agreed(message, asked(message, culture), leader)
    assert fresh(message).state is S.QUEUED

    with transaction():
        assert service.cancel_unsent(message.subject)
    assert fresh(message).state is S.CANCELLED


def test_a_letter_decided_about_after_thirty_days_has_its_time_anew(
    sandbox: Sandbox, culture: Actor, leader: Actor
) -> None:
    message = stopped("tried-for-30-days")
    with transaction():
        row = service.get_locked(message.id)
        row.first_sent_at = row.created_at - rules.HORIZON - timedelta(days=3)
    agreed(message, asked(message, culture), leader)

    worker.tidy()

    assert fresh(message).state is S.RETRY_WAIT
    assert settle(message) is S.CONFIRMED


def test_a_letter_of_a_held_person_waits_on_after_the_decision(culture: Actor, leader: Actor) -> None:
    message = stopped()
    with transaction():
        service.hold_lane(message.lane, "record-hold")
    agreed(message, asked(message, culture), leader)

    assert fresh(message).state is S.BLOCKED
