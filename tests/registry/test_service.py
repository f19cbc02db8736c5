"""Services of the register on the real database: proposals, approvals, four eyes, hold and revocation."""

import json

import pytest
from sqlalchemy import func, select, text

from app.audit.models import AuditEntry
from app.core import clock
from app.core.db import db
from app.core.runtime import vault
from app.identity.words import Role
from app.learning.models import LessonProgress
from app.people import service as people
from app.people.models import Group, Purpose
from app.push.models import OutboxMessage
from app.push.service import place_of
from app.push.words import Kind, MessageState
from app.registry import service as registry
from app.registry.evidence import NotEligible
from app.registry.models import NumberSeries, RegistryAction, RegistrySlot, RegistryVersion
from app.registry.proposals import AlreadyRecorded, ListChanged, NoNames, NoRegister
from app.registry.queries import waiting_names
from app.registry.records import NoEvidence
from app.registry.slots import NoReason, SamePerson, WrongState
from app.registry.words import State
from tests import factories
from tests.registry import given

pytestmark = pytest.mark.storage


def count(table: type) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def test_an_approval_writes_record_action_trail_and_letter_together() -> None:
    learner = given.finisher(given.programme())
    frozen = given.proposed(learner)
    leader = factories.actor(Role.LEADER)

    (version,) = registry.approve(frozen.id, shown=given.shown(frozen), actor=leader)

    slot = given.slot_of(learner)
    assert version.number == f"07672-1-{clock.today().year}-000001"
    assert (slot.state, slot.version_id) == (State.APPROVED, version.id)
    acts = db.session.scalars(select(RegistryAction).order_by(RegistryAction.id)).all()
    trail = db.session.scalars(select(AuditEntry).where(AuditEntry.subject == f"record:{slot.public_id}")).all()
    assert [act.to_state for act in acts] == [State.PROPOSED, State.APPROVED]
    assert {act.audit_seq for act in acts} == {entry.seq for entry in trail}
    (message,) = db.session.scalars(select(OutboxMessage)).all()
    assert (message.kind, message.subject, message.lane) == (Kind.CONFIRM, version.number, str(learner.public_id))
    body = json.loads(vault().open(message.body_sealed, place=place_of(message.id)))
    assert body["citizen"]["personal_number"] == people.open_number(learner)
    assert body["record"]["evidence_sha256"] == version.evidence_sha256
    assert body["audit_head"].startswith("sha256:")


def test_only_verified_people_with_a_ground_who_finished_can_be_proposed() -> None:
    course = given.programme()
    by = factories.actor(Role.CULTURE)
    stranger = given.finisher(course, verified=False)
    silent = given.finisher(course, consents=())
    unfinished = factories.person(verified=True, consents=(Purpose.REGISTRY,))

    for person, words in ((stranger, "xác minh"), (silent, "đồng ý"), (unfinished, "hoàn thành")):
        with pytest.raises(NotEligible, match=words):
            registry.propose([person], Group.RESIDENTS, note="", actor=by)
        db.session.rollback()


def test_a_programme_without_a_register_takes_no_names() -> None:
    course = given.programme(has_register=False)
    learner = given.finisher(course)

    with pytest.raises(NoRegister):
        registry.propose([learner], Group.RESIDENTS, note="", actor=factories.actor(Role.CULTURE))


def test_somebody_with_a_living_record_is_not_proposed_again() -> None:
    learner = given.finisher(given.programme())
    given.proposed(learner)

    with pytest.raises(AlreadyRecorded):
        registry.propose([learner], Group.RESIDENTS, note="", actor=factories.actor(Role.CULTURE))


def test_nobody_proposes_themselves_or_what_they_witnessed() -> None:
    course = given.programme()
    official = factories.person(verified=True, consents=(Purpose.REGISTRY,))
    given.finish(official, course)
    pupil = given.finisher(course, witness=official)
    actor = factories.actor(Role.CULTURE, of=official)

    for person in (official, pupil):
        with pytest.raises(SamePerson):
            registry.propose([person], Group.RESIDENTS, note="", actor=actor)
        db.session.rollback()


def test_a_second_account_of_the_proposer_cannot_approve() -> None:
    learner = given.finisher(given.programme())
    human = factories.person()
    frozen = given.proposed(learner, by=factories.actor(Role.CULTURE, of=human))

    with pytest.raises(SamePerson):
        registry.approve(frozen.id, shown=given.shown(frozen), actor=factories.actor(Role.LEADER, of=human))


