"""The policy of attempts and the arithmetic of marks, on plain values."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.content.words import Kind, QuizMode, Review, Scoring
from app.quiz import grading, rules
from app.quiz.grading import Asked
from app.quiz.rules import Band, Past, Rule

NOON = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
ONE = Asked("mot", Kind.ONE, [1])
MANY = Asked("nhieu", Kind.SEVERAL, [0, 2])
ALL = Asked("het", Kind.SEVERAL, [0, 2], scoring=Scoring.ALL_RIGHT)


def rule(**given: object) -> Rule:
    default = {
        "mode": QuizMode.ASSESSMENT, "pass_mark": Fraction(4, 5), "attempts": 5, "wait": timedelta(minutes=10),
        "limit": None, "review": Review.AFTER,
    }  # fmt: skip
    return Rule(**default | given)  # type: ignore[arg-type]


def past(minutes_ago: int, *, ends_in: int | None = None, is_passed: bool = False) -> Past:
    submitted = NOON - timedelta(minutes=minutes_ago)
    return Past(submitted, None if ends_in is None else submitted + timedelta(minutes=ends_in), is_passed)


@pytest.mark.parametrize(
    ("question", "chosen", "earns"),
    [
        (ONE, {1}, Fraction(1)),
        (ONE, {0}, Fraction(0)),
        (ONE, set(), Fraction(0)),
        (MANY, {0, 2}, Fraction(1)),
        (MANY, {0}, Fraction(1, 2)),
        (MANY, {0, 1}, Fraction(0)),
        (MANY, {0, 1, 2}, Fraction(1, 2)),
        (MANY, {1, 3}, Fraction(0)),
        (ALL, {0, 2}, Fraction(1)),
        (ALL, {0}, Fraction(0)),
        (Asked("ds", Kind.TRUE_FALSE, [1]), {1}, Fraction(1)),
        (Asked("ds", Kind.TRUE_FALSE, [1]), {0}, Fraction(0)),
    ],
)
def test_a_question_earns_what_the_table_says(question: Asked, chosen: set[int], earns: Fraction) -> None:
    assert grading.share(question, sorted(chosen)) == earns


def test_points_weigh_the_questions_and_only_whole_ones_are_counted_as_right() -> None:
    heavy = Asked("nang", Kind.ONE, [0], points=Fraction(3, 2))
    marks = grading.grade([heavy, MANY], {"nang": [0], "nhieu": [0]})
    assert (marks.score, marks.right) == (Fraction(4, 5), 1)


questions = st.lists(
    st.builds(
        Asked,
        id=st.text("abcdefgh", min_size=8, max_size=8),
        kind=st.sampled_from([Kind.ONE, Kind.SEVERAL, Kind.SIGNS, Kind.HOTSPOT]),
        key=st.frozensets(st.integers(0, 5), min_size=1).map(sorted),
        points=st.fractions(min_value="0.01", max_value=999),
        scoring=st.sampled_from([Scoring.SHARE, Scoring.ALL_RIGHT]),
    ),
    min_size=1,
    max_size=12,
    unique_by=lambda question: question.id,
)
choices = st.lists(st.frozensets(st.integers(0, 5)).map(sorted), min_size=12, max_size=12)


@given(questions, choices)
def test_a_score_lies_between_nothing_and_everything(asked: list[Asked], chosen: list[list[int]]) -> None:
    answers = {question.id: numbers for question, numbers in zip(asked, chosen, strict=False)}
    marks = grading.grade(asked, answers)
    assert 0 <= marks.score <= 1
    assert all(0 <= earned <= 1 for earned in marks.shares.values())
    assert (marks.right == len(asked)) == (marks.score == 1)


@given(questions, choices, st.randoms())
def test_the_order_of_questions_and_answers_changes_nothing(
    asked: list[Asked], chosen: list[list[int]], random: object
) -> None:
    answers = {question.id: numbers for question, numbers in zip(asked, chosen, strict=False)}
    mixed = list(asked)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    turned = dict(reversed(answers.items()))
    assert grading.grade(asked, answers) == grading.grade(mixed, turned)


@given(questions)
def test_the_key_itself_earns_everything(asked: list[Asked]) -> None:
    marks = grading.grade(asked, {question.id: question.key for question in asked})
    assert marks.score == 1
    assert marks.right == len(asked)


def test_the_pass_mark_is_compared_before_rounding() -> None:
    assert rules.band(Fraction(7999, 10000), Fraction(4, 5)) is Band.NEAR
    assert rules.band(Fraction(4, 5), Fraction(4, 5)) is Band.REACHED
    assert rules.band(Fraction(1, 2), Fraction(4, 5)) is Band.AGAIN


def test_a_rule_survives_being_stored() -> None:
    for kept in (rule(), rule(limit=timedelta(minutes=20), attempts=None, pass_mark=Fraction(2, 3))):
        assert Rule.read(kept.stored()) == kept


def test_attempts_run_out_and_unlimited_ones_do_not() -> None:
    assert rules.attempts_left(rule(attempts=2), [past(60)]) == 1
    assert rules.attempts_left(rule(attempts=2), [past(60), past(30), past(10)]) == 0
    assert rules.attempts_left(rule(attempts=None), [past(1)] * 99) is None


def test_the_wait_is_counted_from_the_finish() -> None:
    assert rules.next_start_at(rule(), [past(4)]) == NOON + timedelta(minutes=6)
    assert rules.next_start_at(rule(), []) is None
    assert rules.next_start_at(rule(wait=timedelta(0)), [past(1)]) is None


def test_a_late_automatic_close_does_not_lengthen_the_wait() -> None:
    assert rules.next_start_at(rule(), [past(4, ends_in=-30)]) == NOON - timedelta(minutes=24)


def test_nobody_waits_after_passing() -> None:
    assert rules.next_start_at(rule(), [past(1, is_passed=True)]) is None


def test_answers_count_through_the_minute_of_grace_and_not_after() -> None:
    assert not rules.is_over(None, NOON)
    assert not rules.is_over(NOON, NOON + timedelta(seconds=60))
    assert rules.is_over(NOON, NOON + timedelta(seconds=61))


def test_an_attempt_closed_long_after_its_time_is_finished_at_its_end() -> None:
    assert rules.closed_at(NOON, NOON + timedelta(hours=2)) == NOON
    assert rules.closed_at(NOON, NOON + timedelta(seconds=30)) == NOON + timedelta(seconds=30)
    assert rules.closed_at(None, NOON) == NOON


@pytest.mark.parametrize("written", [None, *Review])
def test_an_assessment_shows_nothing_before_it_is_submitted_and_no_key_before_it_is_passed(
    written: Review | None,
) -> None:
    held = rule(review=rules.review_of(QuizMode.ASSESSMENT, written))
    assert rules.shown_while_open(held, is_answered=True) == rules.Shown()
    assert not rules.shown_afterwards(held, is_passed=False).key


def test_each_preset_shows_what_it_promises() -> None:
    practice = rule(mode=QuizMode.PRACTICE, review=rules.review_of(QuizMode.PRACTICE, None))
    assert rules.shown_while_open(practice, is_answered=True) == rules.Shown(verdict=True, explanation=True)
    assert rules.shown_while_open(practice, is_answered=False) == rules.Shown()
    assert rules.shown_afterwards(practice, is_passed=False).key
    assert rules.shown_afterwards(rule(), is_passed=True) == rules.Shown(verdict=True, explanation=True, key=True)
    assert rules.shown_afterwards(rule(review=Review.RESULT), is_passed=True) == rules.Shown()
