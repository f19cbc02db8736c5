"""What each kind of question earns, how it is read from a post and when it counts as answered; on plain values."""

from fractions import Fraction
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.content.words import Scoring
from app.quiz import grading, layout
from app.quiz.kinds.base import Answer, Laid, Note
from app.quiz.kinds.registry import rules_on
from app.quiz.kinds.typed import Unreadable
from app.quiz.layout import NotOnSheet
from tests.quiz import records

EVERY = {record["id"]: records.question(record) for record in records.every_kind()}


def share(record: dict[str, Any], answer: Answer, scoring: Scoring = Scoring.SHARE) -> Fraction:
    return grading.share(records.question(record, scoring).asked, answer)


def laid_of(record: dict[str, Any], *, shuffles: bool = True, seed: str = "hat") -> Laid:
    return layout.lay([records.question(record)], shuffles=shuffles, seed=seed)[0]


def post(laid: Laid, **parts: str | list[str]) -> Answer:
    """Read a post whose fields are named `whole`, or `p1` and so on for its parts."""
    names = {name: f"q-{laid['id']}" if name == "whole" else f"q-{laid['id']}-{name[1:]}" for name in parts}
    fields = {names[name]: [one] if isinstance(one, str) else one for name, one in parts.items()}
    return layout.read_answers([laid], fields)[laid["id"]]


def value(laid: Laid, number: int) -> str:
    return next(value for value, found in laid["options"] if found == number)


def by_text(record: dict[str, Any], *texts: str | None) -> list[int | None]:
    """Return the option numbers of some texts."""
    known = [option.text for option in records.question(record).options]
    return [None if text is None else known.index(text) for text in texts]


@pytest.mark.parametrize(
    ("marks", "answer", "earns"),
    [
        ("-xx", [1, 2], Fraction(1)),
        ("-xx", [1], Fraction(1, 2)),
        ("-xx", [0, 1, 2], Fraction(1, 2)),
        ("-xx", [0], Fraction(0)),
        ("-xx", [], Fraction(0)),
        ("x--", [0, 1, 2], Fraction(0)),
        ("xxx-", [0, 1, 3], Fraction(1, 3)),
    ],
)
@pytest.mark.parametrize("kind", ["nhiều đáp án", "tìm dấu hiệu", "điểm ảnh"])
def test_ticks_earn_right_minus_wrong_over_right(kind: str, marks: str, answer: list[int], earns: Fraction) -> None:
    record = records.choices(kind, marks)
    assert share(record, answer) == earns
    assert share(record, answer, Scoring.ALL_RIGHT) == (earns == 1)


S = records.STEPS


@pytest.mark.parametrize(
    ("count", "answer", "earns"),
    [
        (4, [S[0], S[1], S[2], S[3]], Fraction(1)),
        (4, [S[3], S[2], S[1], S[0]], Fraction(0)),
        (4, [S[1], S[2], S[3], S[0]], Fraction(2, 3)),
        (4, [S[3], S[0], S[1], S[2]], Fraction(2, 3)),
        (4, [S[1], S[0], S[3], S[2]], Fraction(1, 3)),
        (4, [S[0], None, None, S[3]], Fraction(1, 3)),
        (4, [None, S[1], None, None], Fraction(0)),
        (4, [S[0], S[0], S[0], S[0]], Fraction(0)),
        (4, [S[0], S[0], S[1], S[1]], Fraction(1, 3)),
        (5, [S[4], S[0], S[1], S[2], S[3]], Fraction(3, 4)),
        (5, [S[1], S[0], S[2], S[4], S[3]], Fraction(2, 4)),
        (3, [S[0], S[2], S[1]], Fraction(1, 2)),
    ],
)
def test_an_order_earns_its_longest_ordered_subset(count: int, answer: list[str | None], earns: Fraction) -> None:
    record = records.order(count)
    assert share(record, by_text(record, *answer)) == earns
    assert share(record, by_text(record, *answer), Scoring.ALL_RIGHT) == (earns == 1)


def test_a_place_of_a_longer_order_than_was_saved_is_open() -> None:
    record = records.order()
    assert share(record, by_text(record, S[0], S[1])) == Fraction(1, 3)
    assert share(record, []) == 0


