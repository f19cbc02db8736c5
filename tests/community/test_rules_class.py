"""The policy of classes, on values."""

from datetime import UTC, datetime, timedelta

import pytest

from app.community import rules

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("starts", "ends", "is_fine"),
    [(0, 2, True), (-1, 1, True), (0, 12, True), (0, 13, False), (2, 2, False), (2, 1, False), (-3, -1, False)],
)
def test_a_class_ends_after_it_begins_and_lasts_half_a_day_at_most(starts: int, ends: int, is_fine: bool) -> None:
    problem = rules.times_problem(NOW + starts * HOUR, NOW + ends * HOUR, NOW)

    assert (problem is None) is is_fine


@pytest.mark.parametrize(("at", "is_open"), [(-1, False), (0, True), (59, True), (60, False)])
def test_a_class_is_open_from_its_first_minute_to_its_last(at: int, is_open: bool) -> None:
    assert rules.is_open(NOW, NOW + HOUR, None, NOW + timedelta(minutes=at)) is is_open
    assert not rules.is_open(NOW, NOW + HOUR, NOW, NOW + timedelta(minutes=at))


def test_the_digits_are_made_of_the_token() -> None:
    assert rules.code_of("a") == rules.code_of("a") != rules.code_of("b")
    assert all(rules.CODE.fullmatch(rules.code_of(str(n))) for n in range(500))


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("482915", "482915"),
        (" 482 915 ", "482915"),
        ("482-915", "482915"),
        ("48291", None),
        ("48a915", None),
        ("", None),
    ],
)
def test_digits_are_read_as_they_are_read_out(typed: str, read: str | None) -> None:
    assert rules.read_code(typed) == read
    assert rules.spaced("482915") == "482 915"
