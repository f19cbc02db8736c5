"""How questions did, read from real attempts: who counts, what lives on over versions, what was picked."""

from collections import Counter
from fractions import Fraction
from statistics import correlation

import pytest

from app.content.words import QuizMode
from app.core.db import db
from app.core.errors import NotFound
from app.quiz import statistics
from app.quiz.models import AttemptState
from app.quiz.picking import Pick
from app.quiz.quality_rules import Ease, Longest, Tells
from tests import factories
from tests.quiz import every_kind as every
from tests.quiz import given, regrades, test_service_kinds
from tests.quiz.regrades import KEY, LIE, TRUTH

pytestmark = pytest.mark.storage
NOTHING: dict[str, set[int]] = {}
TYPED = """
## Kiểm tra

### Gọi số nào khi thấy lừa đảo?
Kiểu: trả lời ngắn
Mã: cauhoi01
So sánh: số điện thoại
Đáp án: 156

### Những câu nào đúng?
Kiểu: đúng sai
Mã: cauhoi02
- [Đ] Mã OTP là chìa khoá
- [S] Ngân hàng hỏi mã OTP
"""


def attempts(count: int, answers: dict[str, set[int]]) -> None:
    for _ in range(count):
        regrades.done(factories.person(), answers)


def test_below_thirty_attempts_there_are_no_figures_but_what_is_missing() -> None:
    given.module()
    attempts(4, TRUTH)

    question = statistics.quality_of(KEY).questions["aaaaaaa1"]

    assert (question.met, question.missing) == (4, 26)
    assert (question.facility, question.discrimination, question.ease, question.tells, question.picks) == (None,) * 5


@pytest.mark.parametrize(("count", "facility"), [(29, None), (30, Fraction(1))])
def test_the_thirtieth_attempt_brings_the_figures(count: int, facility: Fraction | None) -> None:
    given.module()
    attempts(count, TRUTH)

    question = statistics.quality_of(KEY).questions["aaaaaaa1"]

    assert (question.missing, question.facility) == (30 - count, facility)


@pytest.mark.parametrize(
    ("answers", "facility", "ease"), [(TRUTH, 1, Ease.EASY), (NOTHING, 0, Ease.HARD), ({"aaaaaaa1": {0}}, 0, Ease.HARD)]
)
def test_where_all_do_the_same_nothing_is_said_of_who_knows(
    answers: dict[str, set[int]], facility: int, ease: Ease
) -> None:
    given.module()
    attempts(30, answers)

    question = statistics.quality_of(KEY).questions["aaaaaaa1"]

    assert (question.facility, question.ease) == (facility, ease)
    assert (question.discrimination, question.tells) == (None, Tells.UNKNOWN)


# What the answers of `test_service_kinds.PARTLY` earn, by the rules of scoring.md, by hand.
PARTLY = {
    "kieu0001": "0", "kieu0002": "1/2", "kieu0003": "0", "kieu0004": "1/4", "kieu0005": "0", "kieu0006": "0",
    "kieu0007": "2/3", "kieu0008": "1/3", "kieu0009": "0", "kieu0010": "0", "kieu0011": "1/2",
}  # fmt: skip


def test_the_figures_of_every_kind_are_those_worked_out_by_hand() -> None:
    """Ten answer everything rightly, ten in part, ten nothing: the mean of 1, p and 0, and the textbook's r of them."""
    every.module()
    for number in range(30):
        attempt = every.started(factories.person())
        if number < 10:
            every.answer_rightly(attempt)
        for question, (texts, _) in test_service_kinds.PARTLY.items() if 10 <= number < 20 else ():
            test_service_kinds.choose(attempt, question, texts)
        given.submitted(attempt)

    found = statistics.quality_of(KEY).questions

    assert list(found) == list(PARTLY)
    whole = sum(Fraction(share) for share in PARTLY.values())
    for id_, text in PARTLY.items():
        share = Fraction(text)
        assert found[id_].facility == (1 + share) / 3, id_
        own, rest = [1, share, 0] * 10, [10, whole - share, 0] * 10
        assert found[id_].discrimination == pytest.approx(correlation(own, rest), abs=1e-9), id_


def test_a_drawn_question_is_judged_by_those_who_met_it() -> None:
    given.module(body=given.many_questions(6), lấy="5 câu")
    met = Counter[str]()
    for _ in range(36):
        attempt = given.passed(factories.person())
        met.update(laid["id"] for laid in attempt.layout)

    found = statistics.quality_of(KEY).questions

    assert {id_: question.met for id_, question in found.items()} == met
    assert {id_: question.facility for id_, question in found.items()} == {
        id_: Fraction(1) if times >= 30 else None for id_, times in met.items()
    }


