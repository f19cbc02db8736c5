"""Drawing questions, laying out a sheet and reading a post against it, on plain values."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.content.words import Scoring
from app.quiz import layout
from app.quiz.layout import Laid, NotOnSheet
from app.quiz.questions import Question
from tests.quiz import records

ids = st.lists(st.text("abcdefgh23", min_size=8, max_size=8), min_size=1, max_size=20, unique=True)


def questions(count: int = 3) -> list[Question]:
    made = [("một đáp án", {}), ("nhiều đáp án", {}), ("đúng sai", {"answer": "Sai", "options": []})]
    given = [(f"cau-{n}", *made[n % 3]) for n in range(count)]
    return [records.question(records.choices(kind, "-x--", id_=id_) | more) for id_, kind, more in given]


def sheet(*, shuffles: bool = False, seed: str = "hat") -> list[Laid]:
    return layout.lay(questions(), shuffles=shuffles, seed=seed)


def order(laid: list[Laid]) -> list[tuple[str, list[int]]]:
    return [(one["id"], [number for _, number in one["options"]]) for one in laid]


def value(laid: list[Laid], question: int, number: int) -> str:
    return next(value for value, found in laid[question]["options"] if found == number)


@given(ids, st.integers(1, 20), st.text())
def test_a_draw_has_no_question_twice_and_keeps_the_order_of_the_file(pool: list[str], wanted: int, seed: str) -> None:
    drawn = layout.draw(dict.fromkeys(pool, ""), wanted, {}, seed)
    assert len(drawn) == len(set(drawn)) == min(wanted, len(pool))
    assert drawn == [question for question in pool if question in drawn]
    assert layout.draw(dict.fromkeys(pool, ""), wanted, {}, seed) == drawn


@given(ids, st.integers(1, 20), st.text(), st.data())
def test_a_draw_takes_what_was_met_least(pool: list[str], wanted: int, seed: str, data: st.DataObject) -> None:
    seen = Counter(data.draw(st.lists(st.sampled_from(pool))))
    drawn = layout.draw(dict.fromkeys(pool, ""), wanted, seen, seed)
    left = [question for question in pool if question not in drawn]
    assert not left or max(seen[question] for question in drawn) <= min(seen[question] for question in left)


def test_a_draw_asks_something_of_every_domain_before_it_asks_twice_of_one() -> None:
    pool = {f"an-toan-{n}": "TT02:4" for n in range(40)} | {"tim": "TT02:1", "noi": "TT02:2", "may": "0"}
    for seed in range(20):
        assert {pool[question] for question in layout.draw(pool, 4, {}, str(seed))} == set(pool.values())


def test_where_there_are_more_domains_than_questions_each_comes_its_turn() -> None:
    pool = {f"cau-{n}": f"TT02:{n}" for n in range(6)}
    met = Counter(question for seed in range(200) for question in layout.draw(pool, 2, {}, str(seed)))
    assert set(met) == set(pool)
    assert max(met.values()) < 2 * min(met.values())


def test_without_a_number_everything_is_asked() -> None:
    assert layout.draw({"a": "", "b": ""}, None, {}, "hat") == ["a", "b"]


def test_another_seed_draws_other_questions() -> None:
    pool = [f"cau-{n}" for n in range(12)]
    assert len({tuple(layout.draw(dict.fromkeys(pool, ""), 6, {}, str(seed))) for seed in range(20)}) > 10


def test_nothing_changes_places_unless_asked_to() -> None:
    assert order(sheet()) == [("cau-0", [0, 1, 2, 3]), ("cau-1", [0, 1, 2, 3]), ("cau-2", [0, 1])]


def test_the_order_comes_from_the_seed_and_the_values_do_not() -> None:
    first, again = sheet(shuffles=True), sheet(shuffles=True)
    assert order(first) == order(again)
    assert not {value for one in first for value, _ in one["options"]} & {v for one in again for v, _ in one["options"]}
    assert len({str(order(sheet(shuffles=True, seed=str(seed)))) for seed in range(20)}) > 10


def test_true_and_false_stay_where_people_expect_them() -> None:
    for seed in range(20):
        assert dict(order(sheet(shuffles=True, seed=str(seed))))["cau-2"] == [0, 1]


def test_values_are_of_one_length_and_never_the_same_twice() -> None:
    values = [value for one in layout.lay(questions(30), shuffles=True, seed="hat") for value, _ in one["options"]]
    assert len(set(values)) == len(values)
    assert {len(value) for value in values} == {12}


def test_a_sheet_grades_without_anything_else() -> None:
    assert [one.key for one in layout.asked_of(sheet())] == [[1]] * 3
    assert layout.asked_of(sheet())[1].scoring is Scoring.SHARE


def test_a_post_is_read_by_its_values() -> None:
    laid = sheet(shuffles=True)
    index = [one["id"] for one in laid].index("cau-1")
    posted = {"q-cau-1": [value(laid, index, 3), value(laid, index, 1)], "csrf_token": ["x"]}
    assert layout.read_answers(laid, posted) == {"cau-1": [1, 3]}


def test_an_empty_value_empties_the_question() -> None:
    assert layout.read_answers(sheet(), {"q-cau-1": [""]}) == {"cau-1": []}


@pytest.mark.parametrize(
    "posted",
    [
        {"q-cau-9": [""]},
        {"q-": ["x"]},
        {"q-cau-0-1": [""]},
        {"q-cau-0": ["khong-co"]},
        {"q-cau-0": ["0"]},
        {"q-cau-0": ["x" * 1_000_000]},
    ],
)
def test_what_the_sheet_never_offered_is_refused(posted: dict[str, list[str]]) -> None:
    with pytest.raises(NotOnSheet):
        layout.read_answers(sheet(), posted)


def test_the_value_of_another_question_is_refused() -> None:
    laid = sheet()
    with pytest.raises(NotOnSheet):
        layout.read_answers(laid, {"q-cau-0": [value(laid, 1, 1)]})


def test_two_answers_to_a_question_with_one_are_refused() -> None:
    laid = sheet()
    with pytest.raises(NotOnSheet):
        layout.read_answers(laid, {"q-cau-0": [value(laid, 0, 0), value(laid, 0, 1)]})


@pytest.mark.parametrize(("text", "seq"), [(None, None), ("", None), ("0", 0), ("7", 7), (str(2**53), 2**53)])
def test_a_sequence_number_is_read(text: str | None, seq: int | None) -> None:
    assert layout.read_seq(text) == seq


@pytest.mark.parametrize("text", ["-1", "1.0", "1e3", "٣", " 1", str(2**53 + 1), "9" * 5000, "abc"])
def test_a_strange_sequence_number_is_refused(text: str) -> None:
    with pytest.raises(NotOnSheet):
        layout.read_seq(text)


@pytest.mark.parametrize(("seq", "highest"), [(1, 0), (1000, 0), (1007, 7), (5, 2000), (2**53, 2**53 - 1)])
def test_a_number_close_above_what_is_stored_is_taken(seq: int, highest: int) -> None:
    layout.ensure_near(seq, highest)


@pytest.mark.parametrize(("seq", "highest"), [(1001, 0), (1008, 7), (2**53, 2**53 - 1001)])
def test_a_number_far_above_would_lock_its_answer_and_is_refused(seq: int, highest: int) -> None:
    with pytest.raises(NotOnSheet):
        layout.ensure_near(seq, highest)
