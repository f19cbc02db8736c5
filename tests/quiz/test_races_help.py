"""Acts that meet on one attempt: a promise and a start, a rest and the end, two officials, a void and a hand-in."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from app.core import clock
from app.core.db import db
from app.identity.words import Role
from app.learning.models import LessonProgress
from app.quiz import accommodations, pausing, voiding
from app.quiz import service as quiz
from app.quiz.accommodations import Wish
from app.quiz.models import Attempt, AttemptState, Voiding
from app.quiz.rules import Help
from app.quiz.words import ExtraTime
from tests import factories
from tests.quiz import given
from tests.races import DONE, at_once

pytestmark = pytest.mark.storage
REASON = "Nhờ người khác làm hộ cả bài"


def test_a_start_and_a_promise_that_meet_leave_the_longer_time(own_database: Flask) -> None:
    given.module(giới_hạn_thời_gian="20 phút")
    learner, teacher = factories.person(), factories.actor(Role.TEACHER)
    wish = Wish("", Help(ExtraTime.DOUBLE), "đọc chậm", clock.now() + timedelta(days=9))
    person_id = learner.id
    db.session.expunge(learner)

    def promise() -> Any:
        accommodations.give(person=learner, wish=wish, actor=teacher, gives_attempts=True)

    ends = at_once(own_database, [lambda: quiz.start(person_id=person_id, key=given.ASSESSMENT), promise])
    db.session.rollback()

    assert ends == {DONE: 2}
    attempt = db.session.query(Attempt).one()
    assert attempt.ends_at == attempt.started_at + timedelta(minutes=40)


def test_rests_and_goings_on_that_meet_leave_one_whole_time(own_database: Flask) -> None:
    given.module(giới_hạn_thời_gian="20 phút")
    learner, helper = factories.person(), factories.actor(Role.HELPER)
    attempt = quiz.open_for(person_id=learner.id, key=given.ASSESSMENT, helper=helper, place="Nhà văn hoá")
    own: dict[str, Any] = {"attempt_id": attempt.id, "person_id": learner.id, "actor": helper}
    db.session.commit()

    ends = at_once(own_database, [lambda: pausing.pause(**own), lambda: pausing.go_on(**own)] * 6)
    db.session.rollback()

    assert ends == {DONE: 12}
    row = db.session.query(Attempt).one()
    length = (row.ends_at or row.started_at) - row.started_at
    assert timedelta(minutes=20) <= length < timedelta(minutes=21)


def test_a_void_and_a_hand_in_that_meet_never_leave_a_pass(own_database: Flask) -> None:
    given.module()
    given.programme(rule=given.ASSESSMENT_ALONE)
    attempt = given.started(factories.person())
    given.answer(attempt, given.KEY)
    attempt_id, person_id = attempt.id, attempt.person_id
    officials = [factories.actor(Role.CULTURE) for _ in range(3)]
    db.session.commit()

    def void(actor: Any) -> Any:
        return lambda: voiding.void(attempt_id=attempt_id, reason=REASON, actor=actor)

    acts = [lambda: quiz.submit(attempt_id=attempt_id, person_id=person_id), *map(void, officials)]
    ends = at_once(own_database, acts)
    db.session.rollback()

    assert ends == {DONE: 2, "AlreadyVoid": 2}
    assert db.session.get_one(Attempt, attempt_id).state is AttemptState.VOIDED
    assert db.session.query(Voiding).count() == 1
    progress = db.session.get(LessonProgress, (person_id, given.ASSESSMENT))
    assert progress is None or progress.passed_at is None or progress.doubted_at is not None
