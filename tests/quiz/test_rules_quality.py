"""The figures of a question's quality: exact, the same as the textbook's, and what they mean."""

import statistics
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.quiz import quality_rules as rules
from app.quiz.quality_rules import Ease, Longest, Tally, Tells

SHARES = st.sampled_from(["0", "1/3", "1/2", "2/3", "3/4", "1", "5/17"])


def tallied(attempts: list[list[str]], points: list[int] | None = None) -> dict[str, Tally]:
    """Return the tallies of attempts at the questions a, b, c …, given by their shares."""
    names = "abcdefgh"[: len(attempts[0])]
    tallies = {name: Tally() for name in names}
    worth = dict(zip(names, points or [1] * len(names), strict=True))
    for attempt in attempts:
        rules.add(tallies, {name: rules.scaled(share) for name, share in zip(names, attempt, strict=True)}, worth)
    return tallies


@settings(max_examples=150)
@given(
    st.lists(st.lists(SHARES, min_size=4, max_size=4), min_size=3, max_size=40),
    st.lists(st.integers(1, 3), min_size=4, max_size=4),
)
def test_facility_and_discrimination_are_those_of_the_textbook(attempts: list[list[str]], points: list[int]) -> None:
    first = tallied(attempts, points)["a"]
    own = [Fraction(attempt[0]) for attempt in attempts]
    rest = [
        sum(Fraction(one) * worth for one, worth in zip(attempt[1:], points[1:], strict=True)) for attempt in attempts
    ]

    assert first.facility == sum(own) / len(own)
    if len(set(own)) == 1 or len(set(rest)) == 1:
        assert first.discrimination is None
    else:
        assert first.discrimination == pytest.approx(statistics.correlation(own, rest), abs=1e-9)


def test_attempts_with_other_questions_are_compared_by_the_share_of_the_rest() -> None:
    tallies = {"a": Tally()}
    sheets = [
        ({"a": "1", "b": "1"}, 1),
        ({"a": "0", "b": "0"}, 1),
        ({"a": "1", "b": "1", "c": "1"}, 2),
        ({"a": "0", "b": "0", "c": "0"}, 2),
    ]
    for shares, _ in sheets:
        rules.add(tallies, {name: rules.scaled(share) for name, share in shares.items()}, dict.fromkeys(shares, 1))

    assert tallies["a"].count == 4
    assert tallies["a"].discrimination == pytest.approx(1)


def test_a_question_alone_on_its_sheet_cannot_be_compared() -> None:
    tally = tallied([["1"], ["0"], ["1"]])["a"]

    assert (tally.facility, tally.discrimination) == (Fraction(2, 3), None)
    assert Tally().facility is None


@pytest.mark.parametrize(
    ("discrimination", "tells"),
    [
        (None, Tells.UNKNOWN), (1.0, Tells.WELL), (0.3, Tells.WELL), (0.29, Tells.FAIRLY), (0.15, Tells.FAIRLY),
        (0.14, Tells.HARDLY), (0.0, Tells.HARDLY), (-0.09, Tells.HARDLY), (-0.1, Tells.REVERSED), (-1, Tells.REVERSED),
    ],
)  # fmt: skip
def test_a_discrimination_is_said_in_five_words(discrimination: float | None, tells: Tells) -> None:
    assert rules.tells(discrimination) is tells


@pytest.mark.parametrize(
    ("facility", "ease"),
    [("1", Ease.EASY), ("19/20", Ease.EASY), ("94/100", Ease.FITTING), ("3/10", Ease.FITTING), ("29/100", Ease.HARD)],
)
def test_a_facility_is_easy_fitting_or_hard(facility: str, ease: Ease) -> None:
    assert rules.ease(Fraction(facility)) is ease


@pytest.mark.parametrize(
    ("questions", "found", "always"),
    [
        ([(["dài nhất", "ngắn"], 0)] * 3, Longest(3, 3), True),
        ([(["dài nhất", "ngắn"], 0)] * 2, Longest(2, 2), False),
        ([(["dài nhất", "ngắn"], 0)] * 3 + [(["dài nhất", "ngắn"], 1)], Longest(3, 4), False),
        ([(["bằng", "nhau"], 0)] * 3, Longest(0, 0), False),
        ([], Longest(0, 0), False),
    ],
)
def test_the_longest_option_is_a_habit_when_it_is_always_the_right_one(
    questions: list[tuple[list[str], int]], found: Longest, always: bool
) -> None:
    assert rules.longest(questions) == found
    assert found.always is always
