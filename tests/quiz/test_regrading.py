"""Counting again by a corrected key: shown first, decided by a person, nothing lost, nobody harmed by the slip."""

from fractions import Fraction
from uuid import uuid4

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from app.audit.models import AuditEntry
from app.core.db import db, transaction
from app.core.errors import NotFound
from app.identity.words import Role
from app.learning import service as learning
from app.learning.models import LessonProgress, ProgrammeCompletion
from app.people import service as people
from app.people.models import Person
from app.quiz import regrading, results
from app.quiz import service as quiz
from app.quiz.models import Attempt, AttemptState, Regrade
from app.registry import linking
from tests import factories
from tests.quiz import given, regrades
from tests.quiz.regrades import KEY, LIE, REASON, TRUTH

pytestmark = pytest.mark.storage
SLIP_ELSEWHERE = (("- [x] Nhân viên ngân hàng", "- [ ] Nhân viên ngân hàng"), ("- [ ] Tổng đài", "- [x] Tổng đài"))
TURNED = "- [ ] Tổng đài\n- [x] Chỉ một mình bác"


def progress(attempt: Attempt) -> LessonProgress:
    db.session.expire_all()
    return db.session.get_one(LessonProgress, (attempt.person_id, KEY))


def completion(attempt: Attempt) -> ProgrammeCompletion | None:
    db.session.expire_all()
    return db.session.scalar(select(ProgrammeCompletion).where(ProgrammeCompletion.person_id == attempt.person_id))


def line(attempt: Attempt) -> str:
    return str(learning.standing(attempt.person_id, "nguoi-dan").line)


def traces(action: str) -> list[AuditEntry]:
    return list(db.session.scalars(select(AuditEntry).where(AuditEntry.action == action).order_by(AuditEntry.seq)))


def told(found: regrading.Preview) -> list[tuple[int, list[str], str]]:
    """Return the corrected questions: place, the right answers of before, the right answer now."""
    return [
        (one.place, [before.details["texts"] for before in one.before], one.after.details["texts"])
        for one in found.plan.corrected
    ]


@pytest.fixture
def _course() -> None:
    """A programme of the assessment alone, with the slip."""
    regrades.slip()
    given.programme(rule=given.ASSESSMENT_ALONE)


@pytest.mark.usefixtures("_course")
def test_who_failed_by_a_wrong_key_passes_and_finishes() -> None:
    attempt = regrades.done(factories.person(), TRUTH)
    assert attempt.state is AttemptState.FAILED
    regrades.correction()

    regrades.regraded()

    (later,) = regrades.later_results()
    assert (later.attempt_id, later.state_before, later.score_before) == (attempt.id, AttemptState.FAILED, "2/3")
    assert (later.state, later.score, later.right) == (AttemptState.PASSED, "1", 3)
    assert (progress(attempt).attempt_id, progress(attempt).score) == (attempt.id, "1")
    assert line(attempt).startswith("Đã hoàn thành")
    stored = completion(attempt)
    assert stored is not None
    assert stored.evidence["passed"][0]["score"] == "1"


@pytest.mark.usefixtures("_course")
def test_the_attempt_keeps_the_result_of_its_day_and_its_page_says_both() -> None:
    attempt = regrades.done(factories.person(), TRUTH)
    regrades.correction()
    regrades.regraded()
    db.session.expire_all()

    assert (attempt.state, attempt.score, attempt.right) == (AttemptState.FAILED, "2/3", 2)
    paper = quiz.get_paper(attempt.id, attempt.person_id)
    assert (paper.state, paper.marks.score, paper.is_passed) == (AttemptState.PASSED, 1, True)
    assert paper.earlier is not None
    assert (str(paper.earlier.score), paper.earlier.was_passed) == ("2/3", False)
    assert next(laid["key"] for laid in paper.sheet if laid["id"] == "aaaaaaa1") == [1]


