"""How sure an attempt is of its learner: the weakest way stays, goes into the evidence, and never lifts the trust."""

from typing import Any

import pytest

from app.content.words import Trust
from app.core.canonical import canonical, sha256_hex
from app.core.db import db, transaction
from app.identity.words import Assurance, Role
from app.learning import service as learning
from app.learning.circumstances import Circumstances, say
from app.learning.models import LessonProgress
from app.learning.words import Medium
from app.people.models import Group, Person
from app.quiz import service as quiz
from app.quiz.models import Attempt
from tests import factories
from tests.quiz import given

pytestmark = pytest.mark.storage
PLACE = "Nhà văn hoá thôn"
ONLY_ASSESSED = {"all_lessons": False, "lessons": None, "assessment": True, "practices": 0}
METHODS = list(Assurance)


def sat(
    learner: Person, begun: Assurance, answered: Assurance | None = None, handed_in: Assurance | None = None
) -> Attempt:
    """Return a passed attempt, each step with its own way to sign in."""
    with transaction():
        attempt = quiz.start(person_id=learner.id, key=given.ASSESSMENT, method=begun)
    return finished(attempt, answered or begun, handed_in or answered or begun)


def finished(attempt: Attempt, answered: Assurance, handed_in: Assurance) -> Attempt:
    fields = {f"q-{one}": given.values(attempt, one, numbers) for one, numbers in given.KEY.items()}
    own: dict[str, Any] = {"attempt_id": attempt.id, "person_id": attempt.person_id}
    with transaction():
        quiz.save_answer(**own, fields=fields, seq=1, method=answered)
    with transaction():
        return quiz.submit(**own, method=handed_in)


def course(trust: Trust) -> None:
    given.module()
    given.programme(rule=ONLY_ASSESSED | {"trust": trust.value})


def resident() -> Person:
    return factories.person(group=Group.RESIDENTS)


@pytest.mark.parametrize(
    ("steps", "kept"),
    [
        ((Assurance.PASSWORD, Assurance.PASSWORD, Assurance.PASSWORD), Assurance.PASSWORD),
        ((Assurance.PASSWORD, Assurance.CARD, Assurance.PASSWORD), Assurance.CARD),
        ((Assurance.CARD, Assurance.PASSWORD, Assurance.PASSWORD), Assurance.CARD),
        ((Assurance.PASSWORD, Assurance.PASSWORD, Assurance.CODE), Assurance.CODE),
        ((Assurance.VNEID, Assurance.VNEID, Assurance.CLASS), Assurance.CLASS),
        ((Assurance.VNEID, Assurance.VNEID, Assurance.VNEID), Assurance.VNEID),
        ((Assurance.CARD, Assurance.PAPER, Assurance.PASSWORD), Assurance.PAPER),
    ],
)
def test_the_weakest_way_of_begun_answered_and_handed_in_stays(
    steps: tuple[Assurance, Assurance, Assurance], kept: Assurance
) -> None:
    given.module()

    attempt = sat(factories.person(), *steps)

    assert attempt.assurance is kept
    assert attempt.medium is (Medium.PAPER if Assurance.PAPER in steps else Medium.SCREEN)


def test_an_answer_that_came_too_late_to_count_says_nothing() -> None:
    given.module()
    attempt = given.started(factories.person())
    given.answer(attempt, {"aaaaaaa1": {1}}, seq=5)
    fields = {"q-aaaaaaa1": given.values(attempt, "aaaaaaa1", {0})}

    with transaction():
        quiz.save_answer(
            attempt_id=attempt.id, person_id=attempt.person_id, fields=fields, seq=4, method=Assurance.CARD
        )

    assert db.session.get_one(Attempt, attempt.id).assurance is Assurance.PASSWORD


@pytest.mark.parametrize("is_witnessed", [False, True])
@pytest.mark.parametrize("method", METHODS)
def test_only_a_witness_or_vneid_lifts_the_trust_above_the_person_s_own_word(
    method: Assurance, is_witnessed: bool
) -> None:
    course(Trust.SELF)
    learner = resident()

    if is_witnessed:
        helper = factories.actor(Role.HELPER)
        with transaction():
            opened = quiz.open_for(
                person_id=learner.id, key=given.ASSESSMENT, helper=helper, place=PLACE, method=method
            )
        finished(opened, method, method)
    else:
        sat(learner, method)

    evidence = learning.evidence_of(learner.id, Group.RESIDENTS)
    alone = Trust.VNEID if method is Assurance.VNEID else Trust.SELF
    seen = Trust.VNEID if method is Assurance.VNEID else Trust.WITNESSED
    assert evidence.trust is (seen if is_witnessed else alone)