def test_two_rows_of_one_merged_human_are_one_pair_of_eyes() -> None:
    learner = given.finisher(given.programme())
    old_self, listed = factories.person(), factories.person(is_listed=True)
    frozen = given.proposed(learner, by=factories.actor(Role.CULTURE, of=old_self))
    people.mark_merged(old_self, into=listed)
    db.session.commit()

    with pytest.raises(SamePerson):
        registry.approve(frozen.id, shown=given.shown(frozen), actor=factories.actor(Role.LEADER, of=listed))


def test_neither_the_subject_nor_the_witness_approves() -> None:
    course = given.programme()
    witness = factories.person()
    learner = given.finisher(course, witness=witness)
    frozen = given.proposed(learner)

    for official in (learner, witness):
        with pytest.raises(SamePerson):
            registry.approve(frozen.id, shown=given.shown(frozen), actor=factories.actor(Role.LEADER, of=official))
        db.session.rollback()


def test_a_list_that_changed_since_it_was_shown_is_not_approved() -> None:
    course = given.programme()
    first, second = given.finisher(course), given.finisher(course)
    frozen = given.proposed(first, second)
    shown = given.shown(frozen)
    kept = waiting_names(frozen.id)[0]
    registry.approve(frozen.id, shown=shown, excluded={kept.id}, actor=factories.actor(Role.LEADER))

    with pytest.raises(ListChanged):
        registry.approve(frozen.id, shown=shown, actor=factories.actor(Role.LEADER))
    assert [name.id for name in waiting_names(frozen.id)] == [kept.id]


def test_evidence_that_changed_since_the_proposal_stops_the_approval() -> None:
    learner = given.finisher(given.programme())
    frozen = given.proposed(learner)
    progress = db.session.scalars(select(LessonProgress).where(LessonProgress.score.is_not(None))).one()
    progress.score = "71"
    db.session.commit()

    with pytest.raises(ListChanged):
        registry.approve(frozen.id, shown=given.shown(frozen), actor=factories.actor(Role.LEADER))
    assert (count(RegistryVersion), count(OutboxMessage)) == (0, 0)


def test_a_consent_withdrawn_after_the_proposal_stops_the_approval() -> None:
    learner = given.finisher(given.programme())
    frozen = given.proposed(learner)
    people.record_consent(learner, Purpose.REGISTRY, is_given=False, method="web")
    db.session.commit()

    with pytest.raises(ListChanged):
        registry.approve(frozen.id, shown=given.shown(frozen), actor=factories.actor(Role.LEADER))


def test_excluding_everybody_approves_nobody() -> None:
    frozen = given.proposed(given.finisher(given.programme()))
    everybody = {name.id for name in waiting_names(frozen.id)}

    with pytest.raises(NoNames):
        registry.approve(frozen.id, shown=given.shown(frozen), excluded=everybody, actor=factories.actor(Role.LEADER))


def test_numbers_follow_each_other_without_a_gap_when_an_approval_is_rolled_back() -> None:
    course = given.programme()
    (first,) = given.approved(given.finisher(course))
    frozen = given.proposed(given.finisher(course))
    registry.approve(frozen.id, shown=given.shown(frozen), actor=factories.actor(Role.LEADER))
    db.session.rollback()

    (second,) = given.approved(given.finisher(course))

    assert [number[-6:] for number in (first.number, second.number)] == ["000001", "000002"]
    assert db.session.scalars(select(NumberSeries)).one().last == 2


@pytest.mark.parametrize("table", ["outbox_message", "registry_action", "audit_entry"])
def test_an_approval_is_all_or_nothing_when_one_insert_fails(table: str) -> None:
    frozen = given.proposed(given.finisher(given.programme()))
    before = count(AuditEntry), count(RegistryAction)
    _forbid_inserts(table)

    with pytest.raises(Exception, match="no room"):
        registry.approve(frozen.id, shown=given.shown(frozen), actor=factories.actor(Role.LEADER))
    db.session.rollback()

    assert (count(AuditEntry), count(RegistryAction)) == before
    assert (count(RegistryVersion), count(NumberSeries), count(OutboxMessage)) == (0, 0, 0)
    assert len(waiting_names(frozen.id)) == 1


def _forbid_inserts(table: str) -> None:
    if db.engine.dialect.name == "sqlite":
        db.session.execute(
            text(f"CREATE TEMP TRIGGER full_{table} BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'no room'); END")
        )
    else:
        body = "BEGIN RAISE EXCEPTION 'no room'; END"
        db.session.execute(text(f"CREATE FUNCTION full_{table}() RETURNS trigger AS $$ {body} $$ LANGUAGE plpgsql"))
        db.session.execute(
            text(f"CREATE TRIGGER full_{table} BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION full_{table}()")
        )
    db.session.commit()


