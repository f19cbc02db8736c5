"""Attempts on a real database: started once, saved in order, graded once, closed in time."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
import time_machine
from sqlalchemy import func, select

from app.core.db import db, transaction
from app.core.errors import NotFound
from app.learning import service as learning
from app.learning.models import LessonProgress
from app.quiz import queries, worker
from app.quiz import service as quiz
from app.quiz.layout import LAST_SEQ, NotOnSheet
from app.quiz.models import Attempt, AttemptState, SavedAnswer
from app.quiz.service import Outcome
from tests import factories
from tests.quiz import given

pytestmark = pytest.mark.storage
NOON = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
RIGHT: dict[str, set[int]] = given.KEY


def stored(attempt: Attempt) -> dict[str, Any]:
    rows = db.session.scalars(select(SavedAnswer).where(SavedAnswer.attempt_id == attempt.id))
    return {row.question_id: (row.seq, row.chosen) for row in rows}


def test_an_attempt_pins_version_questions_order_and_rule() -> None:
    version, learner = given.module(đạt="70%", chờ="10 phút"), factories.person()

    attempt = given.started(learner)

    assert (attempt.version_id, attempt.number, attempt.asked) == (version.id, 1, 3)
    assert attempt.rule == {
        "mode": "đánh giá", "pass_mark": "7/10", "attempts": 5, "wait_seconds": 600, "limit_seconds": None,
        "review": "sau khi nộp",
    }  # fmt: skip
    assert {laid["id"] for laid in attempt.layout} == RIGHT.keys()


def orders(attempt: Attempt) -> list[tuple[str, list[int]]]:
    return [(laid["id"], [number for _, number in laid["options"]]) for laid in attempt.layout]


@pytest.mark.parametrize(
    ("head", "moves"),
    [
        ({}, True),
        ({"trộn": "không"}, False),
        ({"kiểm_tra": "luyện tập"}, False),
        ({"kiểm_tra": "luyện tập", "trộn": "có"}, True),
    ],
)
def test_places_change_in_assessments_unless_the_teacher_says_otherwise(head: dict[str, str], moves: bool) -> None:
    given.module(body=given.many_questions(6), **head)
    in_file = [(f"cauhoi{n:02}", [0, 1, 2]) for n in range(6)]

    found = [orders(given.started(factories.person())) for _ in range(3)]

    assert all(order == in_file for order in found) != moves
    assert all(sorted(id_ for id_, _ in order) == [id_ for id_, _ in in_file] for order in found)


def test_a_question_may_keep_its_options_in_place() -> None:
    given.module(body=given.many_questions(6).replace("một đáp án\n", "một đáp án\nTrộn: không\n"))

    for _ in range(3):
        assert all(numbers == [0, 1, 2] for _, numbers in orders(given.started(factories.person())))


def test_a_second_start_goes_on_with_the_first() -> None:
    given.module()
    learner = factories.person()

    assert given.started(learner).id == given.started(learner).id
    assert db.session.scalar(select(func.count()).select_from(Attempt)) == 1


def test_an_attempt_under_way_stays_on_its_version() -> None:
    old, learner = given.module(), factories.person()
    attempt = given.started(learner)
    given.module(body=given.many_questions(4))

    assert given.started(learner).version_id == old.id
    given.answer(attempt, RIGHT)
    assert given.submitted(attempt).state is AttemptState.PASSED
    assert db.session.get_one(LessonProgress, (learner.id, given.ASSESSMENT)).passed_version_id == old.id


def test_a_module_that_does_not_exist_or_asks_nothing_is_not_started() -> None:
    given.module(given.LESSON, body="", kiểm_tra="luyện tập")
    learner = factories.person()

    for key in ("nguoi-dan/khong-co", given.LESSON):
        with pytest.raises(NotFound):
            given.started(learner, key)


def test_an_assessment_past_its_day_is_not_started_but_practice_is() -> None:
    until = {"hiệu_lực_đến": "2026-12-31"}
    given.module(**until)
    given.practice_quiz(**until)
    learner = factories.person()

    with time_machine.travel(datetime(2027, 1, 1, 12, tzinfo=UTC)):
        with pytest.raises(quiz.Outdated):
            given.started(learner)
        assert given.started(learner, given.LESSON).state is AttemptState.IN_PROGRESS


def test_drawn_questions_are_the_ones_not_met_before() -> None:
    given.module(body=given.many_questions(9), lấy="3 câu")
    learner = factories.person()

    met = [{laid["id"] for laid in given.missed(learner).layout} for _ in range(3)]

    assert len(set.union(*met)) == 9


def test_a_right_answer_to_everything_passes_and_is_entered_in_the_progress() -> None:
    given.module()
    learner = factories.person()

    attempt = given.passed(learner)

    assert (attempt.state, attempt.score, attempt.right) == (AttemptState.PASSED, "1", 3)
    progress = db.session.get_one(LessonProgress, (learner.id, given.ASSESSMENT))
    assert (progress.attempt_id, progress.score, progress.pass_mark) == (attempt.id, "1", "4/5")
    assert progress.witness_id is None


def test_part_of_an_answer_counts_exactly() -> None:
    given.module(đạt="83%")
    attempt = given.started(factories.person())
    given.answer(attempt, RIGHT | {"aaaaaaa2": {0}})

    given.submitted(attempt)

    assert (attempt.state, Fraction(attempt.score or 0), attempt.right) == (AttemptState.PASSED, Fraction(5, 6), 2)
    assert attempt.marks == {"aaaaaaa1": "1", "aaaaaaa2": "1/2", "aaaaaaa3": "1"}


def test_exactly_the_mark_is_passed() -> None:
    given.module(body=given.many_questions(4), đạt="50%")
    attempt = given.started(factories.person())
    given.answer(attempt, {"cauhoi00": {0}, "cauhoi01": {0}, "cauhoi02": {1}})

    assert (given.submitted(attempt).state, attempt.score) == (AttemptState.PASSED, "1/2")


def test_just_below_the_mark_is_not_passed() -> None:
    given.module(đạt="83,34%")
    learner = factories.person()
    attempt = given.started(learner)
    given.answer(attempt, RIGHT | {"aaaaaaa2": {0}})

    assert given.submitted(attempt).state is AttemptState.FAILED
    assert db.session.get(LessonProgress, (learner.id, given.ASSESSMENT)) is None


def test_practice_is_finished_and_never_graded() -> None:
    given.practice_quiz()
    learner = factories.person()

    attempt = given.passed(learner, given.LESSON)

    assert (attempt.state, attempt.score, attempt.right) == (AttemptState.FINISHED, None, 3)
    assert db.session.get(LessonProgress, (learner.id, given.LESSON)) is None
    for _ in range(7):
        given.missed(learner, given.LESSON)


def test_the_last_pass_finishes_the_programme_in_the_same_transaction() -> None:
    given.module()
    given.programme(rule=given.ASSESSMENT_ALONE)
    learner = factories.person()

    given.passed(learner)

    assert learning.standing(learner.id, "nguoi-dan").is_finished
    assert [row.person_id for row in learning.finished("nguoi-dan")] == [learner.id]


def test_the_highest_sequence_number_stays_whatever_comes_late() -> None:
    given.module()
    attempt = given.started(factories.person())

    assert given.answer(attempt, {"aaaaaaa1": {0}}, seq=2).outcome is Outcome.SAVED
    assert given.answer(attempt, {"aaaaaaa1": {1}}, seq=5).outcome is Outcome.SAVED
    late = given.answer(attempt, {"aaaaaaa1": {2}}, seq=3)

    assert (late.outcome, late.seq) == (Outcome.OLDER, 5)
    assert stored(attempt) == {"aaaaaaa1": (5, [1])}


def test_the_same_post_twice_is_saved_once_and_is_no_error() -> None:
    given.module()
    attempt = given.started(factories.person())

    for _ in range(2):
        assert given.answer(attempt, {"aaaaaaa2": {0, 3}}, seq=4).outcome is Outcome.SAVED
    assert stored(attempt) == {"aaaaaaa2": (4, [0, 3])}


def test_a_post_without_a_number_is_the_newest() -> None:
    given.module()
    attempt = given.started(factories.person())
    given.answer(attempt, {"aaaaaaa1": {0}}, seq=7)

    assert given.answer(attempt, {"aaaaaaa1": {1}}).seq == 8
    assert stored(attempt) == {"aaaaaaa1": (8, [1])}


def test_a_number_may_be_a_thousand_above_the_highest_and_no_more() -> None:
    given.module()
    attempt = given.started(factories.person())

    with pytest.raises(NotOnSheet):
        given.answer(attempt, {"aaaaaaa1": {1}}, seq=1001)
    assert stored(attempt) == {}
    given.answer(attempt, {"aaaaaaa1": {1}}, seq=1000)
    given.answer(attempt, {"aaaaaaa2": {1}}, seq=2000)
    with pytest.raises(NotOnSheet):
        given.answer(attempt, {"aaaaaaa1": {0}}, seq=LAST_SEQ)

    assert stored(attempt) == {"aaaaaaa1": (1000, [1]), "aaaaaaa2": (2000, [1])}


def test_an_answer_locked_before_by_the_largest_number_keeps_it_exactly() -> None:
    given.module()
    attempt = given.started(factories.person())
    locked = {"attempt_id": attempt.id, "seq": LAST_SEQ, "chosen": [1], "saved_at": NOON}
    factories.save(SavedAnswer(question_id="aaaaaaa1", **locked))

    assert given.answer(attempt, {"aaaaaaa1": {1}}, seq=LAST_SEQ).outcome is Outcome.SAVED
    assert quiz.get_paper(attempt.id, attempt.person_id).next_seq == LAST_SEQ
    assert stored(attempt) == {"aaaaaaa1": (LAST_SEQ, [1])}


def test_a_foreign_value_saves_nothing_of_its_post_and_loses_nothing() -> None:
    given.module()
    attempt = given.started(factories.person())
    given.answer(attempt, {"aaaaaaa1": {1}})
    other = given.started(factories.person())
    fields = {"q-aaaaaaa1": given.values(attempt, "aaaaaaa1", {0}), "q-aaaaaaa2": given.values(other, "aaaaaaa2", {0})}

    with pytest.raises(NotOnSheet), transaction():
        quiz.save_answer(attempt_id=attempt.id, person_id=attempt.person_id, fields=fields, seq=None)
    assert stored(attempt) == {"aaaaaaa1": (1, [1])}


def test_boxes_that_were_all_unticked_empty_the_question_whose_form_was_sent() -> None:
    given.module()
    attempt = given.started(factories.person())
    given.answer(attempt, {"aaaaaaa2": {0}})
    place = [laid["id"] for laid in attempt.layout].index("aaaaaaa2") + 1

    with transaction():
        quiz.save_answer(attempt_id=attempt.id, person_id=attempt.person_id, fields={}, seq=None, shown=place)
    assert stored(attempt) == {"aaaaaaa2": (2, [])}
    assert place in quiz.get_paper(attempt.id, attempt.person_id).unanswered


def test_somebody_elses_attempt_is_not_there() -> None:
    given.module()
    attempt, stranger = given.started(factories.person()), factories.person()

    for verb in (
        lambda: quiz.get_paper(attempt.id, stranger.id),
        lambda: quiz.submit(attempt_id=attempt.id, person_id=stranger.id),
        lambda: quiz.save_answer(attempt_id=attempt.id, person_id=stranger.id, fields={}, seq=None),
    ):
        with pytest.raises(NotFound):
            verb()


def test_a_second_submit_changes_nothing() -> None:
    given.module()
    attempt = given.missed(factories.person())
    before = (attempt.submitted_at, attempt.score, attempt.state)

    with time_machine.travel(datetime.now(UTC) + timedelta(hours=1)):
        given.submitted(attempt)

    assert (attempt.submitted_at, attempt.score, attempt.state) == before


def test_an_answer_after_the_submit_is_not_taken() -> None:
    given.module()
    attempt = given.missed(factories.person())

    assert given.answer(attempt, RIGHT).outcome is Outcome.CLOSED
    assert stored(attempt) == {}


def test_attempts_run_out_and_voided_ones_do_not_count() -> None:
    given.module(số_lần_làm="2")
    learner = factories.person()
    first = given.missed(learner)
    given.missed(learner)

    with pytest.raises(quiz.NoneLeft):
        given.started(learner)
    first.state = AttemptState.VOIDED
    db.session.commit()
    assert given.started(learner).number == 3


def test_an_assessment_without_a_number_of_attempts_has_five() -> None:
    given.module()
    learner = factories.person()
    for _ in range(5):
        given.missed(learner)

    with pytest.raises(quiz.NoneLeft):
        given.started(learner)


def test_the_next_attempt_waits_and_says_until_when() -> None:
    given.module(chờ="10 phút")
    learner = factories.person()
    with time_machine.travel(NOON, tick=False) as clock:
        given.missed(learner)
        clock.shift(timedelta(minutes=9, seconds=59))
        with pytest.raises(quiz.TooSoon) as refused:
            given.started(learner)
        assert "12:10 ngày 22/11" in refused.value.text()
        clock.shift(timedelta(seconds=1))
        assert given.started(learner).number == 2


def test_answers_in_the_minute_of_grace_count_and_later_ones_close_the_attempt() -> None:
    given.module(giới_hạn_thời_gian="20 phút")
    with time_machine.travel(NOON, tick=False) as clock:
        attempt = given.started(factories.person())
        assert attempt.ends_at == NOON + timedelta(minutes=20)
        clock.shift(timedelta(minutes=20, seconds=60))
        assert given.answer(attempt, {"aaaaaaa1": {1}}).outcome is Outcome.SAVED
        clock.shift(timedelta(seconds=1))
        assert given.answer(attempt, RIGHT).outcome is Outcome.CLOSED

    assert (attempt.state, attempt.right) == (AttemptState.FAILED, 1)
    assert attempt.submitted_at == NOON + timedelta(minutes=20)


@pytest.mark.parametrize("closer", ["submit", "answer", "worker", "start"])
def test_whoever_closes_an_attempt_whose_time_is_over_the_result_is_the_same(closer: str) -> None:
    given.module(giới_hạn_thời_gian="20 phút")
    learner = factories.person()
    with time_machine.travel(NOON, tick=False) as clock:
        attempt = given.started(learner)
        given.answer(attempt, RIGHT)
        clock.shift(timedelta(hours=3))
        act = {
            "submit": lambda: given.submitted(attempt),
            "answer": lambda: given.answer(attempt, {"aaaaaaa1": {0}}),
            "worker": worker.close_expired,
            "start": lambda: given.started(learner),
        }
        act[closer]()

    db.session.refresh(attempt)
    assert (attempt.state, attempt.score) == (AttemptState.PASSED, "1")
    assert attempt.submitted_at == NOON + timedelta(minutes=20)


def test_reading_an_attempt_whose_time_is_over_writes_nothing() -> None:
    given.module(giới_hạn_thời_gian="20 phút")
    with time_machine.travel(NOON, tick=False) as clock:
        attempt = given.started(factories.person())
        clock.shift(timedelta(hours=3))
        assert quiz.get_paper(attempt.id, attempt.person_id).is_over
    db.session.refresh(attempt)
    assert attempt.state is AttemptState.IN_PROGRESS


def test_the_worker_leaves_attempts_that_still_have_time() -> None:
    given.module()
    given.module("nguoi-dan/nhanh", body=given.many_questions(2), giới_hạn_thời_gian="20 phút")
    learner = factories.person()
    with time_machine.travel(NOON, tick=False) as clock:
        given.started(learner)
        late = given.started(learner, "nguoi-dan/nhanh")
        clock.shift(timedelta(minutes=20, seconds=59))
        worker.close_expired()
        assert late.state is AttemptState.IN_PROGRESS
        clock.shift(timedelta(seconds=2))
        worker.close_expired()
    db.session.refresh(late)
    assert late.state is AttemptState.FAILED


def test_one_attempt_that_cannot_be_graded_keeps_no_other_from_its_result() -> None:
    given.module(giới_hạn_thời_gian="20 phút")
    with time_machine.travel(NOON, tick=False) as clock:
        broken, whole = given.started(factories.person()), given.started(factories.person())
        broken.rule, broken.ends_at = {}, broken.ends_at - timedelta(minutes=1)
        db.session.commit()
        clock.shift(timedelta(hours=3))
        worker.close_expired()

    db.session.refresh(whole)
    assert (broken.state, whole.state) == (AttemptState.IN_PROGRESS, AttemptState.FAILED)


def test_what_to_read_again_follows_the_skills_that_were_missed() -> None:
    tagged = given.QUESTIONS.replace("Mã: aaaaaaa1\n", "Mã: aaaaaaa1\nKỹ năng: 3.1\n")
    given.module(body=tagged)
    given.programme(lessons=[given.LESSON, "nguoi-dan/hai"])
    given.module("nguoi-dan/hai", skills="3.1", body="", kiểm_tra="luyện tập")
    attempt = given.missed(factories.person())

    following = quiz.what_next(quiz.get_paper(attempt.id, attempt.person_id), attempt.person_id, now=NOON)

    assert following is not None
    assert following.lessons == {"nguoi-dan/hai": "Bài hai"}


def test_without_skills_every_lesson_of_the_programme_is_worth_reading_again() -> None:
    given.module()
    given.programme()
    attempt = given.missed(factories.person())

    following = quiz.what_next(quiz.get_paper(attempt.id, attempt.person_id), attempt.person_id, now=NOON)

    assert following == quiz.NextTry(left=4, starts_at=None, lessons={given.LESSON: "Bài luyen"})


def test_a_person_with_attempts_has_a_history() -> None:
    given.module()
    learner = factories.person()

    assert not quiz.has_history(learner.id)
    given.started(learner)
    assert quiz.has_history(learner.id)


def test_attempts_move_to_another_person_and_go_on_counting() -> None:
    given.module()
    one, other = factories.person(), factories.person()
    given.missed(other)
    moved, kept = given.started(one), given.started(other)

    with transaction():
        quiz.reassign(one.id, other.id)

    db.session.refresh(moved)
    assert (moved.person_id, moved.number, moved.state) == (other.id, 3, AttemptState.VOIDED)
    assert queries.find_open(other.id, given.ASSESSMENT) == kept
    assert not quiz.has_history(one.id)


def test_saving_an_answer_takes_two_statements(statements: list[str]) -> None:
    given.module()
    attempt = given.started(factories.person())
    fields = {"q-aaaaaaa1": given.values(attempt, "aaaaaaa1", {1})}
    person_id, attempt_id = attempt.person_id, attempt.id
    db.session.expunge_all()
    statements.clear()

    with transaction():
        quiz.save_answer(attempt_id=attempt_id, person_id=person_id, fields=fields, seq=1)

    assert [sql.split()[0] for sql in statements] == ["SELECT", "INSERT"]


def test_submitting_without_passing_takes_three_statements(statements: list[str]) -> None:
    given.module(body=given.many_questions(10))
    attempt = given.started(factories.person())
    given.answer(attempt, {laid["id"]: {1} for laid in attempt.layout})
    person_id, attempt_id = attempt.person_id, attempt.id
    db.session.expunge_all()
    statements.clear()

    with transaction():
        quiz.submit(attempt_id=attempt_id, person_id=person_id)

    assert [sql.split()[0] for sql in statements] == ["SELECT", "SELECT", "UPDATE"]


def test_open_attempts_are_listed_with_who_opened_them() -> None:
    given.module()
    learner = factories.person()
    attempt = given.started(learner)

    (row,) = quiz.list_open(learner.id)
    assert (row.id, row.module_key, row.place, row.opener) == (attempt.id, given.ASSESSMENT, None, None)
    given.submitted(attempt)
    assert not quiz.list_open(learner.id)
    assert queries.find_open(learner.id, given.ASSESSMENT) is None