@pytest.mark.usefixtures("_course")
def test_who_passed_by_a_wrong_key_keeps_what_is_written_and_it_does_not_count() -> None:
    attempt = regrades.done(factories.person(), LIE)
    assert line(attempt).startswith("Đã hoàn thành")
    regrades.correction()

    regrades.regraded()

    assert progress(attempt).passed_at is not None
    assert progress(attempt).doubted_at is not None
    stored = completion(attempt)
    assert stored is not None
    assert stored.doubted_at is not None
    again = "(bài trước đã được xem lại và không còn được tính)"
    assert line(attempt) == f"Còn thiếu: làm bài đánh giá {again}."
    assert not learning.evidence_of(attempt.person_id, "nguoi-dan").meets
    assert len(traces("learning.programme.doubted")) == 1


@pytest.mark.usefixtures("_course")
def test_passing_again_takes_the_place_of_a_pass_in_doubt() -> None:
    first = regrades.done(factories.person(), LIE)
    regrades.correction()
    regrades.regraded()

    second = given.passed(db.session.get_one(Person, first.person_id))

    assert (progress(first).attempt_id, progress(first).doubted_at) == (second.id, None)
    stored = completion(first)
    assert stored is not None
    assert stored.doubted_at is None
    assert line(first).startswith("Đã hoàn thành")
    assert len(traces("learning.programme.restored")) == 1


def test_an_attempt_that_passed_by_a_wrong_key_is_not_counted_among_the_allowed_ones() -> None:
    regrades.slip(số_lần_làm="1")
    learner = factories.person()
    attempt = regrades.done(learner, LIE)
    regrades.correction(số_lần_làm="1")
    regrades.regraded()

    paper = quiz.get_paper(attempt.id, learner.id)
    following = quiz.what_next(paper, learner.id, now=attempt.started_at)
    assert following is not None
    assert following.left == 1
    assert given.started(learner).id != attempt.id


@pytest.mark.usefixtures("_course")
def test_another_pass_of_the_same_person_takes_over_and_nothing_is_in_doubt() -> None:
    learner = factories.person()
    first, second = regrades.done(learner, LIE), regrades.done(learner, TRUTH)
    regrades.correction()

    regrades.regraded()

    assert (progress(first).attempt_id, progress(first).doubted_at) == (second.id, None)
    stored = completion(first)
    assert stored is not None
    assert stored.doubted_at is None
    assert traces("learning.programme.doubted") == []


@pytest.mark.usefixtures("_course")
def test_a_key_put_back_as_it_was_gives_back_what_was_taken() -> None:
    attempt = regrades.done(factories.person(), LIE)
    regrades.correction()
    regrades.regraded()
    regrades.slip()

    regrades.regraded(reason="Đáp án cũ mới là đúng, trả lại như trước")

    assert [one.state for one in regrades.later_results()] == [AttemptState.FAILED, AttemptState.PASSED]
    assert progress(attempt).doubted_at is None
    assert line(attempt).startswith("Đã hoàn thành")


@pytest.mark.usefixtures("_course")
def test_the_preview_counts_and_changes_nothing() -> None:
    regrades.done(factories.person(), TRUTH)
    regrades.done(factories.person(), LIE)
    regrades.done(factories.person(), {"aaaaaaa3": {1}})
    given.started(factories.person())
    regrades.correction()

    found = regrading.preview(KEY)

    tally = found.tally
    assert (tally.looked, tally.changed, tally.passed, tally.fallen, tally.open) == (3, 2, 1, 1, 1)
    assert (tally.rises["aaaaaaa1"], tally.falls["aaaaaaa1"], tally.rises["aaaaaaa2"]) == (1, 1, 0)
    assert told(found) == [(1, ["Nhân viên ngân hàng"], "Chỉ một mình bác")]
    assert {(str(turn.score_before), str(turn.marks.score)) for turn in tally.turns} == {("2/3", "1"), ("1", "2/3")}
    assert db.session.query(Regrade).all() == regrades.later_results() == []


