"""Help of their own, rests and voiding: who may, what holds from when, what it leaves behind."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from app.audit.models import AuditEntry
from app.core import clock
from app.core.actor import Actor
from app.core.db import db, transaction
from app.core.errors import NotAllowed, NotFound
from app.identity.words import Role
from app.learning import service as learning
from app.learning.models import LessonProgress
from app.people.models import Group, Person
from app.quiz import accommodations, pausing, voiding, worker
from app.quiz import service as quiz
from app.quiz.accommodations import BadHelp, Wish
from app.quiz.models import Accommodation, Attempt, AttemptState
from app.quiz.rules import NO_HELP, Help, Rule
from app.quiz.service import Outcome
from app.quiz.words import ExtraTime
from tests import factories
from tests.quiz import given

pytestmark = pytest.mark.storage
NOON = datetime(2026, 11, 22, 5, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
TIMED: dict[str, Any] = {"giới_hạn_thời_gian": "20 phút"}
REASON = "Nhờ người khác làm hộ cả bài"
PAUSE = Help(may_pause=True)


def promised(person: Person, help_: Help, *, key: str = "", days: int = 30, **by: Any) -> Accommodation:
    wish = Wish(key, help_, "mắt kém, đọc chậm", clock.now() + timedelta(days=days))
    actor = by.get("actor") or factories.actor(Role.TEACHER)
    with transaction():
        return accommodations.give(person=person, wish=wish, actor=actor, gives_attempts=by.get("attempts", True))


def rest(attempt: Attempt, actor: Actor) -> None:
    with transaction():
        pausing.pause(attempt_id=attempt.id, person_id=attempt.person_id, actor=actor)


def resume(attempt: Attempt, actor: Actor) -> None:
    with transaction():
        pausing.go_on(attempt_id=attempt.id, person_id=attempt.person_id, actor=actor)


def void(attempt: Attempt, actor: Actor | None = None, reason: str = REASON) -> Attempt:
    with transaction():
        return voiding.void(attempt_id=attempt.id, reason=reason, actor=actor or factories.actor(Role.CULTURE))


def acts() -> list[str]:
    return list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.seq)))


def test_help_is_used_at_the_start_and_stored_with_the_attempt() -> None:
    given.module(**TIMED)
    learner = factories.person()
    promised(learner, Help(ExtraTime.HALF, has_reader=True))

    with time_machine.travel(NOON, tick=False):
        attempt = given.started(learner)

    assert attempt.ends_at == NOON + 30 * MINUTE
    assert Rule.read(attempt.rule).help == Help(ExtraTime.HALF, has_reader=True)
    assert "quiz.help.given" in acts()


@pytest.mark.parametrize(("key", "minutes"), [("", 40), (given.ASSESSMENT, 40), ("nguoi-dan/khac", 20)])
def test_help_holds_at_its_module_or_at_all(key: str, minutes: int) -> None:
    given.module(**TIMED)
    learner = factories.person()
    with time_machine.travel(NOON, tick=False):
        promised(learner, Help(ExtraTime.DOUBLE), key=key)
        assert given.started(learner).ends_at == NOON + minutes * MINUTE


def test_of_several_promises_the_most_holds_and_none_after_its_last_day() -> None:
    learner = factories.person()
    with time_machine.travel(NOON, tick=False) as now:
        promised(learner, Help(ExtraTime.UNLIMITED), days=1)
        promised(learner, Help(ExtraTime.QUARTER, 1, may_pause=True), days=9)
        held = accommodations.promised(learner.id, given.ASSESSMENT, clock.now())
        assert held.help == Help(ExtraTime.UNLIMITED, 1, may_pause=True)
        now.shift(timedelta(days=2))
        assert accommodations.promised(learner.id, "x/y", clock.now()).help.extra_time is ExtraTime.QUARTER
        now.shift(timedelta(days=9))
        assert accommodations.promised(learner.id, "x/y", clock.now()).help == NO_HELP


def test_more_time_reaches_the_attempt_under_way_and_nothing_shortens_it() -> None:
    given.module(**TIMED)
    learner, teacher = factories.person(), factories.actor(Role.TEACHER)
    with time_machine.travel(NOON, tick=False):
        attempt = given.started(learner)
        row = promised(learner, Help(ExtraTime.DOUBLE), actor=teacher)
        assert attempt.ends_at == NOON + 40 * MINUTE
        with transaction():
            accommodations.withdraw(person=learner, public_id=row.public_id, reason="nhầm người", actor=teacher)
        promised(learner, Help(ExtraTime.QUARTER), actor=teacher)

    assert attempt.ends_at == NOON + 40 * MINUTE
    assert "quiz.help.withdrawn" in acts()


def test_no_limit_takes_the_end_away_and_what_is_over_stays_over() -> None:
    given.module(**TIMED)
    learner, late = factories.person(), factories.person()
    with time_machine.travel(NOON, tick=False) as now:
        over, attempt = given.started(late), None
        now.shift(25 * MINUTE)
        attempt = given.started(learner)
        promised(learner, Help(ExtraTime.UNLIMITED))
        promised(late, Help(ExtraTime.UNLIMITED))

    assert attempt.ends_at is None
    assert over.ends_at == NOON + 20 * MINUTE


def test_promised_attempts_open_the_quiz_again_and_the_result_page_knows() -> None:
    given.module(số_lần_làm="1")
    learner = factories.person()
    first = given.missed(learner)
    with pytest.raises(quiz.NoneLeft):
        given.started(learner)
    promised(learner, Help(extra_attempts=2))

    paper = quiz.get_paper(first.id, learner.id)
    following = quiz.what_next(paper, learner.id, now=clock.now())

    assert following is not None
    assert following.left == 2
    assert given.started(learner).number == 2


def test_nobody_helps_themselves_nor_promises_attempts_without_the_right() -> None:
    learner = factories.person()
    same = factories.actor(Role.TEACHER, of=learner)

    with pytest.raises(NotAllowed):
        promised(learner, PAUSE, actor=same)
    with pytest.raises(NotAllowed):
        promised(learner, Help(extra_attempts=1), attempts=False)
    assert accommodations.list_of(learner.id) == []


@pytest.mark.parametrize(("help_", "days"), [(NO_HELP, 1), (Help(extra_attempts=6), 1), (PAUSE, 367), (PAUSE, -1)])
def test_no_help_too_much_and_too_long_are_refused(help_: Help, days: int) -> None:
    with pytest.raises(BadHelp):
        promised(factories.person(), help_, days=days)


def test_help_moves_to_the_human_it_was_promised_to() -> None:
    given.module()
    first, listed = factories.person(), factories.person()
    promised(first, PAUSE)
    helper = factories.actor(Role.TEACHER, of=first)
    promised(listed, Help(ExtraTime.DOUBLE), actor=helper)

    with transaction():
        quiz.reassign(first.id, listed.id)

    # What somebody promised to whom they turn out to be themselves does not count.
    assert accommodations.promised(listed.id, "x/y", clock.now()).help == PAUSE


def test_a_rest_stops_the_time_and_nothing_is_lost() -> None:
    given.module(**TIMED)
    learner = factories.person()
    actor = factories.actor(Role.LEARNER, of=learner)
    promised(learner, PAUSE)
    with time_machine.travel(NOON, tick=False) as now:
        attempt = given.started(learner)
        given.answer(attempt, {"aaaaaaa1": {1}})
        now.shift(19 * MINUTE)
        rest(attempt, actor)
        rest(attempt, actor)
        now.shift(timedelta(hours=5))
        worker.close_expired()
        assert attempt.state is AttemptState.IN_PROGRESS
        assert given.answer(attempt, {"aaaaaaa3": {1}}).outcome is Outcome.SAVED
        resume(attempt, actor)
        resume(attempt, actor)
        assert attempt.ends_at == NOON + timedelta(hours=5) + 20 * MINUTE
        now.shift(MINUTE)
        given.answer(attempt, {"aaaaaaa2": {0, 2}})
        given.submitted(attempt)

    assert (attempt.state, attempt.paused_seconds) == (AttemptState.PASSED, 5 * 3600)
    assert [act for act in acts() if "paused" in act or "continued" in act] == [
        "quiz.attempt.paused",
        "quiz.attempt.continued",
    ]


def test_a_resting_attempt_that_is_handed_in_counts_its_rest() -> None:
    given.module(chờ="10 phút", **TIMED)
    learner = factories.person()
    promised(learner, PAUSE)
    with time_machine.travel(NOON, tick=False) as now:
        attempt = given.started(learner)
        rest(attempt, factories.actor(Role.LEARNER, of=learner))
        now.shift(timedelta(hours=1))
        given.submitted(attempt)
        assert attempt.submitted_at == NOON + timedelta(hours=1)

    assert (attempt.paused_at, attempt.paused_seconds) == (None, 3600)


def test_the_witness_may_stop_the_time_and_nobody_else_without_that_help() -> None:
    given.module(**TIMED)
    learner, helper = factories.person(), factories.actor(Role.HELPER)
    with transaction():
        attempt = quiz.open_for(person_id=learner.id, key=given.ASSESSMENT, helper=helper, place="Nhà văn hoá")

    with pytest.raises(NotAllowed):
        rest(attempt, factories.actor(Role.LEARNER, of=learner))
    with pytest.raises(NotAllowed):
        rest(attempt, factories.actor(Role.HELPER))
    rest(attempt, helper)
    resume(attempt, factories.actor(Role.LEARNER, of=learner))
    assert attempt.paused_at is None


def test_without_a_limit_and_after_the_end_there_is_nothing_to_stop() -> None:
    given.module()
    given.module("nguoi-dan/nhanh", body=given.many_questions(2), **TIMED)
    learner = factories.person()
    promised(learner, PAUSE)
    actor = factories.actor(Role.LEARNER, of=learner)
    with time_machine.travel(NOON, tick=False) as now:
        free, timed = given.started(learner), given.started(learner, "nguoi-dan/nhanh")
        with pytest.raises(pausing.NotNow):
            rest(free, actor)
        now.shift(22 * MINUTE)
        with pytest.raises(pausing.NotNow):
            rest(timed, actor)
    with pytest.raises(NotFound):
        pausing.pause(attempt_id=timed.id, person_id=factories.person().id, actor=actor)


def test_the_wait_that_ends_after_the_last_day_says_so() -> None:
    given.module(chờ="10 phút", hiệu_lực_đến="2026-11-22")
    learner = factories.person()
    with time_machine.travel(datetime(2026, 11, 22, 16, 55, tzinfo=UTC), tick=False) as now:
        attempt = given.missed(learner)
        now.shift(MINUTE)
        with pytest.raises(quiz.TooSoon) as refused:
            given.started(learner)
        following = quiz.what_next(quiz.get_paper(attempt.id, learner.id), learner.id, now=clock.now())

    assert "dùng đến hết ngày 22/11" in refused.value.text()
    assert following is not None
    assert following.last_day is not None


def test_a_void_attempt_counts_for_nothing_and_everything_of_it_stays() -> None:
    given.module(số_lần_làm="1")
    given.programme(rule=given.ASSESSMENT_ALONE)
    learner = factories.person(group=Group.RESIDENTS)
    attempt = given.passed(learner)
    assert learning.evidence_of(learner.id, Group.RESIDENTS).meets

    void(attempt)

    row = db.session.get_one(LessonProgress, (learner.id, given.ASSESSMENT), populate_existing=True)
    assert (attempt.state, attempt.score) == (AttemptState.VOIDED, "1")
    assert row.doubted_at is not None
    assert not learning.evidence_of(learner.id, Group.RESIDENTS).meets
    completion = learning.completion_of(learner.id, Group.RESIDENTS, "nguoi-dan/khung tạm")
    assert completion is not None
    assert completion.doubted_at is not None
    assert voiding.voided_of([attempt.id])[attempt.id].reason == REASON
    assert "quiz.attempt.voided" in acts()
    assert given.started(learner).number == 2


def test_another_pass_takes_the_place_of_the_void_one() -> None:
    given.module()
    given.programme(rule=given.ASSESSMENT_ALONE)
    learner = factories.person(group=Group.RESIDENTS)
    first, second = given.passed(learner), given.passed(learner)

    void(first)

    row = db.session.get_one(LessonProgress, (learner.id, given.ASSESSMENT), populate_existing=True)
    assert (row.attempt_id, row.doubted_at) == (second.id, None)
    assert learning.evidence_of(learner.id, Group.RESIDENTS).meets


def test_one_under_way_is_voided_and_takes_no_more_answers() -> None:
    given.module()
    attempt = given.started(factories.person())

    void(attempt)

    assert attempt.submitted_at is not None
    assert given.answer(attempt, {"aaaaaaa1": {1}}).outcome is Outcome.CLOSED


def test_nobody_voids_their_own_nor_twice_nor_without_a_reason_nor_practice() -> None:
    given.module()
    given.practice_quiz()
    learner = factories.person()
    attempt, practice = given.missed(learner), given.missed(learner, given.LESSON)

    with pytest.raises(NotAllowed):
        void(attempt, factories.actor(Role.CULTURE, of=learner))
    with pytest.raises(NotAllowed):
        void(practice)
    with pytest.raises(voiding.NoReason):
        void(attempt, reason="sai")
    void(attempt)
    with pytest.raises(voiding.AlreadyVoid):
        void(attempt)