def test_from_thirty_attempts_on_each_question_has_its_figures() -> None:
    given.module()
    attempts(18, TRUTH)
    attempts(6, TRUTH | {"aaaaaaa1": {2}})
    attempts(6, {"aaaaaaa1": {0}})

    found = statistics.quality_of(KEY)

    assert (found.attempts, found.passed, found.number, found.mode) == (30, 18, 1, QuizMode.ASSESSMENT)
    first, second, third = found.questions.values()
    assert (first.place, first.title, first.facility) == (1, "Ai được biết mã OTP?", Fraction(18, 30))
    assert (second.facility, third.facility) == (Fraction(24, 30), Fraction(24, 30))
    assert first.discrimination == pytest.approx(0.6123724)
    assert (first.tells, first.ease, second.unanswered) == (Tells.WELL, Ease.FITTING, 6)
    assert first.picks is not None
    assert first.picks.options == (
        Pick("Nhân viên ngân hàng", False, 6), Pick("Chỉ một mình bác", True, 18), Pick("Tổng đài", False, 6)
    )  # fmt: skip
    assert second.picks is not None
    assert second.picks.unpicked == ("Đọc mã OTP", "Chuyển tiền")


def test_practice_open_and_voided_attempts_do_not_count() -> None:
    given.module(kiểm_tra="luyện tập")
    attempts(3, TRUTH)
    given.module()
    given.started(factories.person())
    gone = regrades.done(factories.person(), TRUTH)
    gone.state = AttemptState.VOIDED
    db.session.commit()
    attempts(2, TRUTH)

    found = statistics.quality_of(KEY)

    assert (found.attempts, found.questions["aaaaaaa1"].met) == (2, 2)


def test_a_question_lives_on_while_its_options_stay() -> None:
    given.module()
    attempts(30, TRUTH)
    given.module(body=given.QUESTIONS.replace("- [ ] Tổng đài", "- [ ] Bưu tá").replace("Báo số lừa đảo", "Gọi số 156"))

    found = statistics.quality_of(KEY)

    assert [question.met for question in found.questions.values()] == [0, 30, 30]
    assert found.attempts == 30


def test_attempts_by_an_older_key_wait_for_being_counted_again() -> None:
    regrades.slip()
    attempts(30, TRUTH)
    regrades.correction()

    before = statistics.quality_of(KEY).questions["aaaaaaa1"]
    assert (before.met, before.stale, before.missing) == (0, 30, 30)
    regrades.regraded()
    after = statistics.quality_of(KEY)

    assert (after.questions["aaaaaaa1"].met, after.stale) == (30, 0)
    assert after.questions["aaaaaaa1"].facility == 1
    assert after.questions["aaaaaaa1"].ease is Ease.EASY
    assert after.passed == 30


def test_a_wrong_key_shows_as_a_question_that_the_good_ones_miss() -> None:
    regrades.slip()
    attempts(20, TRUTH)
    attempts(12, {"aaaaaaa1": {0}, "aaaaaaa3": {0}})

    assert statistics.quality_of(KEY).questions["aaaaaaa1"].tells is Tells.REVERSED


def test_what_was_typed_is_told_only_when_several_people_typed_it() -> None:
    given.module(body=TYPED)
    for typed in ["156"] * 20 + ["113"] * 10 + ["0912345678"]:
        attempt = given.started(factories.person())
        rows = next(laid for laid in attempt.layout if laid["id"] == "cauhoi02")
        value = {number: value for value, number in rows["options"]}
        fields = {"q-cauhoi01": [typed]} | {f"q-cauhoi02-{row}": [value[0]] for row in (1, 2)}
        with regrades.transaction():
            given.quiz.save_answer(attempt_id=attempt.id, person_id=attempt.person_id, fields=fields, seq=None)
        given.submitted(attempt)

    short, group = statistics.quality_of(KEY).questions.values()

    assert short.picks is not None
    assert short.picks.typed == (Pick("156", True, 20), Pick("113", False, 10))
    assert short.picks.answered == 31
    assert group.picks is not None
    assert [row.count for row in group.picks.rows] == [31, 0]
    assert group.facility == Fraction(1, 2)


def test_the_number_of_statements_does_not_grow_with_the_attempts(statements: list[str]) -> None:
    given.module()
    attempts(2, TRUTH)
    statements.clear()
    statistics.quality_of(KEY)
    few = len(statements)
    attempts(10, LIE)
    statements.clear()

    statistics.quality_of(KEY)

    assert len(statements) == few <= 5


def test_the_longest_option_is_looked_at_over_the_module() -> None:
    given.module(body=given.many_questions(4).replace("Phải", "Phải rồi"))

    found = statistics.quality_of(KEY).longest

    assert (found, found.always) == (Longest(4, 4), True)


def test_a_module_that_is_not_there_has_no_quality() -> None:
    with pytest.raises(NotFound):
        statistics.quality_of("nguoi-dan/khong-co")