@pytest.mark.usefixtures("_course")
def test_a_second_run_finds_nothing_to_change() -> None:
    regrades.done(factories.person(), TRUTH)
    regrades.correction()
    regrades.regraded()

    assert regrading.preview(KEY).tally.changed == 0
    with pytest.raises(regrading.NothingChanges):
        regrades.regraded()
    assert len(regrades.later_results()) == 1
    assert [(one.changed, one.passed, one.fallen) for one in regrading.decisions(KEY)] == [(1, 1, 0)]


@pytest.mark.usefixtures("_course")
def test_what_was_not_shown_is_not_done() -> None:
    slow = given.started(factories.person())
    given.answer(slow, TRUTH)
    regrades.done(factories.person(), TRUTH)
    regrades.correction()
    shown = regrading.preview(KEY).tally.digest
    given.submitted(slow)

    with pytest.raises(regrading.Changed), transaction():
        regrading.regrade(KEY, shown=shown, reason=REASON, actor=factories.actor(Role.EDITOR), authors=())

    assert regrades.later_results() == []
    assert db.session.query(Regrade).count() == 0


@pytest.mark.usefixtures("_course")
@pytest.mark.parametrize("reason", ["", "Sửa", "   Sai rồi  ", "x" * 1001])
def test_counting_again_needs_a_reason(reason: str) -> None:
    with pytest.raises(regrading.NoReason):
        regrades.regraded(reason=reason)


@pytest.mark.usefixtures("_course")
def test_who_wrote_the_key_does_not_decide_not_even_under_another_row() -> None:
    regrades.done(factories.person(), TRUTH)
    regrades.correction()
    editor, listed = factories.actor(Role.EDITOR), factories.person()
    people.mark_merged(db.session.get_one(Person, editor.person_id), into=listed)
    db.session.commit()

    for author in (editor.person_id, listed.id):
        with pytest.raises(regrading.OwnKey):
            regrades.regraded(by=editor, authors={author})


@pytest.mark.usefixtures("_course")
def test_nobody_decides_over_their_own_result() -> None:
    learner = factories.person()
    regrades.done(learner, TRUTH)
    regrades.correction()

    with pytest.raises(regrading.OwnKey, match="của chính bác"):
        regrades.regraded(by=factories.actor(Role.EDITOR, of=learner))
    assert regrades.later_results() == []


@pytest.mark.usefixtures("_course")
@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (given.QUESTIONS.replace("- [ ] Tổng đài", "- [ ] Tổng đài 113"), "lựa chọn"),
        (given.QUESTIONS.replace("Ai được biết mã OTP?", "Ai không được biết mã OTP?"), "Lời câu hỏi"),
        (given.QUESTIONS.replace("- [x] Chỉ một mình bác\n- [ ] Tổng đài", TURNED), "lựa chọn"),
        (given.QUESTIONS.replace("Kiểu: một đáp án", "Kiểu: nhiều đáp án"), "Kiểu câu"),
    ],
)
def test_a_question_that_is_another_one_by_now_is_not_counted_again(body: str, problem: str) -> None:
    regrades.done(factories.person(), TRUTH)
    given.module(KEY, body=body, đạt="70%")

    found = regrading.preview(KEY)

    assert [one.id for one in found.plan.left_out] == ["aaaaaaa1"]
    assert problem in found.plan.left_out[0].problem
    assert (found.tally.changed, found.plan.corrected) == (0, [])


@pytest.mark.usefixtures("_course")
def test_case_and_accents_put_right_in_the_words_leave_it_the_same_question() -> None:
    regrades.done(factories.person(), TRUTH)
    given.module(KEY, body=given.QUESTIONS.replace("Ai được biết mã OTP?", "Ai duợc biết mã otp?"), đạt="70%")

    assert regrading.preview(KEY).tally.changed == 1