@pytest.mark.parametrize("needed", [Trust.SELF, Trust.WITNESSED, Trust.VNEID])
@pytest.mark.parametrize("is_witnessed", [False, True])
@pytest.mark.parametrize("method", METHODS)
def test_a_programme_is_finished_only_on_the_trust_it_asks_for(
    method: Assurance, is_witnessed: bool, needed: Trust
) -> None:
    course(needed)
    learner = resident()
    if is_witnessed:
        helper = factories.actor(Role.HELPER)
        with transaction():
            quiz.open_for(person_id=learner.id, key=given.ASSESSMENT, helper=helper, place=PLACE, method=method)

    sat(learner, method)

    enough = {
        Trust.SELF: True,
        Trust.WITNESSED: is_witnessed or method is Assurance.VNEID,
        Trust.VNEID: method is Assurance.VNEID,
    }
    assert learning.evidence_of(learner.id, Group.RESIDENTS).meets is enough[needed]


def test_the_evidence_says_how_the_attempt_was_made() -> None:
    course(Trust.WITNESSED)
    learner, helper = resident(), factories.actor(Role.HELPER)
    with transaction():
        quiz.open_for(person_id=learner.id, key=given.ASSESSMENT, helper=helper, place=PLACE, reads_aloud=True)

    sat(learner, Assurance.CARD)

    evidence = learning.evidence_of(learner.id, Group.RESIDENTS)
    (passed,) = evidence.facts["passed"]
    made = {name: passed[name] for name in ("assurance", "medium", "place", "read_aloud")}
    assert made == {"assurance": "card", "medium": "screen", "place": PLACE, "read_aloud": True}
    assert evidence.sha256 == sha256_hex(canonical(evidence.facts))


def test_evidence_from_before_this_was_kept_says_nothing_of_it_and_keeps_its_hash() -> None:
    course(Trust.SELF)
    learner = resident()
    sat(learner, Assurance.CARD)
    now = learning.evidence_of(learner.id, Group.RESIDENTS)
    row = db.session.get_one(LessonProgress, (learner.id, given.ASSESSMENT))
    row.assurance = row.medium = row.place = row.is_read_aloud = None
    db.session.commit()

    before = learning.evidence_of(learner.id, Group.RESIDENTS)

    (passed,), (fuller,) = before.facts["passed"], now.facts["passed"]
    assert set(passed) == {"module", "version", "attempt", "score", "pass_mark", "witness", "at"}
    assert passed == {name: fuller[name] for name in passed}
    assert Circumstances.of_facts(passed) is None
    assert Circumstances.of_facts(fuller) == Circumstances(Assurance.CARD)


def test_a_pass_by_vneid_takes_the_place_of_a_weaker_one_and_no_weaker_one_takes_its_place() -> None:
    course(Trust.SELF)
    learner = resident()
    sat(learner, Assurance.CARD)

    surest = sat(learner, Assurance.VNEID)
    sat(learner, Assurance.PASSWORD)

    row = db.session.get_one(LessonProgress, (learner.id, given.ASSESSMENT), populate_existing=True)
    assert (row.attempt_id, row.assurance) == (surest.id, Assurance.VNEID)


@pytest.mark.parametrize(
    ("made", "witness", "words"),
    [
        (Circumstances(), None, "Vào bằng tên đăng nhập và mật khẩu; không có người chứng kiến."),
        (
            Circumstances(Assurance.CARD, place=PLACE),
            "Lê Thị Hoa",
            f"Vào bằng thẻ học và mã PIN; có người chứng kiến: Lê Thị Hoa, tại {PLACE}.",
        ),
        (
            Circumstances(Assurance.PAPER, Medium.PAPER, is_read_aloud=True),
            "Lê Thị Hoa",
            "Làm trên giấy, nhập hai lần; có người chứng kiến: Lê Thị Hoa; có người đọc giúp câu hỏi.",
        ),
    ],
)
def test_officials_read_it_in_words(made: Circumstances, witness: str | None, words: str) -> None:
    assert str(say(made, witness)) == words