def test_two_hundred_names_are_approved_with_few_statements_each(statements: list[str]) -> None:
    course = given.programme()
    home, witness = factories.hamlet(), factories.person()
    learners = [given.finisher(course, hamlet=home, witness=witness) for _ in range(20)]
    frozen = given.proposed(*learners)
    shown, leader = given.shown(frozen), factories.actor(Role.LEADER)
    statements.clear()

    registry.approve(frozen.id, shown=shown, actor=leader)

    assert len(statements) / len(learners) <= 20


def test_a_returned_name_is_free_to_be_proposed_again() -> None:
    learner = given.finisher(given.programme())
    frozen = given.proposed(learner)

    registry.return_names(
        frozen.id, shown=given.shown(frozen), reason="Thiếu giấy tờ", actor=factories.actor(Role.LEADER)
    )

    assert given.slot_of(learner).state is State.RETURNED
    given.proposed(learner)
    assert given.slot_of(learner).state is State.PROPOSED
    assert count(RegistrySlot) == 1


def test_the_proposer_may_take_a_list_back_but_not_refuse_it() -> None:
    human = factories.person()
    by = factories.actor(Role.CULTURE, of=human)
    learner = given.finisher(given.programme())
    frozen = given.proposed(learner, by=by)

    with pytest.raises(SamePerson):
        registry.reject_names(frozen.id, shown=given.shown(frozen), reason="Không đúng người", actor=by)
    db.session.rollback()
    registry.return_names(frozen.id, shown=given.shown(frozen), reason="Ghi nhầm người", actor=by)

    assert given.slot_of(learner).state is State.RETURNED


def test_an_act_that_needs_a_reason_is_refused_without_one() -> None:
    frozen = given.proposed(given.finisher(given.programme()))

    with pytest.raises(NoReason):
        registry.return_names(frozen.id, shown=given.shown(frozen), reason=" ", actor=factories.actor(Role.LEADER))


def test_a_hold_keeps_the_letter_here_and_a_release_by_another_lets_it_go() -> None:
    learner = given.finisher(given.programme())
    given.approved(learner)
    slot, human = given.slot_of(learner), factories.person()

    registry.hold(slot.public_id, reason="Nghi nhầm người", actor=factories.actor(Role.POLICE, of=human))
    assert db.session.scalars(select(OutboxMessage)).one().state is MessageState.BLOCKED
    db.session.commit()
    with pytest.raises(SamePerson):
        registry.release(slot.public_id, actor=factories.actor(Role.LEADER, of=human))
    db.session.rollback()
    registry.release(slot.public_id, actor=factories.actor(Role.LEADER))

    assert given.slot_of(learner).state is State.APPROVED
    assert db.session.scalars(select(OutboxMessage)).one().state is MessageState.QUEUED


def test_a_second_record_of_a_held_person_waits_too_and_one_release_is_not_enough() -> None:
    learner = given.finisher(given.programme())
    given.approved(learner)
    first = given.slot_of(learner)
    registry.hold(first.public_id, reason="Nghi nhầm người", actor=factories.actor(Role.POLICE))
    given.finish(learner, given.programme(Group.OFFICIALS))
    given.approved(learner, group=Group.OFFICIALS)
    second = given.slot_of(learner)

    assert _states() == [MessageState.BLOCKED, MessageState.BLOCKED]
    registry.hold(second.public_id, reason="Cùng lý do", actor=factories.actor(Role.POLICE))
    registry.release(first.public_id, actor=factories.actor(Role.LEADER))
    assert _states() == [MessageState.BLOCKED, MessageState.BLOCKED]
    registry.release(second.public_id, actor=factories.actor(Role.LEADER))
    assert _states() == [MessageState.QUEUED, MessageState.QUEUED]


def _states() -> list[MessageState]:
    db.session.flush()
    return list(db.session.scalars(select(OutboxMessage.state).order_by(OutboxMessage.seq)))


def test_a_revocation_before_the_letter_left_takes_the_letter_back_and_sends_nothing() -> None:
    learner = given.finisher(given.programme())
    given.approved(learner)

    _revoke(learner)

    assert given.slot_of(learner).state is State.REVOKED
    assert [(m.kind, m.state) for m in db.session.scalars(select(OutboxMessage))] == [
        (Kind.CONFIRM, MessageState.CANCELLED)
    ]


def test_a_revocation_after_the_letter_left_follows_it_with_the_person_as_told() -> None:
    learner = given.finisher(given.programme(), full_name="Nguyễn Thị Hoa")
    (version,) = given.approved(learner)
    _pretend_sent(version, MessageState.CONFIRMED)
    learner.full_name = "Nguyễn Thị Hoà"

    _revoke(learner)

    letters = db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.seq)).all()
    assert [(m.kind, m.version) for m in letters] == [(Kind.CONFIRM, 1), (Kind.REVOKE, 1)]
    body = json.loads(vault().open(letters[1].body_sealed, place=place_of(letters[1].id)))
    assert (body["citizen"]["full_name"], body["reason"]) == ("Nguyễn Thị Hoa", "Đúng là nhầm người")