@pytest.mark.usefixtures("_course")
def test_an_open_attempt_goes_on_and_is_graded_by_the_corrected_key() -> None:
    attempt = given.started(factories.person())
    given.answer(attempt, TRUTH)
    regrades.correction()

    regrades.regraded()
    order = [(laid["id"], laid["options"]) for laid in attempt.layout]
    db.session.expire_all()
    assert [(laid["id"], laid["options"]) for laid in attempt.layout] == order
    given.submitted(attempt)

    assert (attempt.state, attempt.score) == (AttemptState.PASSED, "1")
    assert regrades.later_results() == []
    assert regrading.preview(KEY).tally.changed == 0
    with pytest.raises(regrading.NothingChanges):
        regrades.regraded()


@pytest.mark.usefixtures("_course")
def test_a_key_corrected_twice_counts_by_the_last_and_tells_both_slips() -> None:
    """Attempts stand under two older versions, one of them is under way, and nothing was counted in between."""
    first = regrades.done(factories.person(), TRUTH)
    given.module(KEY, body=regrades.SLIP.replace(*SLIP_ELSEWHERE[0]).replace(*SLIP_ELSEWHERE[1]), đạt="70%")
    second, open_one = regrades.done(factories.person(), TRUTH), given.started(factories.person())
    given.answer(open_one, TRUTH)
    regrades.correction()

    found = regrading.preview(KEY)
    assert told(found) == [(1, ["Nhân viên ngân hàng", "Tổng đài"], "Chỉ một mình bác")]
    assert (found.tally.changed, found.tally.passed, found.tally.open) == (2, 2, 1)
    regrades.regraded()

    assert {one.attempt_id for one in regrades.later_results()} == {first.id, second.id}
    given.submitted(open_one)
    assert {line(one) for one in (first, second, open_one)} == {line(first)}
    assert open_one.state is AttemptState.PASSED


@pytest.mark.usefixtures("_course")
def test_every_result_an_attempt_ever_had_is_kept_also_when_its_lesson_is_gone() -> None:
    attempt = regrades.done(factories.person(), TRUTH)
    regrades.correction()
    regrades.regraded()
    regrades.slip()
    regrades.regraded(reason="Đáp án cũ mới là đúng, trả lại như trước")
    db.session.execute(text("UPDATE module_version SET is_current = :no"), {"no": False})
    db.session.commit()

    scores = [(one.score_before, one.score) for one in regrades.later_results()]
    assert scores == [("2/3", "1"), ("1", "2/3")]
    paper = quiz.get_paper(attempt.id, attempt.person_id)
    assert (paper.state, paper.marks.score) == (AttemptState.FAILED, Fraction(2, 3))
    assert [(row.id, row.state, row.score) for row in results.closed_of(attempt.person_id)] == [
        (attempt.id, AttemptState.FAILED, "2/3")
    ]


@pytest.mark.usefixtures("_course")
def test_a_voided_attempt_stays_voided() -> None:
    attempt = regrades.done(factories.person(), TRUTH)
    attempt.state = AttemptState.VOIDED
    db.session.commit()
    regrades.correction()

    assert regrading.preview(KEY).tally.looked == 0


def test_a_pass_voided_after_it_was_counted_again_is_voided() -> None:
    regrades.slip()
    attempt = regrades.done(factories.person(), TRUTH)
    regrades.correction()
    regrades.regraded()
    attempt.state = AttemptState.VOIDED
    db.session.commit()

    assert quiz.get_paper(attempt.id, attempt.person_id).state is AttemptState.VOIDED


def test_practice_has_no_grade_to_count_again() -> None:
    regrades.slip(kiểm_tra="luyện tập")
    regrades.done(factories.person(), TRUTH)
    regrades.correction(kiểm_tra="luyện tập")

    assert regrading.preview(KEY).tally.looked == 0


