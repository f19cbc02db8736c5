"""A result counted again and the register: names are refused with a reason, a record waits for a person and stays."""

import pytest
from flask import Flask

from app.core.db import db
from app.identity.words import Role
from app.learning import service as learning
from app.learning.models import LessonProgress
from app.people.models import Person, Purpose
from app.push.models import OutboxMessage
from app.quiz.models import Attempt
from app.registry import checker, desk, listing, reviews
from app.registry import service as registry
from app.registry.evidence import NotEligible
from app.registry.journeys import courses_of
from app.registry.proposals import ListChanged
from app.registry.slots import SamePerson
from app.registry.words import State, Verb
from app.reports import queries as reports
from tests import factories
from tests.browser import Browser
from tests.quiz import given as quizzes
from tests.quiz import regrades
from tests.quiz.regrades import LIE, TRUTH
from tests.registry import given
from tests.registry.test_checker import damage

pytestmark = pytest.mark.storage
REASON = "Học viên đã làm đúng theo tài liệu cũ, xã giữ nguyên"


@pytest.fixture(autouse=True)
def _course(_rolled_back: None) -> None:
    """A programme of one assessment with a slip in its key."""
    regrades.slip()
    quizzes.programme(rule=quizzes.ASSESSMENT_ALONE)


def learner() -> Person:
    return factories.person(verified=True, consents=(Purpose.REGISTRY,))


def recorded(answers: dict[str, set[int]] = LIE) -> Person:
    """Return a person whose record stands on an attempt with these answers."""
    person = learner()
    regrades.done(person, answers, witness=factories.actor(Role.HELPER))
    given.approved(person)
    return person


def fallen() -> Person:
    """Return a person whose record stands on an attempt that does not pass any more."""
    person = recorded()
    regrades.correction()
    regrades.regraded()
    db.session.expire_all()
    return person


def told(person: Person) -> str:
    db.session.expire_all()
    return " ".join(str(sentence) for sentence in courses_of(person)[0].line)


def test_who_passes_after_the_correction_is_entered_and_the_register_checks() -> None:
    person = learner()
    regrades.done(person, TRUTH)
    regrades.correction()
    regrades.regraded()

    (version,) = given.approved(person)

    assert version.evidence["passed"][0]["score"] == "1"
    assert checker.check() == []
    assert reviews.waiting() == []


def test_who_does_not_pass_any_more_is_refused_with_the_reason() -> None:
    person = learner()
    regrades.done(person, LIE)
    regrades.correction()
    regrades.regraded()

    assert listing.count_eligible(given.Group.RESIDENTS) == 0
    assert listing.obstacles(given.Group.RESIDENTS).doubted == 1
    with pytest.raises(NotEligible, match="đã được xem lại và không còn được tính"):
        given.proposed(person)


def test_a_list_proposed_before_is_not_approved_after() -> None:
    person = learner()
    regrades.done(person, LIE)
    frozen = given.proposed(person)
    regrades.correction()
    regrades.regraded()

    with pytest.raises(ListChanged, match="đã được xem lại và không còn được tính"):
        registry.approve(frozen.id, shown=given.shown(frozen), actor=factories.actor(Role.LEADER))
    assert courses_of(person)[0].journey.words == "Có vướng mắc, cán bộ đang xử lý"
    assert "đã được xem lại" in told(person)


def test_a_record_is_never_changed_and_waits_for_a_person() -> None:
    person = fallen()

    (review,) = reviews.waiting()

    slot = given.slot_of(person)
    assert (review.record_id, review.number) == (slot.public_id, slot.version.number)
    assert (review.score_before, review.score, review.pass_mark) == ("1", "2/3", "7/10")
    assert review.reason == regrades.REASON
    assert slot.state is State.APPROVED
    assert db.session.query(OutboxMessage).count() == 1
    assert listing.records(listing.Filter(state=listing.TO_REVIEW)).total == 1


def test_a_record_that_waits_for_a_look_is_no_fault_of_the_register(app: Flask) -> None:
    person = fallen()

    result = app.test_cli_runner().invoke(args=["registry", "check"])

    assert result.exit_code == 0
    assert f"Cần người xem lại {given.slot_of(person).version.number}" in result.output
    assert f"/can-bo/so/{given.slot_of(person).public_id}" in result.output
    assert "Sổ đúng." in result.output
    assert app.test_cli_runner().invoke(args=["registry", "check", "--format", "json"]).output.strip() == "[]"