def test_a_revocation_of_a_held_record_can_leave() -> None:
    learner = given.finisher(given.programme())
    (version,) = given.approved(learner)
    _pretend_sent(version, MessageState.CONFIRMED)
    registry.hold(given.slot_of(learner).public_id, reason="Nghi nhầm người", actor=factories.actor(Role.POLICE))

    _revoke(learner)

    assert _states() == [MessageState.CONFIRMED, MessageState.QUEUED]


def test_a_revocation_lets_a_held_letter_go_that_was_tried_before() -> None:
    learner = given.finisher(given.programme())
    (version,) = given.approved(learner)
    _pretend_sent(version, MessageState.RETRY_WAIT)
    registry.hold(given.slot_of(learner).public_id, reason="Nghi nhầm người", actor=factories.actor(Role.POLICE))
    assert _states() == [MessageState.BLOCKED]

    _revoke(learner)

    assert _states() == [MessageState.RETRY_WAIT, MessageState.QUEUED], "a lane stands still behind a held letter"


def _pretend_sent(version: RegistryVersion, state: MessageState) -> None:
    message = db.session.scalars(select(OutboxMessage).where(OutboxMessage.subject == version.number)).one()
    message.first_sent_at, message.state = clock.now(), state
    db.session.commit()


def _revoke(learner: object) -> None:
    record = given.slot_of(learner).public_id
    registry.propose_revoke(
        record, ground="Điều 5 quy chế", evidence="Biên bản ngày 20/11", actor=factories.actor(Role.POLICE)
    )
    registry.revoke(record, reason="Đúng là nhầm người", actor=factories.actor(Role.LEADER))
    db.session.commit()


def test_the_proposer_of_a_revocation_does_not_decide_it_and_only_they_withdraw_it() -> None:
    learner = given.finisher(given.programme())
    given.approved(learner)
    record, human = given.slot_of(learner).public_id, factories.person()
    asker = factories.actor(Role.CULTURE, of=human)
    registry.hold(record, reason="Nghi nhầm người", actor=factories.actor(Role.POLICE))
    registry.propose_revoke(record, ground="Điều 5 quy chế", evidence="Biên bản số 3", actor=asker)
    db.session.commit()

    for barred in (
        lambda: registry.revoke(record, reason="Đồng ý", actor=factories.actor(Role.LEADER, of=human)),
        lambda: registry.refuse_revoke(record, reason="Không", actor=factories.actor(Role.LEADER, of=human)),
        lambda: registry.withdraw_revoke(record, reason="Rút lại", actor=factories.actor(Role.CULTURE)),
    ):
        with pytest.raises((SamePerson, NoReason)):
            barred()
        db.session.rollback()
    registry.withdraw_revoke(record, reason="Nhầm hồ sơ", actor=asker)

    assert given.slot_of(learner).state is State.ON_HOLD


def test_a_revocation_needs_a_ground_and_evidence() -> None:
    learner = given.finisher(given.programme())
    given.approved(learner)

    with pytest.raises(NoEvidence):
        registry.propose_revoke(
            given.slot_of(learner).public_id, ground="Điều 5", evidence="", actor=factories.actor(Role.POLICE)
        )


def test_after_a_revocation_the_same_evidence_carries_nothing_and_new_evidence_makes_a_new_record() -> None:
    course = given.programme()
    learner = given.finisher(course)
    (first,) = given.approved(learner)
    _revoke(learner)

    with pytest.raises(NotEligible):
        given.proposed(learner)
    db.session.rollback()
    progress = db.session.scalars(select(LessonProgress).where(LessonProgress.score.is_not(None))).one()
    progress.attempt_id = given.passed_attempt(learner, course, witness=factories.person()).id
    db.session.commit()
    (second,) = given.approved(learner)

    assert second.slot_id != first.slot_id
    assert (first.version, second.version) == (1, 2), "the gateway tells two effects apart by their version"
    assert second.number != first.number


def test_an_act_on_a_record_that_moved_on_is_refused() -> None:
    learner = given.finisher(given.programme())
    given.approved(learner)
    record = given.slot_of(learner).public_id
    registry.hold(record, reason="Nghi nhầm người", actor=factories.actor(Role.POLICE))

    with pytest.raises(WrongState):
        registry.hold(record, reason="Nghi nhầm người", actor=factories.actor(Role.POLICE))
