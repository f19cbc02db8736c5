"""Opening an assessment beside a learner: who may, when it counts as witnessed, what a helper is shown."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.audit.models import AuditEntry
from app.core import clock
from app.core.db import db, transaction
from app.core.errors import NotAllowed, NotFound
from app.identity.words import Role
from app.learning import service as learning
from app.learning.models import LessonProgress
from app.people import service as people
from app.people.models import Group, Person
from app.quiz import queries, supervision
from app.quiz import service as quiz
from app.quiz.models import Attempt, SavedAnswer
from tests import factories
from tests.quiz import given

pytestmark = pytest.mark.storage
PLACE = "Nhà văn hoá thôn"


def opened(learner: Person, helper: object, *, key: str = given.ASSESSMENT, place: str = PLACE) -> Attempt:
    with transaction():
        return quiz.start(person_id=learner.id, key=key, opened_by=helper, place=place)  # type: ignore[arg-type]


def test_the_helper_who_opens_is_the_witness_of_the_pass() -> None:
    given.module()
    learner, helper = factories.person(), factories.actor(Role.HELPER)

    attempt = opened(learner, helper)
    given.answer(attempt, given.KEY)
    given.submitted(attempt)

    assert (attempt.opened_by_id, attempt.place) == (helper.person_id, PLACE)
    assert db.session.get_one(LessonProgress, (learner.id, given.ASSESSMENT)).witness_id == helper.person_id
    assert quiz.witnesses([attempt.id]) == {attempt.id: helper.person_id}


def test_opening_leaves_a_trace() -> None:
    given.module()
    helper = factories.actor(Role.HELPER)

    attempt = opened(factories.person(), helper)

    entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc())).first()
    assert entry is not None
    assert (entry.action, entry.subject) == ("quiz.attempt.opened", f"attempt:{attempt.id}")


def test_nobody_is_their_own_witness() -> None:
    given.module()
    teacher = factories.person()
    same = factories.actor(Role.TEACHER, of=teacher)

    with pytest.raises(NotAllowed):
        opened(teacher, same)
    with pytest.raises(NotAllowed):
        supervision.get_learner(teacher.public_id, helper=same)


def test_the_learner_goes_on_with_what_the_helper_opened() -> None:
    given.module()
    learner = factories.person()

    attempt = opened(learner, factories.actor(Role.HELPER))

    assert given.started(learner).id == attempt.id
    assert [row.opener for row in quiz.list_open(learner.id)] != [None]


def test_an_attempt_begun_alone_becomes_witnessed_while_nothing_is_answered() -> None:
    given.module()
    learner, helper = factories.person(), factories.actor(Role.HELPER)
    alone = given.started(learner)

    assert opened(learner, helper).id == alone.id
    assert alone.opened_by_id == helper.person_id


def test_an_attempt_answered_alone_stays_alone() -> None:
    given.module()
    learner, helper = factories.person(), factories.actor(Role.HELPER)
    alone = given.started(learner)
    given.answer(alone, {"aaaaaaa1": {1}})

    with pytest.raises(quiz.AlreadyUnderWay):
        opened(learner, helper)
    db.session.refresh(alone)
    assert alone.opened_by_id is None
    given.submitted(alone)
    assert opened(learner, helper).number == 2


def test_opening_twice_is_opening_once() -> None:
    given.module()
    learner, helper = factories.person(), factories.actor(Role.HELPER)
    first = opened(learner, helper)
    given.answer(first, {"aaaaaaa1": {1}})

    assert opened(learner, helper).id == first.id


def test_practice_needs_no_witness_and_nothing_is_begun() -> None:
    given.practice_quiz()
    learner = factories.person()

    with pytest.raises(NotAllowed):
        opened(learner, factories.actor(Role.HELPER), key=given.LESSON)
    assert queries.find_open(learner.id, given.LESSON) is None


def test_attempts_opened_by_a_merged_helper_follow_the_person() -> None:
    given.module()
    helper, other = factories.person(), factories.person()
    attempt = opened(factories.person(), factories.actor(Role.HELPER, of=helper))

    with transaction():
        quiz.reassign(helper.id, other.id)

    db.session.refresh(attempt)
    assert attempt.opened_by_id == other.id


@pytest.mark.parametrize("typed", ["Trần Văn Bảy", "tran van bay", "van bay", "BẢY"])
def test_a_learner_is_found_with_and_without_tone_marks(typed: str) -> None:
    wanted = factories.person(full_name="Trần Văn Bảy")
    factories.person(full_name="Lê Thị Mến")

    assert [person.id for person in supervision.find_learners(typed)] == [wanted.id]


def test_nothing_typed_shows_nobody() -> None:
    factories.person()

    assert supervision.find_learners("  ") == []


def test_a_merged_entry_is_not_there_any_more() -> None:
    old, new, helper = factories.person(), factories.person(), factories.actor(Role.HELPER)
    people.mark_merged(old, into=new)
    db.session.commit()

    with pytest.raises(NotFound):
        supervision.get_learner(old.public_id, helper=helper)


def test_a_helper_sees_the_same_line_as_the_learner_and_what_can_be_done() -> None:
    given.module()
    given.programme()
    learner, helper = factories.person(), factories.actor(Role.HELPER)
    opened(learner, helper)

    (side,) = supervision.get_learner(learner.public_id, helper=helper).sides

    assert side.standing.line == learning.standing(learner.id, "nguoi-dan").line
    assert side.open_attempt is not None
    assert [(task.question_id, task.is_confirmed) for task in side.tasks] == [("thuchan1", False)]


def test_a_confirmed_practice_is_shown_as_confirmed() -> None:
    given.module()
    given.programme()
    learner, helper = factories.person(), factories.actor(Role.HELPER)
    with transaction():
        learning.confirm_practice(
            person_id=learner.id, key=given.LESSON, question_id="thuchan1", ticked=[0, 1], helper=helper, place=PLACE
        )

    (side,) = supervision.get_learner(learner.public_id, helper=helper).sides

    assert [task.is_confirmed for task in side.tasks] == [True]


def test_a_practice_sheet_says_what_to_watch_for() -> None:
    given.programme()

    task = supervision.get_task(given.LESSON, "thuchan1")

    assert (task.needed, list(task.steps)[:2]) == (2, ["Tự tìm được ứng dụng", "Tự cài được"])
    with pytest.raises(NotFound):
        supervision.get_task(given.LESSON, "khongco1")


def test_the_assessment_of_a_group_the_learner_is_not_in_is_not_opened() -> None:
    given.module()
    given.programme()
    pupil, resident = factories.person(group=Group.PUPILS), factories.person()
    helper = factories.actor(Role.HELPER)

    with pytest.raises(NotAllowed, match="không thuộc nhóm"):
        opened(pupil, helper)
    assert queries.find_open(pupil.id, given.ASSESSMENT) is None
    assert opened(resident, helper).opened_by_id == helper.person_id


def test_who_finishes_at_home_after_the_helper_has_left_vouches_for_themselves() -> None:
    given.module()
    learner, helper = factories.person(), factories.actor(Role.HELPER)
    attempt = opened(learner, helper)
    with transaction():
        attempt.opened_at = clock.now() - timedelta(hours=3, minutes=1)

    given.answer(attempt, given.KEY)
    given.submitted(attempt)

    assert (attempt.opened_by_id, attempt.place) == (None, PLACE)
    assert db.session.get_one(LessonProgress, (learner.id, given.ASSESSMENT)).witness_id is None
    entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc())).first()
    assert entry is not None
    assert (entry.action, entry.subject) == ("quiz.attempt.left-alone", f"attempt:{attempt.id}")


def test_who_opens_it_anew_before_the_first_answer_vouches_from_then_on() -> None:
    given.module()
    learner, helper = factories.person(), factories.actor(Role.HELPER)
    attempt = opened(learner, helper)
    with transaction():
        attempt.opened_at = clock.now() - timedelta(days=2)

    opened(learner, helper)
    given.answer(attempt, given.KEY)
    given.submitted(attempt)

    assert attempt.opened_by_id == helper.person_id


def test_answers_of_the_evening_keep_their_witness_however_late_they_are_handed_in() -> None:
    given.module()
    helper = factories.actor(Role.HELPER)
    attempt = opened(factories.person(), helper)
    given.answer(attempt, given.KEY)
    long_ago = timedelta(days=2)
    with transaction():
        attempt.opened_at = clock.now() - long_ago
        for answer in db.session.query(SavedAnswer).filter_by(attempt_id=attempt.id):
            answer.saved_at -= long_ago

    given.submitted(attempt)

    assert attempt.opened_by_id == helper.person_id