@pytest.mark.parametrize(
    ("answer", "earns"),
    [
        (["Cúp máy", "Không bấm", "Báo công an"], Fraction(1)),
        (["Cúp máy", "Không bấm", "Chuyển tiền"], Fraction(2, 3)),
        (["Cúp máy", "Cúp máy", "Cúp máy"], Fraction(1, 3)),
        (["Không bấm", "Cúp máy", None], Fraction(0)),
        ([None, "Không bấm", None], Fraction(1, 3)),
        (["Chuyển tiền", "Chuyển tiền", "Chuyển tiền"], Fraction(0)),
    ],
)
def test_matching_earns_right_pairs_over_all_pairs(answer: list[str | None], earns: Fraction) -> None:
    record = records.match("Chuyển tiền")
    assert share(record, by_text(record, *answer)) == earns
    assert share(record, by_text(record, *answer), Scoring.ALL_RIGHT) == (earns == 1)


@pytest.mark.parametrize(("right", "step"), [(0, "0"), (1, "1/10"), (2, "1/4"), (3, "1/2"), (4, "1")])
def test_four_statements_earn_by_share_or_by_the_steps_of_the_exam(right: int, step: str) -> None:
    record = records.statements(four=True)
    wanted: list[int] = records.question(record).asked.key
    answer = [word if place < right else 1 - word for place, word in enumerate(wanted)]
    assert share(record, answer) == Fraction(right, 4)
    assert share(record, answer, Scoring.STEPS) == Fraction(step)
    assert share(record | {"scoring": "bậc"}, answer) == Fraction(step)
    assert share(record, answer, Scoring.ALL_RIGHT) == (right == 4)


def test_steps_are_for_four_statements_only_and_open_ones_earn_nothing() -> None:
    assert share(records.statements(), [0, 1, None], Scoring.STEPS) == Fraction(2, 3)
    assert share(records.statements(four=True), [0, None, None, 0], Scoring.STEPS) == Fraction(1, 4)


@pytest.mark.parametrize(
    ("comparer", "typed", "earns"),
    [
        (None, "Dương Hưu", 1),
        (None, "  dương  hưu. ", 1),
        (None, "duong huu", 0),
        (None, "Dương Hữu", 0),
        (None, "", 0),
        ("không dấu", "DUONG HUU", 1),
        ("không dấu", "duong hu", 0),
    ],
)
def test_a_short_answer_is_compared_as_the_teacher_says(comparer: str | None, typed: str, earns: int) -> None:
    assert share(records.record("trả lời ngắn", answer="Dương Hưu", comparer=comparer), typed) == earns


def test_any_of_the_accepted_answers_is_right() -> None:
    record = records.record("trả lời ngắn", answer="113", accepted=["0204 386 2220"], comparer="số điện thoại")
    assert [share(record, typed) for typed in ("113", "+84 204 3862220", "02043862221")] == [1, 1, 0]


@pytest.mark.parametrize(
    ("typed", "earns"),
    [
        ("15", 1), ("14", 1), ("16", 1), ("13,99", 0), ("16,01", 0), ("15 người", 1), ("15 NGƯỜI", 1), ("15 con", 0),
        ("20", 1), ("22,5", 1), ("22.5", 1), ("22,6", 0), ("1000", 1), ("1.000", 0), ("1 000", 1), ("-15", 0),
        ("mười lăm", 0), ("", 0), ("15/1", 0), ("१५", 0), ("9" * 200, 0),
    ],
)  # fmt: skip
def test_a_number_lies_within_its_ranges_ends_included(typed: str, earns: int) -> None:
    assert share(records.every_kind()[5], typed) == earns


@pytest.mark.parametrize(
    ("answer", "earns"),
    [
        ([1, None, None], Fraction(1)),
        ([0, 3, None], Fraction(1, 2)),
        ([0, 2, 5], Fraction(1, 3)),
        ([0, None, None], Fraction(0)),
        ([0, 2, None], Fraction(0)),
        ([0, 2, 4], Fraction(0)),
        ([None, 3, 5], Fraction(0)),
        ([], Fraction(0)),
    ],
    ids=["good at once", "good later", "good at last", "open", "open later", "cut loop", "beside the way", "nothing"],
)
def test_a_story_earns_the_share_of_good_choices_on_its_way(answer: list[int | None], earns: Fraction) -> None:
    assert share(records.scenario(), answer) == earns
    assert share(records.scenario(), answer, Scoring.ALL_RIGHT) == (earns == 1)


def test_a_good_way_without_its_end_is_not_everything() -> None:
    good = records.choice("Hỏi lại", "B", good=True)
    end = records.choice("Cúp máy", "Kết thúc", good=True)
    back = records.choice("Nghe lại", "A", good=True)
    nodes = [
        {"name": "A", "text_html": "", "choices": [good, end]},
        {"name": "B", "text_html": "", "choices": [end, back]},
    ]
    record = records.record("tình huống", nodes=nodes)
    assert share(record, [0, 2]) == 1
    assert share(record, [0, None]) == Fraction(1, 2)
    assert share(record, [0, 3]) == Fraction(2, 3)