def test_a_leader_who_has_looked_keeps_it_and_says_why() -> None:
    person = fallen()
    slot = given.slot_of(person)

    registry.keep(slot.public_id, reason=REASON, actor=factories.actor(Role.LEADER))
    db.session.commit()

    assert reviews.waiting() == []
    assert slot.state is State.APPROVED
    assert checker.check() == []
    with pytest.raises(registry.NothingToReview):
        registry.keep(slot.public_id, reason=REASON, actor=factories.actor(Role.LEADER))


def test_nothing_is_kept_that_did_not_fall() -> None:
    slot = given.slot_of(recorded(TRUTH | {"aaaaaaa1": {0}}))

    with pytest.raises(registry.NothingToReview):
        registry.keep(slot.public_id, reason=REASON, actor=factories.actor(Role.LEADER))


def test_proposer_subject_and_witness_do_not_decide_that_it_stays() -> None:
    person, witness = learner(), factories.actor(Role.HELPER)
    regrades.done(person, LIE, witness=witness)
    proposer = factories.actor(Role.CULTURE)
    frozen = given.proposed(person, by=proposer)
    registry.approve(frozen.id, shown=given.shown(frozen), actor=factories.actor(Role.LEADER))
    regrades.correction()
    regrades.regraded()
    record = given.slot_of(person).public_id

    for actor in (proposer, witness, factories.actor(Role.LEADER, of=person)):
        with pytest.raises(SamePerson):
            registry.keep(record, reason=REASON, actor=actor)


@pytest.mark.parametrize("settling", ["release", "refuse"])
def test_the_acts_there_are_settle_it_too(settling: str) -> None:
    record = given.slot_of(fallen()).public_id
    if settling == "release":
        registry.hold(record, reason="Xem lại kết quả", actor=factories.actor(Role.POLICE))
        assert len(reviews.waiting()) == 1
        registry.release(record, actor=factories.actor(Role.LEADER))
    else:
        registry.propose_revoke(record, ground="Điều 5", evidence="Chấm lại", actor=factories.actor(Role.CULTURE))
        assert len(reviews.waiting()) == 1
        registry.refuse_revoke(record, reason="Giữ nguyên", actor=factories.actor(Role.LEADER))
    db.session.commit()

    assert reviews.waiting() == []
    assert checker.check() == []


def test_an_act_before_the_result_fell_settles_nothing() -> None:
    person = recorded()
    record = given.slot_of(person).public_id
    registry.hold(record, reason="Xem lại tên", actor=factories.actor(Role.POLICE))
    registry.release(record, actor=factories.actor(Role.LEADER))
    regrades.correction()
    regrades.regraded()

    assert len(reviews.waiting()) == 1


def test_a_revoked_record_waits_for_nobody() -> None:
    record = given.slot_of(fallen()).public_id
    registry.propose_revoke(record, ground="Điều 5", evidence="Chấm lại", actor=factories.actor(Role.CULTURE))
    registry.revoke(record, reason="Không còn đạt", actor=factories.actor(Role.LEADER))
    db.session.commit()

    assert reviews.waiting() == []
    assert checker.check() == []


def test_after_a_key_put_back_nothing_waits_and_the_register_checks() -> None:
    person = fallen()
    regrades.slip()
    regrades.regraded(reason="Đáp án cũ mới là đúng, trả lại như trước")

    assert reviews.waiting() == []
    assert checker.check() == []
    assert learning.evidence_of(person.id, "nguoi-dan").meets


def test_a_pass_that_comes_back_with_another_score_is_no_fault_of_the_record() -> None:
    person = fallen()
    third = regrades.SLIP.replace("- [ ] Chuyển tiền", "- [x] Chuyển tiền")
    quizzes.module(regrades.KEY, body=third, đạt="70%")
    regrades.regraded(reason="Đáp án câu 1 trả lại, câu 2 thêm một ý đúng")

    db.session.expire_all()
    progress = db.session.get_one(LessonProgress, (person.id, regrades.KEY))
    assert (progress.score, progress.doubted_at) == ("8/9", None)
    assert reviews.waiting() == []
    assert checker.check() == []


