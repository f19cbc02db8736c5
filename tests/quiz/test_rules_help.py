"""Help of their own as values: more time, more attempts, and what of it is stored with the attempt."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest

from app.content.words import QuizMode, Review
from app.quiz import rules
from app.quiz.rules import NO_HELP, Grant, Help, Past, Rule
from app.quiz.words import ExtraTime

NOON = datetime(2026, 11, 22, 5, tzinfo=UTC)
DAY = timedelta(days=1)
RULE = Rule(QuizMode.ASSESSMENT, Fraction(4, 5), 2, timedelta(0), timedelta(minutes=20), Review.AFTER)


def past(*days: int) -> list[Past]:
    return [Past(NOON + day * DAY, None, False) for day in days]


@pytest.mark.parametrize(
    ("extra", "minutes"),
    [
        (ExtraTime.NONE, 20),
        (ExtraTime.QUARTER, 25),
        (ExtraTime.HALF, 30),
        (ExtraTime.DOUBLE, 40),
        (ExtraTime.UNLIMITED, None),
    ],
)
def test_extra_time_is_a_share_of_the_limit_or_no_limit(extra: ExtraTime, minutes: int | None) -> None:
    allowed = replace(RULE, help=Help(extra_time=extra)).time_allowed

    assert allowed == (timedelta(minutes=minutes) if minutes else None)


def test_without_a_limit_extra_time_sets_none() -> None:
    assert replace(RULE, limit=None, help=Help(extra_time=ExtraTime.DOUBLE)).time_allowed is None


def test_the_help_is_kept_with_the_rule_and_the_module_s_own_numbers_stay() -> None:
    helped = replace(RULE, help=Help(ExtraTime.HALF, 2, has_reader=True, may_pause=True))

    assert Rule.read(helped.stored()) == helped
    assert helped.stored()["limit_seconds"] == 1200


def test_a_rule_from_before_there_was_help_is_read_and_one_without_says_nothing_of_it() -> None:
    assert "help" not in RULE.stored()
    assert Rule.read(RULE.stored()).help == NO_HELP


@pytest.mark.parametrize(
    ("used", "given_on", "attempts", "left"),
    [
        ([], 0, 1, 3),
        ([0], 1, 2, 3),
        ([0, 1], 2, 2, 2),
        ([0, 1, 3], 2, 2, 1),
        ([0, 1, 3, 4], 2, 2, 0),
        ([0, 1, 3, 4, 5], 2, 2, 0),
    ],
)
def test_promised_attempts_come_on_top_of_what_was_left_when_they_were_promised(
    used: list[int], given_on: int, attempts: int, left: int
) -> None:
    grant = Grant(NOON + given_on * DAY - timedelta(hours=1), attempts)

    assert rules.attempts_left(RULE, past(*used), [grant]) == left


def test_a_second_promise_after_the_first_is_used_up_brings_its_whole_number() -> None:
    grants = [Grant(NOON + DAY * 2 - timedelta(hours=1), 1), Grant(NOON + DAY * 4, 2)]

    assert rules.attempts_left(RULE, past(0, 1, 3), grants) == 2
    assert rules.attempts_left(RULE, past(0, 1, 3), grants[:1]) == 0
    assert rules.attempts_left(replace(RULE, attempts=None), past(0, 1, 3), grants) is None


def test_a_module_is_used_to_the_end_of_its_last_day() -> None:
    assert not rules.is_past_its_day("2026-11-22", date(2026, 11, 22))
    assert rules.is_past_its_day("2026-11-22", date(2026, 11, 23))
    assert not rules.is_past_its_day(None, date(2026, 11, 23))