@pytest.mark.parametrize("id_", EVERY)
def test_what_is_called_right_earns_everything_and_nothing_earns_nothing(id_: str) -> None:
    asked = EVERY[id_].asked
    right = rules_on(layout.lay([EVERY[id_]], shuffles=True, seed="hat")[0]).right(asked.key)
    assert grading.share(asked, right) == 1
    for nothing in ((), [], "", [None, None, None, None]):
        if not (isinstance(nothing, list) and nothing) or EVERY[id_].parts:
            assert grading.share(asked, nothing) == 0


@pytest.mark.parametrize("id_", EVERY)
@given(seed=st.text(), data=st.data())
def test_whatever_a_post_says_earns_from_nothing_to_everything(id_: str, seed: str, data: st.DataObject) -> None:
    laid = layout.lay([EVERY[id_]], shuffles=True, seed=seed)[0]
    values = st.sampled_from(["", *(value for value, _ in laid["options"])])
    several = rules_on(laid).empties
    if rules_on(laid).widget in ("text", "number"):
        values = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=40) | st.sampled_from(records.RANGES)
    whole = data.draw(st.lists(values, max_size=4 if several else 1))
    rows = {f"p{n}": data.draw(values) for n in range(1, rules_on(laid).fields(laid) + 1)}
    answer = post(laid, **rows) if rows else post(laid, whole=whole)
    assert 0 <= grading.share(EVERY[id_].asked, answer) <= 1
    rules_on(laid).note(laid["key"], answer)
    assert rules_on(laid).is_whole(laid["key"], answer) or grading.share(EVERY[id_].asked, answer) < 1


@pytest.mark.parametrize("id_", EVERY)
def test_the_fields_of_the_right_answer_are_read_back_as_right(id_: str) -> None:
    laid = layout.lay([EVERY[id_]], shuffles=True, seed="hat")[0]
    (answer,) = layout.read_answers([laid], layout.right_fields(laid)).values()
    assert grading.share(EVERY[id_].asked, answer) == 1
    assert rules_on(laid).is_whole(laid["key"], answer)


def test_steps_are_never_laid_in_their_right_order_and_always_mixed() -> None:
    for seed in range(200):
        for shuffles in (True, False):
            laid = laid_of(records.order(3, shuffle=False), shuffles=shuffles, seed=str(seed))
            assert [number for _, number in laid["options"]] != laid["key"]


def test_right_sides_are_never_laid_beside_their_left_sides() -> None:
    for seed in range(200):
        record = records.match("Chuyển tiền") | {"pairs": records.match("Chuyển tiền")["pairs"][1:]}
        laid = laid_of(record, shuffles=seed % 2 == 0, seed=str(seed))
        beside = [laid["key"][row] for row in laid["parts"]]
        assert [number for _, number in laid["options"]][: len(beside)] != beside


def test_numbers_of_steps_and_right_sides_do_not_follow_the_key() -> None:
    turned = records.order() | {"options": records.order()["options"][::-1]}
    assert [one.text for one in records.question(turned).options] == sorted(S[:4])
    assert [one.text for one in records.question(records.match("Ai đó")).options] == [
        "Ai đó", "Báo công an", "Cúp máy", "Không bấm",
    ]  # fmt: skip


def test_the_lines_of_a_message_stay_in_their_order() -> None:
    for seed in range(20):
        laid = laid_of(records.choices("tìm dấu hiệu", "-x-x-x"), seed=str(seed))
        assert [number for _, number in laid["options"]] == list(range(6))


def test_choices_of_a_story_change_places_within_their_step_only() -> None:
    orders = {tuple(n for _, n in laid_of(records.scenario(), seed=str(seed))["options"]) for seed in range(40)}
    assert len(orders) > 3
    assert all({*order[:2]} == {0, 1} and {*order[2:4]} == {2, 3} for order in orders)


def test_rows_are_read_by_their_place_on_the_sheet() -> None:
    laid = laid_of(records.match("Chuyển tiền"))
    first = laid["parts"][0]
    answer = post(laid, p1=value(laid, 1), p2="", p3="")
    assert answer == [1 if part == first else None for part in range(3)]
    assert post(laid, whole="") == []
    assert post(laid, p1="", p2="") == []