@pytest.mark.usefixtures("_course")
def test_the_result_of_a_merged_person_is_that_of_the_human_they_are() -> None:
    person, listed = factories.person(), factories.person(is_listed=True)
    attempt = regrades.done(person, TRUTH)
    number = factories.number()
    police, culture = factories.actor(Role.POLICE), factories.actor(Role.CULTURE)
    note = "Xem thẻ căn cước tại trụ sở"
    asked = linking.ask(person.public_id, number=number, listed_id=listed.public_id, note=note, actor=police)
    linking.confirm(asked.public_id, number=number, actor=culture)
    db.session.commit()
    regrades.correction()

    regrades.regraded()

    db.session.expire_all()
    assert attempt.person_id == listed.id
    assert line(attempt).startswith("Đã hoàn thành")


@pytest.mark.usefixtures("_course")
def test_the_trail_has_one_line_for_the_decision_and_one_for_each_result_that_turned() -> None:
    first, second = regrades.done(factories.person(), TRUTH), regrades.done(factories.person(), LIE)
    regrades.correction()
    decision = regrades.regraded()

    assert [entry.subject for entry in traces("quiz.module.regraded")] == [f"regrade:{decision.id}"]
    turned = traces("quiz.attempt.regraded")
    assert {entry.subject for entry in turned} == {f"attempt:{first.id}", f"attempt:{second.id}"}
    assert all(f'"reason":"regrade:{decision.id}"' in entry.entry for entry in turned)
    assert REASON not in "".join(entry.entry for entry in traces("quiz.module.regraded"))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE regraded_attempt SET score = '1/2'",
        "UPDATE regraded_attempt SET state = 'passed'",
        "DELETE FROM regraded_attempt",
        "UPDATE regrade SET reason = 'x'",
        "DELETE FROM regrade",
    ],
)
@pytest.mark.usefixtures("_course")
def test_what_was_decided_and_what_came_of_it_is_never_changed(statement: str) -> None:
    regrades.done(factories.person(), TRUTH)
    regrades.correction()
    regrades.regraded()

    with pytest.raises(IntegrityError, match="only grows"), db.session.begin_nested():
        db.session.connection().execute(text(statement))


def test_a_drawn_quiz_is_counted_again_where_the_question_was_drawn() -> None:
    slip = given.many_questions(6).replace("- [x] Phải 0\n- [ ] Trái 0", "- [ ] Phải 0\n- [x] Trái 0")
    given.module(KEY, body=slip, lấy="3 câu", đạt="70%")
    attempts = [given.started(factories.person()) for _ in range(12)]
    for attempt in attempts:
        given.answer(attempt, {laid["id"]: {0} for laid in attempt.layout})
        given.submitted(attempt)
    met = {attempt.id for attempt in attempts if any(laid["id"] == "cauhoi00" for laid in attempt.layout)}
    given.module(KEY, body=given.many_questions(6), lấy="3 câu", đạt="70%")

    regrades.regraded()

    assert {one.attempt_id for one in regrades.later_results()} == met
    assert all(one.score == "1" for one in regrades.later_results())


def test_a_module_that_never_was_cannot_be_counted_again() -> None:
    with pytest.raises(NotFound):
        regrading.preview(f"nguoi-dan/{uuid4()}")


@pytest.mark.parametrize("table", ["regrade", "regraded_attempt"])
@pytest.mark.usefixtures("_course")
def test_on_sqlite_no_later_result_is_replaced_by_another(table: str) -> None:
    if db.session.get_bind().dialect.name != "sqlite":
        pytest.skip("PostgreSQL has no INSERT OR REPLACE")
    regrades.done(factories.person(), TRUTH)
    regrades.correction()
    regrades.regraded()

    with pytest.raises(IntegrityError, match="only grows"), db.session.begin_nested():
        db.session.connection().execute(text(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}"))  # noqa: S608
