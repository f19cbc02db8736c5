"""Quizzes on paper, on values: the check sign, what a typed line stands for, from when a sheet counts."""

from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from typing import Any

import pytest

from app.content.words import Kind
from app.quiz import paper_sheets_lines as lines
from app.quiz import paper_sheets_rules as rules
from app.quiz.kinds.typed import Unreadable
from app.quiz.paper_sheets_lines import UnreadableLine


def test_one_wrong_sign_and_two_that_changed_places_are_always_noticed() -> None:
    code = rules.new_code()
    assert rules.code_problem(code) is None
    for place, right in enumerate(code):
        for sign in rules.SIGNS.replace(right, ""):
            assert rules.code_problem(code[:place] + sign + code[place + 1 :])
    for one, other in combinations(range(rules.LENGTH), 2):
        signs = list(code)
        signs[one], signs[other] = signs[other], signs[one]
        assert rules.code_problem("".join(signs)) or code[one] == code[other]


def test_the_signs_are_a_prime_number_and_none_looks_like_another() -> None:
    assert len(set(rules.SIGNS)) == 31
    assert not set("01OIL") & set(rules.SIGNS)


def test_a_code_is_typed_as_it_stands_on_paper() -> None:
    code = "2222222" + rules.check_sign("2222222")

    assert rules.read_code(f" {rules.spaced(code).lower()} ") == code
    assert "8" in (rules.code_problem("K7M2") or "")
    assert "I, L, O" in (rules.code_problem("O" * 8) or "")


@pytest.mark.parametrize("kind", list(Kind))
def test_paper_can_ask_every_kind_but_a_story(kind: Kind) -> None:
    assert rules.can_be_asked(kind) is (kind is not Kind.SCENARIO)


def test_a_sheet_counts_from_the_end_of_its_day_and_never_from_the_future() -> None:
    now = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)

    assert rules.sat_at(date(2026, 11, 22), now) == now
    assert rules.sat_at(date(2026, 11, 20), now) == datetime(2026, 11, 20, 16, 59, tzinfo=UTC)
    assert not rules.is_stale(now - timedelta(days=60), now)
    assert rules.is_stale(now - timedelta(days=60, seconds=1), now)


def laid(kind: Kind, options: list[int], key: Any, parts: list[int] | None = None) -> Any:
    """Return a question as it lies on a sheet; `options` are option numbers in the order they are printed."""
    one = {"id": "q", "kind": kind.value, "key": key, "points": "1", "scoring": "từng phần"}
    one["options"] = [(f"v{number}", number) for number in options]
    return one | ({"parts": parts} if parts is not None else {})


ONE = laid(Kind.ONE, [2, 0, 1], [0])
MANY = laid(Kind.SEVERAL, [2, 0, 1, 3], [0, 1])
SPOT = laid(Kind.HOTSPOT, list(range(11, -1, -1)), [0])
TRUTH = laid(Kind.TRUE_FALSE, [0, 1], [0])
TRUTHS = laid(Kind.TRUE_FALSE, [0, 1], [0, 1, 0], [2, 0, 1])
ORDER = laid(Kind.ORDER, [1, 2, 0], [0, 1, 2], [0, 1, 2])
PAIRS = laid(Kind.MATCH, [3, 1, 0, 2], [0, 1, 2], [1, 0, 2])
NUMBER = laid(Kind.NUMBER, [], {"ranges": ["15"], "unit": "người"})
SHORT = laid(Kind.SHORT, [], {"accepted": ["x"], "comparer": "nguyên văn"})


@pytest.mark.parametrize(
    ("question", "typed", "answer"),
    [
        (ONE, "b", [0]),
        (ONE, " B. ", [0]),
        (ONE, "", []),
        (ONE, "-", []),
        (MANY, "a c", [1, 2]),
        (MANY, "ca", [1, 2]),
        (MANY, "A,C; a", [1, 2]),
        (SPOT, "1 12", [0, 11]),
        (TRUTH, "đ", [0]),
        (TRUTH, "D", [0]),
        (TRUTH, "S", [1]),
        (TRUTHS, "đ s đ", [1, 0, 0]),
        (TRUTHS, "dsd", [1, 0, 0]),
        (TRUTHS, "đ - s", [None, 1, 0]),
        (TRUTHS, "- - -", []),
        (ORDER, "3 1 2", [2, 0, 1]),
        (ORDER, "312", [2, 0, 1]),
        (ORDER, "- 1 -", [2, None, None]),
        (PAIRS, "b a c", [3, 1, 0]),
        (PAIRS, "b - d", [None, 1, 2]),
        (NUMBER, "12,5", "12,5"),
        (NUMBER, "15 người", "15 người"),
        (SHORT, " Hai ba ", "Hai ba"),
    ],
)
def test_a_line_stands_for_an_answer(question: Any, typed: str, answer: Any) -> None:
    assert lines.read_line(question, typed) == answer


@pytest.mark.parametrize(
    ("question", "typed"),
    [
        (ONE, "d"),
        (ONE, "a b"),
        (ONE, "1"),
        (ONE, "b?"),
        (ONE, "<b>"),
        (MANY, "a -"),
        (MANY, "a e"),
        (SPOT, "13"),
        (SPOT, "0"),
        (TRUTH, "x"),
        (TRUTH, "đ s"),
        (TRUTHS, "đ s"),
        (TRUTHS, "đ s đ s"),
        (TRUTHS, "đ x đ"),
        (ORDER, "1 2"),
        (ORDER, "1 1 2"),
        (ORDER, "1 2 4"),
        (ORDER, "a b c"),
        (ORDER, "0 1 2"),
        (PAIRS, "a b"),
        (PAIRS, "a b e"),
        (NUMBER, "mười lăm"),
        (NUMBER, "9" * 5000),
        (ORDER, "9" * 5000),
    ],
)
def test_a_line_that_stands_for_nothing_is_refused_in_words(question: Any, typed: str) -> None:
    with pytest.raises((UnreadableLine, Unreadable)) as refused:
        lines.read_line(question, typed)

    assert refused.value.text()


def test_each_kind_says_how_it_is_typed() -> None:
    assert lines.hint_of(ONE) != lines.hint_of(MANY)
    assert lines.signs_of(SPOT)[-1] == "12"
    assert lines.signs_of(PAIRS) == ["a", "b", "c", "d"]