@pytest.mark.parametrize("kind", ["order", "match", "statements", "scenario"])
def test_rows_refuse_what_was_never_offered(kind: str) -> None:
    laid = laid_of(getattr(records, kind)())
    offered = value(laid, 0)
    for fields in (
        {"p1": "khong-co"},
        {"p1": [offered, value(laid, 1)]},
        {"whole": offered},
        {"p0": offered},
        {"p9": offered},
        {"p01": offered},
        {"p1x": ""},
        {"p1-1": offered},
    ):
        with pytest.raises(NotOnSheet):
            post(laid, **fields)  # type: ignore[arg-type]


def test_a_story_keeps_only_what_lies_on_its_way() -> None:
    laid = laid_of(records.scenario())
    whole = post(laid, p1=value(laid, 0), p2=value(laid, 2), p3=value(laid, 5))
    assert whole == [0, 2, 5]
    assert post(laid, p1=value(laid, 1), p2=value(laid, 2), p3=value(laid, 5)) == [1, None, None]
    assert post(laid, p1=value(laid, 0), p2=value(laid, 5)) == [0, None, None]
    assert post(laid, p2=value(laid, 2)) == []


def test_a_story_shows_the_steps_on_its_way_and_the_one_that_waits() -> None:
    laid = laid_of(records.scenario(), shuffles=False)
    rules = rules_on(laid)
    steps = {
        (): ([(1, 0, None)], True, False),
        (0,): ([(1, 0, 0), (2, 1, None)], True, True),
        (0, 2, 4): ([(1, 0, 0), (2, 1, 2), (3, 2, 4)], False, True),
        (1,): ([(1, 0, 1)], False, False),
    }
    for answer, (rows, waits, leads_on) in steps.items():
        assert [(row.number, row.part, row.chosen) for row in rules.rows(laid, answer)] == rows
        assert (rules.waits(laid["key"], answer), rules.leads_on(laid["key"], answer)) == (waits, leads_on)
    assert [number for _, number in rules.rows(laid, (0,))[1].options] == [2, 3]


def test_a_way_that_comes_back_is_said_so_and_is_not_answered() -> None:
    laid = laid_of(records.scenario())
    assert rules_on(laid).note(laid["key"], [0, 2, 4]) is not None
    assert not rules_on(laid).is_whole(laid["key"], [0, 2, 4])
    assert rules_on(laid).note(laid["key"], [0, 2, None]) is None


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("15", None), ("15 người", None), ("", None),
        ("1.000", "“1.000” là 1000 hay 1,0? Bác viết lại cho rõ, số lớn thì viết liền."),
        ("mười", "Máy chưa đọc được “mười” là số nào. Bác viết bằng chữ số, ví dụ 15 hoặc 1,5."),
    ],
)  # fmt: skip
def test_a_number_that_cannot_be_read_is_said_so_whatever_is_right(typed: str, words: str | None) -> None:
    laid = laid_of(records.every_kind()[5])
    note = rules_on(laid).note(laid["key"], typed)
    assert (note and note.message % note.details) == words
    assert post(laid, whole=typed) == typed


def test_the_same_thing_chosen_twice_is_said_so() -> None:
    for record in (records.order(), records.match()):
        laid = laid_of(record)
        assert isinstance(rules_on(laid).note(laid["key"], [1, 1, None]), Note)
        assert rules_on(laid).note(laid["key"], [0, 1, None]) is None


@pytest.mark.parametrize("typed", ["x" * 201, "a\x07b", "a\nb", "a\tb", "a\x7f"])
def test_what_no_keyboard_types_is_refused_with_a_reason(typed: str) -> None:
    with pytest.raises(Unreadable):
        post(laid_of(records.every_kind()[4]), whole=typed)


def test_typed_answers_are_kept_trimmed_and_composed() -> None:
    laid = laid_of(records.every_kind()[4])
    assert post(laid, whole="  Ho\u0300a  ") == "Hòa"
    assert post(laid, whole="x" * 200) == "x" * 200
    with pytest.raises(NotOnSheet):
        post(laid, whole=["1", "2"])


def test_a_question_counts_as_answered_with_all_its_parts_only() -> None:
    for record in (records.order(), records.match(), records.statements()):
        laid = laid_of(record)
        rules, count = rules_on(laid), len(laid["key"])
        assert not rules.is_whole(laid["key"], [0, *[None] * (count - 1)])
        assert rules.is_begun([0, *[None] * (count - 1)])
        assert rules.left(laid["key"], [0, *[None] * (count - 1)]) == count - 1
        assert rules.is_whole(laid["key"], [0] * count)
        assert not rules.is_begun([None] * count)


