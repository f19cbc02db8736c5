"""The rule of completion on plain values: what is missing, which trust is reached, and the words for it."""

from typing import Any

import pytest

from app.content.words import Trust
from app.learning import rules
from app.learning.rules import Facts, Lacking, LessonFact, Missing

A = LessonFact("n/a", "Bài A")
B = LessonFact("n/b", "Bài B")
C = LessonFact("n/c", "Bài C")
EXAM = LessonFact("n/x", "Bài đánh giá", needs_pass=True)


def read(lesson: LessonFact, **given: Any) -> LessonFact:
    return LessonFact(lesson.key, lesson.title, is_read=True, **given)


def passed(lesson: LessonFact) -> LessonFact:
    return LessonFact(lesson.key, lesson.title, is_passed=True, needs_pass=True)


def rule(**given: Any) -> dict[str, Any]:
    return {"all_lessons": False, "lessons": None, "assessment": False, "practices": 0, "trust": "tự khai"} | given


@pytest.mark.parametrize(
    ("asked", "facts", "missing"),
    [
        (rule(), Facts(), []),
        (rule(all_lessons=True), Facts((A, B)), [Lacking.READ, Lacking.READ]),
        (rule(all_lessons=True), Facts((read(A), B)), [Lacking.READ]),
        (rule(all_lessons=True), Facts((read(A), read(B))), []),
        (rule(all_lessons=True), Facts((read(A, needs_pass=True),)), [Lacking.PASS]),
        (rule(all_lessons=True), Facts((read(A, needs_pass=True, is_passed=True),)), []),
        (rule(all_lessons=True), Facts((passed(A),)), [Lacking.READ]),
        (rule(lessons=2), Facts((read(A), B, C)), [Lacking.LESSONS]),
        (rule(lessons=2), Facts((read(A), B, read(C))), []),
        (rule(lessons=1), Facts((read(A, needs_pass=True), B)), [Lacking.LESSONS]),
        (rule(assessment=True), Facts(assessment=EXAM), [Lacking.ASSESSMENT]),
        (rule(assessment=True), Facts(assessment=read(EXAM)), [Lacking.ASSESSMENT]),
        (rule(assessment=True), Facts(assessment=passed(EXAM)), []),
        (rule(practices=2), Facts(practices=1), [Lacking.PRACTICES]),
        (rule(practices=2), Facts(practices=3), []),
        (rule(assessment=True, practices=1), Facts(assessment=EXAM), [Lacking.ASSESSMENT, Lacking.PRACTICES]),
    ],
)
def test_what_is_missing_follows_from_the_rule_alone(
    asked: dict[str, Any], facts: Facts, missing: list[Lacking]
) -> None:
    verdict = rules.judge(asked, facts)

    assert [one.kind for one in verdict.missing] == missing
    assert verdict.is_finished == (not missing)


WITNESSED = "có người chứng kiến"


@pytest.mark.parametrize(
    ("asked", "facts", "missing"),
    [
        (rule(assessment=True, trust=WITNESSED), Facts(assessment=EXAM), [Lacking.WITNESSED_ASSESSMENT]),
        (rule(assessment=True, trust=WITNESSED), Facts(assessment=passed(EXAM)), [Lacking.WITNESS]),
        (rule(assessment=True, trust=WITNESSED), Facts(assessment=passed(EXAM), is_witnessed=True), []),
        (rule(assessment=True, trust=WITNESSED), Facts(assessment=passed(EXAM), practices=1), []),
        (rule(assessment=True, trust=WITNESSED), Facts(assessment=EXAM, practices=1), [Lacking.ASSESSMENT]),
        (
            rule(assessment=True, practices=1, trust=WITNESSED),
            Facts(assessment=EXAM),
            [Lacking.ASSESSMENT, Lacking.PRACTICES],
        ),
        (rule(all_lessons=True, trust=WITNESSED), Facts((read(A),)), [Lacking.WITNESS]),
        (rule(assessment=True, trust="VNeID"), Facts(assessment=passed(EXAM), is_witnessed=True), [Lacking.VNEID]),
    ],
)
def test_the_trust_a_programme_asks_for_is_part_of_finishing(
    asked: dict[str, Any], facts: Facts, missing: list[Lacking]
) -> None:
    assert [one.kind for one in rules.judge(asked, facts).missing] == missing


@pytest.mark.parametrize(
    ("facts", "trust"),
    [
        (Facts(assessment=passed(EXAM)), Trust.SELF),
        (Facts(assessment=passed(EXAM), is_witnessed=True), Trust.WITNESSED),
        (Facts(practices=1), Trust.WITNESSED),
    ],
)
def test_a_witness_is_who_opened_the_assessment_or_saw_a_practice(facts: Facts, trust: Trust) -> None:
    assert rules.reached_trust(facts) is trust


UNREAD = Missing(Lacking.READ, "n/a", "Bài A")


@pytest.mark.parametrize(
    ("missing", "words"),
    [
        ((), "Đã hoàn thành chương trình “Kỹ năng số”."),
        ((UNREAD,), "Còn thiếu: đọc bài “Bài A”."),
        (
            (UNREAD, Missing(Lacking.ASSESSMENT), Missing(Lacking.PRACTICES)),
            "Còn thiếu: đọc bài “Bài A”; làm bài đánh giá; một buổi thực hành có người xác nhận.",
        ),
        ((UNREAD, UNREAD, UNREAD), "Còn thiếu: đọc 3 bài, trước hết là “Bài A”."),
        ((Missing(Lacking.PRACTICES, count=2),), "Còn thiếu: 2 buổi thực hành có người xác nhận."),
        ((Missing(Lacking.LESSONS, count=2),), "Còn thiếu: học thêm 2 bài."),
        ((Missing(Lacking.PASS, "n/a", "Bài A"),), "Còn thiếu: làm đạt bài kiểm tra của “Bài A”."),
        (
            (Missing(Lacking.WITNESSED_ASSESSMENT),),
            "Còn thiếu: làm bài đánh giá, có người hướng dẫn mở bài.",
        ),
    ],
)
def test_one_line_answers_what_is_missing(missing: tuple[Missing, ...], words: str) -> None:
    assert str(rules.line("Kỹ năng số", missing)) == words


def test_a_title_with_a_percent_sign_is_said_as_it_is() -> None:
    assert str(rules.line("Giảm 50%", ())) == "Đã hoàn thành chương trình “Giảm 50%”."


def test_every_part_of_the_line_goes_through_the_translator() -> None:
    said: list[str] = []

    def translate(message: str, **details: Any) -> str:
        said.append(message)
        return message % details if details else message

    rules.line("Kỹ năng số", (UNREAD, Missing(Lacking.ASSESSMENT))).say(translate)

    assert said == ["đọc bài “%(title)s”", "làm bài đánh giá", "Còn thiếu: %(parts)s."]


def test_what_a_programme_asks_for_is_said_in_the_order_of_its_rule() -> None:
    asked = rule(all_lessons=True, assessment=True, practices=2, trust=WITNESSED)

    assert [str(sentence) for sentence in rules.requirements(asked)] == [
        "Đọc hết các bài.",
        "Làm bài đánh giá. Chưa đủ điểm thì đọc lại rồi làm lại.",
        "Thực hành 2 việc, có người hướng dẫn xác nhận.",
        "Có người hướng dẫn ngồi cạnh: người ấy mở bài đánh giá hoặc xác nhận việc thực hành.",
    ]
    assert [str(sentence) for sentence in rules.requirements(rule(lessons=3))] == ["Đọc ít nhất 3 bài."]