def test_a_completion_in_doubt_is_counted_nowhere_and_listed_nowhere() -> None:
    person = learner()
    regrades.done(person, LIE)
    wanted = desk.Wanted(show=desk.FINISHED, group="nguoi-dan")
    finished = reports.Figure.FINISHED, "nguoi-dan", person.hamlet_id
    assert (desk.listed(wanted).total, reports.counts()[finished]) == (1, 1)
    regrades.correction()
    regrades.regraded()

    assert (desk.listed(wanted).total, reports.counts().get(finished, 0)) == (0, 0)


def test_a_kept_record_waits_again_when_its_result_falls_again() -> None:
    record = given.slot_of(fallen()).public_id
    registry.keep(record, reason=REASON, actor=factories.actor(Role.LEADER))
    db.session.commit()
    regrades.slip()
    regrades.regraded(reason="Đáp án cũ mới là đúng, trả lại như trước")
    regrades.correction()
    regrades.regraded()

    assert [review.record_id for review in reviews.waiting()] == [record]


def test_who_was_recorded_reads_that_somebody_looks_and_then_that_it_stands() -> None:
    person = fallen()

    assert told(person) == (
        "Tình trạng: Xã đã xác nhận, đang chuyển VNeID. Bài của bác được chấm lại theo đáp án mới sửa và còn thiếu "
        "điểm, nên cán bộ xã đang xem lại hồ sơ."
    )
    registry.keep(given.slot_of(person).public_id, reason=REASON, actor=factories.actor(Role.LEADER))
    db.session.commit()
    assert told(person) == "Tình trạng: Xã đã xác nhận, đang chuyển VNeID."


def test_who_passes_again_while_it_waits_is_finished_and_the_record_still_waits() -> None:
    person = fallen()
    quizzes.passed(person)

    assert told(person).startswith("Đã hoàn thành")
    assert len(reviews.waiting()) == 1
    assert checker.check() == []


def test_a_record_made_after_passing_again_says_the_day_of_that_pass() -> None:
    person = learner()
    regrades.done(person, LIE)
    regrades.correction()
    regrades.regraded()
    quizzes.passed(person)

    (version,) = given.approved(person)

    db.session.expire_all()
    assert version.completed_at > db.session.query(Attempt).order_by(Attempt.submitted_at.desc()).first().started_at
    assert checker.check() == []


def test_the_page_of_the_record_says_what_happened_and_offers_to_keep_it(app: Flask) -> None:
    person = fallen()
    browser = Browser(app).sign_in(factories.account(Role.LEADER))
    record = given.slot_of(person).public_id

    page = browser.get("registry.record", record_id=record).text
    assert "kết quả chấm lại không còn đạt" in page
    assert regrades.REASON in page
    assert "Bài “Bài danh-gia” làm bằng chứng" in page
    assert "Đạt “Bài danh-gia”: 100 %, mức đạt 70 %" in page
    browser.post("registry.keep", {"reason": REASON}, record_id=record)

    after = browser.get("registry.record", record_id=record).text
    assert "không còn đạt" not in after
    assert "Xem lại, giữ nguyên" in after
    assert registry.get_slot(record).state is State.APPROVED


def test_the_overview_says_that_a_record_waits_to_those_who_may_act(app: Flask) -> None:
    fallen()

    for role, is_told in ((Role.LEADER, True), (Role.CULTURE, True), (Role.POLICE, True), (Role.INSPECTOR, False)):
        page = Browser(app).sign_in(factories.account(role)).get("reports.overview").text
        assert ("Hồ sơ cần xem lại sau khi chấm lại" in page) == is_told


def test_the_table_knows_keeping_from_two_states_and_back_to_the_same() -> None:
    from app.registry import rules

    assert rules.target_of(Verb.KEEP, State.APPROVED) is State.APPROVED
    assert rules.target_of(Verb.KEEP, State.ON_HOLD) is State.ON_HOLD
    assert rules.target_of(Verb.KEEP, State.REVOKE_PROPOSED, State.APPROVED) is None


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM regraded_attempt",
        "UPDATE regraded_attempt SET score = '8/9'",
        "UPDATE regraded_attempt SET state = 'failed'",
        "DELETE FROM audit_entry WHERE action = 'quiz.module.regraded'",
    ],
)
def test_the_checker_finds_a_later_result_that_somebody_touched(statement: str) -> None:
    person = learner()
    regrades.done(person, TRUTH)
    regrades.correction()
    regrades.regraded()
    given.approved(person)

    assert "I1" in damage(statement)