TOLD = {
    "kieu0001": ("Đáp án đúng: Ý 1.", []),
    "kieu0002": ("Đáp án đúng: Ý 0; Ý 2.", []),
    "kieu0003": ("Đáp án đúng: Sai.", []),
    "kieu0004": ("Đáp án từng ý:", [
        ("Mã OTP là chìa khoá", "Đúng"), ("Ngân hàng hỏi mã OTP", "Sai"), ("Gọi 156 mất tiền", "Sai"),
        ("Công an xã nhận tố giác", "Đúng"),
    ]),
    "kieu0005": ("Đáp án: *101#; 101.", []),
    "kieu0006": ("Đáp án: 14 đến 16 người; 20 đến 22,5 người; 1000 người.", []),
    "kieu0007": ("Thứ tự đúng:", [(text, "") for text in S[:4]]),
    "kieu0008": ("Ghép đúng:", records.PAIRS),
    "kieu0009": ("Chỗ đúng trên ảnh: 1. Đường liên kết.", []),
    "kieu0010": ("Những dấu hiệu đáng ngờ:", [("Ý 1", ""), ("Ý 2", "")]),
    "kieu0011": ("Cách xử lý tốt, từng bước một:", [("Cúp máy", "")]),
}  # fmt: skip


@pytest.mark.parametrize("id_", EVERY)
def test_the_right_answer_is_told_in_words(id_: str) -> None:
    laid = layout.lay([EVERY[id_]], shuffles=False, seed="hat")[0]
    told = rules_on(laid).told(EVERY[id_].material, laid)
    assert (told.message % told.details, list(told.lines)) == TOLD[id_]


def test_areas_are_told_by_the_numbers_they_were_shown_with() -> None:
    areas = [records.option(f"Chỗ {n}", correct=n < 2, area=[0, 0, 9, 9]) for n in range(4)]
    record = records.record("điểm ảnh", options=areas)
    laid = laid_of(record, seed=str(Random(7).random()))
    shown = [number for _, number in laid["options"]]
    places = sorted((shown.index(number) + 1, f"Chỗ {number}") for number in (0, 1))
    told = rules_on(laid).told(records.question(record).material, laid)
    assert told.details["texts"] == "; ".join(f"{place}. {text}" for place, text in places)


OLD_SHEET: list[Any] = [
    {"id": "mmmkcas9", "kind": "một đáp án", "options": [["9f1c0a77b2d4", 2], ["0d7be1a94c33", 0], ["5a3e9c11", 1]],
     "key": [2], "points": "1", "scoring": "từng phần"},
    {"id": "wfn62v3d", "kind": "nhiều đáp án", "options": [["1a2b3c4d5e6f", 0], ["6f5e4d3c2b1a", 1], ["abcdefab", 2]],
     "key": [0, 2], "points": "3/2", "scoring": "từng phần"},
    {"id": "nwlldlqp", "kind": "đúng sai", "options": [["aaaabbbbcccc", 0], ["ccccbbbbaaaa", 1]],
     "key": [1], "points": "1", "scoring": "từng phần"},
]  # fmt: skip


def test_a_sheet_of_the_first_release_is_read_and_graded_as_before() -> None:
    posted = {"q-mmmkcas9": ["9f1c0a77b2d4"], "q-wfn62v3d": ["1a2b3c4d5e6f"], "q-nwlldlqp": ["ccccbbbbaaaa"]}
    answers = layout.read_answers(OLD_SHEET, posted)
    assert answers == {"mmmkcas9": [2], "wfn62v3d": [0], "nwlldlqp": [1]}
    marks = grading.grade(layout.asked_of(OLD_SHEET), answers)
    assert (marks.score, marks.right) == (Fraction(2 * 4 + 3, 2 * 7), 2)
    assert marks.shares == {"mmmkcas9": 1, "wfn62v3d": Fraction(1, 2), "nwlldlqp": 1}
    assert layout.with_unticked(OLD_SHEET, {}, 2) == {"wfn62v3d": []}
    assert layout.with_unticked(OLD_SHEET, {}, 1) == {}
    with pytest.raises(NotOnSheet):
        layout.read_answers(OLD_SHEET, {"q-nwlldlqp-1": ["ccccbbbbaaaa"]})


def test_a_record_of_the_first_release_is_read() -> None:
    old = records.choices("một đáp án", "-x-")
    later = ("pairs", "nodes", "accepted", "comparer", "unit", "picture_html", "picture_text")
    plain = {name: held for name, held in old.items() if name not in later}
    plain["options"] = [{name: held for name, held in one.items() if name != "area"} for one in plain["options"]]
    assert records.question(plain) == records.question(old)
